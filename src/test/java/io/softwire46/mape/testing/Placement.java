package io.softwire46.mape.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The position of a packet in its buffer. A run detects every write outside of packet and headroom by a canary. If
 * packet and headroom are the whole buffer, every access outside of them throws an exception.
 */
public enum Placement {
    /** The headroom starts at index 0, the limit is directly after the packet. */
    HEAP_EXACT(false, 0, 0),
    DIRECT_EXACT(true, 0, 0),
    /** In the middle of a larger buffer, on an odd index. */
    HEAP_INSIDE(false, 77, 133),
    DIRECT_INSIDE(true, 77, 133);

    public static final List<Placement> ALL = List.of(values());

    private static final byte CANARY = (byte) 0xa5;

    private final boolean direct;
    private final int before;
    private final int after;

    Placement(boolean direct, int before, int after) {
        this.direct = direct;
        this.before = before;
        this.after = after;
    }

    /** Verdict and octets of the window afterwards, what was pulled, and the octets where the packet was before. */
    @SuppressWarnings("ArrayRecordComponent") // no one compares results
    public record Result(Verdict verdict, byte[] octets, List<byte[]> pulled, byte[] place) {
        public String hex() {
            return Bytes.hex(octets);
        }

        /** Everything that leaves, in order. */
        public List<byte[]> outputs() {
            List<byte[]> outputs = new ArrayList<>();
            if (verdict.leaves()) {
                outputs.add(octets);
            }
            outputs.addAll(pulled);
            return outputs;
        }
    }

    /** Further output of a node. */
    public interface Further {
        int nextOctets();

        boolean next(Packet place);
    }

    /** For a node with no pending output. */
    private enum Nothing implements Further {
        INSTANCE;

        @Override
        public int nextOctets() {
            return 0;
        }

        @Override
        public boolean next(Packet place) {
            return false;
        }
    }

    /** Runs a packet with this many free octets before it, and pulls nothing. */
    public Result run(byte[] octets, int headroom, Function<Packet, Verdict> path) {
        return run(octets, headroom, path, Nothing.INSTANCE);
    }

    /** Runs a packet with this many free octets before it, and pulls everything. */
    public Result run(byte[] octets, int headroom, Function<Packet, Verdict> path, Further further) {
        Placed placed = place(octets, headroom);
        return placed.finish(path.apply(placed.window), further);
    }

    /** Puts a packet after this many free octets, for a path that takes it later. */
    public Placed place(byte[] octets, int headroom) {
        return new Placed(octets, headroom);
    }

    /**
     * A packet in its place.
     *
     * <p>Not thread-safe: one per packet.
     */
    public final class Placed {
        private final ByteBuffer buffer;
        private final int start;
        private final int octetCount;
        private final Packet window;

        private Placed(byte[] octets, int headroom) {
            start = before + headroom;
            octetCount = octets.length;
            buffer = canaries(start + octetCount + after).put(start, octets);
            window = new Packet().attach(buffer, start, octetCount, headroom);
        }

        public Packet window() {
            return window;
        }

        /** Checks what a path has made of the packet, and pulls everything. */
        @SuppressWarnings("ReferenceEquality") // the same buffer is meant
        public Result finish(Verdict verdict, Further further) {
            boolean inPlace = window.buffer() == buffer; // what was reassembled or held is in the memory of the node
            assertTrue(
                    !inPlace
                            || (window.offset() - window.headroom() >= before
                                    && window.end() <= buffer.limit() - after),
                    window::toString);
            byte[] left = octetsOf(window);
            byte[] there = new byte[octetCount];
            buffer.get(start, there);
            if (verdict.leaves()) {
                // who has sent the window may use it again
                window.buffer().put(window.offset(), Bytes.counting(window.length()));
            }
            List<byte[]> pulled = pull(further);
            assertOutsideUntouched(buffer, before, buffer.limit() - after);
            return new Result(verdict, left, pulled, there);
        }

        /** The same for a packet after which the node has taken others, so that there is nothing to pull. */
        public Result finish(Verdict verdict) {
            return finish(verdict, Nothing.INSTANCE);
        }
    }

    private List<byte[]> pull(Further further) {
        List<byte[]> pulled = new ArrayList<>();
        for (int octets = further.nextOctets(); octets > 0; octets = further.nextOctets()) {
            ByteBuffer buffer = canaries(before + octets + after);
            Packet place = new Packet().attach(buffer, before, octets - 1, 0);
            assertFalse(further.next(place), "into a place that is too short");
            assertEquals(octets - 1, place.length());
            assertOutsideUntouched(buffer, before, before);
            place.attach(buffer, before, octets + after / 2, 0);
            assertTrue(further.next(place));
            assertEquals(before, place.offset());
            assertEquals(octets, place.length());
            assertOutsideUntouched(buffer, before, before + octets);
            pulled.add(octetsOf(place));
        }
        assertFalse(further.next(new Packet().attach(canaries(100), 0, 100, 0)), "no more output");
        return pulled;
    }

    private ByteBuffer canaries(int size) {
        byte[] canaries = new byte[size];
        Arrays.fill(canaries, CANARY);
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        return buffer.put(0, canaries);
    }

    private static byte[] octetsOf(Packet packet) {
        byte[] octets = new byte[packet.length()];
        packet.buffer().get(packet.offset(), octets);
        return octets;
    }

    private static void assertOutsideUntouched(ByteBuffer buffer, int from, int to) {
        assertEquals(0, buffer.position());
        assertEquals(buffer.capacity(), buffer.limit());
        for (int i = 0; i < buffer.limit(); i = i + 1 == from ? to : i + 1) {
            if (i < from || i >= to) {
                assertEquals(CANARY, buffer.get(i), "written outside, at " + (i - from));
            }
        }
    }
}
