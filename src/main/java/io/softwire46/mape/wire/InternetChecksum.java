package io.softwire46.mape.wire;

import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * The 16-bit one's complement checksum of IPv4, ICMP, TCP and UDP (RFC 1071), and its incremental update (RFC 1624).
 *
 * <p>A sum is kept unfolded in a {@code long}: partial sums are added with {@code +} and folded once at the end. Only
 * the last range of a sum may have an odd number of octets.
 *
 * <p>Static methods only.
 */
public final class InternetChecksum {
    private static final long LOW_32_BITS = 0xffff_ffffL;

    private InternetChecksum() {}

    /**
     * Sums a range, alignment does not matter. An odd last octet counts as if a zero octet followed it (RFC 1071
     * section 4.1).
     *
     * @param buffer big-endian
     * @param offset index of the first octet
     * @param length octets, at least 0
     * @return a partial sum, for {@link #fold} or to be added to others; below 2<sup>61</sup>
     */
    public static long sum(ByteBuffer buffer, int offset, int length) {
        // 2^16 = 1 in one's complement arithmetic, so the words may be 32 bits wide. The 64-bit sum of halves has room
        // for 2^28 iterations, more than a buffer has: no carry to handle. Two chains, since they are independent.
        long high = 0;
        long low = 0;
        int at = offset;
        int end = offset + length;
        for (int last = end - 16; at <= last; at += 16) {
            long first = buffer.getLong(at);
            long second = buffer.getLong(at + 8);
            high += (first >>> 32) + (second >>> 32);
            low += (first & LOW_32_BITS) + (second & LOW_32_BITS);
        }
        long sum = high + low;
        for (int last = end - 4; at <= last; at += 4) {
            sum += buffer.getInt(at) & LOW_32_BITS;
        }
        if (end - at >= 2) {
            sum += buffer.getShort(at) & 0xffff;
            at += 2;
        }
        if (at < end) {
            sum += (buffer.get(at) & 0xff) << 8;
        }
        return sum;
    }

    /**
     * Folds a sum to 16 bits.
     *
     * @param sum from {@link #sum}, or several of them added
     * @return the one's complement sum of the 16-bit words, 0 to 0xffff; 0xffff over data with a correct checksum
     */
    public static int fold(long sum) {
        // A number plus itself with its halves swapped: both halves then are the sum of the halves, and the lower one
        // carries into the upper one, which is the end-around carry.
        int halves = (int) ((sum + Long.rotateLeft(sum, 32)) >>> 32);
        return (halves + Integer.rotateLeft(halves, 16)) >>> 16;
    }

    /**
     * Returns the value to write into a checksum field that was zero while the sum was made.
     *
     * @param sum at least 0
     * @return 0 to 0xffff
     */
    public static int checksum(long sum) {
        return ~fold(sum) & 0xffff;
    }

    /**
     * Returns the checksum of a range in which the checksum field is zero.
     *
     * @param buffer big-endian
     * @param offset index of the first octet
     * @param length octets, at least 0
     * @return 0 to 0xffff
     */
    public static int compute(ByteBuffer buffer, int offset, int length) {
        return checksum(sum(buffer, offset, length));
    }

    /**
     * Returns the checksum after one 16-bit word of the data has changed, by RFC 1624 equation 3: HC' = ~(~HC + ~m +
     * m').
     *
     * @param checksum HC, the old checksum, 0 to 0xffff
     * @param oldWord m, the old word, 0 to 0xffff
     * @param newWord m', the new word, 0 to 0xffff
     * @return HC', 0 to 0xffff
     */
    public static int update(int checksum, int oldWord, int newWord) {
        int sum = (~checksum & 0xffff) + (~oldWord & 0xffff) + newWord;
        sum = (sum >>> 16) + (sum & 0xffff);
        sum = (sum >>> 16) + (sum & 0xffff);
        return ~sum & 0xffff;
    }

    /**
     * Sums the pseudo-header of a protocol above IPv6 (RFC 8200 section 8.1), with the addresses of the IPv6 header.
     *
     * @param buffer big-endian
     * @param ipv6Offset index of the IPv6 header
     * @param length octets of the upper-layer packet, at least 0
     * @param nextHeader the upper-layer protocol, {@link ProtocolNumbers#ICMPV6} for instance
     * @return a partial sum, to be added to the one of the upper-layer packet
     */
    public static long pseudoHeaderSum(ByteBuffer buffer, int ipv6Offset, int length, int nextHeader) {
        return sum(buffer, ipv6Offset + Ipv6Header.SOURCE_ADDRESS, 32) + length + nextHeader;
    }

    /**
     * Returns the checksum of an ICMPv6 message (RFC 4443 section 2.3) whose checksum field is zero. For a received
     * message, with its checksum field, the result 0 means that the checksum is correct.
     *
     * @param buffer big-endian
     * @param ipv6Offset index of the IPv6 header
     * @param icmpv6Offset index of the ICMPv6 message
     * @param length octets of the message, at least 0
     * @return 0 to 0xffff
     */
    public static int computeIcmpv6(ByteBuffer buffer, int ipv6Offset, int icmpv6Offset, int length) {
        return checksum(pseudoHeaderSum(buffer, ipv6Offset, length, ProtocolNumbers.ICMPV6)
                + sum(buffer, icmpv6Offset, length));
    }
}
