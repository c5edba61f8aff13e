package io.softwire46.mape.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.testing.ModelAssertions;
import io.softwire46.mape.testing.Placement;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The outcome of one packet: the verdict and all output, in order. Lengths and checksums of each output are checked. Each was
 * written to a window of exactly its size between canaries.
 */
public record Outcome(Verdict verdict, List<byte[]> packets) {
    /** The maximum headroom that a tunnel header needs. */
    static final int HEADROOM = 56;

    private static final int AROUND = 13;
    private static final byte CANARY = 0x5a;

    public static Outcome fromIpv4(Forwarder node, byte[] octets) {
        return fromIpv4(node, octets, 0);
    }

    public static Outcome fromIpv4(Forwarder node, byte[] octets, long nowNanos) {
        return of(Placement.DIRECT_INSIDE, node, true, octets, HEADROOM, nowNanos);
    }

    public static Outcome fromIpv6(Forwarder node, byte[] octets) {
        return fromIpv6(node, octets, 0);
    }

    public static Outcome fromIpv6(Forwarder node, byte[] octets, long nowNanos) {
        return of(Placement.HEAP_EXACT, node, false, octets, 16, nowNanos);
    }

    public static Outcome of(
            Placement placement, Forwarder node, boolean ipv4, byte[] octets, int headroom, long nowNanos) {
        List<byte[]> further = new ArrayList<>();
        Placement.Result first = placement.run(octets, headroom, packet -> {
            Verdict verdict = ipv4 ? node.fromIpv4(packet, nowNanos) : node.fromIpv6(packet, nowNanos);
            further.addAll(pull(node));
            return verdict;
        });
        List<byte[]> packets = new ArrayList<>();
        if (first.verdict() == Verdict.FORWARDED || first.verdict() == Verdict.REPLIED) {
            packets.add(first.octets());
        }
        packets.addAll(further);
        packets.forEach(ModelAssertions::assertValid);
        return new Outcome(first.verdict(), packets);
    }

    /** Returns all further output. */
    public static List<byte[]> pull(Forwarder node) {
        List<byte[]> packets = new ArrayList<>();
        for (int octets = node.nextOctets(); octets > 0; octets = node.nextOctets()) {
            packets.add(pullOne(node, octets));
        }
        assertFalse(node.next(new Packet().attach(ByteBuffer.allocate(2000), 0, 2000, 0)), "no more output");
        return packets;
    }

    private static byte[] pullOne(Forwarder node, int octets) {
        byte[] room = new byte[AROUND + octets + AROUND];
        Arrays.fill(room, CANARY);
        byte[] untouched = room.clone();
        Packet place = new Packet().attach(ByteBuffer.wrap(room), AROUND, octets - 1, AROUND);
        assertFalse(node.next(place), "one octet too few");
        assertArrayEquals(untouched, room);
        assertEquals(octets - 1, place.length());
        assertEquals(octets, node.nextOctets(), "still there");
        place.moveTo(AROUND, octets, 0);
        assertTrue(node.next(place));
        assertEquals(List.of(AROUND, octets), List.of(place.offset(), place.length()));
        assertArrayEquals(Bytes.part(untouched, 0, AROUND), Bytes.part(room, 0, AROUND));
        assertArrayEquals(
                Bytes.part(untouched, AROUND + octets, room.length), Bytes.part(room, AROUND + octets, room.length));
        return Bytes.part(room, AROUND, AROUND + octets);
    }

    /** Asserts the verdict and returns the only output. */
    public byte[] only(Verdict expected) {
        assertEquals(expected, verdict);
        assertEquals(1, packets.size(), "packets that left");
        return packets.get(0);
    }

    /** Asserts the verdict, and that there is no output. */
    public void assertSilent(Verdict expected) {
        assertEquals(expected, verdict);
        assertEquals(0, packets.size(), "packets that left");
    }

    public List<Integer> sizes() {
        return packets.stream().map(packet -> packet.length).toList();
    }
}
