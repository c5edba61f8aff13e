package io.softwire46.mape.forward.relay;

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
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.ReceivedParts;
import io.softwire46.mape.forward.ReceivedParts.Part;
import io.softwire46.mape.forward.counter.CounterSnapshot;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.testing.Placement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets from CEs that are larger than the MTU of the IPv4 side: RFC 791 section 3.2. */
class RelayEgressFragmentationTest {
    private static final ForwardingOptions SMALL = OPTIONS.with(ForwardingOption.MTU_V4, 576);
    private static final String FULL_RULE =
            "ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=8 format=rfc7597";
    private static final String FULL_CE = "2001:db8:12:0:0:c000:212:0";

    private static Forwarder node(ForwardingOptions options) {
        return Nodes.relay(options, RULE);
    }

    private static Ipv4PacketBuilder fromCe() {
        return ipv4(CE_ADDRESS, HOST);
    }

    private static byte[] tunnelled(byte[] inner) {
        return ipv6(CE, BR).inner(inner).octets();
    }

    private static List<byte[]> fragment(Forwarder node, byte[] packet) {
        Outcome outcome = Outcome.fromIpv6(node, packet);
        assertEquals(Verdict.FORWARDED, outcome.verdict());
        return outcome.packets();
    }

    @ParameterizedTest
    @EnumSource(Fragmentation.class) // an option of the encapsulation only
    void fragmentsInEveryFragmentationMode(Fragmentation mode) {
        byte[] inner = fromCe().udp(CE_PORT, 80, 1472).octets();
        Forwarder node = node(SMALL.with(ForwardingOption.FRAGMENTATION, mode));
        List<byte[]> parts = fragment(node, tunnelled(inner));
        // 576 - 20 = 556, of which 552 are a multiple of 8; 1480 = 552 + 552 + 376
        assertEquals(
                List.of(new Part(572, 0, true), new Part(572, 69, true), new Part(396, 138, false)),
                ReceivedParts.ofIpv4(parts, 0));
        assertEquals(Bytes.hex(inner), Bytes.hex(ReceivedParts.reassembleIpv4(parts, 0)));
        CounterSnapshot counters = node.counters().snapshot();
        assertEquals(1, counters.packets(Direction.V6_TO_V4, Verdict.FORWARDED));
        assertEquals(1500, counters.octets(Direction.V6_TO_V4, Verdict.FORWARDED));
        assertEquals(3, counters.packets(Event.SENT_IPV4));
        assertEquals(572 + 572 + 396, counters.octets(Event.SENT_IPV4));
        assertEquals(1, counters.packets(Event.IPV4_PACKET_CUT));
        assertEquals(1500, counters.octets(Event.IPV4_PACKET_CUT));
    }

    @Test
    void exactlyTheMtuIsNotFragmented() {
        byte[] inner = fromCe().udp(CE_PORT, 80, 576 - 28).octets();
        assertEquals(
                List.of(576), Outcome.fromIpv6(node(SMALL), tunnelled(inner)).sizes());
    }

    @Test
    void theLargestPacketAndTheSmallestMtu() { // 68 - 20 = 48 octets per fragment, 65515 = 1364 * 48 + 43
        byte[] inner = fromCe().udp(CE_PORT, 80, 65507).octets();
        List<byte[]> parts = fragment(node(OPTIONS.with(ForwardingOption.MTU_V4, 68)), tunnelled(inner));
        assertEquals(1365, parts.size());
        assertEquals(
                new Part(63, 1364 * 6, false), ReceivedParts.ofIpv4(parts, 0).get(1364));
        assertEquals(Bytes.hex(inner), Bytes.hex(ReceivedParts.reassembleIpv4(parts, 0)));
    }

    @Test
    void decrementsTtlByOptionAndMarksEcnInEveryFragment() { // RFC 6040 section 4.2
        byte[] inner = fromCe().typeOfService(0xb8 | 2).udp(CE_PORT, 80, 1000).octets();
        byte[] packet = ipv6(CE, BR).trafficClass(3).inner(inner).octets();
        List<byte[]> parts = fragment(node(SMALL.with(ForwardingOption.DECREMENT_TTL_AT_EGRESS, true)), packet);
        byte[] marked = inner.clone();
        marked[1] = (byte) (0xb8 | 3);
        assertEquals(2, parts.size());
        for (byte[] part : parts) {
            assertEquals(0xbb, Bytes.u8(part, 1));
            assertEquals(63, part[8]);
        }
        assertEquals(Bytes.hex(Nodes.oneHopLess(marked)), Bytes.hex(ReceivedParts.reassembleIpv4(parts, 0)));
    }

    @Test
    void onlyCopiedOptionsAreInLaterFragments() { // loose source route 131 is copied, time stamp 68 is not
        byte[] inner = fromCe().options("4408050000000000 83070400000000 00")
                .udp(CE_PORT, 80, 1000)
                .octets();
        List<byte[]> parts = fragment(node(SMALL), tunnelled(inner));
        assertEquals(Bytes.hex(Bytes.part(inner, 20, 36)), Bytes.hex(Bytes.part(parts.get(0), 20, 36)));
        assertEquals("8307040000000000", Bytes.hex(Bytes.part(parts.get(1), 20, 28)));
        // 36 + 536 = 572; 472 of 1008 octets remain, following a header of 28
        assertEquals(List.of(new Part(572, 0, true), new Part(500, 67, false)), ReceivedParts.ofIpv4(parts, 0));
        assertEquals(Bytes.hex(inner), Bytes.hex(ReceivedParts.reassembleIpv4(parts, 0)));
    }

    @Test
    void fragmentsFragmentsFromTheCe() {
        byte[] inner = fromCe().flagsOffset(MORE_FRAGMENTS | 100)
                .payload(17, Bytes.counting(800))
                .octets();
        Forwarder node = Nodes.relay(SMALL, FULL_RULE);
        List<byte[]> parts = fragment(node, ipv6(FULL_CE, BR).inner(inner).octets());
        assertEquals(List.of(new Part(572, 100, true), new Part(268, 169, true)), ReceivedParts.ofIpv4(parts, 0));
        assertEquals(Bytes.hex(inner), Bytes.hex(ReceivedParts.reassembleIpv4(parts, 0)));
    }

    @Test
    void dontFragmentIsIgnoredByOptionAndStaysSet() {
        byte[] inner =
                fromCe().flagsOffset(DONT_FRAGMENT).udp(CE_PORT, 80, 1000).octets();
        List<byte[]> parts = fragment(node(SMALL.with(ForwardingOption.IGNORE_DF, true)), tunnelled(inner));
        assertEquals(DONT_FRAGMENT | MORE_FRAGMENTS, Bytes.u16(parts.get(0), 6));
        assertEquals(Bytes.hex(inner), Bytes.hex(ReceivedParts.reassembleIpv4(parts, 0)));
    }

    @Test
    void dropsPacketThatCannotBeFragmented() {
        byte[] options = fromCe().options("83090400").udp(CE_PORT, 80, 1000).octets();
        Outcome.fromIpv6(node(SMALL), tunnelled(options)).assertSilent(Verdict.DROP_BAD_IPV4_HEADER);
        Forwarder full = Nodes.relay(SMALL, FULL_RULE);
        byte[] odd = fromCe().flagsOffset(MORE_FRAGMENTS)
                .payload(17, Bytes.counting(801))
                .octets();
        Outcome.fromIpv6(full, ipv6(FULL_CE, BR).inner(odd).octets()).assertSilent(Verdict.DROP_BAD_IPV4_HEADER);
        byte[] beyond =
                fromCe().flagsOffset(8191).payload(17, Bytes.counting(800)).octets();
        Outcome.fromIpv6(full, ipv6(FULL_CE, BR).inner(beyond).octets()).assertSilent(Verdict.DROP_BAD_IPV4_HEADER);
        byte[] marked = ipv6(CE, BR)
                .trafficClass(3)
                .inner(fromCe().udp(CE_PORT, 80, 1000).octets())
                .octets();
        Outcome.fromIpv6(node(SMALL), marked).assertSilent(Verdict.DROP_ECN);
    }

    @Test
    void noHeadroomIsNeeded() {
        byte[] inner = fromCe().udp(CE_PORT, 80, 1000).octets();
        for (Placement placement : Placement.values()) {
            assertEquals(
                    List.of(572, 476),
                    Outcome.of(placement, node(SMALL), false, tunnelled(inner), 0, 0)
                            .sizes());
        }
    }

    @Test
    void aCustomerEdgeHasNoSuchLimit() {
        byte[] inner = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 1000).octets();
        Forwarder edge = Nodes.edge(Nodes.domain(SMALL, BR, RULE), "2001:db8:12:3400::/56");
        assertEquals(
                List.of(1028),
                Outcome.fromIpv6(edge, ipv6(BR, CE).inner(inner).octets()).sizes());
    }
}
