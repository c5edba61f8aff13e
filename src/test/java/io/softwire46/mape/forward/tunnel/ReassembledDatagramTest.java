package io.softwire46.mape.forward.tunnel;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.DONT_FRAGMENT;
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
import static io.softwire46.mape.forward.tunnel.ErrorPackets.DUMMY;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.assertIcmpv4;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv4;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.ReceivedParts;
import io.softwire46.mape.forward.counter.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/**
 * A datagram that a node has reassembled is not dropped for a length that its sender never sent: RFC 1191 section 3, RFC 6864
 * section 4.3.
 */
class ReassembledDatagramTest {
    private static final String NEIGHBOUR = "2001:db8:13:3500:0:c000:213:35"; // 192.0.2.19, PSID 0x35
    private static final String NEIGHBOUR_ADDRESS = "192.0.2.19";
    private static final int NEIGHBOUR_PORT = 1236;
    private static final ForwardingOptions FULL = OPTIONS.with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.FULL)
            .with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.REASSEMBLE);

    /** The fragments of a UDP datagram with these octets of data each, and the rest. */
    private static List<byte[]> fragments(byte[] datagram, int flags, int... octets) {
        String from = address(datagram, 12);
        String to = address(datagram, 16);
        List<byte[]> fragments = new ArrayList<>();
        int at = 20;
        for (int each : octets) {
            int more = at + each < datagram.length ? MORE_FRAGMENTS : 0;
            fragments.add(ipv4(from, to)
                    .flagsOffset(flags | more | (at - 20) / 8)
                    .payload(17, Bytes.part(datagram, at, at + each))
                    .octets());
            at += each;
        }
        assertEquals(datagram.length, at);
        return fragments;
    }

    private static String address(byte[] packet, int at) {
        return Bytes.u8(packet, at) + "." + Bytes.u8(packet, at + 1) + "." + Bytes.u8(packet, at + 2) + "."
                + Bytes.u8(packet, at + 3);
    }

    private static Outcome down(ForwardingOptions options, List<byte[]> fragments) {
        Forwarder node = Nodes.relay(options, RULE);
        for (byte[] each : fragments.subList(0, fragments.size() - 1)) {
            Outcome.fromIpv4(node, each).assertSilent(Verdict.HELD);
        }
        return Outcome.fromIpv4(node, fragments.get(fragments.size() - 1));
    }

    private static Outcome up(ForwardingOptions options, List<byte[]> fragments) {
        Forwarder node = Nodes.relay(options, RULE);
        for (byte[] each : fragments.subList(0, fragments.size() - 1)) {
            Outcome.fromIpv6(node, ipv6(CE, BR).inner(each).octets()).assertSilent(Verdict.HELD);
        }
        byte[] last = fragments.get(fragments.size() - 1);
        return Outcome.fromIpv6(node, ipv6(CE, BR).inner(last).octets());
    }

    private static void assertParts(List<ReceivedParts.Part> expected, int df, Outcome outcome, int headers) {
        assertEquals(Verdict.FORWARDED, outcome.verdict());
        assertEquals(expected, ReceivedParts.ofIpv4(outcome.packets(), headers));
        for (byte[] packet : outcome.packets()) {
            assertEquals(df, Bytes.u16(packet, headers + 6) & DONT_FRAGMENT, "DF");
        }
    }

    private static final byte[] TO_CE =
            ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 1800).octets(); // 1828 octets
    private static final byte[] FROM_CE =
            ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80, 1800).octets();

    @Test
    void outerFragmentsWhereTheTunnelPacketIsFragmented() {
        for (int flags : new int[] {DONT_FRAGMENT, 0}) {
            Outcome outcome = down(FULL, fragments(TO_CE, flags, 1000, 808));
            assertEquals(Verdict.FORWARDED, outcome.verdict());
            assertEquals(List.of(1496, 428), outcome.sizes()); // 1448 + 380 octets of 1828
            byte[] whole = TO_CE.clone();
            whole[6] |= (byte) (flags >> 8);
            byte[] expected = ipv6(BR, CE)
                    .inner(Nodes.oneHopLess(Bytes.withHeaderChecksum(whole, 0)))
                    .octets();
            assertEquals(Bytes.hex(expected), Bytes.hex(ReceivedParts.reassembleIpv6(outcome.packets())));
        }
    }

    /** Also if packets that do not fit are dropped: a datagram whose fragments fitted on arrival is not such a packet. */
    @Test
    void fragmentsOfTheSameSizeWhereTheIpv4PacketIsFragmented() {
        for (Fragmentation fragmentation : List.of(Fragmentation.INNER, Fragmentation.DROP)) {
            ForwardingOptions options = FULL.with(ForwardingOption.FRAGMENTATION, fragmentation);
            List<ReceivedParts.Part> parts =
                    List.of(new ReceivedParts.Part(1020, 0, true), new ReceivedParts.Part(828, 125, false));
            for (int df : new int[] {DONT_FRAGMENT, 0}) {
                Outcome outcome = down(options, fragments(TO_CE, df, 1000, 808));
                assertParts(parts, df, outcome, 40);
                byte[] whole = TO_CE.clone();
                whole[6] |= (byte) (df >> 8);
                whole = Bytes.withHeaderChecksum(whole, 0);
                assertEquals(
                        Bytes.hex(Nodes.oneHopLess(whole)),
                        Bytes.hex(ReceivedParts.reassembleIpv4(outcome.packets(), 40)));
            }
        }
    }

    @Test
    void theLargestFragmentAndItsDfDecide() {
        ForwardingOptions options = FULL.with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER);
        List<byte[]> mixed = fragments(TO_CE, DONT_FRAGMENT, 808, 1000); // the last is the largest
        mixed.set(1, fragments(TO_CE, 0, 808, 1000).get(1));
        List<ReceivedParts.Part> parts =
                List.of(new ReceivedParts.Part(1020, 0, true), new ReceivedParts.Part(828, 125, false));
        assertParts(parts, 0, down(options, mixed), 40);
        List<byte[]> three = fragments(TO_CE, DONT_FRAGMENT, 400, 1000, 408);
        assertParts(parts, DONT_FRAGMENT, down(options, three), 40);
    }

    /** RFC 791 section 3.2: every network carries 68 octets, so that no fragments are smaller. */
    @Test
    void fragmentsAreNotSmallerThanEveryNetworkTakes() {
        ForwardingOptions options = FULL.with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER)
                .with(ForwardingOption.MAX_FRAGMENTS_PER_PACKET, 300);
        int[] eight = new int[226];
        Arrays.fill(eight, 8); // 226 * 8 = 1808
        Outcome outcome = down(options, fragments(TO_CE, DONT_FRAGMENT, eight));
        assertEquals(38, outcome.packets().size()); // 1808 / 48
        assertEquals(108, outcome.packets().get(0).length);
    }

    @Test
    void anErrorIsSentWhereAFragmentAsReceivedDoesNotFit() {
        byte[] big = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 2000).octets();
        for (Fragmentation fragmentation : Fragmentation.values()) {
            ForwardingOptions options = FULL.with(ForwardingOption.FRAGMENTATION, fragmentation);
            byte[] sentError =
                    down(options, fragments(big, DONT_FRAGMENT, 1448, 560)).only(Verdict.DROP_TOO_BIG);
            byte[] about = big.clone();
            about[6] |= DONT_FRAGMENT >> 8;
            about = Bytes.part(Bytes.withHeaderChecksum(about, 0), 0, 548);
            assertIcmpv4(icmpv4(DUMMY, HOST, 0xc0, 3, 4, 1460, about), sentError); // 1468 octets were sent
            assertEquals(
                    fragmentation == Fragmentation.DROP ? Verdict.DROP_TOO_BIG : Verdict.FORWARDED,
                    down(options, fragments(big, 0, 1448, 560)).verdict());
            assertEquals(
                    Verdict.FORWARDED,
                    down(options, fragments(big, DONT_FRAGMENT, 1440, 568)).verdict(),
                    "1460 octets");
        }
    }

    /** RFC 8200 section 3: a tunnel packet has at most 65,535 octets following its header; option and datagram exceed it. */
    @Test
    void datagramTooLongForOneTunnelPacketIsSentInFragments() {
        ForwardingOptions options = FULL.with(ForwardingOption.ENCAPSULATION_LIMIT, OptionalInt.of(4))
                .with(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE, 1.0);
        byte[] longest = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 65_507).octets(); // 65535 octets
        int[] octets = new int[47];
        Arrays.fill(octets, 1400);
        octets[46] = 65_515 - 46 * 1400;
        Outcome outcome = down(options, fragments(longest, DONT_FRAGMENT, octets));
        assertEquals(Verdict.FORWARDED, outcome.verdict());
        assertEquals(47, outcome.packets().size());
        assertEquals(48 + 1420, outcome.packets().get(0).length);
    }

    @Test
    void upstreamWithAnMtu() {
        ForwardingOptions options = FULL.with(ForwardingOption.MTU_V4, OptionalInt.of(1500));
        List<ReceivedParts.Part> parts =
                List.of(new ReceivedParts.Part(1020, 0, true), new ReceivedParts.Part(828, 125, false));
        for (int df : new int[] {DONT_FRAGMENT, 0}) {
            assertParts(parts, df, up(options, fragments(FROM_CE, df, 1000, 808)), 0);
        }
        ForwardingOptions small = FULL.with(ForwardingOption.MTU_V4, OptionalInt.of(1000));
        Outcome refused = up(small, fragments(FROM_CE, DONT_FRAGMENT, 1000, 808));
        byte[] sentError = refused.only(Verdict.DROP_TOO_BIG);
        assertEquals(
                "0304", Bytes.hex(Bytes.part(sentError, 60, 62))); // through the tunnel, following 60 octets of headers
        assertEquals(1000, Bytes.u16(sentError, 66));
        assertEquals(
                Verdict.FORWARDED, up(small, fragments(FROM_CE, 0, 1000, 808)).verdict());
    }

    @Test
    void fromCeToCe() { // reassembled for the source check, or for the destination
        byte[] datagram = ipv4(CE_ADDRESS, NEIGHBOUR_ADDRESS)
                .udp(CE_PORT, NEIGHBOUR_PORT, 1800)
                .octets();
        for (InnerFragments check : List.of(InnerFragments.REASSEMBLE, InnerFragments.ADDRESS)) {
            ForwardingOptions options = FULL.with(ForwardingOption.INNER_FRAGMENTS, check);
            Outcome outer = up(options, fragments(datagram, DONT_FRAGMENT, 1000, 808));
            assertEquals(List.of(1496, 428), outer.sizes());
            assertEquals(
                    Bytes.hex(Bytes.address(NEIGHBOUR)),
                    Bytes.hex(Bytes.part(outer.packets().get(0), 24, 40)));
            ForwardingOptions inner = options.with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER);
            List<ReceivedParts.Part> parts =
                    List.of(new ReceivedParts.Part(1020, 0, true), new ReceivedParts.Part(828, 125, false));
            assertParts(parts, DONT_FRAGMENT, up(inner, fragments(datagram, DONT_FRAGMENT, 1000, 808)), 40);
            Outcome refused = up(options, fragments(datagram, DONT_FRAGMENT, 1448, 360));
            assertEquals("0304", Bytes.hex(Bytes.part(refused.only(Verdict.DROP_TOO_BIG), 60, 62)));
        }
    }

    @Test
    void theCeHandsItToItsNapt() {
        Forwarder node = Nodes.edge(
                Nodes.mesh(FULL.with(ForwardingOption.MTU_V4, OptionalInt.of(1000)), BR, RULE),
                "2001:db8:12:3400::/56");
        List<byte[]> fragments = fragments(TO_CE, DONT_FRAGMENT, 1000, 808);
        Outcome.fromIpv6(node, ipv6(BR, CE).inner(fragments.get(0)).octets()).assertSilent(Verdict.HELD);
        byte[] left = Outcome.fromIpv6(
                        node, ipv6(BR, CE).inner(fragments.get(1)).octets())
                .only(Verdict.FORWARDED);
        byte[] whole = TO_CE.clone();
        whole[6] |= DONT_FRAGMENT >> 8;
        assertEquals(Bytes.hex(Bytes.withHeaderChecksum(whole, 0)), Bytes.hex(left));
    }

    /** A packet that arrived unfragmented is dropped as before, also directly after a reassembled one. */
    @Test
    void nothingOfItHoldsForTheNextPacket() {
        Forwarder node = Nodes.relay(FULL, RULE);
        List<byte[]> fragments = fragments(TO_CE, DONT_FRAGMENT, 1000, 808);
        Outcome.fromIpv4(node, fragments.get(0)).assertSilent(Verdict.HELD);
        assertEquals(Verdict.FORWARDED, Outcome.fromIpv4(node, fragments.get(1)).verdict());
        byte[] whole = ipv4(HOST, CE_ADDRESS)
                .flagsOffset(DONT_FRAGMENT)
                .udp(80, CE_PORT, 1800)
                .octets();
        Outcome.fromIpv4(node, whole).only(Verdict.DROP_TOO_BIG);
    }
}
