package io.softwire46.mape.cli;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.cli.HandMade.Timed;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.ValidPacket;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.testing.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Output of {@code napt}: sessions, ports and refused sessions by arithmetic, and the external form of packets, whose lengths and
 * checksums an independent check reads.
 */
class NaptCommandTest {
    private static final String HOST = "192.168.1.10";
    private static final String OTHER = "192.168.1.11";
    private static final String SHARED = "192.0.2.1";
    private static final String SERVER = "198.51.100.7";
    private static final String ROUTER = "203.0.113.9";
    private static final int DF = 0x4000;
    private static final int SYN = 2;
    private static final int ACK = 16;

    @TempDir
    private Path directory;

    private final List<Timed> packets = new ArrayList<>();

    private void at(int millis, Ipv4PacketBuilder packet) {
        packets.add(new Timed(millis, packet.octets()));
    }

    private static Ipv4PacketBuilder packet(String from, String to) {
        return ipv4(from, to).flagsOffset(DF);
    }

    private static Ipv4PacketBuilder syn(int port) {
        return packet(HOST, SERVER).tcp(port, 80, SYN, new byte[0]);
    }

    private Path capture() throws IOException {
        return Files.write(directory.resolve("lan.pcap"), HandMade.pcap(packets));
    }

    private Tool napt(Object... more) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("napt", "--in", capture()));
        arguments.addAll(List.of(more));
        return Tool.run(arguments.toArray());
    }

    /**
     * 15 ports, of which exclusive mappings leave one fifth, 3, to overlapping ones, and one host gets at most half of them, 7: of
     * 8 + 6 sockets, the first host's last one and the second host's last one are refused.
     */
    @Test
    void sessionsPortsAndRefusals() throws IOException {
        for (int i = 0; i < 8; i++) {
            at(100 * i, packet(HOST, SERVER).udp(5000 + i, 4000));
        }
        for (int i = 0; i < 6; i++) {
            at(1000 + 100 * i, packet(OTHER, SERVER).udp(5000 + i, 4000));
        }
        at(2000, packet(OTHER, SERVER).udp(5005, 4000)); // a second packet of a refused session
        at(2001, packet(SERVER, HOST).udp(4000, 5000));
        at(2002, packet(SERVER, HOST).udp(4001, 5000));
        at(2003, packet(HOST, OTHER).udp(1, 2));
        at(2004, packet(SERVER, ROUTER).udp(1, 2));
        at(3250, packet(HOST, SERVER).udp(6000, 443)); // overlapping
        Tool tool = napt("--port-set", "4/12/0x9c", "--json");
        assertEquals("", tool.err());
        assertEquals(1, tool.status());
        assertEquals("""
                {
                  "portSet": "4/12/0x9c",
                  "ports": 15,
                  "seconds": 3.250,
                  "packets": 20,
                  "protocols": [
                    {
                      "protocol": "udp",
                      "sessions": 13,
                      "peakSessions": 13,
                      "peakExclusivePorts": 12,
                      "peakOverlappingPorts": 1,
                      "refused": {"NO_PORT_EXCLUSIVE": 1, "NO_PORT_TOWARD_REMOTE": 0, "HOST_PORT_LIMIT": 1}
                    }
                  ],
                  "refused": 2,
                  "firstRefusedSeconds": 0.700,
                  "answersWithoutSession": 1,
                  "notTranslated": 2,
                  "hosts": [
                    {"host": "192.168.1.10", "sessions": 8, "peakExclusivePorts": 7, "refused": 1},
                    {"host": "192.168.1.11", "sessions": 5, "peakExclusivePorts": 5, "refused": 1}
                  ],
                  "portsNeeded": null,
                  "forecast": [
                    {
                      "protocol": "udp", "class": "exclusive",
                      "freePorts": 0, "freedPerSecond": 0.0, "demandPerSecond": 3.446, "dryInSeconds": 0
                    },
                    {
                      "protocol": "udp", "class": "overlapping",
                      "freePorts": 2, "freedPerSecond": 0.0, "demandPerSecond": 0.256, "dryInSeconds": 8
                    }
                  ],
                  "sweep": null
                }
                """.replaceAll("\\s", ""), tool.out().replaceAll("\\s", ""));
        Tool text = napt("--port-set", "4/12/0x9c");
        assertEquals(1, text.status());
        assertTrue(text.out().contains("Refused sessions: 2 (13.3 %), the first after 0.700 seconds\n"), text.out());
        assertTrue(text.lines().stream().allMatch(line -> line.length() <= 100), text.out());
        assertEquals(0, napt("--port-set", "4/8/0x9c").done().status());
    }

    private static int word(String hex, int offset) {
        return Integer.parseInt(hex.substring(2 * offset, 2 * offset + 4), 16);
    }

    private static String hex(Ipv4PacketBuilder packet) {
        return HexFormat.of().formatHex(packet.octets());
    }

    /** The external form of each packet is the packet with the address 192.0.2.1 and the port of its session. */
    @Test
    void theExternalForm() throws IOException {
        Ipv4PacketBuilder request = packet(HOST, SERVER).udp(5500, 53);
        at(0, request);
        at(10, packet(SERVER, HOST).udp(53, 5500));
        at(20, syn(5500));
        at(30, packet(SERVER, HOST).tcp(80, 5500, SYN | ACK, new byte[0]));
        at(40, packet(HOST, SERVER).icmpQuery(8, 77));
        at(50, packet(SERVER, HOST).icmpQuery(0, 77));
        at(60, packet(ROUTER, HOST).icmpError(11, request.octets()));
        at(70, packet(ROUTER, HOST).icmpError(11, Arrays.copyOf(syn(5500).octets(), 28)));
        at(
                80,
                packet(ROUTER, HOST)
                        .icmpError(3, packet(HOST, SERVER).icmpQuery(8, 77).octets()));
        at(
                90,
                packet(ROUTER, HOST)
                        .icmpError(3, packet(HOST, SERVER).udp(5501, 53).octets())); // no session
        Path out = directory.resolve("out.pcap");
        Tool tool = napt("--port-set", "4/8/0x9c", "--out", out, "--json").done();
        assertEquals(
                1,
                Json.parse(tool.out())
                        .asObject()
                        .required("answersWithoutSession")
                        .asInt(0, 9));
        List<String> sent = HandMade.packetsOf(out);
        assertEquals(9, sent.size());
        for (String each : sent) {
            assertEquals("", ValidPacket.defect(HandMade.octets(each)), each);
        }
        int udp = word(sent.get(0), 20);
        int tcp = word(sent.get(2), 20);
        int echo = word(sent.get(4), 24);
        for (int port : new int[] {udp, tcp, echo}) {
            assertEquals(0x9c, port >> 4 & 0xff, "PSID of port " + port);
        }
        assertEquals(
                List.of(
                        hex(packet(SHARED, SERVER).udp(udp, 53)),
                        hex(packet(SERVER, SHARED).udp(53, udp)),
                        hex(packet(SHARED, SERVER).tcp(tcp, 80, SYN, new byte[0])),
                        hex(packet(SERVER, SHARED).tcp(80, tcp, SYN | ACK, new byte[0])),
                        hex(packet(SHARED, SERVER).icmpQuery(8, echo)),
                        hex(packet(SERVER, SHARED).icmpQuery(0, echo)),
                        hex(packet(ROUTER, SHARED)
                                .icmpError(
                                        11, packet(SHARED, SERVER).udp(udp, 53).octets())),
                        hex(packet(ROUTER, SHARED)
                                .icmpError(
                                        11,
                                        Arrays.copyOf(
                                                packet(SHARED, SERVER)
                                                        .tcp(tcp, 80, SYN, new byte[0])
                                                        .octets(),
                                                28))),
                        hex(packet(ROUTER, SHARED)
                                .icmpError(
                                        3,
                                        packet(SHARED, SERVER)
                                                .icmpQuery(8, echo)
                                                .octets()))),
                sent);
    }

    /** 2000 connections to one server need a port each; with one in 1000 refused, two fewer. */
    @Test
    void theNumberOfPortsThatIsNeeded() throws IOException {
        for (int i = 0; i < 2000; i++) {
            at(2 * i, syn(2000 + i));
        }
        JsonObject report = Json.parse(napt("--port-set", "4/4/0x9", "--sweep", "--json")
                        .done()
                        .out())
                .asObject();
        JsonObject needed = report.required("portsNeeded").asObject();
        assertEquals(2000, needed.required("all").asInt(0, 99_999));
        assertEquals(1998, needed.required("percent99_9").asInt(0, 99_999));
        List<JsonValue> sweep = report.required("sweep").asArray();
        assertEquals(13, sweep.size());
        for (int k = 0; k <= 12; k++) {
            JsonObject row = sweep.get(k).asObject();
            int ports = k == 0 ? 65_536 : 15 << 12 - k;
            assertEquals(k, row.required("psidLength").asInt(0, 16));
            assertEquals(ports, row.required("ports").asInt(0, 99_999));
            assertEquals(Math.max(0, 2000 - ports), row.required("refused").asInt(0, 99_999));
        }
        assertTrue(napt("--port-set", "4/4/0x9", "--sweep")
                .done()
                .out()
                .contains("Ports needed to refuse no session: 2000\n"));
        Tool small = napt("--port-set", "4/12/0x9", "--sweep", "--json");
        assertEquals(1, small.status());
        assertTrue(small.out().contains("\"all\": null"), small.out());
    }

    private JsonObject forecast(String report, String protocol, String mapping) {
        return Json.parse(report).asObject().required("forecast").asArray().stream()
                .map(JsonValue::asObject)
                .filter(each -> text(each, "protocol").equals(protocol)
                        && text(each, "class").equals(mapping))
                .findFirst()
                .orElseThrow();
    }

    private static void assertForecast(JsonObject forecast, int free, double freed, double demand, Integer dry) {
        assertEquals(free, forecast.required("freePorts").asInt(0, 99_999));
        assertEquals(freed, forecast.required("freedPerSecond").asDouble());
        assertEquals(demand, forecast.required("demandPerSecond").asDouble());
        if (dry == null) {
            assertTrue(forecast.required("dryInSeconds").isNull());
        } else {
            assertEquals((int) dry, forecast.required("dryInSeconds").asInt(0, 99_999));
        }
    }

    /**
     * 100 seconds with a new UDP socket and two new TCP connections to one server in each. Of 240 ports, the floor of the other class
     * keeps 48 and the sockets have 100: at one per second, the other 92 last 92 seconds. No socket is idle for 300 seconds within
     * the next minute, and the connections, which had no answer, are kept for 240 seconds: the 40 ports that are free toward the
     * server last 20 seconds at two per second.
     */
    @Test
    @Requirement("P9")
    void theForecastOfASteadyLoad() throws IOException {
        for (int second = 0; second < 100; second++) {
            at(1000 * second, packet(HOST, SERVER).udp(5000 + second, 4000));
            at(1000 * second + 1, syn(2000 + 2 * second));
            at(1000 * second + 2, syn(2001 + 2 * second));
        }
        Tool tool = napt("--port-set", "4/8/0x9c", "--json").done();
        assertForecast(forecast(tool.out(), "udp", "exclusive"), 240 - 48 - 100, 0, 1, 92);
        assertForecast(forecast(tool.out(), "tcp", "overlapping"), 240 - 200, 0, 2, 20);
        assertEquals(
                3,
                Json.parse(tool.out()).asObject().required("forecast").asArray().size());
        Tool text = napt("--port-set", "4/8/0x9c").done();
        List<List<String>> rows = text.lines().stream()
                .map(line -> Arrays.asList(line.strip().split("\\s+")))
                .toList();
        assertTrue(rows.contains(List.of("udp", "exclusive", "92", "0.000", "1.000", "92")), text.out());
        assertTrue(rows.contains(List.of("tcp", "overlapping", "40", "0.000", "2.000", "20")), text.out());
        assertTrue(
                text.lines().contains("  most overlapping tcp ports: 192.168.1.10 toward 198.51.100.7:80"), text.out());
        assertTrue(text.lines().stream().allMatch(line -> line.length() <= 100), text.out());
    }

    /**
     * 12 queries per second to one resolver for 20 seconds, each of which is kept for 10 seconds and the current one: 132 ports are
     * in use, of the 240 the other class keeps 48, and all 132 are free within a minute: 2.2 per second. Mappings of their own may take
     * what is left of the 240.
     */
    @Test
    @Requirement("T9")
    void theForecastCountsPortsThatTimersFree() throws IOException {
        for (int i = 0; i < 240; i++) {
            at(1000 * (i / 12) + i % 12, packet(HOST, SERVER).udp(5000 + i, 53));
        }
        String report = napt("--port-set", "4/8/0x9c", "--json").done().out();
        assertForecast(forecast(report, "udp", "overlapping"), 240 - 48 - 132, 2.2, 12, 6); // 60 / 9.8
        assertForecast(forecast(report, "udp", "exclusive"), 240 - 132, 0, 0, null);
    }

    private Path domain(String napt) throws IOException {
        return Files.writeString(
                directory.resolve("d.json"),
                HandMade.DOMAIN.replace("\"options\"", "\"napt\": " + napt + ",\n  \"options\""));
    }

    @Test
    void theNaptObjectOfADomainFile() throws IOException {
        at(0, packet("10.1.1.1", SERVER).udp(5500, 80));
        at(1, packet(HOST, SERVER).udp(5500, 80));
        String forward = "{\"protocol\": \"udp\", \"port\": 1232, \"to\": \"10.1.1.1:5500\"}";
        Path file = domain("{\"inside\": [\"10.0.0.0/8\"], \"forwards\": [" + forward + "]}");
        Path out = directory.resolve("out.pcap");
        String ce = "2001:db8:12:3400::/56";
        Tool tool =
                napt("--domain", file, "--end-user-prefix", ce, "--out", out).done();
        assertTrue(tool.out().startsWith("Port set 6/8/0x34: 252 ports of 192.0.2.18\n"), tool.out());
        assertTrue(tool.out().contains(" 1 not translated\n"), tool.out());
        assertEquals(List.of(hex(packet("192.0.2.18", SERVER).udp(1232, 80))), HandMade.packetsOf(out));
        napt("--domain", file, "--end-user-prefix", ce, "--sweep").done();
        napt("--domain", file, "--end-user-prefix", ce, "--inside", "192.168.0.0/16")
                .refused(2, "d.json:4", "NAPT07", "napt.forwards[0].to");
        napt(
                        "--domain",
                        domain("{\"limits\": {\"maxForwards\": 0}, \"forwards\": [" + forward + "]}"),
                        "--end-user-prefix",
                        ce)
                .refused(2, "mape napt: ", "d.json:4", "maxForwards");
    }

    @Test
    void eventsAndSeed() throws IOException {
        at(0, packet(HOST, SERVER).udp(5500, 4000));
        at(500_000, packet(HOST, SERVER).udp(5500, 443));
        Path events = directory.resolve("events.jsonl");
        napt("--port-set", "4/8/0x9c", "--events", events, "--seed", 5).done();
        List<String> lines = Files.readAllLines(events);
        assertEquals(3, lines.size());
        assertTrue(lines.get(0)
                .startsWith("{\"seconds\":0.000,\"event\":\"bib-create\",\"natEvent\":8,\"protocol\":\"udp\""));
        assertTrue(lines.get(1).startsWith("{\"seconds\":500.000,\"event\":\"bib-delete\""));
        assertTrue(lines.get(2).startsWith("{\"seconds\":500.000,\"event\":\"session-create\""));
        napt("--port-set", "4/8/0x9c", "--events", events, "--seed", 5).done();
        assertEquals(lines, Files.readAllLines(events));
    }

    @Test
    void fragmentsFollowTheirFirst() throws IOException {
        byte[] whole = ipv4(HOST, SERVER).udp(5500, 53, 24).octets();
        byte[] payload = Arrays.copyOfRange(whole, 20, whole.length);
        at(0, ipv4(HOST, SERVER).flagsOffset(2).payload(17, Arrays.copyOfRange(payload, 16, 32))); // before the first
        at(1, ipv4(HOST, SERVER).flagsOffset(0x2000).payload(17, Arrays.copyOfRange(payload, 0, 16)));
        Path out = directory.resolve("out.pcap");
        Tool tool = napt("--port-set", "4/8/0x9c", "--out", out, "--json").done();
        List<String> sent = HandMade.packetsOf(out);
        assertEquals(2, sent.size(), tool.out());
        assertEquals(word(sent.get(0), 4), word(sent.get(1), 4), "Identification");
        assertTrue(tool.out().contains("\"sessions\": 1,"), tool.out());
    }

    @Test
    void refusesBadUsage() throws IOException {
        at(0, syn(5000));
        napt().refused(2, "mape napt: missing port set; use --port-set, or --domain with --end-user-prefix");
        napt("--port-set", "4/13/0x1").refused(2, "--port-set 4/13/0x1", "use an offset of at most 3");
        napt("--port-set", "4/8/0x100").refused(2, "--port-set 4/8/0x100", "does not fit");
        napt("--port-set", "x").refused(2, "--port-set x is not", "6/8/0x34");
        napt("--port-set", "0/16/0").refused(2, "NAPT02");
        napt("--port-set", "4/8/1", "--domain", "d").refused(2, "--port-set: conflicts with --domain");
        napt("--domain", "d").refused(2, "--domain: needs the CE; add --end-user-prefix");
        napt("--port-set", "4/8/1", "--end-user-prefix", "2001:db8::/56")
                .refused(2, "--end-user-prefix: has no effect");
        napt("--port-set", "4/8/1", "--inside", "224.0.0.0/4").refused(2, "--inside 224.0.0.0/4", "NAPT01");
        napt("--port-set", "4/8/1", "--inside", "192.0.2.0/24").refused(2, "--inside 192.0.2.0/24", "192.0.2.1");
        napt("--port-set", "4/8/1", "--out", directory.resolve("lan.pcap")).refused(2, "--out", "is also --in");
        Tool.run("napt", "--in", "-", "--port-set", "4/8/1", "--sweep").refused(2, "--sweep", "name a file");
        Tool.run("napt", "--in", "-", "--domain", "-", "--end-user-prefix", "2001:db8::/56")
                .refused(2, "--domain -");
        Tool.run("napt", "--in", directory.resolve("none"), "--port-set", "4/8/1")
                .refused(2, "none", "no such file");
        Path text = Files.writeString(directory.resolve("text"), "no capture");
        Tool.run("napt", "--in", text, "--port-set", "4/8/1").refused(2, "text");
    }

    @Test
    void aTruncatedCaptureIsReplayedAsFarAsItGoes() throws IOException {
        at(0, syn(5000));
        at(1, syn(5001));
        byte[] whole = HandMade.pcap(packets);
        Path file = Files.write(directory.resolve("cut.pcap"), Arrays.copyOf(whole, whole.length - 1));
        Tool tool = Tool.run("napt", "--in", file, "--port-set", "4/8/0x9c", "--json");
        assertEquals(1, tool.status());
        assertEquals(1, tool.err().lines().count(), tool.err());
        assertTrue(tool.err().startsWith("mape napt: " + file + ": "), tool.err());
        assertEquals(1, Json.parse(tool.out()).asObject().required("packets").asInt(0, 9));
    }

    @Test
    void anEmptyCapture() throws IOException {
        String out = napt("--port-set", "4/8/0x9c", "--json", "--sweep").done().out();
        assertTrue(out.contains("\"seconds\": 0.000") && out.contains("\"protocols\": []"), out);
        assertTrue(napt("--port-set", "4/8/0x9c").done().out().contains("Refused sessions: none"));
    }

    @Test
    void theExampleOfTheHelpRuns() throws IOException {
        at(0, syn(5000));
        capture();
        String help = Tool.run("napt", "--help").done().out();
        String example = help.substring(help.indexOf("  mape napt --in") + "  mape ".length());
        Object[] arguments = Arrays.stream(example.strip().split("\\s+"))
                .map(each -> each.equals("lan.pcap") ? directory.resolve(each).toString() : each)
                .toArray();
        assertTrue(Tool.run(arguments).done().out().contains("Ports needed to refuse no session: 1\n"));
    }

    private JsonObject explain(String query, Object... more) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("--port-set", "4/8/0x9c", "--json", "--explain", query));
        arguments.addAll(List.of(more));
        return Json.parse(napt(arguments.toArray()).done().out())
                .asObject()
                .required("explain")
                .asObject();
    }

    private static String text(JsonObject object, String name) {
        return object.required(name).asString();
    }

    @Test
    void explainsEndpointsAndPorts() throws IOException {
        at(0, packet(HOST, SERVER).udp(5500, 4000));
        at(1000, packet(HOST, ROUTER).udp(5500, 4000));
        at(2000, syn(5500));
        JsonObject endpoint = explain("udp:192.168.1.10:5500>198.51.100.7:4000");
        assertEquals("exclusive", text(endpoint, "class"));
        int port = endpoint.required("port").asInt(1, 65_535);
        assertEquals(0x9c, port >> 4 & 0xff);
        assertEquals("the endpoint has this port", text(endpoint, "rule"));
        assertEquals("RFC 4787 section 4.1", text(endpoint, "clause"));
        assertEquals(2, endpoint.required("holders").asArray().size());
        assertEquals(
                3,
                endpoint.required("limits")
                        .asObject()
                        .required("sessionsOfHost")
                        .asInt(0, 9));

        JsonObject early = explain("udp:192.168.1.10:5500", "--at", "0.5");
        assertEquals(1, early.required("holders").asArray().size());

        JsonObject ofPort = explain("udp:" + port);
        assertEquals("exclusive", text(ofPort, "class"));
        assertEquals(
                List.of("192.168.1.10:5500 > 198.51.100.7:4000", "192.168.1.10:5500 > 203.0.113.9:4000"),
                ofPort.required("holders").asArray().stream()
                        .map(JsonValue::asString)
                        .sorted()
                        .toList());
        assertEquals("overlapping", text(explain("tcp:192.168.1.11:1>1.1.1.1:443"), "class"));
        assertEquals("the port is not in the port set", text(explain("udp:6591"), "rule"));
        String free = explain("dccp:6592").required("class").isNull() ? "none" : "some";
        assertEquals("none", free);
        String shown = napt("--port-set", "4/8/0x9c", "--explain", "udp:" + port)
                .done()
                .out();
        assertTrue(
                shown.contains("Class:   exclusive\nPort:    " + port + "\nRule:    sessions use the port\n"), shown);
    }

    @Test
    void refusesMalformedQueries() throws IOException {
        String set = "4/8/0x9c";
        napt("--port-set", set, "--explain", "udp").refused(2, "--explain udp: is malformed; use PROTO:X:x");
        napt("--port-set", set, "--explain", "sctp:1").refused(2, "sctp is no protocol; use tcp");
        napt("--port-set", set, "--explain", "udp:65536").refused(2, "port 65536 is outside 0..65535");
        napt("--port-set", set, "--explain", "udp:192.168.1:1").refused(2, "--explain udp:192.168.1:1", "192.168.1");
        napt("--port-set", set, "--at", "1").refused(2, "--at: has no effect without --explain");
        napt("--port-set", set, "--explain", "udp:1", "--at", "-1").refused(2, "--at");
        napt("--port-set", set, "--explain", "udp:1", "--at", "x").refused(2, "--at x: is no time");
    }
}
