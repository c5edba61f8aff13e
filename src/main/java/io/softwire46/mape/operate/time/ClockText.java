package io.softwire46.mape.operate.time;

import static io.softwire46.mape.operate.time.Digits.is;
import static io.softwire46.mape.operate.time.Digits.two;

/**
 * Reads dates and times of day that are common to several forms. Each method returns the index after the text that it
 * read, or {@link Digits#NONE} if the text has another form or a field is out of range.
 *
 * <p>Static methods only.
 */
final class ClockText {
    private static final int SECONDS_OF_DAY = 86_400;
    private static final int MILLIS = 1000;
    private static final int MAX_FRACTION_DIGITS = 18;
    private static final int LEAP_SECOND = 60;

    private ClockText() {}

    /**
     * Reads {@code YYYY-MM-DD hh:mm:ss.fff} with a space or T in the middle (RFC 3339 section 5.6: date-time without its
     * offset). The fraction may be absent.
     */
    static int isoDateTime(byte[] octets, int at, int to, TimeValue value, boolean needsSeconds) {
        int year = Digits.four(octets, at, to);
        int month = two(octets, at + 5, to);
        int day = two(octets, at + 8, to);
        boolean hasForm = is(octets, at + 4, to, '-')
                && is(octets, at + 7, to, '-')
                && (is(octets, at + 10, to, 'T') || is(octets, at + 10, to, ' ') || is(octets, at + 10, to, 't'));
        if (!hasForm || !Digits.isDate(year, month, day)) {
            return Digits.NONE;
        }
        return timeOfDay(octets, at + 11, to, Digits.days(year, month, day), value, needsSeconds);
    }

    /** Reads {@code hh:mm:ss.fff}, or {@code hh:mm} if seconds may be absent. */
    static int timeOfDay(byte[] octets, int at, int to, long days, TimeValue value, boolean needsSeconds) {
        int hour = two(octets, at, to);
        int minute = two(octets, at + 3, to);
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || !is(octets, at + 2, to, ':')) {
            return Digits.NONE;
        }
        long minutes = days * SECONDS_OF_DAY + (hour * 60L + minute) * 60;
        if (!is(octets, at + 5, to, ':')) {
            value.local(minutes, 0, 60L * MILLIS, false);
            return needsSeconds ? Digits.NONE : at + 5;
        }
        int second = two(octets, at + 6, to);
        if (second < 0 || second > LEAP_SECOND) {
            return Digits.NONE;
        }
        boolean isLeapSecond = second == LEAP_SECOND;
        return fraction(octets, at + 8, to, minutes + (isLeapSecond ? LEAP_SECOND - 1 : second), isLeapSecond, value);
    }

    /** Reads the fraction of a second; digits after the third are floored, since versions begin at milliseconds. */
    private static int fraction(byte[] octets, int at, int to, long seconds, boolean isLeapSecond, TimeValue value) {
        if (!is(octets, at, to, '.')) {
            value.local(seconds, 0, MILLIS, isLeapSecond);
            return at;
        }
        int millis = 0;
        int unit = MILLIS;
        int next = at + 1;
        while (next < to && Digits.isDigit(octets[next])) {
            if (unit > 1) {
                unit /= 10;
                millis += (octets[next] - '0') * unit;
            }
            next++;
        }
        if (next == at + 1 || next - at - 1 > MAX_FRACTION_DIGITS) {
            return Digits.NONE;
        }
        value.local(seconds, millis, unit, isLeapSecond);
        return next;
    }

    /** Reads an offset to the end of the text: Z, or +hh:mm; without the colon if the form has none. */
    static boolean offset(byte[] octets, int at, int to, boolean hasColon, TimeValue value) {
        if (to - at == 1 && (octets[at] == 'Z' || octets[at] == 'z')) {
            return value.acceptOffset(0);
        }
        int minuteAt = at + (hasColon ? 4 : 3);
        int hours = two(octets, at + 1, to);
        int minutes = two(octets, minuteAt, to);
        boolean hasForm = (is(octets, at, to, '+') || is(octets, at, to, '-'))
                && (!hasColon || is(octets, at + 3, to, ':'))
                && to == minuteAt + 2;
        if (!hasForm || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
            return value.refuse(
                    hasColon ? "has a malformed offset; use Z or +hh:mm" : "has a malformed offset; use +hhmm");
        }
        int seconds = (hours * 60 + minutes) * 60;
        return value.acceptOffset(octets[at] == '-' ? -seconds : seconds);
    }
}
