package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.judge.Judgement;
import io.softwire46.mape.conformance.judge.Observation;
import io.softwire46.mape.conformance.judge.TestCase;

/**
 * A case that failed, shrunk as far as the budget allowed.
 *
 * <p>Immutable.
 *
 * @param testCase the case
 * @param judgement how it failed; its mode is not null
 * @param seen what the product sent, or its answers
 * @param failures number of failed cases of this property and mode
 * @param shrunk number of runs that shrinking took, 0 if it was not shrunk
 */
public record FailedCase(TestCase testCase, Judgement judgement, Observation seen, int failures, int shrunk) {}
