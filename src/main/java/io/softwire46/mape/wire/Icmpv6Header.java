package io.softwire46.mape.wire;

import java.nio.ByteBuffer;

/**
 * The first eight octets of an ICMPv6 message (RFC 4443).
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |     Type      |     Code      |          Checksum             |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |  echo: Identifier             |     Sequence Number           |
 *   |  errors: 0 (with length, RFC 4884), MTU, or pointer           |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |  errors: the packet that caused it, as much as is quoted      |
 * </pre>
 *
 * <p>Static methods only.
 */
public final class Icmpv6Header {
    /** Offset of Type, one octet. */
    public static final int TYPE = 0;
    /** Offset of Code, one octet. */
    public static final int CODE = 1;
    /** Offset of Checksum, two octets; see {@link InternetChecksum#computeIcmpv6}. */
    public static final int CHECKSUM = 2;
    /** Offset of the quote's length in units of 8 octets, one octet, 0 if absent (RFC 4884 section 4). */
    public static final int LENGTH = 4;
    /** Offset of MTU (packet too big), Pointer (parameter problem) or Identifier and Sequence Number (echo). */
    public static final int SECOND_WORD = 4;
    /** Octets of the header. */
    public static final int OCTETS = 8;

    /** Destination unreachable, an error. */
    public static final int DESTINATION_UNREACHABLE = 1;
    /** Packet too big, an error. */
    public static final int PACKET_TOO_BIG = 2;
    /** Time exceeded, an error. */
    public static final int TIME_EXCEEDED = 3;
    /** Parameter problem, an error. */
    public static final int PARAMETER_PROBLEM = 4;
    /** Echo request. */
    public static final int ECHO_REQUEST = 128;
    /** Echo reply. */
    public static final int ECHO_REPLY = 129;
    /** Redirect (RFC 4861), which must not be answered with an error either. */
    public static final int REDIRECT = 137;

    /** Code of destination unreachable: address unreachable. */
    public static final int ADDRESS_UNREACHABLE = 3;
    /** Code of destination unreachable: the source address failed the ingress or egress policy. */
    public static final int SOURCE_ADDRESS_FAILED_POLICY = 5;
    /** Code of time exceeded: Hop Limit ran out in transit. */
    public static final int HOP_LIMIT_EXCEEDED = 0;
    /** Code of time exceeded: a fragment is still missing. */
    public static final int REASSEMBLY_TIME_EXCEEDED = 1;
    /** Code of a parameter problem: erroneous header field. */
    public static final int ERRONEOUS_HEADER_FIELD = 0;
    /** Code of a parameter problem: unrecognized Next Header. */
    public static final int UNRECOGNIZED_NEXT_HEADER = 1;
    /** Code of a parameter problem: unrecognized IPv6 option. */
    public static final int UNRECOGNIZED_OPTION = 2;
    /** Code of a parameter problem: first fragment with incomplete header chain (RFC 7112 section 6). */
    public static final int INCOMPLETE_HEADER_CHAIN = 3;

    private Icmpv6Header() {}

    /**
     * Returns whether messages of this type report about another packet and quote it (RFC 4443 section 2.1).
     *
     * @param type 0 to 255
     * @return true below 128
     */
    public static boolean isError(int type) {
        return type < 128;
    }

    /**
     * Reads Type.
     *
     * @param buffer big-endian
     * @param offset index of the ICMPv6 message
     * @return 0 to 255
     */
    public static int type(ByteBuffer buffer, int offset) {
        return buffer.get(offset + TYPE) & 0xff;
    }

    /**
     * Reads Code.
     *
     * @param buffer big-endian
     * @param offset index of the ICMPv6 message
     * @return 0 to 255
     */
    public static int code(ByteBuffer buffer, int offset) {
        return buffer.get(offset + CODE) & 0xff;
    }

    /**
     * Reads what follows the checksum: MTU, Pointer, or Identifier and Sequence Number.
     *
     * @param buffer big-endian
     * @param offset index of the ICMPv6 message
     * @return 0 to 2<sup>32</sup> - 1
     */
    public static long secondWord(ByteBuffer buffer, int offset) {
        return buffer.getInt(offset + SECOND_WORD) & 0xffff_ffffL;
    }
}
