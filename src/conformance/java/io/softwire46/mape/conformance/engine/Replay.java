package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.Role;
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
 * @param unchecked why nothing was checked; "" if something was
 */
public record Replay(Optional<FailedCase> failed, String error, String unchecked) {
    /** Judges a case. */
    public static Replay of(TestCase testCase, TargetFactory factory) {
        CaseRun run;
        if (testCase.expect().isEmpty()) {
            return unchecked("the case expects nothing");
        }
        try (Session session = new Session(factory)) {
            Role role = testCase.setup().role();
            if (!session.capabilities().roles().contains(role)) {
                return unchecked("the product does not declare role " + role);
            }
            run = new Executor(session).fresh(testCase);
        } catch (AdapterError e) {
            return new Replay(Optional.empty(), String.valueOf(e.getMessage()), "");
        }
        if (run.isFailed()) {
            return new Replay(Optional.of(new FailedCase(run.testCase(), run.judgement(), run.seen(), 1, 0)), "", "");
        }
        return new Replay(Optional.empty(), run.error(), "");
    }

    private static Replay unchecked(String why) {
        return new Replay(Optional.empty(), "", why);
    }
}
