package io.softwire46.mape.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.forward.Verdict;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Where a packet stands in its buffer. A run shows every write outside of packet and headroom by a canary, and every access
 * outside of them by an exception where they are the whole buffer.
 */
public enum Placement {
    /** The headroom starts at index 0, the limit is directly behind the packet. */
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

    /** Verdict and octets of the window afterwards. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares results
    public record Result(Verdict verdict, byte[] octets) {
        public String hex() {
            return Bytes.hex(octets);
        }
    }

    /** Runs a packet with so many free octets before it. */
    @SuppressWarnings("ReferenceEquality") // the same buffer is meant
    public Result run(byte[] octets, int headroom, Function<Packet, Verdict> path) {
        int start = before + headroom;
        int size = start + octets.length + after;
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        byte[] canaries = new byte[size];
        Arrays.fill(canaries, CANARY);
        buffer.put(0, canaries).put(start, octets);
        Packet packet = new Packet().attach(buffer, start, octets.length, headroom);
        Verdict verdict = path.apply(packet);
        assertEquals(0, buffer.position());
        assertEquals(size, buffer.limit());
        boolean inPlace = packet.buffer() == buffer; // a joined packet is in the memory of the node
        assertTrue(
                !inPlace || (packet.offset() - packet.headroom() >= before && packet.end() <= size - after),
                packet::toString);
        for (int i = 0; i < size; i++) {
            if (i < before || i >= size - after) {
                assertEquals(CANARY, buffer.get(i), "written outside, at " + (i - start));
            }
        }
        byte[] left = new byte[packet.length()];
        packet.buffer().get(packet.offset(), left);
        return new Result(verdict, left);
    }
}
