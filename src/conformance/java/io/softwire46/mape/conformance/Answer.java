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
    /** Copies the map. */
    public Answer {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** Returns whether the query was answered, not refused. */
    public boolean isOk() {
        return Boolean.TRUE.equals(fields.get("ok"));
    }
}
