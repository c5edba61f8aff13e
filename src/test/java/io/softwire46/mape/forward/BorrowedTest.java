package io.softwire46.mape.forward;

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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A window is marked as borrowed on every path that returns a packet in the memory of the node. */
class BorrowedTest {
    private static final int HEADROOM = 56;
    private static final ForwardingOptions FULL = OPTIONS.with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.FULL)
            .with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.REASSEMBLE);
    private static final byte[] TO_CE =
            ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 40).octets();
    private static final byte[] FROM_CE =
            ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80, 40).octets();

    private static Forwarder relay(ForwardingOptions options) {
        return Nodes.relay(options, RULE);
    }

    private static Forwarder edge(ForwardingOptions options) {
        return Nodes.edge(Nodes.domain(options, BR, RULE), "2001:db8:12:3400::/56");
    }

    /** The first 24 octets of data, then the rest. */
    private static List<byte[]> fragments(byte[] packet) {
        return List.of(FuzzTraffic.part(packet, 3, 0, 7), FuzzTraffic.part(packet, 3, 1, 7));
    }

    private static List<byte[]> allFragments(byte[] packet) {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i * 24 < packet.length - 20; i++) {
            all.add(FuzzTraffic.part(packet, 3, i, 7));
        }
        return all;
    }

    private static List<byte[]> tunnelled(String source, String destination, List<byte[]> inner) {
        return inner.stream()
                .map(each -> ipv6(source, destination).inner(each).octets())
                .toList();
    }

    private static Packet window(byte[] octets) {
        ByteBuffer buffer = ByteBuffer.allocate(HEADROOM + octets.length).put(HEADROOM, octets);
        return new Packet().attach(buffer, HEADROOM, octets.length, HEADROOM);
    }

    /** Passes fragments in order; only the window of the last one is borrowed. */
    private static Packet last(Forwarder node, List<byte[]> fragments, Verdict expected) {
        Packet packet = new Packet();
        for (int i = 0; i < fragments.size(); i++) {
            packet = window(fragments.get(i));
            ByteBuffer buffer = packet.buffer();
            Verdict verdict = node.receive(packet, 0);
            boolean isLast = i == fragments.size() - 1;
            assertEquals(isLast ? expected : Verdict.HELD, verdict);
            assertEquals(isLast, packet.isBorrowed(), verdict::name);
            if (isLast) {
                assertNotSame(buffer, packet.buffer());
            } else {
                assertSame(buffer, packet.buffer());
            }
        }
        return packet;
    }

    @Test
    void reassembledDatagrams() {
        byte[] down = ipv6(BR, CE).inner(TO_CE).octets();
        byte[] up = ipv6(CE, BR).inner(FROM_CE).octets();
        last(relay(FULL), allFragments(TO_CE), Verdict.FORWARDED);
        last(relay(FULL), allTunnelFragments(up), Verdict.FORWARDED);
        last(relay(FULL), tunnelled(CE, BR, allFragments(FROM_CE)), Verdict.FORWARDED);
        last(edge(FULL), allTunnelFragments(down), Verdict.FORWARDED);
        last(edge(FULL), tunnelled(BR, CE, allFragments(TO_CE)), Verdict.FORWARDED);
    }

    private static List<byte[]> allTunnelFragments(byte[] packet) {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i * 64 < packet.length - 40; i++) {
            all.add(FuzzTraffic.part(packet, 8, i, 7));
        }
        return all;
    }

    @Test
    void reassembledDatagramThatIsDropped() {
        byte[] unassigned = ipv4(HOST, CE_ADDRESS).udp(80, 53, 40).octets();
        last(relay(FULL), allFragments(unassigned), Verdict.DROP_UNASSIGNED_PORT);
    }

    @Test
    void releasedFragmentsBeforeTheFirstOne() {
        List<byte[]> down = fragments(TO_CE);
        List<byte[]> up = fragments(FROM_CE);
        last(relay(OPTIONS), List.of(down.get(1), down.get(0)), Verdict.FORWARDED);
        last(relay(OPTIONS), tunnelled(CE, BR, List.of(up.get(1), up.get(0))), Verdict.FORWARDED);
        last(edge(OPTIONS), tunnelled(BR, CE, List.of(down.get(1), down.get(0))), Verdict.FORWARDED);
    }

    @Test
    void furtherOutputIsInTheWindowOfTheCaller() {
        Forwarder relay = relay(OPTIONS);
        List<byte[]> down = fragments(TO_CE);
        last(relay, List.of(down.get(1), down.get(0)), Verdict.FORWARDED);
        ByteBuffer buffer = ByteBuffer.allocate(200);
        Packet place = new Packet().attach(buffer, 0, 200, 0);
        assertTrue(relay.next(place));
        assertFalse(place.isBorrowed());
        assertSame(buffer, place.buffer());
    }

    @Test
    void intoFormBringsThePacketToTheDestinationIfItFits() {
        List<byte[]> all = allFragments(TO_CE);
        byte[] last = all.get(all.size() - 1);
        for (boolean fits : new boolean[] {true, false}) {
            Forwarder relay = relay(FULL);
            for (byte[] each : all.subList(0, all.size() - 1)) {
                assertEquals(Verdict.HELD, relay.receive(window(each), 0));
            }
            int octets = fits ? TO_CE.length + 40 : last.length + 56; // of the tunnel packet, or the minimum
            Packet destination = new Packet().attach(ByteBuffer.allocate(octets), 0, octets, 0);
            ByteBuffer buffer = destination.buffer();
            assertEquals(Verdict.FORWARDED, relay.receive(window(last), destination, 0));
            assertEquals(TO_CE.length + 40, destination.length());
            assertEquals(fits, destination.buffer() == buffer);
            assertEquals(!fits, destination.isBorrowed());
        }
    }

    @Test
    void otherPacketsAreWhereTheyWere() {
        for (byte[] each : List.of(TO_CE, ipv6(CE, BR).inner(FROM_CE).octets(), new byte[0], Bytes.counting(30))) {
            Packet packet = window(each);
            relay(OPTIONS).receive(packet, 0);
            assertFalse(packet.isBorrowed());
        }
    }

    @Test
    void attachEndsIt() {
        Packet packet = last(relay(FULL), allFragments(TO_CE), Verdict.FORWARDED);
        packet.moveTo(packet.offset(), packet.length() - 1, 0);
        assertTrue(packet.isBorrowed(), "in the same buffer");
        packet.attach(packet.buffer(), 0, 1, 0);
        assertFalse(packet.isBorrowed());
    }

    @Test
    void borrowedDestinationIsRefused() {
        Packet packet = new Packet().attach(ByteBuffer.allocate(100), 0, 100, 0);
        Packet destination = new Packet().attachBorrowed(ByteBuffer.allocate(300), 0, 300, 0);
        Forwarder node = relay(OPTIONS);
        assertThrows(IllegalArgumentException.class, () -> node.fromIpv4(packet, destination, 0));
        assertThrows(IllegalArgumentException.class, () -> node.fromIpv6(packet, destination, 0));
        assertThrows(IllegalArgumentException.class, () -> node.receive(packet, destination, 0));
        destination.attach(destination.buffer(), 0, 300, 0);
        assertEquals(Verdict.NOT_MAP, node.receive(packet, destination, 0));
    }
}
