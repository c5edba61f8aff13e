package io.softwire46.mape.fragment;

/**
 * The received parts of a datagram, as up to four ranges of blocks of 8 octets that neither overlap nor touch. Each is
 * one int: the first block in the upper half, the block after the last one in the lower half; 0 is no range. Fragments
 * in order or in reverse order need one range. RFC 815 describes the dual form, a list of holes.
 *
 * <p>Static methods only: the ranges are in an array of the caller.
 */
final class SeenRanges {
    static final int RANGES = 4;

    private SeenRanges() {}

    static void clear(int[] ranges, int at) {
        for (int i = at; i < at + RANGES; i++) {
            ranges[i] = 0;
        }
    }

    /**
     * Adds a range of blocks, {@code from} below {@code to}, 0 to 8192.
     *
     * @return false if a fifth range would be necessary; then no range has changed
     */
    static boolean add(int[] ranges, int at, int from, int to) {
        int first = from;
        int end = to;
        int free = -1;
        for (int i = at; i < at + RANGES; i++) {
            int range = ranges[i];
            if (range >>> 16 <= to && (range & 0xffff) >= from) { // without effect if it is no range
                first = Math.min(first, range >>> 16);
                end = Math.max(end, range & 0xffff);
                ranges[i] = 0;
            }
            if (ranges[i] == 0) {
                free = i;
            }
        }
        if (free < 0) {
            return false;
        }
        ranges[free] = first << 16 | end;
        return true;
    }

    /** Returns whether exactly the first {@code blocks} blocks have been received. */
    static boolean isExactly(int[] ranges, int at, int blocks) {
        int all = 0;
        for (int i = at; i < at + RANGES; i++) {
            all |= ranges[i]; // equal only if this is the one range
        }
        return all == blocks;
    }
}
