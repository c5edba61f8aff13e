package io.softwire46.mape.conformance.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** Octets as plain arrays, without anything of the library: text, numbers, and the checksum as RFC 1071 writes it. */
public final class Bytes {
    private Bytes() {}

    /** The octets of hexadecimal text, in which spaces may be. */
    public static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    public static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    /** Hexadecimal text for people: the beginning of what is long. */
    public static String shown(byte[] octets) {
        return octets.length <= 200 ? hex(octets) : hex(part(octets, 0, 200)) + "… " + octets.length + " octets";
    }

    public static byte[] concat(byte[]... parts) {
        byte[] all = new byte[Arrays.stream(parts).mapToInt(p -> p.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** Octets that differ from each other, so that a shifted copy shows. */
    public static byte[] counting(int count) {
        byte[] octets = new byte[count];
        for (int i = 0; i < count; i++) {
            octets[i] = (byte) (i * 7 + 1);
        }
        return octets;
    }

    public static int u8(byte[] octets, int at) {
        return octets[at] & 0xff;
    }

    public static int u16(byte[] octets, int at) {
        return u8(octets, at) * 256 + u8(octets, at + 1);
    }

    public static int int32(byte[] octets, int at) {
        return u16(octets, at) << 16 | u16(octets, at + 2);
    }

    public static void put16(byte[] octets, int at, int value) {
        octets[at] = (byte) (value >>> 8);
        octets[at + 1] = (byte) value;
    }

    public static byte[] part(byte[] octets, int from, int to) {
        return Arrays.copyOfRange(octets, from, to);
    }

    /** One character '0' or '1' a bit. */
    public static String bits(byte[] octets, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(Integer.toBinaryString(u8(octets, i) | 0x100), 1, 9);
        }
        return text.toString();
    }

    /** The octets of a string of '0' and '1'. */
    public static byte[] ofBits(String bits) {
        byte[] octets = new byte[bits.length() / 8];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
        }
        return octets;
    }

    /** 4 or 16 octets of an address literal. */
    public static byte[] address(String literal) {
        try {
            byte[] octets = InetAddress.getByName(literal).getAddress();
            boolean isMapped = octets.length == 4 && literal.contains(":"); // RFC 4291 section 2.5.5.2
            return isMapped ? concat(new byte[10], hex("ffff"), octets) : octets;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    public static byte[] ipv4(int address) {
        return new byte[] {(byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address};
    }

    public static byte[] ipv6(long high, long low) {
        byte[] octets = new byte[16];
        for (int i = 0; i < 16; i++) {
            octets[i] = (byte) ((i < 8 ? high : low) >>> (8 * (7 - i % 8)));
        }
        return octets;
    }

    /** RFC 1071 section 1: the sum of 16-bit words modulo 65535, complemented; an odd octet counts as a high one. */
    public static int checksum(byte[] octets) {
        long sum = 0; // of at most 2^30 words of 16 bits
        for (int i = 0; i < octets.length; i += 2) {
            sum += u8(octets, i) * 256L + (i + 1 < octets.length ? u8(octets, i + 1) : 0);
        }
        return sum > 0 && sum % 0xffff == 0 ? 0 : 0xffff - (int) (sum % 0xffff);
    }

    /** The packet with the right IPv4 header checksum, where its header is all there. */
    public static byte[] withHeaderChecksum(byte[] packet, int at) {
        byte[] copy = packet.clone();
        int octets = copy.length > at ? (copy[at] & 15) * 4 : 0;
        if (octets >= 20 && copy.length >= at + octets) {
            put16(copy, at + 10, 0);
            put16(copy, at + 10, checksum(part(copy, at, at + octets)));
        }
        return copy;
    }

    /** Returns a copy with one octet changed. */
    public static byte[] with(byte[] octets, int at, int value) {
        byte[] changed = octets.clone();
        changed[at] = (byte) value;
        return changed;
    }
}
