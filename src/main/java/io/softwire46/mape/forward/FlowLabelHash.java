package io.softwire46.mape.forward;

import static io.softwire46.mape.forward.PlainPackets.HEADERS;
import static io.softwire46.mape.forward.PlainPackets.SECOND;
import static io.softwire46.mape.forward.PlainPackets.THIRD;

import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;

/**
 * Flow labels for load balancing over tunnel packets: a keyed hash of the inner flow (RFC 6437 section 3, RFC 6438
 * section 3).
 *
 * <p>The five-tuple counts where the packet is whole and has ports; addresses and protocol count for fragments, for other
 * protocols, and with {@link FlowLabel#HASH3} for all. A label of 0 would mean "none", so it becomes 1.
 *
 * <p>Static methods only.
 */
final class FlowLabelHash {
    private static final int LABEL_BITS = 20;

    private FlowLabelHash() {}

    /** The label, 0 to 0xfffff, of a packet whose IPv4 header has been checked. */
    static int of(FlowLabel policy, long key, ByteBuffer buffer, int ipv4Offset, int totalLength) {
        if (policy == FlowLabel.ZERO) {
            return 0;
        }
        int protocol = Ipv4Header.protocol(buffer, ipv4Offset);
        long ports = policy == FlowLabel.HASH ? ports(buffer, ipv4Offset, totalLength, protocol) : 0;
        return of(key, buffer.getLong(ipv4Offset + Ipv4Header.SOURCE_ADDRESS), protocol, ports);
    }

    /** The labels of {@link FlowLabel#HASH} of many TCP and UDP packets that are whole, as {@link PlainPackets#HEADERS}. */
    static void labels(long key, long[] columns, int count) {
        for (int i = 0; i < count; i++) {
            columns[HEADERS + i] = (columns[SECOND + i] << 32 | columns[THIRD + i] >>> 32) ^ key;
        }
        mix(columns, count);
        for (int i = 0; i < count; i++) {
            columns[HEADERS + i] ^= columns[THIRD + i] << 32 >>> 24 ^ columns[SECOND + i] << 8 >>> 56;
        }
        mix(columns, count);
        for (int i = 0; i < count; i++) {
            long label = columns[HEADERS + i] >>> (64 - LABEL_BITS);
            columns[HEADERS + i] = label + ((label - 1) >>> 63); // never 0
        }
    }

    private static void mix(long[] columns, int count) {
        for (int i = 0; i < count; i++) {
            columns[HEADERS + i] = KeyedMix.of(columns[HEADERS + i]);
        }
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
