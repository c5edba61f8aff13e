package io.softwire46.mape.fragment;

/**
 * Which parts of a datagram have been seen, as up to four ranges that neither overlap nor touch, one int each: first
 * block in the upper half, the block behind the last one in the lower half; 0 is no range. Fragments in order or in
 * reverse order need one range only. Immutable: the ranges are in an array of the caller.
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
     * @return false if it would be a fifth range; then nothing has changed
     */
    static boolean add(int[] ranges, int at, int from, int to) {
        int first = from;
        int behind = to;
        int free = -1;
        for (int i = at; i < at + RANGES; i++) {
            int range = ranges[i];
            if (range != 0 && range >>> 16 <= to && (range & 0xffff) >= from) {
                first = Math.min(first, range >>> 16);
                behind = Math.max(behind, range & 0xffff);
                ranges[i] = 0;
            }
            if (ranges[i] == 0) {
                free = i;
            }
        }
        if (free < 0) {
            return false;
        }
        ranges[free] = first << 16 | behind;
        return true;
    }

    /** Returns whether all blocks from 0 up to that one have been seen, and none behind. */
    static boolean isExactly(int[] ranges, int at, int blocks) {
        int all = 0;
        for (int i = at; i < at + RANGES; i++) {
            all |= ranges[i]; // one range, or a value that is none
        }
        return all == blocks;
    }
}
