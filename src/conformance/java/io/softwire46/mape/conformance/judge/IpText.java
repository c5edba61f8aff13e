package io.softwire46.mape.conformance.judge;

import io.softwire46.mape.conformance.model.Bytes;

/**
 * Addresses as text (RFC 5952 section 4).
 *
 * <p>Static methods only.
 */
public final class IpText {
    private IpText() {}

    /** Returns an address of 4 or 16 octets as text. */
    public static String of(byte[] octets) {
        return octets.length == 4 ? ipv4(octets) : ipv6(octets);
    }

    private static String ipv4(byte[] octets) {
        return Bytes.u8(octets, 0) + "." + Bytes.u8(octets, 1) + "." + Bytes.u8(octets, 2) + "." + Bytes.u8(octets, 3);
    }

    private static String ipv6(byte[] octets) {
        int zeros = -1; // start of the longest run of zero fields, the first of equal ones
        int longest = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && Bytes.u16(octets, 2 * end) == 0) {
                end++;
            }
            if (end - i > longest) {
                zeros = i;
                longest = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == zeros) {
                text.append("::");
                i += longest - 1;
            } else {
                text.append(text.length() == 0 || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(Bytes.u16(octets, 2 * i)));
            }
        }
        return text.toString();
    }
}
