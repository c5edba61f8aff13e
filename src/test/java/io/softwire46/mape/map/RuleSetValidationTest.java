package io.softwire46.mape.map;

import static io.softwire46.mape.map.Expect.absent;
import static io.softwire46.mape.map.Expect.error;
import static io.softwire46.mape.map.Expect.ids;
import static io.softwire46.mape.map.Expect.noError;
import static io.softwire46.mape.map.Expect.refused;
import static io.softwire46.mape.map.Expect.rule;
import static io.softwire46.mape.map.Expect.warning;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.finding.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Findings V40, V41, V43 to V46 and V50: rules of one set against each other. {@link NestedRulesTest} has V42. */
class RuleSetValidationTest {
    private static final String S5 = "RFC 7597 section 5";
    private static final String S51 = "RFC 7597 section 5.1";
    private static final String S53 = "RFC 7597 section 5.3";

    private static final MapRule FIRST = MapRule.of("2001:db8::/40", "192.0.2.0/24", 16);

    @Test
    void v40ASetHasARule() {
        error(RuleSet.validate(List.of()), "V40", "rules", "[]", S5, "basic mapping rule");
        assertEquals(List.of("V40"), ids(refused(() -> RuleSet.of(List.of()))));
        absent(validate(FIRST), "V40");
    }

    @Test
    void v41AnIpv6PrefixOccursOnce() {
        var findings = validate(FIRST, MapRule.of("2001:db8::/40", "198.51.100.0/24", 16));
        error(findings, "V41", "rules[1].ipv6Prefix", "2001:db8::/40", S5, "rules[0]", "remove one");
        absent(validate(FIRST, MapRule.of("2001:db8:100::/40", "198.51.100.0/24", 16)), "V41");
        absent(validate(FIRST, MapRule.of("2001:db8::/39", "198.51.100.0/24", 16)), "V41");
    }

    @Test
    void v41HasNoExceptionForOneToOneRules() {
        MapRule.Builder rule = rule("2001:db8::/56", "192.0.2.18/32", 0).psidLength(8);
        error(validate(rule.psid(1).build(), rule.psid(2).build()), "V41", "rules[1].ipv6Prefix", "2001:db8::/56", S5);
    }

    /** Both embed the PSID, or neither shares: a destination would have two CEs. */
    @ParameterizedTest
    @CsvSource({"16,16", "8,8", "4,4", "4,8", "0,0"})
    void v43AnIpv4PrefixOccursOnce(int ea, int otherEa) {
        var findings = validate(
                MapRule.of("2001:db8::/40", "192.0.2.0/24", ea),
                MapRule.of("2001:db8:100::/40", "192.0.2.0/24", otherEa));
        error(findings, "V43", "rules[1].ipv4Prefix", "192.0.2.0/24", S53, "rules[0]", "two CEs");
        absent(
                validate(
                        MapRule.of("2001:db8::/40", "192.0.2.0/24", ea),
                        MapRule.of("2001:db8:100::/40", "192.0.3.0/24", otherEa)),
                "V43");
    }

    @Test
    void v43TwoWholeAddressesAreOneTooMany() {
        var findings = validate(
                MapRule.of("2001:db8::1/128", "192.0.2.18/32", 0), MapRule.of("2001:db8::2/128", "192.0.2.18/32", 0));
        error(findings, "V43", "rules[1].ipv4Prefix", "192.0.2.18/32", S53);
    }

    @Test
    void v44DifferentPsidsOfOneAddressAreWhatOneToOneRulesAreFor() {
        assertEquals(List.of(), validate(binding(1, 6, 8, 1), binding(2, 6, 8, 2), binding(3, 6, 8, 255)));
    }

    @Test
    void v44APsidOfAnAddressOccursOnce() {
        var findings = validate(binding(1, 6, 8, 1), binding(2, 6, 8, 7), binding(3, 6, 8, 1));
        error(findings, "V44", "rules[2].psid", "1", S51, "192.0.2.18", "rules[0]");
    }

    @ParameterizedTest
    @CsvSource({"4,8", "6,7", "5,9"})
    void v44AllCesOfAnAddressHaveOneOffsetAndLength(int a, int k) {
        var findings = validate(binding(1, 6, 8, 1), binding(2, a, k, 2));
        error(findings, "V44", "rules[1].ipv4Prefix", "192.0.2.18/32", S51, a + "/" + k, "6/8");
    }

    @Test
    void v44ARuleThatEmbedsThePsidOwnsThemAll() {
        MapRule all = rule("2001:db8:1::/48", "192.0.2.18/32", 8).psidOffset(6).build();
        error(validate(all, binding(2, 6, 8, 1)), "V44", "rules[1].psid", "1", S51, "rules[0]");
        error(validate(binding(2, 6, 8, 1), all), "V44", "rules[0].psid", "1", S51, "rules[1]");
        MapRule other =
                rule("2001:db8:2::/48", "192.0.2.18/32", 8).psidOffset(6).build();
        error(validate(all, other), "V43", "rules[1].ipv4Prefix", "192.0.2.18/32", S53, "two CEs");
    }

    @Test
    void v45NestedIpv4PrefixesAreAWarning() {
        var findings = validate(FIRST, MapRule.of("2001:db8:100::/40", "192.0.2.128/25", 15));
        warning(
                findings,
                "V45",
                "rules[1].ipv4Prefix",
                "192.0.2.128/25",
                S5,
                "192.0.2.0/24 of rules[0]",
                "longest match");
        noError(findings);
        absent(validate(FIRST, MapRule.of("2001:db8:100::/40", "192.0.3.0/25", 15)), "V45");
    }

    @ParameterizedTest
    @CsvSource({"6,14,6/7", "5,15,5/8"})
    void v45NestedSharedPrefixesNeedOneOffsetAndLength(int a, int ea, String shown) {
        MapRule inner =
                rule("2001:db8:100::/40", "192.0.2.128/25", ea).psidOffset(a).build();
        var findings = validate(FIRST, inner);
        error(findings, "V45", "rules[1].ipv4Prefix", "192.0.2.128/25", S51, "192.0.2.0/24 of rules[0]", shown, "6/8");
    }

    /** The inner rule has another PSID offset than both enclosing rules. */
    @Test
    void v45ChecksEveryEnclosingPrefix() {
        MapRule outer =
                rule("2001:db8:100::/40", "192.0.0.0/16", 24).psidOffset(6).build();
        MapRule middle =
                rule("2001:db8:200::/40", "192.0.2.0/24", 16).psidOffset(6).build();
        MapRule inner =
                rule("2001:db8:300::/40", "192.0.2.18/32", 8).psidOffset(4).build();
        var findings = validate(inner, middle, outer);
        assertEquals(
                List.of("V45", "V45", "V45"),
                ids(findings.stream()
                        .filter(f -> f.id().name().startsWith("V4"))
                        .toList()));
        assertEquals(
                List.of("rules[0].ipv4Prefix", "rules[0].ipv4Prefix"),
                findings.stream().filter(Finding::isError).map(Finding::field).toList());
    }

    @Test
    void v45WithoutSharingTheLengthsOfTheCesDoNotMatter() {
        var findings = validate(
                MapRule.of("2001:db8::/40", "192.0.2.0/24", 4), MapRule.of("2001:db8:100::/40", "192.0.2.64/26", 6));
        warning(findings, "V45", "rules[1].ipv4Prefix", "192.0.2.64/26", S5);
        noError(findings);
    }

    @ParameterizedTest
    @CsvSource({"16,7", "7,15", "8,15", "16,4"})
    void v46OneCeMustNotOwnAllPortsOfASharedAddress(int ea, int innerEa) {
        var findings = validate(
                MapRule.of("2001:db8::/40", "192.0.2.0/24", ea),
                MapRule.of("2001:db8:100::/40", "192.0.2.128/25", innerEa));
        error(findings, "V46", "rules[1].ipv4Prefix", "192.0.2.128/25", S51, "192.0.2.0/24 of rules[0]", "separate");
    }

    @Test
    void v46AlsoCountsOnOneAddress() {
        MapRule whole = MapRule.of("2001:db8::9/128", "192.0.2.18/32", 0);
        error(
                validate(binding(1, 6, 8, 1), whole),
                "V46",
                "rules[0].ipv4Prefix",
                "192.0.2.18/32",
                S51,
                "owns all ports");
        error(validate(FIRST, whole), "V46", "rules[1].ipv4Prefix", "192.0.2.18/32", S51, "192.0.2.0/24 of rules[0]");
        absent(validate(FIRST, MapRule.of("2001:db8:100::/128", "192.0.3.18/32", 0)), "V46");
        absent(validate(FIRST, MapRule.of("2001:db8:100::/40", "192.0.2.128/25", 15)), "V46");
    }

    @Test
    void v50OneDomainHasOneFormat() {
        MapRule draft = rule("2001:db8:100::/40", "198.51.100.0/24", 16)
                .format(InterfaceIdFormat.DRAFT03)
                .build();
        var findings = validate(FIRST, draft);
        error(
                findings,
                "V50",
                "rules[1].format",
                "draft03",
                "RFC 7597 section 6",
                "rfc7597 of rules[0]",
                "two domains");
        absent(validate(draft, draft.toBuilder().ipv6Prefix("2001:db8:200::/40").build()), "V50");
    }

    /** Findings of a rule are part of the findings of the set, with the index of the rule. */
    @Test
    void findingsOfEachRuleAreAmongThoseOfTheSet() {
        var findings = validate(
                FIRST, rule("2001:db8:100::/40", "10.0.0.0/8", 24).psidOffset(6).build());
        Expect.info(findings, "V24", "rules[0].psidOffset", "6", S51);
        warning(findings, "V20", "rules[1].ipv4Prefix", "10.0.0.0/8", "RFC 6890 section 2.2.2");
    }

    @Test
    void everyErrorOfASetIsReportedAtOnce() {
        MapRule draft = FIRST.toBuilder().format(InterfaceIdFormat.DRAFT03).build();
        assertEquals(
                List.of("V50", "V41", "V43"),
                ids(refused(() -> RuleSet.of(FIRST, draft)).stream()
                        .filter(Finding::isError)
                        .toList()));
    }

    @Test
    void contradictionsOfOneIpv4PrefixDoNotHideEachOther() {
        MapRule one = rule("2001:db8:1::/48", "192.0.2.18/32", 8).psidOffset(6).build();
        MapRule whole = rule("2001:db8:2::/48", "192.0.2.18/32", 0).build();
        MapRule two = rule("2001:db8:3::/48", "192.0.2.18/32", 8).psidOffset(6).build();
        var findings = validate(one, whole, two, binding(4, 6, 8, 1));
        error(findings, "V46", "rules[0].ipv4Prefix", "192.0.2.18/32", S51, "rules[1]");
        error(findings, "V43", "rules[2].ipv4Prefix", "192.0.2.18/32", S53, "rules[0]");
        error(findings, "V44", "rules[3].psid", "1", S51, "rules[2]");
    }

    private static MapRule binding(int host, int a, int k, int psid) {
        return rule("2001:db8::" + host + "/128", "192.0.2.18/32", 0)
                .psidOffset(a)
                .psidLength(k)
                .psid(psid)
                .build();
    }

    private static List<Finding> validate(MapRule... rules) {
        return RuleSet.validate(List.of(rules));
    }
}
