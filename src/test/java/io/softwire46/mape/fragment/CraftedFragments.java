package io.softwire46.mape.fragment;

import io.softwire46.mape.conformance.model.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Fragments with given fields and data, for cases that no fragmenter produces. Static methods only. */
final class CraftedFragments {
    static final int MORE = 0x2000;

    private CraftedFragments() {}

    /** An IPv6 header, and extension headers; the last one names the Fragment header as the next. */
    static byte[] ipv6Headers(byte... extensions) {
        byte[] headers = Bytes.concat(Arrays.copyOf(Sample.ipv6(44, new byte[0]), 40), extensions);
        if (extensions.length > 0) {
            headers[6] = 60;
        }
        return headers;
    }

    /** Destination Options of that length, all padding, in which the next header is the given one. */
    static byte[] options(int nextHeader, int octets) {
        byte[] options = new byte[octets];
        options[0] = (byte) nextHeader;
        options[1] = (byte) (octets / 8 - 1);
        return options; // Pad1 options
    }

    static byte[] ipv6(byte[] headers, int nextHeader, int start, boolean more, int id, byte[] data) {
        byte[] fragment = Bytes.concat(headers, new byte[8], data);
        Bytes.put16(fragment, 4, fragment.length - 40);
        int at = headers.length;
        fragment[at] = (byte) nextHeader;
        Bytes.put16(fragment, at + 2, start | (more ? 1 : 0));
        Bytes.put16(fragment, at + 4, id >>> 16);
        Bytes.put16(fragment, at + 6, id & 0xffff);
        return fragment;
    }

    /** Fragments of the IPv6 packet with these boundaries in its fragmentable part, multiples of 8. */
    static List<byte[]> ipv6(byte[] packet, int id, int... places) {
        byte[] headers = Arrays.copyOf(packet, 40);
        headers[6] = 44;
        List<byte[]> fragments = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= places.length; i++) {
            int to = i < places.length ? places[i] : packet.length - 40;
            fragments.add(ipv6(
                    headers, packet[6], from, i < places.length, id, Arrays.copyOfRange(packet, 40 + from, 40 + to)));
            from = to;
        }
        return fragments;
    }

    /** An IPv4 fragment with the header of a packet. */
    static byte[] ipv4(byte[] header, int start, boolean more, byte[] data) {
        byte[] fragment = Bytes.concat(header, data);
        Bytes.put16(fragment, 2, fragment.length);
        Bytes.put16(fragment, 6, (Bytes.u16(header, 6) & 0xc000) | (more ? MORE : 0) | start / 8);
        return Sample.withChecksum(fragment);
    }

    /** Fragments of the IPv4 packet with these boundaries in its data, multiples of 8. All fragments have all options. */
    static List<byte[]> ipv4(byte[] packet, int... places) {
        int header = Sample.headerOctets(packet);
        List<byte[]> fragments = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= places.length; i++) {
            int to = i < places.length ? places[i] : packet.length - header;
            fragments.add(ipv4(
                    Arrays.copyOf(packet, header),
                    from,
                    i < places.length,
                    Arrays.copyOfRange(packet, header + from, header + to)));
            from = to;
        }
        return fragments;
    }
}
