package io.softwire46.mape.cli;

import static io.softwire46.mape.cli.HandMade.ANSWER;
import static io.softwire46.mape.cli.HandMade.ANSWER_IN_TUNNEL;
import static io.softwire46.mape.cli.HandMade.ELSEWHERE;
import static io.softwire46.mape.cli.HandMade.REQUEST_IN_TUNNEL;
import static io.softwire46.mape.cli.HandMade.SPOOFED;
import static io.softwire46.mape.cli.HandMade.UNASSIGNED;
import static io.softwire46.mape.cli.HandMade.pcap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Output of {@code explain} for packets whose verdicts were determined by hand. */
class ExplainCommandTest {
    private static final List<String> MIXED = List.of(ANSWER, REQUEST_IN_TUNNEL, SPOOFED, UNASSIGNED, ELSEWHERE, "");
    private static final String SPOOFED_TEXT =
            "tunnel 2001:db8:12:3500:0:c000:212:35 > 2001:db8:ffff::1: udp 192.0.2.18:1232 > 203.0.113.9:53";

    @TempDir
    private Path directory;

    private Path domain;
    private Path in;

    @BeforeEach
    void files() throws IOException {
        domain = Files.writeString(directory.resolve("domain.json"), HandMade.DOMAIN);
        in = Files.write(directory.resolve("in.pcap"), pcap(101, MIXED));
    }

    private Tool explain(Object... arguments) {
        return Tool.run(Stream.concat(Stream.of("explain", "--domain", domain), Arrays.stream(arguments))
                .toArray());
    }

    private static JsonObject object(Tool tool) {
        return Json.parse(tool.out()).asObject();
    }

    @ParameterizedTest
    @CsvSource({
        "1, FORWARDED, 0, downstream",
        "2, FORWARDED, 0, upstream",
        "3, DROP_SPOOFED, 1, upstream",
        "4, DROP_UNASSIGNED_PORT, 1, downstream",
        "5, NOT_MAP, 1, downstream"
    })
    void packetsOfACapture(int number, String verdict, int status, String direction) {
        Tool tool = explain("--in", in, "--packet", number, "--json");
        assertEquals(status, tool.status());
        JsonObject json = object(tool);
        assertEquals(number, json.required("packet").asInt(0, 99));
        assertEquals(number - 1, json.required("index").asInt(0, 99));
        assertEquals(
                "2023-11-14T22:13:20." + (number == 1 ? "" : "00" + (number - 1)) + "Z",
                json.required("time").asString().replace("20Z", "20.Z"));
        assertEquals(direction, json.required("direction").asString());
        assertEquals(verdict, json.required("verdict").asString());
        assertEquals(verdict, json.required("explained").asString());
        assertTrue(json.required("agree").asBoolean());
    }

    @Test
    void outputsAreTheOctetsThatLeave() {
        JsonObject json = object(explain("--in", in, "--packet", 1, "--json"));
        JsonObject output = json.required("outputs").asArray().get(0).asObject();
        assertEquals("forwarded", output.required("kind").asString());
        assertEquals(ANSWER_IN_TUNNEL, output.required("hex").asString());
    }

    @Test
    void aRecordThatIsNotIpHasTheStepCapture() {
        Tool tool = explain("--in", in, "--packet", 6);
        assertEquals(1, tool.status());
        assertTrue(tool.out().startsWith("packet 6, 2023-11-14T22:13:20.005Z: NOT_MAP"), tool.out());
        assertTrue(tool.out().contains("drop  capture"), tool.out());
    }

    @Test
    void aCutRecordHasTheStepCapture() throws IOException {
        byte[] file = pcap(101, List.of(ANSWER.substring(0, 60)));
        file[24 + 12] = 33; // the packet had 33 octets, of which 30 were captured
        Tool tool = explain("--in", Files.write(in, file), "--packet", 1);
        assertEquals(1, tool.status());
        assertTrue(tool.out().contains("DROP_TRUNCATED"), tool.out());
        assertTrue(tool.out().contains("octets of the packet: 33"), tool.out());
    }

    @Test
    void aPacketBeyondTheEnd() {
        explain("--in", in, "--packet", 7).refused(2, "--packet 7", "has 6 packets");
    }

    @Test
    void aDamagedCapture() throws IOException {
        byte[] whole = Files.readAllBytes(in);
        Files.write(in, Arrays.copyOf(whole, whole.length - 60));
        explain("--in", in, "--packet", 6).refused(2, "--packet 6", "in.pcap has 4 packets, then");
        Files.write(in, new byte[40]);
        explain("--in", in, "--packet", 1).refused(2, "in.pcap");
    }

    @Test
    void unusableInputs() throws IOException {
        explain("--in", in).refused(2, "--packet N or --paths");
        explain().refused(2, "missing packet");
        explain("--in", in, "--packet", 0).refused(2, "--packet 0");
        explain("--in", in, "--packet", 1, "udp 1.2.3.4 > 1.2.3.4").refused(2, "conflicts");
        explain("udp 1.2.3.4 > 192.0.2.18 ttl 256").refused(2, "character 30: \"256\" is outside 0 to 255 of ttl");
        explain("udp 1.2.3.4 > 192.0.2.18 df ttl").refused(2, "ends early", "add a number");
        explain("sctp 1.2.3.4 > 192.0.2.18").refused(2, "character 1: \"sctp\" is not a protocol");
        explain("udp 1.2.3.4 > 192.0.2.18:65536").refused(2, "character 26", "a port");
        explain("47 1.2.3.4:1 > 192.0.2.18").refused(2, "has a port", "omit it");
        explain("udp 1.2.3.4 > 192.0.2.18 hop 3").refused(2, "\"hop\" is a field of a tunnel packet");
        explain("udp 1.2.3.4 > 192.0.2.18", "--as", "cpe").refused(2, "--as cpe", "use br or ce:");
        explain("udp 1.2.3.4 > 192.0.2.18", "--as", "ce:2001:db9::/56").refused(2, "2001:db9::/56");
        explain("udp 1.2.3.4 > 192.0.2.18", "--why-not", "DROP_X").refused(2, "--why-not DROP_X", "docs/verdicts.md");
        Files.writeString(domain, HandMade.DOMAIN.replace("\"eaLength\": 16", "\"eaLength\": 60"));
        explain("udp 1.2.3.4 > 192.0.2.18").refused(2, "domain.json:2", "eaLength 60");
        Files.writeString(domain, "no rules");
        explain("udp 1.2.3.4 > 192.0.2.18").refused(2, "is not in any format that is read");
    }

    @Test
    void anyFormatOfLintIsRead() throws IOException {
        Files.writeString(domain, HandMade.JUNOS_DOMAIN);
        explain("udp 203.0.113.9:53 > 192.0.2.18:1232").done();
    }

    @Test
    void aSpoofedPacketShowsExpectedAndSeenBits() {
        Tool tool = explain(SPOOFED_TEXT);
        assertEquals(1, tool.status());
        assertTrue(tool.out().contains("PSID of port 1232: 0x34"), tool.out());
        assertTrue(tool.out().contains("PSID of the outer source: 0x35"), tool.out());
        assertTrue(
                tool.out().contains("nearest repair: PSID of port 1232 is 0x34, the outer source has 0x35"),
                tool.out());
        JsonObject repair =
                object(explain(SPOOFED_TEXT, "--json")).required("repair").asObject();
        assertEquals("source port", repair.required("field").asString());
        assertEquals("1236", repair.required("value").asString());
    }

    /** The PSID of port 1232 is 0x34, and the IPv4 suffix of 192.0.2.18 is 0x12. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2001:db8:12:3400:0:c000:212:35 | EA bits of the outer source are right, its interface identifier",
                "2001:db8:12:3401:0:c000:212:34 | EA bits of the outer source are right, its subnet",
                "2001:db8:13:3400:0:c000:212:34 | IPv4 suffix of 192.0.2.18 is 0x12, the outer source has 0x13",
                "2001:db8:12:3500:0:c000:212:35 | PSID of port 1232 is 0x34, the outer source has 0x35"
            })
    void theFirstDifferentFieldIsNamed(String source, String words) {
        String out = explain("tunnel " + source + " > 2001:db8:ffff::1: udp 192.0.2.18:1232 > 203.0.113.9:53")
                .out();
        assertTrue(out.startsWith("packet 1, upstream: DROP_SPOOFED"), out);
        assertTrue(out.replaceAll("\\s+", " ").contains(words), out);
    }

    @Test
    void aPortOfNoCeIsNamed() {
        String out = explain(
                        "tunnel 2001:db8:12:3400:0:c000:212:34 > 2001:db8:ffff::1: udp 192.0.2.18:80 > 203.0.113.9:53")
                .out();
        assertFalse(out.contains("0xffffffff"), out);
        assertTrue(out.replaceAll("\\s+", " ").contains("port 80 belongs to no CE"), out);
    }

    @Test
    void aPacketOfAnotherBorderRelay() {
        String packet = " > 2001:db8:12:3400:0:c000:212:34: udp 203.0.113.9:53 > 192.0.2.18:1232";
        explain("tunnel 2001:db8:ffff::1" + packet, "--as", "ce:2001:db8:12:3400::/56")
                .done();
        Tool tool = explain("tunnel 2001:db8:ffff::2" + packet, "--as", "ce:2001:db8:12:3400::/56", "--json");
        assertEquals(1, tool.status());
        JsonObject repair = object(tool).required("repair").asObject();
        assertEquals("outer source", repair.required("field").asString());
        assertEquals("2001:db8:ffff::1", repair.required("value").asString());
    }

    @Test
    void whyNot() {
        Tool tool = explain(SPOOFED_TEXT, "--why-not", "DROP_TTL_EXPIRED");
        assertTrue(tool.out().contains("why not DROP_TTL_EXPIRED: step source-check"), tool.out());
        tool = explain("udp 203.0.113.9:53 > 192.0.2.18:1232 ttl 3", "--why-not", "TTL_EXPIRED");
        assertTrue(tool.out().contains("why not DROP_TTL_EXPIRED: step ttl: the packet passes"), tool.out());
    }

    @Test
    void redactedTextHasNoPrefixes() {
        for (String json : new String[] {"--json", "--redact"}) {
            for (int packet = 1; packet < 6; packet++) {
                String out = explain("--in", in, "--packet", packet, "--redact", json)
                        .out();
                assertFalse(out.contains("2001:db8:") || out.contains("192.0.2.") || out.contains("20010db8"), out);
            }
        }
        String out = explain(SPOOFED_TEXT, "--redact").out();
        assertTrue(out.contains("seen outer source: V6-1(ea 0x1235)"), out);
        assertTrue(out.contains("destination: BR-1"), out);
        assertTrue(out.contains("V6-1/40, applies"), out);
    }

    @Test
    void redactedErrorsHaveNoPrefixes() throws IOException {
        Files.writeString(domain, HandMade.DOMAIN.replace("2001:db8::/40", "2001:db8::1/40"));
        explain(SPOOFED_TEXT).refused(2, "2001:db8::1/40");
        Tool tool = explain(SPOOFED_TEXT, "--redact");
        tool.refused(2, "has errors (", "omit --redact");
        assertFalse(tool.err().contains("2001:db8"), tool.err());
    }

    @Test
    void pathsOfACapture() throws IOException {
        Files.write(in, pcap(101, List.of(ANSWER, SPOOFED, ANSWER, UNASSIGNED, ANSWER, SPOOFED, "")));
        Tool tool = explain("--in", in, "--paths").done();
        assertTrue(tool.out().startsWith("3 packets, first 1: FORWARDED\n"), tool.out());
        assertTrue(tool.out().contains("2 packets, first 2: DROP_SPOOFED\n"), tool.out());
        List<JsonValue> paths = object(explain("--in", in, "--paths", "--json").done())
                .required("paths")
                .asArray();
        assertEquals(
                List.of(3, 2, 1, 1),
                paths.stream()
                        .map(each -> each.asObject().required("count").asInt(0, 9))
                        .toList());
    }

    /** The example of docs/operate.md is what the command prints. */
    @Test
    void theDocumentedExample() throws IOException {
        String document = Files.readString(Path.of("docs/operate.md"));
        String example = document.substring(document.indexOf("    'tunnel "));
        String text = example.substring(example.indexOf('\'') + 1, example.indexOf("'\n"));
        String expected = example.substring(example.indexOf("'\n") + 2, example.indexOf("```"));
        assertEquals(expected, explain(text).out());
    }

    @Test
    void aCustomerEdge() {
        explain("udp 192.0.2.18:1232 > 203.0.113.9:53", "--as", "ce:2001:db8:12:3400::/56")
                .done();
        Tool tool = explain("udp 192.0.2.18:1236 > 203.0.113.9:53", "--as", "ce:2001:db8:12:3400::/56");
        assertEquals(1, tool.status());
        assertTrue(tool.out().startsWith("packet 1, upstream: DROP_NOT_MY_ADDRESS"), tool.out());
    }
}
