package io.softwire46.mape.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class TimeScaleProperties {
    private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    @Property(tries = 5000)
    void agreesWithUnboundedIntegers(@ForAll long count, @ForAll @IntRange(max = 255) int resolution) {
        assertEquals(model(count, resolution), TimeScale.of(resolution, 0).nanos(count));
    }

    @Property(tries = 2000)
    void theOffsetIsAdded(
            @ForAll @LongRange(max = 4_000_000_000_000_000L) long micros,
            @ForAll @LongRange(min = -4_000_000_000L, max = 4_000_000_000L) long offsetSeconds) {
        assertEquals(
                micros * 1000 + offsetSeconds * 1_000_000_000L,
                TimeScale.of(6, offsetSeconds).nanos(micros));
    }

    @Example
    void everyResolutionAtTheEdges() {
        long[] counts = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 9_223_372_036L, 9_223_372_037L, 1L << 32};
        for (int resolution = 0; resolution < 256; resolution++) {
            for (long count : counts) {
                assertEquals(
                        model(count, resolution), TimeScale.of(resolution, 0).nanos(count));
            }
        }
    }

    @Example
    void timesOutOfRangeAreClamped() {
        assertEquals(Long.MAX_VALUE, TimeScale.of(6, Long.MAX_VALUE).nanos(1));
        assertEquals(Long.MAX_VALUE, TimeScale.of(6, 9_223_372_036L).nanos(854_776));
        assertEquals(9_223_372_036_854_775_000L, TimeScale.of(6, 9_223_372_036L).nanos(854_775));
        assertEquals(
                -9_223_372_036_000_000_000L, TimeScale.of(6, Long.MIN_VALUE).nanos(0));
    }

    /** floor(count * 10^9 / units per second), at most what a long holds. */
    private static long model(long count, int resolution) {
        BigInteger unsigned = new BigInteger(Long.toUnsignedString(count));
        BigInteger perSecond = BigInteger.valueOf(resolution < 128 ? 10 : 2).pow(resolution % 128);
        return unsigned.multiply(NANOS_PER_SECOND).divide(perSecond).min(MAX).longValueExact();
    }
}
