package io.softwire46.mape.forward;

import java.util.Arrays;

/**
 * The slot of an IPv4 address: the address space is cut into intervals that have one slot each, and a trie leads to the interval.
 *
 * <p>A table takes as many bits of the address as its part of the space has intervals (to the base of 2), so that on average
 * one interval begins in a cell. A cell holds its slot where no interval begins in it; a bucket of up to 8 intervals, searched in
 * at most 3 steps without a branch; or another table. Nothing in this depends on how many prefix lengths there are.
 *
 * <p>Where intervals become exponentially narrower, as prefixes nested in each other make them, a table would part one from the
 * rest; there a cell holds up to 128 intervals in a bucket of 7 steps. A table that is made leaves a quarter of its intervals
 * to a cell, or has more than 128 and takes at least 7 bits: no look-up passes more than 7 tables, and no interval costs more than
 * 4 octets in each of them.
 *
 * <p>Cells and slots are {@code int}s told apart by their lowest bits: 2 is a bucket, 6 a table, anything else a slot (whose
 * lowest two bits are never 2).
 *
 * <p>Immutable.
 */
final class SlotTrie {
    private static final int KIND = 3;
    private static final int NO_SLOT = 2;
    private static final int IS_TABLE = 4;

    /** Cell of a bucket: where it begins (26 bits), steps (3), 2 (3). */
    private static final int BUCKET = 2;

    /** Cell of a table: where it begins in units of 16 cells (25 bits), address bits that it takes, modulo 16 (4), 6 (3). */
    private static final int TABLE = 6;

    private static final int PARAMETER_AT = 3;
    private static final int BUCKET_AT = 6;
    private static final int TABLE_AT = 7;
    private static final int UNIT_LOG = 4;

    private static final int SMALL_BUCKET = 8;
    private static final int LARGE_BUCKET = 128;
    private static final int MOST_ROOT_BITS = 24;
    private static final int MOST_TABLE_BITS = 16;

    private final int[] cells;
    private final int rootShift;

    /** Start of the interval as a signed number (32 bits), slot (32), ascending. */
    private final long[] intervals;

    private SlotTrie(int[] cells, int rootShift, long[] intervals) {
        this.cells = cells;
        this.rootShift = rootShift;
        this.intervals = intervals;
    }

    /**
     * Builds the trie.
     *
     * @param starts where each interval begins, ascending as unsigned numbers; the first at 0
     * @param slots the slot of each
     * @param count how many of them there are, at least 1
     */
    static SlotTrie of(int[] starts, int[] slots, int count) {
        Builder builder = new Builder(starts, slots);
        int bits = Math.max(1, Math.min(MOST_ROOT_BITS, log(count)));
        builder.cells = new int[1 << Math.max(bits, UNIT_LOG)];
        builder.used = builder.cells.length;
        builder.fill(0, bits, 0, count, 0, 32);
        long[] intervals = Arrays.copyOf(builder.intervals, builder.intervalCount + LARGE_BUCKET);
        if (builder.intervalCount > 0) { // the last one again and again, for the steps that reach behind it
            Arrays.fill(intervals, builder.intervalCount, intervals.length, intervals[builder.intervalCount - 1]);
        }
        return new SlotTrie(Arrays.copyOf(builder.cells, builder.used), 32 - bits, intervals);
    }

    private static int log(int number) {
        return 31 - Integer.numberOfLeadingZeros(number);
    }

    /** The slot of the interval that an address lies in. */
    int slotOf(int ipv4) {
        int cell = cells[ipv4 >>> rootShift];
        int taken = 32 - rootShift;
        while ((cell & KIND) == NO_SLOT) {
            if ((cell & IS_TABLE) == 0) {
                return inBucket(cell, ipv4);
            }
            int bits = (cell >>> PARAMETER_AT) - 1 & 15;
            cell = cells[(cell >>> TABLE_AT << UNIT_LOG) + (ipv4 << taken >>> (31 - bits))];
            taken += bits + 1;
        }
        return cell;
    }

    /** The last interval that begins at or before the address. What the steps reach behind the bucket does not begin earlier. */
    private int inBucket(int cell, int ipv4) {
        long key = (long) (ipv4 ^ Integer.MIN_VALUE) << 32 | 0xffff_ffffL;
        int at = cell >>> BUCKET_AT;
        for (int step = 1 << (cell >>> PARAMETER_AT & 7) >>> 1; step > 0; step >>>= 1) {
            at += intervals[at + step] <= key ? step : 0;
        }
        return (int) intervals[at];
    }

    long octets() {
        return 4L * cells.length + 8L * intervals.length;
    }

    private static final class Builder {
        private final int[] starts;
        private final int[] slots;
        private int[] cells = new int[0];
        private int used;
        private long[] intervals = new long[16];
        private int intervalCount;

        Builder(int[] starts, int[] slots) {
            this.starts = starts;
            this.slots = slots;
        }

        /** Fills a table over the intervals from {@code first} to before {@code end}; the first begins at or before it. */
        private void fill(int table, int bits, int first, int end, int from, int width) {
            int at = first;
            for (int i = 0; i < 1 << bits; i++) {
                int cellFrom = from + (int) ((long) i << (width - bits));
                at = last(at, end, cellFrom);
                int cellEnd = endOf(at, end, cellFrom, width - bits);
                int cell = cell(at, cellEnd, cellFrom, width - bits);
                cells[table + i] = cell; // the array may be another one since
                at = cellEnd - 1;
            }
        }

        private int cell(int first, int end, int from, int width) {
            int count = end - first;
            if (count == 1) {
                return slots[first];
            }
            if (count <= SMALL_BUCKET) {
                return bucket(first, end);
            }
            int bits = Math.min(width, Math.min(MOST_TABLE_BITS, log(count)));
            if (count <= LARGE_BUCKET && heaviest(bits, first, end, from, width) > count / 4 + 1) {
                return bucket(first, end);
            }
            int table = used;
            used += Math.max(1 << bits, 1 << UNIT_LOG);
            if (used > cells.length) {
                cells = Arrays.copyOf(cells, Math.max(used, cells.length + (cells.length >> 1)));
            }
            fill(table, bits, first, end, from, width);
            return table >>> UNIT_LOG << TABLE_AT | (bits & 15) << PARAMETER_AT | TABLE;
        }

        /** The most intervals that a cell of a table would have. */
        private int heaviest(int bits, int first, int end, int from, int width) {
            int most = 0;
            int at = first;
            for (int i = 0; i < 1 << bits; i++) {
                int cellFrom = from + (int) ((long) i << (width - bits));
                at = last(at, end, cellFrom);
                int cellEnd = endOf(at, end, cellFrom, width - bits);
                most = Math.max(most, cellEnd - at);
                at = cellEnd - 1;
            }
            return most;
        }

        /** The last interval from {@code at} on that begins at or before an address. */
        private int last(int at, int end, int address) {
            int last = at;
            while (last + 1 < end && Integer.compareUnsigned(starts[last + 1], address) <= 0) {
                last++;
            }
            return last;
        }

        /** Behind the last interval that begins in a cell. */
        private int endOf(int first, int end, int from, int width) {
            int lastAddress = from + (int) ((1L << width) - 1);
            return last(first, end, lastAddress) + 1;
        }

        private int bucket(int first, int end) {
            int at = intervalCount;
            intervalCount += end - first;
            if (intervalCount > intervals.length) {
                intervals = Arrays.copyOf(intervals, Math.max(intervalCount, intervals.length * 2));
            }
            for (int i = first; i < end; i++) {
                intervals[at + i - first] = (long) (starts[i] ^ Integer.MIN_VALUE) << 32 | (slots[i] & 0xffff_ffffL);
            }
            int steps = 32 - Integer.numberOfLeadingZeros(end - first - 1);
            return at << BUCKET_AT | steps << PARAMETER_AT | BUCKET;
        }
    }
}
