package io.softwire46.mape.map.internal;

import org.jspecify.annotations.Nullable;

/**
 * Parses the usual forms of addresses without an object per part: files with a million rules have two addresses per rule. A text
 * in another form may still be an address, which {@link Addresses} decides.
 *
 * <p>Static methods only.
 */
final class AddressText {
    /** Result of {@link #ipv4} for a text in another form. */
    static final long OTHER = -1;

    private static final int GROUPS = 8;
    private static final int OCTETS = 4;

    private AddressText() {}

    /** Returns the 32 bits of four decimal octets without leading zeros; {@link #OTHER} for any other text. */
    static long ipv4(String text) {
        long bits = 0;
        int at = 0;
        for (int i = 0; i < OCTETS; i++) {
            int begin = at;
            int octet = 0;
            while (at < text.length() && at < begin + 3 && isDigit(text.charAt(at))) {
                octet = 10 * octet + text.charAt(at++) - '0';
            }
            boolean isOctet = at > begin && octet <= 255 && (at == begin + 1 || text.charAt(begin) != '0');
            boolean isEnd = at == text.length();
            if (!isOctet || isEnd != (i == OCTETS - 1) || (!isEnd && text.charAt(at) != '.')) {
                return OTHER;
            }
            bits = bits << 8 | octet;
            at++;
        }
        return bits;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /**
     * Returns the upper and lower 64 bits of eight groups of one to four hexadecimal digits, or fewer with {@code ::} once (RFC 4291
     * section 2.2, forms 1 and 2); null for any other text.
     */
    static long @Nullable [] ipv6(String text) {
        long[] bits = new long[2];
        int compressed = -1;
        int count = 0;
        int at = 0;
        if (text.startsWith("::")) {
            compressed = 0;
            at = 2;
        }
        while (at < text.length()) {
            int begin = at;
            int group = 0;
            while (at < text.length() && at < begin + 4 && hexDigit(text.charAt(at)) >= 0) {
                group = group << 4 | hexDigit(text.charAt(at++));
            }
            if (at == begin || count == GROUPS) {
                return null;
            }
            append(bits, group);
            count++;
            if (at == text.length()) {
                break;
            }
            if (text.charAt(at++) != ':' || at == text.length()) {
                return null;
            }
            if (text.charAt(at) == ':') {
                if (compressed >= 0) {
                    return null;
                }
                compressed = count;
                at++;
            }
        }
        if (compressed < 0) {
            return count == GROUPS ? bits : null;
        }
        return count <= GROUPS - 2 ? expanded(bits, compressed, count) : null;
    }

    /** Appends a group after the others, which move up by 16 bits. */
    private static void append(long[] bits, int group) {
        bits[0] = bits[0] << 16 | bits[1] >>> 48;
        bits[1] = bits[1] << 16 | group;
    }

    /** Inserts groups of zeros before the last groups. */
    private static long[] expanded(long[] groups, int compressed, int count) {
        long[] bits = new long[2];
        for (int i = 0; i < GROUPS; i++) {
            int source = i < compressed ? i : i - (GROUPS - count);
            boolean isZero = i >= compressed && source < compressed;
            int fromEnd = 16 * (count - 1 - source);
            append(
                    bits,
                    isZero ? 0 : (int) (fromEnd < 64 ? groups[1] >>> fromEnd : groups[0] >>> (fromEnd - 64)) & 0xffff);
        }
        return bits;
    }

    /** Only ASCII digits count, unlike {@link Character#digit(int, int)}. */
    private static int hexDigit(char c) {
        if (isDigit(c)) {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
