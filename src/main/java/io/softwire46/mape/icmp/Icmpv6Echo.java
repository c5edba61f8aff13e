package io.softwire46.mape.icmp;

import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.InternetChecksum;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * Answers an ICMPv6 echo request in place (RFC 4443 sections 4.1 and 4.2).
 *
 * <p>Static methods only.
 */
public final class Icmpv6Echo {
    private static final int DSCP = 0xfc;
    private static final int REPLY_TYPE = Icmpv6Header.ECHO_REPLY << 8;

    /** Result for a packet. */
    public enum Result {
        /** The packet has become the reply. */
        REPLIED,
        /** Another message. The packet is unchanged, as for all following results. */
        NOT_ECHO_REQUEST,
        /** The message is shorter than an ICMPv6 header. */
        TRUNCATED,
        /** The ICMPv6 checksum is wrong. */
        BAD_CHECKSUM,
        /** The destination is multicast, or the source is not the address of a node. */
        BAD_ADDRESS
    }

    private Icmpv6Echo() {}

    /**
     * Turns a request into its reply in place: addresses swapped, data unchanged, the traffic class without ECN, no
     * flow label. Extension headers of the request are removed, so the window may become shorter at the front.
     *
     * @param packet a window on an IPv6 header that passed {@link Ipv6Header#check}, sent to one of the node's
     *     addresses; a whole packet, not a fragment
     * @param icmpv6Offset index of the ICMPv6 message, where the walk along the extension headers ended
     * @param icmpv6Octets octets of the message: the rest of the IPv6 payload
     * @param hopLimit hop limit of the reply, 1 to 255
     * @return {@link Result#REPLIED}, and the window contains the reply; otherwise no octet has changed
     */
    public static Result reply(Packet packet, int icmpv6Offset, int icmpv6Octets, int hopLimit) {
        if (icmpv6Octets < Icmpv6Header.OCTETS) {
            return Result.TRUNCATED;
        }
        ByteBuffer buffer = packet.buffer();
        int request = packet.offset();
        int word = buffer.getInt(icmpv6Offset);
        if (word >>> 24 != Icmpv6Header.ECHO_REQUEST) {
            return Result.NOT_ECHO_REQUEST;
        }
        if (InternetChecksum.computeIcmpv6(buffer, request, icmpv6Offset, icmpv6Octets) != 0) {
            return Result.BAD_CHECKSUM;
        }
        long sourceHi = Ipv6Header.sourceHi(buffer, request);
        long sourceLo = Ipv6Header.sourceLo(buffer, request);
        long destinationHi = Ipv6Header.destinationHi(buffer, request);
        long destinationLo = Ipv6Header.destinationLo(buffer, request);
        if (!Ipv6Header.isNodeAddress(sourceHi, sourceLo) || Ipv6Header.isMulticast(destinationHi)) {
            return Result.BAD_ADDRESS;
        }
        // The pseudo-header's sum does not change when addresses are swapped; of the message, only type and code
        // change.
        int checksum = InternetChecksum.update(word & 0xffff, word >>> 16, REPLY_TYPE);
        buffer.putInt(icmpv6Offset, REPLY_TYPE << 16 | checksum);
        int reply = icmpv6Offset - Ipv6Header.OCTETS;
        Ipv6Header.write(
                buffer,
                reply,
                Ipv6Header.versionClassLabel(Ipv6Header.trafficClass(buffer, request) & DSCP, 0),
                icmpv6Octets,
                ProtocolNumbers.ICMPV6,
                hopLimit,
                destinationHi,
                destinationLo,
                sourceHi,
                sourceLo);
        packet.trimFront(reply - request);
        packet.truncate(Ipv6Header.OCTETS + icmpv6Octets);
        return Result.REPLIED;
    }
}
