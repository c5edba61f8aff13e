package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import io.softwire46.mape.wire.internal.TunnelEncapsulationLimit;
import java.nio.ByteBuffer;

/**
 * Writes the headers before an IPv4 packet (RFC 2473 section 5), by the options of a domain.
 *
 * <p>Static methods only.
 */
final class TunnelHeader {
    private TunnelHeader() {}

    /**
     * Writes {@link DomainOptions#headerOctets} octets.
     *
     * @param at index of the IPv6 header
     * @param typeOfService Type of Service of the IPv4 packet
     * @param label flow label, 20 bits
     * @param totalLength octets of the IPv4 packet following the headers
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
        long changing = (long) ((typeOfService & options.copiedClass) << 20 | label) << 32 | (long) totalLength << 16;
        if (options.optionOctets > 0) {
            TunnelEncapsulationLimit.write(
                    buffer, at + Ipv6Header.OCTETS, ProtocolNumbers.IPV4, options.encapsulationLimit);
        }
        Ipv6Header.write(
                buffer, at, options.headerWord + changing, sourceHigh, sourceLow, destinationHigh, destinationLow);
    }
}
