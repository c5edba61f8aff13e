package io.softwire46.mape.conformance.model;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A token bucket by its definition (RFC 4443 section 2.4 f), in fractions with the denominator 10^9 of unlimited size.
 * Full at first; a rate of 0 never gives a token. Time does not go back.
 *
 * <p>Not thread-safe.
 */
final class NaiveBucket {
    private static final BigInteger TOKEN = BigInteger.TEN.pow(9);

    private final BigInteger rate;
    private final BigInteger burst;
    private BigInteger credit;
    private @Nullable BigInteger last;

    NaiveBucket(int rate, int burst) {
        this.rate = BigInteger.valueOf(rate);
        this.burst = BigInteger.valueOf(burst).multiply(TOKEN);
        credit = this.burst;
    }

    boolean take(long nowNanos) {
        BigInteger now = BigInteger.valueOf(nowNanos);
        if (last != null) {
            credit = burst.min(credit.add(now.subtract(last).multiply(rate)));
        }
        last = now;
        if (rate.signum() == 0 || credit.compareTo(TOKEN) < 0) {
            return false;
        }
        credit = credit.subtract(TOKEN);
        return true;
    }
}
