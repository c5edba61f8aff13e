package io.softwire46.mape.map.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Every field position and width of a 128-bit address, against BigInteger. */
class BitsProperties {
    private static final BigInteger ALL_64 = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    @Property(tries = 50)
    void extractReadsWhatBigIntegerReads(@ForAll long high, @ForAll long low) {
        BigInteger address = toInteger(high, low);
        for (int from = 0; from <= 128; from++) {
            for (int length = 0; length <= Math.min(63, 128 - from); length++) {
                BigInteger field = address.shiftRight(128 - from - length)
                        .and(BigInteger.ONE.shiftLeft(length).subtract(BigInteger.ONE));
                if (field.longValueExact() != Bits.extract(high, low, from, length)) {
                    throw new AssertionError("bits " + from + " to " + (from + length) + " of " + address.toString(16));
                }
            }
        }
    }

    @Property(tries = 50)
    void placeWritesWhatBigIntegerWrites(@ForAll long bits) {
        for (int from = 0; from <= 128; from++) {
            for (int length = 0; length <= Math.min(63, 128 - from); length++) {
                long value = length == 0 ? 0 : bits >>> (64 - length);
                BigInteger address = toInteger(0, value).shiftLeft(128 - from - length);
                BigInteger placed = toInteger(Bits.placeHigh(value, from, length), Bits.placeLow(value, from, length));
                if (!address.equals(placed)) {
                    throw new AssertionError(value + " at bits " + from + " to " + (from + length));
                }
            }
        }
    }

    @Example
    void masksAreOnesThenZeros() {
        for (int length = 0; length <= 128; length++) {
            BigInteger mask =
                    BigInteger.ONE.shiftLeft(length).subtract(BigInteger.ONE).shiftLeft(128 - length);
            assertEquals(mask, toInteger(Bits.ipv6MaskHigh(length), Bits.ipv6MaskLow(length)));
        }
        for (int length = 0; length <= 32; length++) {
            assertEquals((int) (0xffff_ffff_0000_0000L >> length), Bits.ipv4Mask(length));
        }
        for (int length = 0; length <= 64; length++) {
            assertEquals(length, Long.bitCount(Bits.mask(length)));
            assertEquals(64 - length, Long.numberOfLeadingZeros(Bits.mask(length)));
        }
    }

    private static BigInteger toInteger(long high, long low) {
        return unsigned(high).shiftLeft(64).or(unsigned(low));
    }

    private static BigInteger unsigned(long bits) {
        return BigInteger.valueOf(bits).and(ALL_64);
    }
}
