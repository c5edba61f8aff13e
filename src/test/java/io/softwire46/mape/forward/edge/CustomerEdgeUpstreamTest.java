package io.softwire46.mape.forward.edge;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.OTHER_BR;
import static io.softwire46.mape.forward.Nodes.RULE;
import static io.softwire46.mape.forward.Nodes.assertDropped;
import static io.softwire46.mape.forward.Nodes.assertLeft;
import static io.softwire46.mape.forward.Nodes.assertTunnelled;
import static io.softwire46.mape.forward.Nodes.domain;
import static io.softwire46.mape.forward.Nodes.edge;
import static io.softwire46.mape.forward.Nodes.mesh;
import static io.softwire46.mape.forward.Nodes.up;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.counter.Verdict;
import org.junit.jupiter.api.Test;

/** From the NAPT of the CE of RFC 7597 example 1 into the tunnel. */
class CustomerEdgeUpstreamTest {
    private static final String PREFIX = "2001:db8:12:3400::/56";
    private static final String NEIGHBOUR = "2001:db8:13:3500:0:c000:213:35"; // 192.0.2.19, PSID 0x35
    private static final String NEIGHBOUR_ADDRESS = "192.0.2.19";
    private static final int NEIGHBOUR_PORT = 1236;
    private static final String FULL_RULE =
            "ipv6Prefix=2001:db8:9000::/40 ipv4Prefix=198.51.100.0/24 eaLength=8 format=rfc7597";

    private final CustomerEdge hub = edge(domain(OPTIONS, BR, RULE), PREFIX);
    private final CustomerEdge mesh = edge(mesh(OPTIONS, BR, RULE, FULL_RULE), PREFIX);

    private static Ipv4PacketBuilder fromCe(String to) {
        return ipv4(CE_ADDRESS, to);
    }

    @Test
    void allPacketsAreSentToTheBorderRelayInHubAndSpoke() { // RFC 7597 section 5
        for (byte[] packet : new byte[][] {
            fromCe(HOST).udp(CE_PORT, 80).octets(),
            fromCe(HOST).tcp(64723, 80).octets(),
            fromCe(HOST).icmpQuery(8, CE_PORT).octets(),
            fromCe(NEIGHBOUR_ADDRESS).udp(CE_PORT, NEIGHBOUR_PORT).octets(),
            fromCe("198.51.100.7").udp(CE_PORT, 80).octets(),
            fromCe(CE_ADDRESS).udp(CE_PORT, NEIGHBOUR_PORT).octets()
        }) {
            assertTunnelled(CE, BR, packet, up(hub, packet));
        }
    }

    @Test
    void theFirstOfSeveralBorderRelaysGetsIt() {
        byte[] packet = fromCe(HOST).udp(CE_PORT, 80).octets();
        CustomerEdge two = edge(domain(OPTIONS, OTHER_BR + " " + BR, RULE), PREFIX);
        assertTunnelled(CE, OTHER_BR, packet, up(two, packet));
        CustomerEdge own = edge(domain(OPTIONS, BR, RULE + " borderRelay=" + OTHER_BR), PREFIX);
        assertTunnelled(CE, OTHER_BR, packet, up(own, packet));
    }

    @Test
    void otherCesAreReachedDirectlyInMeshMode() { // RFC 7597 section 5.3
        byte[] shared = fromCe(NEIGHBOUR_ADDRESS).udp(CE_PORT, NEIGHBOUR_PORT).octets();
        assertTunnelled(CE, NEIGHBOUR, shared, up(mesh, shared));
        byte[] query = fromCe(NEIGHBOUR_ADDRESS).icmpQuery(8, CE_PORT).octets();
        assertTunnelled(CE, "2001:db8:13:3400:0:c000:213:34", query, up(mesh, query));
        byte[] sameAddress = fromCe(CE_ADDRESS).udp(CE_PORT, NEIGHBOUR_PORT).octets();
        assertTunnelled(CE, "2001:db8:12:3500:0:c000:212:35", sameAddress, up(mesh, sameAddress));
        byte[] full = fromCe("198.51.100.7").udp(CE_PORT, 80).octets();
        assertTunnelled(CE, "2001:db8:9007:0:0:c633:6407:0", full, up(mesh, full));
        byte[] outside = fromCe(HOST).udp(CE_PORT, NEIGHBOUR_PORT).octets();
        assertTunnelled(CE, BR, outside, up(mesh, outside));
    }

    @Test
    void icmpErrorsReachTheCeThatSentTheQuotedPacket() {
        byte[] quote = Bytes.part(
                ipv4(NEIGHBOUR_ADDRESS, CE_ADDRESS).udp(NEIGHBOUR_PORT, CE_PORT).octets(), 0, 28);
        byte[] error = fromCe(NEIGHBOUR_ADDRESS).icmpError(3, quote).octets();
        assertTunnelled(CE, NEIGHBOUR, error, up(mesh, error));
    }

    @Test
    void unassignedPortsAndPacketsWithoutPortGoToTheBorderRelay() { // never to a guessed CE
        byte[] low = fromCe(NEIGHBOUR_ADDRESS).udp(CE_PORT, 80).octets();
        assertTunnelled(CE, BR, low, up(mesh, low));
        byte[] later = fromCe(NEIGHBOUR_ADDRESS)
                .flagsOffset(2)
                .udp(CE_PORT, NEIGHBOUR_PORT)
                .octets();
        assertTunnelled(CE, BR, later, up(mesh, later));
        byte[] first = fromCe(NEIGHBOUR_ADDRESS)
                .flagsOffset(Ipv4PacketBuilder.MORE_FRAGMENTS)
                .udp(CE_PORT, NEIGHBOUR_PORT)
                .octets();
        assertTunnelled(CE, BR, first, up(mesh, first));
        CustomerEdge whole = edge(mesh(OPTIONS, BR, RULE, FULL_RULE), "2001:db8:9007::/48");
        byte[] gre = ipv4("198.51.100.7", NEIGHBOUR_ADDRESS)
                .payload(47, Bytes.counting(24))
                .octets();
        assertTunnelled("2001:db8:9007:0:0:c633:6407:0", BR, gre, up(whole, gre));
    }

    @Test
    void rulesWithoutForwardingFlagAreNotUsed() { // RFC 7598 section 4.1
        CustomerEdge edge =
                edge(mesh(OPTIONS, BR, RULE + " forwarding=false", FULL_RULE + " forwarding=false"), PREFIX);
        byte[] shared = fromCe(NEIGHBOUR_ADDRESS).udp(CE_PORT, NEIGHBOUR_PORT).octets();
        assertTunnelled(CE, BR, shared, up(edge, shared));
        byte[] full = fromCe("198.51.100.7").udp(CE_PORT, 80).octets();
        assertTunnelled(CE, BR, full, up(edge, full));
    }

    @Test
    void theOwnAddressAndPortsStayIpv4OneHopOlder() { // RFC 2473 section 4.1.2
        byte[] packet = fromCe(CE_ADDRESS).udp(CE_PORT, 2256).octets();
        assertLeft(Nodes.oneHopLess(packet), up(hub, packet));
        assertLeft(Nodes.oneHopLess(packet), up(mesh, packet));
        byte[] last = fromCe(CE_ADDRESS).timeToLive(1).udp(CE_PORT, 2256).octets();
        assertDropped(Verdict.DROP_TTL_EXPIRED, up(hub, last));
    }

    @Test
    void theSourceMustBeTheCesOwn() { // RFC 7597 section 8
        for (byte[] packet : new byte[][] {
            ipv4("192.168.1.2", HOST).udp(CE_PORT, 80).octets(),
            ipv4(NEIGHBOUR_ADDRESS, HOST).udp(CE_PORT, 80).octets(),
            fromCe(HOST).udp(NEIGHBOUR_PORT, 80).octets(),
            fromCe(HOST).udp(208, 80).octets(), // PSID 0x34, but A = 0
            fromCe(HOST).icmpQuery(8, NEIGHBOUR_PORT).octets(),
            fromCe(HOST)
                    .flagsOffset(Ipv4PacketBuilder.MORE_FRAGMENTS)
                    .udp(NEIGHBOUR_PORT, 80)
                    .octets(),
            ipv4(NEIGHBOUR_ADDRESS, HOST).flagsOffset(1).udp(CE_PORT, 80).octets()
        }) {
            assertDropped(Verdict.DROP_NOT_MY_ADDRESS, up(hub, packet));
        }
    }

    @Test
    void fragmentsOfTheOwnAddressPass() { // the NAPT has translated the port in the first fragment
        byte[] first = fromCe(HOST)
                .flagsOffset(Ipv4PacketBuilder.MORE_FRAGMENTS)
                .udp(CE_PORT, 80)
                .octets();
        assertTunnelled(CE, BR, first, up(hub, first));
        byte[] later =
                fromCe(HOST).flagsOffset(5).payload(17, Bytes.counting(3)).octets();
        assertTunnelled(CE, BR, later, up(hub, later));
    }

    @Test
    void packetsWithoutAPortCannotComeFromASharedAddress() {
        assertDropped(
                Verdict.DROP_UNSUPPORTED_PROTOCOL,
                up(hub, fromCe(HOST).ports(47, CE_PORT, CE_PORT, 24).octets()));
        assertDropped(
                Verdict.DROP_UNSUPPORTED_PROTOCOL,
                up(hub, fromCe(HOST).icmpQuery(9, CE_PORT).octets()));
        assertDropped(
                Verdict.DROP_TRUNCATED,
                up(hub, fromCe(HOST).ports(6, CE_PORT, 80, 19).octets()));
        byte[] quote = Bytes.part(ipv4(HOST, NEIGHBOUR_ADDRESS).udp(80, CE_PORT).octets(), 0, 28);
        assertDropped(
                Verdict.DROP_ICMP_BAD_QUOTE,
                up(hub, fromCe(HOST).icmpError(3, quote).octets()));
    }

    @Test
    void icmpErrorsOfTheCeGoByTheDestinationPortOfTheQuotedPacket() {
        byte[] quote = Bytes.part(ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT).octets(), 0, 28);
        byte[] error = fromCe(HOST).icmpError(3, quote).octets();
        assertTunnelled(CE, BR, error, up(hub, error));
    }

    @Test
    void everyProtocolPassesFromAPrefix() { // RFC 7597 section 5.2, figure 4
        String rule = "ipv6Prefix=2001:db8::/40 ipv4Prefix=10.0.0.0/8 eaLength=16 format=rfc7597";
        CustomerEdge edge = edge(domain(OPTIONS, BR, rule), PREFIX);
        for (byte[] packet : new byte[][] {
            ipv4("10.18.52.0", HOST).udp(80, 80).octets(),
            ipv4("10.18.52.255", HOST).payload(50, Bytes.counting(3)).octets(),
            ipv4("10.18.52.9", HOST)
                    .flagsOffset(7)
                    .payload(47, Bytes.counting(3))
                    .octets()
        }) {
            assertTunnelled("2001:db8:12:3400:0:a12:3400:0", BR, packet, up(edge, packet));
        }
        assertDropped(
                Verdict.DROP_NOT_MY_ADDRESS,
                up(edge, ipv4("10.18.53.0", HOST).udp(80, 80).octets()));
        byte[] inside =
                ipv4("10.18.52.1", "10.18.52.2").payload(47, Bytes.counting(9)).octets();
        assertLeft(Nodes.oneHopLess(inside), up(edge, inside));
    }

    @Test
    void oddPacketsNeverEnterTheTunnel() {
        byte[] packet = fromCe(HOST).udp(CE_PORT, 80).octets();
        assertDropped(
                Verdict.NOT_MAP, up(hub, fromCe("224.0.0.1").udp(CE_PORT, 80).octets()));
        assertDropped(
                Verdict.NOT_MAP,
                up(hub, fromCe("255.255.255.255").udp(CE_PORT, 80).octets()));
        assertDropped(
                Verdict.DROP_MARTIAN,
                up(hub, fromCe("127.0.0.1").udp(CE_PORT, 80).octets()));
        assertDropped(
                Verdict.DROP_MARTIAN,
                up(hub, ipv4("0.0.0.0", HOST).udp(CE_PORT, 80).octets()));
        assertDropped(
                Verdict.DROP_TTL_EXPIRED,
                up(hub, fromCe(HOST).timeToLive(1).udp(CE_PORT, 80).octets()));
        assertDropped(
                Verdict.DROP_TOO_BIG,
                up(hub, fromCe(HOST).flagsOffset(0x4000).udp(CE_PORT, 80, 1433).octets()));
        assertDropped(Verdict.DROP_TRUNCATED, up(hub, Bytes.part(packet, 0, packet.length - 1)));
        packet[0] = 0x44;
        assertDropped(Verdict.DROP_BAD_IPV4_HEADER, up(hub, packet));
        packet[0] = 0x45;
        packet[10] ^= 4;
        assertDropped(Verdict.DROP_BAD_CHECKSUM, up(hub, packet));
    }

    @Test
    void linkLayerPaddingIsRemoved() {
        byte[] packet = fromCe(HOST).options("01010101").udp(CE_PORT, 80, 1).octets();
        assertTunnelled(CE, BR, packet, up(hub, Bytes.concat(packet, new byte[13])));
    }
}
