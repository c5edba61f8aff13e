package io.softwire46.mape.forward.edge;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
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
import static io.softwire46.mape.forward.Nodes.domain;
import static io.softwire46.mape.forward.Nodes.down;
import static io.softwire46.mape.forward.Nodes.edge;
import static io.softwire46.mape.forward.Nodes.mesh;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.counter.Verdict;
import org.junit.jupiter.api.Test;

/** From the tunnel to the NAPT of the CE of RFC 7597 example 1. */
class CustomerEdgeDownstreamTest {
    private static final String PREFIX = "2001:db8:12:3400::/56";
    private static final String NEIGHBOUR = "2001:db8:13:3500:0:c000:213:35"; // 192.0.2.19, PSID 0x35
    private static final int NEIGHBOUR_PORT = 1236;
    private static final byte[] INNER = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT).octets();

    private final CustomerEdge hub = edge(domain(OPTIONS, BR, RULE), PREFIX);
    private final CustomerEdge mesh = edge(mesh(OPTIONS, BR, RULE), PREFIX);

    private static byte[] fromRelay(byte[] inner) {
        return ipv6(BR, CE).inner(inner).octets();
    }

    private static byte[] fromNeighbour(byte[] inner) {
        return ipv6(NEIGHBOUR, CE).inner(inner).octets();
    }

    @Test
    void takesWhatIsForItsAddressAndPorts() {
        byte[] quote = Bytes.part(ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80).octets(), 0, 28);
        for (byte[] inner : new byte[][] {
            INNER,
            ipv4(HOST, CE_ADDRESS).tcp(80, 64723).octets(),
            ipv4(HOST, CE_ADDRESS).timeToLive(0).udp(80, CE_PORT).octets(),
            ipv4(HOST, CE_ADDRESS).options("01010101").icmpQuery(0, CE_PORT).octets(),
            ipv4("5.6.7.8", CE_ADDRESS).icmpError(11, quote).octets()
        }) {
            assertLeft(inner, down(hub, fromRelay(inner)));
        }
    }

    @Test
    void dropsWhatIsNotForIt() { // RFC 7597 section 8.1
        for (byte[] inner : new byte[][] {
            ipv4(HOST, "192.0.2.19").udp(80, CE_PORT).octets(),
            ipv4(HOST, "192.168.1.2").udp(80, CE_PORT).octets(),
            ipv4(HOST, CE_ADDRESS).udp(80, NEIGHBOUR_PORT).octets(),
            ipv4(HOST, CE_ADDRESS).udp(80, 208).octets(), // PSID 0x34, but A = 0
            ipv4(HOST, CE_ADDRESS).icmpQuery(0, NEIGHBOUR_PORT).octets()
        }) {
            assertDropped(Verdict.DROP_NOT_MY_ADDRESS, down(hub, fromRelay(inner)));
        }
    }

    @Test
    void theBorderRelayIsNotChecked() { // RFC 7597 section 8.1
        byte[] fromAnother = ipv4("192.0.2.19", CE_ADDRESS).udp(80, CE_PORT).octets();
        assertLeft(fromAnother, down(mesh, fromRelay(fromAnother)));
    }

    @Test
    void everyBorderRelayOfTheDomainMaySend() {
        CustomerEdge two = edge(domain(OPTIONS, BR + " " + OTHER_BR, RULE), PREFIX);
        assertLeft(INNER, down(two, fromRelay(INNER)));
        assertLeft(INNER, down(two, ipv6(OTHER_BR, CE).inner(INNER).octets()));
        assertDropped(
                Verdict.DROP_NO_RULE, down(hub, ipv6(OTHER_BR, CE).inner(INNER).octets()));
        CustomerEdge own = edge(domain(OPTIONS, BR, RULE + " borderRelay=" + OTHER_BR), PREFIX);
        assertLeft(INNER, down(own, ipv6(OTHER_BR, CE).inner(INNER).octets()));
        assertDropped(Verdict.DROP_NO_RULE, down(own, fromRelay(INNER)));
    }

    @Test
    void otherCesMaySendInMeshModeOnly() {
        byte[] inner =
                ipv4("192.0.2.19", CE_ADDRESS).udp(NEIGHBOUR_PORT, CE_PORT).octets();
        assertLeft(inner, down(mesh, fromNeighbour(inner)));
        assertDropped(Verdict.DROP_NO_RULE, down(hub, fromNeighbour(inner)));
    }

    @Test
    void otherCesAreChecked() { // RFC 7597 section 8.1
        for (byte[] inner : new byte[][] {
            ipv4("192.0.2.19", CE_ADDRESS).udp(NEIGHBOUR_PORT + 4, CE_PORT).octets(),
            ipv4("192.0.2.19", CE_ADDRESS).udp(212, CE_PORT).octets(), // PSID 0x35, but A = 0
            ipv4("192.0.2.20", CE_ADDRESS).udp(NEIGHBOUR_PORT, CE_PORT).octets(),
            ipv4(HOST, CE_ADDRESS).udp(NEIGHBOUR_PORT, CE_PORT).octets()
        }) {
            assertDropped(Verdict.DROP_SPOOFED, down(mesh, fromNeighbour(inner)));
        }
        byte[] inner =
                ipv4("192.0.2.19", CE_ADDRESS).udp(NEIGHBOUR_PORT, CE_PORT).octets();
        byte[] otherId = ipv6("2001:db8:13:3500:0:c000:213:36", CE).inner(inner).octets();
        assertDropped(Verdict.DROP_SPOOFED, down(mesh, otherId));
        ForwardingOptions lax = OPTIONS.with(ForwardingOption.SOURCE_CHECK, SourceCheckMode.EA);
        assertLeft(inner, down(edge(mesh(lax, BR, RULE), PREFIX), otherId));
        ForwardingOptions off = OPTIONS.with(ForwardingOption.SOURCE_CHECK, SourceCheckMode.OFF);
        assertLeft(INNER, down(edge(mesh(off, BR, RULE), PREFIX), fromNeighbour(INNER)));
    }

    @Test
    void strangersAreDropped() {
        byte[] stranger = ipv6("2001:db8:100::1", CE).inner(INNER).octets();
        assertDropped(Verdict.DROP_NO_RULE, down(mesh, stranger));
        assertDropped(Verdict.DROP_NO_RULE, down(hub, stranger));
    }

    @Test
    void theOwnAddressAsSourceIsALoop() { // RFC 2473 section 4.1.2
        assertDropped(Verdict.DROP_LOOP, down(hub, ipv6(CE, CE).inner(INNER).octets()));
        assertDropped(Verdict.DROP_LOOP, down(mesh, ipv6(CE, CE).inner(INNER).octets()));
    }

    @Test
    void otherDestinationsAreNotMap() { // RFC 7597 section 5: the MAP address terminates the traffic
        for (String other : new String[] {NEIGHBOUR, "2001:db8:12:3400::1", BR}) {
            assertDropped(
                    Verdict.NOT_MAP, down(hub, ipv6(BR, other).inner(INNER).octets()));
        }
    }

    @Test
    void packetsWithoutAPortAreDroppedOnASharedAddress() {
        byte[] gre = ipv4(HOST, CE_ADDRESS).ports(47, CE_PORT, CE_PORT, 24).octets();
        assertDropped(Verdict.DROP_UNSUPPORTED_PROTOCOL, down(hub, fromRelay(gre)));
        byte[] truncated = ipv4(HOST, CE_ADDRESS).ports(6, 80, CE_PORT, 19).octets();
        assertDropped(Verdict.DROP_TRUNCATED, down(hub, fromRelay(truncated)));
        byte[] quote = Bytes.part(ipv4("192.0.2.19", HOST).udp(CE_PORT, 80).octets(), 0, 28);
        byte[] error = ipv4(HOST, CE_ADDRESS).icmpError(3, quote).octets();
        assertDropped(Verdict.DROP_ICMP_BAD_QUOTE, down(hub, fromRelay(error)));
        byte[] first = ipv4(HOST, CE_ADDRESS)
                .flagsOffset(Ipv4PacketBuilder.MORE_FRAGMENTS)
                .udp(80, CE_PORT)
                .octets();
        CustomerEdge without =
                edge(domain(OPTIONS.with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.NONE), BR, RULE), PREFIX);
        assertDropped(Verdict.DROP_FRAGMENT_IPV4, down(without, fromRelay(first)));
        byte[] later = ipv4(HOST, CE_ADDRESS).flagsOffset(4).udp(80, CE_PORT).octets();
        assertDropped(Verdict.DROP_FRAGMENT_IPV4, down(without, fromRelay(later)));
    }

    @Test
    void everythingPassesToAnAddressWithoutSharing() {
        String rule = "ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=8 format=rfc7597";
        CustomerEdge edge = edge(domain(OPTIONS, BR, rule), "2001:db8:12::/48");
        for (byte[] inner : new byte[][] {
            ipv4(HOST, CE_ADDRESS).payload(47, Bytes.counting(24)).octets(),
            ipv4(HOST, CE_ADDRESS).payload(50, Bytes.counting(1)).octets(),
            ipv4(HOST, CE_ADDRESS).flagsOffset(4).udp(80, CE_PORT).octets(),
            ipv4(HOST, CE_ADDRESS).udp(80, 0).octets()
        }) {
            assertLeft(
                    inner,
                    down(
                            edge,
                            ipv6(BR, "2001:db8:12:0:0:c000:212:0").inner(inner).octets()));
        }
    }

    @Test
    void badPacketsAreDropped() {
        byte[] packet = fromRelay(INNER);
        assertDropped(Verdict.DROP_TRUNCATED, down(hub, Bytes.part(packet, 0, 39)));
        assertDropped(Verdict.DROP_TRUNCATED, down(hub, Bytes.part(packet, 0, packet.length - 1)));
        byte[] empty = Bytes.part(packet, 0, 40);
        Bytes.put16(empty, 4, 0);
        assertDropped(Verdict.DROP_BAD_IPV6_HEADER, down(hub, empty));
        assertDropped(
                Verdict.DROP_ICMPV6_BAD_CHECKSUM, // its first octet is 45, an error
                down(hub, ipv6(BR, CE).payload(58, INNER).octets()));
        assertDropped(
                Verdict.DROP_UNSUPPORTED_NEXT_HEADER,
                down(hub, ipv6(BR, CE).payload(41, INNER).octets()));
        byte[] fragment =
                ipv6(BR, CE).header(44, "0000000112345678").inner(INNER).octets();
        CustomerEdge without = edge(domain(OPTIONS.with(ForwardingOption.V6_REASSEMBLY, false), BR, RULE), PREFIX);
        assertDropped(Verdict.DROP_FRAGMENT_IPV6, down(without, fragment));
        byte[] routed = ipv6(BR, CE).header(43, "0000000100000000").inner(INNER).octets();
        assertDropped(Verdict.DROP_BAD_EXTENSION_HEADER, down(hub, routed));
        byte[] inner = INNER.clone();
        inner[10] ^= 1;
        assertDropped(Verdict.DROP_BAD_CHECKSUM, down(hub, fromRelay(inner)));
        inner[0] = 0x44;
        assertDropped(Verdict.DROP_BAD_IPV4_HEADER, down(hub, fromRelay(inner)));
        assertDropped(
                Verdict.DROP_MULTICAST,
                down(hub, fromRelay(ipv4(HOST, "224.0.0.1").udp(80, CE_PORT).octets())));
        assertDropped(
                Verdict.DROP_MARTIAN,
                down(
                        hub,
                        fromRelay(ipv4("127.0.0.1", CE_ADDRESS).udp(80, CE_PORT).octets())));
        assertDropped(
                Verdict.DROP_ECN,
                down(hub, ipv6(BR, CE).trafficClass(3).inner(INNER).octets()));
    }

    @Test
    void octetsAfterTheInnerPacketAreRemoved() {
        assertLeft(INNER, down(hub, Bytes.concat(fromRelay(Bytes.concat(INNER, new byte[3])), new byte[5])));
    }
}
