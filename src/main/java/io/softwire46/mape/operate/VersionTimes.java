package io.softwire46.mape.operate;

import io.softwire46.mape.operate.LookupQuery.Interval;
import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * When the versions of a history are valid, and which of them an interval queries.
 *
 * <p>A version is queried if [from, until + grace) meets the interval, widened by the tolerance. Each part of the interval that is
 * in no [from, until) is a gap: before the first version, between two of them, or after the last one. Grace does not fill a gap,
 * since the history does not say what was valid there.
 *
 * <p>Immutable.
 */
final class VersionTimes implements Serializable {
    private static final long serialVersionUID = 1L;

    /** By version, in milliseconds since 1970: beginning, and end, which is not part of it. */
    private final long[] from;

    private final long[] until;

    /** By version, until plus grace, and the largest such number of it and all versions before. */
    private final long[] graceEnd;

    private final long[] lastGraceEnd;

    /** Expects versions in order; {@code Long.MIN_VALUE} and {@code Long.MAX_VALUE} are no bounds. */
    VersionTimes(long[] from, long[] until, long[] graceMillis) {
        this.from = from;
        this.until = until;
        graceEnd = new long[from.length];
        lastGraceEnd = new long[from.length];
        long last = Long.MIN_VALUE;
        for (int i = 0; i < from.length; i++) {
            graceEnd[i] = sum(until[i], graceMillis[i]);
            last = Math.max(last, graceEnd[i]);
            lastGraceEnd[i] = last;
        }
    }

    VersionTimes withGrace(long millis) {
        long[] all = new long[from.length];
        Arrays.fill(all, millis);
        return new VersionTimes(from, until, all);
    }

    private static long sum(long time, long more) {
        long sum = time + more;
        return ((time ^ sum) & (more ^ sum)) < 0 ? (more < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }

    int count() {
        return from.length;
    }

    /** Returns the version that is valid at an instant; -1 for none. */
    int at(long millis) {
        int version = lastFrom(millis);
        return version >= 0 && millis < until[version] ? version : -1;
    }

    /** Returns the last version that begins at an instant or before; -1 for none. */
    private int lastFrom(long millis) {
        int low = 0;
        int high = from.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (from[middle] <= millis) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /** Returns the only version that an interval queries, if it has no gap; else -1. */
    int only(long firstMillis, long lastMillis, long tolerance) {
        long first = sum(firstMillis, -tolerance);
        long last = sum(lastMillis, tolerance);
        int version = at(first);
        boolean isOnly = version >= 0 && last < until[version] && (version == 0 || lastGraceEnd[version - 1] <= first);
        return isOnly ? version : -1;
    }

    /** The versions that intervals query, whether some of them is in a gap, and why. */
    record Selection(List<Integer> versions, boolean isInGap, Set<LookupReason> reasons) {}

    /**
     * Returns what intervals query. Grace and tolerance are both reasons if each of them would be enough, or if it takes both of
     * them.
     */
    Selection select(List<Interval> intervals, long tolerance) {
        BitSet exact = new BitSet();
        BitSet withGrace = new BitSet();
        BitSet withTolerance = new BitSet();
        BitSet withBoth = new BitSet();
        Set<LookupReason> reasons = EnumSet.noneOf(LookupReason.class);
        for (Interval each : intervals) {
            BitSet own = valid(each, 0, until);
            if (own.cardinality() > 1) {
                reasons.add(LookupReason.INTERVAL);
            }
            exact.or(own);
            withTolerance.or(valid(each, tolerance, until));
            withGrace.or(valid(each, 0, graceEnd));
            withBoth.or(valid(each, tolerance, graceEnd));
        }
        int gap = from.length;
        withBoth.stream().filter(each -> !exact.get(each)).forEach(each -> {
            boolean byGrace = withGrace.get(each);
            boolean byTolerance = withTolerance.get(each);
            if (byGrace || !byTolerance) {
                reasons.add(LookupReason.GRACE);
            }
            if (byTolerance || !byGrace) {
                reasons.add(LookupReason.TOLERANCE);
            }
        });
        if (withBoth.get(gap)) {
            reasons.add(LookupReason.GAP);
        }
        if (intervals.size() > 1) {
            reasons.add(LookupReason.LOCAL_TIME_OVERLAP);
        }
        List<Integer> versions =
                withBoth.stream().filter(version -> version != gap).boxed().toList();
        return new Selection(versions, withBoth.get(gap), reasons);
    }

    /**
     * Returns the versions whose [from, end) meets an interval; and the number of versions itself if some of the interval is in no
     * [from, until).
     */
    private BitSet valid(Interval interval, long tolerance, long[] end) {
        long first = sum(interval.firstMillis(), -tolerance);
        long last = sum(interval.lastMillis(), tolerance);
        BitSet found = new BitSet();
        long covered = first; // everything before this instant is in a version
        int top = lastFrom(last);
        for (int i = firstEndingAfter(first); i <= top; i++) {
            if (end[i] > first) {
                found.set(i);
            }
            if (until[i] > first && from[i] <= covered) {
                covered = Math.max(covered, until[i]);
            }
        }
        if (covered <= last && covered != Long.MAX_VALUE) {
            found.set(from.length);
        }
        return found;
    }

    /** Returns the first version that, with grace, or one before it ends after an instant. */
    private int firstEndingAfter(long millis) {
        int low = 0;
        int high = from.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (lastGraceEnd[middle] > millis) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
