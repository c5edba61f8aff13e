package io.softwire46.mape.operate.explain;

import java.util.Arrays;

/** Numbers in octet arrays, and the checksum of RFC 1071. Static methods only. */
final class Octets {
    private Octets() {}

    static int u8(byte[] octets, int at) {
        return octets[at] & 0xff;
    }

    static int u16(byte[] octets, int at) {
        return u8(octets, at) << 8 | u8(octets, at + 1);
    }

    static int u32(byte[] octets, int at) {
        return u16(octets, at) << 16 | u16(octets, at + 2);
    }

    static long u64(byte[] octets, int at) {
        return (long) u32(octets, at) << 32 | (u32(octets, at + 4) & 0xffff_ffffL);
    }

    static void put16(byte[] octets, int at, int value) {
        octets[at] = (byte) (value >>> 8);
        octets[at + 1] = (byte) value;
    }

    static void put32(byte[] octets, int at, int value) {
        put16(octets, at, value >>> 16);
        put16(octets, at + 2, value);
    }

    static void put64(byte[] octets, int at, long value) {
        put32(octets, at, (int) (value >>> 32));
        put32(octets, at + 4, (int) value);
    }

    static byte[] part(byte[] octets, int from, int to) {
        return Arrays.copyOfRange(octets, from, to);
    }

    static byte[] start(byte[] octets, int length) {
        return Arrays.copyOf(octets, Math.min(octets.length, length));
    }

    static byte[] concat(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /** Returns the sum of 16-bit words, with carries added; an odd octet counts as a high one. */
    static int sum(byte[] octets, int from, int to) {
        long sum = 0;
        int at = from;
        for (; at + 1 < to; at += 2) {
            sum += u16(octets, at);
        }
        if (at < to) {
            sum += (long) u8(octets, at) << 8;
        }
        return fold(sum);
    }

    /** Adds the carries to a sum of 16-bit words. */
    static int fold(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) folded;
    }

    /** Returns the checksum of octets; 0 if a correct checksum is among them. */
    static int checksum(byte[] octets, int from, int to) {
        return ~sum(octets, from, to) & 0xffff;
    }

    /** Sets the checksum of the IPv4 header at an index. */
    static void setHeaderChecksum(byte[] octets, int ipv4) {
        put16(octets, ipv4 + 10, 0);
        put16(octets, ipv4 + 10, checksum(octets, ipv4, ipv4 + 4 * (octets[ipv4] & 15)));
    }
}
