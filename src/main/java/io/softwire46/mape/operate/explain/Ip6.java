package io.softwire46.mape.operate.explain;

import io.softwire46.mape.map.internal.Addresses;

/**
 * An IPv6 address, or its first bits. Immutable.
 *
 * @param high bits 0 to 63
 * @param low bits 64 to 127
 */
record Ip6(long high, long low) {
    static Ip6 at(byte[] octets, int index) {
        return new Ip6(Octets.u64(octets, index), Octets.u64(octets, index + 8));
    }

    /** Returns the first bits, followed by zeros. */
    Ip6 first(int bits) {
        if (bits <= 64) {
            return new Ip6(bits == 0 ? 0 : high & -1L << (64 - bits), 0);
        }
        return new Ip6(high, low & -1L << (128 - bits));
    }

    /** Returns a number of at most 48 bits that begins at a bit. */
    long bits(int from, int count) {
        if (count == 0) {
            return 0;
        }
        long mask = (1L << count) - 1;
        if (from + count <= 64) {
            return high >>> (64 - from - count) & mask;
        }
        if (from >= 64) {
            return low >>> (128 - from - count) & mask;
        }
        int inLow = from + count - 64;
        return (high << inLow | low >>> (64 - inLow)) & mask;
    }

    /** Returns the address with a number at a place where it has zeros. */
    Ip6 with(int from, int count, long value) {
        if (count == 0) {
            return this;
        }
        if (from + count <= 64) {
            return new Ip6(high | value << (64 - from - count), low);
        }
        if (from >= 64) {
            return new Ip6(high, low | value << (128 - from - count));
        }
        int inLow = from + count - 64;
        return new Ip6(high | value >>> inLow, low | value << (64 - inLow));
    }

    /** Returns the first bit in which two addresses differ; 128 if there is none. */
    int firstDifference(Ip6 other) {
        int inHigh = Long.numberOfLeadingZeros(high ^ other.high);
        return inHigh < 64 ? inHigh : 64 + Long.numberOfLeadingZeros(low ^ other.low);
    }

    /** Returns the number of bits in which two addresses differ. */
    int distance(Ip6 other) {
        return Long.bitCount(high ^ other.high) + Long.bitCount(low ^ other.low);
    }

    /** RFC 4291 sections 2.5.2, 2.5.3, 2.5.5.2 and 2.7: returns whether a node can have the address. */
    boolean isOfNode() {
        boolean multicast = high >>> 56 == 0xff;
        boolean unspecifiedOrLoopback = high == 0 && low >>> 1 == 0;
        boolean mapped = high == 0 && low >>> 32 == 0xffff;
        return !multicast && !unspecifiedOrLoopback && !mapped;
    }

    void put(byte[] octets, int at) {
        Octets.put64(octets, at, high);
        Octets.put64(octets, at + 8, low);
    }

    /** Returns the text of RFC 5952. */
    @Override
    public String toString() {
        return Addresses.toText(high, low);
    }
}
