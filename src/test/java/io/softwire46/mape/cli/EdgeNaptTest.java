package io.softwire46.mape.cli;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.cli.HandMade.Timed;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Output of {@code edge --napt} for the CE of RFC 7597 appendix A, example 1: 192.0.2.18, PSID 0x34 at offset 6. A forward gives
 * UDP port 1232 to 192.168.1.10:5500, so that the octets of its packets are known.
 */
class EdgeNaptTest {
    private static final String PREFIX = "2001:db8:12:3400::/56";
    private static final String HOST = "192.168.1.10";
    private static final String OTHER = "192.168.1.11";
    private static final String SHARED = "192.0.2.18";
    private static final String SERVER = "1.2.3.4";
    private static final String CE = "20010db8001234000000c00002120034";
    private static final String BR = "20010db8ffff00000000000000000001";
    private static final String FORWARD = "{\"protocol\": \"udp\", \"port\": 1232, \"to\": \"192.168.1.10:5500\"}";
    private static final int DF = 0x4000;
    private static final int SYN = 2;
    private static final int ACK = 16;

    @TempDir
    private Path directory;

    private final List<Timed> packets = new ArrayList<>();
    private Path domain;
    private Path out;
    private Path verdicts;
    private Path stats;
    private Path events;

    @BeforeEach
    void files() throws IOException {
        domain("{\"forwards\": [" + FORWARD + "]}");
        out = directory.resolve("out.pcap");
        verdicts = directory.resolve("verdicts.jsonl");
        stats = directory.resolve("stats.json");
        events = directory.resolve("events.jsonl");
    }

    private void domain(String napt) throws IOException {
        String text = HandMade.DOMAIN.replace("\"options\"", "\"napt\": " + napt + ",\n  \"options\"");
        domain = Files.writeString(directory.resolve("domain.json"), text);
    }

    private void at(int millis, Ipv4PacketBuilder packet) {
        packets.add(new Timed(millis, packet.octets()));
    }

    private void atFromTunnel(int millis, Ipv4PacketBuilder packet) {
        packets.add(new Timed(millis, HandMade.octets(inTunnel(BR, CE, packet))));
    }

    private static String hex(Ipv4PacketBuilder packet) {
        return HexFormat.of().formatHex(packet.octets());
    }

    /** The IPv6 header of RFC 2473 with traffic class and flow label 0, next header 4, hop limit 64. */
    private static String inTunnel(String source, String destination, Ipv4PacketBuilder packet) {
        return String.format("60000000%04x0440", packet.octets().length) + source + destination + hex(packet);
    }

    private Tool edge(Object... more) throws IOException {
        Path in = Files.write(directory.resolve("in.pcap"), HandMade.pcap(packets));
        List<Object> arguments = new ArrayList<>(List.of(
                "edge",
                "--domain",
                domain,
                "--end-user-prefix",
                PREFIX,
                "--in",
                in,
                "--out",
                out,
                "--verdicts",
                verdicts));
        arguments.addAll(List.of(more));
        return Tool.run(arguments.toArray());
    }

    private static Ipv4PacketBuilder udp(String from, int port, String to, int toPort) {
        return ipv4(from, to).flagsOffset(DF).udp(port, toPort);
    }

    @Test
    void translatesBothWaysAndHairpins() throws IOException {
        at(0, udp(HOST, 5500, SERVER, 80));
        atFromTunnel(1, udp(SERVER, 80, SHARED, 1232));
        at(2, udp(OTHER, 4000, SHARED, 1232));
        at(3, udp(HOST, 5500, OTHER, 4000));
        atFromTunnel(4, udp(SERVER, 80, SHARED, 1233));
        at(5, ipv4(HOST, SERVER).flagsOffset(DF).tcp(5600, 80, ACK, new byte[0]));
        at(6, udp("198.51.100.1", 5500, SERVER, 80));
        Tool tool = edge("--napt", "--stats", stats).done();
        assertEquals("""
                {"index":0,"verdict":"FORWARDED","out":[0]}
                {"index":1,"verdict":"FORWARDED","out":[1]}
                {"index":2,"verdict":"FORWARDED","out":[2]}
                {"index":3,"verdict":"NOT_MAP","out":[]}
                {"index":4,"verdict":"DROP_NAPT_UNSOLICITED","out":[]}
                {"index":5,"verdict":"DROP_NAPT_NO_SESSION_TCP","out":[]}
                {"index":6,"verdict":"DROP_NAPT_NOT_INSIDE","out":[]}
                """, Files.readString(verdicts));
        List<String> sent = HandMade.packetsOf(out);
        assertEquals(inTunnel(CE, BR, udp(SHARED, 1232, SERVER, 80).timeToLive(63)), sent.get(0));
        assertEquals(hex(udp(SERVER, 80, HOST, 5500)), sent.get(1));
        int port = Integer.parseInt(sent.get(2).substring(40, 44), 16); // of the CE's set, at random
        assertEquals(0x34, port >> 2 & 0xff, "PSID of port " + port);
        assertEquals(hex(udp(SHARED, port, HOST, 5500).timeToLive(63)), sent.get(2));
        assertTrue(tool.out().contains("  HAIRPINNED "), tool.out());
        assertTrue(tool.out().contains("  DROP_NAPT_UNSOLICITED "), tool.out());

        JsonObject napt =
                Json.parse(Files.readString(stats)).asObject().required("napt").asObject();
        JsonObject results = napt.required("results").asObject();
        assertEquals(
                "{\"packets\":2,\"octets\":" + 2 * udp(HOST, 5500, SERVER, 80).octets().length + "}",
                text(results, "TRANSLATED"));
        assertEquals(1, number(results.required("NO_SESSION_TCP").asObject(), "packets"));
        assertEquals(3, number(napt.required("events").asObject(), "CREATED"));
        JsonObject gauges = napt.required("gauges").asObject();
        assertEquals(3, number(gauges, "sessions"));
        assertEquals(3, number(gauges, "sessionsPeak"));
        assertEquals(2, number(gauges, "hosts"));
        // 63 ranges of 4 ports; the first begins at 1232
        assertEquals(
                "{\"freePorts\":250,\"exclusivePorts\":1,\"overlappingPorts\":0,\"restingPorts\":0,\"forwardPorts\":1}",
                text(gauges, "udp"));
    }

    private static int number(JsonObject object, String name) {
        return object.required(name).asInt(0, Integer.MAX_VALUE);
    }

    private static String text(JsonObject object, String name) {
        StringBuilder text = new StringBuilder();
        JsonWriter.compact(text).value(object.required(name));
        return text.toString();
    }

    @Test
    void withoutNaptNoOutputNamesIt() throws IOException {
        at(0, udp(SHARED, 1232, SERVER, 80));
        String text = edge("--stats", stats, "--json").done().out() + Files.readString(stats);
        assertFalse(text.contains("NAPT") || text.contains("napt"), text);
        assertFalse(edge().done().out().contains("NAPT_"));
    }

    /** RFC 8158 section 5.2: numbers of events; RFC 6888 REQ-12: no remote endpoint unless requested. */
    @Test
    void eventsOfMappingsAndSessions() throws IOException {
        at(0, ipv4(HOST, SERVER).flagsOffset(DF).tcp(5600, 80, SYN, new byte[0]));
        at(1250, udp(OTHER, 4000, SERVER, 3478));
        at(900_000, udp(HOST, 5500, SERVER, 80));
        edge("--napt", "--events", events).done();
        List<String> lines = Files.readAllLines(events);
        String tcp = "\"protocol\":\"tcp\",\"inside\":\"192.168.1.10:5600\",\"external\":\"192.0.2.18:";
        String udp = "\"protocol\":\"udp\",\"inside\":\"192.168.1.11:4000\",\"external\":\"192.0.2.18:";
        assertEquals(4, lines.size(), lines.toString());
        assertLine("{\"seconds\":0.000,\"event\":\"session-create\",\"natEvent\":4," + tcp, lines.get(0));
        assertLine("{\"seconds\":1.250,\"event\":\"bib-create\",\"natEvent\":8," + udp, lines.get(1));
        assertLine("{\"seconds\":900.000,\"event\":\"session-delete\",\"natEvent\":5," + tcp, lines.get(2));
        assertLine("{\"seconds\":900.000,\"event\":\"bib-delete\",\"natEvent\":9," + udp, lines.get(3));

        edge("--napt", "--events", events, "--log-remotes").done();
        List<String> withRemotes = Files.readAllLines(events);
        assertEquals(lines.get(0).replace("}", ",\"remote\":\"1.2.3.4:80\"}"), withRemotes.get(0));
        assertEquals(lines.get(1), withRemotes.get(1));
    }

    private static void assertLine(String begin, String line) {
        assertTrue(line.startsWith(begin) && line.matches(".*:\\d+\"}"), line);
    }

    @Test
    void exhaustedPortsAreAnEvent() throws IOException {
        domain("{\"reserved\": [{\"protocol\": \"any\", \"ports\": \"1233-65535\"}], \"minOverlappingPorts\": 0,"
                + " \"udpOverlappingPorts\": [], \"limits\": {\"maxExclusivePortsPerHost\": 8}}");
        at(0, udp(HOST, 5500, SERVER, 80));
        at(10, udp(HOST, 5501, SERVER, 80));
        edge("--napt", "--events", events).done();
        assertEquals(
                "{\"seconds\":0.010,\"event\":\"ports-exhausted\",\"natEvent\":12}",
                Files.readAllLines(events).get(1));
        // RFC 5508 section 4.2 and RFC 6888 REQ-11: the host learns of the drop by an ICMP error
        assertTrue(Files.readString(verdicts)
                .contains("{\"index\":1,\"verdict\":\"DROP_NAPT_NO_PORT_EXCLUSIVE\",\"out\":[1]}"));
    }

    /** A RST to the host of a session that ended is caused by time, so it precedes the packet's own output. */
    @Test
    void whatExpiryCausesIsWrittenFirst() throws IOException {
        domain("{\"resetEnded\": true, \"forwards\": ["
                + FORWARD.replace("udp", "tcp").replace("5500", "5600") + "]}");
        at(0, ipv4(HOST, SERVER).flagsOffset(DF).tcp(5600, 80, SYN, new byte[0]));
        atFromTunnel(1, ipv4(SERVER, SHARED).flagsOffset(DF).tcp(80, 1232, SYN | ACK, new byte[0]));
        at(2, ipv4(HOST, SERVER).flagsOffset(DF).tcp(5600, 80, ACK, new byte[0]));
        at(9_000_000, udp(HOST, 5500, SERVER, 80)); // RFC 5382 REQ-5: idle for more than 7440 and 240 seconds
        edge("--napt").done();
        assertEquals(
                "{\"index\":3,\"verdict\":\"FORWARDED\",\"out\":[4]}",
                Files.readAllLines(verdicts).get(3));
        String reset = HandMade.packetsOf(out).get(3);
        assertEquals("01020304c0a8010a" + "005015e0", reset.substring(24, 48));
        assertEquals("14", reset.substring(66, 68)); // RST and ACK (RFC 9293 section 3.10.7.1)
    }

    @Test
    void insideReplacesThePrefixes() throws IOException {
        domain("{\"inside\": [\"10.0.0.0/8\"]}");
        at(0, udp(HOST, 5500, SERVER, 80));
        edge("--napt").done();
        assertTrue(Files.readString(verdicts).contains("DROP_NAPT_NOT_INSIDE"));
        edge("--napt", "--inside", "10.0.0.0/8", "--inside", "192.168.1.0/24").done();
        assertTrue(Files.readString(verdicts).contains("\"FORWARDED\""));
    }

    @Test
    void theSeedChoosesThePort() throws IOException {
        at(0, udp(OTHER, 4000, SERVER, 3478));
        edge("--napt", "--seed", 1).done();
        List<String> first = HandMade.packetsOf(out);
        edge("--napt", "--seed", 1).done();
        assertEquals(first, HandMade.packetsOf(out));
        edge("--napt", "--seed", 2).done();
        assertFalse(first.equals(HandMade.packetsOf(out)));
    }

    @Test
    void refusesOptionsWithoutEffectAndBadPrefixes() throws IOException {
        at(0, udp(HOST, 5500, SERVER, 80));
        edge("--inside", "10.0.0.0/8").refused(2, "mape edge: --inside: ", "add --napt");
        edge("--events", events).refused(2, "--events", "add --napt");
        edge("--log-remotes").refused(2, "--log-remotes", "add --napt");
        edge("--napt", "--events", out).refused(2, "--events", "is also --out");
        edge("--napt", "--inside", "192.168.1.1/16").refused(2, "--inside 192.168.1.1/16", "192.168.0.0/16", "NAPT01");
        edge("--napt", "--inside", "x").refused(2, "--inside \"x\"", "NAPT01");
        edge("--napt", "--inside", "192.0.2.0/24").refused(2, "--inside 192.0.2.0/24", "192.0.2.18", "NAPT01");
        edge("--napt", "--inside", "10.0.0.0/8").refused(2, "domain.json:4", "NAPT07", "napt.forwards[0].to");
        domain("{\"forwards\": [" + FORWARD.replace("1232", "1231") + "]}");
        edge("--napt").refused(2, "domain.json:4", "NAPT04", "napt.forwards[0].port 1231", "1232");
        assertFalse(Files.exists(out));
        edge().done(); // without NAPT, what depends on the CE is not checked
    }

    @Test
    void theExampleOfTheHelpRuns() throws IOException {
        at(0, udp(HOST, 5500, SERVER, 80));
        Files.write(directory.resolve("lan.pcap"), HandMade.pcap(packets));
        Files.copy(domain, directory.resolve("d.json"));
        String help = Tool.run("edge", "--help").done().out();
        String example = help.substring(help.indexOf("  mape edge --napt") + "  mape ".length())
                .replace("\\\n", " ");
        Object[] arguments = Arrays.stream(example.strip().split("\\s+"))
                .map(each -> each.matches("[a-z]+\\.[a-z]+")
                        ? directory.resolve(each).toString()
                        : each)
                .toArray();
        Tool.run(arguments).done();
        assertTrue(Files.readAllLines(events).isEmpty()); // the mapping of a forward precedes its packets
        assertEquals(1, HandMade.packetsOf(out).size());
    }
}
