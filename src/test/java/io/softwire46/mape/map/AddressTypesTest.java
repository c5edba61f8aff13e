package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The types of the ipaddress library hold more than addresses and prefixes; what is neither is refused, never narrowed.
 */
class AddressTypesTest {
    private static final MapRule RULE = MapRule.of("2001:db8::/40", "192.0.2.0/24", 16);

    private static IPv6Address ipv6(String lax) {
        return new IPAddressString(lax).getAddress().toIPv6();
    }

    private static IPv4Address ipv4(String lax) {
        return new IPAddressString(lax).getAddress().toIPv4();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8-db9::/32", "2001:db8:0-1::/40", "2001:db8::%eth0/40", "2001:db8:*::/40"})
    void aRangeIsNoRulePrefix(String lax) {
        var findings = MapRule.builder()
                .ipv6Prefix(ipv6(lax))
                .ipv4Prefix("192.0.2.0/24")
                .eaLength(16)
                .psidOffset(6)
                .validate();
        assertEquals(List.of("SYNTAX"), Expect.ids(findings));
        assertEquals("ipv6Prefix", findings.get(0).field());
    }

    @Test
    void aRangeIsNoIpv4Prefix() {
        var findings = MapRule.builder()
                .ipv6Prefix("2001:db8::/40")
                .ipv4Prefix(ipv4("192.0.2-3.0/24"))
                .eaLength(16)
                .validate();
        assertEquals("ipv4Prefix", findings.get(0).field());
    }

    @Test
    void aQuestionIsAboutOneAddress() {
        RuleSet rules = RuleSet.of(RULE);
        assertThrows(MapConfigurationException.class, () -> rules.owner(ipv4("192.0.2.*"), 1232));
        assertThrows(MapConfigurationException.class, () -> RULE.owner(ipv4("192.0.2.0/24"), 1232));
        assertThrows(MapConfigurationException.class, () -> rules.decode(ipv6("2001:db8:0-12::")));
        assertThrows(MapConfigurationException.class, () -> rules.ce(ipv6("2001:db8:12-13:3400::/56")));
        assertTrue(CeMapping.validate(RULE, ipv6("2001:db8:12-13:3400::/56"))
                .get(0)
                .isError());
    }

    @Test
    void aBorderRelayIsAnAddressAlone() {
        IPv6Address withLength = new IPv6Address(0x2001_0db8_ffff_0000L, 1, 64);
        MapRule rule = RULE.toBuilder().borderRelay(withLength).build();
        assertEquals("2001:db8:ffff::1", rule.borderRelay().orElseThrow().toCanonicalString());
        assertEquals(rule, MapRule.parse(rule.toString()));
        MapDomain domain = MapDomain.of("d", RuleSet.of(RULE), List.of(withLength));
        assertEquals(domain, MapDomain.parse(domain.toString()));
        var zoned = RULE.toBuilder().borderRelay(ipv6("2001:db8:ffff::1%eth0")).validate();
        Expect.error(zoned, "V23", "borderRelay", "2001:db8:ffff::1%eth0", "RFC 7597 section 7.2", "zone");
    }

    @ParameterizedTest
    @ValueSource(ints = {65536, 70000, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void numbersThatAreNoPortBelongToNoCe(int port) {
        IPv4Address address = Addresses.parseIpv4("ipv4", "192.0.2.18");
        assertTrue(RULE.owner(address, port).isEmpty());
        assertTrue(RuleSet.of(RULE).owner(address, port).isEmpty());
        assertEquals(PortParameters.UNASSIGNED, PortParameters.of(0, 8).psidOf(port));
    }

    @Test
    void aPsidThatCountsForNothingIsStillReported() {
        MapRule rule = MapRule.of("2001:db8:12:3400::/56", "192.0.2.18/32", 0).toBuilder()
                .psid(5)
                .build();
        Expect.warning(rule.findings(), "V13", "psid", "5", "RFC 7598 section 4.5", "ignored");
        assertEquals(-1, rule.explicitPsid());
    }

    @Test
    void oneErrorDoesNotHideAnother() {
        var findings = MapRule.builder()
                .ipv6Prefix("2001:db8::1/40")
                .ipv4Prefix("192.0.2.7/24")
                .eaLength(16)
                .psidOffset(16)
                .validate();
        assertEquals(List.of("V06", "V03", "V03"), Expect.ids(findings));
        // k given as 10 contradicts the 9 bits in the EA field; with these 9 the offset of 7 fits
        var contradiction = MapRule.builder()
                .ipv6Prefix("2001:db8::/44")
                .ipv4Prefix("192.0.2.0/25")
                .eaLength(16)
                .psidOffset(7)
                .psidLength(10)
                .validate();
        assertEquals(
                List.of("V10"),
                contradiction.stream()
                        .filter(Finding::isError)
                        .map(each -> each.id().name())
                        .toList());
    }

    /** The longest match over all domains hides part of the shorter prefix, and its CEs fail the source check. */
    @Test
    void nestingAcrossDomainsIsAWarning() {
        MapDomain a = domain("a", "2001:db8:ffff::1", MapRule.of("2001:db8::/40", "192.0.2.0/24", 16));
        MapDomain b = domain("b", "2001:db8:ffff::2", MapRule.of("2001:db8:8000::/40", "192.0.2.0/25", 15));
        var findings = MapDomain.validateForRelay(List.of(a, b));
        Expect.warning(
                findings,
                "V45",
                "b: rules[0].ipv4Prefix",
                "192.0.2.0/25",
                "RFC 7597 section 5",
                "a: rules[0]",
                "service");
        Expect.absent(MapDomain.validateForRelay(List.of(a)), "V45");
    }

    private static MapDomain domain(String name, String borderRelay, MapRule rule) {
        return MapDomain.of(name, RuleSet.of(rule), List.of(Addresses.parseIpv6("borderRelay", borderRelay)));
    }
}
