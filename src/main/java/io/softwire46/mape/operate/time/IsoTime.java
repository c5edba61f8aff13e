package io.softwire46.mape.operate.time;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Date and time of RFC 3339, with and without an offset. Immutable.
 */
final class IsoTime implements TimeForm {
    private final @Nullable LocalClock clock;
    private final boolean mayHaveOffset;

    private IsoTime(@Nullable LocalClock clock, boolean mayHaveOffset) {
        this.clock = clock;
        this.mayHaveOffset = mayHaveOffset;
    }

    /** Returns the form of local times only. */
    static IsoTime local(ZoneId zone) {
        return new IsoTime(LocalClock.of(zone), false);
    }

    /** Returns the form of times with an offset, and of local times if there is a zone. */
    static IsoTime withOptionalOffset(@Nullable ZoneId zone) {
        return new IsoTime(zone == null ? null : LocalClock.of(zone), true);
    }

    @Override
    public boolean read(byte[] octets, int from, int to, TimeValue value) {
        value.clear();
        int end = ClockText.isoDateTime(octets, from, to, value, mayHaveOffset);
        if (end < 0) {
            return value.refuse("is not a date and time; use YYYY-MM-DDThh:mm:ss");
        }
        if (end == to) {
            return clock == null ? refuseLocal(value) : clock.accept(value);
        }
        return mayHaveOffset
                ? ClockText.offset(octets, end, to, true, value)
                : value.refuse("has more than a local date and time; use --time auto for times with an offset");
    }

    /** Reads a time with an offset (RFC 3339 section 5.6). */
    static boolean withOffset(byte[] octets, int from, int to, TimeValue value) {
        value.clear();
        int end = ClockText.isoDateTime(octets, from, to, value, true);
        if (end < 0) {
            return value.refuse("is not a date and time of RFC 3339; use YYYY-MM-DDThh:mm:ssZ or an offset +hh:mm");
        }
        if (end == to) {
            return value.refuse(
                    TimeValue.Refusal.NO_ZONE, "has no zone; use times with an offset, or --time iso-local and --zone");
        }
        return ClockText.offset(octets, end, to, true, value);
    }

    private static boolean refuseLocal(TimeValue value) {
        return value.refuse(TimeValue.Refusal.NO_ZONE, "is local time without a zone; use --zone");
    }
}
