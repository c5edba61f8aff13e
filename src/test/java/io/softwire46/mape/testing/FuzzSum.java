package io.softwire46.mape.testing;

import io.softwire46.mape.conformance.model.Bytes;

/** The checksum of RFC 1071 on arrays, quick enough for millions of packets. */
public final class FuzzSum {
    private FuzzSum() {}

    /**
     * The sum of 16-bit words modulo 65535 as 0 to 65535; an odd octet counts as a high one. 0xffff says that all is
     * right.
     */
    public static int sum(byte[] octets, int from, int to, long more) {
        long sum = more;
        for (int i = from; i < to; i += 2) {
            sum += Bytes.u8(octets, i) * 256L + (i + 1 < to ? Bytes.u8(octets, i + 1) : 0);
        }
        while (sum > 0xffff) {
            sum = (sum >>> 16) + (sum & 0xffff);
        }
        return (int) sum;
    }

    /** The sum over an ICMPv6 message and the pseudo-header of RFC 8200 section 8.1. */
    public static int icmpv6(byte[] packet, int at) {
        return sum(packet, at, packet.length, 58L + packet.length - at + sum(packet, 8, 40, 0));
    }

    /** Puts the header checksum right where the header is all there. */
    public static void repairIpv4(byte[] packet, int at) {
        int header = at < packet.length ? (packet[at] & 15) * 4 : 0;
        if (header >= 20 && at + header <= packet.length) {
            Bytes.put16(packet, at + 10, 0);
            Bytes.put16(packet, at + 10, ~sum(packet, at, at + header, 0));
        }
    }

    /** Puts the checksum of an ICMPv6 message right. */
    public static void repairIcmpv6(byte[] packet, int at) {
        if (at + 4 <= packet.length) {
            Bytes.put16(packet, at + 2, 0);
            Bytes.put16(packet, at + 2, ~icmpv6(packet, at));
        }
    }
}
