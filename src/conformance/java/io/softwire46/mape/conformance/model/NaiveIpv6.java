package io.softwire46.mape.conformance.model;

import java.util.Arrays;
import java.util.List;

/** Reassembly by a receiver (RFC 8200 section 4.5), on arrays. Static methods only. */
public final class NaiveIpv6 {
    private NaiveIpv6() {}

    /** Checks all fragments of a packet, given in order: returns what is wrong, or "" if nothing is. */
    public static String defect(List<byte[]> fragments, int mtu) {
        if (fragments.size() < 2) {
            return "an atomic fragment, RFC 8021";
        }
        byte[] first = fragments.get(0);
        int offset = 0;
        for (int i = 0; i < fragments.size(); i++) {
            byte[] fragment = fragments.get(i);
            String defect = defect(first, fragment, i == fragments.size() - 1, offset, mtu);
            if (!defect.isEmpty()) {
                return defect + " of " + Bytes.shown(fragment);
            }
            offset += fragment.length - 48;
        }
        return "";
    }

    private static String defect(byte[] first, byte[] fragment, boolean last, int offset, int mtu) {
        if (fragment.length > mtu) {
            return "longer than the MTU";
        }
        if (fragment.length - 40 != Bytes.u16(fragment, 4)) {
            return "payload length";
        }
        if (fragment[6] != 44) {
            return "next header";
        }
        if (!Arrays.equals(first, 44, 48, fragment, 44, 48)) {
            return "identification";
        }
        if (offset != (Bytes.u16(fragment, 42) & 0xfff8)) {
            return "gap or overlap";
        }
        if ((last ? 0 : 1) != (Bytes.u16(fragment, 42) & 7)) {
            return "M flag";
        }
        return last || (fragment.length - 48) % 8 == 0 ? "" : "length of data";
    }

    /** The packet of RFC 8200 section 4.5, "An original packet is reassembled only from …", without a defect. */
    public static byte[] reassemble(List<byte[]> fragments) {
        byte[] first = fragments.get(0);
        byte[] last = fragments.get(fragments.size() - 1);
        byte[] data = new byte[0];
        for (byte[] fragment : fragments) {
            data = Bytes.concat(data, Arrays.copyOfRange(fragment, 48, fragment.length));
        }
        byte[] header = Arrays.copyOf(first, 40);
        // PL.orig = PL.first - FL.first - 8 + (8 * FO.last) + FL.last
        int length = Bytes.u16(first, 4) - (first.length - 48) - 8 + (Bytes.u16(last, 42) & 0xfff8) + last.length - 48;
        Bytes.put16(header, 4, length);
        header[6] = first[40];
        return Bytes.concat(header, data);
    }
}
