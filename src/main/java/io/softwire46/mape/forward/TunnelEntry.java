package io.softwire46.mape.forward;

import io.softwire46.mape.wire.Ecn;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.ProtocolNumbers;
import io.softwire46.mape.wire.TunnelEncapsulationLimit;
import java.nio.ByteBuffer;

/**
 * Puts the tunnel header before an IPv4 packet (RFC 2473 section 5), by the options of one domain.
 *
 * <p>Not thread-safe: one per worker.
 */
final class TunnelEntry {
    private final int mtuV6;
    private final int trafficClass;
    private final boolean ecnNormal;
    private final int hopLimit;
    private final int encapsulationLimit;
    private final int optionOctets;
    private final FlowLabelHash flowLabel;

    TunnelEntry(ForwardingOptions options, long flowLabelKey) {
        mtuV6 = options.mtuV6();
        trafficClass = options.trafficClass();
        ecnNormal = options.ecn() == EcnMode.NORMAL;
        hopLimit = options.hopLimit();
        encapsulationLimit = options.encapsulationLimit().orElse(-1);
        optionOctets = encapsulationLimit < 0 ? 0 : TunnelEncapsulationLimit.OCTETS;
        flowLabel = new FlowLabelHash(options.flowLabel(), flowLabelKey);
    }

    /**
     * Forwards a packet into the tunnel: TTL, size, header.
     *
     * @param packet a window on exactly the IPv4 packet, whose header has been checked
     * @return {@link Verdict#FORWARDED}, or why not; the packet is unchanged then
     */
    Verdict enter(Packet packet, long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        ByteBuffer buffer = packet.buffer();
        int ipv4 = packet.offset();
        int total = packet.length();
        if (Ipv4Header.timeToLive(buffer, ipv4) <= 1) { // RFC 1812 section 5.3.1
            return Verdict.DROP_TTL_EXPIRED;
        }
        if (Ipv6Header.OCTETS + optionOctets + total > mtuV6) { // which is at most 65535, as is the payload length then
            return Verdict.DROP_TOO_BIG;
        }
        int label = flowLabel.of(buffer, ipv4, total);
        int tos = Ipv4Header.typeOfService(buffer, ipv4);
        if (!packet.prepend(Ipv6Header.OCTETS + optionOctets)) {
            return Verdict.DROP_NO_ROOM;
        }
        Ipv4Header.decrementTtl(buffer, ipv4); // RFC 2473 section 3.1
        if (optionOctets > 0) {
            TunnelEncapsulationLimit.write(buffer, ipv4 - optionOctets, ProtocolNumbers.IPV4, encapsulationLimit);
        }
        Ipv6Header.write(
                buffer,
                packet.offset(),
                Ipv6Header.versionClassLabel(outerClass(tos), label),
                total + optionOctets,
                optionOctets > 0 ? ProtocolNumbers.DESTINATION_OPTIONS : ProtocolNumbers.IPV4,
                hopLimit,
                sourceHigh,
                sourceLow,
                destinationHigh,
                destinationLow);
        return Verdict.FORWARDED;
    }

    /** DSCP copied or fixed (RFC 2983 section 3.1), ECN by RFC 6040 section 4.1 in either case. */
    private int outerClass(int tos) {
        int dscp = trafficClass == ForwardingOption.COPY ? tos >>> 2 : trafficClass;
        int inner = tos & Ecn.MASK;
        return dscp << 2 | (ecnNormal ? Ecn.ingressNormal(inner) : Ecn.ingressCompatibility(inner));
    }
}
