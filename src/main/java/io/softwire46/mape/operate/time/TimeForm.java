package io.softwire46.mape.operate.time;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A form of values of time. Implementations are thread-safe.
 */
public interface TimeForm {
    /**
     * Reads one value.
     *
     * @param octets holds the value
     * @param from the first octet
     * @param to the end, exclusive; at least {@code from}
     * @param value receives the interval, or why it was refused
     * @return whether the value was accepted
     */
    boolean read(byte[] octets, int from, int to, TimeValue value);

    /**
     * Returns the form of a value of {@code --time}: auto, epoch-s, epoch-ms, epoch-us, epoch-ns, iso-local, apache,
     * rfc3164, or pattern:P.
     *
     * @param name the value
     * @param zone the zone of local times, or null if none was given
     * @param year the year of rfc3164, or null if none was given
     * @throws IllegalArgumentException if the name is unknown, or needs a zone or a year; the message is the problem
     *     and the remedy
     */
    static TimeForm of(String name, @Nullable ZoneId zone, @Nullable Integer year) {
        return switch (name) {
            case "auto" -> AutoTime.INSTANCE;
            case "epoch-s" -> EpochTime.SECONDS;
            case "epoch-ms" -> EpochTime.MILLIS;
            case "epoch-us" -> EpochTime.MICROS;
            case "epoch-ns" -> EpochTime.NANOS;
            case "iso-local" -> IsoTime.local(required(name, zone));
            case "apache" -> ApacheTime.INSTANCE;
            case "rfc3164" -> BsdTime.of(required(name, zone), requiredYear(name, year));
            default -> {
                if (name.startsWith("pattern:")) {
                    yield PatternTime.of(name.substring("pattern:".length()), zone);
                }
                throw new IllegalArgumentException("is not a form of time; use auto, epoch-s, epoch-ms, epoch-us,"
                        + " epoch-ns, iso-local, apache, rfc3164 or pattern:P");
            }
        };
    }

    /** Returns the form of RFC 3339 with an offset, or of digits whose number determines their unit. */
    static TimeForm auto() {
        return AutoTime.INSTANCE;
    }

    /** Returns the form {@code 10/Oct/2026:13:55:36 +0200}, with or without brackets. */
    static TimeForm apache() {
        return ApacheTime.INSTANCE;
    }

    /** Returns the form of RFC 3339 whose offset may be absent; without a zone such values are refused. */
    static TimeForm iso(@Nullable ZoneId zone) {
        return IsoTime.withOptionalOffset(zone);
    }

    /** Returns the form {@code Oct 10 13:55:36} of RFC 3164; without a zone and a year all values are refused. */
    static TimeForm bsd(@Nullable ZoneId zone, @Nullable Integer year) {
        return BsdTime.of(zone, year);
    }

    private static ZoneId required(String name, @Nullable ZoneId zone) {
        if (zone == null) {
            throw new IllegalArgumentException(name + " is local time without a zone; use --zone");
        }
        return zone;
    }

    private static int requiredYear(String name, @Nullable Integer year) {
        if (year == null) {
            throw new IllegalArgumentException(name + " has no year; use --year YYYY");
        }
        return year;
    }
}
