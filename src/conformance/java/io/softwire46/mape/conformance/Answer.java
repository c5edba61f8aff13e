package io.softwire46.mape.conformance;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a query: a JSON object of the {@code mape oracle}.
 *
 * <p>Immutable.
 *
 * @param fields {@code ok} and others: {@link Long}, {@link Boolean}, {@link String}, null, lists and maps of them
 */
public record Answer(Map<String, @Nullable Object> fields) {
    /** Name of the field that says why a query was refused. */
    public static final String ERROR = "error";

    /** Copies the map. */
    public Answer {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** Returns that something was done that has no further answer. */
    public static Answer ok() {
        return new Answer(Map.of("ok", true));
    }

    /** Returns that something was refused. */
    public static Answer refused(String reason) {
        return new Answer(Map.of("ok", false, ERROR, reason));
    }

    /** Returns whether the query was answered, not refused. */
    public boolean isOk() {
        return Boolean.TRUE.equals(fields.get("ok"));
    }
}
