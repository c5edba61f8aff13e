package io.softwire46.mape.icmp;

import io.softwire46.mape.wire.IcmpHeader;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.internal.Ipv4Address;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * The packets about which no ICMP error may be sent, whatever else demands one (RFC 1812 section 4.3.2.7, RFC 1122
 * section 3.2.2).
 *
 * <p>One of them is a packet that fails the validation of its header; the caller must check this.
 *
 * <p>Static methods only.
 */
public final class Icmpv4Suppression {

    private Icmpv4Suppression() {}

    /**
     * Returns whether an error about a packet is forbidden.
     *
     * @param buffer big-endian
     * @param offset index of an IPv4 header
     * @param length octets that are present, without padding; no octet after them is read
     * @param linkLayerBroadcast whether the packet arrived as a link-layer broadcast or multicast
     * @return true if no error may be sent
     */
    public static boolean forbids(ByteBuffer buffer, int offset, int length, boolean linkLayerBroadcast) {
        if (linkLayerBroadcast || length < Ipv4Header.MINIMUM_OCTETS) {
            return true;
        }
        int destination = Ipv4Header.destinationAddress(buffer, offset);
        return Ipv4Address.isMulticast(destination)
                || Ipv4Address.isBroadcast(destination)
                // "a network prefix of zero or an invalid source address", RFC 1812 section 5.3.7
                || Ipv4Address.isMartianSource(Ipv4Header.sourceAddress(buffer, offset))
                || Ipv4Header.fragmentOffsetOctets(buffer, offset) != 0
                || mayBeError(buffer, offset, length);
    }

    /**
     * Returns true for errors, and for ICMP whose type is not present: "must not" has precedence over every reason to
     * report.
     */
    private static boolean mayBeError(ByteBuffer buffer, int offset, int length) {
        if (Ipv4Header.protocol(buffer, offset) != ProtocolNumbers.ICMP) {
            return false;
        }
        int headerOctets = Ipv4Header.headerOctets(buffer, offset);
        return length <= headerOctets || IcmpHeader.isError(IcmpHeader.type(buffer, offset + headerOctets));
    }
}
