package io.softwire46.mape.operate.diagnose;

/**
 * A bound on the time of a search. Ordinary evidence needs a small part of it; evidence that almost all rules explain, such as
 * addresses of zeros, would need minutes.
 *
 * <p>Not thread-safe: use one instance per search.
 */
final class Work {
    /** Steps of examining one shape for one pair. */
    static final int SHAPE = 4;

    /** Steps of a look-up in a map. */
    static final int MAP = 16;

    private static final long MAX_STEPS = 800_000_000;

    private long left = MAX_STEPS;

    /** Counts steps, and returns whether the bound has been reached. */
    boolean isSpent(long steps) {
        left -= steps;
        return left < 0;
    }

    boolean isSpent() {
        return left < 0;
    }
}
