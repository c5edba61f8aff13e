package io.softwire46.mape.map;

import static io.softwire46.mape.map.Expect.absent;
import static io.softwire46.mape.map.Expect.error;
import static io.softwire46.mape.map.Expect.rule;
import static io.softwire46.mape.map.Expect.warning;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Finding V42: Rule IPv6 prefixes inside each other, where CEs of the outer rule are taken for others and where not. */
class NestedRulesTest {
    private static final String S5 = "RFC 7597 section 5";

    /** RFC 7597 appendix A, example 1: the CE of 192.0.2.18 and PSID 0x34 is 2001:db8:12:3400:0:c000:212:34. */
    private static final MapRule OUTER =
            rule("2001:db8::/40", "192.0.2.0/24", 16).psidOffset(6).build();

    @ParameterizedTest
    @CsvSource({
        // Other IPv4 addresses for the CEs of suffix 0x12.
        "2001:db8:12::/48, 198.51.100.0/24, 16",
        // One CE for the 256 of an address.
        "2001:db8:12::/48, 198.51.100.18/32, 0",
        // The suffix's other half.
        "2001:db8:80::/41, 192.0.3.0/25, 15",
        // The MAP address of one CE, for another address.
        "2001:db8:12:3400:0:c000:212:34/128, 198.51.100.1/32, 0",
        // The End-user prefix of one CE.
        "2001:db8:12:3400::/56, 198.51.100.1/32, 0"
    })
    void cesOfTheOuterRuleReadAsOthersAreAnError(String ipv6, String ipv4, int ea) {
        MapRule inner = rule(ipv6, ipv4, ea).psidOffset(6).build();
        var findings = RuleSet.validate(List.of(OUTER, inner));
        error(findings, "V42", "rules[1].ipv6Prefix", ipv6, S5, "2001:db8::/40 of rules[0]", "separate");
        assertEquals(findings.size(), RuleSet.validate(List.of(inner, OUTER)).size(), "in either order");
    }

    @ParameterizedTest
    @CsvSource({
        // The same CEs by a longer prefix.
        "2001:db8:12::/48, 192.0.2.18/32, 8",
        "2001:db8:80::/41, 192.0.2.128/25, 15",
        // A subnet that no CE uses for MAP: its subnet bits are not zero.
        "2001:db8:12:3401::/64, 198.51.100.1/32, 0",
        "2001:db8:12:3480::/57, 198.51.100.0/24, 8",
        // Beside the MAP address of a CE.
        "2001:db8:12:3400:0:c000:212:35/128, 198.51.100.1/32, 0",
        "2001:db8:12:3400:1::/80, 198.51.100.1/32, 0"
    })
    void partsThatNoOtherCeUsesAreAWarning(String ipv6, String ipv4, int ea) {
        MapRule inner = rule(ipv6, ipv4, ea).psidOffset(6).build();
        var findings = RuleSet.validate(List.of(OUTER, inner));
        warning(findings, "V42", "rules[1].ipv6Prefix", ipv6, S5, "2001:db8::/40 of rules[0]", "longest match");
    }

    @Test
    void prefixesBesideEachOtherAreNotNested() {
        absent(RuleSet.validate(List.of(OUTER, MapRule.of("2001:db8:100::/40", "198.51.100.0/24", 16))), "V42");
    }

    /** The same address and PSID, and still another port set. */
    @Test
    void anotherOffsetIsAnotherMeaning() {
        MapRule inner =
                rule("2001:db8:12::/48", "192.0.2.18/32", 8).psidOffset(4).build();
        error(RuleSet.validate(List.of(OUTER, inner)), "V42", "rules[1].ipv6Prefix", "2001:db8:12::/48", S5);
    }

    @Test
    void anExplicitPsidMayMeanTheCeThatTheEaBitsMean() {
        MapRuleBuilder inner =
                rule("2001:db8:12:3400::/56", "192.0.2.18/32", 0).psidOffset(6).psidLength(8);
        String value = "2001:db8:12:3400::/56";
        warning(RuleSet.validate(List.of(OUTER, inner.psid(0x34).build())), "V42", "rules[1].ipv6Prefix", value, S5);
        error(RuleSet.validate(List.of(OUTER, inner.psid(0x35).build())), "V42", "rules[1].ipv6Prefix", value, S5);
    }

    /** The interface identifier decides which CEs of a long inner prefix there are: none with another IPv4 address. */
    @Test
    void aPrefixInsideTheInterfaceIdentifierHoldsTheCesWithTheseBits() {
        String halfOfAnAddress = "2001:db8:12:3400:0:c000::/96";
        MapRule inner = MapRule.of(halfOfAnAddress, "198.51.100.1/32", 0);
        error(RuleSet.validate(List.of(OUTER, inner)), "V42", "rules[1].ipv6Prefix", halfOfAnAddress, S5);
        String nobodys = "2001:db8:12:3400:0:c001::/96";
        warning(
                RuleSet.validate(List.of(OUTER, MapRule.of(nobodys, "198.51.100.1/32", 0))),
                "V42",
                "rules[1].ipv6Prefix",
                nobodys,
                S5);
    }

    /** draft-03 has the IPv4 address one octet further left. */
    @Test
    void theFormatDecidesWhereTheIpv4AddressStands() {
        MapRule outer = OUTER.toBuilder().format(InterfaceIdFormat.DRAFT03).build();
        MapRuleBuilder inner = rule("2001:db8:12:3400:c0:2:1200:3400/128", "198.51.100.1/32", 0)
                .format(InterfaceIdFormat.DRAFT03);
        error(
                RuleSet.validate(List.of(outer, inner.build())),
                "V42",
                "rules[1].ipv6Prefix",
                "2001:db8:12:3400:c0:2:1200:3400/128",
                S5);
        String rfcPlace = "2001:db8:12:3400:0:c000:212:34/128";
        warning(
                RuleSet.validate(List.of(outer, inner.ipv6Prefix(rfcPlace).build())),
                "V42",
                "rules[1].ipv6Prefix",
                rfcPlace,
                S5);
    }

    /** The middle rule uses subnets of its own, the innermost takes CEs of the outermost. */
    @Test
    void everyEnclosingRuleIsLookedAt() {
        MapRule middle =
                rule("2001:db8:12::/48", "192.0.2.18/32", 8).psidOffset(6).build();
        MapRule inner = MapRule.of("2001:db8:12:3400::/56", "198.51.100.1/32", 0);
        var errors = RuleSet.validate(List.of(inner, OUTER, middle)).stream()
                .filter(f -> f.id().equals("V42") && f.isError())
                .toList();
        assertEquals(2, errors.size(), "the innermost rule contradicts both around it: " + errors);
        assertEquals(
                List.of("rules[0].ipv6Prefix"),
                errors.stream().map(RuleFinding::field).distinct().toList());
    }

    /** All IPv6 space as one rule: shifts by 0 and 128. */
    @Test
    void theEmptyPrefixEnclosesEverything() {
        MapRule all = rule("::/0", "0.0.0.0/0", 48).psidOffset(0).build();
        MapRule same = rule("c000:200::/24", "192.0.2.0/24", 24).psidOffset(0).build();
        warning(RuleSet.validate(List.of(all, same)), "V42", "rules[1].ipv6Prefix", "c000:200::/24", S5);
        MapRule other =
                rule("c000:200::/24", "198.51.100.0/24", 24).psidOffset(0).build();
        error(RuleSet.validate(List.of(all, other)), "V42", "rules[1].ipv6Prefix", "c000:200::/24", S5);
    }
}
