package io.softwire46.mape.forward;

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
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.tunnel.ErrorPackets;
import io.softwire46.mape.testing.Placement;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/**
 * Calls with a destination, for callers without headroom: the packet is unchanged, and the output is written to another window.
 */
class IntoFormTest {
    private static final byte[] TO_CE =
            ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 3000).octets();
    private static final ForwardingOptions LIMITED =
            OPTIONS.with(ForwardingOption.ENCAPSULATION_LIMIT, OptionalInt.of(4));

    private final Forwarder relay = Nodes.relay(LIMITED, RULE);

    private static Packet window(byte[] octets) {
        return new Packet().attach(ByteBuffer.wrap(octets), 0, octets.length, 0);
    }

    private static byte[] content(Packet packet) {
        byte[] octets = new byte[packet.length()];
        packet.buffer().get(packet.offset(), octets);
        return octets;
    }

    @Test
    void fiftySixOctetsMoreAreEnoughForEverything() { // IPv6, Fragment and Destination Options header
        Packet destination = window(new byte[TO_CE.length + 56]);
        assertEquals(Verdict.FORWARDED, relay.fromIpv4(window(TO_CE.clone()), destination, 0));
        assertEquals(0, destination.offset());
        assertEquals(1496, destination.length());
        List<byte[]> all = new ArrayList<>(List.of(content(destination)));
        all.addAll(Outcome.pull(relay));
        byte[] expected = ipv6(BR, CE)
                .header(60, "0400040104010100")
                .inner(Nodes.oneHopLess(TO_CE))
                .octets();
        assertEquals(Bytes.hex(expected), Bytes.hex(ReceivedParts.reassembleIpv6(all)));
    }

    @Test
    void oneOctetFewerIsTooShort() {
        for (int length : new int[] {0, 1, 55, 56, TO_CE.length, TO_CE.length + 55}) {
            byte[] room = new byte[length];
            byte[] packet = TO_CE.clone();
            Packet destination = window(room);
            assertEquals(Verdict.DROP_NO_ROOM, relay.fromIpv4(window(packet), destination, 0));
            assertEquals(Verdict.DROP_NO_ROOM, relay.fromIpv6(window(packet), destination, 0));
            assertArrayEquals(new byte[length], room, "nothing is written");
            assertArrayEquals(TO_CE, packet);
            assertEquals(0, relay.nextOctets());
        }
        assertEquals(6, relay.counters().packets(Direction.V4_TO_V6, Verdict.DROP_NO_ROOM));
        assertEquals(6, relay.counters().packets(Direction.V6_TO_V4, Verdict.DROP_NO_ROOM));
        assertEquals(6L * TO_CE.length, relay.counters().octets(Direction.V4_TO_V6, Verdict.DROP_NO_ROOM));
    }

    @Test
    void pendingOutputIsDiscardedAlsoIfTheDestinationIsTooShort() {
        Placement.HEAP_EXACT.run(TO_CE, 56, packet -> relay.fromIpv4(packet, 0));
        assertNotEquals(0, relay.nextOctets());
        assertEquals(Verdict.DROP_NO_ROOM, relay.fromIpv4(window(TO_CE.clone()), window(new byte[10]), 0));
        assertEquals(0, relay.nextOctets());
    }

    @Test
    void thePacketMayBeReusedAtOnceAndTheErrorStillQuotesIt() { // the error quotes the destination
        byte[] last = ipv4(HOST, CE_ADDRESS).timeToLive(1).udp(80, CE_PORT).octets();
        byte[] packet = last.clone();
        assertEquals(Verdict.DROP_TTL_EXPIRED, relay.fromIpv4(window(packet), window(new byte[packet.length + 56]), 0));
        Arrays.fill(packet, (byte) 0xff);
        byte[] error = Outcome.pull(relay).get(0);
        ErrorPackets.assertIcmpv4(ErrorPackets.icmpv4("192.0.0.8", HOST, 0xc0, 11, 0, 0, last), error);
    }

    @Test
    void betweenHeapAndDirectBuffers() {
        byte[] inner = ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80).octets();
        byte[] tunnel = ipv6(CE, BR).inner(inner).octets();
        ByteBuffer direct = ByteBuffer.allocateDirect(tunnel.length + 56);
        Packet destination = new Packet().attach(direct, 0, tunnel.length + 56, 0);
        assertEquals(Verdict.FORWARDED, relay.fromIpv6(window(tunnel), destination, 0));
        assertArrayEquals(inner, content(destination));
        ByteBuffer source = ByteBuffer.allocateDirect(tunnel.length).put(0, tunnel);
        Packet heap = window(new byte[tunnel.length + 56]);
        assertEquals(Verdict.FORWARDED, relay.fromIpv6(new Packet().attach(source, 0, tunnel.length, 0), heap, 0));
        assertArrayEquals(inner, content(heap));
    }

    @Test
    void aFragmentThatWasHeldLeavesBeforeTheFirstOneAndLeavesItWhole() {
        byte[] whole = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 40).octets();
        byte[] first = ipv4(HOST, CE_ADDRESS)
                .flagsOffset(MORE_FRAGMENTS)
                .payload(17, Bytes.part(whole, 20, 44))
                .octets();
        byte[] later = ipv4(HOST, CE_ADDRESS)
                .flagsOffset(3)
                .payload(17, Bytes.part(whole, 44, 68))
                .octets();
        Forwarder node = Nodes.relay(OPTIONS, RULE);
        assertEquals(Verdict.HELD, node.fromIpv4(window(later), window(new byte[later.length + 56]), 0));
        Packet destination = window(new byte[first.length + 56]);
        assertEquals(Verdict.FORWARDED, node.fromIpv4(window(first), destination, 0));
        assertEquals(tunnelled(later), Bytes.hex(content(destination)));
        assertEquals(
                List.of(tunnelled(first)),
                Outcome.pull(node).stream().map(Bytes::hex).toList());

        Forwarder edge = Nodes.edge(Nodes.domain(OPTIONS, BR, RULE), "2001:db8:12:3400::/56");
        byte[] tunnelLater = ipv6(BR, CE).inner(later).octets();
        byte[] tunnelFirst = ipv6(BR, CE).inner(first).octets();
        assertEquals(Verdict.HELD, edge.fromIpv6(window(tunnelLater), window(new byte[tunnelLater.length + 56]), 0));
        destination = window(new byte[tunnelFirst.length + 56]);
        assertEquals(Verdict.FORWARDED, edge.fromIpv6(window(tunnelFirst), destination, 0));
        assertEquals(Bytes.hex(later), Bytes.hex(content(destination)));
        assertEquals(
                List.of(Bytes.hex(first)),
                Outcome.pull(edge).stream().map(Bytes::hex).toList());
    }

    private static String tunnelled(byte[] ipv4) {
        return Bytes.hex(ipv6(BR, CE).inner(Nodes.oneHopLess(ipv4)).octets());
    }

    @Test
    void withinOneBuffer() { // a ring of frames, from one slot to the next
        byte[] ring = new byte[4096];
        System.arraycopy(TO_CE, 0, ring, 1000, 1000);
        byte[] small = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 100).octets();
        System.arraycopy(small, 0, ring, 100, small.length);
        ByteBuffer buffer = ByteBuffer.wrap(ring);
        Packet packet = new Packet().attach(buffer, 100, small.length, 0);
        Packet destination = new Packet().attach(buffer, 3000, small.length + 56, 0);
        assertEquals(Verdict.FORWARDED, relay.fromIpv4(packet, destination, 0));
        assertArrayEquals(small, Bytes.part(ring, 100, 100 + small.length));
        assertEquals(small.length + 48, destination.length());
        assertArrayEquals(Bytes.part(TO_CE, 0, 1000), Bytes.part(ring, 1000, 2000));
    }
}
