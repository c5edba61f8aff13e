package io.softwire46.mape.fragment;

/**
 * Two bits for each block of 8 octets of a chunk: whether it was received, and whether a fragment starts there. The
 * first is the fragment block bit table of RFC 791 section 3.2.
 *
 * <p>Fragments start at multiples of 8, so these bits determine overlaps, holes and exact duplicates for any number of
 * fragments, while a list of fragments or holes (RFC 815) would need a bound. For a full Ethernet packet three words are
 * inspected.
 *
 * <p>Ranges of blocks include {@code from} and exclude {@code to}, 0 to 256.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class BlockMap {
    static final int BLOCKS = ChunkPool.OCTETS / 8;

    private static final int WORDS = BLOCKS / 64;

    private final long[] received;
    private final long[] starts;

    BlockMap(int chunks) {
        received = new long[chunks * WORDS];
        starts = new long[chunks * WORDS];
    }

    void clear(int chunk) {
        for (int i = chunk * WORDS; i < (chunk + 1) * WORDS; i++) {
            received[i] = 0;
            starts[i] = 0;
        }
    }

    /** Returns the number of received blocks in a range. */
    int received(int chunk, int from, int to) {
        return count(received, chunk, from, to);
    }

    /** Returns the number of fragments that start in a range. */
    int starts(int chunk, int from, int to) {
        return count(starts, chunk, from, to);
    }

    void setReceived(int chunk, int from, int to) {
        for (int word = from >>> 6; word <= (to - 1) >>> 6; word++) {
            received[chunk * WORDS + word] |= mask(word, from, to);
        }
    }

    void setStart(int chunk, int block) {
        starts[chunk * WORDS + (block >>> 6)] |= 1L << block;
    }

    private static int count(long[] bits, int chunk, int from, int to) {
        int count = 0;
        for (int word = from >>> 6; word <= (to - 1) >>> 6; word++) {
            count += Long.bitCount(bits[chunk * WORDS + word] & mask(word, from, to));
        }
        return count;
    }

    /** Returns the bits of a range in one word. Java takes shift counts modulo 64. */
    private static long mask(int word, int from, int to) {
        long mask = -1L;
        if (word == from >>> 6) {
            mask <<= from;
        }
        if (word == (to - 1) >>> 6) {
            mask &= -1L >>> -to;
        }
        return mask;
    }
}
