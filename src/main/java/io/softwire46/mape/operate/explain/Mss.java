package io.softwire46.mape.operate.explain;

import static io.softwire46.mape.operate.explain.Octets.u16;
import static io.softwire46.mape.operate.explain.Octets.u8;

/** The maximum segment size in TCP SYNs (RFC 9293 section 3.7.1). Static methods only. */
final class Mss {
    private Mss() {}

    /** Returns the packet, or a copy with each MSS at most the maximum and an updated checksum (RFC 1624). */
    @SuppressWarnings("ReferenceEquality") // a copy is made once
    static byte[] clamp(byte[] packet, int maximum, Trace trace) {
        int tcp = Ipv4Reading.headerOctets(packet);
        if (Ipv4Reading.protocol(packet) != Ipv4Reading.TCP
                || Ipv4Reading.offsetOctets(packet) != 0
                || packet.length < tcp + 20
                || (packet[tcp + 13] & 2) == 0) {
            return packet;
        }
        int end = tcp + 4 * (u8(packet, tcp + 12) >>> 4);
        byte[] clamped = packet;
        int at = tcp + 20;
        while (end <= packet.length && at < end && packet[at] != 0) {
            if (packet[at] == 1) {
                at++;
                continue;
            }
            if (at + 1 == end || u8(packet, at + 1) < 2 || u8(packet, at + 1) > end - at) {
                break;
            }
            if (packet[at] == 2 && packet[at + 1] == 4 && trace.test(Check.MSS, u16(packet, at + 2) > maximum)) {
                clamped = clamped == packet ? packet.clone() : clamped;
                lower(clamped, tcp, at + 2, maximum);
            }
            at += u8(packet, at + 1);
        }
        return clamped;
    }

    private static void lower(byte[] packet, int tcp, int at, int maximum) {
        int before = Octets.sum(packet, tcp, packet.length);
        int checksum = u16(packet, tcp + 16);
        Octets.put16(packet, at, maximum);
        int lost = before - Octets.sum(packet, tcp, packet.length);
        Octets.put16(packet, tcp + 16, Math.floorMod(checksum + lost, 0xffff));
    }
}
