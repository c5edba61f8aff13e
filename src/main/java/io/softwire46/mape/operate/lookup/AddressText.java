package io.softwire46.mape.operate.lookup;

import java.nio.charset.StandardCharsets;

/**
 * Reads and prints addresses without objects of the ipaddress library, for logs of any length.
 *
 * <p>Static methods only.
 */
public final class AddressText {
    /** Result of {@link #parseIpv4} for a text that is not an IPv4 address. */
    public static final long MALFORMED = -1;

    private static final String MAPPED = "::ffff:";
    private static final String HEX = "0123456789abcdef";
    private static final int GROUPS = 8;

    private AddressText() {}

    /**
     * Parses an IPv4 address: four decimal octets without leading zeros, perhaps after {@code ::ffff:} (RFC 4291 section 2.5.5.2).
     *
     * @param text any
     * @return 32 bits as an unsigned number; {@link #MALFORMED} for any other text
     */
    public static long parseIpv4(CharSequence text) {
        int at = startsMapped(text) ? MAPPED.length() : 0;
        long bits = 0;
        for (int i = 0; i < 4; i++) {
            if (i > 0 && (at == text.length() || text.charAt(at++) != '.')) {
                return MALFORMED;
            }
            int begin = at;
            int octet = 0;
            while (at < text.length() && isDigit(text.charAt(at)) && at - begin < 3) {
                octet = octet * 10 + text.charAt(at++) - '0';
            }
            if (at == begin || octet > 255 || (at - begin > 1 && text.charAt(begin) == '0')) {
                return MALFORMED;
            }
            bits = bits << 8 | octet;
        }
        return at == text.length() ? bits : MALFORMED;
    }

    private static boolean startsMapped(CharSequence text) {
        if (text.length() < MAPPED.length()) {
            return false;
        }
        for (int i = 0; i < MAPPED.length(); i++) {
            if ((text.charAt(i) | 0x20) != (MAPPED.charAt(i) | 0x20)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /**
     * Returns an IPv6 address or prefix in the canonical form of RFC 5952.
     *
     * @param high bits 0 to 63
     * @param low bits 64 to 127
     * @return such as {@code 2001:db8::1}
     */
    public static String canonical(long high, long low) {
        byte[] octets = new byte[39];
        return new String(octets, 0, write(octets, 0, high, low), StandardCharsets.ISO_8859_1);
    }

    /**
     * Writes an IPv6 address in the canonical form of RFC 5952.
     *
     * @param out at least 39 octets after the position
     * @param position index of the first octet to write
     * @param high bits 0 to 63
     * @param low bits 64 to 127
     * @return index after the last octet written
     */
    public static int write(byte[] out, int position, long high, long low) {
        int zeros = longestZeros(high, low);
        int from = zeros >>> 8;
        int to = from + (zeros & 0xff);
        int at = position;
        for (int i = 0; i < GROUPS; i++) {
            if (i == from && to > from) {
                out[at++] = ':';
                i = to - 1;
                if (to == GROUPS) {
                    out[at++] = ':';
                }
                continue;
            }
            if (i > 0) {
                out[at++] = ':';
            }
            int group = group(high, low, i);
            for (int shift = group > 0xfff ? 12 : group > 0xff ? 8 : group > 0xf ? 4 : 0; shift >= 0; shift -= 4) {
                out[at++] = (byte) HEX.charAt(group >>> shift & 15);
            }
        }
        return at;
    }

    /** Returns index and length of the longest run of two or more zero groups, the first of equal ones; 0 if there is none. */
    private static int longestZeros(long high, long low) {
        int best = 0;
        int length = 0;
        for (int i = 0; i < GROUPS; i++) {
            length = group(high, low, i) == 0 ? length + 1 : 0;
            if (length > 1 && length > (best & 0xff)) {
                best = (i + 1 - length) << 8 | length;
            }
        }
        return best;
    }

    private static int group(long high, long low, int index) {
        return (int) ((index < 4 ? high >>> (48 - 16 * index) : low >>> (112 - 16 * index)) & 0xffff);
    }

    /**
     * Returns an IPv6 address as eight groups of four digits.
     *
     * @param high bits 0 to 63
     * @param low bits 64 to 127
     * @return such as {@code 2001:0db8:0000:0000:0000:0000:0000:0001}
     */
    public static String full(long high, long low) {
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            text.append(i == 0 ? "" : ":");
            int group = group(high, low, i);
            for (int shift = 12; shift >= 0; shift -= 4) {
                text.append(HEX.charAt(group >>> shift & 15));
            }
        }
        return text.toString();
    }

    /**
     * Prints an IPv4 address.
     *
     * @param ipv4 32 bits in network order
     * @return four decimal octets
     */
    public static String ipv4(int ipv4) {
        return (ipv4 >>> 24) + "." + (ipv4 >>> 16 & 0xff) + "." + (ipv4 >>> 8 & 0xff) + "." + (ipv4 & 0xff);
    }
}
