package io.softwire46.mape.nat;

import io.softwire46.mape.nat.session.Deltas;
import io.softwire46.mape.wire.IcmpHeader;
import java.nio.ByteBuffer;

/**
 * Where ports, Identifiers and checksums are in the transport headers of each port space.
 *
 * <p>Static methods only.
 */
final class Transport {
    private static final int TCP_CHECKSUM = 16;
    private static final int UDP_CHECKSUM = 6; // UDP-Lite and DCCP have theirs at the same place

    private static final int[] MINIMUM_OCTETS = {20, 8, 8, 8, 12};

    private Transport() {}

    /** Returns the minimum octets of a header. */
    static int minimumOctets(int space) {
        return MINIMUM_OCTETS[space];
    }

    /** Returns the minimum octets in a first fragment (RFC 1858 section 3). */
    static int minimumFragmentOctets(int space) {
        return space == NaptRules.TCP ? 20 : 8;
    }

    /** Returns the offset of the port of the side that sends, or of the Identifier. */
    static int sourceOffset(int space) {
        return space == NaptRules.ICMP ? IcmpHeader.IDENTIFIER : 0;
    }

    /** Returns the offset of the port of the side that receives, or of the Identifier. */
    static int destinationOffset(int space) {
        return space == NaptRules.ICMP ? IcmpHeader.IDENTIFIER : 2;
    }

    static int checksumOffset(int space) {
        return space == NaptRules.TCP ? TCP_CHECKSUM : space == NaptRules.ICMP ? IcmpHeader.CHECKSUM : UDP_CHECKSUM;
    }

    /** Returns the checksum after a change. In UDP 0 is no checksum, and a computed 0 is written as 0xffff (RFC 768). */
    static int checksum(int space, int old, int delta) {
        if (space != NaptRules.UDP && space != NaptRules.UDP_LITE) {
            return Deltas.apply(old, delta);
        }
        if (old == 0 && space == NaptRules.UDP) {
            return 0;
        }
        int checksum = Deltas.apply(old, delta);
        return checksum == 0 ? 0xffff : checksum;
    }

    /** Returns the flags octet of a TCP header. */
    static int tcpFlags(ByteBuffer buffer, int tcp) {
        return buffer.get(tcp + 13);
    }

    static int tcpSequence(ByteBuffer buffer, int tcp) {
        return buffer.getInt(tcp + 4);
    }

    static int tcpAcknowledgment(ByteBuffer buffer, int tcp) {
        return buffer.getInt(tcp + 8);
    }

    /** Returns the octets of data of a TCP segment, 0 for a malformed data offset. */
    static int tcpDataOctets(ByteBuffer buffer, int tcp, int octets) {
        return Math.max(0, octets - ((buffer.get(tcp + 12) & 0xf0) >>> 2));
    }
}
