package io.softwire46.mape.forward;

import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;

/**
 * Flow labels for load balancing over tunnel packets: a keyed hash of the inner flow (RFC 6437 section 3, RFC 6438
 * section 3).
 *
 * <p>The five-tuple counts where the packet is whole and has ports; addresses and protocol count for fragments and for
 * other protocols. The mixing is that of a 64-bit finalizer: two rounds of xor-shift and multiplication by odd constants
 * spread every input bit over the label; the key keeps outsiders from aiming at one label. A label of 0 would mean "none",
 * so it becomes 1.
 *
 * <p>Immutable.
 */
final class FlowLabelHash {
    private static final int LABEL_BITS = 20;

    private final FlowLabel policy;
    private final long key;

    FlowLabelHash(FlowLabel policy, long key) {
        this.policy = policy;
        this.key = key;
    }

    /** The label, 0 to 0xfffff, of a packet whose IPv4 header has been checked. */
    int of(ByteBuffer buffer, int ipv4Offset, int totalLength) {
        if (policy == FlowLabel.ZERO) {
            return 0;
        }
        int protocol = Ipv4Header.protocol(buffer, ipv4Offset);
        long ports = policy == FlowLabel.HASH ? ports(buffer, ipv4Offset, totalLength, protocol) : 0;
        long addresses = buffer.getLong(ipv4Offset + Ipv4Header.SOURCE_ADDRESS);
        long mixed = mix(mix(addresses ^ key) ^ ports << 8 ^ protocol);
        int label = (int) (mixed >>> (64 - LABEL_BITS));
        return label == 0 ? 1 : label;
    }

    private static long ports(ByteBuffer buffer, int ipv4Offset, int totalLength, int protocol) {
        int minimum = TransportPort.minimumHeaderOctets(protocol);
        int header = Ipv4Header.headerOctets(buffer, ipv4Offset);
        boolean hasPorts = minimum > 0 && totalLength - header >= minimum && !Ipv4Header.isFragment(buffer, ipv4Offset);
        return hasPorts ? buffer.getInt(ipv4Offset + header) & 0xffff_ffffL : 0;
    }

    private static long mix(long value) {
        long a = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
        long b = (a ^ a >>> 33) * 0xc4ceb9fe1a85ec53L;
        return b ^ b >>> 33;
    }
}
