package io.softwire46.mape.operate.diff.internal;

import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Bits;

/**
 * An IPv6 prefix.
 *
 * <p>Immutable.
 *
 * @param high bits 0 to 63
 * @param low bits 64 to 127; bits following the length are zero
 * @param length 0 to 128
 */
public record Prefix6(long high, long low, int length) implements Comparable<Prefix6> {
    static Prefix6 of(MapRule rule) {
        return new Prefix6(rule.ipv6High(), rule.ipv6Low(), rule.ipv6Length());
    }

    boolean contains(Prefix6 other) {
        return length <= other.length
                && (((high ^ other.high) & Bits.ipv6MaskHigh(length)) | ((low ^ other.low) & Bits.ipv6MaskLow(length)))
                        == 0;
    }

    /** Returns the half of the prefix in which the next bit is 0 or 1. */
    Prefix6 half(int bit) {
        return new Prefix6(high | Bits.placeHigh(bit, length, 1), low | Bits.placeLow(bit, length, 1), length + 1);
    }

    /** Orders by address, and a prefix before those inside it. */
    @Override
    public int compareTo(Prefix6 other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        int byLow = byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
        return byLow != 0 ? byLow : length - other.length;
    }
}
