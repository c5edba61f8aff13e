package io.softwire46.mape.operate.diagnose;

import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.internal.Bits;

/**
 * What the rules of a family have in common, apart from the PSID offset.
 *
 * <pre>
 *   IPv6  | Rule IPv6 prefix, n           | EA bits, o               | 0 | interface identifier |
 *                                         :                          : end
 *   X           | Rule IPv4 prefix, r     | IPv4 suffix   | PSID, k  |
 * </pre>
 *
 * <p>Write the IPv4 address and the PSID of a CE as one string X of 32 + k bits (32 - h bits if a CE has a prefix of 2^h
 * addresses), right-aligned with the end of the EA bits (RFC 7597 sections 5.2 and 5.3). A rule with Rule IPv6 prefix length n
 * demands that the address equals X from bit n to the end, and that both strings before it are the same for all CEs. Hence n - r
 * and n + o are fixed, and the rules that explain a CE are those whose n is in one interval: it begins after the last bit before
 * the end in which the strings differ.
 *
 * <p>Immutable.
 *
 * @param format layout of the interface identifier
 * @param excess r + o - 32: the PSID length if positive; if negative, the IPv4 bits that a CE has for itself
 * @param end n + o, 1 to 128
 */
public record Shape(InterfaceIdFormat format, int excess, int end) {
    /** Result of {@link #lowest} for an address that no rule of this shape explains: -1. */
    public static final int NONE = -1;

    static final int MIN_EXCESS = -31;
    static final int MAX_EXCESS = 16;
    private static final int IPV4_BITS = 32;

    /** Returns the PSID length k. */
    public int psidLength() {
        return Math.max(0, excess);
    }

    /** Returns n - r. */
    public int shift() {
        return end - IPV4_BITS - excess;
    }

    /** Returns the maximum n: one EA bit, or r = 32. */
    public int maxIpv6Length() {
        return Math.min(end - 1, end - excess);
    }

    /** Returns the PSID in the EA bits of an address. */
    public int psid(long high, long low) {
        int k = psidLength();
        return (int) Bits.extract(high, low, end - k, k);
    }

    /** Returns the IPv4 bits in the interface identifier: all, or those of the CE's prefix. */
    public int shownIpv4(int ipv4) {
        return excess >= 0 ? ipv4 : ipv4 & Bits.ipv4Mask(IPV4_BITS + excess);
    }

    /**
     * Returns the minimum Rule IPv6 prefix length with which a rule of this shape derives a MAP address for an IPv4 address.
     *
     * @param high bits 0 to 63 of the MAP address
     * @param low bits 64 to 127
     * @param ipv4 32 bits
     * @return 0 to {@link #maxIpv6Length}, or {@link #NONE}
     */
    public int lowest(long high, long low, int ipv4) {
        if (end <= psidLength() || !endsLike(high, low, ipv4)) {
            return NONE;
        }
        int bits = Math.min(IPV4_BITS + excess, end);
        long derived =
                excess >= 0 ? (ipv4 & 0xffff_ffffL) << excess | psid(high, low) : (ipv4 & 0xffff_ffffL) >>> -excess;
        long different = (derived ^ Bits.extract(high, low, end - bits, bits)) & Bits.mask(bits);
        int equal = Math.min(Long.numberOfTrailingZeros(different), bits);
        int lowest = end - equal;
        return lowest <= maxIpv6Length() ? lowest : NONE;
    }

    /** Returns whether the bits from the end on are a zero subnet id and the interface identifier (RFC 7597 section 6). */
    private boolean endsLike(long high, long low, int ipv4) {
        long identifier = format.interfaceId(shownIpv4(ipv4), psid(high, low));
        return (high & ~Bits.ipv6MaskHigh(end)) == 0 && ((low ^ identifier) & ~Bits.ipv6MaskLow(end)) == 0;
    }
}
