package io.softwire46.mape.icmp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

class TokenBucketProperties {

    /** A fraction with the denominator 10^9, in unlimited numbers, by the definition of a token bucket. */
    private static final class Model {
        private static final BigInteger TOKEN = BigInteger.TEN.pow(9);
        private final BigInteger rate;
        private final BigInteger burst;
        private BigInteger credit;
        private BigInteger last;

        Model(int rate, int burst, long start) {
            this.rate = BigInteger.valueOf(rate);
            this.burst = BigInteger.valueOf(burst).multiply(TOKEN);
            this.credit = this.burst;
            this.last = BigInteger.valueOf(start);
        }

        boolean tryTake(long nowNanos) {
            BigInteger now = BigInteger.valueOf(nowNanos);
            BigInteger step = now.subtract(last);
            // how much would have flowed in: less than a whole bucket, backwards, is a small step back
            BigInteger flow = step.multiply(rate);
            if (step.signum() >= 0 || flow.negate().compareTo(burst) >= 0) {
                credit = burst.min(credit.add(flow.max(BigInteger.ZERO)));
                last = now;
            }
            if (rate.signum() == 0 || credit.compareTo(TOKEN) < 0) {
                return false;
            }
            credit = credit.subtract(TOKEN);
            return true;
        }
    }

    @Property(tries = 3000)
    void equalsTheModel(
            @ForAll("counts") int rate,
            @ForAll("counts") int burst,
            @ForAll("starts") long start,
            @ForAll("steps") List<Long> steps,
            @ForAll @IntRange(min = 1, max = 4) int takes) {
        TokenBucket bucket = TokenBucket.of(rate, burst);
        Model model = new Model(rate, burst, start);
        long now = start;
        for (long step : steps) {
            for (int i = 0; i < takes; i++) {
                assertEquals(model.tryTake(now), bucket.tryTake(now), "rate " + rate + ", burst " + burst);
            }
            now += step;
        }
    }

    @Provide
    Arbitrary<Integer> counts() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0, 5),
                Arbitraries.integers().between(0, 2000),
                Arbitraries.integers().between(0, Integer.MAX_VALUE));
    }

    @Provide
    Arbitrary<Long> starts() {
        return Arbitraries.longs().between(-(1L << 60), 1L << 60);
    }

    /** Nanoseconds, milliseconds, minutes, years; forwards, at times backwards. */
    @Provide
    Arbitrary<List<Long>> steps() {
        return Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.longs().between(0, 3)),
                        Tuple.of(3, Arbitraries.longs().between(0, 2_000_000)),
                        Tuple.of(6, Arbitraries.longs().between(0, 1_500_000_000)),
                        Tuple.of(2, Arbitraries.longs().between(0, 60_000_000_000L)),
                        Tuple.of(1, Arbitraries.longs().between(0, 1L << 56)),
                        Tuple.of(2, Arbitraries.longs().between(-1_500_000_000, 0)),
                        Tuple.of(1, Arbitraries.longs().between(-(1L << 50), 0)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }
}
