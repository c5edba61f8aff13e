package io.softwire46.mape.forward.lookup;

import java.util.Arrays;

/**
 * The slot of an IPv4 address, found by counting bits: a bit represents a block of addresses, and is set if an interval begins in
 * the block.
 * <pre>
 * address   |   root bits    |     s bits      |  6 bits  |  rest  |
 * |                 |              |
 * root[ ]      +   cells[ ]  =  64 bits: count those set up to this one
 * </pre>
 *
 * <p>Immutable.
 */
final class SlotBitmaps implements SlotIndex {
    /*
     * Cf. Poptrie (Asai, Ohara, "Poptrie: A Compressed Trie with Population Count for Fast and Scalable Software IP Routing
     * Table Lookup", SIGCOMM 2015).
     *
     * Idea: the number of set bits up to the block of an address, plus the interval at which the 64 blocks begin, is the number
     * of its interval.
     *
     * Invariant: bounds of intervals are bounds of blocks, since both come from prefixes. Each part of the root has blocks as
     * small as its smallest interval, and so its own s.
     *
     * Cost: four loads and one population count for each address. No branch depends on the address: a mispredicted branch
     * would also delay the look-ups of the following packets.
     *
     * Trade-off: adjacent prefixes, as in a provider's pools, take less memory than the list of intervals. Sparse prefixes
     * would take far more; SlotIntervals serves those.
     *
     * Differences from the paper: a trie of fixed depth with one level of bitmaps below the root, whose size varies by part,
     * instead of a trie that ends as early as possible; bits mark the starts of intervals, not child nodes and leaves.
     */

    private static final int MIN_ROOT_BITS = 8;
    private static final int MAX_ROOT_BITS = 16;
    private static final int BLOCK_BITS = 6;
    private static final int SHIFT_BITS = 5;
    private static final int CELL_OCTETS = 16;

    /** 32 less the root bits. */
    private final int rootShift;

    /** The address without the root bits. */
    private final int restMask;

    /** First cell (27 bits), 32 less root bits and s (5). */
    private final int[] root;

    /** Two words per cell: a bit per block, and the interval that contains the start of the first block. */
    private final long[] cells;

    /** Slots, indexed by interval. */
    private final int[] slots;

    private SlotBitmaps(int rootBits, int[] root, long[] cells, int[] slots) {
        rootShift = 32 - rootBits;
        restMask = -1 >>> rootBits;
        this.root = root;
        this.cells = cells;
        this.slots = slots;
    }

    /** Relies on Java shifts, which use the lowest 5 or 6 bits of the amount. */
    @Override
    public int slotOf(int ipv4) {
        int part = root[ipv4 >>> rootShift];
        int cell = ((part >>> SHIFT_BITS) + ((ipv4 & restMask) >>> part)) << 1;
        int block = ipv4 >>> (part - BLOCK_BITS);
        return slots[(int) cells[cell + 1] + Long.bitCount(cells[cell] << ~block)];
    }

    @Override
    public void slotsOf(long[] columns, int count) {
        int[] parts = root;
        long[] pairs = cells;
        int shift = rootShift;
        int mask = restMask;
        for (int i = 0; i < count; i++) {
            int ipv4 = (int) (columns[KeyBatch.KEYS + i] >>> 16);
            int part = parts[ipv4 >>> shift];
            int cell = ((part >>> SHIFT_BITS) + ((ipv4 & mask) >>> part)) << 1;
            int block = ipv4 >>> (part - BLOCK_BITS);
            columns[KeyBatch.SLOTS + i] = pairs[cell + 1] + Long.bitCount(pairs[cell] << ~block);
        }
        int[] found = slots;
        for (int i = 0; i < count; i++) { // a short loop: the processor performs many loads at the same time
            columns[KeyBatch.SLOTS + i] = found[(int) columns[KeyBatch.SLOTS + i]];
        }
    }

    @Override
    public long octets() {
        return 4L * (root.length + slots.length) + 8L * cells.length;
    }

    /** Intervals in ascending order, the first at 0, and the size of the root that needs the least memory for them. */
    static final class Plan {
        private final int[] starts;
        private final int[] slots;
        private final int count;
        private int rootBits;
        private long octets = Long.MAX_VALUE;

        Plan(int[] starts, int[] slots, int count) {
            this.starts = starts;
            this.slots = slots;
            this.count = count;
            for (int bits = MIN_ROOT_BITS; bits <= MAX_ROOT_BITS; bits++) {
                long needed = 4L * (1 << bits) + CELL_OCTETS * cells(bits) + 4L * count;
                if (needed < octets) {
                    octets = needed;
                    rootBits = bits;
                }
            }
        }

        /** Returns the memory that the index needs. */
        long octets() {
            return octets;
        }

        private long cells(int bits) {
            long cells = 0;
            for (int i = 0, at = 0; i < 1 << bits; i++) {
                int end = lastBefore(at, (long) (i + 1) << (32 - bits));
                cells += 1L << cellBits(at, end, (long) i << (32 - bits), bits);
                at = end;
            }
            return cells;
        }

        /** Returns the last interval, from {@code at} on, that begins before an address. */
        private int lastBefore(int at, long address) {
            int last = at;
            while (last + 1 < count && (starts[last + 1] & 0xffff_ffffL) < address) {
                last++;
            }
            return last;
        }

        /** Returns the bits s that a part needs for the intervals that begin after its first address, up to {@code end}. */
        private int cellBits(int first, int end, long from, int rootBits) {
            int starting = 0;
            for (int i = first + 1; i <= end; i++) {
                starting |= (starts[i] & 0xffff_ffffL) == from ? 0 : starts[i];
            }
            return starting == 0
                    ? 0
                    : Math.max(0, 32 - Integer.numberOfTrailingZeros(starting) - rootBits - BLOCK_BITS);
        }

        SlotBitmaps build() {
            int[] root = new int[1 << rootBits];
            long[] cells = new long[2 * (int) cells(rootBits)];
            int used = 0;
            int width = 32 - rootBits;
            int at = 0;
            for (int i = 0; i < root.length; i++) {
                long from = (long) i << width;
                int bits = cellBits(at, lastBefore(at, from + (1L << width)), from, rootBits);
                root[i] = used << SHIFT_BITS | width - bits;
                int cellWidth = width - bits;
                for (int cell = 0; cell < 1 << bits; cell++) {
                    long cellFrom = from + ((long) cell << cellWidth);
                    at = lastBefore(at, cellFrom + 1);
                    cells[2 * used + 1] = at;
                    int end = lastBefore(at, cellFrom + (1L << cellWidth));
                    for (int inside = at + 1; inside <= end; inside++) {
                        cells[2 * used] |= 1L << (starts[inside] >>> (cellWidth - BLOCK_BITS));
                    }
                    at = end;
                    used++;
                }
            }
            return new SlotBitmaps(rootBits, root, cells, Arrays.copyOf(slots, count));
        }
    }
}
