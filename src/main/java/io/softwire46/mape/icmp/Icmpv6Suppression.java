package io.softwire46.mape.icmp;

import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.Ipv6ExtensionWalk;
import io.softwire46.mape.wire.Ipv6FragmentHeader;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * The packets about which no ICMPv6 error may be sent (RFC 4443 section 2.4 e).
 *
 * <p>Whether a source is an anycast address (e.6) cannot be seen in the address; the caller must check this.
 *
 * <p>Static methods only.
 */
public final class Icmpv6Suppression {
    private static final int EXTENSION_UNIT = 8;

    private Icmpv6Suppression() {}

    /**
     * Returns whether an error about a packet is forbidden.
     *
     * <p>An error about an unrecognized option may be sent about a multicast only if the option's two highest bits are
     * 10; {@link Ipv6ExtensionWalk#parameterProblemCode()} has checked this.
     *
     * @param buffer big-endian
     * @param offset index of an IPv6 header
     * @param length octets that are present, without padding; no octet after them is read
     * @param type the type of the intended error, see {@link Icmpv6Header}
     * @param code its code
     * @param linkLayerBroadcast whether the packet arrived as a link-layer broadcast or multicast
     * @return true if the error must not be sent
     */
    public static boolean forbids(
            ByteBuffer buffer, int offset, int length, int type, int code, boolean linkLayerBroadcast) {
        if (length < Ipv6Header.OCTETS) {
            return true;
        }
        boolean toMany = linkLayerBroadcast // e.4, e.5
                || Ipv6Header.isMulticast(Ipv6Header.destinationHi(buffer, offset)); // e.3
        return (toMany && !mayAnswerMulticast(type, code))
                || !Ipv6Header.isNodeAddress(
                        Ipv6Header.sourceHi(buffer, offset), Ipv6Header.sourceLo(buffer, offset)) // e.6
                || mayBeErrorOrRedirect(buffer, offset, length);
    }

    /**
     * Returns whether the error is one of the two exceptions of e.3: path MTU discovery for multicast, and options that
     * require it.
     */
    private static boolean mayAnswerMulticast(int type, int code) {
        return type == Icmpv6Header.PACKET_TOO_BIG
                || (type == Icmpv6Header.PARAMETER_PROBLEM && code == Icmpv6Header.UNRECOGNIZED_OPTION);
    }

    /**
     * Checks e.1 and e.2 following the extension headers, without validating these: a packet with an invalid option may
     * be an ICMPv6 error, too. If the ICMPv6 type is not present, or there are more extension headers than are walked,
     * the packet counts as an error. A chain that ends early does not, since such first fragments are answered with a
     * parameter problem (RFC 8200 section 4.5).
     */
    private static boolean mayBeErrorOrRedirect(ByteBuffer buffer, int offset, int length) {
        int end = offset + Math.min(length, Ipv6Header.OCTETS + Ipv6Header.payloadLength(buffer, offset));
        int at = offset + Ipv6Header.OCTETS;
        int nextHeader = Ipv6Header.nextHeader(buffer, offset);
        for (int headers = 0; headers <= Ipv6ExtensionWalk.MAXIMUM_HEADERS; headers++) {
            if (nextHeader == ProtocolNumbers.ICMPV6) {
                return at >= end || isErrorOrRedirect(Icmpv6Header.type(buffer, at));
            }
            if (!isExtension(nextHeader) || end - at < EXTENSION_UNIT) {
                return false;
            }
            int kind = nextHeader;
            nextHeader = buffer.get(at) & 0xff;
            if (kind == ProtocolNumbers.FRAGMENT && Ipv6FragmentHeader.fragmentOffsetOctets(buffer, at) != 0) {
                return nextHeader == ProtocolNumbers.ICMPV6; // its type is in another fragment
            }
            at += octets(kind, buffer.get(at + 1) & 0xff);
        }
        return true;
    }

    private static boolean isErrorOrRedirect(int type) {
        return Icmpv6Header.isError(type) || type == Icmpv6Header.REDIRECT;
    }

    private static boolean isExtension(int nextHeader) {
        return switch (nextHeader) {
            case ProtocolNumbers.HOP_BY_HOP_OPTIONS,
                    ProtocolNumbers.ROUTING,
                    ProtocolNumbers.FRAGMENT,
                    ProtocolNumbers.AUTHENTICATION_HEADER,
                    ProtocolNumbers.DESTINATION_OPTIONS -> true;
            default -> false;
        };
    }

    private static int octets(int kind, int length) {
        return switch (kind) {
            case ProtocolNumbers.FRAGMENT -> Ipv6FragmentHeader.OCTETS;
            case ProtocolNumbers.AUTHENTICATION_HEADER -> (length + 2) << 2; // RFC 4302 section 2.2
            default -> (length + 1) << 3;
        };
    }
}
