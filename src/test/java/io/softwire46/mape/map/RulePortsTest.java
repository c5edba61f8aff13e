package io.softwire46.mape.map;

import static io.softwire46.mape.map.Expect.absent;
import static io.softwire46.mape.map.Expect.error;
import static io.softwire46.mape.map.Expect.info;
import static io.softwire46.mape.map.Expect.noError;
import static io.softwire46.mape.map.Expect.rule;
import static io.softwire46.mape.map.Expect.warning;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Findings V17 to V24: port sets that are legal and unwise, and address space that is neither or both. */
class RulePortsTest {
    private static final String S51 = "RFC 7597 section 5.1";
    private static final String S52 = "RFC 7597 section 5.2";
    private static final String B1 = "RFC 7597 appendix B.1";

    @Test
    void v17RangesOfOnePortAreNamed() {
        var findings = shared(10).psidOffset(6).validate();
        warning(findings, "V17", "psidLength", "10", S51, "63 ports", "parity");
        noError(findings);
        absent(shared(9).psidOffset(6).validate(), "V17");
        warning(shared(1).psidOffset(15).validate(), "V17", "psidLength", "1", S51, "32767 ports");
        absent(shared(16).psidOffset(0).validate(), "V17");
    }

    @ParameterizedTest
    @CsvSource({"7,511", "8,255", "15,1"})
    void v18OffsetsAbove6LeaveSystemPortsAssigned(int a, int lastExcluded) {
        var findings = shared(1).psidOffset(a).validate();
        warning(findings, "V18", "psidOffset", Integer.toString(a), S51, "0-" + lastExcluded, "1 to 6");
        noError(findings);
    }

    @Test
    void v18Offset6AndRulesWithoutSharingAreClean() {
        absent(shared(8).psidOffset(6).validate(), "V18");
        absent(rule("2001:db8::/40", "192.0.2.0/24", 8).psidOffset(7).validate(), "V18");
    }

    /** RFC 7597 section 5.1: with k = 8 and a = 0 the PSIDs 0 to 3 have the system ports. */
    @Test
    void v19Offset0GivesSystemPortsToTheFirstPsids() {
        var findings = shared(8).psidOffset(0).validate();
        warning(findings, "V19", "psidOffset", "0", B1, "PSID 0 to 3", "1 to 6");
        noError(findings);
        absent(shared(8).psidOffset(1).validate(), "V19");
        absent(rule("2001:db8::/40", "192.0.2.0/24", 8).psidOffset(0).validate(), "V19");
    }

    /** V12 says that there is no such PSID; then it has no ports to warn of. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void v19APsidBelow0OwnsNothing(int a) {
        MapRule.Builder rule = rule("2001:db8:12:3400::/56", "192.0.2.18/32", 0)
                .psidOffset(a)
                .psidLength(8)
                .psid(-1);
        error(rule.validate(), "V12", "psid", "-1", "RFC 7598 section 4.5");
        absent(rule.validate(), "V19");
    }

    @ParameterizedTest
    @CsvSource({"8,3,4", "6,0,1", "1,0,1", "16,1023,1024", "10,15,16", "7,1,2"})
    void v19AOneToOneRuleIsCheckedWithItsOwnPsid(int k, int inside, int outside) {
        MapRule.Builder rule =
                rule("2001:db8:12:3400::/56", "192.0.2.18/32", 0).psidOffset(0).psidLength(k);
        warning(rule.psid(inside).validate(), "V19", "psidOffset", "0", B1, "PSID 0 to " + inside);
        absent(rule.psid(outside).validate(), "V19");
    }

    /** If the EA bits carry the PSID, the explicit one has no effect. */
    @Test
    void v19AnExplicitPsidInAdditionToEmbeddedOnesHasNoEffect() {
        warning(shared(8).psidOffset(0).psid(200).validate(), "V19", "psidOffset", "0", B1, "PSID 0 to 3");
        MapRule.Builder onePsidOfEach =
                rule("2001:db8::/40", "192.0.2.0/24", 8).psidOffset(0).psidLength(8);
        absent(onePsidOfEach.psid(200).validate(), "V19");
        warning(onePsidOfEach.psid(3).validate(), "V19", "psidOffset", "0", B1);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/8,1.0.0.0/8",
        "10.0.0.0/8,11.0.0.0/8",
        "10.255.255.0/24,9.255.255.0/24",
        "100.64.0.0/10,100.128.0.0/10",
        "100.127.255.0/24,100.63.255.0/24",
        "127.0.0.0/8,126.0.0.0/8",
        "169.254.0.0/16,169.253.0.0/16",
        "172.16.0.0/12,172.32.0.0/12",
        "172.31.255.0/24,172.15.255.0/24",
        "192.168.0.0/16,192.167.0.0/16",
        "198.18.0.0/15,198.20.0.0/15",
        "198.19.255.0/24,198.17.255.0/24",
        "224.0.0.0/4,223.0.0.0/8",
        "255.255.255.255/32,223.255.255.255/32"
    })
    void v20SpaceThatTheInternetCannotReach(String special, String global) {
        var findings = rule("2001:db8::/40", special, 0).validate();
        warning(findings, "V20", "ipv4Prefix", special, "RFC 6890 section 2.2.2", "global unicast");
        noError(findings);
        absent(rule("2001:db8::/40", global, 0).validate(), "V20");
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"})
    void v20DocumentationPrefixesStayUsable(String prefix) {
        absent(rule("2001:db8::/40", prefix, 8).validate(), "V20");
    }

    @Test
    void v20TheEmptyPrefixWithFewEaBitsIsProbablyAMistake() {
        var findings = rule("2001:db8::/40", "0.0.0.0/0", 7).validate();
        warning(findings, "V20", "eaLength", "7", S52, "/8");
        noError(findings);
        absent(rule("2001:db8::/40", "0.0.0.0/0", 8).validate(), "V20");
        absent(rule("2001:db8::/40", "192.0.2.0/24", 7).validate(), "V20");
    }

    @Test
    void v21TheEmptyPrefixWithoutEaBitsGivesEverythingToOneCe() {
        error(
                rule("2001:db8::/40", "0.0.0.0/0", 0).validate(),
                "V21",
                "ipv4Prefix",
                "0.0.0.0/0",
                S52,
                "EA length is 0");
        absent(rule("2001:db8::/40", "0.0.0.0/0", 1).validate(), "V21");
        absent(rule("2001:db8::/40", "128.0.0.0/1", 0).validate(), "V21");
        absent(rule("2001:db8::/40", "0.0.0.0/0", 0).validate(), "V20");
    }

    @ParameterizedTest
    @CsvSource({
        "ff00::/8, fe00::/8",
        "ff02::/16, feff::/16",
        "fe80::/10, fec0::/10",
        "febf::/16, fe7f::/16",
        "::/128, ::2/128",
        "::1/128, ::2/128",
        "::ffff:0:0/96, ::fffe:0:0/96",
        "::ffff:c000:200/120, ::1:0:0:0/80"
    })
    void v22SpaceThatIsNotUnicastIsRefused(String unusable, String usable) {
        var findings = rule(unusable, "192.0.2.0/24", 0).validate();
        error(findings, "V22", "ipv6Prefix", unusable, "RFC 4291 section 2.4", "is not routable unicast");
        absent(rule(usable, "192.0.2.0/24", 0).validate(), "V22");
    }

    @Test
    void v22UniqueLocalSpaceIsUnicast() {
        absent(rule("fd00:1234::/32", "192.0.2.0/24", 16).validate(), "V22");
    }

    @Test
    void v24TheDefaultOffsetOfRfc7597Is6() {
        info(shared(8).validate(), "V24", "psidOffset", "6", S51, "rfc7597");
        assertEquals(6, shared(8).build().portParameters().psidOffset());
        assertTrue(shared(8).build().isPsidOffsetDefaulted());
    }

    @Test
    void v24TheDefaultOffsetOfDraft03Is4() {
        MapRule.Builder draft = shared(8).format(InterfaceIdFormat.DRAFT03);
        info(draft.validate(), "V24", "psidOffset", "4", S51, "draft03");
        assertEquals(4, draft.build().portParameters().psidOffset());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rfc7597", "draft03"})
    void v24TheDefaultOffsetOfABindingIs0(String format) {
        MapRule.Builder binding = rule("2001:db8::1/128", "192.0.2.18/32", 0)
                .psidLength(8)
                .psid(52)
                .format(InterfaceIdFormat.parse(format));
        info(binding.validate(), "V24", "psidOffset", "0", S51, "RFC 7596 section 5.1");
        assertEquals(0, binding.build().portParameters().psidOffset());
    }

    @Test
    void v24WhatIsGivenOrMeaninglessIsNoDefault() {
        absent(shared(8).psidOffset(6).validate(), "V24");
        assertFalse(shared(8).psidOffset(6).build().isPsidOffsetDefaulted());
        absent(rule("2001:db8::/40", "192.0.2.0/24", 8).validate(), "V24");
        assertFalse(MapRule.of("2001:db8::/40", "192.0.2.0/24", 8).isPsidOffsetDefaulted());
    }

    /** A rule that embeds 8 bits of address and k bits of PSID. */
    private static MapRule.Builder shared(int k) {
        return rule("2001:db8::/40", "192.0.2.0/24", 8 + k);
    }
}
