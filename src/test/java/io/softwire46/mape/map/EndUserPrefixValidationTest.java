package io.softwire46.mape.map;

import static io.softwire46.mape.map.Expect.absent;
import static io.softwire46.mape.map.Expect.error;
import static io.softwire46.mape.map.Expect.ids;
import static io.softwire46.mape.map.Expect.noError;
import static io.softwire46.mape.map.Expect.refused;
import static io.softwire46.mape.map.Expect.rule;
import static io.softwire46.mape.map.Expect.warning;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.internal.Addresses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Findings V14 and V30 to V36: an End-user prefix against its rule. */
class EndUserPrefixValidationTest {
    private static final String S52 = "RFC 7597 section 5.2";

    /** RFC 7597 appendix A, example 1. */
    private static final MapRule RULE = MapRule.of("2001:db8::/40", "192.0.2.0/24", 16);

    @Test
    void theExampleOfTheRfcIsClean() {
        assertEquals(List.of(), validate(RULE, "2001:db8:12:3400::/56"));
    }

    /** RFC 7598 section 4.5 indicates the CE to use it; the BR would decide by the EA bits. */
    @Test
    void v14AnExplicitPsidMustNotContradictTheEaBits() {
        MapRule rule = RULE.toBuilder().psid(0x35).build();
        var findings = validate(rule, "2001:db8:12:3400::/56");
        error(findings, "V14", "psid", "53", "RFC 7598 section 4.5", "PSID 52", "remove the explicit PSID");
        assertEquals(findings, refused(() -> CeMapping.of(rule, prefix("2001:db8:12:3400::/56"))));
        absent(validate(rule, "2001:db8:12:3500::/56"), "V14");
        MapRule zero = RULE.toBuilder().psid(0).build();
        error(validate(zero, "2001:db8:12:3400::/56"), "V14", "psid", "0", "RFC 7598 section 4.5", "PSID 52");
        absent(validate(zero, "2001:db8:12::/56"), "V14");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8:100::/56", "2001:db7:ffff:ff00::/56", "2001:db9::/56", "2001:db8::/39", "::/0"})
    void v30TheRulePrefixContainsTheEndUserPrefix(String outside) {
        var findings = validate(RULE, outside);
        error(findings, "V30", "endUserPrefix", outside, "RFC 7597 section 5", "2001:db8::/40");
        assertEquals(findings, refused(() -> CeMapping.of(RULE, prefix(outside))));
        absent(validate(RULE, "2001:db8:ff:ff00::/56"), "V30");
        absent(validate(RULE, "2001:db8::/56"), "V30");
    }

    @Test
    void v31TheEndUserPrefixHoldsTheEaBits() {
        var findings = validate(RULE, "2001:db8:12:3400::/55");
        error(findings, "V31", "endUserPrefix", "2001:db8:12:3400::/55", S52, "56 bits");
        assertEquals(findings, refused(() -> CeMapping.of(RULE, prefix("2001:db8:12:3400::/55"))));
        error(validate(RULE, "2001:db8::/40"), "V31", "endUserPrefix", "2001:db8::/40", S52, "56 bits");
        noError(validate(RULE, "2001:db8:12:3400::/56"));
        noError(validate(RULE, "2001:db8:12:3400::/57"));
    }

    @Test
    void v32BeyondBit64TheInterfaceIdentifierIsOverwritten() {
        var findings = validate(RULE, "2001:db8:12:3400::/65");
        warning(findings, "V32", "endUserPrefix", "2001:db8:12:3400::/65", "RFC 7597 section 6", "SLAAC");
        noError(findings);
        absent(validate(RULE, "2001:db8:12:3400::/64"), "V32");
    }

    @Test
    void v32DoesNotTouchBindingsOfAWholeIpv6Address() {
        MapRule binding = MapRule.of("2001:db8::1/128", "192.0.2.18/32", 0);
        assertEquals(List.of(), validate(binding, "2001:db8::1/128"));
    }

    /** BR and other CEs know only rule and EA bits; what they derive has zero bits there. */
    @ParameterizedTest
    @ValueSource(strings = {"2001:db8:12:3480::/57", "2001:db8:12:3401::/64", "2001:db8:12:34ff::/64"})
    void v33FurtherBitsAreZeroOrTheViewsDiffer(String longer) {
        var findings = validate(RULE, longer);
        warning(
                findings,
                "V33",
                "endUserPrefix",
                longer,
                "RFC 7597 section 5.3",
                "2001:db8:12:3400:0:c000:212:34",
                "clear these bits");
        noError(findings);
        CeMapping ce = CeMapping.of(RULE, prefix(longer));
        assertFalse(ce.isAgreed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2001:db8:12:3400::/57",
                "2001:db8:12:3400::/64",
                "2001:db8:12:3400::/80",
                "2001:db8:12:3400:0:c000:212:34/128",
                "2001:db8:12:3400:0:c000:212:0/112"
            })
    void v33LongerPrefixesWithTheDerivedBitsAgree(String longer) {
        absent(validate(RULE, longer), "V33");
        assertTrue(CeMapping.of(RULE, prefix(longer)).isAgreed());
    }

    /** Beyond bit 80 the derived address is not zero, so that zero bits are the wrong ones. */
    @Test
    void v33ZeroBitsOverTheIpv4AddressDisagree() {
        warning(
                validate(RULE, "2001:db8:12:3400::/96"),
                "V33",
                "endUserPrefix",
                "2001:db8:12:3400::/96",
                "RFC 7597 section 5.3",
                "2001:db8:12:3400::212:34");
    }

    @ParameterizedTest
    @CsvSource({"2001:db8:12:300::/56,3", "2001:db8:12::/56,0"})
    void v34Offset0GivesSystemPortsToTheFirstPsids(String prefix, String psid) {
        MapRule rule = RULE.toBuilder().psidOffset(0).build();
        var findings = validate(rule, prefix);
        warning(findings, "V34", "psid", psid, "RFC 7597 appendix B.1", "PSID 4 or higher");
        noError(findings);
        absent(validate(rule, "2001:db8:12:400::/56"), "V34");
        absent(validate(rule, "2001:db8:12:ff00::/56"), "V34");
        absent(validate(RULE, prefix), "V34");
    }

    @Test
    void v34CountsThePsidOfTheRuleToo() {
        MapRule.Builder rule =
                rule("2001:db8:12:3400::/56", "192.0.2.18/32", 0).psidOffset(0).psidLength(8);
        String prefix = "2001:db8:12:3400::/56";
        warning(validate(rule.psid(3).build(), prefix), "V34", "psid", "3", "RFC 7597 appendix B.1");
        absent(validate(rule.psid(4).build(), prefix), "V34");
        absent(validate(MapRule.of(prefix, "192.0.2.18/32", 0), prefix), "V34");
    }

    /** A MAP address is no host of a subnet: .0 and .255 are as good as any. */
    @ParameterizedTest
    @ValueSource(strings = {"2001:db8:0:3400::/56", "2001:db8:ff:3400::/56"})
    void v35TheEndsOfTheIpv4PrefixAreNoMatter(String prefix) {
        assertEquals(List.of(), validate(RULE, prefix));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:12:3401::/56,2001:db8:12:3401::/64",
        "2001:db8:12:3400::1/64,2001:db8:12:3400::1/128",
        "2001:db8:12:3480::/56,2001:db8:12:3480::/57"
    })
    void v36BitsBeyondTheLengthAreRefused(String outside, String inside) {
        var findings = validate(RULE, outside);
        error(findings, "V36", "endUserPrefix", outside, "RFC 7598 section 4.1", "clear them");
        assertEquals(findings, refused(() -> CeMapping.of(RULE, prefix(outside))));
        absent(validate(RULE, inside), "V36");
    }

    @Test
    void anAddressWithoutLengthIsNoEndUserPrefix() {
        var findings = CeMapping.validate(RULE, Addresses.parseIpv6("field", "2001:db8:12:3400::"));
        error(findings, "SYNTAX", "endUserPrefix", "2001:db8:12:3400::", S52, "no length");
    }

    @Test
    void severalErrorsAreReportedTogether() {
        assertEquals(List.of("V36", "V30"), ids(validate(RULE, "2001:db9::1/56")));
        assertEquals(List.of("V36", "V31"), ids(validate(RULE, "2001:db8:12:3401::/55")));
    }

    private static List<Finding> validate(MapRule rule, String endUserPrefix) {
        return CeMapping.validate(rule, prefix(endUserPrefix));
    }

    private static IPv6Address prefix(String text) {
        return Addresses.parseIpv6Prefix("endUserPrefix", text);
    }
}
