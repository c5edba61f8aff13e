package io.softwire46.mape.map.internal;

/**
 * Fields of 128-bit addresses held in two {@code long}s, and prefix masks. Every length from 0 to the word size is
 * valid. Java takes shift counts modulo 64 (or 32), so a simple shift by the word size would have no effect.
 *
 * <p>Static methods only.
 */
public final class Bits {
    private Bits() {}

    /**
     * Returns a mask of the lowest bits.
     *
     * @param bits 0 to 64
     * @return this number of one bits, right-aligned
     */
    public static long mask(int bits) {
        return bits == 0 ? 0 : -1L >>> (64 - bits);
    }

    /**
     * Returns the mask of an IPv4 prefix.
     *
     * @param length 0 to 32
     * @return this number of one bits, left-aligned
     */
    public static int ipv4Mask(int length) {
        return length == 0 ? 0 : -1 << (32 - length);
    }

    /**
     * Returns the upper half of the mask of an IPv6 prefix.
     *
     * @param length 0 to 128
     * @return bits 0 to 63 of the mask
     */
    public static long ipv6MaskHigh(int length) {
        return length == 0 ? 0 : length >= 64 ? -1L : -1L << (64 - length);
    }

    /**
     * Returns the lower half of the mask of an IPv6 prefix.
     *
     * @param length 0 to 128
     * @return bits 64 to 127 of the mask
     */
    public static long ipv6MaskLow(int length) {
        return length <= 64 ? 0 : -1L << (128 - length);
    }

    /**
     * Returns a field of an address.
     *
     * @param high bits 0 to 63 of the address
     * @param low bits 64 to 127
     * @param from first bit of the field, 0 to 128
     * @param length 0 to 63 bits, {@code from + length} at most 128
     * @return the field, right-aligned
     */
    public static long extract(long high, long low, int from, int length) {
        int end = from + length;
        if (length == 0) {
            return 0;
        }
        if (end <= 64) {
            return high >>> (64 - end) & mask(length);
        }
        if (from >= 64) {
            return low >>> (128 - end) & mask(length);
        }
        return (high & mask(64 - from)) << (end - 64) | low >>> (128 - end);
    }

    /**
     * Returns the upper half of an address that is zero except for one field.
     *
     * @param value the field, right-aligned, no bits beyond its length
     * @param from first bit of the field, 0 to 128
     * @param length 0 to 63 bits, {@code from + length} at most 128
     * @return bits 0 to 63
     */
    public static long placeHigh(long value, int from, int length) {
        int end = from + length;
        if (length == 0 || from >= 64) {
            return 0;
        }
        return end <= 64 ? value << (64 - end) : value >>> (end - 64);
    }

    /**
     * Returns the lower half of an address that is zero except for one field.
     *
     * @param value the field, right-aligned, no bits beyond its length
     * @param from first bit of the field, 0 to 128
     * @param length 0 to 63 bits, {@code from + length} at most 128
     * @return bits 64 to 127
     */
    public static long placeLow(long value, int from, int length) {
        int end = from + length;
        return length == 0 || end <= 64 ? 0 : value << (128 - end);
    }
}
