package io.softwire46.mape.operate.time;

/**
 * Time as a number of units since 1970-01-01T00:00:00Z, in digits only. Constants are the units.
 */
public enum EpochTime implements TimeForm {
    /** Seconds. */
    SECONDS("Seconds", 1000, 1),
    /** Milliseconds. */
    MILLIS("Milliseconds", 1, 1),
    /** Microseconds. */
    MICROS("Microseconds", 1, 1000),
    /** Nanoseconds. */
    NANOS("Nanoseconds", 1, 1_000_000);

    private static final int MAX_DIGITS = 19;

    private final String ipfixName;
    private final long millisPerUnit;
    private final long unitsPerMilli;

    EpochTime(String ipfixName, long millisPerUnit, long unitsPerMilli) {
        this.ipfixName = ipfixName;
        this.millisPerUnit = millisPerUnit;
        this.unitsPerMilli = unitsPerMilli;
    }

    /** Returns the end of names of IPFIX information elements in this unit, such as {@code Milliseconds}. */
    public String ipfixName() {
        return ipfixName;
    }

    /** Returns a form that reads digits in this unit, and any other value in another form. */
    public TimeForm or(TimeForm other) {
        return (octets, from, to, value) ->
                number(octets, from, to) >= 0 ? read(octets, from, to, value) : other.read(octets, from, to, value);
    }

    @Override
    public boolean read(byte[] octets, int from, int to, TimeValue value) {
        value.clear();
        long number = number(octets, from, to);
        if (number < 0) {
            return value.refuse("is not a number of at most 19 digits; use digits only");
        }
        // Units of less than a millisecond are floored; a longer unit is the precision of the value.
        if (number > Long.MAX_VALUE / millisPerUnit - 1) {
            return value.refuse("is outside the years 1970 to 2199; use a time within them");
        }
        long millis = number / unitsPerMilli * millisPerUnit;
        return value.accept(millis, millis + millisPerUnit);
    }

    /** Returns the number, or -1 if there is another octet, none, or too many. */
    static long number(byte[] octets, int from, int to) {
        if (from == to || to - from > MAX_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            if (!Digits.isDigit(octets[i])) {
                return -1;
            }
            number = number * 10 + octets[i] - '0'; // 19 nines are less than 2^63 + 2^63: an overflow is negative
        }
        return number < 0 ? -1 : number;
    }
}
