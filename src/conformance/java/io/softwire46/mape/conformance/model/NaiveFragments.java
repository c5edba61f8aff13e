package io.softwire46.mape.conformance.model;

import static io.softwire46.mape.conformance.model.Bytes.concat;
import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.put16;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;
import static io.softwire46.mape.conformance.model.Bytes.withHeaderChecksum;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Fragmentation on arrays: the example procedure of RFC 791 section 3.2 step by step, and RFC 8200 section 4.5. */
public final class NaiveFragments {
    private static final int MORE = 0x2000;

    private NaiveFragments() {}

    /**
     * Whether RFC 791 indicates how to fragment a packet: options that end inside the header, and fragments that can be
     * reassembled.
     */
    public static boolean canBeFragmented(byte[] packet) {
        byte[] options = part(packet, 20, 4 * (packet[0] & 15));
        int at = 0;
        while (at < options.length && options[at] != 0) {
            if (options[at] == 1) {
                at++;
            } else if (at + 1 < options.length
                    && u8(options, at + 1) >= 2
                    && at + u8(options, at + 1) <= options.length) {
                at += u8(options, at + 1);
            } else {
                return false;
            }
        }
        int data = u16(packet, 2) - 20 - options.length;
        int offset = 8 * (u16(packet, 6) & 0x1fff);
        boolean more = (u16(packet, 6) & MORE) != 0;
        return offset + data <= 65535 && (!more || data % 8 == 0);
    }

    /** The fragments, or the packet itself if it fits. DF is not inspected. */
    public static List<byte[]> fragmentIpv4(byte[] packet, int mtu) {
        List<byte[]> fragments = new ArrayList<>();
        byte[] datagram = packet;
        while (u16(datagram, 2) > mtu) {
            int header = 4 * (datagram[0] & 15); // OIHL
            int blocks = (mtu - header) / 8; // (3) NFB <- (MTU-(IHL*4))/8
            byte[] first = Arrays.copyOf(datagram, header + blocks * 8); // (4), (5)
            int word = u16(datagram, 6);
            put16(first, 6, word | MORE); // (6)
            put16(first, 2, first.length); // (7)
            fragments.add(withHeaderChecksum(first, 0)); // (8)

            byte[] rest = concat( // (9) to (14)
                    Arrays.copyOf(datagram, 20),
                    copiedOptions(part(datagram, 20, header)),
                    part(datagram, first.length, u16(datagram, 2)));
            int restHeader = rest.length - (u16(datagram, 2) - first.length);
            rest[0] = (byte) (0x40 + restHeader / 4);
            put16(rest, 2, rest.length);
            put16(rest, 6, word + blocks);
            datagram = withHeaderChecksum(rest, 0); // (15)
        }
        fragments.add(Arrays.copyOf(datagram, u16(datagram, 2))); // (16)
        return fragments;
    }

    private static byte[] copiedOptions(byte[] options) {
        ByteArrayOutputStream copied = new ByteArrayOutputStream();
        int at = 0;
        while (at < options.length && options[at] != 0) {
            int octets = options[at] == 1 ? 1 : options[at + 1] & 255;
            if (options[at] < 0) { // the highest bit is the copied flag
                copied.write(options, at, octets);
            }
            at += octets;
        }
        while (copied.size() % 4 != 0) {
            copied.write(0);
        }
        return copied.toByteArray();
    }

    /** The fragments of a packet that does not fit. */
    public static List<byte[]> fragmentIpv6(byte[] packet, int mtu, int identification) {
        byte[] fragmentable = part(packet, 40, 40 + u16(packet, 4));
        List<byte[]> fragments = new ArrayList<>();
        int at = 0;
        while (at < fragmentable.length) {
            int left = fragmentable.length - at;
            int data = 40 + 8 + left <= mtu ? left : (mtu - 40 - 8) / 8 * 8;
            byte[] headers = Arrays.copyOf(packet, 48);
            put16(headers, 4, 8 + data);
            headers[6] = 44;
            headers[40] = packet[6];
            headers[41] = 0;
            put16(headers, 42, at + (left == data ? 0 : 1)); // a multiple of 8, so 13 bits above three
            put16(headers, 44, identification >>> 16);
            put16(headers, 46, identification & 0xffff);
            fragments.add(concat(headers, part(fragmentable, at, at + data)));
            at += data;
        }
        return fragments;
    }
}
