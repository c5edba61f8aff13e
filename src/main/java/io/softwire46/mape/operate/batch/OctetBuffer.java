package io.softwire46.mape.operate.batch;

import io.softwire46.mape.operate.form.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Octets of output that grow as needed, with methods for the texts of answers.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class OctetBuffer {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int GROUPS = 8;

    /** So far from an index that the end of no zeros is none either. */
    private static final int NO_ZEROS = -100;

    private static final int MAX_IPV6_OCTETS = 39;

    private byte[] octets;
    private int length;

    OctetBuffer(int capacity) {
        octets = new byte[capacity];
    }

    byte[] octets() {
        return octets;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    /** Frees an array of more than a capacity; the buffer must be empty. */
    void shrink(int capacity) {
        if (octets.length > capacity) {
            octets = new byte[0];
        }
    }

    private void reserve(int more) {
        if (octets.length - length < more) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + more));
        }
    }

    OctetBuffer octet(int octet) {
        reserve(1);
        octets[length++] = (byte) octet;
        return this;
    }

    OctetBuffer octets(byte[] more) {
        return octets(more, 0, more.length);
    }

    OctetBuffer octets(byte[] more, int from, int to) {
        int count = to - from;
        reserve(count);
        System.arraycopy(more, from, octets, length, count);
        length += count;
        return this;
    }

    /** Appends a text in UTF-8. */
    OctetBuffer text(String text) {
        return octets(text.getBytes(StandardCharsets.UTF_8));
    }

    OctetBuffer number(long number) {
        if (number >= 0 && number < 10) {
            return octet('0' + (int) number);
        }
        if (number < 0 || number > 99_999) {
            return text(Long.toString(number));
        }
        int divisor = number < 100 ? 10 : number < 1000 ? 100 : number < 10_000 ? 1000 : 10_000;
        for (int rest = (int) number; divisor > 0; divisor /= 10) {
            octet('0' + rest / divisor);
            rest %= divisor;
        }
        return this;
    }

    /** Appends an IPv6 address in the form of RFC 5952. */
    OctetBuffer ipv6(long high, long low) {
        reserve(MAX_IPV6_OCTETS);
        int zeroStart = NO_ZEROS;
        int zeroCount = 1; // RFC 5952 section 4.2.2: one group of zeros is not shortened
        int run = 0;
        for (int i = 0; i < GROUPS; i++) {
            run = group(high, low, i) == 0 ? run + 1 : 0;
            if (run > zeroCount) {
                zeroCount = run;
                zeroStart = i - run + 1;
            }
        }
        byte[] to = octets;
        int at = length;
        int zeroEnd = zeroStart + zeroCount;
        for (int i = 0; i < GROUPS; i++) {
            if (i == zeroStart) {
                to[at++] = ':';
                to[at++] = ':';
                i = zeroEnd - 1;
                continue;
            }
            if (i > 0 && i != zeroEnd) {
                to[at++] = ':';
            }
            int group = group(high, low, i);
            if (group > 0xfff) {
                to[at++] = HEX[group >> 12];
            }
            if (group > 0xff) {
                to[at++] = HEX[group >> 8 & 0xf];
            }
            if (group > 0xf) {
                to[at++] = HEX[group >> 4 & 0xf];
            }
            to[at++] = HEX[group & 0xf];
        }
        length = at;
        return this;
    }

    private static int group(long high, long low, int index) {
        return (int) ((index < 4 ? high : low) >>> (48 - (index & 3) * 16)) & 0xffff;
    }

    /** Appends an IPv6 address as 8 groups of 4 digits. */
    OctetBuffer fullIpv6(long high, long low) {
        reserve(MAX_IPV6_OCTETS);
        for (int i = 0; i < GROUPS; i++) {
            if (i > 0) {
                octets[length++] = ':';
            }
            int group = group(high, low, i);
            for (int shift = 12; shift >= 0; shift -= 4) {
                octets[length++] = HEX[group >> shift & 0xf];
            }
        }
        return this;
    }

    /** Appends a field of csv, in quotes if RFC 4180 requires them. */
    OctetBuffer csv(String text) {
        boolean needsQuotes = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return needsQuotes ? text('"' + text.replace("\"", "\"\"") + '"') : text(text);
    }

    /** Appends a field of tsv; a tab or line break, which no answer has, would become a space. */
    OctetBuffer tsv(String text) {
        return text(text.replace('\t', ' ').replace('\n', ' ').replace('\r', ' '));
    }

    /** Appends octets as a JSON string in quotes; what is not UTF-8 becomes U+FFFD. */
    OctetBuffer json(byte[] text, int from, int to) {
        octet('"');
        int start = from;
        int at = from;
        while (at < to) {
            int octet = text[at];
            if (octet >= ' ' && octet != '"' && octet != '\\') {
                at++;
                continue;
            }
            int next = octet < 0 ? Utf8.next(text, at, to) : -1;
            if (next > 0) {
                at = next;
                continue;
            }
            octets(text, start, at);
            escape(octet);
            at++;
            start = at;
        }
        return octets(text, start, to).octet('"');
    }

    private void escape(int octet) {
        switch (octet) {
            case '"', '\\' -> octet('\\').octet(octet);
            case '\t' -> octet('\\').octet('t');
            case '\n' -> octet('\\').octet('n');
            case '\r' -> octet('\\').octet('r');
            default -> {
                if (octet < 0) {
                    octet(0xef).octet(0xbf).octet(0xbd); // U+FFFD
                } else {
                    text("\\u00").octet(HEX[octet >> 4]).octet(HEX[octet & 0xf]);
                }
            }
        }
    }
}
