package io.softwire46.mape.fragment;

import java.util.ArrayList;
import java.util.List;

/** What is to become of a packet, read from RFC 9293 section 3.1 and 3.7.1, and all sums computed anew. */
final class NaiveMss {
    private NaiveMss() {}

    /** The packet with each MSS at most the maximum, and a checksum that is right. */
    static byte[] clamp(byte[] packet, int maximum) {
        byte[] copy = packet.clone();
        boolean changed = false;
        for (int at : values(packet)) {
            if (Sample.word(copy, at) > maximum) {
                Sample.putWord(copy, at, maximum);
                changed = true;
            }
        }
        return changed ? Sample.withTcpChecksum(copy) : copy;
    }

    /** Where the values of MSS options are. */
    static List<Integer> values(byte[] packet) {
        List<Integer> found = new ArrayList<>();
        int tcp = Sample.headerOctets(packet);
        if (packet[9] != 6 || (Sample.word(packet, 6) & 0x1fff) > 0 || packet.length < tcp + 20) {
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
