package io.softwire46.mape.operate;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A step of an explanation. Immutable.
 *
 * @param name the name of the step, such as {@code source-check}
 * @param result what the step did with the packet
 * @param facts what it has read and computed
 * @param rfc the clause that the step obeys, such as {@code RFC 7597 section 8.1}
 * @param option the option of the domain that decides, with its value; null if none does
 */
public record Step(
        String name,
        Result result,
        List<Fact> facts,
        String rfc,
        @Nullable String option) {
    /** What a step did with the packet. */
    public enum Result {
        /** The packet passed a check. */
        PASS,
        /** The packet failed a check: it is dropped, or it is not this node's. */
        DROP,
        /** The step checks nothing. */
        INFO;

        /** Returns the name in JSON, such as {@code pass}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Copies the list of facts.
     *
     * @param name the name of the step, such as {@code source-check}
     * @param result what the step did with the packet
     * @param facts what it has read and computed
     * @param rfc the clause that the step obeys, such as {@code RFC 7597 section 8.1}
     * @param option the option of the domain that decides, with its value; null if none does
     */
    public Step {
        facts = List.copyOf(facts);
    }
}
