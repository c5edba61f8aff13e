package io.softwire46.mape.conformance.judge;

import io.softwire46.mape.conformance.Answer;
import io.softwire46.mape.conformance.Received;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a product did in a case.
 *
 * <p>Immutable.
 *
 * @param outputs packets that the case caused
 * @param answers to its queries and to the configurations that it tries, in order
 * @param stderr last lines of the adapter's standard error, "" if none
 * @param counts how its counters moved, or null if they were not read
 */
public record Observation(
        List<Received> outputs,
        List<Answer> answers,
        String stderr,
        @Nullable Counts counts) {
    /** Nothing was seen. */
    public static final Observation NOTHING = new Observation(List.of(), List.of(), "");

    /** Copies the lists. */
    public Observation {
        outputs = List.copyOf(outputs);
        answers = List.copyOf(answers);
    }

    /** What was seen of a product whose counters were not read. */
    public Observation(List<Received> outputs, List<Answer> answers, String stderr) {
        this(outputs, answers, stderr, null);
    }
}
