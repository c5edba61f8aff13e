package io.softwire46.mape.cli;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.DONT_FRAGMENT;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.testing.FuzzSum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Captures of {@code relay} and {@code edge}, decoded by tshark: every packet is as expected, none is malformed, all
 * checksums are right, and fragments reassemble to the original packet. Skipped if tshark is not installed.
 */
class TsharkTest {
    private static final String BR = "2001:db8:ffff::1";
    private static final String CE = "2001:db8:12:3400:0:c000:212:34";
    private static final String NEIGHBOUR = "2001:db8:13:3500:0:c000:213:35";
    private static final String ROUTER = "2001:db8:cccc::7";
    private static final String HOST = "1.2.3.4";
    private static final String CE_ADDRESS = "192.0.2.18";
    private static final String NEIGHBOUR_ADDRESS = "192.0.2.19";
    private static final int PORT = 1232;
    private static final int NEIGHBOUR_PORT = 1236;

    private static final String ERRORS =
            "\"icmpv4NoMappingErrors\": true, \"icmpv4ProtocolErrors\": true, " + "\"icmpv6SourceCheckErrors\": true";

    // what tshark calls the packets
    private static final String UDP = "ip:udp:data";
    private static final String IN_TUNNEL = "ipv6:ip:udp:data";
    private static final String IN_LIMITED_TUNNEL = "ipv6:ipv6.dstopts:ip:udp:data";
    private static final String OUTER_FRAGMENT = "ipv6:ipv6.fraghdr:data";
    private static final String LAST_OUTER_FRAGMENT = "ipv6:ipv6.fraghdr:ip:udp:data";
    private static final String ICMPV4_ERROR = "ip:icmp:ip:udp:data";
    private static final String ICMPV4_ERROR_IN_TUNNEL = "ipv6:ip:icmp:ip:udp:data";
    private static final String ICMPV6_ERROR = "ipv6:icmpv6:ipv6:ip:udp:data";

    @TempDir
    private Path directory;

    private final List<String> given = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();
    private Path domain;
    private Path in;
    private Path out;

    @BeforeAll
    static void isThere() {
        assumeTrue(Tshark.isThere(), "tshark is not installed");
    }

    @BeforeEach
    void files() {
        domain = directory.resolve("domain.json");
        in = directory.resolve("in.pcap");
        out = directory.resolve("out.pcap");
    }

    private static Ipv4PacketBuilder down() {
        return ipv4(HOST, CE_ADDRESS).typeOfService(0xb8);
    }

    private static Ipv4PacketBuilder up() {
        return ipv4(CE_ADDRESS, HOST);
    }

    private static Ipv4PacketBuilder across() {
        return ipv4(CE_ADDRESS, NEIGHBOUR_ADDRESS);
    }

    private static byte[] tunnel(String source, String destination, Ipv4PacketBuilder inner) {
        return Ipv6PacketBuilder.ipv6(source, destination).inner(inner.octets()).octets();
    }

    private static byte[] toRelay(Ipv4PacketBuilder inner) {
        return tunnel(CE, BR, inner);
    }

    private static byte[] icmpv6(String source, String destination, String header, byte[] body) {
        byte[] packet = Ipv6PacketBuilder.ipv6(source, destination)
                .payload(58, Bytes.concat(Bytes.hex(header), body))
                .octets();
        FuzzSum.repairIcmpv6(packet, 40);
        return packet;
    }

    /** A packet, and the expected output. */
    private void give(byte[] packet, String... protocols) {
        given.add(Bytes.hex(packet));
        expected.addAll(Arrays.asList(protocols));
    }

    private List<Tshark.Reading> run(String format, String options, String... command) throws IOException {
        String offset = format.equals("rfc7597") ? "6" : "4";
        Files.writeString(
                domain,
                "{\"name\": \"example\", \"format\": \"" + format + "\", \"mesh\": true, \"borderRelay\": [\"" + BR
                        + "\"], \"rules\": [{\"ipv6Prefix\": \"2001:db8::/40\", \"ipv4Prefix\": \"192.0.2.0/24\", "
                        + "\"eaLength\": 16, \"psidOffset\": " + offset + "}], \"options\": {" + options + "}}");
        Files.write(in, HandMade.pcap(101, given));
        List<Object> arguments = new ArrayList<>(Arrays.asList(command));
        arguments.addAll(List.of("--domain", domain, "--in", in, "--out", out));
        Tool.run(arguments.toArray()).done();
        List<Tshark.Reading> readings = Tshark.read(out);
        assertEquals(expected, readings.stream().map(Tshark.Reading::protocols).toList());
        for (Tshark.Reading reading : readings) {
            assertEquals("", reading.problems(), reading::toString);
            boolean middle = reading.protocols().equals(OUTER_FRAGMENT);
            assertTrue(middle || reading.rightChecksums() > 0, () -> "no checksum was looked at: " + reading);
        }
        return readings;
    }

    private static String hopOlder(Ipv4PacketBuilder packet) {
        byte[] octets = packet.octets();
        octets[8]--;
        return Bytes.hex(Bytes.withHeaderChecksum(octets, 0));
    }

    private static String data(Ipv4PacketBuilder packet) {
        return Bytes.hex(packet.octets()).substring(40);
    }

    @Test
    void relayIntoTheTunnel() throws IOException {
        Ipv4PacketBuilder large = down().udp(80, PORT, 3000);
        give(down().udp(80, PORT).octets(), IN_TUNNEL);
        give(down().syn(80, PORT, 1460).octets(), "ipv6:ip:tcp");
        give(down().icmpQuery(0, PORT).octets(), "ipv6:ip:icmp:data");
        give(large.octets(), OUTER_FRAGMENT, OUTER_FRAGMENT, LAST_OUTER_FRAGMENT);
        give(down().flagsOffset(DONT_FRAGMENT).udp(80, PORT, 1300).octets(), ICMPV4_ERROR);
        give(down().timeToLive(1).udp(80, PORT).octets(), ICMPV4_ERROR);
        give(down().udp(80, 1).octets(), ICMPV4_ERROR);
        give(down().payload(47, new byte[24]).octets(), "ip:icmp:ip:gre:data");
        List<Tshark.Reading> readings = run("rfc7597", "\"mtuV6\": 1280, \"tcpMss\": 1200, " + ERRORS, "relay");
        assertEquals("1200", readings.get(1).field("tcp.options.mss_val"));
        assertEquals(hopOlder(large), readings.get(5).field("ipv6.reassembled.data"));
        assertEquals("1240", readings.get(6).field("icmp.mtu").split(",")[0]);
    }

    @Test
    void relayOutOfTheTunnel() throws IOException {
        Ipv4PacketBuilder large = up().udp(PORT, 80, 1400);
        give(toRelay(up().udp(PORT, 80)), UDP);
        give(toRelay(up().syn(PORT, 80, 1460)), "ip:tcp");
        give(toRelay(large), "ip:data", UDP);
        give(toRelay(up().flagsOffset(DONT_FRAGMENT).udp(PORT, 80, 1200)), ICMPV4_ERROR_IN_TUNNEL);
        give(toRelay(across().udp(PORT, NEIGHBOUR_PORT)), IN_TUNNEL);
        give(toRelay(across().timeToLive(1).udp(PORT, NEIGHBOUR_PORT)), ICMPV4_ERROR_IN_TUNNEL);
        give(toRelay(up().udp(NEIGHBOUR_PORT, 80)), ICMPV6_ERROR);
        List<Tshark.Reading> readings = run("rfc7597", "\"mtuV4\": 1000, \"tcpMss\": 1100, " + ERRORS, "relay");
        assertEquals("1100", readings.get(1).field("tcp.options.mss_val"));
        assertEquals(data(large), readings.get(3).field("ip.reassembled.data"));
        assertEquals("1000", readings.get(4).field("icmp.mtu").split(",")[0]);
    }

    @Test
    void relayControl() throws IOException {
        byte[] sent = tunnel(BR, CE, down().flagsOffset(DONT_FRAGMENT).udp(80, PORT));
        byte[] hairpinned =
                tunnel(BR, NEIGHBOUR, across().flagsOffset(DONT_FRAGMENT).udp(PORT, NEIGHBOUR_PORT));
        give(icmpv6(ROUTER, BR, "8000000000010001", Bytes.counting(20)), "ipv6:icmpv6:data");
        give(icmpv6(ROUTER, BR, "0200000000000514", sent), ICMPV4_ERROR);
        give(icmpv6(ROUTER, BR, "0104000000000000", sent), ICMPV4_ERROR);
        give(icmpv6(ROUTER, BR, "0300000000000000", hairpinned), ICMPV4_ERROR_IN_TUNNEL);
        Ipv6PacketBuilder routed = Ipv6PacketBuilder.ipv6(CE, BR);
        give(
                routed.header(43, "0002000100000000" + Bytes.hex(Bytes.address(BR)))
                        .inner(up().udp(PORT, 80).octets())
                        .octets(),
                "ipv6:icmpv6:ipv6:ipv6.routing:ip:udp:data");
        give(Ipv6PacketBuilder.ipv6(CE, BR).payload(50, new byte[24]).octets(), "ipv6:icmpv6:ipv6:esp");
        List<Tshark.Reading> readings = run("rfc7597", ERRORS, "relay");
        assertEquals("1260", readings.get(1).field("icmp.mtu").split(",")[0]); // 1300 less the tunnel header
    }

    @Test
    void encapsulationLimit() throws IOException {
        Ipv4PacketBuilder large = down().udp(80, PORT, 3000);
        give(down().udp(80, PORT).octets(), IN_LIMITED_TUNNEL);
        give(large.octets(), OUTER_FRAGMENT, OUTER_FRAGMENT, "ipv6:ipv6.fraghdr:ipv6.dstopts:ip:udp:data");
        give(toRelay(across().timeToLive(1).udp(PORT, NEIGHBOUR_PORT)), "ipv6:ipv6.dstopts:ip:icmp:ip:udp:data");
        List<Tshark.Reading> readings = run("rfc7597", "\"mtuV6\": 1280, \"encapsulationLimit\": 4", "relay");
        assertEquals("0400040104010100" + hopOlder(large), readings.get(3).field("ipv6.reassembled.data"));
    }

    @Test
    void innerFragments() throws IOException {
        Ipv4PacketBuilder large = down().udp(80, PORT, 3000);
        give(large.octets(), "ipv6:ip:data", "ipv6:ip:data", IN_TUNNEL);
        give(toRelay(across().udp(PORT, NEIGHBOUR_PORT, 1300)), "ipv6:ip:data", IN_TUNNEL);
        List<Tshark.Reading> readings = run("rfc7597", "\"mtuV6\": 1280, \"fragmentation\": \"inner\"", "relay");
        assertEquals(data(large), readings.get(2).field("ip.reassembled.data"));
    }

    @Test
    void draft03() throws IOException {
        // A = 1 in 4 bits, PSID 0x34, j = 0; the interface identifier is one octet to the left
        int port = 0x1340;
        give(ipv4(HOST, CE_ADDRESS).udp(80, port).octets(), IN_TUNNEL);
        give(tunnel("2001:db8:12:3400:00c0:0002:1200:3400", BR, up().udp(port, 80)), UDP);
        run("draft03", "", "relay");
    }

    @Test
    void edge() throws IOException {
        Ipv4PacketBuilder large = up().udp(PORT, 80, 3000);
        give(up().udp(PORT, 80).octets(), IN_TUNNEL);
        give(across().udp(PORT, NEIGHBOUR_PORT).octets(), IN_TUNNEL);
        give(up().syn(PORT, 80, 1460).octets(), "ipv6:ip:tcp");
        give(large.octets(), OUTER_FRAGMENT, OUTER_FRAGMENT, LAST_OUTER_FRAGMENT);
        give(up().flagsOffset(DONT_FRAGMENT).udp(PORT, 80, 1300).octets(), ICMPV4_ERROR);
        give(up().timeToLive(1).udp(PORT, 80).octets(), ICMPV4_ERROR);
        give(up().payload(47, new byte[24]).octets(), "ip:icmp:ip:gre:data");
        give(ipv4(NEIGHBOUR_ADDRESS, HOST).udp(NEIGHBOUR_PORT, 80).octets(), ICMPV4_ERROR);
        give(ipv4(CE_ADDRESS, CE_ADDRESS).udp(PORT, PORT + 1).octets(), UDP);
        give(tunnel(BR, CE, down().udp(80, PORT)), UDP);
        give(tunnel(NEIGHBOUR, CE, ipv4(NEIGHBOUR_ADDRESS, CE_ADDRESS).udp(NEIGHBOUR_PORT, PORT)), UDP);
        give(tunnel(NEIGHBOUR, CE, ipv4(NEIGHBOUR_ADDRESS, CE_ADDRESS).udp(PORT, PORT)), ICMPV6_ERROR);
        give(icmpv6(ROUTER, CE, "8000000000010001", Bytes.counting(20)), "ipv6:icmpv6:data");
        byte[] sent = tunnel(CE, BR, up().flagsOffset(DONT_FRAGMENT).udp(PORT, 80));
        give(icmpv6(ROUTER, CE, "0200000000000514", sent), ICMPV4_ERROR);
        String options = "\"mtuV6\": 1280, \"tcpMss\": 1200, " + ERRORS;
        List<Tshark.Reading> readings = run("rfc7597", options, "edge", "--end-user-prefix", "2001:db8:12:3400::/56");
        assertEquals("1200", readings.get(2).field("tcp.options.mss_val"));
        assertEquals(hopOlder(large), readings.get(5).field("ipv6.reassembled.data"));
        assertEquals("1240", readings.get(6).field("icmp.mtu").split(",")[0]);
    }

    /** The first 520 octets of the data of a packet in a fragment, or the rest. */
    private static byte[] fragment(Ipv4PacketBuilder packet, boolean first) {
        byte[] whole = packet.octets();
        int boundary = 20 + 520;
        byte[] fragment = Bytes.concat(
                Bytes.part(whole, 0, 20),
                first ? Bytes.part(whole, 20, boundary) : Bytes.part(whole, boundary, whole.length));
        Bytes.put16(fragment, 2, fragment.length);
        Bytes.put16(fragment, 6, first ? Ipv4PacketBuilder.MORE_FRAGMENTS : 520 / 8);
        return Bytes.withHeaderChecksum(fragment, 0);
    }

    /** RFC 7597 section 8.3.2: later fragments wait for the port and go on one by one, those from a CE as well. */
    @Test
    void fragmentsThatGoOn() throws IOException {
        Ipv4PacketBuilder packet = down().udp(80, PORT, 1000);
        give(fragment(packet, false));
        give(fragment(packet, true), "ipv6:ip:data", IN_TUNNEL);
        Ipv4PacketBuilder answer = up().udp(PORT, 80, 1000);
        give(Ipv6PacketBuilder.ipv6(CE, BR).inner(fragment(answer, false)).octets());
        give(Ipv6PacketBuilder.ipv6(CE, BR).inner(fragment(answer, true)).octets(), "ip:data", UDP);
        List<Tshark.Reading> readings = run("rfc7597", "", "relay");
        assertEquals(data(packet), readings.get(1).field("ip.reassembled.data"));
        assertEquals(data(answer), readings.get(3).field("ip.reassembled.data"));
    }

    /** The same, and tunnel packets in fragments, reassembled by the relay. */
    @Test
    void fragmentsThatAreReassembled() throws IOException {
        Ipv4PacketBuilder packet = down().udp(80, PORT, 1000);
        give(fragment(packet, false));
        give(fragment(packet, true), IN_TUNNEL);
        Ipv4PacketBuilder answer = up().udp(PORT, 80, 1000);
        byte[] octets = answer.octets();
        give(Ipv6PacketBuilder.ipv6(CE, BR)
                .header(44, "000002080badcafe")
                .inner(Bytes.part(octets, 520, octets.length))
                .octets());
        give(
                Ipv6PacketBuilder.ipv6(CE, BR)
                        .header(44, "000000010badcafe")
                        .inner(Bytes.part(octets, 0, 520))
                        .octets(),
                UDP);
        give(fragment(packet, false));
        run("rfc7597", "\"v4Reassembly\": \"full\"", "relay");
        assertEquals(List.of(Bytes.hex(octets)), HandMade.packetsOf(out).subList(1, 2));
    }
}
