package io.softwire46.mape.conformance.model;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/** Reassembly by a receiver (RFC 791 section 3.2), on arrays. Static methods only. */
public final class NaiveIpv4 {
    private static final int MORE = 0x2000;

    private NaiveIpv4() {}

    /**
     * Checks all fragments of a datagram, or of a fragment that was fragmented further, given in order: returns what is
     * wrong, or "" if nothing is.
     */
    public static String defect(List<byte[]> fragments, int mtu) {
        byte[] first = fragments.get(0);
        int offset = Bytes.u16(first, 6) & 0x1fff;
        for (int i = 0; i < fragments.size(); i++) {
            byte[] fragment = fragments.get(i);
            boolean isLast = i == fragments.size() - 1;
            int header = headerOctets(fragment);
            int octets = fragment.length - header;
            String defect = sizeDefect(fragment, octets, isLast, offset, mtu);
            if (defect.isEmpty()) {
                defect = headerDefect(first, fragment, isLast);
            }
            if (!defect.isEmpty()) {
                return defect + " of " + Bytes.shown(fragment);
            }
            offset += octets / 8;
        }
        return "";
    }

    private static String sizeDefect(byte[] fragment, int octets, boolean last, int offset, int mtu) {
        if (fragment.length != Bytes.u16(fragment, 2)) {
            return "total length";
        }
        if (fragment.length > mtu) {
            return "longer than the limit";
        }
        if (octets <= 0) {
            return "no data";
        }
        if (offset != (Bytes.u16(fragment, 6) & 0x1fff)) {
            return "gap or overlap";
        }
        return last || octets % 8 == 0 ? "" : "length of data";
    }

    private static String headerDefect(byte[] first, byte[] fragment, boolean last) {
        if (Bytes.checksum(Arrays.copyOf(fragment, headerOctets(fragment))) != 0) {
            return "checksum";
        }
        if (!Arrays.equals(first, 8, 10, fragment, 8, 10)) {
            return "TTL, protocol";
        }
        if (!Arrays.equals(first, 12, 20, fragment, 12, 20)) {
            return "addresses";
        }
        if (first[1] != fragment[1]) {
            return "type of service";
        }
        if (Bytes.u16(first, 4) != Bytes.u16(fragment, 4)) {
            return "identification";
        }
        if ((first[6] & 0xc0) != (fragment[6] & 0xc0)) {
            return "DF and reserved bit";
        }
        return last || (Bytes.u16(fragment, 6) & MORE) != 0 ? "" : "MF";
    }

    /** Reassembles fragments without a defect: returns the datagram, or the fragment that was fragmented further. */
    public static byte[] reassemble(List<byte[]> fragments) {
        byte[] first = fragments.get(0);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(first, 0, headerOctets(first));
        for (byte[] fragment : fragments) {
            int header = headerOctets(fragment);
            all.write(fragment, header, fragment.length - header);
        }
        byte[] last = fragments.get(fragments.size() - 1);
        byte[] datagram = all.toByteArray();
        Bytes.put16(datagram, 2, datagram.length);
        Bytes.put16(datagram, 6, (Bytes.u16(first, 6) & ~MORE) | (Bytes.u16(last, 6) & MORE));
        return Bytes.withHeaderChecksum(datagram, 0);
    }

    private static int headerOctets(byte[] packet) {
        return (packet[0] & 15) * 4;
    }

    /**
     * The minimum number of fragments: the first header, then headers with the copied options, each fragment as long as
     * permitted.
     */
    public static int fewest(int data, int header, int laterHeader, int mtu) {
        int first = (mtu - header) / 8 * 8;
        int later = (mtu - laterHeader) / 8 * 8;
        int afterLast = Math.max(0, data - first - (mtu - laterHeader));
        return 2 + (afterLast + later - 1) / later;
    }
}
