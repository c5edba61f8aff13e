package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.TargetFactory;
import io.softwire46.mape.conformance.engine.Session.AdapterError;
import io.softwire46.mape.conformance.judge.TestCase;
import java.util.Optional;

/**
 * A case that was judged once more, by itself, on a product that was started for it.
 *
 * <p>Immutable.
 *
 * @param failed the case, if it failed
 * @param error of the adapter or the kit; "" for none
 */
public record Replay(Optional<FailedCase> failed, String error) {
    /** Judges a case. */
    public static Replay of(TestCase testCase, TargetFactory factory) {
        CaseRun run;
        try (Session session = new Session(factory)) {
            run = new Executor(session).fresh(testCase);
        } catch (AdapterError e) {
            return new Replay(Optional.empty(), String.valueOf(e.getMessage()));
        }
        if (run.isFailed()) {
            return new Replay(Optional.of(new FailedCase(run.testCase(), run.judgement(), run.seen(), 1, 0)), "");
        }
        return new Replay(Optional.empty(), run.error());
    }
}
