package io.softwire46.mape.wire;

import java.nio.ByteBuffer;

/**
 * The first eight octets of an ICMP message (RFC 792), which every type has.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |     Type      |     Code      |          Checksum             |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |  queries:   Identifier        |     Sequence Number           |
 *   |  errors:    0 or pointer, length (RFC 4884), next-hop MTU     |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |  errors: the packet that caused it, as much as is quoted      |
 * </pre>
 *
 * <p>Static methods only.
 */
public final class IcmpHeader {
    /** Offset of Type, one octet. */
    public static final int TYPE = 0;
    /** Offset of Code, one octet. */
    public static final int CODE = 1;
    /** Offset of Checksum, two octets. */
    public static final int CHECKSUM = 2;
    /** Offset of Identifier in a query, two octets. */
    public static final int IDENTIFIER = 4;
    /** Offset of Sequence Number in a query, two octets. */
    public static final int SEQUENCE_NUMBER = 6;
    /** Offset of Pointer in a parameter problem, one octet. */
    public static final int POINTER = 4;
    /** Offset of the quote's length in units of 4 octets, one octet, 0 if absent (RFC 4884 section 4). */
    public static final int LENGTH = 5;
    /** Offset of Next-Hop MTU in "fragmentation needed" (RFC 1191 section 4), two octets. */
    public static final int NEXT_HOP_MTU = 6;
    /** Octets of the header. */
    public static final int OCTETS = 8;

    /** Echo reply, a query. */
    public static final int ECHO_REPLY = 0;
    /** Destination unreachable, an error. */
    public static final int DESTINATION_UNREACHABLE = 3;
    /** Source quench, an error that RFC 6633 deprecates. */
    public static final int SOURCE_QUENCH = 4;
    /** Redirect, an error. */
    public static final int REDIRECT = 5;
    /** Echo, a query. */
    public static final int ECHO = 8;
    /** Time exceeded, an error. */
    public static final int TIME_EXCEEDED = 11;
    /** Parameter problem, an error. */
    public static final int PARAMETER_PROBLEM = 12;
    /** Timestamp, a query. */
    public static final int TIMESTAMP = 13;
    /** Timestamp reply, a query. */
    public static final int TIMESTAMP_REPLY = 14;
    /** Information request, a query. */
    public static final int INFORMATION_REQUEST = 15;
    /** Information reply, a query. */
    public static final int INFORMATION_REPLY = 16;
    /** Address mask request, a query (RFC 950). */
    public static final int ADDRESS_MASK_REQUEST = 17;
    /** Address mask reply, a query (RFC 950). */
    public static final int ADDRESS_MASK_REPLY = 18;

    /** Code of destination unreachable: the host cannot be reached. */
    public static final int HOST_UNREACHABLE = 1;
    /** Code of destination unreachable: protocol unreachable. */
    public static final int PROTOCOL_UNREACHABLE = 2;
    /** Code of destination unreachable: port unreachable. */
    public static final int PORT_UNREACHABLE = 3;
    /** Code of destination unreachable: too big for the next link, and DF set. */
    public static final int FRAGMENTATION_NEEDED = 4;
    /** Code of destination unreachable: forbidden by the operator (RFC 1812 section 5.2.7.1). */
    public static final int COMMUNICATION_PROHIBITED = 13;
    /** Code of time exceeded: Time to Live ran out in transit. */
    public static final int TIME_TO_LIVE_EXCEEDED = 0;
    /** Code of time exceeded: a fragment is still missing. */
    public static final int REASSEMBLY_TIME_EXCEEDED = 1;

    // one bit per type
    private static final int ERRORS = 1 << DESTINATION_UNREACHABLE
            | 1 << SOURCE_QUENCH
            | 1 << REDIRECT
            | 1 << TIME_EXCEEDED
            | 1 << PARAMETER_PROBLEM;
    private static final int QUERIES = 1 << ECHO_REPLY
            | 1 << ECHO
            | 1 << TIMESTAMP
            | 1 << TIMESTAMP_REPLY
            | 1 << INFORMATION_REQUEST
            | 1 << INFORMATION_REPLY
            | 1 << ADDRESS_MASK_REQUEST
            | 1 << ADDRESS_MASK_REPLY;

    private IcmpHeader() {}

    /**
     * Returns whether messages of this type report about another packet and quote it (RFC 1122 section 3.2.2).
     *
     * @param type 0 to 255
     * @return true for 3, 4, 5, 11 and 12
     */
    public static boolean isError(int type) {
        return type < 32 && (ERRORS >>> type & 1) != 0;
    }

    /**
     * Returns whether messages of this type are a query or its reply, and have an Identifier (RFC 5508 section 3.1).
     *
     * @param type 0 to 255
     * @return true for 0, 8 and 13 to 18
     */
    public static boolean isQuery(int type) {
        return type < 32 && (QUERIES >>> type & 1) != 0;
    }

    /**
     * Returns whether the length of the quote may be given at {@link #LENGTH} (RFC 4884 section 4).
     *
     * @param type 0 to 255
     * @return true for 3, 11 and 12
     */
    public static boolean mayHaveLength(int type) {
        return type == DESTINATION_UNREACHABLE || type == TIME_EXCEEDED || type == PARAMETER_PROBLEM;
    }

    /**
     * Reads Type.
     *
     * @param buffer big-endian
     * @param offset index of the ICMP message
     * @return 0 to 255
     */
    public static int type(ByteBuffer buffer, int offset) {
        return buffer.get(offset + TYPE) & 0xff;
    }

    /**
     * Reads Code.
     *
     * @param buffer big-endian
     * @param offset index of the ICMP message
     * @return 0 to 255
     */
    public static int code(ByteBuffer buffer, int offset) {
        return buffer.get(offset + CODE) & 0xff;
    }

    /**
     * Reads Identifier.
     *
     * @param buffer big-endian
     * @param offset index of a query
     * @return 0 to 65535
     */
    public static int identifier(ByteBuffer buffer, int offset) {
        return buffer.getShort(offset + IDENTIFIER) & 0xffff;
    }
}
