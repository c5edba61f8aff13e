package io.softwire46.mape.fragment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/** Packets put together octet by octet, and the arithmetic of RFC 1071 unchanged written. */
public final class Sample {
    private Sample() {}

    public static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
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

    public static int word(byte[] octets, int at) {
        return (octets[at] & 255) * 256 + (octets[at + 1] & 255);
    }

    public static void putWord(byte[] octets, int at, int word) {
        octets[at] = (byte) (word / 256);
        octets[at + 1] = (byte) word;
    }

    /** RFC 1071 section 1: 16-bit words, added with end-around carry one by one. */
    static int onesComplementSum(byte[] octets) {
        int sum = 0;
        for (int i = 0; i < octets.length; i += 2) {
            sum += (octets[i] & 255) * 256 + (i + 1 < octets.length ? octets[i + 1] & 255 : 0);
            if (sum > 0xffff) {
                sum -= 0xffff;
            }
        }
        return sum;
    }

    public static int headerOctets(byte[] packet) {
        return (packet[0] & 15) * 4;
    }

    /** The packet with the right header checksum. */
    public static byte[] withChecksum(byte[] packet) {
        byte[] copy = packet.clone();
        putWord(copy, 10, 0);
        putWord(copy, 10, 0xffff - onesComplementSum(Arrays.copyOf(copy, headerOctets(copy))));
        return copy;
    }

    public static byte[] data(int octets, long seed) {
        byte[] data = new byte[octets];
        new Random(seed).nextBytes(data);
        return data;
    }

    /** Of UDP, as its protocol field says; the fragmenters do not inspect the data. */
    public static byte[] ipv4(byte[] options, int flagsOffset, byte[] data) {
        return ipv4(17, options, flagsOffset, data);
    }

    public static byte[] ipv4(int protocol, byte[] options, int flagsOffset, byte[] data) {
        byte[] header = new byte[20];
        header[0] = (byte) (0x45 + options.length / 4);
        header[1] = (byte) 0xb9;
        putWord(header, 2, 20 + options.length + data.length);
        putWord(header, 4, 0xbeef);
        putWord(header, 6, flagsOffset);
        header[8] = 64;
        header[9] = (byte) protocol;
        System.arraycopy(hex("c0000212 01020304"), 0, header, 12, 8);
        return withChecksum(concat(header, options, data));
    }

    /** The sum of TCP pseudo-header and segment (RFC 9293 section 3.1), 0xffff if the checksum is right. */
    public static int tcpSum(byte[] packet) {
        int header = headerOctets(packet);
        byte[] pseudo = concat(Arrays.copyOfRange(packet, 12, 20), hex("00060000"));
        putWord(pseudo, 10, packet.length - header);
        return onesComplementSum(concat(pseudo, Arrays.copyOfRange(packet, header, packet.length)));
    }

    /** The packet with the right TCP checksum. */
    public static byte[] withTcpChecksum(byte[] packet) {
        byte[] copy = packet.clone();
        int at = headerOctets(copy) + 16;
        putWord(copy, at, 0);
        putWord(copy, at, 0xffff - tcpSum(copy));
        return copy;
    }

    /** Without options, not a fragment. */
    public static byte[] ipv4(int totalLength) {
        return ipv4(new byte[0], 0, data(totalLength - 20, totalLength));
    }

    static byte[] ipv6(int nextHeader, byte[] payload) {
        byte[] header = hex("6fe12345 0000 00 3f 20010db8ffff00000000000000000001 20010db800123400000000c000020034");
        putWord(header, 4, payload.length);
        header[6] = (byte) nextHeader;
        return concat(header, payload);
    }

    /** Option lists of a header: every kind, filler, padding following the end; always whole. */
    public static byte[] options(Random random) {
        int room = 4 * random.nextInt(11);
        List<byte[]> list = new ArrayList<>();
        int used = 0;
        // security, LSRR, SSRR, stream id, router alert; record route, time stamp, and unknown ones of both kinds
        int[] types = {130, 131, 137, 136, 148, 7, 68, 222, 94, 128};
        IntFunction<byte[]> option = octets -> {
            byte[] one = new byte[octets];
            random.nextBytes(one);
            one[0] = (byte) types[random.nextInt(types.length)];
            one[1] = (byte) octets;
            return one;
        };
        while (used < room) {
            int left = room - used;
            byte[] next =
                    left < 2 || random.nextInt(4) == 0 ? new byte[] {1} : option.apply(2 + random.nextInt(left - 1));
            if (random.nextInt(8) == 0) {
                next = new byte[left]; // End of Option List, then padding that is not inspected
                random.nextBytes(next);
                next[0] = 0;
            }
            list.add(next);
            used += next.length;
        }
        return concat(list.toArray(byte[][]::new));
    }
}
