package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.SourceCheck.Mode;
import io.softwire46.mape.map.internal.Addresses;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Common mistakes of MAP-E implementations, one test each. The rule is RFC 7597 appendix A example 1 unless noted
 * otherwise.
 */
class TrapsTest {
    private static final MapRule EXAMPLE = MapRule.of("2001:db8::/40", "192.0.2.0/24", 16);
    private static final IPv4Address SHARED = ipv4("192.0.2.18");
    private static final IPv6Address CE = ipv6("2001:db8:12:3400:0:c000:212:34");

    @Nested
    class PortSets {
        /** The formula 2^(16-k) - 2^m of RFC 7597 section 5.1 gives 0 here. */
        @ParameterizedTest
        @ValueSource(ints = {1, 6, 8, 15, 16})
        void withOffsetZeroACeHasOneWholeBlock(int psidLength) {
            PortParameters ports = PortParameters.of(0, psidLength);
            assertEquals(65536 >> psidLength, ports.portCount());
            assertEquals(1, ports.rangeCount());
        }

        /** Port 720 = 000000 10110100 00 has PSID bits like any other port; A is 0. */
        @Test
        void portsWithAZeroAreUnassignedWhenDeriving() {
            assertEquals(PortParameters.UNASSIGNED, EXAMPLE.psidOf(720));
            assertEquals(Optional.empty(), EXAMPLE.owner(SHARED, 720));
            assertEquals(Optional.empty(), EXAMPLE.owner(SHARED, 1023));
            assertTrue(EXAMPLE.owner(SHARED, 1024).isPresent());
        }

        /** Port 208 = 000000 00110100 00 has the CE's PSID 0x34, and A is 0. */
        @ParameterizedTest
        @EnumSource(Mode.class)
        void portsWithAZeroAreRefusedWhenValidating(Mode mode) {
            assertEquals(SourceCheck.WRONG_PORT, check(EXAMPLE, CE, SHARED, 208, mode));
            assertEquals(SourceCheck.ACCEPTED, check(EXAMPLE, CE, SHARED, 1232, mode));
            assertFalse(EXAMPLE.decode(CE).orElseThrow().owns(Addresses.bits(SHARED), 208));
        }

        @Test
        void withoutSharingTheOffsetIsIgnoredAndAllPortsBelongToTheCe() {
            MapRule rule = MapRule.builder()
                    .ipv6Prefix("2001:db8:12:3400::/56")
                    .ipv4Prefix("192.0.2.18/32")
                    .eaLength(0)
                    .psidOffset(6)
                    .build();
            for (int port : new int[] {MapRule.NO_PORT, 0, 80, 1023, 65535}) {
                CeMapping owner = rule.owner(SHARED, port).orElseThrow();
                assertEquals(ipv6("2001:db8:12:3400:0:c000:212:0"), owner.mapAddress());
                assertEquals(SourceCheck.ACCEPTED, check(rule, owner.mapAddress(), SHARED, port, Mode.STRICT));
            }
            assertEquals(65536, rule.owner(SHARED, 0).orElseThrow().portSet().size());
            assertEquals(rule, rule.toBuilder().psidOffset(4).build());
        }

        @Test
        void withOffsetZeroPort0BelongsToPsid0AndElseToNone() {
            MapRule zero = EXAMPLE.toBuilder().psidOffset(0).build();
            assertEquals(
                    ipv6("2001:db8:12::c000:212:0"),
                    zero.owner(SHARED, 0).orElseThrow().mapAddress());
            assertTrue(PortSet.of(0, 8, 0).contains(0));
            assertFalse(PortSet.of(0, 8, 1).contains(0));
            assertEquals(Optional.empty(), EXAMPLE.owner(SHARED, 0));
            assertFalse(PortSet.of(6, 8, 0).contains(0));
        }

        /** RFC 4787 requires parity kept: a + k = 16 leaves single ports, all odd or all even. */
        @Test
        void singlePortRangesHaveOneParity() {
            assertTrue(PortSet.of(6, 10, 0x2a5).stream().allMatch(port -> port % 2 == 1));
            assertTrue(PortSet.of(6, 10, 0x2a4).stream().allMatch(port -> port % 2 == 0));
            assertEquals(
                    Severity.WARNING,
                    severity(
                            "V17",
                            MapRule.of("2001:db8::/40", "192.0.2.0/24", 18).findings()));
        }
    }

    @Nested
    class Rules {
        /** o = 48 means k = 16, which leaves no bit for the offset. */
        @Test
        void eaLength48NeedsOffsetZero() {
            MapRule.Builder rule = MapRule.builder()
                    .ipv6Prefix("2001::/16")
                    .ipv4Prefix("0.0.0.0/0")
                    .eaLength(48);
            assertEquals(Severity.ERROR, severity("V08", rule.validate()));
            assertThrows(MapConfigurationException.class, rule::build);
            assertEquals(
                    ipv6("2001:c000:212:4d2:0:c000:212:4d2"),
                    rule.psidOffset(0).build().owner(SHARED, 1234).orElseThrow().mapAddress());
        }

        @Test
        void defaultOffset6RefusesPsidsLongerThan10Bits() {
            MapRule.Builder rule = MapRule.builder().ipv6Prefix("2001:db8::/40").ipv4Prefix("192.0.2.0/24");
            assertEquals(10, rule.eaLength(18).build().portParameters().psidLength());
            assertEquals(Severity.ERROR, severity("V08", rule.eaLength(19).validate()));
            assertEquals(11, rule.psidOffset(5).build().portParameters().psidLength());
        }

        @Test
        void psidLongerThanAPortIsRefused() {
            MapRule.Builder rule = MapRule.builder().ipv6Prefix("2001:db8::/40").psidOffset(0);
            assertEquals(
                    Severity.ERROR,
                    severity(
                            "V09", rule.ipv4Prefix("192.0.2.18/32").eaLength(17).validate()));
            assertEquals(
                    Severity.ERROR,
                    severity("V09", rule.ipv4Prefix("192.0.2.0/24").eaLength(25).validate()));
            assertEquals(
                    16,
                    rule.ipv4Prefix("192.0.2.18/32")
                            .eaLength(16)
                            .build()
                            .portParameters()
                            .psidLength());
        }
    }

    @Nested
    class Derivation {
        /** 198.51.0.0/16 and 12 EA bits 0xabc: a CE has 198.51.171.192/28. */
        @Test
        void aCeWithAPrefixHasOneMapAddressForAllItsHosts() {
            MapRule rule = MapRule.of("2001:db8::/32", "198.51.0.0/16", 12);
            IPv6Address one = ipv6("2001:db8:abc0:0:0:c633:abc0:0");
            for (String host : List.of("198.51.171.192", "198.51.171.200", "198.51.171.207")) {
                assertEquals(one, rule.owner(ipv4(host), 80).orElseThrow().mapAddress());
                assertEquals(SourceCheck.ACCEPTED, check(rule, one, ipv4(host), MapRule.NO_PORT, Mode.STRICT));
            }
            assertEquals(SourceCheck.WRONG_IPV4, check(rule, one, ipv4("198.51.171.208"), 80, Mode.EA));
            assertEquals(
                    "198.51.171.192/28", rule.decode(one).orElseThrow().ipv4().toCanonicalString());
        }

        /** n + o = 56 and L = 60: bits 56 to 59 are 0xb, which BR and other CEs cannot know. */
        @Test
        void bitsAfterTheEaBitsMakeCeAndBrDisagree() {
            CeMapping ce = CeMapping.of(EXAMPLE, prefix("2001:db8:12:34b0::/60"));
            assertEquals(ipv6("2001:db8:12:34b0:0:c000:212:34"), ce.mapAddress());
            assertEquals(CE, ce.mapAddressFromRule());
            assertFalse(ce.isAgreed());
            assertEquals(
                    Severity.WARNING, severity("V33", CeMapping.validate(EXAMPLE, prefix("2001:db8:12:34b0::/60"))));
            assertTrue(CeMapping.of(EXAMPLE, prefix("2001:db8:12:3400::/60")).isAgreed());
            assertEquals(SourceCheck.WRONG_MAP_ADDRESS, check(EXAMPLE, ce.mapAddress(), SHARED, 1232, Mode.STRICT));
            assertEquals(SourceCheck.ACCEPTED, check(EXAMPLE, ce.mapAddress(), SHARED, 1232, Mode.EA));
        }

        /** n + o = 88: the prefix replaces the pad and the first octet 0x43 of 67.91.205.2; the other octets keep their position. */
        @Test
        void prefixesLongerThan64OverwriteTheIdentifierAndShiftNothing() {
            MapRule rule = MapRule.of("2001:db8:ce:ab::/72", "67.91.205.0/24", 16);
            assertEquals(
                    ipv6("2001:db8:ce:ab:2:725b:cd02:72"),
                    rule.owner(ipv4("67.91.205.2"), 6600).orElseThrow().mapAddress());
        }

        /** The EA bits say 192.0.2.18 and PSID 0x34, the identifier says 203.0.113.7 and PSID 0x99. */
        @Test
        void decodingReadsTheEaBitsAndNeverTheIdentifier() {
            IPv6Address forged = ipv6("2001:db8:12:3400:0:cb00:7107:99");
            CeMapping ce = EXAMPLE.decode(forged).orElseThrow();
            assertEquals(SHARED, ce.ipv4());
            assertEquals(0x34, ce.psid());
            assertEquals(CE, ce.mapAddress());
            assertEquals(SourceCheck.WRONG_MAP_ADDRESS, check(EXAMPLE, forged, SHARED, 1232, Mode.STRICT));
            assertEquals(SourceCheck.WRONG_IPV4, check(EXAMPLE, forged, ipv4("203.0.113.7"), 1232, Mode.STRICT));
        }

        /** The draft has the identifier an octet further left, and offset 4 where none is given. */
        @Test
        void draft03HasAnotherIdentifierAndAnotherDefaultOffset() {
            MapRule rule = EXAMPLE.toBuilder()
                    .psidOffset(null)
                    .format(InterfaceIdFormat.DRAFT03)
                    .build();
            assertEquals(4, rule.portParameters().psidOffset());
            assertTrue(rule.isPsidOffsetDefaulted());
            assertEquals(6, EXAMPLE.portParameters().psidOffset());
            assertEquals(
                    ipv6("2001:db8:12:3400:c0:2:1200:3400"),
                    rule.owner(SHARED, 4928).orElseThrow().mapAddress());
            assertEquals(Optional.empty(), rule.owner(SHARED, 4095));
        }

        /** Java takes shift counts modulo 32 and 64; each of these lengths would make a shift have no effect. */
        @Test
        void lengthsAtTheWordSizeAreNoOps() {
            MapRule wholeAddress = MapRule.of("2001:db8::/32", "0.0.0.0/0", 32);
            assertEquals(
                    ipv6("2001:db8:c000:212:0:c000:212:0"),
                    CeMapping.of(wholeAddress, prefix("2001:db8:c000:212::/64")).mapAddress());

            MapRule behind64 = MapRule.of("2001:db8:0:1::/64", "192.0.2.0/24", 16);
            assertEquals(
                    ipv6("2001:db8:0:1:1234:c000:212:34"),
                    behind64.owner(SHARED, 1232).orElseThrow().mapAddress());

            MapRule onePort = MapRule.builder()
                    .ipv6Prefix("2001:db8::/48")
                    .ipv4Prefix("192.0.2.18/32")
                    .eaLength(16)
                    .psidOffset(0)
                    .build();
            assertEquals(
                    ipv6("2001:db8:0:ffff:0:c000:212:ffff"),
                    onePort.owner(SHARED, 65535).orElseThrow().mapAddress());
            assertEquals(1, onePort.owner(SHARED, 65535).orElseThrow().portSet().size());

            MapRule binding = MapRule.of("2001:db8::1/128", "192.0.2.18/32", 0);
            assertEquals(
                    ipv6("2001:db8::1"), binding.owner(SHARED, 0).orElseThrow().mapAddress());
            assertEquals(Optional.empty(), binding.decode(ipv6("2001:db8::2")));

            MapRule everything = MapRule.of("::/0", "192.0.2.0/24", 16);
            assertEquals(
                    ipv6("1234::c000:212:34"),
                    everything.owner(SHARED, 1232).orElseThrow().mapAddress());
        }
    }

    @Nested
    class Sets {
        /** RFC 7597 appendix A example 5, twice: PSIDs 0x34 and 0x35 of one address. */
        @Test
        void rulesThatShareAnAddressAreFoundByPsid() {
            MapRule first = oneToOne("2001:db8:12:3400::/56", 0x34);
            MapRule second = oneToOne("2001:db8:56:7800::/56", 0x35);
            RuleSet set = RuleSet.of(first, second);
            assertEquals(first, set.owner(SHARED, 1232).orElseThrow().rule());
            assertEquals(second, set.owner(SHARED, 1236).orElseThrow().rule());
            assertEquals(
                    ipv6("2001:db8:56:7800:0:c000:212:35"),
                    set.owner(SHARED, 1236).orElseThrow().mapAddress());
            assertEquals(Optional.empty(), set.owner(SHARED, 1240));
            assertEquals(Optional.empty(), first.owner(SHARED, 1236));
            assertEquals(
                    Severity.ERROR,
                    severity("V44", RuleSet.validate(List.of(first, oneToOne("2001:db8:56:7800::/56", 0x34)))));
        }

        @ParameterizedTest
        @ValueSource(ints = {MapRule.NO_PORT, 0, 80, 1023})
        void destinationsWithoutAnOwnerGetNoGuessedCe(int port) {
            RuleSet set = RuleSet.of(EXAMPLE);
            assertEquals(Optional.empty(), set.owner(SHARED, port));
            assertEquals(Ipv4RuleIndex.UNASSIGNED_PORT, set.byIpv4().ruleOf(Addresses.bits(SHARED), port));
            assertEquals(Ipv4RuleIndex.NO_RULE, set.byIpv4().ruleOf(Addresses.bits(ipv4("192.0.3.18")), port));
        }

        @Test
        void basicRuleIsTheLongestMatchWithOrWithoutTheForwardingFlag() {
            MapRule outer = MapRule.of("2001:db8::/40", "192.0.2.0/24", 16);
            // The subnet 0x80 of every CE of the outer rule is free; the inner rule is in one of them.
            MapRule inner = MapRule.of("2001:db8:12:3480::/57", "198.51.100.0/30", 2).toBuilder()
                    .forwarding(false)
                    .build();
            RuleSet set = RuleSet.of(outer, inner);
            assertEquals(Optional.of(inner), set.bmr(prefix("2001:db8:12:34a0::/59")));
            assertEquals(Optional.of(outer), set.bmr(prefix("2001:db8:12:3400::/56")));
            assertFalse(set.rules().get(1).isForwarding());
            // A BR forwards by every rule.
            assertEquals(
                    inner, set.owner(ipv4("198.51.100.1"), 80).orElseThrow().rule());
        }

        @Test
        void borderRelayInsideARuleIsAWarningAndInTheRoleOfACeAnError() {
            RuleSet set = RuleSet.of(EXAMPLE);
            assertEquals(Severity.WARNING, severity("V23", MapDomain.validate("a", set, List.of(ipv6("2001:db8::1")))));
            assertEquals(Severity.ERROR, severity("V23", MapDomain.validate("a", set, List.of(CE))));
            assertThrows(MapConfigurationException.class, () -> MapDomain.of("a", set, List.of(CE)));
            assertTrue(MapDomain.validate("a", set, List.of(ipv6("2001:db9::1"))).stream()
                    .noneMatch(finding -> finding.id().name().equals("V23")));
        }

        /** A CE of the outer rule uses an address that belongs to the inner one: both sources must find one rule. */
        @Test
        void sourceOfAnotherRulesAddressIsRefused() {
            MapRule outer = MapRule.of("2001:db8::/40", "192.0.2.0/24", 16);
            MapRule inner = MapRule.of("2001:db9::/40", "192.0.2.16/28", 12);
            RuleSet set = RuleSet.of(outer, inner);
            long[] source = Addresses.bits(CE);
            for (Mode mode : Mode.values()) {
                assertEquals(SourceCheck.ACCEPTED, check(outer, CE, SHARED, 1232, mode));
                assertEquals(
                        SourceCheck.OTHER_RULE, set.check(source[0], source[1], Addresses.bits(SHARED), 1232, mode));
            }
        }

        private static MapRule oneToOne(String ipv6Prefix, int psid) {
            return MapRule.builder()
                    .ipv6Prefix(ipv6Prefix)
                    .ipv4Prefix("192.0.2.18/32")
                    .eaLength(0)
                    .psidLength(8)
                    .psid(psid)
                    .build();
        }
    }

    /** The severity of the finding with an id, of which there must be one. */
    private static Severity severity(String id, List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.id().name().equals(id))
                .map(Finding::severity)
                .collect(Collectors.collectingAndThen(Collectors.toList(), severities -> {
                    assertEquals(1, severities.size(), () -> id + " in " + findings);
                    return severities.get(0);
                }));
    }

    private static SourceCheck check(MapRule rule, IPv6Address source, IPv4Address ipv4, int port, Mode mode) {
        long[] bits = Addresses.bits(source);
        return SourceCheck.of(rule, bits[0], bits[1], Addresses.bits(ipv4), port, mode);
    }

    private static IPv4Address ipv4(String text) {
        return Addresses.parseIpv4("ipv4", text);
    }

    private static IPv6Address ipv6(String text) {
        return Addresses.parseIpv6("ipv6", text);
    }

    private static IPv6Address prefix(String text) {
        return Addresses.parseIpv6Prefix("prefix", text);
    }
}
