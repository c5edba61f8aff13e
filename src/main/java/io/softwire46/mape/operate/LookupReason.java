package io.softwire46.mape.operate;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Circumstance that widens a look-up or makes its answer doubtful. The constants are in the order in which answers list them.
 *
 * <p>Immutable.
 */
public enum LookupReason {
    /** A version is queried only because CEs may use it for some time after its end (RFC 7597 section 7.1). */
    GRACE,
    /** A version or a gap is queried only because clocks differ (RFC 6302 section 2). */
    TOLERANCE,
    /** The time of the query is itself an interval in which the rules changed. */
    INTERVAL,
    /** Some of the interval is in no version of the history. */
    GAP,
    /** The local time exists twice. */
    LOCAL_TIME_OVERLAP,
    /** The time is a leap second, read as the end of its minute. */
    LEAP_SECOND,
    /** Source and destination are both in a rule. */
    BOTH_SIDES,
    /** The flow record of an ICMP message has no Identifier. */
    ICMP_WITHOUT_IDENTIFIER,
    /** The rules have no dates. */
    NO_HISTORY;

    /** Returns the name in output, such as {@code local-time-overlap}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns reasons as one text.
     *
     * @param reasons in any order
     * @return names in the order of the constants, separated by commas; empty if there are none
     */
    public static String join(Collection<LookupReason> reasons) {
        return reasons.stream().distinct().sorted().map(LookupReason::toString).collect(Collectors.joining(","));
    }
}
