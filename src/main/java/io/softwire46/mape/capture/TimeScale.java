package io.softwire46.mape.capture;

/**
 * The time scale of an interface of a pcapng section (options if_tsresol and if_tsoffset). It converts time stamps to
 * nanoseconds since the epoch: exactly, rounded down, and clamped to the range of {@code long} (the year 2262).
 *
 * <p>Immutable.
 */
final class TimeScale {
    /** Without the option: microseconds. */
    static final int DEFAULT_RESOLUTION = 6;

    private static final int BINARY = 0x80;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int NANO_DIGITS = 9;
    /** 10^19 is the largest power of ten below 2^64. */
    private static final int MAX_UNSIGNED_DIGITS = 19;

    private final boolean binary;
    /** A count is this many times 2^-1 or 10^-1 seconds. */
    private final int exponent;

    private final long offsetNanos;

    /**
     * Returns the time scale of the interface options.
     *
     * @param resolution if_tsresol, 0 to 255: the most significant bit chooses powers of 2 or 10, the rest is the
     *     negative exponent
     * @param offsetSeconds if_tsoffset, to be added
     */
    static TimeScale of(int resolution, long offsetSeconds) {
        long offsetNanos = offsetSeconds > Long.MAX_VALUE / NANOS_PER_SECOND
                ? Long.MAX_VALUE
                : Math.max(offsetSeconds, Long.MIN_VALUE / NANOS_PER_SECOND) * NANOS_PER_SECOND;
        return new TimeScale((resolution & BINARY) != 0, resolution & ~BINARY, offsetNanos);
    }

    private TimeScale(boolean binary, int exponent, long offsetNanos) {
        this.binary = binary;
        this.exponent = exponent;
        this.offsetNanos = offsetNanos;
    }

    /**
     * Converts one time stamp.
     *
     * @param count unsigned 64 bits
     */
    long nanos(long count) {
        long nanos = binary ? fromBinary(count) : fromDecimal(count);
        long sum = nanos + offsetNanos; // nanos is not negative: only a positive offset can overflow
        return offsetNanos > 0 && sum < 0 ? Long.MAX_VALUE : sum;
    }

    private long fromDecimal(long count) {
        if (exponent > NANO_DIGITS) {
            int digits = exponent - NANO_DIGITS;
            return digits > MAX_UNSIGNED_DIGITS ? 0 : Long.divideUnsigned(count, powerOfTen(digits));
        }
        long factor = powerOfTen(NANO_DIGITS - exponent);
        boolean fits = Long.compareUnsigned(count, Long.MAX_VALUE / factor) <= 0;
        return fits ? count * factor : Long.MAX_VALUE;
    }

    /** Returns the 128-bit product of count and 10^9, shifted right. */
    private long fromBinary(long count) {
        long low = count * NANOS_PER_SECOND;
        // the signed product of a count with the top bit set is 2^64 * 10^9 too small
        long high = Math.multiplyHigh(count, NANOS_PER_SECOND) + (count >> 63 & NANOS_PER_SECOND);
        if (exponent >= 64) {
            return high >>> Math.min(exponent - 64, 63);
        }
        boolean fits = exponent > 0 ? high >>> (exponent - 1) == 0 : high == 0 && low >= 0;
        if (!fits) {
            return Long.MAX_VALUE;
        }
        return high << (64 - exponent) | low >>> exponent; // of exponent 0, high is 0 here
    }

    private static long powerOfTen(int digits) {
        long power = 1;
        for (int i = 0; i < digits; i++) {
            power *= 10;
        }
        return power;
    }
}
