package io.softwire46.mape.finding;

import static io.softwire46.mape.map.Expect.ids;
import static io.softwire46.mape.map.Expect.refused;
import static io.softwire46.mape.map.Expect.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.map.MapRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One exception carries all findings of a configuration, not the first. */
class MapConfigurationExceptionTest {

    /** Each value is impossible by itself. */
    @Test
    void fiveImpossibleValuesAreFiveFindings() {
        var findings = refused(() -> rule("2001:db8::/129", "192.0.2.0/33", 49)
                .psidOffset(16)
                .psidLength(17)
                .build());
        assertEquals(List.of("V01", "V01", "V02", "V06", "V07"), ids(findings));
        assertEquals(
                List.of("ipv6Prefix", "ipv4Prefix", "eaLength", "psidOffset", "psidLength"),
                findings.stream().map(Finding::field).toList());
    }

    /** Each value is possible, their relations are not. */
    @Test
    void fiveContradictionsAreFiveFindings() {
        var findings = refused(
                () -> rule("ff00::1/100", "192.0.2.1/24", 40).psidOffset(0).build());
        assertEquals(List.of("V04", "V09", "V03", "V03", "V22"), ids(findings));
    }

    @Test
    void everyTextThatCannotBeReadIsAFinding() {
        var findings = refused(() -> MapRule.builder()
                .ipv6Prefix("x::/32")
                .ipv4Prefix("1.2/24")
                .borderRelay("2001:db8::%eth0")
                .build());
        assertEquals(
                List.of("ipv6Prefix", "ipv4Prefix", "borderRelay", "eaLength"),
                findings.stream().map(Finding::field).toList());
        assertTrue(findings.stream().allMatch(f -> f.id().name().equals("SYNTAX")));
    }

    /** The message is what a log shows: all errors, no warnings. The findings have both. */
    @Test
    void theMessageNamesEveryErrorAndNoWarning() {
        MapConfigurationException e = assertThrows(
                MapConfigurationException.class,
                () -> rule("2001:db8::/49", "10.0.0.1/24", 16).psid(256).build());
        assertEquals(
                List.of("V03", "V05", "V12", "V14", "V20", "V24"),
                ids(e.findings()).stream().sorted().toList());
        assertTrue(e.getMessage().contains("V12 error: psid 256"), e.getMessage());
        assertTrue(e.getMessage().contains("V03 error: ipv4Prefix 10.0.0.1/24"), e.getMessage());
        assertTrue(e.getMessage().contains("RFC 7598 section 4.1"), e.getMessage());
        assertFalse(e.getMessage().contains("V05") || e.getMessage().contains("V14"), e.getMessage());
        assertTrue(e.first().isError());
    }

    @Test
    void warningsAloneDoNotThrow() {
        Finding warning = new Finding(FindingId.V18, Severity.WARNING, "psidOffset", "7", "message", "RFC");
        MapConfigurationException.throwIfAnyError(List.of(warning));
        Finding error = warning.withSeverity(Severity.ERROR);
        MapConfigurationException e = assertThrows(
                MapConfigurationException.class,
                () -> MapConfigurationException.throwIfAnyError(List.of(warning, error)));
        assertEquals(List.of(warning, error), e.findings());
        assertEquals(error, e.first());
    }

    @Test
    void aFindingPrintsAsOneLine() {
        Finding finding = new Finding(FindingId.V18, Severity.WARNING, "psidOffset", "7", "is large", "RFC 7597");
        assertEquals("V18 warning: psidOffset 7 is large (RFC 7597)", finding.toString());
        assertEquals(
                "rules[2].psidOffset", finding.within(FieldPath.of("rules", 2)).field());
        assertFalse(finding.isError());
        assertEquals("error", Severity.ERROR.toString());
        assertEquals("info", Severity.INFO.toString());
    }
}
