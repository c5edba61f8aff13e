package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.draw.ChoiceSequence;
import io.softwire46.mape.conformance.draw.ChoiceShrinker;
import io.softwire46.mape.conformance.judge.TestCase;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a failed case simpler, as long as it fails in the same mode.
 *
 * <p>Not thread-safe.
 */
final class CaseShrinker {
    /** Largest number of runs per failure. */
    static final int MAX_RUNS = 500;

    private final Executor executor;
    private final long deadline;

    /** @param deadline in nanoseconds of {@link System#nanoTime}; no further run is started after it */
    CaseShrinker(Executor executor, long deadline) {
        this.executor = executor;
        this.deadline = deadline;
    }

    /** Puts the simplest run that was found in the place of the first one. */
    void shrink(Tally.First failure, int maxRuns) {
        Set<ChoiceSequence> tried = new HashSet<>();
        boolean progress = true;
        while (progress) {
            progress = false;
            Iterator<ChoiceSequence> candidates =
                    ChoiceShrinker.candidates(failure.run.testCase().recipe()).iterator();
            while (candidates.hasNext() && !progress) {
                if (failure.shrunk >= maxRuns || System.nanoTime() - deadline >= 0) {
                    return;
                }
                progress = isSimpler(failure, candidates.next(), tried);
            }
        }
    }

    /** Runs what is drawn from a candidate, if it is simpler and was not run before. */
    private boolean isSimpler(Tally.First failure, ChoiceSequence candidate, Set<ChoiceSequence> tried) {
        Optional<TestCase> drawn = failure.drawer.draw(candidate, failure.scene, 1);
        TestCase now = failure.run.testCase();
        if (drawn.isEmpty()
                || !drawn.get().recipe().isSimplerThan(now.recipe())
                || !tried.add(drawn.get().recipe())) {
            return false;
        }
        failure.shrunk++;
        CaseRun run = executor.fresh(drawn.get());
        if (!run.isFailed() || run.judgement().mode() != failure.run.judgement().mode()) {
            return false;
        }
        failure.run = run;
        return true;
    }
}
