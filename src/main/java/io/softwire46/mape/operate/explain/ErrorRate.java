package io.softwire46.mape.operate.explain;

/**
 * The rate limit of the errors of a domain (RFC 4443 section 2.4 f): a token bucket in units of 10^-9 tokens, full at first.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class ErrorRate {
    private static final long TOKEN = 1_000_000_000L;

    private final long perSecond;
    private final long capacity;
    private long credit;
    private long lastNanos;
    private boolean hasLast;

    ErrorRate(int perSecond, int burst) {
        this.perSecond = perSecond;
        capacity = perSecond == 0 ? 0 : burst * TOKEN;
        credit = capacity;
    }

    /** Takes a token, if there is one. */
    boolean take(long nowNanos) {
        long elapsed = hasLast ? nowNanos - lastNanos : 0;
        if (elapsed >= 0 || -elapsed >= nanosToFill()) { // a small step back of the clock is ignored
            credit = elapsed < 0 || elapsed >= nanosToFill()
                    ? capacity(elapsed)
                    : Math.min(capacity, credit + elapsed * perSecond);
            lastNanos = nowNanos;
            hasLast = true;
        }
        if (credit < TOKEN) {
            return false;
        }
        credit -= TOKEN;
        return true;
    }

    /** After a large step back the bucket keeps its credit. */
    private long capacity(long elapsed) {
        return elapsed < 0 ? credit : capacity;
    }

    private long nanosToFill() {
        return perSecond == 0 ? 0 : (capacity + perSecond - 1) / perSecond;
    }

    long tokens() {
        return credit / TOKEN;
    }
}
