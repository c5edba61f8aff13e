package io.softwire46.mape.cli.text;

import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonWriter;
import java.util.Locale;

/**
 * Times of a capture in seconds with three decimals. Static methods only.
 */
public final class Seconds {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private Seconds() {}

    /** Returns nanoseconds as seconds, rounded down to a millisecond. */
    public static String text(long nanos) {
        long millis = Math.floorDiv(nanos, NANOS_PER_MILLI);
        return String.format(Locale.ROOT, "%d.%03d", millis / 1000, Math.abs(millis % 1000));
    }

    /** Writes nanoseconds as a number of seconds. */
    public static JsonWriter field(JsonWriter json, String name, long nanos) {
        return json.name(name).value(Json.parse(text(nanos)));
    }
}
