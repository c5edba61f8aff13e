package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.provision.DomainFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    private static List<String> names(JsonObject object) {
        return object.fields().stream().map(JsonObject.Field::name).toList();
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
        assertEquals(
                List.of(
                        "families",
                        "oneToOne",
                        "outliers",
                        "skipped",
                        "borderRelays",
                        "sampled",
                        "complete",
                        "exclusion",
                        "familyCount",
                        "oneToOneCount",
                        "outlierCount",
                        "notes"),
                names(all));
        JsonObject family = first(tool);
        assertEquals(
                List.of(
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
                        "domain",
                        "nibbleLengths",
                        "round"),
                names(family));
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

    /** Values that are not known are null, not absent. */
    @Test
    void jsonHasAllFieldsOfPortsAlone() {
        Tool tool = Tool.run("diagnose", "--json", "--same-ports", "192.0.2.18 1232,2256,64720");
        JsonObject family = first(tool);
        for (String each :
                new String[] {"format", "endUserPrefixLength", "narrowest", "widest", "narrowestProbability", "domain"
                }) {
            assertTrue(family.required(each).isNull(), each);
        }
        assertEquals(3, family.required("ports").asInt(0, 9));
    }

    /** PSID 0x34 of port 0x04d0 is after 6 bits, that of port 0x09a0 after 5. */
    @Test
    void jsonOfAnExclusionAndAnOutlier() {
        Tool tool = Tool.run("diagnose", "--json", "--seen", "2001:db8:12:3400:0:c000:212:34 192.0.2.18 1232,2464");
        JsonObject all = Json.parse(tool.out()).asObject();
        JsonObject exclusion = all.required("exclusion").asObject();
        assertEquals("psidOffset", exclusion.required("parameter").asString());
        assertEquals(2, exclusion.required("observations").asArray().size());
        JsonObject outlier = all.required("outliers").asArray().get(0).asObject();
        assertTrue(outlier.required("packet").isNull());
        assertTrue(outlier.required("text").asString().startsWith("2001:db8:12:3400:0:c000:212:34 192.0.2.18 port "));
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
        Path broken = file("b.json", "{ \"rules\": [ { \"ipv6Prefix\": \"2001:db8::1/40\" } ] }");
        Tool.run("diagnose", "--rules", broken, "--seen", ARTICLE).refusedWith(2, "2001:db8::1/40");
        Tool redacted = Tool.run("diagnose", "--rules", broken, "--seen", ARTICLE, "--redact");
        redacted.refusedWith(2, "omit --redact");
        assertFalse(redacted.err().contains("2001:db8"), redacted.err());
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

    /** One line that names option, value, problem and remedy. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seen|''|--seen \"\": is malformed; use CE6 IPV4 PORT",
                "--seen|2001:db8::1|--seen \"2001:db8::1\": is malformed; use CE6 IPV4 PORT",
                "--seen|2001:db8::1 192.0.2.1 1 2|is malformed; use CE6 IPV4 PORT",
                "--seen|x y z|--seen CE6 \"x\" is not an IPv6 address; use",
                "--seen|192.0.2.1 192.0.2.1 1|--seen CE6 \"192.0.2.1\" is not an IPv6 address; use",
                "--seen|2001:db8::1 2001:db8::2 1|--seen IPV4 \"2001:db8::2\" is not an IPv4 address; use",
                "--seen|2001:db8::1 192.0.2.01 1|--seen IPV4 \"192.0.2.01\" is not an IPv4 address; use",
                "--seen|2001:db8::1 192.0.2.1 65536|--seen port \"65536\": is not a port; use 0 to 65535",
                "--seen|2001:db8::1 192.0.2.1 1,|--seen port \"\": is not a port; use 0 to 65535",
                "--same-ports|192.0.2.1|--same-ports \"192.0.2.1\": is malformed; use IPV4 PORT,PORT",
                "--same-ports|2001:db8::1 1,2|--same-ports \"2001:db8::1\" is not an IPv4 address; use",
                "--same-ports|192.0.2.1 1,65536|--same-ports port \"65536\": is not a port; use 0 to 65535",
                "--prefix|2001:db8::|--prefix \"2001:db8::\" is not a prefix; use",
                "--prefix|192.0.2.0/24|--prefix \"192.0.2.0\" is not an IPv6 address; use",
                "--prefix|2001:db8::/0|has no length of 1..128; use",
                "--prefix|2001:db8::/129|--prefix 2001:db8::/129 has a length outside 0..128; use",
                "--border-relay|192.0.2.1|--border-relay \"192.0.2.1\" is not an IPv6 address; use",
                "--max|0|--max 0: is less than 1; use 1 or more",
                "--max|x|option '--max': 'x' is not a whole number",
                "--seen-file|nofile|nofile: no such file or directory; check the path",
                "--rules|nofile|nofile: no such file or directory; check the path",
                "--in|nofile|nofile: no such file or directory; check the path",
            })
    void wrongValuesAreRefusedInOneLine(String option, String value, String message) {
        Tool tool = Tool.run("diagnose", "--seen", ARTICLE, option, value);
        tool.refused(2, message);
        assertTrue(tool.err().startsWith("mape diagnose: "), tool.err());
    }

    /** With offset 4, the PSID of 6600 = 0x19c8 is 0x9c, that of 9999 = 0x270f is 0x70: the observed CE keeps its family. */
    @Test
    void portsOfTwoSubscribersHideNoFamily() {
        Tool alone = Tool.run("diagnose", "--json", "--seen", ARTICLE).done();
        Tool tool = Tool.run("diagnose", "--json", "--seen", ARTICLE, "--same-ports", "67.91.205.2 6600,9999");
        assertEquals(0, tool.status(), tool.out());
        assertEquals(
                first(alone).required("widest").toString(),
                first(tool).required("widest").toString());
        assertEquals(1, first(tool).required("contradicts").asInt(0, 9));
        assertTrue(tool.out().contains("ports of 67.91.205.2 are of several CEs by the first family"), tool.out());
    }

    @Test
    void aBorderRelayThatWasNotSeenIsNoted() {
        Tool tool = Tool.run("diagnose", "--in", "vectors/walk.pcap", "--border-relay", "2001:db8::99");
        assertTrue(tool.out().contains("note: border relay 2001:db8::99 is an end of no tunnel packet"), tool.out());
        Tool seen = Tool.run("diagnose", "--in", "vectors/walk.pcap", "--border-relay", "3001:db8:ffff::1");
        assertFalse(seen.out().contains("border relay 3001"), seen.out());
    }

    /** Ports 0 and 65535 are ports; other ports of one CE agree in no bit with them. */
    @Test
    void theFirstAndTheLastPort() {
        Tool tool = Tool.run("diagnose", "--same-ports", "192.0.2.1 0,65535");
        assertEquals(1, tool.status());
        assertTrue(tool.out().contains("agree in no bit"), tool.out());
    }

    @Test
    void inputWithoutEvidence() throws IOException {
        Tool.run("diagnose", "--in", file("empty", "")).refused(2, "empty: not a capture: it is empty; give");
        Tool.run("diagnose", "--seen-file", file("empty", "")).refused(2, "no usable evidence: the input has no");
        Tool.run("diagnose", "--seen-file", file("blank", "\n\r\n")).refused(2, "no usable evidence");
        Tool.run("diagnose", "--in", file("g.pcap", "\u0001garbage"))
                .refused(2, "g.pcap: not a capture: it begins with");
        byte[] capture = Files.readAllBytes(Path.of("vectors/walk.pcap"));
        Path header = Files.write(directory.resolve("h.pcap"), Arrays.copyOf(capture, 24));
        Tool.run("diagnose", "--in", header).refused(2, "no usable evidence");
        Path cut = Files.write(directory.resolve("c.pcap"), Arrays.copyOf(capture, 24 + 16 + 20));
        Tool.run("diagnose", "--in", cut).refusedWith(2, "c.pcap: capture ends truncated", "no usable evidence");
    }

    @Test
    void optionsWithoutEffectAreNoted() throws IOException {
        Path rules = file("c.json", """
                { "borderRelay": ["2001:db8:ffff::1"],
                  "rules": [ { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16 } ] }
                """);
        Tool tool = Tool.run(
                        "diagnose", "--seen", ARTICLE, "--rules", rules, "--prefix", "2001:db8:cf::/56", "--redact")
                .done();
        assertTrue(tool.out().contains("note: no rule of the catalogue explains the evidence\n"), tool.out());
        assertTrue(tool.out().contains("note: no CE was seen in the delegated prefix V6-"), tool.out());
        Tool used = Tool.run("diagnose", "--seen", ARTICLE, "--prefix", "2001:db8:ce:29c::/64")
                .done();
        assertFalse(used.out().contains("note:"), used.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x|m:1: is neither the header ce6,ipv4,port nor a JSON object; use one of them",
                "ce6,ipv4,port\\n2001:db8::,192.0.2.1|m:2: has 2 values; use 3: ce6,ipv4,port",
                "ce6,ipv4,port\\n2001:db8::,192.0.2.1,1,2|m:2: has 4 values; use 3: ce6,ipv4,port",
                "ce6,ipv4,port\\n\\n2001:db8::,192.0.2.1,70000|m:3: port \"70000\": is not a port; use 0 to 65535",
                "ce6,ipv4,port\\n192.0.2.1,192.0.2.1,1|m:2: CE6 \"192.0.2.1\" is not an IPv6 address; use",
                "ce6,ipv4,port\\n2001:db8::,2001:db8::,1|m:2: IPV4 \"2001:db8::\" is not an IPv4 address; use",
                "{\"ce6\":\"2001:db8::\"}|m:1:",
                "{\"ce6\":\"2001:db8::\",\"ipv4\":\"192.0.2.1\",\"ports\":[-1]}|m:1:49: found -1, expected a whole number",
                "{\"ce6\":\"2001:db8::\",\"ipv4\":\"192.0.2.1\",\"port\":1}|m:1:",
                "{\"ce6\":\"2001:db8::\",\"ipv4\":\"192.0.2.1\"}\\nx|m:2:1: found",
                "{\"ce6\":\"2001:db8::\",\"ipv4\":\"192.0.2.1\",\"prefix\":\"2001:db8::\"}|m:1: prefix \"2001:db8::\" is not a prefix"
            })
    void malformedFilesAreRefusedWithTheLine(String text, String message) throws IOException {
        Tool.run("diagnose", "--seen-file", file("m", text.replace("\\n", "\n") + "\n"))
                .refused(2, message);
    }

    /** DS-Lite only: the private IPv4 source of a B4 element (RFC 6333 section 5.7). */
    @Test
    void theErrorWithoutEvidenceNamesWhatWasSkipped() throws IOException {
        byte[] packet = new byte[40 + 28];
        packet[0] = 0x60;
        packet[5] = 28;
        packet[6] = 4;
        packet[7] = 64;
        System.arraycopy(new byte[] {0x20, 1, 0x0d, (byte) 0xb8, 0, 1}, 0, packet, 8, 6);
        System.arraycopy(new byte[] {0x20, 1, 0x0d, (byte) 0xb8, 0, 2}, 0, packet, 24, 6);
        packet[23] = 1;
        packet[39] = 1;
        System.arraycopy(
                new byte[] {0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0, (byte) 192, 0, 0, 2, (byte) 203, 0, 113, 9},
                0,
                packet,
                40,
                20);
        packet[65] = 8;
        ByteBuffer capture = ByteBuffer.allocate(24 + 16 + packet.length);
        capture.putInt(0xa1b2c3d4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0);
        capture.putInt(65_535).putInt(101).putInt(0).putInt(0); // LINKTYPE_RAW
        capture.putInt(packet.length).putInt(packet.length).put(packet);
        Path file = Files.write(directory.resolve("d.pcap"), capture.array());
        Tool.run("diagnose", "--in", file).refusedWith(2, "no usable evidence: skipped 1 ds-lite; no tunnel packet");
        Tool tool = Tool.run("diagnose", "--json", "--in", file);
        assertEquals(2, tool.status());
        assertTrue(
                Json.parse(tool.out())
                        .asObject()
                        .required("error")
                        .asString()
                        .startsWith("no usable evidence: skipped 1 ds-lite; "),
                tool.out());
    }

    @Test
    void aTruncatedCaptureIsNotedInJson() throws IOException {
        byte[] capture = Files.readAllBytes(Path.of("vectors/walk.pcap"));
        Path cut = Files.write(directory.resolve("c.pcap"), Arrays.copyOf(capture, capture.length - 3));
        Tool tool = Tool.run("diagnose", "--json", "--in", cut);
        assertTrue(
                Json.parse(tool.out()).asObject().required("notes").asArray().stream()
                        .anyMatch(each -> each.asString().contains("c.pcap: capture ends truncated")),
                tool.out());
    }

    /** Two CEs of 4 EA bits beside three of another rule: both rules are found, and the exit status is 1. */
    @Test
    void twoRulesAreNotOneFamily() {
        Tool tool = Tool.run(
                "diagnose",
                "--json",
                "--seen",
                "2001:db8:12:3400:0:c000:212:34 192.0.2.18 1232,2256,64720",
                "--seen",
                "2001:db8:aa:fe00:0:c000:2aa:fe 192.0.2.170 2040,3064",
                "--seen",
                "2001:db8:7f:100:0:c000:27f:1 192.0.2.127 1028,2052",
                "--seen",
                "2001:db9:0:9000:0:c633:6407:9 198.51.100.7 1600,2624",
                "--seen",
                "2001:db9:0:e000:0:c633:6407:e 198.51.100.7 1920,2944");
        assertEquals(1, tool.status(), tool.out());
        List<String> widest = Json.parse(tool.out()).asObject().required("families").asArray().stream()
                .map(each -> each.asObject()
                        .required("narrowest")
                        .asObject()
                        .required("ipv6Prefix")
                        .asString())
                .toList();
        assertTrue(widest.contains("2001:db9::/48"), tool.out());
    }
}
