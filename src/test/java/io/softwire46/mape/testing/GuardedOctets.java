package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Octets in a buffer that detects access outside of them: the limit is directly after them, and canaries, or no octets
 * at all, are before and after them.
 */
public final class Guarded {
    private static final byte CANARY = (byte) 0xa5;
    private static final int GAP = 51; // odd, so that nothing is aligned

    public final ByteBuffer buffer;
    public final int offset;
    public final int length;
    private final byte[] original;

    private Guarded(ByteBuffer buffer, int offset, byte[] octets) {
        this.buffer = buffer;
        this.offset = offset;
        length = octets.length;
        original = octets.clone();
        buffer.put(0, canaries(buffer.capacity()));
        buffer.put(offset, octets);
        buffer.limit(offset + octets.length);
    }

    /** Heap and direct, from index 0 and between canaries. */
    static List<Guarded> all(byte[] octets) {
        return List.of(of(octets, 0), of(octets, 1), of(octets, 2), of(octets, 3));
    }

    /** One of the four. */
    public static Guarded of(byte[] octets, int kind) {
        int gap = (kind & 2) == 0 ? 0 : GAP;
        int size = octets.length + 2 * gap;
        return new Guarded((kind & 1) == 0 ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size), gap, octets);
    }

    /** Room of canaries for a packet. */
    static Guarded room(int octets, int kind) {
        return of(canaries(octets), kind);
    }

    Packet packet() {
        return new Packet().attach(buffer, offset, length, 0);
    }

    public byte[] octets(int count) {
        byte[] octets = new byte[count];
        buffer.get(offset, octets);
        return octets;
    }

    public void assertUntouched() {
        assertArrayEquals(original, octets(length));
        assertOnlyWritten(length);
    }

    /** Checks that only the first octets were written, and that position and limit did not move. */
    public void assertOnlyWritten(int count) {
        byte[] before = new byte[offset];
        buffer.get(0, before);
        assertArrayEquals(canaries(offset), before);
        ByteBuffer whole = buffer.duplicate().clear();
        byte[] after = new byte[whole.limit() - offset - length];
        whole.get(offset + length, after);
        assertArrayEquals(canaries(after.length), after);
        byte[] rest = new byte[length - count];
        buffer.get(offset + count, rest);
        assertArrayEquals(Arrays.copyOfRange(original, count, length), rest);
        assertEquals(0, buffer.position());
        assertEquals(offset + length, buffer.limit());
    }

    static byte[] canaries(int count) {
        byte[] canaries = new byte[count];
        Arrays.fill(canaries, CANARY);
        return canaries;
    }
}
