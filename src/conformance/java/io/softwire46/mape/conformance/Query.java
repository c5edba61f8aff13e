package io.softwire46.mape.conformance;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query about rules: a JSON object of the {@code mape oracle}.
 *
 * <p>Immutable.
 *
 * @param op such as {@code ce} or {@code owner}
 * @param fields all fields but {@code op}: {@link Long}, {@link Boolean}, {@link String}, null, lists and maps of them
 */
public record Query(String op, Map<String, @Nullable Object> fields) {
    /** Copies the map. */
    public Query {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
}
