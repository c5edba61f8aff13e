package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.operate.plan.Demand;
import io.softwire46.mape.operate.plan.Plan;
import io.softwire46.mape.operate.plan.PlanResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans of published examples, findings, and demands that are refused. */
class PlanTest {
    private static Demand.Builder demand(long subscribers, String ipv6, String... ipv4) {
        Demand.Builder builder = Demand.builder().subscribers(subscribers).ipv6(ipv6);
        for (String each : ipv4) {
            builder.ipv4(each);
        }
        return builder;
    }

    private static Plan only(Demand demand) {
        PlanResult result = Plan.search(demand);
        assertEquals(1, result.plans().size(), result.toString());
        return result.plans().get(0);
    }

    /** A published worked example: 12,000 subscribers on three /24, /60 each, at least 4,000 ports. */
    @Test
    void findsThePublishedPlanOfTwelveThousandSubscribers() {
        Plan plan = only(demand(12_000, "2001:db8::/40", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")
                .delegate(60)
                .ports(4000)
                .build());
        assertEquals("6/4", plan.ports().toString());
        assertEquals(4032, plan.ports().portCount());
        assertEquals(63, plan.ports().rangeCount());
        assertEquals(12_288, plan.capacity());
        assertEquals(288, plan.spare());
        assertEquals(768 * 1024, plan.wastedPorts());
        assertEquals("2001:db8::/46", plan.ipv6().toCanonicalString());
        assertEquals(
                List.of("2001:db8::/48", "2001:db8:1::/48", "2001:db8:2::/48"),
                plan.rules().stream()
                        .map(each -> each.ipv6Prefix().toCanonicalString())
                        .toList());
        assertTrue(plan.rules().stream().allMatch(each -> each.eaLength() == 12));
    }

    /** RFC 7597 appendix A, example 1, from its own numbers. */
    @Test
    void findsExampleOneOfTheRfc() {
        Plan plan = only(demand(65_536, "2001:db8::/40", "192.0.2.0/24")
                .delegate(56)
                .ports(252)
                .build());
        assertEquals("6/8", plan.ports().toString());
        assertEquals("2001:db8::/40", plan.rules().get(0).ipv6Prefix().toCanonicalString());
        assertEquals(16, plan.rules().get(0).eaLength());
    }

    @Test
    void adjacentBlocksBecomeOneRule() {
        Plan plan = only(demand(4096, "2001:db8::/40", "192.0.2.0/25", "192.0.2.128/25")
                .delegate(60)
                .ports(4000)
                .build());
        assertEquals("192.0.2.0/24", plan.rules().get(0).ipv4Prefix().toCanonicalString());
        assertEquals(1, plan.rules().size());
    }

    @Test
    void reservedAddressesAreInNoRule() {
        Plan plan = Plan.search(demand(1000, "2001:db8::/40", "192.0.2.0/24")
                        .delegate(60)
                        .reserve("192.0.2.0")
                        .build())
                .plans()
                .get(0);
        assertEquals(255, plan.addresses());
        assertEquals(
                Set.of(
                        "192.0.2.1/32",
                        "192.0.2.2/31",
                        "192.0.2.4/30",
                        "192.0.2.8/29",
                        "192.0.2.16/28",
                        "192.0.2.32/27",
                        "192.0.2.64/26",
                        "192.0.2.128/25"),
                plan.rules().stream()
                        .map(each -> each.ipv4Prefix().toCanonicalString())
                        .collect(Collectors.toSet()));
    }

    @Test
    void releasesTheFewestReservedPrefixes() {
        PlanResult result = Plan.search(demand(2048, "2001:db8::/40", "192.0.2.0/25")
                .delegate(60)
                .ports(4000)
                .reserve("192.0.2.5")
                .reserve("192.0.2.64/28")
                .build());
        assertFalse(result.isFeasible());
        assertEquals("do not reserve 192.0.2.64/28, 192.0.2.5/32", change(result, "reserve"));
    }

    /** Eight places for seven addresses: one more address fits, eight more do not. */
    @Test
    void releasesASmallerReservedPrefixIfLargerOnesDoNotFit() {
        PlanResult result = Plan.search(demand(8, "2001:db8::/61", "192.0.2.0/28")
                .delegate(64)
                .excludePorts("none")
                .reserve("192.0.2.8/29")
                .reserve("192.0.2.1")
                .build());
        assertEquals("do not reserve 192.0.2.1/32", change(result, "reserve"));
    }

    /** Eight whole addresses of a /29: both prefixes reserve some of them, one of which is inside the other. */
    @Test
    void releasesNestedReservedPrefixes() {
        PlanResult result = Plan.search(demand(8, "2001:db8::/40", "192.0.2.0/29")
                .ports(65536)
                .excludePorts("none")
                .reserve("192.0.2.0/30")
                .reserve("192.0.2.1")
                .build());
        assertEquals("do not reserve 192.0.2.0/30, 192.0.2.1/32", change(result, "reserve"));
    }

    /** 16 whole addresses with 16 delegated prefixes: of 7 addresses and 8, 4 and 1 reserved ones, 8 and 1 make 16. */
    @Test
    void releasesReservedPrefixesOfSizesThatAreNotNeighbours() {
        PlanResult result = Plan.search(demand(16, "2001:db8::/40", "192.0.2.0/28")
                .ipv4("192.0.2.16/30")
                .delegate(44)
                .ports(65536)
                .excludePorts("none")
                .reserve("192.0.2.0/29")
                .reserve("192.0.2.8/30")
                .reserve("192.0.2.12")
                .build());
        assertEquals("do not reserve 192.0.2.0/29, 192.0.2.12/32", change(result, "reserve"));
    }

    /** Shared addresses of a /8 need 2^25 delegated prefixes, and the IPv6 block has 2^24. */
    @Test
    void namesAPartOfABlockThatIsTooLarge() {
        PlanResult result =
                Plan.search(demand(100, "2001:db8::/40", "10.0.0.0/8").build());
        assertEquals("10.0.0.0/9 instead of 10.0.0.0/8", change(result, "ipv4"));
    }

    /** The IPv6 block has 16 delegated prefixes: those of the /28, or of both /29; no part of one block makes the sum 16. */
    @Test
    void namesTheFewestBlocksToDrop() {
        PlanResult result = Plan.search(demand(16, "2001:db8::/60", "192.0.2.0/28")
                .ipv4("192.0.2.32/29")
                .ipv4("192.0.2.64/29")
                .delegate(64)
                .ports(65536)
                .excludePorts("none")
                .build());
        assertEquals("without 192.0.2.0/28", change(result, "ipv4"));
    }

    private static String change(PlanResult result, String dimension) {
        return result.relaxations().stream()
                .filter(each -> each.dimension().equals(dimension))
                .map(PlanResult.Relaxation::change)
                .findFirst()
                .orElse("none of " + result.relaxations());
    }

    /** 31 ranges of 64 ports; 2,016 are 63 ranges of 32. */
    @Test
    void namesTheLargestNumberOfPorts() {
        PlanResult result = Plan.search(demand(8192, "2001:db8::/40", "192.0.2.0/24")
                .delegate(60)
                .ports(2000)
                .excludePorts("0-2047")
                .build());
        assertEquals("1,984 ports instead of 2,000", change(result, "ports"));
        assertEquals("exclude no port above 1023 instead of 2047", change(result, "excludePorts"));
    }

    @Test
    void namesTheSmallestFurtherBlockAndLength() {
        PlanResult result = Plan.search(demand(6144, "2001:db8::/48", "192.0.2.0/24")
                .delegate(62)
                .ports(4000)
                .build());
        assertEquals("one more /25, in the plan 192.0.3.0/25", change(result, "ipv4"));
        PlanResult tooLong = Plan.search(demand(4096, "2001:db8::/50", "192.0.2.0/24")
                .delegate(60)
                .ports(4000)
                .build());
        assertEquals("delegate /62", change(tooLong, "delegate"));
        assertEquals("an IPv6 block of /48 instead of /50", change(tooLong, "ipv6"));
        assertTrue(tooLong.relaxations().stream()
                .noneMatch(each -> each.dimension().equals("ipv4")));
    }

    /** RFC 7597 section 5.1: with offset 0 and 256 PSIDs, ports 0 to 1023 belong to PSIDs 0 to 3. */
    @Test
    void reportsPortsThatAreEasyToGuess() {
        Plan plan = only(demand(65_536, "2001:db8::/40", "192.0.2.0/24")
                .delegate(56)
                .ports(256)
                .excludePorts("none")
                .build());
        assertEquals("0/8", plan.ports().toString());
        Set<FindingId> ids = plan.findings().stream().map(Finding::id).collect(Collectors.toSet());
        assertTrue(ids.containsAll(Set.of(FindingId.PLAN01, FindingId.V19)), ids.toString());
    }

    @Test
    void reportsLimitsOfSystems() {
        Plan plan = only(demand(65_536, "2001:db8::/40", "192.0.2.0/24")
                .delegate(56)
                .ports(240)
                .excludePorts("0-4095")
                .format(InterfaceIdFormat.RFC7597)
                .borderRelay("2001:db8:ffff::1")
                .linkMtu(9300)
                .target(Demand.Target.JUNOS)
                .target(Demand.Target.VPP)
                .target(Demand.Target.OPENWRT)
                .target(Demand.Target.NOKIA)
                .build());
        String text = plan.findings().toString();
        assertTrue(text.contains("9300"), text); // Junos: mtu-v6 is at most 9192
        assertTrue(text.contains("VPP"), text);
        assertTrue(text.contains("is not the default of OpenWrt, 6"), text);
        assertTrue(text.contains("is not the default of Nokia SR OS, 6"), text);
    }

    /** Limits of systems are those of a plan with a border relay; its absence is one note. */
    @Test
    void reportsLimitsOfSystemsWithoutBorderRelay() {
        Demand.Builder builder = demand(65_536, "2001:db8::/40", "192.0.2.0/24").delegate(56);
        for (Demand.Target each : Demand.Target.values()) {
            builder.target(each);
        }
        List<Finding> without = new ArrayList<>(only(builder.build()).findings());
        assertTrue(without.removeIf(each -> each.id() == FindingId.V49));
        assertFalse(without.isEmpty());
        assertEquals(
                only(builder.borderRelay("2001:db8:ffff::1").build()).findings().toString(), without.toString());
    }

    @Test
    void computesPacketSizes() {
        Demand.Builder builder = demand(1, "2001:db8::/40", "192.0.2.0/24");
        PlanResult.Mtu ethernet = Plan.search(builder.build()).mtu();
        assertEquals(new PlanResult.Mtu(1500, 1460, 1420, 1540), ethernet);
        assertFalse(ethernet.fits1500());
        assertTrue(Plan.search(builder.linkMtu(1540).build()).mtu().fits1500());
    }

    /** A /64 per subscriber: a quarter of all IPv4 addresses with one PSID bit fills a /33, and one more bit does not fit. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8, 16, 24, 31, 32})
    void servesBlocksOfEachLength(int length) {
        PlanResult result = Plan.search(demand(1, "2001:db8::/34", "128.0.0.0/" + length)
                .alternatives(100)
                .build());
        assertEquals(length > 2, result.isFeasible());
        assertEquals(
                length == 2,
                result.relaxations().stream().anyMatch(each -> each.dimension().equals("ipv6")));
        result.plans().forEach(each -> assertTrue(each.findings().stream().noneMatch(Finding::isError)));
    }

    @Test
    void servesTheMaximumNumberOfBlocks() {
        Demand.Builder builder =
                Demand.builder().subscribers(100_000).ipv6("2001:db8::/32").delegate(56);
        for (int i = 0; i < Demand.MAX_BLOCKS; i++) {
            builder.ipv4("192.0." + i / 64 + "." + i % 64 * 4 + "/31");
            builder.reserve("192.0." + i / 64 + "." + i % 64 * 4);
        }
        Plan plan = Plan.search(builder.build()).plans().get(0);
        assertEquals(1024, plan.rules().size());
        assertEquals(131_072, plan.capacity());
        builder.ipv4("198.51.100.0/24");
        refused(builder, "ipv4", "exceeds the maximum of 1024");
    }

    private static void refused(Demand.Builder builder, String field, String words) {
        MapConfigurationException error = assertThrows(MapConfigurationException.class, builder::build);
        assertEquals(field, error.first().field());
        assertTrue(error.first().message().contains(words), error.first().message());
    }

    private static void refused(Consumer<Demand.Builder> change, String field, String words) {
        Demand.Builder builder = demand(10, "2001:db8::/40", "192.0.2.0/24");
        MapConfigurationException error = assertThrows(MapConfigurationException.class, () -> {
            change.accept(builder);
            builder.build();
        });
        assertEquals(field, error.first().field());
        assertTrue(error.first().message().contains(words), error.first().message());
    }

    @Test
    void refusesBadDemands() {
        refused(Demand.builder().subscribers(1).ipv6("2001:db8::/40"), "ipv4", "is missing");
        refused(Demand.builder().subscribers(1).ipv4("192.0.2.0/24"), "ipv6", "is missing");
        refused(each -> each.ipv4("192.0.2.128/25"), "ipv4", "overlaps 192.0.2.0/24");
        refused(each -> each.ipv4("192.0.2.0/24"), "ipv4", "overlaps");
        refused(each -> each.ipv4("198.51.100.1/24"), "ipv4", "use 198.51.100.0/24");
        refused(each -> each.ipv4("198.51.100.0/33"), "ipv4", "0..32");
        refused(each -> each.ipv4(""), "ipv4", "use");
        refused(each -> each.reserve("192.0.2.1/24"), "reserve", "use 192.0.2.0/24");
        refused(each -> each.ipv6("2001:db8::1/40"), "ipv6", "use 2001:db8::/40");
        refused(each -> each.ipv6("2001:db8::/65"), "ipv6", "64");
        for (String block : List.of("ff00::/8", "fe80::/10", "::/0", "::/1", "::/64", "fe00::/7")) {
            refused(each -> each.ipv6(block), "ipv6", "unicast");
        }
        for (String block :
                List.of("0.0.0.0/0", "0.0.0.0/1", "0.0.0.1/32", "127.0.0.0/9", "224.0.0.0/4", "240.0.0.0/8")) {
            refused(each -> each.ipv4(block), "ipv4", "unicast");
        }
        refused(each -> each.reserve("198.51.100.1"), "reserve", "overlaps no IPv4 block");
        refused(each -> each.reserve("192.0.2.0/24"), "reserve", "leaves no address; ");
        refused(
                each -> each.reserve("192.0.2.0/25").reserve("192.0.2.128/25"),
                "reserve",
                "leaves no address, together");
        refused(each -> each.borderRelay("2001:db8:ff::1"), "borderRelay", "is in the IPv6 block");
        refused(each -> each.delegate(39), "delegate", "use 40 to 64");
        refused(each -> each.delegate(65), "delegate", "use 40 to 64");
        refused(each -> each.growth("-1%"), "growth", "use 0%");
        refused(each -> each.growth("1e9"), "growth", "30%");
        refused(each -> each.subscribers(0), "subscribers", "1..");
        refused(each -> each.subscribers(Long.MAX_VALUE), "subscribers", "1..");
        refused(each -> each.ports(65_537), "ports", "1..65536");
        refused(each -> each.ports(0), "ports", "1..65536");
        refused(each -> each.excludePorts("0-65536"), "excludePorts", "0..65535");
        refused(each -> each.excludePorts("5-4"), "excludePorts", "ends before it begins; use 4-5");
        refused(each -> each.excludePorts("65536-5"), "excludePorts", "0..65535");
        refused(each -> each.linkMtu(1279), "linkMtu", "1280..65535");
        refused(each -> each.borderRelay("::1"), "borderRelay", "unicast");
    }
}
