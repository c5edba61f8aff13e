package io.softwire46.mape.map;

import static io.softwire46.mape.map.Expect.absent;
import static io.softwire46.mape.map.Expect.error;
import static io.softwire46.mape.map.Expect.ids;
import static io.softwire46.mape.map.Expect.noError;
import static io.softwire46.mape.map.Expect.refused;
import static io.softwire46.mape.map.Expect.rule;
import static io.softwire46.mape.map.Expect.warning;
import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.internal.Addresses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Findings V15, V23, V30, V33 and V47 to V49: domains as a BR or a CE serves them. */
class DomainValidationTest {
    private static final String S5 = "RFC 7597 section 5";
    private static final String S7 = "RFC 7597 section 7";
    private static final String S81 = "RFC 7597 section 8.1";

    private static final MapRule RULE =
            rule("2001:db8::/40", "192.0.2.0/24", 16).psidOffset(6).build();
    private static final MapRule OTHER =
            rule("2001:db8:100::/40", "198.51.100.0/24", 16).psidOffset(6).build();
    private static final IPv6Address BR = ipv6("2001:db8:ffff::1");
    private static final IPv6Address CE = Addresses.parseIpv6Prefix("endUserPrefix", "2001:db8:12:3400::/56");

    @ParameterizedTest
    @ValueSource(strings = {"ff02::1", "ff0e::1", "fe80::1", "febf::1", "::", "::1", "::ffff:192.0.2.1"})
    void v23ABorderRelayHasAUnicastAddress(String address) {
        String shown = ipv6(address).toCanonicalString();
        var findings = validate(RULE, address);
        error(findings, "V23", "borderRelay[0]", shown, "RFC 7597 section 7.2", "not a unicast address");
        assertEquals(findings, refused(() -> MapDomain.of("d", RuleSet.of(RULE), List.of(ipv6(address)))));
        error(
                rule("2001:db8::/40", "192.0.2.0/24", 16).borderRelay(address).validate(),
                "V23",
                "borderRelay",
                shown,
                "RFC 7597 section 7.2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2001:db8:ffff::1", "fec0::1", "fe7f::1", "fd00::1", "::2", "2001:db8:100::", "2001:db7:ffff::"})
    void v23UnicastOutsideOfTheRulesIsClean(String address) {
        absent(validate(RULE, address), "V23");
    }

    @ParameterizedTest
    @CsvSource({"2001:db8:12:3400:0:c000:212:34", "2001:db8::c000:200:0"})
    void v23TheMapAddressOfACeIsRefused(String address) {
        var findings = validate(RULE, address);
        error(findings, "V23", "borderRelay[0]", ipv6(address).toCanonicalString(), S81, "MAP address of a CE");
        assertEquals(findings, refused(() -> MapDomain.of("d", RuleSet.of(RULE), List.of(ipv6(address)))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2001:db8:12:3400:0:c000:212:35",
                "2001:db8:12:3401:0:c000:212:34",
                "2001:db8:ff:ffff:ffff:ffff:ffff:ffff",
                "2001:db8::"
            })
    void v23AnyOtherAddressInsideARuleIsAWarning(String address) {
        var findings = validate(RULE, address);
        warning(findings, "V23", "borderRelay[0]", address, S81, "inside a Rule IPv6 prefix");
        noError(findings);
    }

    /** A prefix in place of an address. */
    @Test
    void v23ManyAddressesAreNotOne() {
        IPv6Address block = Addresses.parseIpv6Prefix("borderRelay", "2001:db8:ffff::/48");
        error(
                rule("2001:db8::/40", "192.0.2.0/24", 16).borderRelay(block).validate(),
                "V23",
                "borderRelay",
                "2001:db8:ffff::/48",
                "RFC 7597 section 7.2",
                "one address");
    }

    @Test
    void v23AnAddressOfSeveralRulesIsNamedOnce() {
        MapRule one = RULE.toBuilder().borderRelay("2001:db8::1").build();
        MapRule two = OTHER.toBuilder().borderRelay("2001:db8::1").build();
        var findings = MapDomain.validate("d", RuleSet.of(one, two), List.of());
        warning(findings, "V23", "rules[0].borderRelay", "2001:db8::1", S81);
    }

    @Test
    void v23IsNamedByThePlaceOfTheAddress() {
        MapRule own = OTHER.toBuilder().borderRelay("2001:db8::1").build();
        var findings = MapDomain.validate("d", RuleSet.of(RULE, own), List.of(BR));
        warning(findings, "V23", "rules[1].borderRelay", "2001:db8::1", S81);
        var second = MapDomain.validate("d", RuleSet.of(RULE), List.of(BR, ipv6("2001:db8::2")));
        warning(second, "V23", "borderRelay[1]", "2001:db8::2", S81);
    }

    /** RFC 7597 section 5.2: the EA bits embed the address only, so a BR would serve one CE of each address. */
    @Test
    void v15OnePsidOfEachAddressIsAnErrorForABr() {
        MapRule rule = rule("2001:db8::/40", "192.0.2.0/24", 8)
                .psidOffset(6)
                .psidLength(8)
                .psid(52)
                .build();
        MapDomain domain = domain("d", "2001:db8:ffff::1", rule);
        warning(domain.findings(), "V15", "rules[0].psid", "52", "RFC 7598 section 4.5");
        error(MapDomain.validateForRelay(List.of(domain)), "V15", "rules[0].psid", "52", "RFC 7598 section 4.5");
        noError(domain.validateForEdge(Addresses.parseIpv6Prefix("endUserPrefix", "2001:db8:12::/48")));
        noError(MapDomain.validateForRelay(List.of(domain("d", "2001:db8:ffff::1", RULE))));
    }

    @Test
    void v30ACeNeedsARuleOfTheDomain() {
        MapDomain domain = domain("d", "2001:db8:ffff::1", RULE);
        IPv6Address outside = Addresses.parseIpv6Prefix("endUserPrefix", "2001:db9::/56");
        error(domain.validateForEdge(outside), "V30", "endUserPrefix", "2001:db9::/56", S5, "no Rule IPv6 prefix");
        assertEquals(List.of("V30"), ids(refused(() -> domain.rules().ce(outside))));
        absent(domain.validateForEdge(CE), "V30");
        MapDomain defaulted = domain("d", "2001:db8:ffff::1", MapRule.of("2001:db8::/40", "192.0.2.0/24", 16));
        Expect.info(defaulted.validateForEdge(CE), "V24", "rules[0].psidOffset", "6", "RFC 7597 section 5.1");
    }

    /** A CE whose address no one else derives gets no packets: a warning about one rule, an error when it is set up. */
    @Test
    void v33DisagreementIsAnErrorForTheCe() {
        MapDomain domain = domain("d", "2001:db8:ffff::1", RULE);
        IPv6Address longer = Addresses.parseIpv6Prefix("endUserPrefix", "2001:db8:12:3401::/64");
        warning(
                CeMapping.validate(RULE, longer),
                "V33",
                "endUserPrefix",
                "2001:db8:12:3401::/64",
                "RFC 7597 section 5.3");
        error(domain.validateForEdge(longer), "V33", "endUserPrefix", "2001:db8:12:3401::/64", "RFC 7597 section 5.3");
        absent(domain.validateForEdge(Addresses.parseIpv6Prefix("endUserPrefix", "2001:db8:12:3400::/64")), "V33");
    }

    @Test
    void v47ForwardingRulesAreUnusedWithoutMesh() {
        MapDomain hub = domain("d", "2001:db8:ffff::1", RULE, OTHER);
        warning(hub.validateForEdge(CE), "V47", "mesh", "false", S5, "hub-and-spoke");
        noError(hub.validateForEdge(CE));
        absent(hub.withMesh(true).validateForEdge(CE), "V47");
        absent(domain("d", "2001:db8:ffff::1", RULE).validateForEdge(CE), "V47");
        MapRule silent = OTHER.toBuilder().forwarding(false).build();
        absent(domain("d", "2001:db8:ffff::1", RULE, silent).validateForEdge(CE), "V47");
        absent(MapDomain.validateForRelay(List.of(hub)), "V47");
    }

    @ParameterizedTest
    @CsvSource({"2001:db8::/40", "2001:db8::/32", "2001:db8:12::/48"})
    void v48OneBorderRelayCannotDistinguishOverlappingDomains(String ipv6Prefix) {
        MapDomain one = domain("one", "2001:db9:ffff::1", RULE);
        MapRule overlapping =
                rule(ipv6Prefix, "198.51.100.0/24", 16).psidOffset(6).build();
        MapDomain same = domain("two", "2001:db9:ffff::1", overlapping);
        var findings = MapDomain.validateForRelay(List.of(one, same));
        error(findings, "V48", "borderRelay", "2001:db9:ffff::1", S81, "one", "two", ipv6Prefix, "different");
        absent(MapDomain.validateForRelay(List.of(one, domain("two", "2001:db9:ffff::2", overlapping))), "V48");
    }

    @Test
    void v48OneBorderRelayMayServeDomainsApart() {
        MapDomain one = domain("one", "2001:db8:ffff::1", RULE);
        noError(MapDomain.validateForRelay(List.of(one, domain("two", "2001:db8:ffff::1", OTHER))));
    }

    @Test
    void v48AlsoCountsTheBorderRelaysOfRules() {
        MapDomain one = domain("one", "2001:db8:ffff::1", RULE);
        MapRule own = rule("2001:db8:12::/48", "198.51.100.0/24", 16)
                .psidOffset(6)
                .borderRelay("2001:db8:ffff::1")
                .build();
        MapDomain two = domain("two", "2001:db8:ffff::2", own);
        error(MapDomain.validateForRelay(List.of(one, two)), "V48", "borderRelay", "2001:db8:ffff::1", S81);
    }

    @Test
    void v48TheSameOverlapIsNamedOnce() {
        List<IPv6Address> relays = List.of(ipv6("2001:db9::1"), ipv6("2001:db9::2"));
        MapRule inner =
                rule("2001:db8:12::/48", "198.51.100.0/24", 16).psidOffset(6).build();
        var findings = MapDomain.validateForRelay(
                List.of(MapDomain.of("one", RuleSet.of(RULE), relays), MapDomain.of("two", RuleSet.of(inner), relays)));
        error(findings, "V48", "borderRelay", "2001:db9::1", S81);
    }

    /** An IPv4 destination must lead to one domain. */
    @Test
    void v43AlsoCountsBetweenTheDomainsOfABr() {
        MapRule again =
                rule("2001:db8:100::/40", "192.0.2.0/24", 16).psidOffset(6).build();
        MapDomain one = domain("one", "2001:db8:ffff::1", RULE);
        var findings = MapDomain.validateForRelay(List.of(one, domain("two", "2001:db8:ffff::2", again)));
        error(findings, "V43", "two: rules[0].ipv4Prefix", "192.0.2.0/24", "RFC 7597 section 5.3", "one: rules[0]");
        absent(MapDomain.validateForRelay(List.of(one, domain("two", "2001:db8:ffff::2", OTHER))), "V43");
    }

    @Test
    void v43AndV48ADomainGivenTwiceIsTwoDomains() {
        MapDomain one = domain("one", "2001:db9:ffff::1", RULE);
        var findings = MapDomain.validateForRelay(List.of(one, one));
        error(findings, "V43", "one: rules[0].ipv4Prefix", "192.0.2.0/24", "RFC 7597 section 5.3");
        error(findings, "V48", "borderRelay", "2001:db9:ffff::1", S81);
    }

    @Test
    void v49WithoutABorderRelayNothingLeaves() {
        MapDomain none = MapDomain.of("d", RuleSet.of(RULE), List.of());
        error(none.validateForEdge(CE), "V49", "borderRelay", "[]", S7, "set the BR's address");
        error(MapDomain.validateForRelay(List.of(none)), "V49", "borderRelay", "[]", S7, "BR's address");
        absent(none.findings(), "V49");
        // Beside a prefix of no rule, which hides nothing.
        var elsewhere = none.validateForEdge(Addresses.parseIpv6Prefix("endUserPrefix", "2001:dba::/56"));
        error(elsewhere, "V30", "endUserPrefix", "2001:dba::/56", "RFC 7597 section 5");
        error(elsewhere, "V49", "borderRelay", "[]", S7);
        MapDomain one = domain("d", "2001:db8:ffff::1", RULE);
        absent(one.validateForEdge(CE), "V49");
        absent(MapDomain.validateForRelay(List.of(one)), "V49");
    }

    @Test
    void v49TheBorderRelayOfTheRuleWillDo() {
        MapRule own = RULE.toBuilder().borderRelay(BR).build();
        MapDomain all = MapDomain.of("d", RuleSet.of(own), List.of());
        absent(all.validateForEdge(CE), "V49");
        absent(MapDomain.validateForRelay(List.of(all)), "V49");
        MapDomain some = MapDomain.of("d", RuleSet.of(own, OTHER), List.of());
        absent(some.validateForEdge(CE), "V49");
        error(MapDomain.validateForRelay(List.of(some)), "V49", "borderRelay", "[]", S7);
    }

    @Test
    void findingsOfSeveralDomainsNameTheDomain() {
        MapRule defaulted = MapRule.of("2001:db8::/40", "192.0.2.0/24", 16);
        var findings = MapDomain.validateForRelay(
                List.of(domain("one", "2001:db8:ffff::1", defaulted), domain("two", "2001:db8:ffff::2", OTHER)));
        Expect.info(findings, "V24", "one: rules[0].psidOffset", "6", "RFC 7597 section 5.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two words", "tab\t", "ümlaut", "line\n"})
    void aNameIsPrintableAsciiWithoutSpaces(String name) {
        var findings = refused(() -> MapDomain.of(name, RuleSet.of(RULE), List.of(BR)));
        assertEquals(List.of("SYNTAX"), ids(findings));
        assertEquals("name", findings.get(0).field());
    }

    @Test
    void aNameHasAtMost63Characters() {
        assertEquals(
                63,
                MapDomain.of("n".repeat(63), RuleSet.of(RULE), List.of(BR))
                        .name()
                        .length());
        assertEquals(
                List.of("SYNTAX"), ids(refused(() -> MapDomain.of("n".repeat(64), RuleSet.of(RULE), List.of(BR)))));
    }

    private static List<Finding> validate(MapRule rule, String borderRelay) {
        return MapDomain.validate("d", RuleSet.of(rule), List.of(ipv6(borderRelay)));
    }

    private static MapDomain domain(String name, String borderRelay, MapRule... rules) {
        return MapDomain.of(name, RuleSet.of(rules), List.of(ipv6(borderRelay)));
    }

    private static IPv6Address ipv6(String text) {
        return Addresses.parseIpv6("borderRelay", text);
    }
}
