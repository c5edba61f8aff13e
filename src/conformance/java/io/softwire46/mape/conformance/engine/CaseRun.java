package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.judge.Judgement;
import io.softwire46.mape.conformance.judge.Observation;
import io.softwire46.mape.conformance.judge.TestCase;

/**
 * A case that was run once.
 *
 * @param testCase the case
 * @param seen what the product did
 * @param judgement whether that is allowed
 * @param error of the adapter or the kit, which makes the other fields meaningless; "" for none
 */
record CaseRun(TestCase testCase, Observation seen, Judgement judgement, String error) {
    static CaseRun error(TestCase testCase, String problem) {
        return new CaseRun(testCase, Observation.NOTHING, Judgement.PASSED, problem);
    }

    boolean isError() {
        return !error.isEmpty();
    }

    boolean isFailed() {
        return error.isEmpty() && !judgement.isPassed();
    }
}
