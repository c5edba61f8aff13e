package io.softwire46.mape.conformance.judge;

import org.jspecify.annotations.Nullable;

/**
 * Whether what a product did in a case is allowed.
 *
 * <p>Immutable.
 *
 * @param mode how it failed, or null
 * @param step index of the step that failed, -1 for none in particular
 * @param difference the first fact that differs, with its allowed and its seen value; "" if it passed
 */
public record Judgement(@Nullable Mode mode, int step, String difference) {
    /** What was done is allowed. */
    public static final Judgement PASSED = new Judgement(null, -1, "");

    /** Returns whether what was done is allowed. */
    public boolean isPassed() {
        return mode == null;
    }
}
