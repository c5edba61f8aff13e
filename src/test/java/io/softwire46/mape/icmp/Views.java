package io.softwire46.mape.icmp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Octets in buffers that betray a read or a write outside of them. */
final class Views {
    private static final byte CANARY = (byte) 0xa5;
    private static final int GAP = 7; // odd, so that nothing is aligned

    private Views() {}

    /** Octets in a buffer: nothing before them, or canaries; the limit directly behind them, so that a read throws. */
    @SuppressWarnings("ArrayRecordComponent") // no one compares views
    record View(String name, ByteBuffer buffer, int offset, byte[] original) {

        int length() {
            return original.length;
        }

        byte[] now() {
            byte[] octets = new byte[original.length];
            buffer.get(offset, octets);
            return octets;
        }

        void assertNothingAroundTouched() {
            byte[] before = new byte[offset];
            buffer.get(0, before);
            assertArrayEquals(canaries(offset), before, name);
            ByteBuffer whole = buffer.duplicate().clear();
            byte[] after = new byte[whole.limit() - offset - original.length];
            whole.get(offset + original.length, after);
            assertArrayEquals(canaries(after.length), after, name);
            assertArrayEquals(new int[] {0, offset + original.length}, new int[] {buffer.position(), buffer.limit()});
        }

        void assertUntouched() {
            assertArrayEquals(original, now(), name);
            assertNothingAroundTouched();
        }
    }

    /** The same octets four times: heap and direct, from index 0 and between canaries. */
    static List<View> of(byte[] octets) {
        return List.of(
                view("heap at 0", ByteBuffer.allocate(octets.length), 0, octets),
                view("direct at 0", ByteBuffer.allocateDirect(octets.length), 0, octets),
                view("heap", ByteBuffer.allocate(octets.length + 2 * GAP), GAP, octets),
                view("direct", ByteBuffer.allocateDirect(octets.length + 2 * GAP), GAP, octets));
    }

    /** Room for this many octets and not one more. */
    static List<View> room(int octets) {
        return of(canaries(octets));
    }

    private static View view(String name, ByteBuffer buffer, int offset, byte[] octets) {
        buffer.put(0, canaries(buffer.capacity()));
        buffer.put(offset, octets);
        buffer.limit(offset + octets.length);
        return new View(name, buffer, offset, octets.clone());
    }

    private static byte[] canaries(int count) {
        byte[] canaries = new byte[count];
        Arrays.fill(canaries, CANARY);
        return canaries;
    }
}
