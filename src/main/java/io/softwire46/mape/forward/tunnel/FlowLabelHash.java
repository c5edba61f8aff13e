package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.config.ForwardingOptions.FlowLabel;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.TransportPort;
import io.softwire46.mape.wire.internal.KeyedMix;
import java.nio.ByteBuffer;

/**
 * Flow labels for load balancing over tunnel packets: a keyed hash of the inner flow (RFC 6437 section 3, RFC 6438 section 3).
 *
 * <p>The hash covers the five-tuple if the packet is not a fragment and has ports. It covers addresses and protocol for
 * fragments, for other protocols, and with {@link FlowLabel#HASH3} for all packets. A label of 0 would mean "none", so it becomes
 * 1.
 *
 * <p>Static methods only.
 */
public final class FlowLabelHash {
    public static final int LABEL_BITS = 20;

    private FlowLabelHash() {}

    /** Returns the label, 0 to 0xfffff, of a packet whose IPv4 header has been checked. */
    public static int of(FlowLabel policy, long key, ByteBuffer buffer, int ipv4Offset, int totalLength) {
        if (policy == FlowLabel.ZERO) {
            return 0;
        }
        int protocol = Ipv4Header.protocol(buffer, ipv4Offset);
        long ports = policy == FlowLabel.HASH ? ports(buffer, ipv4Offset, totalLength, protocol) : 0;
        return of(key, buffer.getLong(ipv4Offset + Ipv4Header.SOURCE_ADDRESS), protocol, ports);
    }

    private static int of(long key, long addresses, int protocol, long ports) {
        long mix = KeyedMix.of(KeyedMix.of(addresses ^ key) ^ ports << 8 ^ protocol);
        int label = (int) (mix >>> (64 - LABEL_BITS));
        return label == 0 ? 1 : label;
    }

    private static long ports(ByteBuffer buffer, int ipv4Offset, int totalLength, int protocol) {
        int minimum = TransportPort.minimumHeaderOctets(protocol);
        int header = Ipv4Header.headerOctets(buffer, ipv4Offset);
        boolean hasPorts = minimum > 0 && totalLength - header >= minimum && !Ipv4Header.isFragment(buffer, ipv4Offset);
        return hasPorts ? buffer.getInt(ipv4Offset + header) & 0xffff_ffffL : 0;
    }
}
