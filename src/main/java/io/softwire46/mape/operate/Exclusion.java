package io.softwire46.mape.operate;

import java.util.List;

/**
 * Why no rule explains the evidence.
 *
 * <p>Immutable.
 *
 * @param parameter name of the parameter for which no value is left, such as {@code psidOffset}
 * @param observations one observation that no rule explains, or two that no rule explains together
 */
public record Exclusion(String parameter, List<String> observations) {
    /** Copies the list. */
    public Exclusion {
        observations = List.copyOf(observations);
    }
}
