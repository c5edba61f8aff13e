package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.finding.MapConfigurationException;
import java.util.Arrays;
import java.util.List;

/** Assertions about findings: the one that must be there, wholly, and those that must not. */
public final class Expect {
    private Expect() {}

    static void error(List<Finding> findings, String id, String field, String value, String rfc, String... words) {
        only(findings, id, Severity.ERROR, field, value, rfc, words);
    }

    static void warning(List<Finding> findings, String id, String field, String value, String rfc, String... words) {
        only(findings, id, Severity.WARNING, field, value, rfc, words);
    }

    static void info(List<Finding> findings, String id, String field, String value, String rfc, String... words) {
        only(findings, id, Severity.INFO, field, value, rfc, words);
    }

    /** One finding of this id, with everything as expected; the message has all the words. */
    private static void only(
            List<Finding> findings,
            String id,
            Severity severity,
            String field,
            String value,
            String rfc,
            String... words) {
        List<Finding> those =
                findings.stream().filter(f -> f.id().name().equals(id)).toList();
        assertEquals(1, those.size(), () -> "one " + id + " in " + findings);
        Finding finding = those.get(0);
        assertAll(
                () -> assertEquals(severity, finding.severity()),
                () -> assertEquals(field, finding.field()),
                () -> assertEquals(value, finding.value()),
                () -> assertEquals(rfc, finding.rfc()),
                () -> assertFalse(finding.message().isBlank()),
                () -> assertTrue(finding.toString().contains(said(field, value)), finding.toString()),
                () -> Arrays.stream(words)
                        .forEach(word -> assertTrue(finding.message().contains(word), finding.message())));
    }

    /** A value that no one gave is not named in the sentence. */
    private static String said(String field, String value) {
        return value.equals("null") ? ": " + field + " is missing" : field + " " + value;
    }

    static void absent(List<Finding> findings, String... ids) {
        List<String> unwanted = List.of(ids);
        assertEquals(
                List.of(),
                findings.stream().filter(f -> unwanted.contains(f.id().name())).toList());
    }

    static void noError(List<Finding> findings) {
        assertEquals(List.of(), findings.stream().filter(Finding::isError).toList());
    }

    /** Ids in the order found. */
    public static List<String> ids(List<Finding> findings) {
        return findings.stream().map(each -> each.id().name()).toList();
    }

    /** Findings that building, parsing or the like is refused with. */
    public static List<Finding> refused(Runnable action) {
        return assertThrows(MapConfigurationException.class, action::run).findings();
    }

    /** A builder with the three required parameters. */
    public static MapRule.Builder rule(String ipv6Prefix, String ipv4Prefix, int eaLength) {
        return MapRule.builder().ipv6Prefix(ipv6Prefix).ipv4Prefix(ipv4Prefix).eaLength(eaLength);
    }
}
