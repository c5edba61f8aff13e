package io.softwire46.mape.icmp;

/**
 * Token bucket for the rate of ICMP errors: an average rate, and a burst after a pause (RFC 4443 section 2.4 f, RFC 1812
 * section 4.3.2.8).
 *
 * <p>A new bucket is full. With a rate or burst of 0 it never has a token.
 *
 * <p>Time may have any origin, so values may be negative. After a step back by less than the time to fill the bucket, no
 * tokens are added until the old value is reached again. So packets of a capture that are slightly out of order get no
 * additional tokens. A larger step back is regarded as a change of clock, and time continues from the new value.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class TokenBucket {
    // Credit is counted in units of 10^-9 tokens. A rate of r tokens per second adds r units per nanosecond, exactly.
    // The capacity stays below 2^31 * 10^9 < 2^61; and as long as the bucket fills in more than the time passed, the
    // product of rate and time stays below the capacity plus the rate.
    private static final long TOKEN = 1_000_000_000L;

    private final int tokensPerSecond;
    private final long capacity;
    private final long nanosToFill; // rounded up
    private long credit;
    private long lastNanos;
    private boolean started;

    private TokenBucket(int tokensPerSecond, int burst) {
        this.tokensPerSecond = tokensPerSecond;
        this.capacity = tokensPerSecond == 0 ? 0 : burst * TOKEN;
        this.nanosToFill = tokensPerSecond == 0 ? 0 : (capacity + tokensPerSecond - 1) / tokensPerSecond;
        this.credit = capacity;
    }

    /**
     * Returns a full bucket.
     *
     * @param tokensPerSecond tokens that are added per second, at least 0
     * @param burst capacity in tokens, at least 0
     * @return a bucket, whose methods do not allocate
     * @throws IllegalArgumentException if one is negative
     */
    public static TokenBucket of(int tokensPerSecond, int burst) {
        if ((tokensPerSecond | burst) < 0) {
            throw new IllegalArgumentException("rate " + tokensPerSecond + " or burst " + burst + " is negative");
        }
        return new TokenBucket(tokensPerSecond, burst);
    }

    /**
     * Takes a token if one is available.
     *
     * @param nowNanos time in nanoseconds, from any origin
     * @return whether an error may be sent
     */
    public boolean tryTake(long nowNanos) {
        refill(nowNanos);
        if (credit < TOKEN) {
            return false;
        }
        credit -= TOKEN;
        return true;
    }

    private void refill(long nowNanos) {
        long elapsed = nowNanos - lastNanos; // correct across an overflow of the clock, too
        if (!started) {
            started = true;
        } else if (elapsed >= nanosToFill) {
            credit = capacity;
        } else if (elapsed >= 0) {
            credit = Math.min(capacity, credit + elapsed * tokensPerSecond);
        } else if (elapsed > -nanosToFill) {
            return;
        }
        lastNanos = nowNanos;
    }
}
