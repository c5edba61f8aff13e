package io.softwire46.mape.operate.lookup;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Instants and durations of history files and options: RFC 3339 with an offset, and ISO 8601.
 *
 * <p>Static methods only.
 */
public final class Times {
    private static final Pattern RFC3339 = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})");
    /** Bounds of the years that look-ups accept: 1970 to 2199. */
    private static final long MIN_MILLIS = 0;

    private static final long END_MILLIS = 7_258_118_400_000L;

    /** The longest grace and tolerance, so that sums stay in range. */
    private static final Duration MAX_DURATION = Duration.ofDays(3660);

    private Times() {}

    /**
     * Parses an instant.
     *
     * @param text such as {@code 2026-11-01T03:00:00Z} or {@code 2026-11-01T04:00:00.250+01:00}
     * @return the instant; empty for any other text, and for a date or time that does not exist
     */
    public static Optional<Instant> instant(String text) {
        if (!RFC3339.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Returns whether an instant is in the years 1970 to 2199. */
    public static boolean isInRange(Instant instant) {
        return isInRange(instant.getEpochSecond() * 1000);
    }

    /** Returns whether an instant is in the years 1970 to 2199 and has whole milliseconds. */
    public static boolean isWholeMillis(Instant instant) {
        return isInRange(instant) && instant.equals(instant.truncatedTo(ChronoUnit.MILLIS));
    }

    /** Returns whether a number of milliseconds since 1970 is in the years 1970 to 2199. */
    public static boolean isInRange(long epochMillis) {
        return epochMillis >= MIN_MILLIS && epochMillis < END_MILLIS;
    }

    /**
     * Parses a duration in whole milliseconds.
     *
     * @param text ISO 8601 such as {@code PT2H} or {@code P1D}
     * @return 0 to ten years; empty for any other text
     */
    public static Optional<Duration> duration(String text) {
        try {
            Duration duration = Duration.parse(text);
            boolean isUsable = !duration.isNegative() && duration.compareTo(MAX_DURATION) <= 0;
            return isUsable && duration.equals(Duration.ofMillis(duration.toMillis()))
                    ? Optional.of(duration)
                    : Optional.empty();
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /**
     * Prints an instant in UTC.
     *
     * @param instant any
     * @return such as {@code 2026-11-01T03:00:00Z}; with a fraction if it has one
     */
    public static String text(Instant instant) {
        return instant.toString();
    }
}
