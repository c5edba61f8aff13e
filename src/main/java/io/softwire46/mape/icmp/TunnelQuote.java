package io.softwire46.mape.icmp;

import io.softwire46.mape.wire.InternetChecksum;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6FragmentHeader;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import io.softwire46.mape.wire.internal.TunnelEncapsulationLimit;
import java.nio.ByteBuffer;

/**
 * The tunnel packet that an ICMPv6 error quotes, in the form in which a MAP-E tunnel endpoint sends it.
 *
 * <pre>
 *   +-----------------+---------------------------------------------------+----------------------+
 *   |  IPv6 header    |  Tunnel Encapsulation Limit (8), Fragment (8):    |  IPv4 packet, not    |
 *   |  (40)           |  neither, one or both, in any order               |  necessarily whole   |
 *   +-----------------+---------------------------------------------------+----------------------+
 * </pre>
 *
 * <p>A quote in any other form is not from this node; other headers are not parsed.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class TunnelQuote {
    private static final int TRANSPORT_OCTETS = 8; // what RFC 792 quotes, and whoever gets the error needs
    private static final int OPTION_START = 0x0004_01; // Hdr Ext Len, Opt Type, Opt Data Len, in the low 24 bits
    private static final int OPTION_START_MASK = 0xff_ffff;

    /** Index of the quoted IPv4 header. */
    int innerOffset;
    /** Octets of the quoted IPv4 packet that are present. */
    int innerOctets;
    /** Index of the value of the Tunnel Encapsulation Limit, 0 if there is none. */
    int limitOffset;

    /**
     * Returns whether the quote starts with an IPv6 header whose source is the destination of the error (RFC 4443
     * sections 3.1 to 3.4).
     */
    static boolean isReturned(ByteBuffer buffer, int ipv6Offset, int quote) {
        return Ipv6Header.version(buffer, quote) == 6
                && Ipv6Header.sourceHi(buffer, quote) == Ipv6Header.destinationHi(buffer, ipv6Offset)
                && Ipv6Header.sourceLo(buffer, quote) == Ipv6Header.destinationLo(buffer, ipv6Offset);
    }

    /**
     * Finds the IPv4 packet in a quote.
     *
     * @param buffer big-endian
     * @param ipv6Offset index of the IPv6 header of the error
     * @param quote index of the quote
     * @param octets of the quote; no octet after them is read
     * @return false if it is not a tunnel packet, or too short for an IPv4 header and eight further octets
     */
    boolean parse(ByteBuffer buffer, int ipv6Offset, int quote, int octets) {
        limitOffset = 0;
        if (octets < Ipv6Header.OCTETS || !isReturned(buffer, ipv6Offset, quote)) {
            return false;
        }
        int end = quote + Math.min(octets, Ipv6Header.OCTETS + Ipv6Header.payloadLength(buffer, quote));
        int at = quote + Ipv6Header.OCTETS;
        int nextHeader = Ipv6Header.nextHeader(buffer, quote);
        boolean fragment = false;
        while (nextHeader != ProtocolNumbers.IPV4) {
            if (end - at < Ipv6FragmentHeader.OCTETS) {
                return false;
            }
            if (nextHeader == ProtocolNumbers.FRAGMENT && !fragment) {
                if (Ipv6FragmentHeader.fragmentOffsetOctets(buffer, at) != 0) {
                    return false; // what follows is from the middle of an IPv4 packet
                }
                fragment = true;
            } else if (nextHeader == ProtocolNumbers.DESTINATION_OPTIONS
                    && limitOffset == 0
                    && (buffer.getInt(at) & OPTION_START_MASK) == OPTION_START) {
                limitOffset = at + TunnelEncapsulationLimit.LIMIT;
            } else {
                return false;
            }
            nextHeader = buffer.get(at) & 0xff;
            at += Ipv6FragmentHeader.OCTETS; // so long are both
        }
        return parseInner(buffer, at, end - at);
    }

    private boolean parseInner(ByteBuffer buffer, int offset, int octets) {
        if (octets < Ipv4Header.MINIMUM_OCTETS + TRANSPORT_OCTETS || Ipv4Header.version(buffer, offset) != 4) {
            return false;
        }
        int headerOctets = Ipv4Header.headerOctets(buffer, offset);
        innerOffset = offset;
        innerOctets = Math.min(octets, Ipv4Header.totalLength(buffer, offset));
        // The tunnel carries the header unchanged, so its checksum is valid. RFC 1812 section 4.3.2.7: no error about a
        // packet that fails the validation of its header.
        return headerOctets >= Ipv4Header.MINIMUM_OCTETS
                && innerOctets >= headerOctets + TRANSPORT_OCTETS
                && InternetChecksum.compute(buffer, offset, headerOctets) == 0;
    }
}
