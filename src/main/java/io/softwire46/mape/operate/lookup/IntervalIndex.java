package io.softwire46.mape.operate.lookup;

import java.io.Serializable;

/**
 * The IPv4 space as consecutive intervals, each with the longest prefix around it. A table of the leading bits of the addresses,
 * between the first and the last interval, limits the binary search to a few intervals.
 *
 * <p>Immutable.
 */
final class IntervalIndex implements Serializable {
    private static final int MAX_BUCKET_BITS = 18;

    /** So few intervals are compared one after the other. */
    private static final int FEW = 3;

    private static final long serialVersionUID = 1L;

    /** First address in the upper half, node in the lower one; in the order of addresses as unsigned numbers. */
    private final long[] intervals;

    /** First address of the second interval: addresses before it are in the first one. */
    private final int base;

    private final int shift;

    /** By the leading bits of an address minus base: the last interval that begins at or before these bits. */
    private final int[] buckets;

    /** Expects the first interval to begin at 0.0.0.0. */
    IntervalIndex(long[] intervals) {
        this.intervals = intervals;
        base = intervals.length > 1 ? (int) (intervals[1] >>> 32) : 0;
        long span = (intervals[intervals.length - 1] >>> 32) - (base & 0xffff_ffffL);
        int bits = Math.min(MAX_BUCKET_BITS, 33 - Integer.numberOfLeadingZeros(intervals.length));
        shift = Math.max(0, 64 - Long.numberOfLeadingZeros(Math.max(span, 0)) - bits);
        buckets = new int[(int) (Math.max(span, 0) >>> shift) + 2];
        buckets[buckets.length - 1] = intervals.length - 1;
        int at = 0;
        for (int i = 0; i < buckets.length - 1; i++) {
            long start = (base & 0xffff_ffffL) + ((long) i << shift);
            while (at + 1 < intervals.length && intervals[at + 1] >>> 32 <= start) {
                at++;
            }
            buckets[i] = at;
        }
    }

    /** Returns the node of the longest prefix that contains an address, its only line, or {@link RuleTimeline#NO_NODE}. */
    int nodeOf(int ipv4) {
        long distance = (ipv4 & 0xffff_ffffL) - (base & 0xffff_ffffL);
        if (distance < 0) {
            return (int) intervals[0];
        }
        long bucket = Math.min(distance >>> shift, buckets.length - 2);
        int low = buckets[(int) bucket];
        int high = buckets[(int) bucket + 1];
        long key = (ipv4 & 0xffff_ffffL) << 32 | 0xffff_ffffL;
        while (high - low > FEW) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(intervals[middle], key) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        while (low < high && Long.compareUnsigned(intervals[low + 1], key) <= 0) {
            low++;
        }
        return (int) intervals[low];
    }

    long octets() {
        return 8L * intervals.length + 4L * buckets.length;
    }
}
