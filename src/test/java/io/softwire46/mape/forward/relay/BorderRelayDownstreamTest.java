package io.softwire46.mape.forward.relay;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.RULE;
import static io.softwire46.mape.forward.Nodes.assertDropped;
import static io.softwire46.mape.forward.Nodes.assertTunnelled;
import static io.softwire46.mape.forward.Nodes.down;
import static io.softwire46.mape.forward.Nodes.relay;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.counter.Verdict;
import org.junit.jupiter.api.Test;

/** From the Internet to CEs, RFC 7597 section 8: the CE of a packet, or the reason for the drop. */
class BorderRelayDownstreamTest {
    private final BorderRelay relay = relay(OPTIONS, RULE);

    private static Ipv4PacketBuilder toCe() {
        return ipv4(HOST, CE_ADDRESS);
    }

    private void assertToCe(byte[] packet) {
        assertTunnelled(BR, CE, packet, down(relay, packet));
    }

    private void assertDrop(Verdict verdict, byte[] packet) {
        assertDropped(verdict, down(relay, packet));
    }

    @Test
    void portProtocolsGoByTheirDestinationPort() { // RFC 7597 section 5.3
        assertToCe(toCe().udp(80, CE_PORT).octets());
        assertToCe(toCe().tcp(80, CE_PORT).octets());
        assertToCe(toCe().ports(136, 80, CE_PORT, 8).octets());
        assertToCe(toCe().ports(33, 80, CE_PORT, 12).octets());
        assertToCe(toCe().ports(132, 80, CE_PORT, 12).octets());
    }

    @Test
    void firstAndLastPortOfARangeBelongToTheCe() { // RFC 7597 example 1: 1232-1235 ... 64720-64723
        assertToCe(toCe().udp(80, 1235).octets());
        assertToCe(toCe().udp(80, 64720).octets());
        assertToCe(toCe().udp(80, 64723).octets());
        byte[] before = toCe().udp(80, 1231).octets();
        assertTunnelled(BR, "2001:db8:12:3300:0:c000:212:33", before, down(relay, before));
        byte[] after = toCe().udp(80, 64724).octets();
        assertTunnelled(BR, "2001:db8:12:3500:0:c000:212:35", after, down(relay, after));
    }

    @Test
    void icmpQueriesGoByTheirIdentifier() { // RFC 7597 section 8.2
        for (int type : new int[] {0, 8, 13, 14, 15, 16, 17, 18}) {
            assertToCe(toCe().icmpQuery(type, CE_PORT).octets());
        }
        assertDrop(Verdict.DROP_UNASSIGNED_PORT, toCe().icmpQuery(8, 80).octets());
    }

    @Test
    void icmpErrorsGoByTheSourcePortOfTheQuotedPacket() { // RFC 7596 section 8.1, RFC 5508 REQ-3
        for (int type : new int[] {3, 4, 5, 11, 12}) {
            assertToCe(ipv4("5.6.7.8", CE_ADDRESS)
                    .icmpError(type, quote(ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80)))
                    .octets());
        }
        byte[] aboutEcho = ipv4(CE_ADDRESS, HOST).icmpQuery(8, CE_PORT).octets();
        assertToCe(ipv4("5.6.7.8", CE_ADDRESS)
                .icmpError(11, Bytes.part(aboutEcho, 0, 28))
                .octets());
    }

    /** The first 8 octets following the header, the minimum that RFC 792 quotes. */
    private static byte[] quote(Ipv4PacketBuilder packet) {
        byte[] octets = packet.octets();
        return Bytes.part(octets, 0, 4 * (octets[0] & 15) + 8);
    }

    @Test
    void optionsOfTheQuotedPacketAreSkipped() { // RFC 5508 REQ-3b
        assertToCe(toCe().icmpError(
                        3,
                        quote(ipv4(CE_ADDRESS, HOST).options("0101010101010101").udp(CE_PORT, 80)))
                .octets());
    }

    @Test
    void icmpErrorsWithoutUsableQuoteAreDropped() {
        byte[] good = quote(ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80));
        assertDrop(
                Verdict.DROP_ICMP_BAD_QUOTE,
                toCe().icmpError(3, Bytes.part(good, 0, 23)).octets());
        assertDrop(Verdict.DROP_ICMP_BAD_QUOTE, toCe().icmpError(3, new byte[0]).octets());
        byte[] foreign = quote(ipv4("192.0.2.19", HOST).udp(CE_PORT, 80));
        assertDrop(Verdict.DROP_ICMP_BAD_QUOTE, toCe().icmpError(3, foreign).octets());
        byte[] later = quote(ipv4(CE_ADDRESS, HOST).flagsOffset(1).udp(CE_PORT, 80));
        assertDrop(Verdict.DROP_ICMP_BAD_QUOTE, toCe().icmpError(3, later).octets());
        byte[] error = quote(ipv4(CE_ADDRESS, HOST).icmpError(3, good));
        assertDrop(Verdict.DROP_ICMP_BAD_QUOTE, toCe().icmpError(3, error).octets());
        byte[] gre = quote(ipv4(CE_ADDRESS, HOST).payload(47, Bytes.counting(20)));
        assertDrop(Verdict.DROP_ICMP_BAD_QUOTE, toCe().icmpError(3, gre).octets());
        byte[] shortEcho =
                Bytes.part(ipv4(CE_ADDRESS, HOST).icmpQuery(8, CE_PORT).octets(), 0, 25);
        assertDrop(Verdict.DROP_ICMP_BAD_QUOTE, toCe().icmpError(3, shortEcho).octets());
    }

    @Test
    void portsWithAZeroAreUnassigned() { // RFC 7597 section 5.1: A > 0
        for (int port : new int[] {0, 80, 208, 1023}) {
            assertDrop(Verdict.DROP_UNASSIGNED_PORT, toCe().udp(80, port).octets());
        }
    }

    @Test
    void protocolsWithoutPortsHaveNoOwnerOnASharedAddress() { // also if their octets look like ports
        assertDrop(
                Verdict.DROP_UNSUPPORTED_PROTOCOL,
                toCe().ports(47, CE_PORT, CE_PORT, 24).octets());
        assertDrop(
                Verdict.DROP_UNSUPPORTED_PROTOCOL,
                toCe().ports(50, CE_PORT, CE_PORT, 24).octets());
        assertDrop(
                Verdict.DROP_UNSUPPORTED_PROTOCOL,
                toCe().ports(4, CE_PORT, CE_PORT, 24).octets());
        assertDrop(
                Verdict.DROP_UNSUPPORTED_PROTOCOL, toCe().icmpQuery(9, CE_PORT).octets());
        BorderRelay offset0 = relay(OPTIONS, RULE.replace("psidOffset=6", "psidOffset=0"));
        assertDropped(
                Verdict.DROP_UNSUPPORTED_PROTOCOL,
                down(offset0, toCe().ports(47, 0, 0, 24).octets()));
    }

    @Test
    void truncatedTransportHeadersAreDroppedOnASharedAddress() {
        int[][] minima = {{6, 20}, {17, 8}, {136, 8}, {33, 12}, {132, 12}};
        for (int[] minimum : minima) {
            assertToCe(toCe().ports(minimum[0], 80, CE_PORT, minimum[1]).octets());
            assertDrop(
                    Verdict.DROP_TRUNCATED,
                    toCe().ports(minimum[0], 80, CE_PORT, minimum[1] - 1).octets());
        }
        assertDrop(
                Verdict.DROP_TRUNCATED,
                toCe().payload(1, Bytes.hex("08000000 04d000")).octets());
        BorderRelay offset0 = relay(OPTIONS, RULE.replace("psidOffset=6", "psidOffset=0"));
        assertDropped(
                Verdict.DROP_TRUNCATED, down(offset0, toCe().ports(17, 0, 0, 7).octets()));
    }

    @Test
    void fragmentsTowardSharedAddressesAreDroppedByOption() { // RFC 7597 section 8.3.2; the first one is dropped
        // with the others
        BorderRelay without = relay(OPTIONS.with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.NONE), RULE);
        assertDropped(
                Verdict.DROP_FRAGMENT_IPV4,
                down(
                        without,
                        toCe().flagsOffset(Ipv4PacketBuilder.MORE_FRAGMENTS)
                                .udp(80, CE_PORT)
                                .octets()));
        assertDropped(
                Verdict.DROP_FRAGMENT_IPV4,
                down(without, toCe().flagsOffset(3).udp(80, CE_PORT).octets()));
    }

    @Test
    void optionsOfThePacketSurvive() { // RFC 791 section 3.1
        assertToCe(toCe().options("07070400000000000000000000000000")
                .udp(80, CE_PORT)
                .octets());
        assertToCe(toCe().options("01".repeat(40)).tcp(80, CE_PORT).octets());
    }

    @Test
    void linkLayerPaddingIsRemoved() {
        byte[] packet = toCe().udp(80, CE_PORT, 1).octets();
        byte[] padded = Bytes.concat(packet, Bytes.hex("eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"));
        assertTunnelled(BR, CE, packet, down(relay, padded));
    }

    @Test
    void packetsOutsideAllRulesAreNotMap() {
        assertDrop(Verdict.NOT_MAP, ipv4(HOST, "192.0.3.18").udp(80, CE_PORT).octets());
        assertDrop(Verdict.NOT_MAP, ipv4(HOST, "192.0.1.255").udp(80, CE_PORT).octets());
        assertDrop(
                Verdict.NOT_MAP,
                ipv4("127.0.0.1", "192.0.3.18").udp(80, CE_PORT).octets());
    }

    @Test
    void multicastAndBroadcastAreNotMapEvenInsideARule() { // RFC 7597 section 1: unicast
        BorderRelay whole = relay(OPTIONS, "ipv6Prefix=2001:db8::/32 ipv4Prefix=0.0.0.0/0 eaLength=32 format=rfc7597");
        assertDropped(
                Verdict.NOT_MAP, down(whole, ipv4(HOST, "224.0.0.1").udp(1, 2).octets()));
        assertDropped(
                Verdict.NOT_MAP,
                down(whole, ipv4(HOST, "239.255.255.255").udp(1, 2).octets()));
        assertDropped(
                Verdict.NOT_MAP,
                down(whole, ipv4(HOST, "255.255.255.255").udp(1, 2).octets()));
    }

    @Test
    void martiansAreDropped() { // RFC 1812 section 5.3.7
        for (String source : new String[] {"0.1.2.3", "127.0.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"}) {
            assertDrop(
                    Verdict.DROP_MARTIAN,
                    ipv4(source, CE_ADDRESS).udp(80, CE_PORT).octets());
        }
        BorderRelay whole = relay(OPTIONS, "ipv6Prefix=2001:db8::/32 ipv4Prefix=0.0.0.0/0 eaLength=32 format=rfc7597");
        for (String destination : new String[] {"0.0.0.1", "127.1.1.1", "240.0.0.1", "255.255.255.254"}) {
            assertDropped(
                    Verdict.DROP_MARTIAN,
                    down(whole, ipv4(HOST, destination).udp(1, 2).octets()));
        }
    }

    @Test
    void badHeadersAreDropped() { // RFC 1812 section 5.2.2
        byte[] packet = toCe().udp(80, CE_PORT).octets();
        assertDrop(Verdict.DROP_TRUNCATED, new byte[0]);
        assertDrop(Verdict.DROP_TRUNCATED, Bytes.part(packet, 0, 19));
        assertDrop(Verdict.DROP_TRUNCATED, Bytes.part(packet, 0, packet.length - 1));
        assertDrop(Verdict.DROP_BAD_IPV4_HEADER, changed(packet, 0, 0x55));
        assertDrop(Verdict.DROP_BAD_IPV4_HEADER, changed(packet, 0, 0x44));
        assertDrop(Verdict.DROP_BAD_IPV4_HEADER, changed(packet, 3, 19)); // total length below the header's
        assertDrop(Verdict.DROP_BAD_CHECKSUM, changed(packet, 11, packet[11] + 1));
        assertDrop(Verdict.DROP_BAD_CHECKSUM, changed(packet, 15, 5));
    }

    private static byte[] changed(byte[] packet, int at, int value) {
        byte[] copy = packet.clone();
        copy[at] = (byte) value;
        return copy;
    }

    @Test
    void theLastHopIsNotTunnelled() { // RFC 1812 section 5.3.1, RFC 2473 section 3.1
        assertDrop(
                Verdict.DROP_TTL_EXPIRED, toCe().timeToLive(0).udp(80, CE_PORT).octets());
        assertDrop(
                Verdict.DROP_TTL_EXPIRED, toCe().timeToLive(1).udp(80, CE_PORT).octets());
        assertToCe(toCe().timeToLive(2).udp(80, CE_PORT).octets());
        assertToCe(toCe().timeToLive(255).udp(80, CE_PORT).octets());
    }

    @Test
    void udpWithoutChecksumStaysWithoutChecksum() { // RFC 768; the tunnel changes no transport header
        byte[] packet = toCe().udp(80, CE_PORT).octets();
        Bytes.put16(packet, 26, 0);
        assertToCe(packet);
    }

    @Test
    void noPacketIsTooWeirdForAnAddressWithoutSharing() { // RFC 7597 section 5.2, figure 5
        BorderRelay full = relay(OPTIONS, "ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=8 format=rfc7597");
        for (byte[] packet : anyTraffic(CE_ADDRESS)) {
            assertTunnelled(BR, "2001:db8:12:0:0:c000:212:0", packet, down(full, packet));
        }
    }

    @Test
    void aPrefixHasOneMapAddressWithZeroHostBits() { // RFC 7597 section 5.2, figure 4, and section 6
        BorderRelay prefix =
                relay(OPTIONS, "ipv6Prefix=2001:db8::/40 ipv4Prefix=10.0.0.0/8 eaLength=16 format=rfc7597");
        for (String address : new String[] {"10.18.52.0", "10.18.52.1", "10.18.52.255"}) {
            for (byte[] packet : anyTraffic(address)) {
                assertTunnelled(BR, "2001:db8:12:3400:0:a12:3400:0", packet, down(prefix, packet));
            }
        }
    }

    private static byte[][] anyTraffic(String to) {
        return new byte[][] {
            ipv4(HOST, to).udp(53, 80).octets(),
            ipv4(HOST, to).udp(53, 0).octets(),
            ipv4(HOST, to).payload(47, Bytes.counting(24)).octets(),
            ipv4(HOST, to).payload(50, Bytes.counting(3)).octets(),
            ipv4(HOST, to).payload(6, new byte[0]).octets(),
            ipv4(HOST, to).icmpQuery(9, 0).octets(),
            ipv4(HOST, to).icmpError(3, new byte[0]).octets(),
            ipv4(HOST, to)
                    .flagsOffset(Ipv4PacketBuilder.MORE_FRAGMENTS)
                    .payload(47, Bytes.counting(24))
                    .octets(),
            ipv4(HOST, to).flagsOffset(100).payload(17, Bytes.counting(3)).octets()
        };
    }
}
