package io.softwire46.mape.conformance.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fragments from which an IPv4 datagram was reassembled. Its sender sent no packet larger than the largest fragment,
 * so an error about a larger one is of no use to it (RFC 1191 section 3).
 *
 * @param largest octets of the largest fragment
 * @param dontFragment the DF of that fragment
 */
record NaiveReceived(int largest, boolean dontFragment) {
    /** Whether a packet that does not fit must not be fragmented; received is null if the packet was not reassembled. */
    static boolean forbidsFragments(@Nullable NaiveReceived received, byte[] packet, int mtu) {
        return received == null
                ? NaiveIpv4Header.dontFragment(packet)
                : received.largest > mtu && received.dontFragment;
    }

    /**
     * The fragments of a packet that does not fit: as large as the received fragments if these fit, with their
     * DF.
     */
    static List<byte[]> fragment(@Nullable NaiveReceived received, byte[] packet, int mtu) {
        if (received == null) {
            return NaiveFragments.fragmentIpv4(packet, mtu);
        }
        byte[] flagged = packet.clone();
        flagged[6] = (byte) ((packet[6] & 0xbf) | (received.dontFragment ? 0x40 : 0));
        int limit = received.largest <= mtu ? Math.max(68, received.largest) : mtu; // 68: RFC 791 section 3.2
        return NaiveFragments.fragmentIpv4(Bytes.withHeaderChecksum(flagged, 0), limit);
    }
}
