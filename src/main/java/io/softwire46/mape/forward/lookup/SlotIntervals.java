package io.softwire46.mape.forward.lookup;

import java.util.Arrays;

/**
 * The slot of an IPv4 address in a sparse address space, for which {@link SlotBitmaps} needs too much memory: two tables lead to
 * a position in the list of intervals, and a search over 8 intervals finds the right one.
 * <pre>
 * address   | root bits | 0 to 16 bits |            |
 * |             |
 * root[ ]  +   cells[ ]  -&gt; index of an interval; the result is it or one of the 7 following: 3 steps
 * </pre>
 *
 * <p>Immutable.
 */
final class SlotIntervals implements SlotIndex {
    /*
     * Cf. DXR (Zec, Rizzo, Mikuc, "DXR: Towards a Billion Routing Lookups per Second in Software", CCR 42(5), 2012).
     *
     * Idea: the first bits of an address select a short part of the sorted list of intervals, which is searched.
     *
     * Invariant: each part of the root has as many cells as it needs, so that no more than 7 intervals begin in a cell.
     *
     * Cost: two table loads and 3 steps without a branch that depends on the address.
     *
     * Bound: there are at most four times as many cells as intervals, or 65,536. Deeply nested prefixes make intervals
     * exponentially narrower, so that a cell may keep more than 7. Such a cell contains the number of steps for a complete
     * search, at most 16.
     *
     * Difference from the paper: a second table of variable size bounds the search to 3 steps, where DXR searches all
     * intervals of a part.
     */

    private static final int STEPS = 3;
    private static final int NEAR = (1 << STEPS) - 1;
    private static final int ROOT_BITS = 16;
    private static final int MAX_CELL_BITS = 16;
    private static final int FREE_CELLS_LOG = 16;

    /** A cell with more intervals: 1 (1 bit), steps (5), index of the first interval (26). */
    private static final int DEEP_STEPS_AT = 26;

    private static final int SHIFT_BITS = 5;
    private static final int SLOT_BITS = 31;
    private static final long SLOT_MASK = (1L << SLOT_BITS) - 1;

    private final int rootBits;

    /**
     * Index of the first cell (27 bits), 31 minus the number of address bits that select a cell (5). Shifts use the lowest 5 bits
     * of the amount.
     */
    private final int[] root;

    private final int[] cells;

    /** Start of the interval (32 bits), slot (31), ascending. The last one is repeated at the end. */
    private final long[] intervals;

    private SlotIntervals(int rootBits, int[] root, int[] cells, long[] intervals) {
        this.rootBits = rootBits;
        this.root = root;
        this.cells = cells;
        this.intervals = intervals;
    }

    /** Builds the index over intervals in ascending order, the first at 0. Slots are -1 or up to 30 bits. */
    static SlotIntervals of(int[] starts, int[] slots, int count) {
        long[] intervals = new long[count + NEAR];
        for (int i = 0; i < intervals.length; i++) {
            int at = Math.min(i, count - 1);
            intervals[i] = (starts[at] & 0xffff_ffffL) << SLOT_BITS | (slots[at] & SLOT_MASK);
        }
        return new Builder(intervals, count).build();
    }

    @Override
    public int slotOf(int ipv4) {
        int part = root[ipv4 >>> -rootBits];
        int at = cells[(part >>> SHIFT_BITS) + (ipv4 << rootBits >>> 1 >>> part)];
        long next = ((ipv4 & 0xffff_ffffL) + 1) << SLOT_BITS;
        if (at < 0) {
            return deep(at, next);
        }
        at += (int) ((intervals[at + 4] - next) >> 63) & 4;
        at += (int) ((intervals[at + 2] - next) >> 63) & 2;
        at += (int) ((intervals[at + 1] - next) >> 63) & 1;
        return (int) intervals[at] << 1 >> 1;
    }

    @Override
    public void slotsOf(long[] columns, int count) {
        for (int i = 0; i < count; i++) {
            columns[KeyBatch.SLOTS + i] = slotOf((int) (columns[KeyBatch.KEYS + i] >>> 16));
        }
    }

    private int deep(int cell, long next) {
        int at = cell & (1 << DEEP_STEPS_AT) - 1;
        for (int step = 1 << (cell >>> DEEP_STEPS_AT & 31) >>> 1; step > 0; step >>>= 1) {
            if (at + step < intervals.length && intervals[at + step] - next < 0) {
                at += step;
            }
        }
        return (int) intervals[at] << 1 >> 1;
    }

    @Override
    public long octets() {
        return 4L * (root.length + cells.length) + 8L * intervals.length;
    }

    private static final class Builder {
        private final long[] intervals;
        private final int count;
        private final int rootBits;
        private final int[] root;
        private int[] cells = new int[64];
        private int used;

        Builder(long[] intervals, int count) {
            this.intervals = intervals;
            this.count = count;
            rootBits = count <= NEAR ? 4 : ROOT_BITS;
            root = new int[1 << rootBits];
        }

        private static int log(int number) {
            return 31 - Integer.numberOfLeadingZeros(number);
        }

        SlotIntervals build() {
            int width = 32 - rootBits;
            int crowded = 0;
            for (int i = 0, at = 0; i < root.length; i++) {
                int end = lastBefore(at, (long) (i + 1) << width);
                crowded += end - at > NEAR ? 1 : 0;
                at = end;
            }
            int freeBits = FREE_CELLS_LOG - log(Math.max(1, crowded));
            for (int i = 0, at = 0; i < root.length; i++) {
                long from = (long) i << width;
                int first = lastBefore(at, from + 1);
                int end = lastBefore(first, from + (1L << width));
                int bits = bits(first, end, freeBits);
                root[i] = used << SHIFT_BITS | 31 - bits;
                fill(first, from, bits);
                at = end;
            }
            return new SlotIntervals(rootBits, root, Arrays.copyOf(cells, used), intervals);
        }

        /** Returns the last interval, from {@code at} on, that begins before an address. */
        private int lastBefore(int at, long address) {
            int last = at;
            while (last + 1 < count && intervals[last + 1] >>> SLOT_BITS < address) {
                last++;
            }
            return last;
        }

        /**
         * Returns the minimum number of bits that leaves no more intervals per cell than three steps can search, or the maximum
         * allowed.
         */
        private int bits(int first, int end, int freeBits) {
            int begin = end - first; // intervals that begin in this part, after its first address
            int most = Math.min(Math.min(32 - rootBits, MAX_CELL_BITS), Math.max(log(begin + 1) + 2, freeBits));
            int bits = Math.max(0, log(begin + 1) - STEPS);
            while (bits < most && isCrowded(first, end, bits)) {
                bits++;
            }
            return bits;
        }

        private boolean isCrowded(int first, int end, int bits) {
            int width = 32 - rootBits - bits;
            for (int i = first + 1; i + NEAR <= end; i++) {
                // NEAR + 1 intervals. If the first of them begins with the cell, the check is stricter than necessary.
                long cell = (intervals[i] >>> SLOT_BITS) >>> width;
                if ((intervals[i + NEAR] >>> SLOT_BITS) >>> width == cell) {
                    return true;
                }
            }
            return false;
        }

        private void fill(int first, long from, int bits) {
            int width = 32 - rootBits - bits;
            int base = used;
            used += 1 << bits;
            if (used > cells.length) {
                cells = Arrays.copyOf(cells, Math.max(used, cells.length + (cells.length >> 1)));
            }
            int at = first;
            for (int i = 0; i < 1 << bits; i++) {
                long cellFrom = from + ((long) i << width);
                at = lastBefore(at, cellFrom + 1);
                int end = lastBefore(at, cellFrom + (1L << width));
                int steps = 32 - Integer.numberOfLeadingZeros(end - at);
                cells[base + i] = steps <= STEPS ? at : 1 << 31 | steps << DEEP_STEPS_AT | at;
                at = end;
            }
        }
    }
}
