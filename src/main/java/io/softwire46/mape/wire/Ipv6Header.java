package io.softwire46.mape.wire;

import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * The IPv6 header (RFC 8200 section 3).
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |Version| Traffic Class |           Flow Label                  |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |         Payload Length        |  Next Header  |   Hop Limit   |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                                                               |
 *   +                         Source Address                        +
 *   |                          (16 octets)                          |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                                                               |
 *   +                      Destination Address                      +
 *   |                          (16 octets)                          |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>An address is two {@code long}s: hi has bits 0 to 63, lo has bits 64 to 127. After {@link #check} returned
 * {@link HeaderCheck#OK}, no accessor throws or reads outside the header.
 *
 * <p>Static methods only.
 */
public final class Ipv6Header {
    /** Offset of Version, Traffic Class and Flow Label, four octets. */
    public static final int VERSION_CLASS_LABEL = 0;
    /** Offset of Payload Length, two octets. */
    public static final int PAYLOAD_LENGTH = 4;
    /** Offset of Next Header, one octet. */
    public static final int NEXT_HEADER = 6;
    /** Offset of Hop Limit, one octet. */
    public static final int HOP_LIMIT = 7;
    /** Offset of Source Address, sixteen octets. */
    public static final int SOURCE_ADDRESS = 8;
    /** Offset of Destination Address, sixteen octets. */
    public static final int DESTINATION_ADDRESS = 24;

    /** Octets of the header. */
    public static final int OCTETS = 40;
    /** Octets that every link can carry, RFC 8200 section 5. */
    public static final int MINIMUM_MTU = 1280;

    private Ipv6Header() {}

    /**
     * Validates a header. A payload length of 0 is refused: a jumbogram (RFC 2675) or a header without payload cannot
     * be processed. Octets following the payload, such as Ethernet padding, are legal.
     *
     * @param buffer big-endian
     * @param offset index of the first octet of the header
     * @param length octets that were received, at least 0; nothing following them is read
     * @return {@link HeaderCheck#TRUNCATED} for fewer than 40 octets or fewer than the payload length requires;
     *     {@link HeaderCheck#BAD_HEADER} for a version other than 6 or an empty payload; or {@link HeaderCheck#OK}
     */
    public static HeaderCheck check(ByteBuffer buffer, int offset, int length) {
        if (length < OCTETS) {
            return HeaderCheck.TRUNCATED;
        }
        long first = buffer.getLong(offset);
        int payloadLength = (int) (first >>> 16) & 0xffff;
        if (first >>> 60 != 6 || payloadLength == 0) {
            return HeaderCheck.BAD_HEADER;
        }
        return payloadLength > length - OCTETS ? HeaderCheck.TRUNCATED : HeaderCheck.OK;
    }

    /**
     * Reads the version.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return 6 in a valid header, else 0 to 15
     */
    public static int version(ByteBuffer buffer, int offset) {
        return (buffer.get(offset) & 0xff) >>> 4;
    }

    /**
     * Reads Version, Traffic Class and Flow Label as one word.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return the 32 bits
     */
    public static int versionClassLabel(ByteBuffer buffer, int offset) {
        return buffer.getInt(offset + VERSION_CLASS_LABEL);
    }

    /**
     * Returns the first word of a header.
     *
     * @param trafficClass DSCP and ECN, 0 to 255
     * @param flowLabel 0 to 0xfffff, 0 for none
     * @return version 6, traffic class and flow label, for {@link #write}
     */
    public static int versionClassLabel(int trafficClass, int flowLabel) {
        return 0x6000_0000 | trafficClass << 20 | flowLabel;
    }

    /**
     * Reads Traffic Class: DSCP in the upper six bits (RFC 2474), ECN in the lower two (RFC 3168).
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return 0 to 255
     */
    public static int trafficClass(ByteBuffer buffer, int offset) {
        return versionClassLabel(buffer, offset) >>> 20 & 0xff;
    }

    /**
     * Reads Flow Label (RFC 6437).
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return 0 to 0xfffff
     */
    public static int flowLabel(ByteBuffer buffer, int offset) {
        return versionClassLabel(buffer, offset) & 0xf_ffff;
    }

    /**
     * Reads Payload Length.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return octets following the header, extension headers included, 0 to 65535
     */
    public static int payloadLength(ByteBuffer buffer, int offset) {
        return buffer.getShort(offset + PAYLOAD_LENGTH) & 0xffff;
    }

    /**
     * Reads Next Header.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return 0 to 255, see {@link ProtocolNumbers}
     */
    public static int nextHeader(ByteBuffer buffer, int offset) {
        return buffer.get(offset + NEXT_HEADER) & 0xff;
    }

    /**
     * Reads Hop Limit.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return hops, 0 to 255
     */
    public static int hopLimit(ByteBuffer buffer, int offset) {
        return buffer.get(offset + HOP_LIMIT) & 0xff;
    }

    /**
     * Reads the upper half of Source Address.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return bits 0 to 63
     */
    public static long sourceHi(ByteBuffer buffer, int offset) {
        return buffer.getLong(offset + SOURCE_ADDRESS);
    }

    /**
     * Reads the lower half of Source Address.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return bits 64 to 127
     */
    public static long sourceLo(ByteBuffer buffer, int offset) {
        return buffer.getLong(offset + SOURCE_ADDRESS + 8);
    }

    /**
     * Reads the upper half of Destination Address.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return bits 0 to 63
     */
    public static long destinationHi(ByteBuffer buffer, int offset) {
        return buffer.getLong(offset + DESTINATION_ADDRESS);
    }

    /**
     * Reads the lower half of Destination Address.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @return bits 64 to 127
     */
    public static long destinationLo(ByteBuffer buffer, int offset) {
        return buffer.getLong(offset + DESTINATION_ADDRESS + 8);
    }

    /**
     * Writes a header, with five stores of eight octets.
     *
     * @param buffer big-endian
     * @param offset index of the header, 40 octets
     * @param versionClassLabel from {@link #versionClassLabel(int, int)}
     * @param payloadLength octets following the header, 0 to 65535
     * @param nextHeader 0 to 255
     * @param hopLimit 0 to 255
     * @param sourceHi bits 0 to 63 of the source address
     * @param sourceLo bits 64 to 127 of the source address
     * @param destinationHi bits 0 to 63 of the destination address
     * @param destinationLo bits 64 to 127 of the destination address
     */
    public static void write(
            ByteBuffer buffer,
            int offset,
            int versionClassLabel,
            int payloadLength,
            int nextHeader,
            int hopLimit,
            long sourceHi,
            long sourceLo,
            long destinationHi,
            long destinationLo) {
        write(
                buffer,
                offset,
                firstWord(versionClassLabel, payloadLength, nextHeader, hopLimit),
                sourceHi,
                sourceLo,
                destinationHi,
                destinationLo);
    }

    /**
     * Returns the first eight octets of a header.
     *
     * @param versionClassLabel from {@link #versionClassLabel(int, int)}
     * @param payloadLength octets following the header, 0 to 65535
     * @param nextHeader 0 to 255
     * @param hopLimit 0 to 255
     * @return the word, for {@link #write(ByteBuffer, int, long, long, long, long, long)}
     */
    public static long firstWord(int versionClassLabel, int payloadLength, int nextHeader, int hopLimit) {
        return (long) versionClassLabel << 32 | (long) payloadLength << 16 | nextHeader << 8 | hopLimit;
    }

    /**
     * Writes a header whose first word is known, with five stores of eight octets.
     *
     * @param buffer big-endian
     * @param offset index of the header, 40 octets
     * @param firstWord from {@link #firstWord}
     * @param sourceHi bits 0 to 63 of the source address
     * @param sourceLo bits 64 to 127 of the source address
     * @param destinationHi bits 0 to 63 of the destination address
     * @param destinationLo bits 64 to 127 of the destination address
     */
    public static void write(
            ByteBuffer buffer,
            int offset,
            long firstWord,
            long sourceHi,
            long sourceLo,
            long destinationHi,
            long destinationLo) {
        buffer.putLong(offset, firstWord);
        buffer.putLong(offset + SOURCE_ADDRESS, sourceHi);
        buffer.putLong(offset + SOURCE_ADDRESS + 8, sourceLo);
        buffer.putLong(offset + DESTINATION_ADDRESS, destinationHi);
        buffer.putLong(offset + DESTINATION_ADDRESS + 8, destinationLo);
    }

    /**
     * Changes payload length and next header.
     *
     * @param buffer big-endian
     * @param offset index of the header
     * @param payloadLength octets following the header, 0 to 65535
     * @param nextHeader 0 to 255
     */
    public static void setPayload(ByteBuffer buffer, int offset, int payloadLength, int nextHeader) {
        int hopLimit = buffer.getInt(offset + PAYLOAD_LENGTH) & 0xff;
        buffer.putInt(offset + PAYLOAD_LENGTH, payloadLength << 16 | nextHeader << 8 | hopLimit);
    }

    /**
     * Returns whether an address is in ff00::/8.
     *
     * @param hi bits 0 to 63
     * @return true for multicast
     */
    public static boolean isMulticast(long hi) {
        return hi >>> 56 == 0xff;
    }

    /**
     * Returns whether an address is {@code ::}.
     *
     * @param hi bits 0 to 63
     * @param lo bits 64 to 127
     * @return true if no bit is set
     */
    public static boolean isUnspecified(long hi, long lo) {
        return (hi | lo) == 0;
    }

    /**
     * Returns whether an address may be the source of a packet from another node: not multicast, unspecified, loopback
     * or IPv4-mapped (RFC 4291 sections 2.5.2, 2.5.3, 2.5.5.2 and 2.7).
     *
     * @param hi bits 0 to 63
     * @param lo bits 64 to 127
     * @return false for ff00::/8, ::, ::1 and ::ffff:0:0/96
     */
    public static boolean isNodeAddress(long hi, long lo) {
        return !isMulticast(hi) && (hi != 0 || (lo >>> 1 != 0 && lo >>> 32 != 0xffff));
    }
}
