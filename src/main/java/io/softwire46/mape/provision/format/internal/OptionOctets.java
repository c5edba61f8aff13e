package io.softwire46.mape.provision.format.internal;

import inet.ipaddr.ipv6.IPv6Address;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses DHCPv6 options (RFC 8415 section 21.1): code and length of two octets each, and a value of this length.
 *
 * <p>Static methods only.
 */
public final class OptionOctets {
    public static final int HEADER = 4;
    public static final String RFC = "RFC 8415 section 21.1";

    private OptionOctets() {}

    /**
     * An option, and its offsets in the octets.
     *
     * @param at offset of the code
     * @param from offset of the value
     * @param to offset after the value
     */
    public record Option(int code, int at, int from, int to) {
        public int length() {
            return to - from;
        }
    }

    /**
     * Consecutive options.
     *
     * @param end offset after the last complete option
     */
    public record Options(List<Option> list, int end) {}

    public static Options split(byte[] octets, int from, int to) {
        List<Option> list = new ArrayList<>();
        int at = from;
        while (to - at >= HEADER && u16(octets, at + 2) <= to - at - HEADER) {
            int next = at + HEADER + u16(octets, at + 2);
            list.add(new Option(u16(octets, at), at, at + HEADER, next));
            at = next;
        }
        return new Options(list, at);
    }

    /** Returns whether the octets are complete options. RFC 8415 section 24: code 0 is reserved. */
    static boolean areOptions(byte[] octets, int from, int to) {
        int at = from;
        while (at < to) {
            if (to - at < HEADER || u16(octets, at) == 0 || u16(octets, at + 2) > to - at - HEADER) {
                return false;
            }
            at += HEADER + u16(octets, at + 2);
        }
        return true;
    }

    public static int u8(byte[] octets, int at) {
        return octets[at] & 0xff;
    }

    public static int u16(byte[] octets, int at) {
        return u8(octets, at) << 8 | u8(octets, at + 1);
    }

    public static int u32(byte[] octets, int at) {
        return u16(octets, at) << 16 | u16(octets, at + 2);
    }

    static long u64(byte[] octets, int at) {
        return (long) u32(octets, at) << 32 | Integer.toUnsignedLong(u32(octets, at + 4));
    }

    public static IPv6Address ipv6(byte[] octets, int at) {
        return new IPv6Address(u64(octets, at), u64(octets, at + 8));
    }
}
