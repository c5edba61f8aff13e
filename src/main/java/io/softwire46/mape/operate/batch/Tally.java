package io.softwire46.mape.operate.batch;

import io.softwire46.mape.operate.LookupResult;
import io.softwire46.mape.operate.form.LineKind;
import java.util.Arrays;

/**
 * Counts of lines by kind, and of answers by result.
 *
 * <p>Not thread-safe: use one instance per block.
 */
@SuppressWarnings("EnumOrdinal") // arrays instead of maps, as each line is counted
public final class Tally {
    private final long[] results = new long[LookupResult.values().length];
    private final long[] kinds = new long[LineKind.values().length];

    /** Creates counts of zero. */
    public Tally() {}

    void count(LineKind kind) {
        kinds[kind.ordinal()]++;
    }

    void count(LookupResult result) {
        results[result.ordinal()]++;
    }

    void clear() {
        Arrays.fill(results, 0);
        Arrays.fill(kinds, 0);
    }

    /** Adds the counts of a block. */
    public void add(Tally other) {
        for (int i = 0; i < results.length; i++) {
            results[i] += other.results[i];
        }
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] += other.kinds[i];
        }
    }

    /** Returns the number of answers with a result. */
    public long answers(LookupResult result) {
        return results[result.ordinal()];
    }

    /** Returns the number of all answers. */
    public long answers() {
        long sum = 0;
        for (long count : results) {
            sum += count;
        }
        return sum;
    }

    /** Returns the number of lines of a kind. */
    public long lines(LineKind kind) {
        return kinds[kind.ordinal()];
    }

    /** Returns whether each answer names a prefix. */
    public boolean isAllFound() {
        return answers() == answers(LookupResult.FOUND) + answers(LookupResult.FOUND_BOTH);
    }
}
