package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.provision.DomainFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mape diagnose}. */
class DiagnoseCommandTest {
    private static final String ARTICLE = "2001:db8:ce:29c::435b:cd02:9c 67.91.205.2 6600";

    @TempDir
    private Path directory;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static JsonObject first(Tool tool) {
        return Json.parse(tool.out())
                .asObject()
                .required("families")
                .asArray()
                .get(0)
                .asObject();
    }

    /** The example of docs/operate.md, in whose text it is. */
    @Test
    void theDocumentedExample() throws IOException {
        Tool tool = Tool.run(
                "diagnose",
                "--seen",
                "2001:db8:12:3400:0:c000:212:34 192.0.2.18 1232,2256,64720",
                "--seen",
                "2001:db8:aa:fe00:0:c000:2aa:fe 192.0.2.170 2040");
        assertEquals(0, tool.status(), tool.out());
        assertTrue(Files.readString(Path.of("docs/operate.md")).contains("```text\n" + tool.out() + "```"), tool.out());
        assertTrue(tool.out().lines().allMatch(line -> line.length() <= 100), tool.out());
    }

    @Test
    void theHelpNamesTheExitCodes() {
        String help = Tool.run("diagnose", "--help").done().out();
        assertTrue(help.contains("0 exactly one family"), help);
        assertTrue(help.contains("1 several or none"), help);
        assertTrue(help.contains("2 bad usage"), help);
    }

    @Test
    void exitStatusOneForSeveralFamiliesAndForNone() {
        assertEquals(
                1,
                Tool.run("diagnose", "--seen", "2001:db8:12:3400:0:c000:212:34 192.0.2.18")
                        .status());
        Tool none = Tool.run("diagnose", "--seen", "2001:db8:12:3400:0:c000:212:34 192.0.2.18 1232,1240");
        assertEquals(1, none.status());
        assertTrue(none.out().startsWith("No family"), none.out());
    }

    @Test
    void jsonHasAllFieldsAndADomainThatIsRead() {
        Tool tool = Tool.run("diagnose", "--json", "--border-relay", "3001:db8:ffff::1", "--seen", ARTICLE)
                .done();
        JsonObject all = Json.parse(tool.out()).asObject();
        for (String each :
                new String[] {"families", "oneToOne", "outliers", "skipped", "borderRelays", "sampled", "exclusion"}) {
            assertTrue(all.has(each), each);
        }
        JsonObject family = first(tool);
        for (String each : new String[] {
            "format",
            "psidOffset",
            "psidLength",
            "endUserPrefixLength",
            "members",
            "narrowest",
            "widest",
            "narrowestProbability",
            "supports",
            "contradicts",
            "ces",
            "ports",
            "accidentalBits",
            "rules",
            "next",
            "domain"
        }) {
            assertTrue(family.has(each), each);
        }
        assertEquals(
                "2001:db8:ce::/48",
                family.required("widest").asObject().required("ipv6Prefix").asString());
        assertEquals(
                "2001:db8:ce:200::/56",
                DomainFile.read(family.required("domain").toString())
                        .requireDomains()
                        .get(0)
                        .domain()
                        .rules()
                        .rules()
                        .get(0)
                        .ipv6Prefix()
                        .toCanonicalString());
    }

    @Test
    void filesOfObservations() throws IOException {
        Path csv = file("a.csv", "\ufeffce6,ipv4,port\r\n2001:db8:ce:29c::435b:cd02:9c,67.91.205.2,6600\r\n\r\n");
        Path lines = file(
                "a.jsonl",
                "{\"ce6\":\"2001:db8:ce:29c::435b:cd02:9c\",\"ipv4\":\"67.91.205.2\",\"ports\":[6600],\"prefix\":null}\n");
        String expected = Tool.run("diagnose", "--seen", ARTICLE).done().out();
        assertEquals(expected, Tool.run("diagnose", "--seen-file", csv).done().out());
        assertEquals(expected, Tool.run("diagnose", "--seen-file", lines).done().out());
    }

    @Test
    void aCatalogueNamesTheRule() throws IOException {
        Path rules = file("c.json", """
                { "borderRelay": ["2001:db8:ffff::1"],
                  "rules": [ { "ipv6Prefix": "2001:db8:ce::/48", "ipv4Prefix": "67.91.205.0/24", "eaLength": 16,
                               "psidOffset": 4 } ] }
                """);
        Tool tool = Tool.run("diagnose", "--json", "--rules", rules, "--seen", ARTICLE)
                .done();
        assertEquals(
                rules + "/0", first(tool).required("rules").asArray().get(0).asString());
        Path broken = file("b.json", "{ \"rules\": [ { \"ipv6Prefix\": \"x\" } ] }");
        Tool.run("diagnose", "--rules", broken, "--seen", ARTICLE).refusedWith(2, "b.json");
    }

    @Test
    void aCaptureOfAllStepsOfAPacket() {
        Tool tool = Tool.run("diagnose", "--in", "vectors/walk.pcap", "--json");
        assertTrue(tool.status() == 0 || tool.status() == 1, tool.err());
        assertTrue(
                Json.parse(tool.out()).asObject().required("families").asArray().stream()
                        .map(each -> each.asObject().required("widest").asObject())
                        .anyMatch(each -> each.required("ipv6Prefix").asString().equals("2001:db8:ce::/48")),
                tool.out());
        assertEquals(
                "3001:db8:ffff::1",
                Json.parse(tool.out())
                        .asObject()
                        .required("borderRelays")
                        .asArray()
                        .get(0)
                        .asString());
    }

    @Test
    void namesInsteadOfAddresses() {
        for (String each : new String[] {"--json", "--max=10"}) {
            Tool tool = Tool.run("diagnose", "--redact", each, "--border-relay", "3001:db8:ffff::1", "--seen", ARTICLE);
            assertFalse(tool.out().contains("db8"), tool.out());
            assertTrue(tool.out().contains("BR-1"), tool.out());
        }
    }

    @Test
    void usageErrors() throws IOException {
        Tool.run("diagnose").refused(2, "mape diagnose: missing evidence; use --in CAPTURE");
        Tool.run("diagnose", "--max", "0", "--seen", ARTICLE).refused(2, "--max 0");
        Tool.run("diagnose", "--seen-file", file("e.csv", "ce6,ipv4,port\n")).refused(2, "no usable evidence");
        Tool.run("diagnose", "--in", "/nowhere").refused(2, "no such file");
        Tool.run("diagnose", "--same-ports", "192.0.2.1").refused(2, "is malformed");
        Tool.run("diagnose", "--seen", ARTICLE, "--prefix", "2001:db8::").refused(2, "--prefix");
        Tool.run("diagnose", "--seen", ARTICLE, "--border-relay", "x").refused(2, "--border-relay");
        Tool.run("diagnose", "--in", "-", "--seen-file", "-").refused(2, "standard input is named more than once");
        Tool.run("diagnose", "--in", directory).refused(2, "is a directory");
        Tool.run("diagnose", "--in", file("x.pcap", "text")).refused(2, "x.pcap");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2001:db8::",
                "2001:db8:: 192.0.2.1 1 2",
                "192.0.2.1 2001:db8:: 1",
                "2001:db8:: 192.0.2.1 65536",
                "2001:db8:: 192.0.2.1 1,",
                "2001:db8:: 192.0.2.01 1",
                "2001:db8::\n192.0.2.1"
            })
    void malformedObservationsAreRefused(String text) {
        Tool.run("diagnose", "--seen", text).refused(2, "mape diagnose: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\n",
                "ce6,ipv4,port\n2001:db8::,192.0.2.1\n",
                "ce6,ipv4,port\n2001:db8::,192.0.2.1,70000\n",
                "{\"ce6\":\"2001:db8::\"}\n",
                "{\"ce6\":\"2001:db8::\",\"ipv4\":\"192.0.2.1\",\"ports\":[-1]}\n",
                "{\"ce6\":\"2001:db8::\",\"ipv4\":\"192.0.2.1\",\"port\":1}\n",
                "{\"ce6\":\"2001:db8::\",\"ipv4\":\"192.0.2.1\"}\nx\n",
                "{\"ce6\":\"2001:db8::\",\"ipv4\":\"192.0.2.1\",\"prefix\":\"2001:db8::\"}\n"
            })
    void malformedFilesAreRefusedWithTheLine(String text) throws IOException {
        Tool.run("diagnose", "--seen-file", file("m.csv", text)).refused(2, "m.csv:");
    }
}
