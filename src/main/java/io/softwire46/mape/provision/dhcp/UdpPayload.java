package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.provision.format.internal.OptionOctets;
import org.jspecify.annotations.Nullable;

/**
 * The DHCPv6 message in an IPv6 packet (RFC 8200) with a UDP datagram (RFC 768).
 *
 * <p>Immutable.
 *
 * @param from offset of the message
 * @param to offset after it, or after the last captured octet
 * @param isFragment whether the packet is the first fragment, which has only a part of the message
 * @param isWhole whether the datagram ends with the octets
 */
record UdpPayload(int from, int to, boolean isFragment, boolean isWhole) {
    private static final int IPV6_HEADER = 40;
    private static final int UDP_HEADER = 8;
    private static final int CLIENT = 546;
    private static final int SERVER = 547;
    private static final int HOP_BY_HOP = 0;
    private static final int UDP = 17;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int FRAGMENT_OFFSET = 0xfff8;
    private static final int MORE_FRAGMENTS = 1;

    /** Returns the message in a packet that begins at an offset; null if the packet has none. */
    static @Nullable UdpPayload ofPacket(byte[] octets, int begin) {
        if (octets.length - begin < IPV6_HEADER || OptionOctets.u8(octets, begin) >>> 4 != 6) {
            return null;
        }
        int length = OptionOctets.u16(octets, begin + 4);
        int end = length == 0 ? octets.length : Math.min(octets.length, begin + IPV6_HEADER + length);
        int next = OptionOctets.u8(octets, begin + 6);
        int at = begin + IPV6_HEADER;
        boolean fragment = false;
        while (next != UDP) {
            if (end - at < UDP_HEADER) {
                return null;
            }
            int header = UDP_HEADER;
            switch (next) {
                case HOP_BY_HOP, ROUTING, DESTINATION_OPTIONS -> header = 8 * (OptionOctets.u8(octets, at + 1) + 1);
                case FRAGMENT -> {
                    int field = OptionOctets.u16(octets, at + 2);
                    if ((field & FRAGMENT_OFFSET) != 0) {
                        return null;
                    }
                    fragment |= (field & MORE_FRAGMENTS) != 0;
                }
                default -> {
                    return null;
                }
            }
            next = OptionOctets.u8(octets, at);
            at += header;
        }
        UdpPayload datagram = ofDatagram(octets, at, end);
        return datagram == null ? null : new UdpPayload(datagram.from, datagram.to, fragment, datagram.isWhole);
    }

    /** Returns the message in a UDP datagram. */
    static @Nullable UdpPayload ofDatagram(byte[] octets, int at, int end) {
        if (end - at < UDP_HEADER || !(isDhcp(octets, at) || isDhcp(octets, at + 2))) {
            return null;
        }
        int length = OptionOctets.u16(octets, at + 4);
        return length < UDP_HEADER
                ? null
                : new UdpPayload(at + UDP_HEADER, Math.min(end, at + length), false, at + length == end);
    }

    private static boolean isDhcp(byte[] octets, int at) {
        int port = OptionOctets.u16(octets, at);
        return port == CLIENT || port == SERVER;
    }
}
