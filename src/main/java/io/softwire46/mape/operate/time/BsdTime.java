package io.softwire46.mape.operate.time;

import static io.softwire46.mape.operate.time.Digits.is;
import static io.softwire46.mape.operate.time.Digits.two;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * The time of RFC 3164 section 4.1.2: {@code Oct 10 13:55:36}, local and without a year. Immutable.
 */
final class BsdTime implements TimeForm {
    private static final String EXPECTED = "is not a time of RFC 3164; use Mmm dd hh:mm:ss with an English month";
    private static final int DATE_OCTETS = 7;

    private final @Nullable LocalClock clock;
    private final @Nullable Integer year;

    private BsdTime(@Nullable LocalClock clock, @Nullable Integer year) {
        this.clock = clock;
        this.year = year;
    }

    static BsdTime of(@Nullable ZoneId zone, @Nullable Integer year) {
        return new BsdTime(zone == null ? null : LocalClock.of(zone), year);
    }

    @Override
    public boolean read(byte[] octets, int from, int to, TimeValue value) {
        value.clear();
        int month = Digits.month(octets, from, to);
        // RFC 3164 section 4.1.2: a day of one digit has a space in front.
        int day = is(octets, from + 4, to, ' ') ? oneDigit(octets, from + 5, to) : two(octets, from + 4, to);
        if (month < 0 || day < 1 || !is(octets, from + 3, to, ' ') || !is(octets, from + 6, to, ' ')) {
            return value.refuse(EXPECTED);
        }
        if (year == null) {
            return value.refuse(TimeValue.Refusal.NO_ZONE, "has no year and no zone; use --year and --zone");
        }
        if (!Digits.isDate(year, month, day)) {
            return value.refuse("is not a day of the year " + year + "; use another --year, or a log of one year only");
        }
        int end = ClockText.timeOfDay(octets, from + DATE_OCTETS, to, Digits.days(year, month, day), value, true);
        if (end != to) {
            return value.refuse(EXPECTED);
        }
        return clock == null
                ? value.refuse(TimeValue.Refusal.NO_ZONE, "is local time without a zone; use --zone")
                : clock.accept(value);
    }

    private static int oneDigit(byte[] octets, int at, int to) {
        return at < to && Digits.isDigit(octets[at]) ? octets[at] - '0' : Digits.NONE;
    }
}
