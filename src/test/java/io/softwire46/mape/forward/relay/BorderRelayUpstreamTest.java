package io.softwire46.mape.forward.relay;

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
import static io.softwire46.mape.forward.Nodes.relay;
import static io.softwire46.mape.forward.Nodes.up;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.testing.Placement;
import org.junit.jupiter.api.Test;

/** From CEs to the Internet, RFC 7597 sections 8 and 8.1: which packets a CE may send. */
class BorderRelayUpstreamTest {
    private static final byte[] INNER = ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80).octets();

    private final BorderRelay relay = relay(OPTIONS, RULE);
    private final BorderRelay lax = relay(OPTIONS.with(ForwardingOption.SOURCE_CHECK, SourceCheckMode.EA), RULE);
    private final BorderRelay off = relay(OPTIONS.with(ForwardingOption.SOURCE_CHECK, SourceCheckMode.OFF), RULE);

    private static Ipv4PacketBuilder fromCe() {
        return ipv4(CE_ADDRESS, HOST);
    }

    private static byte[] tunnelled(byte[] inner) {
        return ipv6(CE, BR).inner(inner).octets();
    }

    private void assertPasses(byte[] inner) {
        assertLeft(inner, up(relay, tunnelled(inner)));
    }

    private void assertDrop(Verdict verdict, byte[] inner) {
        assertDropped(verdict, up(relay, tunnelled(inner)));
    }

    @Test
    void packetsOfTheCeAreForwardedUnchanged() { // RFC 2473 section 3.1: decapsulation does not change the TTL
        assertPasses(INNER);
        assertPasses(fromCe().tcp(CE_PORT, 80).octets());
        assertPasses(fromCe().icmpQuery(8, CE_PORT).octets());
        assertPasses(fromCe().icmpQuery(0, CE_PORT).octets());
        assertPasses(fromCe().timeToLive(1).udp(CE_PORT, 80).octets());
        assertPasses(fromCe().typeOfService(0xb8)
                .options("0101010101010101")
                .udp(64723, 1)
                .octets());
    }

    @Test
    void icmpErrorsAreCheckedByTheDestinationPortOfTheQuotedPacket() { // the quoted packet was sent to the CE
        byte[] quote = Bytes.part(
                ipv4(HOST, CE_ADDRESS).options("01010101").udp(80, CE_PORT).octets(), 0, 32);
        byte[] wrongSide = Bytes.part(ipv4(HOST, CE_ADDRESS).udp(CE_PORT, 80).octets(), 0, 28);
        for (int type : new int[] {3, 4, 5, 11, 12}) {
            assertPasses(fromCe().icmpError(type, quote).octets());
            assertDrop(Verdict.DROP_SPOOFED, fromCe().icmpError(type, wrongSide).octets());
        }
        byte[] aboutEcho =
                Bytes.part(ipv4(HOST, CE_ADDRESS).icmpQuery(8, CE_PORT).octets(), 0, 28);
        assertPasses(fromCe().icmpError(3, aboutEcho).octets());
    }

    @Test
    void icmpErrorsAboutOthersPacketsAreDropped() {
        byte[] foreign = Bytes.part(ipv4(HOST, "192.0.2.19").udp(80, CE_PORT).octets(), 0, 28);
        assertDrop(Verdict.DROP_ICMP_BAD_QUOTE, fromCe().icmpError(3, foreign).octets());
        byte[] truncated = Bytes.part(ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT).octets(), 0, 23);
        assertDrop(Verdict.DROP_ICMP_BAD_QUOTE, fromCe().icmpError(3, truncated).octets());
    }

    @Test
    void anotherPortIsSpoofed() { // RFC 7597 section 8.1
        assertDrop(Verdict.DROP_SPOOFED, fromCe().udp(1236, 80).octets());
        assertDrop(Verdict.DROP_SPOOFED, fromCe().udp(1231, 80).octets());
        assertDrop(Verdict.DROP_SPOOFED, fromCe().icmpQuery(8, 1236).octets());
    }

    @Test
    void aPortWithAZeroIsSpoofedAlthoughItsPsidFits() { // 208 = 0 00110100 00: A = 0, PSID 0x34
        assertDrop(Verdict.DROP_SPOOFED, fromCe().udp(208, 80).octets());
        assertDropped(
                Verdict.DROP_SPOOFED, up(lax, tunnelled(fromCe().udp(208, 80).octets())));
    }

    @Test
    void anotherAddressIsSpoofed() {
        for (String source : new String[] {"192.0.2.19", "192.0.3.18", "203.0.113.18", HOST}) {
            byte[] packet =
                    tunnelled(ipv4(source, "198.51.100.1").udp(CE_PORT, 80).octets());
            assertDropped(Verdict.DROP_SPOOFED, up(relay, packet));
            assertDropped(Verdict.DROP_SPOOFED, up(lax, packet));
        }
    }

    @Test
    void withoutSharingTheAddressIsCheckedAllTheSame() { // and every protocol is forwarded
        BorderRelay full = relay(OPTIONS, "ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=8 format=rfc7597");
        String ce = "2001:db8:12:0:0:c000:212:0";
        for (byte[] inner : new byte[][] {
            fromCe().udp(80, 80).octets(),
            fromCe().payload(47, Bytes.counting(24)).octets(),
            fromCe().payload(50, Bytes.counting(3)).octets(),
            fromCe().flagsOffset(9).payload(17, Bytes.counting(3)).octets()
        }) {
            assertLeft(inner, up(full, ipv6(ce, BR).inner(inner).octets()));
        }
        byte[] spoofed =
                ipv4("192.0.2.19", HOST).payload(47, Bytes.counting(24)).octets();
        assertDropped(Verdict.DROP_SPOOFED, up(full, ipv6(ce, BR).inner(spoofed).octets()));
    }

    @Test
    void strictComparesEveryBitOfTheOuterSource() { // RFC 7597 section 5.3, compared with the minimum of section 8.1
        String[] sameEaBits = {
            "2001:db8:12:3401:0:c000:212:34",
            "2001:db8:12:3400:1:c000:212:34",
            "2001:db8:12:3400:0:c000:213:34",
            "2001:db8:12:3400:0:c000:212:35",
            "2001:db8:12:34ff::"
        };
        for (String source : sameEaBits) {
            byte[] packet = ipv6(source, BR).inner(INNER).octets();
            assertDropped(Verdict.DROP_SPOOFED, up(relay, packet));
            assertLeft(INNER, up(lax, packet));
        }
        byte[] otherEaBits =
                ipv6("2001:db8:12:3500:0:c000:212:34", BR).inner(INNER).octets();
        assertDropped(Verdict.DROP_SPOOFED, up(lax, otherEaBits));
    }

    @Test
    void offComparesNothing() {
        assertLeft(INNER, up(off, ipv6("2001:db8:12:3500::", BR).inner(INNER).octets()));
        byte[] gre = ipv4("203.0.113.18", HOST).payload(47, Bytes.counting(24)).octets();
        assertLeft(gre, up(off, tunnelled(gre)));
        assertDropped(
                Verdict.DROP_NO_RULE,
                up(off, ipv6("2001:db9::", BR).inner(INNER).octets()));
    }

    @Test
    void sourcesInNoRuleAreDropped() { // RFC 7597 section 10
        for (String source : new String[] {"2001:db8:100:3400:0:c000:212:34", "::", "ff02::1", "2001:db9:12:3400::"}) {
            assertDropped(
                    Verdict.DROP_NO_RULE,
                    up(relay, ipv6(source, BR).inner(INNER).octets()));
        }
    }

    @Test
    void protocolsWithoutPortsAreDroppedOnASharedAddress() {
        assertDrop(
                Verdict.DROP_UNSUPPORTED_PROTOCOL,
                fromCe().ports(47, CE_PORT, CE_PORT, 24).octets());
        assertDrop(
                Verdict.DROP_UNSUPPORTED_PROTOCOL,
                fromCe().ports(50, CE_PORT, CE_PORT, 24).octets());
        assertDrop(
                Verdict.DROP_UNSUPPORTED_PROTOCOL,
                fromCe().icmpQuery(10, CE_PORT).octets());
        assertDrop(Verdict.DROP_TRUNCATED, fromCe().ports(6, CE_PORT, 80, 19).octets());
    }

    @Test
    void innerFragmentsOfASharedAddressAreDroppedByOption() { // their CE is unknown
        BorderRelay without = relay(OPTIONS.with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.DROP), RULE);
        byte[] later = fromCe().flagsOffset(1).udp(CE_PORT, 80).octets();
        assertDropped(Verdict.DROP_FRAGMENT_IPV4, up(without, tunnelled(later)));
        byte[] first = fromCe().flagsOffset(Ipv4PacketBuilder.MORE_FRAGMENTS)
                .udp(CE_PORT, 80)
                .octets();
        assertDropped(Verdict.DROP_FRAGMENT_IPV4, up(without, tunnelled(first)));
    }

    @Test
    void theBorderRelaysOwnAddressAsSourceIsALoop() { // RFC 2473 section 4.1.2
        assertDropped(Verdict.DROP_LOOP, up(relay, ipv6(BR, BR).inner(INNER).octets()));
        BorderRelay trusting = relay(OPTIONS.with(ForwardingOption.ACCEPT_BR_SOURCE, true), RULE);
        assertDropped(Verdict.DROP_LOOP, up(trusting, ipv6(BR, BR).inner(INNER).octets()));
        ForwardingOptions accept = OPTIONS.with(ForwardingOption.ACCEPT_BR_SOURCE, true);
        BorderRelay two = relay(domain(accept, BR + " " + OTHER_BR, RULE));
        assertDropped(
                Verdict.DROP_LOOP, up(two, ipv6(OTHER_BR, OTHER_BR).inner(INNER).octets()));
    }

    @Test
    void otherBorderRelaysOfTheDomainPassByOptionOnly() { // RFC 7597 section 8.1
        byte[] notOfACe =
                ipv4("203.0.113.18", HOST).payload(47, Bytes.counting(24)).octets();
        byte[] packet = ipv6(OTHER_BR, BR).inner(notOfACe).octets();
        String both = BR + " " + OTHER_BR;
        ForwardingOptions accept = OPTIONS.with(ForwardingOption.ACCEPT_BR_SOURCE, true);
        assertDropped(Verdict.DROP_NO_RULE, up(relay(domain(OPTIONS, both, RULE)), packet));
        assertLeft(notOfACe, up(relay(domain(accept, both, RULE)), packet));
        assertDropped(Verdict.DROP_NO_RULE, up(relay(domain(accept, BR, RULE)), packet));
    }

    @Test
    void anyBorderRelayAddressOfTheDomainIsADestinationAndNothingElse() { // RFC 7597 section 8.1
        BorderRelay two = relay(domain(OPTIONS, BR + " " + OTHER_BR, RULE));
        assertLeft(INNER, up(two, ipv6(CE, OTHER_BR).inner(INNER).octets()));
        assertDropped(Verdict.NOT_MAP, up(relay, ipv6(CE, OTHER_BR).inner(INNER).octets()));
        assertDropped(Verdict.NOT_MAP, up(relay, ipv6(CE, CE).inner(INNER).octets()));
        assertDropped(
                Verdict.NOT_MAP, up(relay, ipv6(CE, "ff02::1").inner(INNER).octets()));
    }

    @Test
    void extensionHeadersAreSkipped() { // RFC 8200 section 4
        byte[] packet = ipv6(CE, BR)
                .header(0, "00000104 00000000")
                .header(60, "00000401 04010100")
                .header(43, "00000000 00000000")
                .header(51, "00040000 00000000 00000000 00000000 00000000 00000000")
                .inner(INNER)
                .octets();
        assertLeft(INNER, up(relay, packet));
    }

    @Test
    void badExtensionHeadersAreDropped() {
        assertExtension(Verdict.DROP_BAD_EXTENSION_HEADER, 43, "0000000100000000"); // segments left
        assertExtension(Verdict.DROP_BAD_EXTENSION_HEADER, 60, "00004a0400000000"); // unknown: discard
        assertExtension(Verdict.DROP_BAD_EXTENSION_HEADER, 60, "00008a0400000000");
        assertExtension(Verdict.DROP_BAD_EXTENSION_HEADER, 0, "0000ca0400000000");
        assertExtension(Verdict.DROP_BAD_EXTENSION_HEADER, 60, "00ff010400000000"); // ends after the packet
        assertExtension(Verdict.DROP_BAD_EXTENSION_HEADER, 60, "0000010700000000"); // an option longer than its header
        Ipv6PacketBuilder nine = ipv6(CE, BR).inner(INNER);
        for (int i = 0; i < 9; i++) {
            nine.header(60, "0000010400000000");
        }
        assertDropped(Verdict.DROP_BAD_EXTENSION_HEADER, up(relay, nine.octets()));
        byte[] late = ipv6(CE, BR)
                .header(60, "0000010400000000")
                .header(0, "0000010400000000")
                .inner(INNER)
                .octets();
        assertDropped(Verdict.DROP_UNSUPPORTED_NEXT_HEADER, up(relay, late)); // RFC 8200 section 4.1
    }

    private void assertExtension(Verdict verdict, int kind, String header) {
        assertDropped(
                verdict,
                up(relay, ipv6(CE, BR).header(kind, header).inner(INNER).octets()));
    }

    @Test
    void otherPayloadsAreDropped() {
        for (int kind : new int[] {6, 17, 41, 59, 50, 135}) {
            assertDropped(
                    Verdict.DROP_UNSUPPORTED_NEXT_HEADER,
                    up(relay, ipv6(CE, BR).payload(kind, INNER).octets()));
        }
        assertDropped(
                Verdict.DROP_ICMPV6_BAD_CHECKSUM, // its first octet is 45, an error
                up(relay, ipv6("2001:db8:1::1", BR).payload(58, INNER).octets()));
        byte[] solicitation = Bytes.hex("8700000000000000");
        assertDropped(
                Verdict.DROP_ICMPV6,
                up(relay, ipv6("2001:db8:1::1", BR).payload(58, solicitation).octets()));
        byte[] fragment =
                ipv6(CE, BR).header(44, "0000000112345678").inner(INNER).octets();
        BorderRelay without = relay(OPTIONS.with(ForwardingOption.V6_REASSEMBLY, false), RULE);
        assertDropped(Verdict.DROP_FRAGMENT_IPV6, up(without, fragment));
        byte[] truncated = ipv6(CE, BR).payload(44, Bytes.hex("04000001123456")).octets();
        assertDropped(Verdict.DROP_BAD_EXTENSION_HEADER, up(relay, truncated));
    }

    @Test
    void badIpv6HeadersAreDropped() { // RFC 8200 section 3
        byte[] packet = tunnelled(INNER);
        assertDropped(Verdict.DROP_TRUNCATED, up(relay, new byte[0]));
        assertDropped(Verdict.DROP_TRUNCATED, up(relay, Bytes.part(packet, 0, 39)));
        assertDropped(Verdict.DROP_TRUNCATED, up(relay, Bytes.part(packet, 0, packet.length - 1)));
        byte[] version = packet.clone();
        version[0] = 0x40;
        assertDropped(Verdict.DROP_BAD_IPV6_HEADER, up(relay, version));
        byte[] empty = packet.clone();
        Bytes.put16(empty, 4, 0);
        assertDropped(Verdict.DROP_BAD_IPV6_HEADER, up(relay, empty));
        assertDropped(Verdict.DROP_BAD_IPV6_HEADER, up(relay, Bytes.part(empty, 0, 40)));
    }

    @Test
    void octetsAfterTheInnerPacketAreRemoved() {
        byte[] inTunnel = Bytes.concat(INNER, Bytes.hex("eeeeee"));
        assertLeft(INNER, up(relay, tunnelled(inTunnel)));
        assertLeft(INNER, up(relay, Bytes.concat(tunnelled(INNER), Bytes.hex("eeeeee"))));
    }

    @Test
    void anInnerPacketLongerThanThePayloadIsRefused() {
        byte[] packet = tunnelled(INNER);
        Bytes.put16(packet, 4, INNER.length - 1); // the octet is there, but not in the payload
        assertDropped(Verdict.DROP_TRUNCATED, up(relay, packet));
        assertDrop(Verdict.DROP_TRUNCATED, Bytes.part(INNER, 0, INNER.length - 1));
        assertDrop(Verdict.DROP_TRUNCATED, Bytes.part(INNER, 0, 19));
    }

    @Test
    void badInnerHeadersAreDropped() { // RFC 1812 section 5.2.2
        byte[] packet = INNER.clone();
        packet[0] = 0x44;
        assertDrop(Verdict.DROP_BAD_IPV4_HEADER, packet);
        packet = INNER.clone();
        packet[0] = 0x65;
        assertDrop(Verdict.DROP_BAD_IPV4_HEADER, packet);
        packet = INNER.clone();
        packet[10] ^= 1;
        assertDrop(Verdict.DROP_BAD_CHECKSUM, packet);
    }

    @Test
    void dropsInnerAddressesThatAreNeverForwarded() { // RFC 1812 section 5.3.7, RFC 7597 section 1
        assertDrop(
                Verdict.DROP_MULTICAST,
                ipv4(CE_ADDRESS, "224.0.0.1").udp(CE_PORT, 80).octets());
        assertDrop(
                Verdict.DROP_MULTICAST,
                ipv4(CE_ADDRESS, "255.255.255.255").udp(CE_PORT, 80).octets());
        for (String odd : new String[] {"0.0.0.0", "127.0.0.1", "240.0.0.1"}) {
            assertDrop(
                    Verdict.DROP_MARTIAN, ipv4(CE_ADDRESS, odd).udp(CE_PORT, 80).octets());
            assertDrop(Verdict.DROP_MARTIAN, ipv4(odd, HOST).udp(CE_PORT, 80).octets());
        }
        assertDrop(
                Verdict.DROP_MARTIAN, ipv4("224.0.0.1", HOST).udp(CE_PORT, 80).octets());
    }

    @Test
    void portsStartAtZeroWhereTheOffsetIsZero() { // RFC 7597 section 5.1; PSID 0x34 of a = 0, k = 8 is 13312-13567
        BorderRelay offset0 = relay(OPTIONS, RULE.replace("psidOffset=6", "psidOffset=0"));
        for (int port : new int[] {13312, 13567}) {
            byte[] inner = fromCe().udp(port, 80).octets();
            assertLeft(inner, up(offset0, tunnelled(inner)));
        }
        assertDropped(
                Verdict.DROP_SPOOFED,
                up(offset0, tunnelled(fromCe().udp(13568, 80).octets())));
        byte[] port0 = fromCe().udp(0, 80).octets();
        assertLeft(
                port0,
                up(offset0, ipv6("2001:db8:12:0:0:c000:212:0", BR).inner(port0).octets()));
        assertDropped(Verdict.DROP_SPOOFED, up(offset0, tunnelled(port0)));
    }

    @Test
    void whereOnlyAddressesOfFragmentsAreComparedTheFirstOneShowsItsPort() { // RFC 7597 section 8.1
        BorderRelay byAddress = relay(OPTIONS.with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.ADDRESS), RULE);
        byte[] own = firstFragment(CE_ADDRESS, CE_PORT);
        assertLeft(own, up(byAddress, ipv6(CE, BR).inner(own).octets()));
        byte[] foreign = firstFragment(CE_ADDRESS, CE_PORT + 4);
        assertDropped(
                Verdict.DROP_SPOOFED, up(byAddress, ipv6(CE, BR).inner(foreign).octets()));
        byte[] later =
                ipv4(CE_ADDRESS, HOST).flagsOffset(2).payload(17, new byte[16]).octets();
        assertLeft(later, up(byAddress, ipv6(CE, BR).inner(later).octets()));
    }

    private static byte[] firstFragment(String source, int port) {
        return ipv4(source, HOST)
                .flagsOffset(0x2000)
                .payload(
                        17,
                        Bytes.concat(new byte[] {(byte) (port >>> 8), (byte) port, 0, 80, 0, 40, 0, 0}, new byte[8]))
                .octets();
    }

    /** An address that one domain assigns to a CE may be the BR address of another. */
    @Test
    void aCeWithTheBrAddressOfAnotherDomainIsALoop() {
        String neighbour = "2001:db8:13:3500:0:c000:213:35";
        String elsewhere = "ipv6Prefix=2001:db8:8000::/40 ipv4Prefix=198.51.100.0/24 eaLength=16 psidOffset=6";
        BorderRelay among =
                relay(domain("one", false, OPTIONS, BR, RULE), domain("another", false, OPTIONS, CE, elsewhere));
        byte[] loop = tunnelled(INNER);
        byte[] fromNeighbour = ipv6(neighbour, BR)
                .inner(ipv4("192.0.2.19", HOST).udp(1236, 80).octets())
                .octets();
        assertDropped(Verdict.DROP_LOOP, up(among, loop));
        assertDropped(Verdict.FORWARDED, up(among, fromNeighbour));
        assertDropped(Verdict.DROP_LOOP, inBurst(among, loop));
        assertDropped(Verdict.FORWARDED, inBurst(among, fromNeighbour));
    }

    private static Placement.Result inBurst(BorderRelay relay, byte[] ipv6) {
        return Nodes.run(ipv6, 48, packet -> Nodes.burstOfOne(relay::fromIpv6, packet, 0));
    }
}
