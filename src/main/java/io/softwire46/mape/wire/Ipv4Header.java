package io.softwire46.mape.wire;

import io.softwire46.mape.wire.internal.Ipv4Address;
import io.softwire46.mape.wire.internal.Ipv4Words;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * The IPv4 header (RFC 791 section 3.1).
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |Version|  IHL  |Type of Service|          Total Length         |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |         Identification        |Flags|     Fragment Offset     |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   | Time to Live  |   Protocol    |        Header Checksum        |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                         Source Address                        |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                      Destination Address                      |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                    Options                    |    Padding    |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>After {@link #check} returned {@link HeaderCheck#OK}, no accessor throws or reads outside the header.
 * {@link Ipv4Address} classifies the addresses.
 *
 * <p>Static methods only.
 */
public final class Ipv4Header {
    /** Offset of Version and IHL, one octet. */
    public static final int VERSION_IHL = 0;
    /** Offset of Type of Service (DSCP and ECN), one octet. */
    public static final int TYPE_OF_SERVICE = 1;
    /** Offset of Total Length, two octets. */
    public static final int TOTAL_LENGTH = 2;
    /** Offset of Identification, two octets. */
    public static final int IDENTIFICATION = 4;
    /** Offset of Flags and Fragment Offset, two octets. */
    public static final int FLAGS_FRAGMENT_OFFSET = 6;
    /** Offset of Time to Live, one octet. */
    public static final int TIME_TO_LIVE = 8;
    /** Offset of Protocol, one octet. */
    public static final int PROTOCOL = 9;
    /** Offset of Header Checksum, two octets. */
    public static final int HEADER_CHECKSUM = 10;
    /** Offset of Source Address, four octets. */
    public static final int SOURCE_ADDRESS = 12;
    /** Offset of Destination Address, four octets. */
    public static final int DESTINATION_ADDRESS = 16;
    /** Offset of the first option, if there is one. */
    public static final int OPTIONS = 20;

    /** Octets of a header without options. */
    public static final int MINIMUM_OCTETS = 20;
    /** Octets of a header with 40 octets of options. */
    public static final int MAXIMUM_OCTETS = 60;

    /** Don't Fragment, a bit of Flags and Fragment Offset. */
    public static final int DONT_FRAGMENT = 0x4000;
    /** More Fragments, a bit of Flags and Fragment Offset. */
    public static final int MORE_FRAGMENTS = 0x2000;
    /** The bits of Flags and Fragment Offset that are the offset, in units of 8 octets. */
    public static final int FRAGMENT_OFFSET_MASK = 0x1fff;

    private static final long LOW_32_BITS = 0xffff_ffffL;

    private Ipv4Header() {}

    /**
     * Validates a header (RFC 1812 section 5.2.2). The structure is checked before the checksum, so that the result
     * names the error. Octets following the total length, such as Ethernet padding, are legal.
     *
     * @param buffer big-endian
     * @param offset index of the first octet of the header
     * @param length octets that were received, at least 0; nothing following them is read
     * @return {@link HeaderCheck#TRUNCATED} for fewer than 20 octets or fewer than the total length; {@link
     *     HeaderCheck#BAD_HEADER} for a version other than 4, an IHL below 5 or a total length below the header's; {@link
     *     HeaderCheck#BAD_CHECKSUM}; or {@link HeaderCheck#OK}
     */
    public static HeaderCheck check(ByteBuffer buffer, int offset, int length) {
        if (length < MINIMUM_OCTETS) {
            return HeaderCheck.TRUNCATED;
        }
        long first = buffer.getLong(offset);
        int versionIhl = (int) (first >>> 56);
        int totalLength = (int) (first >>> 32) & 0xffff;
        int headerOctets = (versionIhl & 0xf) << 2;
        if (versionIhl >>> 4 != 4 || headerOctets < MINIMUM_OCTETS || totalLength < headerOctets) {
            return HeaderCheck.BAD_HEADER;
        }
        if (totalLength > length) {
            return HeaderCheck.TRUNCATED;
        }
        long second = buffer.getLong(offset + TIME_TO_LIVE);
        long sum = (first >>> 32)
                + (first & LOW_32_BITS)
                + (second >>> 32)
                + (second & LOW_32_BITS)
                + (buffer.getInt(offset + DESTINATION_ADDRESS) & LOW_32_BITS);
        if (headerOctets > MINIMUM_OCTETS) {
            sum += InternetChecksum.sum(buffer, offset + OPTIONS, headerOctets - MINIMUM_OCTETS);
        }
        return InternetChecksum.fold(sum) == 0xffff ? HeaderCheck.OK : HeaderCheck.BAD_CHECKSUM;
    }

    /**
     * Reads the version.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return 4 in a valid header, else 0 to 15
     */
    public static int version(ByteBuffer buffer, int offset) {
        return (buffer.get(offset + VERSION_IHL) & 0xff) >>> 4;
    }

    /**
     * Reads the Internet Header Length.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return octets, options included: IHL times 4, 20 to 60 in a valid header
     */
    public static int headerOctets(ByteBuffer buffer, int offset) {
        return (buffer.get(offset + VERSION_IHL) & 0xf) << 2;
    }

    /**
     * Reads Type of Service: DSCP in the upper six bits (RFC 2474), ECN in the lower two (RFC 3168).
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return 0 to 255
     */
    public static int typeOfService(ByteBuffer buffer, int offset) {
        return buffer.get(offset + TYPE_OF_SERVICE) & 0xff;
    }

    /**
     * Reads Total Length.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return octets of header and data, 0 to 65535
     */
    public static int totalLength(ByteBuffer buffer, int offset) {
        return buffer.getShort(offset + TOTAL_LENGTH) & 0xffff;
    }

    /**
     * Reads Identification.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return 0 to 65535; without meaning where the packet is not a fragment (RFC 6864 section 4.1)
     */
    public static int identification(ByteBuffer buffer, int offset) {
        return buffer.getShort(offset + IDENTIFICATION) & 0xffff;
    }

    /**
     * Reads Flags and Fragment Offset as one word.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return 0 to 65535
     */
    public static int flagsFragmentOffset(ByteBuffer buffer, int offset) {
        return buffer.getShort(offset + FLAGS_FRAGMENT_OFFSET) & 0xffff;
    }

    /**
     * Reads the DF flag.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return true if the packet must not be fragmented
     */
    public static boolean dontFragment(ByteBuffer buffer, int offset) {
        return (flagsFragmentOffset(buffer, offset) & DONT_FRAGMENT) != 0;
    }

    /**
     * Reads the MF flag.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return true if this is a fragment and not the last
     */
    public static boolean moreFragments(ByteBuffer buffer, int offset) {
        return (flagsFragmentOffset(buffer, offset) & MORE_FRAGMENTS) != 0;
    }

    /**
     * Returns the offset of this packet's data in the data of the datagram.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return octets, a multiple of 8, 0 to 65528
     */
    public static int fragmentOffsetOctets(ByteBuffer buffer, int offset) {
        return (flagsFragmentOffset(buffer, offset) & FRAGMENT_OFFSET_MASK) << 3;
    }

    /**
     * Returns whether the packet is a fragment.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return true if MF is set or the offset is not 0
     */
    public static boolean isFragment(ByteBuffer buffer, int offset) {
        return (flagsFragmentOffset(buffer, offset) & (MORE_FRAGMENTS | FRAGMENT_OFFSET_MASK)) != 0;
    }

    /**
     * Returns whether the packet is the first fragment, which has the transport header.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return true if MF is set and the offset is 0
     */
    public static boolean isFirstFragment(ByteBuffer buffer, int offset) {
        return (flagsFragmentOffset(buffer, offset) & (MORE_FRAGMENTS | FRAGMENT_OFFSET_MASK)) == MORE_FRAGMENTS;
    }

    /**
     * Reads Time to Live.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return hops, 0 to 255
     */
    public static int timeToLive(ByteBuffer buffer, int offset) {
        return buffer.get(offset + TIME_TO_LIVE) & 0xff;
    }

    /**
     * Reads Protocol.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return 0 to 255, see {@link ProtocolNumbers}
     */
    public static int protocol(ByteBuffer buffer, int offset) {
        return buffer.get(offset + PROTOCOL) & 0xff;
    }

    /**
     * Reads Header Checksum.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return 0 to 65535
     */
    public static int headerChecksum(ByteBuffer buffer, int offset) {
        return buffer.getShort(offset + HEADER_CHECKSUM) & 0xffff;
    }

    /**
     * Reads Source Address.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return the 32 bits
     */
    public static int sourceAddress(ByteBuffer buffer, int offset) {
        return buffer.getInt(offset + SOURCE_ADDRESS);
    }

    /**
     * Reads Destination Address.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return the 32 bits
     */
    public static int destinationAddress(ByteBuffer buffer, int offset) {
        return buffer.getInt(offset + DESTINATION_ADDRESS);
    }

    /**
     * Writes a header without options, with its checksum.
     *
     * @param buffer big-endian
     * @param offset index of the header, 20 octets
     * @param typeOfService 0 to 255
     * @param totalLength octets of header and data, 20 to 65535
     * @param identification 0 to 65535
     * @param flagsFragmentOffset {@link #DONT_FRAGMENT} and {@link #MORE_FRAGMENTS} bits, offset in units of 8 octets
     * @param timeToLive hops, 0 to 255
     * @param protocol 0 to 255
     * @param source the 32 bits
     * @param destination the 32 bits
     */
    public static void write(
            ByteBuffer buffer,
            int offset,
            int typeOfService,
            int totalLength,
            int identification,
            int flagsFragmentOffset,
            int timeToLive,
            int protocol,
            int source,
            int destination) {
        long word0 = 0x4500_0000L | typeOfService << 16 | totalLength;
        long word1 = (long) identification << 16 | flagsFragmentOffset;
        long word2 = (long) timeToLive << 24 | protocol << 16;
        long sum = word0 + word1 + word2 + (source & LOW_32_BITS) + (destination & LOW_32_BITS);
        word2 |= InternetChecksum.checksum(sum);
        buffer.putLong(offset, word0 << 32 | word1);
        buffer.putLong(offset + TIME_TO_LIVE, word2 << 32 | (source & LOW_32_BITS));
        buffer.putInt(offset + DESTINATION_ADDRESS, destination);
    }

    /**
     * Decrements the Time to Live by one and updates the checksum (RFC 1812 section 5.3.1, RFC 1624 section 3).
     *
     * @param buffer big-endian
     * @param offset index of a header whose Time to Live is not 0; the caller handles a Time to Live of 1
     */
    public static void decrementTtl(ByteBuffer buffer, int offset) {
        long word = (long) buffer.getInt(offset + TIME_TO_LIVE) << 32;
        buffer.putInt(offset + TIME_TO_LIVE, (int) Ipv4Words.oneHopLess(word));
    }

    /**
     * Changes Type of Service and updates the checksum (RFC 1624 section 3).
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @param typeOfService DSCP and ECN, 0 to 255
     */
    public static void setTypeOfService(ByteBuffer buffer, int offset, int typeOfService) {
        int word0 = buffer.getInt(offset);
        int word2 = buffer.getInt(offset + TIME_TO_LIVE);
        int changed = (word0 & 0xff00_ffff) | typeOfService << 16;
        int checksum = InternetChecksum.update(word2 & 0xffff, word0 >>> 16, changed >>> 16);
        buffer.putInt(offset, changed);
        buffer.putInt(offset + TIME_TO_LIVE, (word2 & 0xffff_0000) | checksum);
    }

    /**
     * Changes Total Length and updates the checksum (RFC 1624 section 3).
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @param totalLength octets of header and data, 20 to 65535
     */
    public static void setTotalLength(ByteBuffer buffer, int offset, int totalLength) {
        int word0 = buffer.getInt(offset);
        int word2 = buffer.getInt(offset + TIME_TO_LIVE);
        int checksum = InternetChecksum.update(word2 & 0xffff, word0 & 0xffff, totalLength);
        buffer.putInt(offset, (word0 & 0xffff_0000) | totalLength);
        buffer.putInt(offset + TIME_TO_LIVE, (word2 & 0xffff_0000) | checksum);
    }

    /**
     * Changes Identification and updates the checksum (RFC 1624 section 3).
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @param identification 0 to 65535
     */
    public static void setIdentification(ByteBuffer buffer, int offset, int identification) {
        int word1 = buffer.getInt(offset + IDENTIFICATION);
        int word2 = buffer.getInt(offset + TIME_TO_LIVE);
        int checksum = InternetChecksum.update(word2 & 0xffff, word1 >>> 16, identification);
        buffer.putInt(offset + IDENTIFICATION, identification << 16 | (word1 & 0xffff));
        buffer.putInt(offset + TIME_TO_LIVE, (word2 & 0xffff_0000) | checksum);
    }

    /**
     * Changes Flags and Fragment Offset and updates the checksum (RFC 1624 section 3).
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @param flagsFragmentOffset {@link #DONT_FRAGMENT} and {@link #MORE_FRAGMENTS} bits, offset in units of 8 octets
     */
    public static void setFlagsFragmentOffset(ByteBuffer buffer, int offset, int flagsFragmentOffset) {
        int word1 = buffer.getInt(offset + IDENTIFICATION);
        int word2 = buffer.getInt(offset + TIME_TO_LIVE);
        int checksum = InternetChecksum.update(word2 & 0xffff, word1 & 0xffff, flagsFragmentOffset);
        buffer.putInt(offset + IDENTIFICATION, (word1 & 0xffff_0000) | flagsFragmentOffset);
        buffer.putInt(offset + TIME_TO_LIVE, (word2 & 0xffff_0000) | checksum);
    }

    /**
     * Computes and writes Header Checksum, for a header whose fields were written one by one.
     *
     * @param buffer big-endian
     * @param offset index of the header, IHL correct
     */
    public static void writeChecksum(ByteBuffer buffer, int offset) {
        int word2 = buffer.getInt(offset + TIME_TO_LIVE);
        // The old checksum is the low half of a summed word. It is subtracted, so that the field need not be zeroed
        // first.
        long sum = InternetChecksum.sum(buffer, offset, headerOctets(buffer, offset)) - (word2 & 0xffff);
        buffer.putInt(offset + TIME_TO_LIVE, (word2 & 0xffff_0000) | InternetChecksum.checksum(sum));
    }
}
