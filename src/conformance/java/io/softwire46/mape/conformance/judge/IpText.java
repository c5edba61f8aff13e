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

    /**
     * Returns an address in its canonical form.
     *
     * @param text in any form
     * @throws IllegalArgumentException if it is no address
     */
    static String canonical(String text) {
        boolean isLiteral = text.matches("[0-9a-fA-F:.]+"); // so that no name is looked up
        if (!isLiteral) {
            throw new IllegalArgumentException(text + " is not an address");
        }
        return of(Bytes.address(text));
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
