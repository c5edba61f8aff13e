package io.softwire46.mape.forward;

import io.softwire46.mape.wire.Ecn;
import io.softwire46.mape.wire.HeaderCheck;
import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.Ipv4Address;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6ExtensionWalk;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * Finds the IPv4 packet in a tunnel packet and takes the tunnel header away (RFC 2473 section 3.3).
 *
 * <p>The steps are separate because a node looks up rules between them: {@link #find} the inner packet, {@link #checkInner}
 * its header, then {@link #leave} the tunnel. Not thread-safe: one per worker.
 */
final class TunnelExit {
    private final Ipv6ExtensionWalk walk = new Ipv6ExtensionWalk();

    /**
     * First step: what the tunnel packet carries.
     *
     * @param packet a window on exactly the IPv6 packet, whose header has been checked
     * @return {@link Verdict#FORWARDED} when it carries IPv4, or the reason for the drop
     */
    Verdict find(Packet packet) {
        return switch (walk.walk(packet.buffer(), packet.offset())) {
            case OK ->
                switch (walk.nextHeader()) {
                    case ProtocolNumbers.IPV4 -> Verdict.FORWARDED;
                    case ProtocolNumbers.FRAGMENT -> Verdict.DROP_FRAGMENT_IPV6;
                    case ProtocolNumbers.ICMPV6 -> icmpv6(packet.buffer());
                    default -> Verdict.DROP_UNSUPPORTED_NEXT_HEADER;
                };
            case MISPLACED_HOP_BY_HOP -> Verdict.DROP_UNSUPPORTED_NEXT_HEADER; // RFC 8200 section 4.1
            case MALFORMED, TOO_MANY_HEADERS, SEGMENTS_LEFT, UNKNOWN_OPTION -> Verdict.DROP_BAD_EXTENSION_HEADER;
        };
    }

    private Verdict icmpv6(ByteBuffer buffer) {
        boolean echo = walk.payloadOctets() >= Icmpv6Header.OCTETS
                && Icmpv6Header.type(buffer, walk.payloadOffset()) == Icmpv6Header.ECHO_REQUEST;
        return echo ? Verdict.DROP_ICMPV6_ECHO : Verdict.DROP_ICMPV6;
    }

    /** Where the inner packet starts, after {@link #find}. */
    int innerOffset() {
        return walk.payloadOffset();
    }

    /**
     * Second step: the inner header (RFC 1812 section 5.2.2) and addresses that must not be forwarded (section 5.3.7).
     *
     * @return {@link Verdict#FORWARDED}, or the reason for the drop
     */
    Verdict checkInner(Packet packet) {
        ByteBuffer buffer = packet.buffer();
        int inner = walk.payloadOffset();
        HeaderCheck check = Ipv4Header.check(buffer, inner, walk.payloadOctets());
        if (check != HeaderCheck.OK) {
            return refusal(check);
        }
        int destination = Ipv4Header.destinationAddress(buffer, inner);
        if (Ipv4Address.isMulticast(destination) || Ipv4Address.isBroadcast(destination)) {
            return Verdict.DROP_MULTICAST;
        }
        boolean martian = Ipv4Address.isMartianSource(Ipv4Header.sourceAddress(buffer, inner))
                || Ipv4Address.isMartianDestination(destination);
        return martian ? Verdict.DROP_MARTIAN : Verdict.FORWARDED;
    }

    /**
     * Last step: ECN, DSCP, and the window on the inner packet alone. Octets behind the inner total length are left out.
     *
     * @param uniformDscp whether the outer DSCP replaces the inner one (RFC 2983 section 3.1)
     * @return {@link Verdict#FORWARDED}, or {@link Verdict#DROP_ECN} with the packet unchanged
     */
    Verdict leave(Packet packet, boolean uniformDscp) {
        ByteBuffer buffer = packet.buffer();
        int inner = walk.payloadOffset();
        int outerClass = Ipv6Header.trafficClass(buffer, packet.offset());
        int tos = Ipv4Header.typeOfService(buffer, inner);
        int ecn = Ecn.egress(tos & Ecn.MASK, outerClass & Ecn.MASK);
        if (ecn == Ecn.DROP) {
            return Verdict.DROP_ECN;
        }
        int dscpFrom = uniformDscp ? outerClass : tos;
        int newTos = (dscpFrom & ~Ecn.MASK) | ecn;
        if (newTos != tos) {
            Ipv4Header.setTypeOfService(buffer, inner, newTos);
        }
        packet.trimFront(inner - packet.offset());
        packet.truncate(Ipv4Header.totalLength(buffer, inner));
        return Verdict.FORWARDED;
    }

    /** The verdict on an IPv4 header that did not pass. */
    static Verdict refusal(HeaderCheck check) {
        return switch (check) {
            case OK -> Verdict.FORWARDED;
            case TRUNCATED -> Verdict.DROP_TRUNCATED;
            case BAD_HEADER -> Verdict.DROP_BAD_IPV4_HEADER;
            case BAD_CHECKSUM -> Verdict.DROP_BAD_CHECKSUM;
        };
    }
}
