package io.softwire46.mape.forward.edge;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.DONT_FRAGMENT;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.MORE_FRAGMENTS;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.DUMMY;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.assertIcmpv4;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv4;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv6;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.EdgeTable;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.nat.NaptOption;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.nat.NaptOptions.FilteringBehavior;
import io.softwire46.mape.nat.NaptOptions.Forward;
import io.softwire46.mape.nat.NaptProtocol;
import io.softwire46.mape.nat.NaptResult;
import io.softwire46.mape.nat.NaptStatistics;
import io.softwire46.mape.nat.NaptTable;
import io.softwire46.mape.testing.Requirement;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A CE that translates private addresses itself: RFC 7597 section 8. */
class CompleteEdgeTest {
    private static final String LAN_HOST = "192.168.1.10";
    private static final String OTHER_HOST = "192.168.1.11";
    private static final int PORT = 5500;
    private static final NaptOptions NAPT = NaptOptions.defaults();
    private static final ConfiguredDomain DOMAIN = Nodes.domain(Nodes.OPTIONS, BR, Nodes.RULE);

    private final CustomerEdge edge = CompleteEdge.node(DOMAIN, NAPT);

    /** The IPv4 packet in a tunnel packet to the BR. */
    private static byte[] inner(byte[] tunnelPacket) {
        assertArrayEquals(Bytes.address(CE), Bytes.part(tunnelPacket, 8, 24));
        assertArrayEquals(Bytes.address(BR), Bytes.part(tunnelPacket, 24, 40));
        return Bytes.part(tunnelPacket, 40, tunnelPacket.length);
    }

    private static byte[] tunnel(byte[] ipv4) {
        return ipv6(BR, CE).inner(ipv4).octets();
    }

    /** Sends a UDP packet and returns its external port. */
    private static int open(CustomerEdge edge, String host, int port, String remote, int remotePort) {
        byte[] packet = ipv4(host, remote).udp(port, remotePort).octets();
        return Bytes.u16(inner(Outcome.fromIpv4(edge, packet).only(Verdict.FORWARDED)), 20);
    }

    private static byte[] oneHopLess(byte[] ipv4) {
        return Nodes.oneHopLess(ipv4);
    }

    @Test
    void translatesEncapsulatesAndBack() {
        int external = open(edge, LAN_HOST, PORT, HOST, 9999);
        assertTrue(edge.mapping().portSet().contains(external));
        byte[] answer = ipv4(HOST, CE_ADDRESS).udp(9999, external, 40).octets();
        byte[] expected = ipv4(HOST, LAN_HOST).udp(9999, PORT, 40).octets();
        assertArrayEquals(expected, Outcome.fromIpv6(edge, tunnel(answer)).only(Verdict.FORWARDED));
    }

    /** One publication replaces rules and NAPT: the first packet by the new table has the new address, ports and MAP address. */
    @Requirement({"X1", "L1"})
    @Test
    void aNewTableReplacesBoth() {
        Published<EdgeTable> tables = Published.of(EdgeTable.of(DOMAIN, CompleteEdge.PREFIX, NAPT));
        CustomerEdge node = CustomerEdge.seeded(tables, 1);
        int before = open(node, LAN_HOST, PORT, HOST, 9999);
        tables.publish(EdgeTable.of(DOMAIN, "2001:db8:13:3500::/56", NAPT));
        byte[] packet = ipv4(LAN_HOST, HOST).udp(PORT, 9999).octets();
        byte[] sent = Outcome.fromIpv4(node, packet).only(Verdict.FORWARDED);
        assertArrayEquals(Bytes.address("2001:db8:13:3500:0:c000:213:35"), Bytes.part(sent, 8, 24));
        assertArrayEquals(Bytes.address("192.0.2.19"), Bytes.part(sent, 52, 56));
        assertTrue(node.mapping().portSet().contains(Bytes.u16(sent, 60)));
        byte[] late = ipv4(HOST, CE_ADDRESS).udp(9999, before).octets();
        Outcome.fromIpv6(node, tunnel(late)).assertSilent(Verdict.NOT_MAP); // the MAP address is another CE's
        assertEquals(1, node.napt().orElseThrow().statistics().count(NaptStatistics.Event.ENDED_TABLE));
    }

    @Requirement("X1")
    @Test
    void aNodeWithoutNaptIgnoresALaterOneAndCountsIt() {
        Published<EdgeTable> tables = Published.of(EdgeTable.of(DOMAIN, CompleteEdge.PREFIX));
        CustomerEdge node = CustomerEdge.seeded(tables, 1);
        tables.publish(EdgeTable.of(DOMAIN, CompleteEdge.PREFIX, NAPT));
        byte[] packet = ipv4(LAN_HOST, HOST).udp(PORT, 9999).octets();
        Outcome.fromIpv4(node, packet).assertSilent(Verdict.DROP_NOT_MY_ADDRESS);
        assertTrue(node.napt().isEmpty());
        assertEquals(1, node.counters().snapshot().packets(Event.NAPT_IGNORED));
    }

    /** Sessions go on by a table without NAPT only if address and ports are the same. */
    @Requirement("X1")
    @Test
    void aTableWithoutNaptEndsNoSessionOfTheSameMapping() {
        Published<EdgeTable> tables = Published.of(EdgeTable.of(DOMAIN, CompleteEdge.PREFIX, NAPT));
        CustomerEdge node = CustomerEdge.seeded(tables, 1);
        int before = open(node, LAN_HOST, PORT, HOST, 9999);
        tables.publish(EdgeTable.of(DOMAIN, CompleteEdge.PREFIX));
        assertEquals(before, open(node, LAN_HOST, PORT, HOST, 9999));
        tables.publish(EdgeTable.of(DOMAIN, "2001:db8:13:3500::/56"));
        byte[] packet = ipv4(LAN_HOST, HOST).udp(PORT, 9999).octets();
        Outcome.fromIpv4(node, packet).assertSilent(Verdict.DROP_NOT_MY_ADDRESS);
    }

    /** Two customer edges for one CE: ports of their shares, and a packet between their hosts. */
    @Requirement({"R7", "H1"})
    @Test
    void workersHaveSharesOfThePorts() {
        EdgeTable table = EdgeTable.of(
                DOMAIN, CompleteEdge.PREFIX, NAPT.with(NaptOption.UDP_FILTERING, FilteringBehavior.ENDPOINT));
        NaptTable shares = table.worker(0, 2).napt().orElseThrow();
        List<String> hosts = new ArrayList<>();
        for (int i = 1; hosts.size() < 2; i++) {
            String host = "192.168.1." + i;
            if (shares.workerOfHost(Bytes.int32(Bytes.address(host), 0)) == hosts.size()) {
                hosts.add(host);
            }
        }
        List<CustomerEdge> nodes = List.of(
                CustomerEdge.seeded(Published.of(table.worker(0, 2)), 1),
                CustomerEdge.seeded(Published.of(table.worker(1, 2)), 2));
        int[] ports = new int[2];
        for (int i = 0; i < 2; i++) {
            ports[i] = open(nodes.get(i), hosts.get(i), PORT, HOST, 9999);
            assertEquals(i, shares.workerOfPort(NaptProtocol.UDP, ports[i]));
        }
        byte[] packet = ipv4(hosts.get(0), CE_ADDRESS).udp(PORT, ports[1]).octets();
        byte[] left = Outcome.fromIpv4(nodes.get(0), packet).only(Verdict.FORWARDED);
        byte[] expected = ipv4(CE_ADDRESS, CE_ADDRESS).udp(ports[0], ports[1]).octets();
        assertEquals(Bytes.u16(left, 20), ports[0]);
        assertArrayEquals(Bytes.part(expected, 12, 24), Bytes.part(left, 12, 24));
        Packet window = new Packet().attach(ByteBuffer.wrap(left), 0, left.length, 0);
        assertEquals(NaptResult.TRANSLATED, nodes.get(1).napt().orElseThrow().inbound(window, 0));
        assertArrayEquals(Bytes.address(hosts.get(1)), Bytes.part(left, 16, 20));
        assertEquals(PORT, Bytes.u16(left, 22));
        assertThrows(
                IllegalStateException.class,
                () -> EdgeTable.of(DOMAIN, CompleteEdge.PREFIX).worker(0, 2));
    }

    @Requirement("X2")
    @Test
    void withoutNaptPacketsArriveTranslated() {
        CustomerEdge node = Nodes.edge(DOMAIN, CompleteEdge.PREFIX);
        byte[] packet = ipv4(CE_ADDRESS, HOST).udp(Nodes.CE_PORT, 9999).octets();
        assertArrayEquals(
                oneHopLess(packet), inner(Outcome.fromIpv4(node, packet).only(Verdict.FORWARDED)));
        assertTrue(node.napt().isEmpty());
    }

    /** Two hosts that choose one Identification toward one server do not share it: RFC 6864 section 4.3. */
    @Requirement({"X4", "G4"})
    @Test
    void identificationsOfTwoHostsDiffer() {
        byte[] one = ipv4(LAN_HOST, HOST).identification(7).udp(PORT, 9999).octets();
        byte[] two = ipv4(OTHER_HOST, HOST).identification(7).udp(PORT, 9999).octets();
        int first = Bytes.u16(inner(Outcome.fromIpv4(edge, one).only(Verdict.FORWARDED)), 4);
        int second = Bytes.u16(inner(Outcome.fromIpv4(edge, two).only(Verdict.FORWARDED)), 4);
        assertNotEquals(first, second);
    }

    /** RFC 7597 section 8.3.3: values from the port set, for whole packets and fragments; an error quotes the original. */
    @Requirement({"G4", "X4", "X6"})
    @Test
    void identificationsAreFromThePortSet() {
        ConfiguredDomain domain =
                Nodes.domain(Nodes.OPTIONS.with(ForwardingOption.REWRITE_IPV4_ID, true), BR, Nodes.RULE);
        CustomerEdge node = CompleteEdge.node(domain, NAPT);
        Set<Integer> used = new HashSet<>();
        int datagrams = node.mapping().portSet().size() / 2;
        for (int i = 0; i < datagrams; i++) {
            byte[] whole = ipv4(i % 2 == 0 ? LAN_HOST : OTHER_HOST, HOST)
                    .identification(7)
                    .udp(PORT, 9999, 64)
                    .octets();
            assertTrue(used.add(Bytes.u16(inner(Outcome.fromIpv4(node, whole).only(Verdict.FORWARDED)), 4)));
        }
        byte[] datagram =
                ipv4(LAN_HOST, HOST).identification(8).udp(PORT, 9999, 64).octets();
        Set<Integer> ofPieces = new HashSet<>();
        for (byte[] piece : pieces(datagram)) {
            byte[] sent = Outcome.fromIpv4(node, piece).only(Verdict.FORWARDED);
            ofPieces.add(Bytes.u16(inner(sent), 4));
        }
        assertEquals(1, ofPieces.size());
        used.addAll(ofPieces);
        assertEquals(datagrams + 1, used.size());
        used.forEach(each -> assertTrue(node.mapping().portSet().contains(each), () -> "not in the set: " + each));
        byte[] last = ipv4(LAN_HOST, HOST).timeToLive(1).udp(PORT, 9999, 20).octets();
        byte[] error = Outcome.fromIpv4(node, last).only(Verdict.DROP_TTL_EXPIRED);
        assertIcmpv4(icmpv4(DUMMY, LAN_HOST, 0xc0, 11, 0, 0, last), error);
    }

    /** RFC 4787 REQ-13: the error quotes the packet as the host sent it, Time to Live, Identification and checksums included. */
    @Requirement({"X6", "I10"})
    @Test
    void errorsQuoteThePacketOfTheHost() {
        byte[] big = ipv4(LAN_HOST, HOST)
                .flagsOffset(DONT_FRAGMENT)
                .udp(PORT, 9999, 1500)
                .octets();
        byte[] error = Outcome.fromIpv4(edge, big).only(Verdict.DROP_TOO_BIG);
        assertIcmpv4(icmpv4(DUMMY, LAN_HOST, 0xc0, 3, 4, 1460, big), error);

        byte[] last = ipv4(LAN_HOST, HOST).timeToLive(1).udp(PORT, 9999, 20).octets();
        error = Outcome.fromIpv4(edge, last).only(Verdict.DROP_TTL_EXPIRED);
        assertIcmpv4(icmpv4(DUMMY, LAN_HOST, 0xc0, 11, 0, 0, last), error);
    }

    /** A packet for the LAN that is dropped after its translation is as it arrived. */
    @Requirement("X6")
    @Test
    void aDroppedPacketFromTheTunnelIsAsItArrived() {
        int external = open(edge, LAN_HOST, PORT, HOST, 9999);
        byte[] answer = ipv4(HOST, CE_ADDRESS).udp(9999, external).octets();
        byte[] arrived = ipv6(BR, CE).trafficClass(3).inner(answer).octets(); // RFC 6040 section 4.2: CE over Not-ECT
        byte[] octets = arrived.clone();
        Packet window = new Packet().attach(ByteBuffer.wrap(octets), 0, octets.length, 0);
        assertEquals(Verdict.DROP_ECN, edge.fromIpv6(window, 0));
        assertArrayEquals(arrived, octets);
    }

    /** RFC 5508 REQ-8: the refused host is informed. */
    @Requirement({"X6", "I9"})
    @Test
    void anErrorAboutARefusedSessionIsSentToTheHost() {
        CustomerEdge node = CompleteEdge.node(DOMAIN, NAPT.with(NaptOption.MAX_HOSTS, 1));
        open(node, LAN_HOST, PORT, HOST, 9999);
        byte[] packet = ipv4(OTHER_HOST, HOST).udp(PORT, 9999, 20).octets();
        byte[] error = Outcome.fromIpv4(node, packet).only(Verdict.DROP_NAPT_HOSTS_FULL);
        assertIcmpv4(icmpv4(DUMMY, OTHER_HOST, 0xc0, 3, 13, 0, packet), error);
    }

    /** RFC 2473 section 8, RFC 5508 REQ-4: a relayed tunnel error arrives at the host, with the packet as it sent it. */
    @Requirement("X7")
    @Test
    void relayedTunnelErrorsAreTranslated() {
        byte[] packet = ipv4(LAN_HOST, HOST)
                .flagsOffset(DONT_FRAGMENT)
                .udp(PORT, 9999, 1400)
                .octets();
        byte[] sent = Outcome.fromIpv4(edge, packet).only(Verdict.FORWARDED);
        byte[] error = icmpv6("2001:db9::7", CE, 250, 2, 0, 1300, Bytes.part(sent, 0, 1232));
        byte[] relayed = Outcome.fromIpv6(edge, error).only(Verdict.RELAYED);
        assertIcmpv4(icmpv4(DUMMY, LAN_HOST, 0xc0, 3, 4, 1260, oneHopLess(packet)), relayed);
        assertEquals(1, edge.counters().snapshot().packets(Event.ICMPV4_ERROR_SENT));
    }

    @Requirement("X7")
    @Test
    void aRelayedErrorAboutNoSessionIsDropped() {
        int owned = edge.mapping().portSet().portAt(100);
        byte[] quoted = ipv6(CE, BR)
                .inner(ipv4(CE_ADDRESS, HOST).udp(owned, 9999, 100).octets())
                .octets();
        byte[] error = icmpv6("2001:db9::7", CE, 250, 1, 0, 0, quoted);
        Outcome.fromIpv6(edge, error).assertSilent(Verdict.DROP_NAPT_QUOTE_UNKNOWN);
        assertEquals(0, edge.counters().snapshot().packets(Event.ICMPV4_ERROR_SENT));
    }

    /** Later fragments toward one external port find their host by the remote endpoint of the first. */
    @Requirement({"X8", "G1", "G3"})
    @Test
    void fragmentsFromTheTunnelFindTheirHost() {
        int external = open(edge, LAN_HOST, PORT, HOST, 9999);
        byte[] whole = ipv4(HOST, CE_ADDRESS).udp(9999, external, 64).octets();
        byte[] wholeInside = ipv4(HOST, LAN_HOST).udp(9999, PORT, 64).octets();
        List<byte[]> pieces = pieces(whole);
        List<byte[]> expected = pieces(wholeInside);
        Outcome.fromIpv6(edge, tunnel(pieces.get(1))).assertSilent(Verdict.HELD);
        Outcome both = Outcome.fromIpv6(edge, tunnel(pieces.get(0)));
        assertEquals(Verdict.FORWARDED, both.verdict());
        assertEquals(2, both.packets().size());
        assertArrayEquals(
                Bytes.part(expected.get(1), 20, 60), Bytes.part(both.packets().get(0), 20, 60));
        assertArrayEquals(Bytes.address(LAN_HOST), Bytes.part(both.packets().get(0), 16, 20));
        assertArrayEquals(expected.get(0), both.packets().get(1));
    }

    /** A datagram in two fragments of 32 and 40 octets. */
    private static List<byte[]> pieces(byte[] whole) {
        byte[] first = Bytes.part(whole, 0, 52);
        Bytes.put16(first, 2, 52);
        Bytes.put16(first, 6, MORE_FRAGMENTS);
        byte[] last = Bytes.concat(Bytes.part(whole, 0, 20), Bytes.part(whole, 52, whole.length));
        Bytes.put16(last, 2, last.length);
        Bytes.put16(last, 6, 4);
        return List.of(Bytes.withHeaderChecksum(first, 0), Bytes.withHeaderChecksum(last, 0));
    }

    @Requirement({"G1", "G3", "X11"})
    @Test
    void fragmentsFromTheLanWaitForTheFirst() {
        byte[] whole =
                ipv4(LAN_HOST, HOST).identification(99).udp(PORT, 9999, 64).octets();
        List<byte[]> pieces = pieces(whole);
        Outcome.fromIpv4(edge, pieces.get(1)).assertSilent(Verdict.HELD);
        Outcome both = Outcome.fromIpv4(edge, pieces.get(0));
        assertEquals(Verdict.FORWARDED, both.verdict());
        byte[] later = inner(both.packets().get(0));
        byte[] first = inner(both.packets().get(1));
        assertEquals(Bytes.u16(first, 4), Bytes.u16(later, 4));
        assertArrayEquals(Bytes.address(CE_ADDRESS), Bytes.part(later, 12, 16));
        assertTrue(edge.mapping().portSet().contains(Bytes.u16(first, 20)));
        assertEquals(4, Bytes.u16(later, 6));
    }

    @Requirement({"X11", "G5"})
    @Test
    void fragmentsOfARefusedDatagramAreDropped() {
        CustomerEdge node = CompleteEdge.node(DOMAIN, NAPT.with(NaptOption.MAX_HOSTS, 1));
        open(node, LAN_HOST, PORT, HOST, 9999);
        List<byte[]> pieces = pieces(ipv4(OTHER_HOST, HOST).udp(PORT, 9999, 64).octets());
        assertEquals(
                Verdict.DROP_NAPT_HOSTS_FULL,
                Outcome.fromIpv4(node, pieces.get(0)).verdict());
        Outcome.fromIpv4(node, pieces.get(1)).assertSilent(Verdict.DROP_FRAGMENT_DISCARDED);
    }

    /** A flood of fragments of one host does not evict those of another. */
    @Requirement({"X9", "G5"})
    @Test
    void fragmentsOfAHostKeepTheirShare() {
        List<byte[]> good = pieces(
                ipv4(LAN_HOST, HOST).identification(1).udp(PORT, 9999, 64).octets());
        Outcome.fromIpv4(edge, good.get(1)).assertSilent(Verdict.HELD);
        for (int i = 0; i < 20_000; i++) {
            byte[] flood =
                    ipv4(OTHER_HOST, HOST).identification(i).udp(PORT, 9999, 64).octets();
            Outcome.fromIpv4(edge, pieces(flood).get(1));
        }
        assertEquals(2, Outcome.fromIpv4(edge, good.get(0)).packets().size());
    }

    /** RFC 4787 REQ-9: a packet to the own address and port is translated on both sides in one call. */
    @Requirement({"X10", "H1"})
    @Test
    void hairpins() {
        int port = edge.mapping().portSet().portAt(200);
        CustomerEdge node = CompleteEdge.node(
                DOMAIN, NAPT.withForwards(List.of(Forward.of(NaptProtocol.UDP, port, OTHER_HOST + ":3074"))));
        byte[] packet = ipv4(LAN_HOST, CE_ADDRESS)
                .flagsOffset(DONT_FRAGMENT)
                .udp(PORT, port, 20)
                .octets();
        byte[] sent = Outcome.fromIpv4(node, packet).only(Verdict.FORWARDED);
        int external = Bytes.u16(sent, 20);
        assertArrayEquals(
                oneHopLess(ipv4(CE_ADDRESS, OTHER_HOST)
                        .flagsOffset(DONT_FRAGMENT)
                        .udp(external, 3074, 20)
                        .octets()),
                sent);
        assertEquals(1, node.counters().snapshot().packets(Event.HAIRPINNED));
    }

    @Requirement({"X12", "O5"})
    @Test
    void theOwnAddressIsNoAddressOfTheLan() {
        byte[] packet = ipv4(CE_ADDRESS, HOST).udp(Nodes.CE_PORT, 9999).octets();
        Outcome.fromIpv4(edge, packet).assertSilent(Verdict.DROP_NAPT_NOT_INSIDE);
    }

    @Test
    void packetsBetweenHostsOfTheLanAreNotMap() {
        byte[] packet = ipv4(LAN_HOST, OTHER_HOST).udp(PORT, 9999).octets();
        Outcome.fromIpv4(edge, packet).assertSilent(Verdict.NOT_MAP);
    }

    /** Each call ends at most 64 sessions and returns whether there are more. */
    @Requirement("X13")
    @Test
    void expiryEndsSessions() {
        for (int i = 0; i < 150; i++) {
            open(edge, LAN_HOST, PORT, "198.51.100." + i, 443);
        }
        int calls = 0;
        while (edge.expire(400 * CompleteEdge.SECOND)) {
            calls++;
        }
        assertTrue(calls >= 2, () -> "calls with more to do");
        NaptStatistics statistics = edge.napt().orElseThrow().statistics();
        assertEquals(150, statistics.count(NaptStatistics.Event.ENDED_IDLE));
        assertFalse(edge.expire(401 * CompleteEdge.SECOND));
    }

    /** RFC 7597 section 8.3: the maximum segment size is lowered and the checksum is right for the translated packet. */
    @Requirement("X16")
    @Test
    void lowersTheMaximumSegmentSizeOfTranslatedPackets() {
        ConfiguredDomain clamped =
                Nodes.domain(Nodes.OPTIONS.with(ForwardingOption.TCP_MSS, OptionalInt.of(1200)), BR, Nodes.RULE);
        CustomerEdge node = CompleteEdge.node(clamped, NAPT);
        byte[] syn = ipv4(LAN_HOST, HOST)
                .flagsOffset(DONT_FRAGMENT)
                .syn(PORT, 443, 1460)
                .octets();
        byte[] sent = inner(Outcome.fromIpv4(node, syn).only(Verdict.FORWARDED));
        int external = Bytes.u16(sent, 20);
        assertArrayEquals(
                oneHopLess(ipv4(CE_ADDRESS, HOST)
                        .flagsOffset(DONT_FRAGMENT)
                        .syn(external, 443, 1200)
                        .octets()),
                sent);
        byte[] back = ipv4(HOST, CE_ADDRESS).syn(443, external, 1460).octets();
        assertArrayEquals(
                ipv4(HOST, LAN_HOST).syn(443, PORT, 1200).octets(),
                Outcome.fromIpv6(node, tunnel(back)).only(Verdict.FORWARDED));
    }

    /** With an address of its own, the host that receives the rest receives fragments of protocols without ports as well. */
    @Requirement({"O4", "X3"})
    @ParameterizedTest
    @EnumSource(V4Reassembly.class)
    void fragmentsWithoutPortsReachTheirHost(V4Reassembly reassembly) {
        ConfiguredDomain domain = Nodes.domain(
                Nodes.OPTIONS.with(ForwardingOption.V4_REASSEMBLY, reassembly),
                BR,
                "ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=8");
        NaptOptions options = NAPT.withDmzHost(OptionalInt.of(Bytes.int32(Bytes.address(LAN_HOST), 0)));
        CustomerEdge node = CustomerEdge.seeded(Published.of(EdgeTable.of(domain, "2001:db8:12::/48", options)), 1);
        String map = node.mapping().mapAddress().toCanonicalString();
        for (int flagsOffset : new int[] {0, MORE_FRAGMENTS, 5}) {
            byte[] packet = ipv4(HOST, CE_ADDRESS)
                    .flagsOffset(flagsOffset)
                    .payload(47, new byte[40])
                    .octets();
            byte[] expected = ipv4(HOST, LAN_HOST)
                    .flagsOffset(flagsOffset)
                    .payload(47, new byte[40])
                    .octets();
            byte[] arrived = ipv6(BR, map).inner(packet).octets();
            assertArrayEquals(expected, Outcome.fromIpv6(node, arrived).only(Verdict.FORWARDED));
        }
    }
}
