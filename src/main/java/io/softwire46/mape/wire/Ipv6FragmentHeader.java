package io.softwire46.mape.wire;

import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * The IPv6 Fragment header (RFC 8200 section 4.5).
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |  Next Header  |   Reserved    |      Fragment Offset    |Res|M|
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                         Identification                        |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The accessors are safe if {@link Ipv6ExtensionWalk} stopped at {@link ProtocolNumbers#FRAGMENT}.
 *
 * <p>Static methods only.
 */
public final class Ipv6FragmentHeader {
    /** Offset of Next Header, one octet. */
    public static final int NEXT_HEADER = 0;
    /** Offset of Fragment Offset, two reserved bits and the M flag, two octets. */
    public static final int FRAGMENT_OFFSET = 2;
    /** Offset of Identification, four octets. */
    public static final int IDENTIFICATION = 4;
    /** Octets of the header. */
    public static final int OCTETS = 8;

    private static final int MORE_FRAGMENTS = 1;
    private static final int OFFSET_MASK = 0xfff8;

    private Ipv6FragmentHeader() {}

    /**
     * Reads Next Header.
     *
     * @param buffer big-endian
     * @param offset index of the Fragment header
     * @return 0 to 255, see {@link ProtocolNumbers}
     */
    public static int nextHeader(ByteBuffer buffer, int offset) {
        return buffer.get(offset + NEXT_HEADER) & 0xff;
    }

    /**
     * Returns the offset in the fragmentable part of the octets following this header.
     *
     * @param buffer big-endian
     * @param offset index of the Fragment header
     * @return octets, a multiple of 8, 0 to 65528
     */
    public static int fragmentOffsetOctets(ByteBuffer buffer, int offset) {
        return buffer.getShort(offset + FRAGMENT_OFFSET) & OFFSET_MASK; // 13 bits above 3 others: octets unchanged
    }

    /**
     * Reads the M flag.
     *
     * @param buffer big-endian
     * @param offset index of the Fragment header
     * @return true if this is not the last fragment
     */
    public static boolean moreFragments(ByteBuffer buffer, int offset) {
        return (buffer.getShort(offset + FRAGMENT_OFFSET) & MORE_FRAGMENTS) != 0;
    }

    /**
     * Reads Identification.
     *
     * @param buffer big-endian
     * @param offset index of the Fragment header
     * @return the 32 bits
     */
    public static int identification(ByteBuffer buffer, int offset) {
        return buffer.getInt(offset + IDENTIFICATION);
    }

    /**
     * Returns whether this is an atomic fragment, which is processed by itself, also if fragments with the same
     * identification are held (RFC 6946 section 4).
     *
     * @param buffer big-endian
     * @param offset index of the Fragment header
     * @return true if offset and M flag are 0
     */
    public static boolean isAtomic(ByteBuffer buffer, int offset) {
        return (buffer.getShort(offset + FRAGMENT_OFFSET) & (OFFSET_MASK | MORE_FRAGMENTS)) == 0;
    }

    /**
     * Writes a Fragment header, with one store.
     *
     * @param buffer big-endian
     * @param offset index of the Fragment header, 8 octets
     * @param nextHeader the first header of the fragmentable part, 0 to 255
     * @param fragmentOffsetOctets a multiple of 8, 0 to 65528
     * @param moreFragments false for the last fragment
     * @param identification the 32 bits
     */
    public static void write(
            ByteBuffer buffer,
            int offset,
            int nextHeader,
            int fragmentOffsetOctets,
            boolean moreFragments,
            int identification) {
        long upper = (long) nextHeader << 24 | fragmentOffsetOctets | (moreFragments ? MORE_FRAGMENTS : 0);
        buffer.putLong(offset, upper << 32 | (identification & 0xffff_ffffL));
    }
}
