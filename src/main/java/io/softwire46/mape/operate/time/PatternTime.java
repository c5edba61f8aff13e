package io.softwire46.mape.operate.time;

import java.nio.charset.StandardCharsets;
import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A form of time by a pattern of {@link DateTimeFormatter}, resolved strictly: 31 February is refused, and no field
 * gets a default that the precision does not show.
 *
 * <p>Thread-safe: its parts are, and the clocks of zones in values are in a concurrent map of at most the known zones.
 */
final class PatternTime implements TimeForm {
    private static final int MAX_OCTETS = 200;
    private static final long LONGEST_EXACT_UNIT = 60_000;
    private static final int SECONDS_OF_DAY = 86_400;
    private static final Set<String> UTC = Set.of("UTC", "GMT", "Z");

    private final String pattern;
    private final PatternFields fields;
    private final DateTimeFormatter formatter;
    private final long unitMillis;
    private final @Nullable LocalClock clock;
    private final ConcurrentHashMap<String, LocalClock> clocks = new ConcurrentHashMap<>();

    private PatternTime(String pattern, PatternFields fields, DateTimeFormatter formatter, @Nullable LocalClock clock) {
        this.pattern = pattern;
        this.fields = fields;
        this.formatter = formatter;
        this.clock = clock;
        unitMillis = fields.unitMillis();
    }

    static PatternTime of(String pattern, @Nullable ZoneId zone) {
        PatternFields fields = new PatternFields(pattern);
        fields.check();
        if (zone == null && !fields.hasZone()) {
            throw new IllegalArgumentException("pattern has no zone; use --zone, or add X");
        }
        try {
            DateTimeFormatter formatter =
                    DateTimeFormatter.ofPattern(fields.strict(), Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
            return new PatternTime(pattern, fields, formatter, zone == null ? null : LocalClock.of(zone));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "is not a pattern of date and time (" + e.getMessage()
                            + "); use letters such as yyyy-MM-dd HH:mm:ss",
                    e);
        }
    }

    @Override
    public boolean read(byte[] octets, int from, int to, TimeValue value) {
        value.clear();
        if (to - from > MAX_OCTETS) {
            return value.refuse("is longer than 200 octets; use a shorter time");
        }
        String text = new String(octets, from, to - from, StandardCharsets.UTF_8);
        TemporalAccessor parsed = parse(text);
        boolean isLeapSecond = false;
        if (parsed == null) {
            parsed = parseLeapSecond(text);
            isLeapSecond = parsed != null;
        }
        LocalDate date = parsed == null ? null : parsed.query(TemporalQueries.localDate());
        LocalTime time = parsed == null ? null : parsed.query(TemporalQueries.localTime());
        boolean isWholeDay = unitMillis == 0;
        if (parsed == null || date == null || (time == null && !isWholeDay)) {
            return value.refuse(
                    "does not match pattern:" + pattern + "; use this form, with a date and time that exist");
        }
        LocalTime start = time == null || isWholeDay ? LocalTime.MIDNIGHT : time;
        long seconds = date.toEpochDay() * SECONDS_OF_DAY + start.toSecondOfDay();
        value.local(
                seconds,
                start.get(ChronoField.MILLI_OF_SECOND),
                isWholeDay ? SECONDS_OF_DAY * 1000L : unitMillis,
                isLeapSecond);
        return acceptZone(parsed, seconds, value);
    }

    private @Nullable TemporalAccessor parse(String text) {
        try {
            return formatter.parse(text);
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    /** Second 60 is not a time of Java: it is read as second 59, where it is the only field that prevents a result. */
    private @Nullable TemporalAccessor parseLeapSecond(String text) {
        for (int at = text.indexOf("60"); at >= 0; at = text.indexOf("60", at + 1)) {
            TemporalAccessor parsed = parse(text.substring(0, at) + "59" + text.substring(at + 2));
            if (parsed != null
                    && parsed.isSupported(ChronoField.SECOND_OF_MINUTE)
                    && parsed.get(ChronoField.SECOND_OF_MINUTE) == 59
                    && isSecondSixty(text)) {
                return parsed;
            }
        }
        return null;
    }

    private boolean isSecondSixty(String text) {
        ParsePosition position = new ParsePosition(0);
        TemporalAccessor fieldsOnly = formatter.parseUnresolved(text, position);
        return fieldsOnly != null
                && fieldsOnly.isSupported(ChronoField.SECOND_OF_MINUTE)
                && fieldsOnly.getLong(ChronoField.SECOND_OF_MINUTE) == 60;
    }

    private boolean acceptZone(TemporalAccessor parsed, long seconds, TimeValue value) {
        ZoneId zone = parsed.query(TemporalQueries.zoneId());
        if (zone != null && !isAccepted(zone)) {
            return value.refuse("has an abbreviated zone, which may mean several; use UTC, GMT, Z or an offset");
        }
        if (parsed.isSupported(ChronoField.OFFSET_SECONDS)) {
            return value.acceptOffset(parsed.get(ChronoField.OFFSET_SECONDS));
        }
        if (zone instanceof ZoneOffset offset) {
            return value.acceptOffset(offset.getTotalSeconds());
        }
        LocalClock local = zone == null ? clock : clocks.computeIfAbsent(zone.getId(), id -> LocalClock.of(zone));
        if (local == null) {
            return value.refuse(TimeValue.Refusal.NO_ZONE, "is local time without a zone; use --zone");
        }
        if (unitMillis == 0 || unitMillis > LONGEST_EXACT_UNIT) {
            long unit = unitMillis == 0 ? SECONDS_OF_DAY : unitMillis / 1000;
            return local.acceptLongUnit(seconds, seconds + unit, value);
        }
        return local.accept(value);
    }

    /** A zone name of text is refused even if Java knows it; an identifier must not be an abbreviation. */
    private boolean isAccepted(ZoneId zone) {
        if (zone instanceof ZoneOffset || UTC.contains(zone.getId())) {
            return true;
        }
        return !fields.hasZoneName() && !Zones.isAbbreviation(zone.getId());
    }
}
