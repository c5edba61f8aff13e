package io.softwire46.mape.forward.lookup;

import java.util.Arrays;

/**
 * The slot of an IPv4 address where prefixes stand too far apart for {@link SlotBitmaps}: two tables lead to a place in the list of
 * the intervals, and a search over 8 intervals to the right one.
 *
 * <pre>
 *   address   | root bits | 0 to 16 bits |            |
 *                  |             |
 *                root[ ]  +   cells[ ]  -&gt; place of an interval; it or one of the 7 behind it is the one: 3 steps
 * </pre>
 *
 * <p>Each part of the root has as many cells as it needs, so that no more than 7 intervals begin in one. All addresses take the same
 * steps, without a branch that depends on the address.
 *
 * <p>Cells are at most four times as many as intervals, or 65,536. Where that is too few, because intervals become
 * exponentially narrower, as prefixes nested in each other make them, a cell says so, and its intervals are searched
 * to the end; they are 65,536 at most, hence 16 steps.
 *
 * <p>Immutable.
 */
final class SlotIntervals implements SlotIndex {
    private static final int STEPS = 3;
    private static final int NEAR = (1 << STEPS) - 1;
    private static final int ROOT_BITS = 16;
    private static final int MOST_CELL_BITS = 16;
    private static final int FREE_CELLS_LOG = 16;

    /** Cell that has more intervals: 1 (1 bit), steps (5), place of the first interval (26). */
    private static final int DEEP_STEPS_AT = 26;

    private static final int SHIFT_BITS = 5;
    private static final int SLOT_BITS = 31;
    private static final long SLOT_MASK = (1L << SLOT_BITS) - 1;

    private final int rootBits;

    /** Location of the first cell (27 bits), 31 less the address bits that choose one (5): shifts take the lowest 5 bits anyway. */
    private final int[] root;

    private final int[] cells;

    /** Start of the interval (32 bits), slot (31), ascending; the last one again and again behind it. */
    private final long[] intervals;

    private SlotIntervals(int rootBits, int[] root, int[] cells, long[] intervals) {
        this.rootBits = rootBits;
        this.root = root;
        this.cells = cells;
        this.intervals = intervals;
    }

    /** Builds the index over intervals in ascending order, the first at 0; slots are -1 or up to 30 bits. */
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
        long behind = ((ipv4 & 0xffff_ffffL) + 1) << SLOT_BITS;
        if (at < 0) {
            return deep(at, behind);
        }
        at += (int) ((intervals[at + 4] - behind) >> 63) & 4;
        at += (int) ((intervals[at + 2] - behind) >> 63) & 2;
        at += (int) ((intervals[at + 1] - behind) >> 63) & 1;
        return (int) intervals[at] << 1 >> 1;
    }

    @Override
    public void slotsOf(long[] columns, int count) {
        for (int i = 0; i < count; i++) {
            columns[KeyBatch.SLOTS + i] = slotOf((int) (columns[KeyBatch.KEYS + i] >>> 16));
        }
    }

    private int deep(int cell, long behind) {
        int at = cell & (1 << DEEP_STEPS_AT) - 1;
        for (int step = 1 << (cell >>> DEEP_STEPS_AT & 31) >>> 1; step > 0; step >>>= 1) {
            if (at + step < intervals.length && intervals[at + step] - behind < 0) {
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

        /** The last interval from {@code at} on that begins before an address. */
        private int lastBefore(int at, long address) {
            int last = at;
            while (last + 1 < count && intervals[last + 1] >>> SLOT_BITS < address) {
                last++;
            }
            return last;
        }

        /** As few bits as leave no more intervals to a cell than can be searched; as many as are allowed where none do. */
        private int bits(int first, int end, int freeBits) {
            int begin = end - first; // how many intervals begin in this part, behind its first address
            int most = Math.min(Math.min(32 - rootBits, MOST_CELL_BITS), Math.max(log(begin + 1) + 2, freeBits));
            int bits = Math.max(0, log(begin + 1) - STEPS);
            while (bits < most && isCrowded(first, end, bits)) {
                bits++;
            }
            return bits;
        }

        private boolean isCrowded(int first, int end, int bits) {
            int width = 32 - rootBits - bits;
            for (int i = first + 1; i + NEAR <= end; i++) {
                // One more than NEAR; if the first of them begins with the cell, that is one too careful.
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
