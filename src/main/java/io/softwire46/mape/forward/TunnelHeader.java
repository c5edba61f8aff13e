package io.softwire46.mape.forward;

import io.softwire46.mape.wire.Ecn;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.ProtocolNumbers;
import io.softwire46.mape.wire.TunnelEncapsulationLimit;
import java.nio.ByteBuffer;

/**
 * Writes the headers before an IPv4 packet (RFC 2473 section 5), by the options of a domain.
 *
 * <p>Stateless.
 */
final class TunnelHeader {
    private TunnelHeader() {}

    /**
     * Writes {@link DomainOptions#headerOctets} octets.
     *
     * @param at where the IPv6 header starts
     * @param typeOfService of the IPv4 packet
     * @param label flow label, 20 bits
     * @param totalLength of the IPv4 packet behind the headers
     */
    static void write(
            ByteBuffer buffer,
            int at,
            DomainOptions options,
            int typeOfService,
            int label,
            int totalLength,
            long sourceHigh,
            long sourceLow,
            long destinationHigh,
            long destinationLow) {
        int nextHeader = ProtocolNumbers.IPV4;
        if (options.optionOctets > 0) {
            TunnelEncapsulationLimit.write(
                    buffer, at + Ipv6Header.OCTETS, ProtocolNumbers.IPV4, options.encapsulationLimit);
            nextHeader = ProtocolNumbers.DESTINATION_OPTIONS;
        }
        Ipv6Header.write(
                buffer,
                at,
                Ipv6Header.versionClassLabel(outerClass(options, typeOfService), label),
                totalLength + options.optionOctets,
                nextHeader,
                options.hopLimit,
                sourceHigh,
                sourceLow,
                destinationHigh,
                destinationLow);
    }

    /** DSCP copied or fixed (RFC 2983 section 3.1), ECN by RFC 6040 section 4.1 in either case. */
    private static int outerClass(DomainOptions options, int typeOfService) {
        int dscp = options.trafficClass == ForwardingOption.COPY ? typeOfService >>> 2 : options.trafficClass;
        int inner = typeOfService & Ecn.MASK;
        return dscp << 2 | (options.ecnNormal ? Ecn.ingressNormal(inner) : Ecn.ingressCompatibility(inner));
    }
}
