package io.softwire46.mape.map;

import static io.softwire46.mape.map.Expect.absent;
import static io.softwire46.mape.map.Expect.error;
import static io.softwire46.mape.map.Expect.info;
import static io.softwire46.mape.map.Expect.noError;
import static io.softwire46.mape.map.Expect.rule;
import static io.softwire46.mape.map.Expect.warning;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Findings V06 to V16: PSID offset, PSID length and explicit PSID. */
class RulePsidTest {
    private static final String S45 = "RFC 7598 section 4.5";
    private static final String S51 = "RFC 7597 section 5.1";
    private static final String S52 = "RFC 7597 section 5.2";

    @ParameterizedTest
    @ValueSource(ints = {-1, 16, 17, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void v06TheOffsetIsAtMost15(int a) {
        error(
                rule("2001:db8::/40", "192.0.2.0/24", 9).psidOffset(a).validate(),
                "V06",
                "psidOffset",
                Integer.toString(a),
                S45,
                "0..15");
        // Also if the address is not shared and the offset has no effect.
        error(
                rule("2001:db8::/40", "192.0.2.0/24", 8).psidOffset(a).validate(),
                "V06",
                "psidOffset",
                Integer.toString(a),
                S45);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15})
    void v06TheEndsOfTheRangeAreLegal(int a) {
        var findings = rule("2001:db8::/40", "192.0.2.0/24", 9).psidOffset(a).validate();
        absent(findings, "V06", "V08");
        noError(findings);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 17, 255})
    void v07ThePsidIsAtMost16BitsLong(int k) {
        var findings = oneToOne().psidOffset(0).psidLength(k).psid(0).validate();
        error(findings, "V07", "psidLength", Integer.toString(k), S45, "0..16");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16})
    void v07TheEndsOfTheRangeAreLegal(int k) {
        var findings = oneToOne().psidOffset(0).psidLength(k).psid(0).validate();
        absent(findings, "V07", "V08");
        noError(findings);
    }

    /** RFC 7597 section 5.1: a + k is at most 16, so the default offset 6 permits k = 10 but not k = 11. */
    @Test
    void v08TheDefaultOffsetOf6Leaves10Bits() {
        error(
                rule("2001:db8::/40", "192.0.2.0/24", 19).validate(),
                "V08",
                "psidLength",
                "11",
                S51,
                "offset 6",
                "at most 5");
        noError(rule("2001:db8::/40", "192.0.2.0/24", 18).validate());
        noError(rule("2001:db8::/40", "192.0.2.0/24", 19).psidOffset(5).validate());
    }

    @Test
    void v08TheDefaultOffset4OfDraft03Leaves12Bits() {
        MapRule.Builder draft = rule("2001:db8::/40", "192.0.2.0/24", 21).format(InterfaceIdFormat.DRAFT03);
        error(draft.validate(), "V08", "psidLength", "13", S51, "offset 4", "at most 3");
        noError(draft.eaLength(20).validate());
    }

    @Test
    void v08TheDefaultOffset0OfABindingLeavesAllBits() {
        noError(rule("2001:db8::1/128", "192.0.2.18/32", 0)
                .psidLength(16)
                .psid(5000)
                .validate());
        error(oneToOne().psidLength(16).psid(5000).validate(), "V08", "psidLength", "16", S51, "offset 6", "at most 0");
    }

    /** o = 48 embeds a whole port and forces a = 0. */
    @Test
    void v08FortyEightEaBitsForceOffset0() {
        MapRule.Builder rule = rule("2001:db8::/32", "0.0.0.0/0", 48);
        error(rule.validate(), "V08", "psidLength", "16", S51, "at most 0");
        error(rule.psidOffset(1).validate(), "V08", "psidLength", "16", S51, "offset 1");
        noError(rule.psidOffset(0).validate());
    }

    @Test
    void v08IsAlsoFoundBetweenTwoGivenNumbers() {
        error(oneToOne().psidOffset(15).psidLength(2).psid(0).validate(), "V08", "psidLength", "2", S51, "at most 14");
        noError(oneToOne().psidOffset(15).psidLength(1).psid(0).validate());
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.18/32,17,16", "192.0.2.0/24,25,24", "192.0.2.0/31,18,17", "128.0.0.0/1,48,47"})
    void v09NoMoreThan16BitsOfPsidAreEmbedded(String ipv4, int outside, int inside) {
        var findings = rule("2001:db8::/40", ipv4, outside).psidOffset(0).validate();
        error(findings, "V09", "eaLength", Integer.toString(outside), S52, "17 PSID bits", "at most " + inside);
        noError(rule("2001:db8::/40", ipv4, inside).psidOffset(0).validate());
        absent(rule("2001:db8::/40", ipv4, inside).psidOffset(0).validate(), "V09");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 9, 16})
    void v10AGivenPsidLengthAgreesWithTheEaBits(int k) {
        var findings = rule("2001:db8::/40", "192.0.2.0/24", 16)
                .psidOffset(0)
                .psidLength(k)
                .validate();
        error(findings, "V10", "psidLength", Integer.toString(k), S45, "8 PSID bits", "use 8");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(ints = {0, 8})
    void v10ZeroAndAbsentMeanNotGiven(Integer k) {
        MapRule.Builder builder = rule("2001:db8::/40", "192.0.2.0/24", 16).psidLength(k);
        absent(builder.validate(), "V10");
        assertEquals(8, builder.build().portParameters().psidLength());
    }

    @Test
    void v11APrefixOfACeIsNotShared() {
        error(
                rule("2001:db8::/40", "192.0.2.0/24", 7).psidLength(8).psid(1).validate(),
                "V11",
                "psidLength",
                "8",
                S45,
                "length 31");
        error(rule("2001:db8::/40", "192.0.2.0/24", 7).psidLength(8).validate(), "V11", "psidLength", "8", S45);
        error(rule("2001:db8::/40", "192.0.2.0/24", 7).psid(1).validate(), "V11", "psid", "1", S45, "remove it");
        noError(rule("2001:db8::/40", "192.0.2.0/24", 8).psidLength(8).psid(1).validate());
        absent(rule("2001:db8::/40", "192.0.2.0/24", 7).psidLength(0).psid(0).validate(), "V11", "V13");
    }

    @ParameterizedTest
    @CsvSource({"8,256,255", "8,-1,255", "1,2,1", "16,65536,65535"})
    void v12ThePsidFitsIntoItsLength(int k, int psid, int largest) {
        var findings = oneToOne().psidOffset(0).psidLength(k).psid(psid).validate();
        error(findings, "V12", "psid", Integer.toString(psid), S45, k + " bits", "at most " + largest);
        noError(oneToOne().psidOffset(0).psidLength(k).psid(largest).validate());
        noError(oneToOne().psidOffset(0).psidLength(k).psid(0).validate());
    }

    @Test
    void v12CountsTheBitsOfTheEaFieldWhereItCarriesThePsid() {
        MapRule.Builder builder = rule("2001:db8::/40", "192.0.2.0/24", 16);
        error(builder.psid(256).validate(), "V12", "psid", "256", S45, "8 bits", "at most 255");
        absent(builder.psid(255).validate(), "V12");
    }

    @Test
    void v13APsidWithoutLengthIsIgnored() {
        var findings = oneToOne().psid(52).validate();
        warning(findings, "V13", "psid", "52", S45, "PSID length is 0");
        noError(findings);
        assertEquals(-1, oneToOne().psid(52).build().explicitPsid());
        absent(oneToOne().psid(0).validate(), "V13");
        absent(oneToOne().psid(52).psidLength(8).validate(), "V13");
    }

    /** A BR derives the PSID from the EA bits; an explicit one in addition is redundant or wrong. */
    @Test
    void v14APsidInAdditionToEmbeddedOnesIsReported() {
        var findings = rule("2001:db8::/40", "192.0.2.0/24", 16).psid(52).validate();
        info(findings, "V14", "psid", "52", S45, "remove it");
        noError(findings);
        absent(rule("2001:db8::/40", "192.0.2.0/24", 16).validate(), "V14");
        absent(rule("2001:db8::/40", "192.0.2.0/24", 8).psidLength(8).psid(52).validate(), "V14");
    }

    @Test
    void v15EmbeddedAddressesWithOnePsidServeOneCeOfEach() {
        var findings =
                rule("2001:db8::/40", "192.0.2.0/24", 8).psidLength(8).psid(52).validate();
        warning(findings, "V15", "psid", "52", S45, "16 EA bits");
        noError(findings);
        absent(rule("2001:db8::/40", "192.0.2.0/24", 9).validate(), "V15");
        absent(oneToOne().psidLength(8).psid(52).validate(), "V15");
        absent(rule("2001:db8::/40", "192.0.2.0/24", 8).validate(), "V15");
    }

    @Test
    void v16AOneToOneRuleNeedsItsPsid() {
        error(oneToOne().psidLength(8).validate(), "V16", "psid", "null", S45, "is missing", "set the PSID");
        noError(oneToOne().psidLength(8).psid(0).validate());
        noError(oneToOne().validate());
        noError(oneToOne().psidLength(0).validate());
        error(rule("2001:db8::/40", "192.0.2.0/24", 8).psidLength(8).validate(), "V16", "psid", "null", S45);
    }

    @Test
    void theRfcExamplesAreClean() {
        assertEquals(
                List.of("V24"),
                Expect.ids(rule("2001:db8::/40", "192.0.2.0/24", 16).validate()));
        assertEquals(List.of(), oneToOne().validate());
        assertEquals(
                List.of(), oneToOne().psidOffset(6).psidLength(8).psid(0x34).validate());
    }

    /** RFC 7597 appendix A, examples 4 and 5, without the port parameters. */
    private static MapRule.Builder oneToOne() {
        return rule("2001:db8:12:3400::/56", "192.0.2.18/32", 0);
    }
}
