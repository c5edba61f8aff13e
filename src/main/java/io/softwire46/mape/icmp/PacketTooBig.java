package io.softwire46.mape.icmp;

import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.InternetChecksum;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * Reads the path MTU out of a received ICMPv6 packet too big (RFC 4443 section 3.2, RFC 8201 section 4).
 *
 * <p>Nothing is remembered here: who keeps the value must only ever lower it, and forget it after ten minutes, in no
 * case before five (RFC 8201 section 4). Immutable.
 */
public final class PacketTooBig {
    /** Result of {@link #pathMtu} if the message must be ignored: -1. */
    public static final int IGNORED = -1;
    /** The largest valid MTU: an IPv6 packet with the largest payload length. */
    public static final int MAXIMUM_MTU = Ipv6Header.OCTETS + 0xffff;

    private PacketTooBig() {}

    /**
     * Returns the path MTU that a message reports, if the message is valid: complete, with a correct checksum, an MTU
     * of at least 1280, and the start of a tunnel packet whose source is the destination of the message. Its code is
     * ignored (RFC 4443 section 3.2).
     *
     * <p>Whether this node could have sent that packet must be checked by the caller (RFC 8201 section 4): the quoted
     * IPv6 header, with its destination, is {@link Icmpv6Header#OCTETS} octets after the start of the message.
     *
     * @param buffer big-endian
     * @param ipv6Offset index of an IPv6 header that passed {@link Ipv6Header#check}
     * @param icmpv6Offset index of the ICMPv6 message
     * @param icmpv6Octets octets of the message, up to the end of the payload; no octet after them is read
     * @return 1280 to {@link #MAXIMUM_MTU}, which larger values are reduced to, or {@link #IGNORED}
     */
    public static int pathMtu(ByteBuffer buffer, int ipv6Offset, int icmpv6Offset, int icmpv6Octets) {
        boolean valid = icmpv6Octets >= Icmpv6Header.OCTETS + Ipv6Header.OCTETS
                && Icmpv6Header.type(buffer, icmpv6Offset) == Icmpv6Header.PACKET_TOO_BIG
                && InternetChecksum.computeIcmpv6(buffer, ipv6Offset, icmpv6Offset, icmpv6Octets) == 0
                && quotesTunnelPacket(buffer, ipv6Offset, icmpv6Offset + Icmpv6Header.OCTETS);
        return valid ? usable(Icmpv6Header.secondWord(buffer, icmpv6Offset)) : IGNORED;
    }

    /** Returns the path MTU for an MTU field: not less than every link can carry (RFC 8201 section 4). */
    static int usable(long mtu) {
        return mtu < Ipv6Header.MINIMUM_MTU ? IGNORED : (int) Math.min(mtu, MAXIMUM_MTU);
    }

    private static boolean quotesTunnelPacket(ByteBuffer buffer, int ipv6Offset, int quote) {
        boolean tunnelHeader = switch (Ipv6Header.nextHeader(buffer, quote)) {
            case ProtocolNumbers.IPV4, ProtocolNumbers.FRAGMENT, ProtocolNumbers.DESTINATION_OPTIONS -> true;
            default -> false;
        };
        return tunnelHeader && TunnelQuote.isReturned(buffer, ipv6Offset, quote);
    }
}
