package io.softwire46.mape.operate.time;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;

/**
 * Local times of one zone as instants. A local time that exists twice gives both instants; one that does not exist is
 * refused.
 *
 * <p>Between two transitions the offset is constant, so the last such span of local times is kept: most lines of a log
 * are in one span, and need a comparison only.
 *
 * <p>Thread-safe: the span is immutable and replaced whole.
 */
public final class LocalClock {
    /** Local times from the first second to before the last exist once, with this offset. */
    private record Span(long first, long end, int offsetSeconds) {}

    private final ZoneId zone;
    private final ZoneRules rules;
    private Span span = new Span(0, 0, 0);

    private LocalClock(ZoneId zone) {
        this.zone = zone;
        rules = zone.getRules();
    }

    /** Returns the clock of a zone. */
    public static LocalClock of(ZoneId zone) {
        return new LocalClock(zone);
    }

    /** Accepts or refuses the local time of a value. */
    boolean accept(TimeValue value) {
        long local = value.localSeconds();
        Span known = span;
        if (local >= known.first && local < known.end) {
            return value.acceptOffset(known.offsetSeconds);
        }
        return acceptElsewhere(local, value);
    }

    private boolean acceptElsewhere(long local, TimeValue value) {
        List<ZoneOffset> offsets = validOffsets(local);
        if (offsets.isEmpty()) {
            return refuseSkipped(value);
        }
        int offset = offsets.get(0).getTotalSeconds();
        if (offsets.size() > 1) {
            int other = offsets.get(1).getTotalSeconds();
            return value.acceptTwice(Math.max(offset, other), Math.min(offset, other));
        }
        span = spanAround(local, offset);
        return value.acceptOffset(offset);
    }

    /**
     * Accepts the instants whose local time is within an hour, a day or another long unit. The unit may exist in part,
     * or with a part of it twice; the interval then reaches from the first to the last of these instants.
     */
    boolean acceptLongUnit(long localFirst, long localEnd, TimeValue value) {
        long first = instant(localFirst, true);
        long last = localEnd - 1;
        boolean isSkipped = validOffsets(last).isEmpty();
        long end = isSkipped ? instant(last, false) : instant(last, false) + 1;
        if (first >= end) {
            return refuseSkipped(value);
        }
        return goesBack(first, end)
                ? value.acceptPartlyTwice(first * 1000, end * 1000)
                : value.accept(first * 1000, end * 1000);
    }

    /** Returns whether clocks go back after the first second and before the end. */
    private boolean goesBack(long first, long end) {
        ZoneOffsetTransition next = rules.nextTransition(Instant.ofEpochSecond(first));
        while (next != null && next.toEpochSecond() < end) {
            if (next.isOverlap()) {
                return true;
            }
            next = rules.nextTransition(next.getInstant());
        }
        return false;
    }

    /** Returns the first or last second with a local time, or the second of the transition that skips it. */
    private long instant(long local, boolean isFirst) {
        List<ZoneOffset> offsets = validOffsets(local);
        if (offsets.isEmpty()) {
            return rules.getTransition(LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC))
                    .toEpochSecond();
        }
        int first = offsets.get(0).getTotalSeconds();
        int last = offsets.get(offsets.size() - 1).getTotalSeconds();
        return local - (isFirst ? Math.max(first, last) : Math.min(first, last));
    }

    private List<ZoneOffset> validOffsets(long local) {
        return rules.getValidOffsets(LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC));
    }

    private boolean refuseSkipped(TimeValue value) {
        return value.refuse("does not exist in " + zone.getId() + ", whose clocks skip it; use a time with its offset");
    }

    private Span spanAround(long local, int offset) {
        Instant instant = Instant.ofEpochSecond(local - offset);
        ZoneOffsetTransition previous = rules.previousTransition(instant.plusSeconds(1));
        ZoneOffsetTransition next = rules.nextTransition(instant);
        long first = previous == null ? Long.MIN_VALUE : Math.max(before(previous), after(previous));
        long end = next == null ? Long.MAX_VALUE : Math.min(before(next), after(next));
        return new Span(first, end, offset);
    }

    private static long before(ZoneOffsetTransition transition) {
        return transition.getDateTimeBefore().toEpochSecond(ZoneOffset.UTC);
    }

    private static long after(ZoneOffsetTransition transition) {
        return transition.getDateTimeAfter().toEpochSecond(ZoneOffset.UTC);
    }
}
