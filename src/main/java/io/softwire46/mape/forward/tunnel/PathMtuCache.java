package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.wire.internal.KeyedMix;

/**
 * Path MTUs toward tunnel destinations, as Packet Too Big messages reported them (RFC 8201 section 4, RFC 2473 section 6.7).
 *
 * <p>A value can only decrease. It expires ten minutes after the last report of the same or a lower value, so that a larger MTU
 * is tried again. The table is 4-way set-associative and has a fixed size. A new destination replaces the entry with the oldest
 * report of its set; the static MTU then applies to the replaced destination.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class PathMtuCache {
    /** The result if no report is known. */
    static final int UNKNOWN = Integer.MAX_VALUE;

    /** RFC 8201 section 4: at least five minutes, ten are recommended. */
    static final long LIFETIME_NANOS = 600_000_000_000L;

    private static final int WAYS = 4;
    private static final int SETS = 4096;

    private final long key;
    private final long[] high = new long[SETS * WAYS];
    private final long[] low = new long[SETS * WAYS];
    private final long[] reportedNanos = new long[SETS * WAYS];
    private final int[] mtu = new int[SETS * WAYS]; // 0 is a free entry

    PathMtuCache(long key) {
        this.key = key;
    }

    /** Returns the path MTU toward a destination in octets, or {@link #UNKNOWN}. */
    int mtu(long destinationHigh, long destinationLow, long nowNanos) {
        int place = find(destinationHigh, destinationLow);
        return place >= 0 && isFresh(place, nowNanos) ? mtu[place] : UNKNOWN;
    }

    /** Stores a report; returns false if the same or a lower value is known. */
    boolean lower(long destinationHigh, long destinationLow, int reported, long nowNanos) {
        int place = find(destinationHigh, destinationLow);
        boolean known = place >= 0 && isFresh(place, nowNanos);
        if (known && reported > mtu[place]) {
            return false;
        }
        boolean lowered = !known || reported < mtu[place];
        if (place < 0) {
            place = oldest(destinationHigh, destinationLow, nowNanos);
        }
        high[place] = destinationHigh;
        low[place] = destinationLow;
        mtu[place] = reported;
        reportedNanos[place] = nowNanos;
        return lowered;
    }

    private boolean isFresh(int place, long nowNanos) {
        return nowNanos - reportedNanos[place] < LIFETIME_NANOS;
    }

    private int find(long destinationHigh, long destinationLow) {
        int first = firstOf(destinationHigh, destinationLow);
        for (int place = first; place < first + WAYS; place++) {
            if (mtu[place] != 0 && high[place] == destinationHigh && low[place] == destinationLow) {
                return place;
            }
        }
        return -1;
    }

    private int oldest(long destinationHigh, long destinationLow, long nowNanos) {
        int first = firstOf(destinationHigh, destinationLow);
        int oldest = first;
        for (int place = first; place < first + WAYS; place++) {
            if (mtu[place] == 0) {
                return place;
            }
            if (nowNanos - reportedNanos[place] > nowNanos - reportedNanos[oldest]) {
                oldest = place;
            }
        }
        return oldest;
    }

    private int firstOf(long destinationHigh, long destinationLow) {
        long mixed = KeyedMix.of(KeyedMix.of(destinationHigh ^ key) ^ destinationLow);
        return (int) (mixed >>> 32 & SETS - 1) * WAYS;
    }
}
