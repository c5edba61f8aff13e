package io.softwire46.mape.map.internal;

import io.softwire46.mape.map.internal.Addresses.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An index of prefixes, nested ones included, for longest-match look-ups.
 *
 * <p>The prefixes divide the address space into at most 2n + 1 disjoint intervals for n prefixes. Each interval stores
 * the longest prefix that covers it. A look-up is one binary search, whatever the number of prefix lengths. Building
 * takes one sort and one pass with a stack of the open prefixes. IPv4 prefixes use the upper 32 of the 128 bits.
 *
 * <p>Immutable.
 */
public final class PrefixIndex {
    public static final int NONE = -1;

    /** Builds an index. A duplicate prefix keeps its first slot. */
    public static final class Builder {
        private final List<Prefix> prefixes = new ArrayList<>();
        private final Map<Prefix, Integer> slots = new HashMap<>();

        /**
         * Returns the slot of a prefix, and adds the prefix if it is new. Slots count from 0 in order of first
         * addition.
         */
        public int slot(long high, long low, int length) {
            Prefix prefix = new Prefix(high, low, length);
            Integer slot = slots.putIfAbsent(prefix, prefixes.size());
            if (slot == null) {
                prefixes.add(prefix);
                return prefixes.size() - 1;
            }
            return slot;
        }

        public PrefixIndex build() {
            return new PrefixIndex(prefixes);
        }
    }

    /** Start of each interval, ascending as unsigned 128-bit numbers; the first is zero. */
    private final long[] startHigh;

    private final long[] startLow;

    /** The longest prefix that covers the interval, or {@link #NONE}. */
    private final int[] owner;

    private final int intervals;

    /** The next shorter prefix that covers a prefix, or {@link #NONE}. */
    private final int[] parent;

    private final int[] length;

    /** Slots in ascending order of address, enclosing prefixes first. */
    private final int[] order;

    private PrefixIndex(List<Prefix> prefixes) {
        int count = prefixes.size();
        order = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparing(prefixes::get, PrefixIndex::compare))
                .mapToInt(Integer::intValue)
                .toArray();
        length = prefixes.stream().mapToInt(Prefix::length).toArray();
        parent = new int[count];
        Arrays.fill(parent, NONE);
        Cutter cutter = new Cutter(2 * count + 1);
        int open = NONE;
        for (int slot : order) {
            Prefix prefix = prefixes.get(slot);
            while (open != NONE && !covers(prefixes.get(open), prefix)) {
                cutter.cutAfter(prefixes.get(open), parent[open]);
                open = parent[open];
            }
            parent[slot] = open;
            cutter.cut(prefix.high(), prefix.low(), slot);
            open = slot;
        }
        for (; open != NONE; open = parent[open]) {
            cutter.cutAfter(prefixes.get(open), parent[open]);
        }
        intervals = cutter.count;
        startHigh = Arrays.copyOf(cutter.high, intervals);
        startLow = Arrays.copyOf(cutter.low, intervals);
        owner = Arrays.copyOf(cutter.owner, intervals);
    }

    /** Writes interval starts in ascending order; a later start at the same address replaces the earlier. */
    private static final class Cutter {
        private final long[] high;
        private final long[] low;
        private final int[] owner;
        private int count = 1;

        Cutter(int most) {
            high = new long[most];
            low = new long[most];
            owner = new int[most];
            owner[0] = NONE;
        }

        void cut(long atHigh, long atLow, int newOwner) {
            if (high[count - 1] != atHigh || low[count - 1] != atLow) {
                high[count] = atHigh;
                low[count] = atLow;
                count++;
            }
            owner[count - 1] = newOwner;
        }

        /** Starts an interval at the address following a prefix, unless that is the end of the address space. */
        void cutAfter(Prefix prefix, int newOwner) {
            long lastHigh = prefix.high() | ~Bits.ipv6MaskHigh(prefix.length());
            long nextLow = (prefix.low() | ~Bits.ipv6MaskLow(prefix.length())) + 1;
            long nextHigh = nextLow == 0 ? lastHigh + 1 : lastHigh;
            if (nextHigh != 0 || nextLow != 0) {
                cut(nextHigh, nextLow, newOwner);
            }
        }
    }

    private static int compare(Prefix a, Prefix b) {
        int high = Long.compareUnsigned(a.high(), b.high());
        int low = high != 0 ? high : Long.compareUnsigned(a.low(), b.low());
        return low != 0 ? low : Integer.compare(a.length(), b.length());
    }

    private static boolean covers(Prefix outer, Prefix inner) {
        int n = outer.length();
        return n <= inner.length()
                && ((outer.high() ^ inner.high()) & Bits.ipv6MaskHigh(n)) == 0
                && ((outer.low() ^ inner.low()) & Bits.ipv6MaskLow(n)) == 0;
    }

    /** Returns the slot of the longest prefix that contains an address, or {@link #NONE}. */
    public int longest(long high, long low) {
        int from = 0;
        int to = intervals - 1;
        while (from < to) {
            int middle = (from + to + 1) >>> 1;
            int order = Long.compareUnsigned(startHigh[middle], high);
            if (order < 0 || (order == 0 && Long.compareUnsigned(startLow[middle], low) <= 0)) {
                from = middle;
            } else {
                to = middle - 1;
            }
        }
        return owner[from];
    }

    /**
     * Returns the slot of the longest prefix that contains an address and is no longer than a limit, or {@link #NONE}.
     */
    public int longest(long high, long low, int mostLength) {
        int slot = longest(high, low);
        while (slot != NONE && length[slot] > mostLength) {
            slot = parent[slot];
        }
        return slot;
    }

    /** Returns the slot of the longest prefix around a prefix, or {@link #NONE}. */
    public int parent(int slot) {
        return parent[slot];
    }

    /** Returns the slots in ascending order of address, enclosing prefixes first. */
    int[] order() {
        return order;
    }
}
