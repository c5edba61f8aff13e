package io.softwire46.mape.operate.explain;

import static io.softwire46.mape.operate.explain.Octets.put16;
import static io.softwire46.mape.operate.explain.Octets.u16;
import static io.softwire46.mape.operate.explain.Octets.u8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Fragmentation: RFC 791 section 3.2 step by step, and RFC 8200 section 4.5. Static methods only. */
final class Fragmenting {
    private static final int MORE = 0x2000;

    private Fragmenting() {}

    /** Returns whether the options of a packet end inside its header, and its fragments can be reassembled. */
    static boolean isPossible(byte[] packet) {
        int header = Ipv4Reading.headerOctets(packet);
        int at = 20;
        while (at < header && packet[at] != 0) {
            if (packet[at] == 1) {
                at++;
            } else if (at + 1 < header && u8(packet, at + 1) >= 2 && u8(packet, at + 1) <= header - at) {
                at += u8(packet, at + 1);
            } else {
                return false;
            }
        }
        int data = u16(packet, 2) - header;
        return Ipv4Reading.offsetOctets(packet) + data <= 65_535 && (!Ipv4Reading.hasMore(packet) || data % 8 == 0);
    }

    /** Returns the fragments of a packet that does not fit. DF is not inspected. */
    static List<byte[]> ipv4(byte[] packet, int mtu) {
        List<byte[]> fragments = new ArrayList<>();
        int header = Ipv4Reading.headerOctets(packet);
        byte[] laterHeader = Octets.concat(Arrays.copyOf(packet, 20), copiedOptions(packet, header));
        laterHeader[0] = (byte) (0x40 | laterHeader.length / 4);
        int word = u16(packet, 6);
        byte[] headers = Arrays.copyOf(packet, header);
        int at = header;
        while (at < packet.length) {
            int most = (mtu - headers.length) / 8 * 8;
            boolean isLast = packet.length - at <= mtu - headers.length;
            int octets = isLast ? packet.length - at : most;
            byte[] fragment = Octets.concat(headers, Octets.part(packet, at, at + octets));
            put16(fragment, 2, fragment.length);
            put16(fragment, 6, word + (at - header) / 8 | (isLast ? 0 : MORE));
            Octets.setHeaderChecksum(fragment, 0);
            fragments.add(fragment);
            headers = laterHeader;
            at += octets;
        }
        return fragments;
    }

    /** Returns the options with the copied flag, padded to whole words. */
    private static byte[] copiedOptions(byte[] packet, int header) {
        byte[] copied = new byte[0];
        int at = 20;
        while (at < header && packet[at] != 0) {
            int octets = packet[at] == 1 ? 1 : u8(packet, at + 1);
            if (packet[at] < 0) {
                copied = Octets.concat(copied, Octets.part(packet, at, at + octets));
            }
            at += octets;
        }
        return Arrays.copyOf(copied, (copied.length + 3) / 4 * 4);
    }

    /** Returns the fragments of an IPv6 packet that does not fit, with Identification 0. */
    static List<byte[]> ipv6(byte[] packet, int mtu) {
        List<byte[]> fragments = new ArrayList<>();
        int at = 40;
        while (at < packet.length) {
            int left = packet.length - at;
            int data = left <= mtu - 48 ? left : (mtu - 48) / 8 * 8;
            byte[] headers = Arrays.copyOf(packet, 48);
            put16(headers, 4, 8 + data);
            headers[6] = ExtensionReading.FRAGMENT;
            headers[40] = packet[6];
            headers[41] = 0;
            put16(headers, 42, at - 40 | (data == left ? 0 : 1));
            Octets.put32(headers, 44, 0);
            fragments.add(Octets.concat(headers, Octets.part(packet, at, at + data)));
            at += data;
        }
        return fragments;
    }
}
