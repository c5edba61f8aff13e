package io.softwire46.mape.provision.toy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatReader.Input;
import io.softwire46.mape.provision.format.FormatWriter.Request;
import io.softwire46.mape.provision.format.ReadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The worked example of docs/adding-a-format.md: its code is this code, and it does what the document says. */
class ToyFormatTest {
    private static final String TEXT = """
            toy
            relay 2001:db8:ffff::1
            mtu 1400
            rule 2001:db8::/40 192.0.2.0/24 16
            """;

    private static final ToyReader READER = new ToyReader();
    private static final ToyWriter WRITER = new ToyWriter();

    @Test
    void readsBackWhatItWrites() {
        assertTrue(READER.detects(Input.of(TEXT)));
        ReadResult read = READER.read(Input.of(TEXT));
        assertEquals(DomainFile.read("""
                        { "name": "toy", "borderRelay": ["2001:db8:ffff::1"], "options": { "mtuV6": 1400 },
                          "rules": [ { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16 } ] }
                        """).requireDomains(), read.requireDomains());
        ConversionReport report = WRITER.write(Request.of(read));
        assertEquals(TEXT, report.text());
        assertTrue(report.isComplete());
    }

    @Test
    void findingsHaveTheirLine() {
        String text = TEXT.replace("/24 16", "/24 49").replace("1400", "12") + "rule 1\n";
        assertEquals(
                List.of("3 V51", "4 V02", "5 SYNTAX"),
                READER.read(Input.of(text)).findings().stream()
                        .filter(Finding::isError)
                        .map(each -> each.location().line() + " " + each.id())
                        .toList());
    }

    @Test
    void reportsWhatItCannotExpress() {
        ConversionReport report = WRITER.write(Request.of(DomainFile.read("""
                { "borderRelay": ["2001:db8:ffff::1"], "options": { "tcpMss": 1300 }, "rules": [
                  { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16 },
                  { "ipv6Prefix": "2001:db9::/56", "ipv4Prefix": "192.0.3.1/32", "eaLength": 0, "psidOffset": 0,
                    "psidLength": 4, "psid": 1 } ] }
                """)));
        assertFalse(report.isComplete());
        assertEquals(
                List.of("LOST options.tcpMss", "SYNTAX rules[1].ipv6Prefix"),
                report.findings().stream()
                        .map(each -> each.id() + " " + each.field())
                        .toList());
        assertTrue(report.text().endsWith("rule 2001:db8::/40 192.0.2.0/24 16\n"), report.text());
    }

    /** Output that would read back as another mapping is refused. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ \"mesh\": true, \"borderRelay\": [\"2001:db8:ffff::1\"], \"rules\": [RULE } ] }",
                "{ \"format\": \"draft03\", \"borderRelay\": [\"2001:db8:ffff::1\"], \"rules\": [RULE } ] }",
                "{ \"borderRelay\": [\"2001:db8:ffff::1\"], \"rules\": [RULE, \"psidOffset\": 4 } ] }",
                "{ \"borderRelay\": [\"2001:db8:ffff::1\"], \"rules\": [RULE, \"forwarding\": false } ] }",
                "{ \"rules\": [RULE, \"borderRelay\": \"2001:db8:ffff::1\" } ] }"
            })
    void refusesWhatWouldReadBackDifferently(String json) {
        String rule = "{ \"ipv6Prefix\": \"2001:db8::/40\", \"ipv4Prefix\": \"192.0.2.0/24\", \"eaLength\": 16";
        ReadResult read = DomainFile.read(json.replace("RULE", rule));
        assertEquals(1, read.requireDomains().size());
        ConversionReport report = WRITER.write(Request.of(read));
        assertFalse(report.isComplete(), report.text());
        assertEquals("", report.text());
    }

    /** No registered format takes the text for its own. */
    @Test
    void isDetectedByNoOtherFormat() {
        assertTrue(RuleFormat.detect(Input.of(TEXT)).isEmpty());
    }

    /** The document contains the files of this package unchanged. */
    @ParameterizedTest
    @ValueSource(strings = {"ToyReader", "ToyWriter"})
    void isTheCodeOfTheDocument(String name) throws IOException {
        String source = Files.readString(
                Path.of("src/test/java/io/softwire46/mape/provision/toy").resolve(name + ".java"));
        String document = Files.readString(Path.of("docs/adding-a-format.md"));
        assertTrue(
                document.contains("```java\n" + source + "```\n"),
                () -> "docs/adding-a-format.md must contain:\n```java\n" + source + "```");
    }
}
