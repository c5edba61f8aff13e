package io.softwire46.mape.conformance.judge;

import java.util.List;

/**
 * What may follow a step.
 *
 * <p>Immutable.
 *
 * @param step index of the step; for fragments of one packet, of any one of them
 * @param allowed outcomes, at least one
 */
public record Expectation(int step, List<Outcome> allowed) {
    /** Copies the list. */
    public Expectation {
        allowed = List.copyOf(allowed);
    }
}
