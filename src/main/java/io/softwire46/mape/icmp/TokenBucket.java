package io.softwire46.mape.icmp;

/**
 * How many ICMP errors may be sent: a rate in the long run and a burst after a quiet time (RFC 4443 section 2.4 f, RFC
 * 1812 section 4.3.2.8).
 *
 * <p>The bucket is full at first. A rate or a burst of 0 never gives a token.
 *
 * <p>Time may start anywhere, negative values included. A step back by less than the time in which the bucket fills
 * counts as no time until the old value is reached again, so that capture files with packets slightly out of order get
 * no more tokens than their clock has time; a larger step is another clock, and time runs on from there.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class TokenBucket {
    // Credit is counted in tokens per 10^9, of which a rate of r per second gives r in a nanosecond: all is exact.
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
     * @param tokensPerSecond what flows in, at least 0
     * @param burst how many tokens the bucket holds, at least 0
     * @return a bucket, which allocates nothing from now on
     * @throws IllegalArgumentException if one is negative
     */
    public static TokenBucket of(int tokensPerSecond, int burst) {
        if ((tokensPerSecond | burst) < 0) {
            throw new IllegalArgumentException("rate " + tokensPerSecond + " or burst " + burst + " is negative");
        }
        return new TokenBucket(tokensPerSecond, burst);
    }

    /**
     * Takes a token, if there is one.
     *
     * @param nowNanos the time in nanoseconds, from any start
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
        long elapsed = nowNanos - lastNanos; // right across an overflow of the clock too
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
