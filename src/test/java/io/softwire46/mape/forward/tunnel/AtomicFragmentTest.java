package io.softwire46.mape.forward.tunnel;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.MORE_FRAGMENTS;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.RULE;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv6;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Verdict;
import org.junit.jupiter.api.Test;

/**
 * Packets with an atomic Fragment header are processed at once (RFC 6946 section 4), and errors quote them as received (RFC 4443
 * section 3.4).
 */
class AtomicFragmentTest {
    private static final String PREFIX = "2001:db8:12:3400::/56";
    private static final String ATOMIC = "0000000000000014"; // offset 0, no more, identification 20
    private static final String UNKNOWN_OPTION = "00008a0400000000"; // its third octet, at 2, is the option type
    private static final byte[] FROM_CE =
            ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80).octets();
    private static final byte[] TO_CE = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT).octets();

    private static Forwarder relay(ForwardingOptions options) {
        return Nodes.relay(options, RULE);
    }

    private static Forwarder edge(ForwardingOptions options) {
        return Nodes.edge(Nodes.mesh(options, BR, RULE), PREFIX);
    }

    private static Ipv6PacketBuilder up() {
        return ipv6(CE, BR).header(44, ATOMIC);
    }

    private static Ipv6PacketBuilder down() {
        return ipv6(BR, CE).header(44, ATOMIC);
    }

    /** Asserts that the error quotes the whole packet, including the Fragment header. */
    private static void assertQuoted(Forwarder node, int type, int code, int pointer, byte[] packet, Verdict verdict) {
        String self = Bytes.hex(Bytes.part(packet, 24, 40));
        byte[] left = Outcome.fromIpv6(node, packet).only(verdict);
        assertEquals(self, Bytes.hex(Bytes.part(left, 8, 24)));
        assertEquals(Bytes.hex(Bytes.part(packet, 8, 24)), Bytes.hex(Bytes.part(left, 24, 40)));
        assertEquals(type << 8 | code, Bytes.u16(left, 40));
        assertEquals(pointer, Bytes.int32(left, 44));
        assertEquals(Bytes.hex(packet), Bytes.hex(Bytes.part(left, 48, left.length)));
    }

    @Test
    void pointsAtTheOptionAfterTheFragmentHeader() {
        byte[] packet = up().header(60, UNKNOWN_OPTION).inner(FROM_CE).octets();
        assertQuoted(relay(OPTIONS), 4, 2, 50, packet, Verdict.DROP_BAD_EXTENSION_HEADER);
        packet = down().header(60, UNKNOWN_OPTION).inner(TO_CE).octets();
        assertQuoted(edge(OPTIONS), 4, 2, 50, packet, Verdict.DROP_BAD_EXTENSION_HEADER);
        packet = ipv6(CE, BR)
                .header(0, "0000010400000000")
                .header(44, ATOMIC)
                .header(43, "0000000100000000")
                .inner(FROM_CE)
                .octets();
        assertQuoted(relay(OPTIONS), 4, 0, 58, packet, Verdict.DROP_BAD_EXTENSION_HEADER);
    }

    @Test
    void theNextHeaderOfTheFragmentHeaderIsPointedAt() {
        for (int kind : new int[] {17, 41, 254}) {
            byte[] packet = up().payload(kind, FROM_CE).octets();
            assertQuoted(relay(OPTIONS), 4, 1, 40, packet, Verdict.DROP_UNSUPPORTED_NEXT_HEADER);
            packet = down().payload(kind, TO_CE).octets();
            assertQuoted(edge(OPTIONS), 4, 1, 40, packet, Verdict.DROP_UNSUPPORTED_NEXT_HEADER);
        }
        // RFC 8200 section 4.1: Hop-by-Hop Options only directly after the IPv6 header
        byte[] late = up().header(0, "0000010400000000").inner(FROM_CE).octets();
        assertQuoted(relay(OPTIONS), 4, 1, 40, late, Verdict.DROP_UNSUPPORTED_NEXT_HEADER);
    }

    @Test
    void theSourceCheckQuotesItAsReceived() { // RFC 4443 section 3.1, code 5
        ForwardingOptions sendError = OPTIONS.with(ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS, true);
        byte[] spoofed = up().inner(TO_CE).octets();
        assertQuoted(relay(sendError), 1, 5, 0, spoofed, Verdict.DROP_SPOOFED);
        byte[] stranger =
                ipv6("2001:db9::1", BR).header(44, ATOMIC).inner(FROM_CE).octets();
        assertQuoted(relay(sendError), 1, 5, 0, stranger, Verdict.DROP_NO_RULE);
        byte[] neighbour = ipv6("2001:db8:13:3500:0:c000:213:35", CE)
                .header(44, ATOMIC)
                .inner(TO_CE)
                .octets();
        assertQuoted(edge(sendError), 1, 5, 0, neighbour, Verdict.DROP_SPOOFED);
    }

    @Test
    void itIsForwardedEvenWhereNothingIsReassembled() {
        ForwardingOptions none = OPTIONS.with(ForwardingOption.V6_REASSEMBLY, false);
        for (ForwardingOptions options : new ForwardingOptions[] {OPTIONS, none}) {
            byte[] left = Outcome.fromIpv6(relay(options), up().inner(FROM_CE).octets())
                    .only(Verdict.FORWARDED);
            assertEquals(Bytes.hex(FROM_CE), Bytes.hex(left));
            left = Outcome.fromIpv6(edge(options), down().inner(TO_CE).octets()).only(Verdict.FORWARDED);
            assertEquals(Bytes.hex(TO_CE), Bytes.hex(left));
        }
    }

    /** An inner fragment in an atomic fragment is held with it, and released when the port is known. */
    @Test
    void innerFragmentsFollowTheirPort() {
        byte[] whole = ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80, 40).octets();
        byte[] first = ipv4(CE_ADDRESS, HOST)
                .flagsOffset(MORE_FRAGMENTS)
                .payload(17, Bytes.part(whole, 20, 44))
                .octets();
        byte[] last = ipv4(CE_ADDRESS, HOST)
                .flagsOffset(3)
                .payload(17, Bytes.part(whole, 44, 68))
                .octets();
        Forwarder node = relay(OPTIONS);
        Outcome.fromIpv6(node, up().inner(last).octets()).assertSilent(Verdict.HELD);
        Outcome outcome = Outcome.fromIpv6(node, up().inner(first).octets());
        assertEquals(Verdict.FORWARDED, outcome.verdict());
        assertEquals(Bytes.hex(last), Bytes.hex(outcome.packets().get(0)));
        assertEquals(Bytes.hex(first), Bytes.hex(outcome.packets().get(1)));
    }

    @Test
    void itsFragmentHeaderIsNoPartOfTheLongestPacket() {
        ForwardingOptions limited = OPTIONS.with(ForwardingOption.MAX_PACKET_SIZE, 1540);
        byte[] fits = ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80, 1472).octets(); // 1500 octets
        Outcome.fromIpv6(relay(limited), up().inner(fits).octets()).only(Verdict.FORWARDED);
        byte[] longer = ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80, 1473).octets();
        Outcome.fromIpv6(relay(limited), up().inner(longer).octets()).assertSilent(Verdict.DROP_TOO_BIG);
        byte[] toCe = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 1472).octets();
        Outcome.fromIpv6(edge(limited), down().inner(toCe).octets()).only(Verdict.FORWARDED);
        toCe = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 1473).octets();
        Outcome.fromIpv6(edge(limited), down().inner(toCe).octets()).assertSilent(Verdict.DROP_TOO_BIG);
    }

    @Test
    void oneInsideAnotherIsRefused() {
        byte[] twice = up().header(44, ATOMIC).inner(FROM_CE).octets();
        Outcome.fromIpv6(relay(OPTIONS), twice).assertSilent(Verdict.DROP_BAD_EXTENSION_HEADER);
        byte[] fragmentInside =
                up().header(44, "0000000100000015").inner(FROM_CE).octets();
        Outcome.fromIpv6(relay(OPTIONS), fragmentInside).assertSilent(Verdict.DROP_BAD_EXTENSION_HEADER);
        twice = down().header(44, ATOMIC).inner(TO_CE).octets();
        Outcome.fromIpv6(edge(OPTIONS), twice).assertSilent(Verdict.DROP_BAD_EXTENSION_HEADER);
    }

    @Test
    void oneInAReassembledPacketIsRefused() {
        byte[] fragmentable = Bytes.concat(Bytes.hex("0400000000000015"), FROM_CE); // Next Header 4, atomic
        byte[] start = Bytes.concat(Bytes.hex("2c000001 00000016"), Bytes.part(fragmentable, 0, 32));
        byte[] end = Bytes.concat(Bytes.hex("2c000020 00000016"), Bytes.part(fragmentable, 32, fragmentable.length));
        Forwarder node = relay(OPTIONS);
        Outcome.fromIpv6(node, ipv6(CE, BR).payload(44, start).octets()).assertSilent(Verdict.HELD);
        Outcome.fromIpv6(node, ipv6(CE, BR).payload(44, end).octets()).assertSilent(Verdict.DROP_BAD_EXTENSION_HEADER);
    }

    @Test
    void icmpv6InItIsTreatedAsWithout() {
        byte[] request = icmpv6("2001:db9::7", BR, 64, 128, 0, 5, Bytes.counting(20));
        byte[] atomic = ipv6("2001:db9::7", BR)
                .header(44, ATOMIC)
                .payload(58, Bytes.part(request, 40, request.length))
                .octets();
        byte[] reply = icmpv6(BR, "2001:db9::7", 64, 129, 0, 5, Bytes.counting(20));
        assertEquals(
                Bytes.hex(reply),
                Bytes.hex(Outcome.fromIpv6(relay(OPTIONS), atomic).only(Verdict.REPLIED)));
        byte[] error =
                icmpv6("2001:db9::7", BR, 64, 1, 0, 0, ipv6(BR, CE).inner(TO_CE).octets());
        atomic = ipv6("2001:db9::7", BR)
                .header(44, ATOMIC)
                .payload(58, Bytes.part(error, 40, error.length))
                .octets();
        Outcome.fromIpv6(relay(OPTIONS), atomic).only(Verdict.RELAYED);
    }

    /** RFC 8200 section 4.5: the reassembled packet is too long, and the error quotes the fragment that shows it. */
    @Test
    void tooLongPointsIntoTheFragmentThatIsQuoted() {
        ForwardingOptions options = OPTIONS.with(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE, 1.0);
        byte[] data = Bytes.concat(FROM_CE, new byte[65_512 - FROM_CE.length]);
        byte[] last = Bytes.concat(Bytes.hex("0400ffe8 00000017"), new byte[23]); // offset 65512
        for (boolean atRelay : new boolean[] {true, false}) {
            String from = atRelay ? CE : BR;
            String to = atRelay ? BR : CE;
            Forwarder node = atRelay ? relay(options) : edge(options);
            byte[] first = ipv6(from, to)
                    .header(60, "0000010400000000")
                    .header(44, "0000000100000017")
                    .payload(4, data)
                    .octets();
            Outcome.fromIpv6(node, first).assertSilent(Verdict.HELD);
            byte[] quoted = ipv6(from, to).payload(44, last).octets();
            assertQuoted(node, 4, 0, 42, quoted, Verdict.DROP_FRAGMENT_TOO_LONG);
        }
    }
}
