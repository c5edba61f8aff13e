package io.softwire46.mape.map;

import static io.softwire46.mape.map.Expect.absent;
import static io.softwire46.mape.map.Expect.rule;
import static io.softwire46.mape.map.Expect.warning;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.internal.Addresses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Finding V42: Rule IPv6 prefixes inside each other. It is a warning and counts the CEs that the inner rule hides. */
class NestedRulesTest {
    private static final String S41 = "RFC 7598 section 4.1";

    /** RFC 7597 appendix A, example 1: the CE of 192.0.2.18 and PSID 0x34 is 2001:db8:12:3400:0:c000:212:34. */
    private static final MapRule OUTER =
            rule("2001:db8::/40", "192.0.2.0/24", 16).psidOffset(6).build();

    @ParameterizedTest
    @CsvSource({
        // Other IPv4 addresses for the 256 CEs of suffix 0x12; the first one has PSID 0.
        "2001:db8:12::/48, 198.51.100.0/24, 16, 256 CEs, 2001:db8:12::c000:212:0",
        // One CE for the 256 of an address.
        "2001:db8:12::/48, 198.51.100.18/32, 0, 256 CEs, 2001:db8:12::c000:212:0",
        // The suffix's other half.
        "2001:db8:80::/41, 192.0.3.0/25, 15, 32768 CEs, 2001:db8:80::c000:280:0",
        // The MAP address of one CE, for another address.
        "2001:db8:12:3400:0:c000:212:34/128, 198.51.100.1/32, 0, 1 CE of, 2001:db8:12:3400:0:c000:212:34",
        // The End-user prefix of one CE.
        "2001:db8:12:3400::/56, 198.51.100.1/32, 0, 1 CE of, 2001:db8:12:3400:0:c000:212:34"
    })
    void countsHiddenCesAndNamesOne(String ipv6, String ipv4, int ea, String many, String example) {
        MapRule inner = rule(ipv6, ipv4, ea).psidOffset(6).build();
        var findings = RuleSet.validate(List.of(OUTER, inner));
        String hides = "hides " + many;
        warning(
                findings,
                "V42",
                "rules[1].ipv6Prefix",
                ipv6,
                S41,
                "2001:db8::/40 of rules[0]",
                hides,
                example,
                "refuses");
        assertEquals(findings.size(), RuleSet.validate(List.of(inner, OUTER)).size(), "in either order");
    }

    @ParameterizedTest
    @CsvSource({
        // The same CEs by a longer prefix.
        "2001:db8:12::/48, 192.0.2.18/32, 8, 256 CEs",
        "2001:db8:80::/41, 192.0.2.128/25, 15, 32768 CEs"
    })
    void countsCesThatBothRulesServeAlike(String ipv6, String ipv4, int ea, String many) {
        MapRule inner = rule(ipv6, ipv4, ea).psidOffset(6).build();
        var findings = RuleSet.validate(List.of(OUTER, inner));
        warning(findings, "V42", "rules[1].ipv6Prefix", ipv6, S41, "2001:db8::/40 of rules[0]", "same addresses", many);
    }

    @ParameterizedTest
    @CsvSource({
        // A subnet that no CE uses for MAP: its subnet bits are not zero.
        "2001:db8:12:3401::/64, 198.51.100.1/32, 0",
        "2001:db8:12:3480::/57, 198.51.100.0/24, 8",
        // Beside the MAP address of a CE.
        "2001:db8:12:3400:0:c000:212:35/128, 198.51.100.1/32, 0",
        "2001:db8:12:3400:1::/80, 198.51.100.1/32, 0"
    })
    void partsThatNoOtherCeUsesHideNone(String ipv6, String ipv4, int ea) {
        MapRule inner = rule(ipv6, ipv4, ea).psidOffset(6).build();
        var findings = RuleSet.validate(List.of(OUTER, inner));
        warning(findings, "V42", "rules[1].ipv6Prefix", ipv6, S41, "2001:db8::/40 of rules[0]", "hides no CE");
    }

    /** RFC 7598 section 4.1: a CE takes the longest match. */
    @Test
    void nestedRulesAreAUsableSet() {
        MapRule inner =
                rule("2001:db8:12::/48", "198.51.100.0/24", 16).psidOffset(6).build();
        RuleSet set = RuleSet.of(OUTER, inner);
        assertEquals(
                inner,
                set.bmr(Addresses.parseIpv6Prefix("prefix", "2001:db8:12:3456::/64"))
                        .orElseThrow());
        assertEquals(
                OUTER,
                set.bmr(Addresses.parseIpv6Prefix("prefix", "2001:db8:13:3400::/56"))
                        .orElseThrow());
    }

    @Test
    void disjointPrefixesAreNotNested() {
        absent(RuleSet.validate(List.of(OUTER, MapRule.of("2001:db8:100::/40", "198.51.100.0/24", 16))), "V42");
    }

    /** The same address and PSID, and still another port set. */
    @Test
    void anotherOffsetIsAnotherMeaning() {
        MapRule inner =
                rule("2001:db8:12::/48", "192.0.2.18/32", 8).psidOffset(4).build();
        warning(
                RuleSet.validate(List.of(OUTER, inner)),
                "V42",
                "rules[1].ipv6Prefix",
                "2001:db8:12::/48",
                S41,
                "hides 256");
    }

    @Test
    void anExplicitPsidMayMeanTheCeThatTheEaBitsMean() {
        MapRule.Builder inner =
                rule("2001:db8:12:3400::/56", "192.0.2.18/32", 0).psidOffset(6).psidLength(8);
        String value = "2001:db8:12:3400::/56";
        String field = "rules[1].ipv6Prefix";
        warning(
                RuleSet.validate(List.of(OUTER, inner.psid(0x34).build())),
                "V42",
                field,
                value,
                S41,
                "same",
                "1 CE of");
        warning(RuleSet.validate(List.of(OUTER, inner.psid(0x35).build())), "V42", field, value, S41, "hides 1 CE of");
    }

    /** The interface identifier decides which CEs of a long inner prefix there are: none with another IPv4 address. */
    @Test
    void aPrefixInsideTheInterfaceIdentifierHoldsTheCesWithTheseBits() {
        String halfOfAnAddress = "2001:db8:12:3400:0:c000::/96";
        MapRule inner = MapRule.of(halfOfAnAddress, "198.51.100.1/32", 0);
        // Suffix and PSID of a CE are further right; those of 192.0.x.x and the subnet 12:3400 are one.
        warning(
                RuleSet.validate(List.of(OUTER, inner)),
                "V42",
                "rules[1].ipv6Prefix",
                halfOfAnAddress,
                S41,
                "hides 1 CE of");
        String nobodys = "2001:db8:12:3400:0:c001::/96";
        warning(
                RuleSet.validate(List.of(OUTER, MapRule.of(nobodys, "198.51.100.1/32", 0))),
                "V42",
                "rules[1].ipv6Prefix",
                nobodys,
                S41,
                "hides no CE");
    }

    /** draft-03 has the IPv4 address one octet further left. */
    @Test
    void theFormatDeterminesThePositionOfTheIpv4Address() {
        MapRule outer = OUTER.toBuilder().format(InterfaceIdFormat.DRAFT03).build();
        MapRule.Builder inner = rule("2001:db8:12:3400:c0:2:1200:3400/128", "198.51.100.1/32", 0)
                .format(InterfaceIdFormat.DRAFT03);
        warning(
                RuleSet.validate(List.of(outer, inner.build())),
                "V42",
                "rules[1].ipv6Prefix",
                "2001:db8:12:3400:c0:2:1200:3400/128",
                S41,
                "hides 1 CE of");
        String rfcPlace = "2001:db8:12:3400:0:c000:212:34/128";
        warning(
                RuleSet.validate(List.of(outer, inner.ipv6Prefix(rfcPlace).build())),
                "V42",
                "rules[1].ipv6Prefix",
                rfcPlace,
                S41,
                "hides no CE");
    }

    /**
     * The middle rule has the outer one's CEs already, so that the finding of the innermost counts those of the middle.
     */
    @Test
    void eachNestedRuleHasOneFindingAboutTheNearestAround() {
        MapRule middle =
                rule("2001:db8:12::/48", "192.0.2.18/32", 8).psidOffset(6).build();
        MapRule inner = MapRule.of("2001:db8:12:3400::/56", "198.51.100.1/32", 0);
        var findings = RuleSet.validate(List.of(inner, OUTER, middle)).stream()
                .filter(f -> f.id().name().equals("V42"))
                .toList();
        assertEquals(
                List.of("rules[2].ipv6Prefix", "rules[0].ipv6Prefix"),
                findings.stream().map(Finding::field).toList());
        assertTrue(findings.get(0).message().contains("256 CEs of rules[1]"), findings.toString());
        assertTrue(findings.get(1).message().contains("hides 1 CE of rules[2]"), findings.toString());
    }

    /** All IPv6 space as one rule: shifts by 0 and 128. */
    @Test
    void theEmptyPrefixEnclosesEverything() {
        MapRule all = rule("::/0", "0.0.0.0/0", 48).psidOffset(0).build();
        MapRule same = rule("c000:200::/24", "192.0.2.0/24", 24).psidOffset(0).build();
        warning(RuleSet.validate(List.of(all, same)), "V42", "rules[1].ipv6Prefix", "c000:200::/24", S41, "same");
        MapRule other =
                rule("c000:200::/24", "198.51.100.0/24", 24).psidOffset(0).build();
        // 24 of 48 EA bits are free.
        warning(
                RuleSet.validate(List.of(all, other)),
                "V42",
                "rules[1].ipv6Prefix",
                "c000:200::/24",
                S41,
                "16777216 CEs");
    }
}
