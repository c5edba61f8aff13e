package io.softwire46.mape.wire;

import io.softwire46.mape.wire.internal.ProtocolNumbers;
import io.softwire46.mape.wire.internal.TunnelEncapsulationLimit;
import java.nio.ByteBuffer;

/**
 * Walks the extension headers of an IPv6 packet from left to right (RFC 8200 section 4).
 *
 * <pre>
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |  Next Header  |  Hdr Ext Len  |  options, or Routing Type     .   8 * (Hdr Ext Len + 1) octets;
 *   .                                  and Segments Left            .   Authentication Header 4 * (len + 2)
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The walk skips Hop-by-Hop Options, Routing headers without segments left, Destination Options and Authentication Headers
 * (which are not verified). It stops at the first header of any other kind: {@link #nextHeader()} at {@link #payloadOffset()}. It
 * also stops at a Fragment header, whose eight octets are then present; {@link #walkPastFragmentHeader} continues after it. The
 * walk skips at most {@value #MAXIMUM_HEADERS} headers and reads nothing following the payload length.
 *
 * <p>The object holds the result of the last walk.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class Ipv6ExtensionWalk {
    /** How many extension headers a packet may have. */
    public static final int MAXIMUM_HEADERS = 8;

    /** Result of {@link #encapsulationLimit()} and {@link #parameterProblemCode()} if there is none: -1. */
    public static final int NONE = -1;

    /** How a walk ended. */
    public enum Result {
        /** The walk reached a Fragment header or a header that is not an extension header. */
        OK,
        /** A header or an option exceeds the packet or header that contains it. No ICMP error. */
        MALFORMED,
        /** More than {@value Ipv6ExtensionWalk#MAXIMUM_HEADERS} extension headers. No ICMP error. */
        TOO_MANY_HEADERS,
        /** A Hop-by-Hop Options header that is not the first (RFC 8200 section 4). */
        MISPLACED_HOP_BY_HOP,
        /** A Routing header with segments left. All types are unknown here (RFC 8200 section 4.4). */
        SEGMENTS_LEFT,
        /** An unknown option whose type demands that the packet be discarded (RFC 8200 section 4.2). */
        UNKNOWN_OPTION
    }

    private static final int MINIMUM_OCTETS = 8;
    private static final int ROUTING_TYPE = 2; // offsets in the Routing header
    private static final int SEGMENTS_LEFT = 3;

    private static final int PAD1 = 0;

    // The two highest bits of an option's type: what to do if it is unknown. 00 is to skip it, 01 to discard.
    // PadN and the options that are known have 00.
    private static final int PASS_OVER = 0;
    private static final int DISCARD_AND_REPORT = 2;
    private static final int DISCARD_AND_REPORT_UNLESS_MULTICAST = 3;

    private int ipv6Offset;
    private int end;
    private int headers;
    private int nextHeader = ProtocolNumbers.NO_NEXT_HEADER;
    private int payloadOffset;
    private int pointer;
    private int parameterProblemCode = NONE;
    private int encapsulationLimit = NONE;

    /** Creates a walk; call {@link #walk} before the accessors. */
    public Ipv6ExtensionWalk() {}

    /**
     * Walks from the IPv6 header on.
     *
     * @param buffer big-endian
     * @param offset index of an IPv6 header that passed {@link Ipv6Header#check}
     * @return whether the accessors describe a payload or a problem
     */
    public Result walk(ByteBuffer buffer, int offset) {
        ipv6Offset = offset;
        end = offset + Ipv6Header.OCTETS + Ipv6Header.payloadLength(buffer, offset);
        headers = 0;
        parameterProblemCode = NONE;
        encapsulationLimit = NONE;
        pointer = Ipv6Header.NEXT_HEADER;
        nextHeader = Ipv6Header.nextHeader(buffer, offset);
        payloadOffset = offset + Ipv6Header.OCTETS;
        return proceed(buffer);
    }

    /**
     * Continues after the Fragment header at which the last walk stopped, in a fragment with offset 0.
     *
     * @param buffer the same buffer, unchanged
     * @return as for {@link #walk}
     */
    public Result walkPastFragmentHeader(ByteBuffer buffer) {
        if (++headers > MAXIMUM_HEADERS) {
            return Result.TOO_MANY_HEADERS;
        }
        step(buffer, Ipv6FragmentHeader.OCTETS);
        return proceed(buffer);
    }

    private Result proceed(ByteBuffer buffer) {
        while (isPassedOver(nextHeader)) {
            if (nextHeader == ProtocolNumbers.HOP_BY_HOP_OPTIONS && payloadOffset != ipv6Offset + Ipv6Header.OCTETS) {
                return problem(Result.MISPLACED_HOP_BY_HOP, Icmpv6Header.UNRECOGNIZED_NEXT_HEADER, pointer);
            }
            if (++headers > MAXIMUM_HEADERS) {
                return Result.TOO_MANY_HEADERS;
            }
            if (end - payloadOffset < MINIMUM_OCTETS) {
                return Result.MALFORMED;
            }
            int length = buffer.get(payloadOffset + 1) & 0xff;
            // RFC 8200 section 4.3, 4.4, 4.6; RFC 4302 section 2.2
            int octets = nextHeader == ProtocolNumbers.AUTHENTICATION_HEADER ? (length + 2) << 2 : (length + 1) << 3;
            if (octets > end - payloadOffset) {
                return Result.MALFORMED;
            }
            Result result = inspect(buffer, octets);
            if (result != Result.OK) {
                return result;
            }
            step(buffer, octets);
        }
        boolean incomplete = nextHeader == ProtocolNumbers.FRAGMENT && end - payloadOffset < Ipv6FragmentHeader.OCTETS;
        return incomplete ? Result.MALFORMED : Result.OK;
    }

    private static boolean isPassedOver(int nextHeader) {
        return switch (nextHeader) {
            case ProtocolNumbers.HOP_BY_HOP_OPTIONS,
                    ProtocolNumbers.ROUTING,
                    ProtocolNumbers.AUTHENTICATION_HEADER,
                    ProtocolNumbers.DESTINATION_OPTIONS -> true;
            default -> false;
        };
    }

    private void step(ByteBuffer buffer, int octets) {
        nextHeader = buffer.get(payloadOffset) & 0xff;
        pointer = payloadOffset - ipv6Offset;
        payloadOffset += octets;
    }

    private Result inspect(ByteBuffer buffer, int octets) {
        return switch (nextHeader) {
            case ProtocolNumbers.ROUTING ->
                buffer.get(payloadOffset + SEGMENTS_LEFT) == 0
                        ? Result.OK
                        : problem(
                                Result.SEGMENTS_LEFT,
                                Icmpv6Header.ERRONEOUS_HEADER_FIELD,
                                payloadOffset + ROUTING_TYPE - ipv6Offset);
            case ProtocolNumbers.AUTHENTICATION_HEADER -> Result.OK;
            default -> options(buffer, payloadOffset + 2, payloadOffset + octets);
        };
    }

    private Result options(ByteBuffer buffer, int start, int optionsEnd) {
        int at = start;
        while (at < optionsEnd) {
            int type = buffer.get(at) & 0xff;
            if (type == PAD1) {
                at++;
                continue;
            }
            int dataOctets = optionsEnd - at < 2 ? Integer.MAX_VALUE : buffer.get(at + 1) & 0xff;
            if (dataOctets > optionsEnd - at - 2) {
                return Result.MALFORMED;
            }
            if (type == TunnelEncapsulationLimit.OPTION_TYPE && dataOctets == 1) {
                encapsulationLimit = buffer.get(at + 2) & 0xff;
            } else if (type >>> 6 != PASS_OVER) {
                return unknownOption(buffer, type >>> 6, at - ipv6Offset);
            }
            at += 2 + dataOctets;
        }
        return Result.OK;
    }

    private Result unknownOption(ByteBuffer buffer, int action, int optionPointer) {
        boolean report = action == DISCARD_AND_REPORT
                || (action == DISCARD_AND_REPORT_UNLESS_MULTICAST
                        && !Ipv6Header.isMulticast(Ipv6Header.destinationHi(buffer, ipv6Offset)));
        return problem(Result.UNKNOWN_OPTION, report ? Icmpv6Header.UNRECOGNIZED_OPTION : NONE, optionPointer);
    }

    private Result problem(Result result, int code, int octet) {
        parameterProblemCode = code;
        pointer = octet;
        return result;
    }

    /**
     * Returns the header at which the walk stopped.
     *
     * @return after {@link Result#OK} the type of the header at {@link #payloadOffset()}, 0 to 255, such as
     *     {@link ProtocolNumbers#IPV4} for MAP-E, {@link ProtocolNumbers#FRAGMENT} or {@link ProtocolNumbers#ICMPV6};
     *     else the type of the extension header with the problem
     */
    public int nextHeader() {
        return nextHeader;
    }

    /**
     * Returns the index of the header at which the walk stopped.
     *
     * @return index in the buffer
     */
    public int payloadOffset() {
        return payloadOffset;
    }

    /**
     * Returns the number of octets of the IPv6 payload from {@link #payloadOffset()} on.
     *
     * @return octets, at least 0; 8 or more at a Fragment header
     */
    public int payloadOctets() {
        return end - payloadOffset;
    }

    /**
     * Returns the pointer of an ICMPv6 parameter problem about this packet.
     *
     * @return octets from the start of the IPv6 header. After {@link Result#OK} the octet that contains {@link #nextHeader()},
     *     for a caller that does not support it (RFC 4443 section 3.4, code 1); else the subject of {@link
     *     #parameterProblemCode()}
     */
    public int pointer() {
        return pointer;
    }

    /**
     * Returns the code of the ICMPv6 parameter problem that the result requires.
     *
     * @return 0, 1 or 2; {@link #NONE} if the packet must be dropped silently. Code 2 may be sent although the packet's
     *     destination is multicast (RFC 4443 section 2.4 e.3): if the option forbids that, the code is NONE
     */
    public int parameterProblemCode() {
        return parameterProblemCode;
    }

    /**
     * Returns the Tunnel Encapsulation Limit that the walk skipped (RFC 2473 section 4.1.1).
     *
     * @return 0 to 255, or {@link #NONE}
     */
    public int encapsulationLimit() {
        return encapsulationLimit;
    }

    /** Returns the result of the walk. */
    @Override
    public String toString() {
        return "Ipv6ExtensionWalk[nextHeader=" + nextHeader + ", payloadOffset=" + payloadOffset + "]";
    }
}
