package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.MapRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** History files: what is read, each finding, and how a version is added. */
class RuleHistoryTest {
    private static final String DOMAIN = "{\"name\":\"example\",\"rules\":[{\"ipv6Prefix\":\"2001:db8::/40\","
            + "\"ipv4Prefix\":\"192.0.2.0/24\",\"eaLength\":16,\"psidOffset\":6}]}";

    @TempDir
    private Path directory;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static String history(String... versions) {
        return "{\"mapeHistory\":1,\"versions\":[" + String.join(",", versions) + "]}";
    }

    private static String version(String from, String until, String domain) {
        String end = until == null ? "null" : "\"" + until + "\"";
        return "{\"from\":\"" + from + "\",\"until\":" + end + ",\"domain\":" + domain + "}";
    }

    /** Findings with their severity, without texts. */
    private static String ids(List<Finding> findings) {
        return findings.stream()
                .map(each -> each.id() + " " + each.severity() + " " + each.field())
                .collect(Collectors.joining(", "));
    }

    private String refused(String text) throws IOException {
        Path file = write("history.json", text);
        MapConfigurationException e = assertThrows(MapConfigurationException.class, () -> RuleHistory.load(file));
        e.findings().forEach(each -> assertTrue(each.location().isKnown() || text.contains("[]"), each::toString));
        return ids(e.findings());
    }

    @Test
    void eachErrorHasItsFinding() throws IOException {
        String first = version("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", DOMAIN);
        String overlap = version("2026-01-31T23:59:59.999Z", null, DOMAIN);
        assertEquals("H01 error versions[1].from", refused(history(first, overlap)));
        String open = version("2026-01-01T00:00:00Z", null, DOMAIN);
        assertEquals(
                "H01 error versions[1].from", refused(history(open, version("2026-02-01T00:00:00Z", null, DOMAIN))));
        assertEquals("H02 error versions[1].from", refused(history(open, open)));
        assertEquals(
                "H02 error versions[0].until",
                refused(history(version("2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", DOMAIN))));
        assertEquals("H05 error versions", refused(history()));
        assertEquals(
                "H04 error versions[0].domain, V02 error versions[0].domain.rules[0].eaLength",
                refused(history(version("2026-01-01T00:00:00Z", null, DOMAIN.replace(":16,", ":49,")))));
        String two = "[" + DOMAIN + "," + DOMAIN.replace("example", "other").replace("2001:db8", "2001:db9") + "]";
        assertEquals(
                "H04 error versions[0].domain, V43 error versions[0].domain.rules[0].ipv4Prefix",
                refused(history(version("2026-01-01T00:00:00Z", null, two))));
    }

    @Test
    void aGapIsAWarning() throws IOException {
        Path file = write(
                "history.json",
                history(
                        version("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", DOMAIN),
                        version("2026-02-01T00:00:00.001Z", null, DOMAIN)));
        RuleHistory history = RuleHistory.load(file);
        assertEquals("H03 warning versions[1].from", ids(history.findings()));
        assertEquals("RuleHistory[versions=2, rules=1]", history.toString());
    }

    @Test
    void malformedTextsAreRefusedWithTheirPlace() throws IOException {
        for (String text : List.of(
                "",
                "[]",
                "{}",
                "{\"mapeHistory\":2,\"versions\":[]}",
                "{\"mapeHistory\":1}",
                "{\"mapeHistory\":1,\"versions\":{}}",
                "{\"mapeHistory\":1,\"versions\":[3]}",
                history("{\"from\":\"2026-01-01T00:00:00Z\"}"),
                history(version("2026-01-01 00:00:00Z", null, DOMAIN)),
                history(version("2026-01-01T00:00:00", null, DOMAIN)),
                history(version("2026-02-31T00:00:00Z", null, DOMAIN)),
                history(version("2026-01-01T00:00:00.0001Z", null, DOMAIN)),
                history(version("1969-12-31T23:59:59Z", null, DOMAIN)),
                history(version("2026-01-01T00:00:00Z", null, DOMAIN).replace("}]}}", "}]},\"grace\":\"2h\"}")),
                history(version("2026-01-01T00:00:00Z", null, DOMAIN).replace("}]}}", "}]},\"grace\":\"-PT2H\"}")),
                history(version("2026-01-01T00:00:00Z", null, DOMAIN).replace("}]}}", "}]},\"other\":1}")),
                history(version("2026-01-01T00:00:00Z", null, DOMAIN).replace("}]}}", "}]},\"sha256\":\"00\"}")),
                history(version("2026-01-01T00:00:00Z", null, "\"rules.json\"")))) {
            assertTrue(refused(text).startsWith("SYNTAX error"), text);
        }
        Path file = directory.resolve("octets");
        Files.write(file, new byte[] {'{', (byte) 0xff});
        assertThrows(MapConfigurationException.class, () -> RuleHistory.load(file));
        assertThrows(IOException.class, () -> RuleHistory.load(directory.resolve("none")));
        assertThrows(FileSystemException.class, () -> RuleHistory.load(directory));
    }

    @Test
    void ruleFilesAreReadIfTheirChecksumMatches() throws IOException, NoSuchAlgorithmException {
        String rules = "set services softwire softwire-concentrator map-e alpha softwire-address 2001:db8:ffff::1\n"
                + "set services softwire softwire-concentrator map-e alpha ipv4-prefix 192.0.2.0/24\n"
                + "set services softwire softwire-concentrator map-e alpha mape-prefix 2001:db8::/40\n"
                + "set services softwire softwire-concentrator map-e alpha ea-bits-len 16\n"
                + "set services softwire softwire-concentrator map-e alpha psid-offset 6\n"
                + "set services softwire softwire-concentrator map-e alpha psid-length 8\n";
        write("rules.conf", rules);
        String sha256 = HexFormat.of()
                .withUpperCase()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(rules.getBytes(StandardCharsets.UTF_8)));
        String version = version("2026-01-01T00:00:00Z", null, "\"rules.conf\",\"sha256\":\"" + sha256 + "\"");
        Instant time = Instant.parse("2026-06-01T00:00:00Z");
        Answer answer = Attribution.of(RuleHistory.load(write("history.json", "\ufeff" + history(version))))
                .find("192.0.2.18", 1232, "tcp", time, time);
        assertEquals("2001:db8:12:3400::/56", answer.prefix());
        assertTrue(answer.rule().endsWith("/alpha"), answer::toString); // the NAME of the rule

        assertEquals("H04 error versions[0].domain", refused(history(version.replace(sha256, "00"))));
        assertEquals("H04 error versions[0].domain", refused(history(version.replace("rules.conf", "none"))));
        write("rules.conf", "nothing that is a rule");
        assertEquals("H04 error versions[0].domain", refused(history(version)));
    }

    @Test
    void addingAVersionEndsTheLastOneAndIsIdempotent() throws IOException {
        RuleVersion first = rules("2026-01-01T00:00:00Z", "2001:db8::/40");
        RuleVersion second = rules("2026-11-01T03:00:00Z", "2001:db9::/40").withNote("change 4711");
        String once = RuleHistory.add(null, first);
        assertSame(once, RuleHistory.add(once, first));
        String twice = RuleHistory.add(once, second);
        assertNotEquals(once, twice);
        assertSame(twice, RuleHistory.add(twice, second));
        Attribution attribution = Attribution.of(RuleHistory.load(write("history.json", twice)));
        assertEquals(
                "2001:db8:12:3400::/56", at(attribution, "2026-11-01T02:00:00Z").prefix());
        assertEquals(
                "AMBIGUOUS", at(attribution, "2026-11-01T04:59:59Z").result().name()); // two hours of grace
        assertEquals(
                "2001:db9:12:3400::/56", at(attribution, "2026-11-01T05:00:01Z").prefix());
        assertTrue(twice.contains("\"until\": \"2026-11-01T03:00:00Z\""), twice);
        assertTrue(twice.contains("\"note\": \"change 4711\""), twice);
        // the past is not changed: not by a time before the last version, nor by other rules at its time
        assertThrows(MapConfigurationException.class, () -> RuleHistory.add(twice, first));
        RuleVersion other = rules("2026-11-01T03:00:00Z", "2001:dba::/40");
        assertThrows(MapConfigurationException.class, () -> RuleHistory.add(twice, other));
        assertThrows(MapConfigurationException.class, () -> RuleHistory.add("{}", first));
    }

    /** A version that has ended is not made valid again. */
    @Test
    void anEarlierEndIsKept() throws IOException {
        String closed = history(version("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", DOMAIN));
        String text = RuleHistory.add(closed, rules("2026-03-01T00:00:00Z", "2001:db9::/40"));
        RuleHistory history = RuleHistory.load(write("history.json", text));
        assertEquals("H03 warning versions[1].from", ids(history.findings()));
        String late = history(version("2026-01-01T00:00:00Z", "2026-09-01T00:00:00Z", DOMAIN));
        String shortened = RuleHistory.add(late, rules("2026-03-01T00:00:00Z", "2001:db9::/40"));
        assertEquals("", ids(RuleHistory.load(write("history.json", shortened)).findings()));
    }

    private static Answer at(Attribution attribution, String time) {
        Instant instant = Instant.parse(time);
        return attribution.find("192.0.2.18", 1232, null, instant, instant);
    }

    private static RuleVersion rules(String from, String prefix) {
        return RuleVersion.of(
                Instant.parse(from),
                null,
                List.of(LookupWorld.domain("example", List.of(MapRule.of(prefix, "192.0.2.0/24", 16)))));
    }

    @Test
    void rulesInNoFormatAreRefused() {
        byte[] text = "nothing".getBytes(StandardCharsets.UTF_8);
        MapConfigurationException e =
                assertThrows(MapConfigurationException.class, () -> RuleVersion.read(text, Instant.EPOCH));
        assertEquals("file", e.first().field());
    }
}
