package io.softwire46.mape.fragment;

import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/** Checks of a single IPv4 fragment, and the key of its datagram. Static methods only. */
final class Ipv4Fragment {
    private static final int MAXIMUM_OCTETS = 0xffff;
    private static final int KEY_OCTETS = 11;
    private static final int TUNNEL_KEY_OCTETS = 27;

    private static final int TCP_MINIMUM = 20;
    private static final int TRANSPORT_MINIMUM = 8; // UDP, ICMP

    private Ipv4Fragment() {}

    /** Returns whether the window contains an IPv4 packet, as {@link Ipv4Header#check} has found before. */
    static boolean isPacket(ByteBuffer buffer, int ipv4, int length) {
        if (length < Ipv4Header.MINIMUM_OCTETS || Ipv4Header.version(buffer, ipv4) != 4) {
            return false;
        }
        int header = Ipv4Header.headerOctets(buffer, ipv4);
        int total = Ipv4Header.totalLength(buffer, ipv4);
        return header >= Ipv4Header.MINIMUM_OCTETS && total >= header && total <= length;
    }

    /** Checks the fragment by itself; returns {@link FragmentResult#HELD} if it is valid. */
    static FragmentResult checkAlone(ByteBuffer buffer, int ipv4, ReassemblyLimits limits) {
        int header = Ipv4Header.headerOctets(buffer, ipv4);
        int octets = Ipv4Header.totalLength(buffer, ipv4) - header;
        int start = Ipv4Header.fragmentOffsetOctets(buffer, ipv4);
        if (octets == 0) {
            return FragmentResult.EMPTY;
        }
        if (octets % 8 != 0 && Ipv4Header.moreFragments(buffer, ipv4)) {
            return FragmentResult.BAD_LENGTH;
        }
        if (header + start + octets > MAXIMUM_OCTETS) {
            return FragmentResult.TOO_LONG;
        }
        if (header + start + octets > limits.maxPacketOctets()) {
            return FragmentResult.OVER_LIMIT;
        }
        return limits.tinyFragmentCheck() && isTiny(Ipv4Header.protocol(buffer, ipv4), start, octets)
                ? FragmentResult.TINY
                : FragmentResult.HELD;
    }

    /** Returns whether a fragment hides ports or TCP flags. */
    static boolean isTiny(ByteBuffer buffer, int ipv4) {
        int octets = Ipv4Header.totalLength(buffer, ipv4) - Ipv4Header.headerOctets(buffer, ipv4);
        return isTiny(Ipv4Header.protocol(buffer, ipv4), Ipv4Header.fragmentOffsetOctets(buffer, ipv4), octets);
    }

    /** RFC 1858 section 3.2.1 and 3.2.2, RFC 3128 section 3: returns whether the fragment is tiny. */
    private static boolean isTiny(int protocol, int start, int octets) {
        if (start > 8) {
            return false;
        }
        return switch (protocol) {
            case ProtocolNumbers.TCP -> start == 8 || octets < TCP_MINIMUM;
            case ProtocolNumbers.UDP, ProtocolNumbers.ICMP -> start == 0 && octets < TRANSPORT_MINIMUM;
            default -> false;
        };
    }

    /** Looks up a datagram by source, destination, protocol and identification (RFC 791 section 3.2). */
    static int find(DatagramTable table, ByteBuffer buffer, int ipv4) {
        return table.find(addresses(buffer, ipv4), tail(buffer, ipv4, KEY_OCTETS));
    }

    /**
     * Looks up a datagram from a tunnel. Hosts of different tunnels may share an address, and may choose the same
     * identification.
     */
    static int find(DatagramTable table, ByteBuffer buffer, int ipv4, long tunnelHi, long tunnelLo) {
        return table.find(tunnelHi, tunnelLo, addresses(buffer, ipv4), 0, tail(buffer, ipv4, TUNNEL_KEY_OCTETS));
    }

    private static long addresses(ByteBuffer buffer, int ipv4) {
        return buffer.getLong(ipv4 + Ipv4Header.SOURCE_ADDRESS);
    }

    private static long tail(ByteBuffer buffer, int ipv4, int keyOctets) {
        long protocol = Ipv4Header.protocol(buffer, ipv4);
        return SipHash.tail(protocol << 16 | Ipv4Header.identification(buffer, ipv4), keyOctets);
    }
}
