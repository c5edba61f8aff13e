package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * 100,000 rules of each arrangement. Comparing all pairs would take 5,000,000,000 comparisons and minutes of processor
 * time; the bound is generous, so that only such a thing breaks it, whatever else the machine does.
 */
class LargeRuleSetTest {
    private static final int RULES = 100_000;
    private static final long MOST_NANOS = 20_000_000_000L;
    private static final IPv6Address BR = new IPv6Address(0xfd00L << 48, 1);

    private static MapDomain domain(int count, IntFunction<MapRule> rule) {
        List<MapRule> rules = IntStream.range(0, count).mapToObj(rule).toList();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        MapDomain domain = MapDomain.of("large", RuleSet.of(rules), List.of(BR));
        long nanos = threads.getCurrentThreadCpuTime() - start;
        assertTrue(nanos < MOST_NANOS, () -> nanos / 1_000_000 + " ms for " + count + " rules");
        return domain;
    }

    private static MapRule rule(long ipv6High, int n, int ipv4, int r, int o, Integer psid) {
        MapRule.Builder builder = MapRule.builder()
                .ipv6Prefix(new IPv6Address(ipv6High, 0).toPrefixBlock(n))
                .ipv4Prefix(new IPv4Address(ipv4).toPrefixBlock(r))
                .eaLength(o);
        if (r + o > 32 || psid != null) {
            builder.psidOffset(6);
        }
        return psid == null ? builder.build() : builder.psidLength(6).psid(psid).build();
    }

    @Test
    void disjointRules() {
        // 2001:db8 and 24 bits of number, 8 bits of EA field; one IPv4 /28 each, 16 CEs an address
        MapDomain domain =
                domain(RULES, i -> rule(0x20010db8L << 32 | (long) i << 8, 56, 0x14000000 | i << 4, 28, 8, null));
        assertOwner(domain, 77_777, 0x14000000 | 77_777 << 4 | 5, 1024 + 64);
    }

    @Test
    void nestedRulesThatSayTheSame() {
        // A chain of 17 rules in each of 2,000 blocks: /40 to /56, each the first half of the one around it.
        MapDomain domain = domain(17 * 2000, i -> {
            int deep = i % 17;
            long block = 0x2001L << 48 | (long) (i / 17) << 24;
            return rule(block, 40 + deep, 0x20000000 | (i / 17) << 16, 16 + Math.min(deep, 16), 22 - deep, null);
        });
        assertEquals(
                16 * 2000,
                domain.findings().stream()
                        .filter(finding -> finding.id().name().equals("V42"))
                        .count());
        // The last address of a block is in the outermost rule only.
        assertOwner(domain, 17 * 1000, 0x20000000 | 1000 << 16 | 0xffff, 65535);
        assertOwner(domain, 17 * 1000 + 16, 0x20000000 | 1000 << 16, 65535);
    }

    @Test
    void oneToOneRulesOf64AnAddress() {
        MapDomain domain =
                domain(RULES, i -> rule(0x20010db8L << 32 | (long) i << 8, 64, 0x14000000 | i / 64, 32, 0, i % 64));
        int psid = 77_777 % 64;
        assertOwner(domain, 77_777, 0x14000000 | 77_777 / 64, 1024 + (psid << 4));
    }

    @Test
    void unsharedRulesInsideEachOther() {
        // /16 to /32 in each block, the IPv6 prefixes disjoint
        MapDomain domain = domain(17 * 2000, i -> {
            int deep = i % 17;
            return rule(
                    0x20010000L << 32 | (long) i << 16, 48, 0x14000000 + ((i / 17) << 16), 16 + deep, 16 - deep, null);
        });
        assertOwner(domain, 17 * 1000, 0x14000000 + (1000 << 16) + 0xffff, 80);
        assertOwner(domain, 17 * 1000 + 16, 0x14000000 + (1000 << 16), 80);
    }

    @Test
    void manyDomainsOfOneRule() {
        IPv6Address br = Addresses.parseIpv6("borderRelay", "fd00::1");
        List<MapDomain> domains = IntStream.range(0, RULES)
                .mapToObj(i -> MapDomain.of(
                        "domain" + i,
                        RuleSet.of(rule(0x20010db8L << 32 | (long) i << 8, 56, 0x14000000 | i << 4, 28, 8, null)),
                        List.of(br)))
                .toList();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        List<Finding> findings = MapDomain.validateForRelay(domains);
        long nanos = threads.getCurrentThreadCpuTime() - start;
        assertTrue(findings.stream().noneMatch(Finding::isError));
        assertTrue(nanos < MOST_NANOS, () -> nanos / 1_000_000 + " ms for " + RULES + " domains");
    }

    /** 1,000 times the same rule: each but the first has the IPv6 prefix (V41) and the IPv4 prefix (V43) of another. */
    @Test
    void manyErrorsMakeAShortMessageAndAreAllThere() {
        List<MapRule> rules = Collections.nCopies(1000, MapRule.of("2001:db8::/40", "192.0.2.0/24", 16));
        MapConfigurationException thrown = assertThrows(MapConfigurationException.class, () -> RuleSet.of(rules));
        assertEquals(1998, thrown.findings().stream().filter(Finding::isError).count());
        assertTrue(thrown.getMessage().endsWith("; and 1988 more errors"), thrown.getMessage());
        assertTrue(thrown.getMessage().length() < 5000, thrown.getMessage());
    }

    private static void assertOwner(MapDomain domain, int place, int ipv4, int port) {
        CeMapping ce = domain.rules().owner(new IPv4Address(ipv4), port).orElseThrow();
        assertEquals(domain.rules().rules().get(place), ce.rule());
        assertEquals(
                SourceCheck.ACCEPTED,
                domain.rules().check(ce.mapAddressHigh(), ce.mapAddressLow(), ipv4, port, SourceCheck.Mode.STRICT));
    }
}
