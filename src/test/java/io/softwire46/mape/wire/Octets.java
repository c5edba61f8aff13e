package io.softwire46.mape.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Test octets, in buffers that betray a read or a write outside of them. */
final class Octets {
    private static final byte CANARY = (byte) 0xa5;
    private static final int GAP = 7; // odd, so that nothing is aligned

    private Octets() {}

    /** The octets of hexadecimal text, in which spaces may be. */
    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    /** Octets in a buffer: everything before and after them is canaries, or does not exist. */
    @SuppressWarnings("ArrayRecordComponent") // no one compares views
    record View(String name, ByteBuffer buffer, int offset, byte[] original) {

        byte[] now() {
            byte[] octets = new byte[original.length];
            buffer.get(offset, octets);
            return octets;
        }

        /** Checks that only the octets were written, and that position and limit did not move. */
        void assertOnlyWindowTouched() {
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
            assertOnlyWindowTouched();
        }
    }

    /**
     * The same octets four times: from index 0, so that a read before them throws, and between canaries, heap and
     * direct. The limit is directly behind the octets, so that a read there throws.
     */
    static List<View> views(byte[] octets) {
        return List.of(
                view("heap at 0", ByteBuffer.allocate(octets.length), 0, octets),
                view("direct at 0", ByteBuffer.allocateDirect(octets.length), 0, octets),
                view("heap", ByteBuffer.allocate(octets.length + 2 * GAP), GAP, octets),
                view("direct", ByteBuffer.allocateDirect(octets.length + 2 * GAP), GAP, octets));
    }

    private static View view(String name, ByteBuffer buffer, int offset, byte[] octets) {
        buffer.put(0, canaries(buffer.capacity()));
        buffer.put(offset, octets);
        buffer.limit(offset + octets.length);
        return new View(name, buffer, offset, octets.clone());
    }

    /** The octets from index 0 of a heap buffer of exactly their size. */
    static ByteBuffer buffer(byte[] octets) {
        return ByteBuffer.wrap(octets.clone());
    }

    /** Everything that is in such a buffer. */
    static byte[] octets(ByteBuffer buffer) {
        byte[] octets = new byte[buffer.limit()];
        buffer.get(0, octets);
        return octets;
    }

    static ByteBuffer buffer(String hex) {
        return ByteBuffer.wrap(hex(hex));
    }

    private static byte[] canaries(int count) {
        byte[] canaries = new byte[count];
        Arrays.fill(canaries, CANARY);
        return canaries;
    }

    /** RFC 1071 section 1 unchanged written: 16-bit words, added with end-around carry one by one. */
    static int naiveOnesComplementSum(byte[] octets) {
        int sum = 0;
        for (int i = 0; i < octets.length; i += 2) {
            int word = (octets[i] & 0xff) * 256 + (i + 1 < octets.length ? octets[i + 1] & 0xff : 0);
            sum += word;
            if (sum > 0xffff) {
                sum -= 0xffff;
            }
        }
        return sum;
    }

    /** Writes the right header checksum into an IPv4 header. */
    static byte[] withHeaderChecksum(byte[] packet) {
        byte[] copy = packet.clone();
        int headerOctets = Math.min(copy.length, (copy[0] & 15) * 4);
        copy[10] = 0;
        copy[11] = 0;
        int checksum = 0xffff - naiveOnesComplementSum(Arrays.copyOf(copy, headerOctets));
        copy[10] = (byte) (checksum / 256);
        copy[11] = (byte) checksum;
        return copy;
    }

    static byte[] concat(byte[]... parts) {
        byte[] all = new byte[Arrays.stream(parts).mapToInt(p -> p.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
