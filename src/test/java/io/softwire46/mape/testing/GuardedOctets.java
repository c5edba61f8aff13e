package io.softwire46.mape.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Octets in a buffer that detects access outside of them: the limit is directly after them, so that a read there throws.
 * Before and after them are canaries, or the buffer contains no other octets.
 *
 * <p>Not thread-safe.
 */
public final class GuardedOctets {
    private static final byte CANARY = (byte) 0xa5;
    private static final int GAP = 51; // odd, so that no field is aligned
    private static final List<String> NAMES = List.of("heap at 0", "direct at 0", "heap", "direct");

    private final String name;
    private final ByteBuffer buffer;
    private final int offset;
    private final byte[] original;

    private GuardedOctets(String name, ByteBuffer buffer, int offset, byte[] octets) {
        this.name = name;
        this.buffer = buffer;
        this.offset = offset;
        original = octets.clone();
        buffer.put(0, canaries(buffer.capacity()));
        buffer.put(offset, octets);
        buffer.limit(offset + octets.length);
    }

    /** The same octets four times: in heap and direct buffers, from index 0 and between canaries. */
    public static List<GuardedOctets> all(byte[] octets) {
        return List.of(of(octets, 0), of(octets, 1), of(octets, 2), of(octets, 3));
    }

    /** One of the four kinds; the lowest two bits of the kind count. */
    public static GuardedOctets of(byte[] octets, int kind) {
        int gap = (kind & 2) == 0 ? 0 : GAP;
        int size = octets.length + 2 * gap;
        ByteBuffer buffer = (kind & 1) == 0 ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
        return new GuardedOctets(NAMES.get(kind & 3), buffer, gap, octets);
    }

    /** Memory for exactly this number of octets, four times. */
    public static List<GuardedOctets> allEmpty(int octets) {
        return all(canaries(octets));
    }

    /** Memory for exactly this number of octets. */
    public static GuardedOctets empty(int octets, int kind) {
        return of(canaries(octets), kind);
    }

    public static byte[] canaries(int count) {
        byte[] canaries = new byte[count];
        Arrays.fill(canaries, CANARY);
        return canaries;
    }

    public String name() {
        return name;
    }

    public ByteBuffer buffer() {
        return buffer;
    }

    /** The index of the first octet in the buffer. */
    public int offset() {
        return offset;
    }

    public int length() {
        return original.length;
    }

    public Packet packet() {
        return new Packet().attach(buffer, offset, original.length, 0);
    }

    /** Returns the octets that the buffer has at present. */
    public byte[] octets() {
        return octets(original.length);
    }

    /** Returns the first octets that the buffer has at present. */
    public byte[] octets(int count) {
        byte[] octets = new byte[count];
        buffer.get(offset, octets);
        return octets;
    }

    /** Checks that no octet was written, and that position and limit did not move. */
    public void assertUntouched() {
        assertOnlyWritten(0);
    }

    /** Checks that no octet outside of these was written, and that position and limit did not move. */
    public void assertOnlyWritten() {
        assertOnlyWritten(original.length);
    }

    /** Checks that only the first octets were written, and that position and limit did not move. */
    public void assertOnlyWritten(int count) {
        byte[] before = new byte[offset];
        buffer.get(0, before);
        assertArrayEquals(canaries(offset), before, name);
        ByteBuffer whole = buffer.duplicate().clear();
        byte[] after = new byte[whole.limit() - offset - original.length];
        whole.get(offset + original.length, after);
        assertArrayEquals(canaries(after.length), after, name);
        byte[] rest = new byte[original.length - count];
        buffer.get(offset + count, rest);
        assertArrayEquals(Arrays.copyOfRange(original, count, original.length), rest, name);
        assertEquals(0, buffer.position(), name);
        assertEquals(offset + original.length, buffer.limit(), name);
    }
}
