package io.softwire46.mape.operate.time;

/**
 * The interval of instants that a value of time denotes: one unit of its precision, twice if the local time exists
 * twice. Bounds are milliseconds since 1970-01-01T00:00:00Z, half-open. A reader fills it; it is used again for the next
 * value.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class TimeValue {
    /** Why a value was refused; each constant of {@link #NONE} kind is an accepted value. */
    public enum Refusal {
        /** The value was accepted. */
        NONE,
        /** The value has another form, or a field out of range. */
        MALFORMED,
        /** The value has no zone, and no zone was given for all values. */
        NO_ZONE
    }

    private static final long SECOND = 1000;

    /** The last instant of the year 2199, exclusive: 84,006 days after 1970-01-01. */
    private static final long MAX_MILLIS = 84_006L * 86_400_000;

    private long from;
    private long until;
    private long laterFrom;
    private long laterUntil;
    private boolean isTwice;
    private boolean isPartlyTwice;
    private boolean isLeapSecond;
    private Refusal refusal = Refusal.NONE;
    private String problem = "";

    // A local date and time, before its zone is known.
    private long localSeconds;
    private int millis;
    private long unitMillis;

    /** Returns the start of the interval. */
    public long from() {
        return from;
    }

    /** Returns the end of the interval, exclusive. */
    public long until() {
        return until;
    }

    /** Returns whether the local time exists twice; {@link #from} is then its first occurrence. */
    public boolean isTwice() {
        return isTwice;
    }

    /** Returns whether a part of an hour or day exists twice; the interval then has both occurrences of it. */
    public boolean isPartlyTwice() {
        return isPartlyTwice;
    }

    /** Returns the start of the second occurrence, or of the only one. */
    public long laterFrom() {
        return isTwice ? laterFrom : from;
    }

    /** Returns the end of the second occurrence, or of the only one. */
    public long laterUntil() {
        return isTwice ? laterUntil : until;
    }

    /** Returns whether the value has second 60. */
    public boolean isLeapSecond() {
        return isLeapSecond;
    }

    /** Returns why the last value was refused. */
    public Refusal refusal() {
        return refusal;
    }

    /** Returns what is wrong with the last value and what is accepted; empty if it was accepted. */
    public String problem() {
        return problem;
    }

    void clear() {
        isTwice = false;
        isPartlyTwice = false;
        isLeapSecond = false;
        refusal = Refusal.NONE;
        problem = "";
    }

    boolean refuse(String text) {
        return refuse(Refusal.MALFORMED, text);
    }

    boolean refuse(Refusal reason, String text) {
        refusal = reason;
        problem = text;
        return false;
    }

    /** Sets the fields of a local time, in seconds since 1970-01-01 as if it were UTC. */
    void local(long seconds, int millisOfSecond, long unit, boolean leapSecond) {
        localSeconds = seconds;
        millis = millisOfSecond;
        unitMillis = unit;
        isLeapSecond = leapSecond;
    }

    long localSeconds() {
        return localSeconds;
    }

    /** Accepts the local time with the offset of its zone from UTC, in seconds. */
    boolean acceptOffset(int offsetSeconds) {
        long start = start(offsetSeconds);
        return accept(start, start + length());
    }

    /** Accepts a local time that exists twice, with both offsets; the earlier instant has the larger offset. */
    boolean acceptTwice(int largerOffsetSeconds, int smallerOffsetSeconds) {
        laterFrom = start(smallerOffsetSeconds);
        laterUntil = laterFrom + length();
        isTwice = true;
        return acceptOffset(largerOffsetSeconds);
    }

    /** Accepts an interval of instants that has a part of its local time twice. */
    boolean acceptPartlyTwice(long start, long end) {
        isPartlyTwice = true;
        return accept(start, end);
    }

    /** Accepts an interval of instants. */
    boolean accept(long start, long end) {
        if (start < 0 || end > MAX_MILLIS) {
            return refuse("is outside the years 1970 to 2199; use a time within them");
        }
        from = start;
        until = end;
        return true;
    }

    /**
     * Second 60 is the end of its minute: clocks repeat the second before it or the second after it, so the interval
     * has both. The local time then has second 59.
     */
    private long start(int offsetSeconds) {
        return (localSeconds - offsetSeconds) * SECOND + (isLeapSecond ? 0 : millis);
    }

    private long length() {
        return isLeapSecond ? 2 * SECOND : unitMillis;
    }
}
