package io.softwire46.mape.operate.time;

import static io.softwire46.mape.operate.time.Digits.is;
import static io.softwire46.mape.operate.time.Digits.two;

/**
 * The time of access logs: {@code [10/Oct/2026:13:55:36 +0200]}, with or without brackets. Immutable.
 */
final class ApacheTime implements TimeForm {
    static final ApacheTime INSTANCE = new ApacheTime();

    private static final int DATE_OCTETS = 12;
    private static final String EXPECTED =
            "is not a time of an access log; use dd/Mon/yyyy:hh:mm:ss +hhmm with an English month";

    private ApacheTime() {}

    @Override
    public boolean read(byte[] octets, int from, int to, TimeValue value) {
        value.clear();
        boolean hasBrackets = is(octets, from, to, '[') && octets[to - 1] == ']' && to - from > 1;
        int start = hasBrackets ? from + 1 : from;
        int end = hasBrackets ? to - 1 : to;
        int day = two(octets, start, end);
        int month = Digits.month(octets, start + 3, end);
        int year = Digits.four(octets, start + 7, end);
        boolean hasForm = is(octets, start + 2, end, '/')
                && is(octets, start + 6, end, '/')
                && is(octets, start + 11, end, ':')
                && Digits.isDate(year, month, day);
        if (!hasForm) {
            return value.refuse(EXPECTED);
        }
        int next = ClockText.timeOfDay(octets, start + DATE_OCTETS, end, Digits.days(year, month, day), value, true);
        if (next < 0) {
            return value.refuse(EXPECTED);
        }
        if (next == end) {
            return value.refuse(TimeValue.Refusal.NO_ZONE, "has no zone; use a log format with an offset +hhmm");
        }
        return is(octets, next, end, ' ')
                ? ClockText.offset(octets, next + 1, end, false, value)
                : value.refuse(EXPECTED);
    }
}
