package io.softwire46.mape.conformance.model;

import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.put16;
import static io.softwire46.mape.conformance.model.Bytes.u16;

import java.util.ArrayList;
import java.util.List;

/** MSS clamping of a packet, after RFC 9293 sections 3.1 and 3.7.1. Static methods only. */
public final class NaiveMss {
    private NaiveMss() {}

    /**
     * The packet with each MSS at most the maximum. The checksum takes up what the words lose, modulo 65535, so that it
     * is as right or wrong as before (RFC 1624).
     */
    public static byte[] clamp(byte[] packet, int maximum) {
        byte[] copy = packet.clone();
        boolean changed = false;
        for (int at : values(packet)) {
            if (u16(copy, at) > maximum) {
                put16(copy, at, maximum);
                changed = true;
            }
        }
        if (changed) {
            int tcp = 4 * (packet[0] & 15);
            int lost = sum(part(packet, tcp, packet.length)) - sum(part(copy, tcp, copy.length));
            put16(copy, tcp + 16, Math.floorMod(u16(packet, tcp + 16) + lost, 0xffff));
        }
        return copy;
    }

    /** The sum of 16-bit words modulo 65535 (RFC 1071). */
    private static int sum(byte[] octets) {
        return 0xffff - Bytes.checksum(octets);
    }

    /** Offsets of the values of MSS options. */
    public static List<Integer> values(byte[] packet) {
        List<Integer> found = new ArrayList<>();
        int tcp = 4 * (packet[0] & 15);
        if (packet[9] != 6 || (u16(packet, 6) & 0x1fff) > 0 || packet.length < tcp + 20) {
            return found;
        }
        int end = tcp + (packet[tcp + 12] >> 4 & 15) * 4;
        if ((packet[tcp + 13] & 2) == 0 || end > packet.length) {
            return found;
        }
        for (int at = tcp + 20; at < end && packet[at] != 0; ) {
            if (packet[at] == 1) {
                at = at + 1;
            } else if (at + 1 == end || (packet[at + 1] & 255) < 2 || at + (packet[at + 1] & 255) > end) {
                break;
            } else {
                if (packet[at] == 2 && packet[at + 1] == 4) {
                    found.add(at + 2);
                }
                at = at + (packet[at + 1] & 255);
            }
        }
        return found;
    }
}
