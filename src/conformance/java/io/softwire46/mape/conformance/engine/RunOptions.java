package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.judge.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What a run does.
 *
 * <p>Immutable.
 *
 * @param suite version of the catalogue
 * @param only ids or groups such as {@code UP-*}; empty for all
 * @param levels of properties that are run
 * @param seed of the random cases
 * @param time for random cases; zero for none
 * @param cases number of random cases; 0 for as many as the time allows
 * @param shrinkTime for shrinking of all failures together
 * @param known failures that are expected
 * @param strict whether a failed SHOULD fails the run
 * @param slow whether real waiting and large cases are part of the run
 */
public record RunOptions(
        String suite,
        List<String> only,
        Set<Level> levels,
        long seed,
        Duration time,
        long cases,
        Duration shrinkTime,
        KnownFailures known,
        boolean strict,
        boolean slow) {
    /** The corpus of the newest suite, all levels, nothing known. */
    public static final RunOptions CORPUS = new RunOptions(
            "1.0",
            List.of(),
            Set.of(Level.values()),
            1,
            Duration.ZERO,
            0,
            Duration.ofSeconds(60),
            KnownFailures.NONE,
            false,
            false);

    /** Copies the collections. */
    public RunOptions {
        only = List.copyOf(only);
        levels = Set.copyOf(levels);
    }

    /** Returns these options with other properties: ids or groups such as {@code UP-*}; none for all. */
    public RunOptions withOnly(List<String> patterns) {
        return new RunOptions(suite, patterns, levels, seed, time, cases, shrinkTime, known, strict, slow);
    }

    /** Returns these options with a number of random cases, drawn from a seed. */
    public RunOptions withCases(long newSeed, long count) {
        return new RunOptions(suite, only, levels, newSeed, time, count, shrinkTime, known, strict, slow);
    }

    /** Returns these options with another time for shrinking. */
    public RunOptions withShrinkTime(Duration limit) {
        return new RunOptions(suite, only, levels, seed, time, cases, limit, known, strict, slow);
    }

    /** Returns these options with other expected failures. */
    public RunOptions withKnown(KnownFailures expected) {
        return new RunOptions(suite, only, levels, seed, time, cases, shrinkTime, expected, strict, slow);
    }

    /** Returns whether a property is part of the run. */
    public boolean includes(String id, Level level) {
        return levels.contains(level) && (only.isEmpty() || only.stream().anyMatch(pattern -> matches(pattern, id)));
    }

    /** Returns whether an id is a pattern, which may end in {@code *}. */
    static boolean matches(String pattern, String id) {
        return pattern.endsWith("*") ? id.startsWith(pattern.substring(0, pattern.length() - 1)) : pattern.equals(id);
    }
}
