package io.softwire46.mape.operate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A packet that a node sent because of the explained packet. Immutable.
 *
 * @param kind {@code forwarded}, {@code fragment}, {@code icmp}, {@code released} or {@code reply}
 * @param hex its octets in hexadecimal; null if they are confidential
 * @param fields the fields of its headers
 */
public record Output(String kind, @Nullable String hex, List<Fact> fields) {
    /**
     * Copies the list of fields.
     *
     * @param kind {@code forwarded}, {@code fragment}, {@code icmp}, {@code released} or {@code reply}
     * @param hex its octets in hexadecimal; null if they are confidential
     * @param fields the fields of its headers
     */
    public Output {
        fields = List.copyOf(fields);
    }
}
