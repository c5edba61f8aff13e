package io.softwire46.mape.operate.explain;

/**
 * The largest of the fragments from which an IPv4 datagram was reassembled. Its sender sent no larger packet, so an error about
 * one is of no use to it (RFC 1191 section 3). Immutable.
 *
 * @param octets of that fragment; 0 if the packet was not reassembled
 */
record Received(int octets, boolean dontFragment) {
    static final Received WHOLE = new Received(0, false);

    boolean forbidsFragments(byte[] packet, int mtu) {
        return octets == 0 ? Ipv4Reading.dontFragment(packet) : dontFragment && octets > mtu;
    }

    boolean fits(int mtu) {
        return octets > 0 && octets <= mtu;
    }

    /** Returns the maximum size of new fragments: that of the received ones if they fit, at least 68 (RFC 791 section 3.2). */
    int limit(int mtu) {
        return fits(mtu) ? Math.max(68, octets) : mtu;
    }

    /** Returns the packet with the DF of its largest fragment. */
    byte[] restore(byte[] packet) {
        if (octets == 0) {
            return packet;
        }
        byte[] copy = packet.clone();
        copy[6] = (byte) ((copy[6] & 0xbf) | (dontFragment ? 0x40 : 0));
        Octets.setHeaderChecksum(copy, 0);
        return copy;
    }
}
