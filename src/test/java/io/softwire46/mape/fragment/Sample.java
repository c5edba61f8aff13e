package io.softwire46.mape.fragment;

import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.model.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/** Packets put together octet by octet, and the checksum of RFC 1071. Static methods only. */
public final class Sample {
    private Sample() {}

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
        Bytes.put16(copy, 10, 0);
        Bytes.put16(copy, 10, 0xffff - onesComplementSum(Arrays.copyOf(copy, headerOctets(copy))));
        return copy;
    }

    public static byte[] data(int octets, long seed) {
        byte[] data = new byte[octets];
        new Random(seed).nextBytes(data);
        return data;
    }

    /** An IPv4 packet whose protocol field is UDP; the fragmenters do not inspect the data. */
    public static byte[] ipv4(byte[] options, int flagsOffset, byte[] data) {
        return ipv4(17, options, flagsOffset, data);
    }

    public static byte[] ipv4(int protocol, byte[] options, int flagsOffset, byte[] data) {
        byte[] header = new byte[20];
        header[0] = (byte) (0x45 + options.length / 4);
        header[1] = (byte) 0xb9;
        Bytes.put16(header, 2, 20 + options.length + data.length);
        Bytes.put16(header, 4, 0xbeef);
        Bytes.put16(header, 6, flagsOffset);
        header[8] = 64;
        header[9] = (byte) protocol;
        System.arraycopy(Bytes.hex("c0000212 01020304"), 0, header, 12, 8);
        return withChecksum(Bytes.concat(header, options, data));
    }

    /** The sum of TCP pseudo-header and segment (RFC 9293 section 3.1), 0xffff if the checksum is right. */
    public static int tcpSum(byte[] packet) {
        int header = headerOctets(packet);
        byte[] pseudo = Bytes.concat(Arrays.copyOfRange(packet, 12, 20), Bytes.hex("00060000"));
        Bytes.put16(pseudo, 10, packet.length - header);
        return onesComplementSum(Bytes.concat(pseudo, Arrays.copyOfRange(packet, header, packet.length)));
    }

    /** The packet with the right TCP checksum. */
    public static byte[] withTcpChecksum(byte[] packet) {
        byte[] copy = packet.clone();
        int at = headerOctets(copy) + 16;
        Bytes.put16(copy, at, 0);
        Bytes.put16(copy, at, 0xffff - tcpSum(copy));
        return copy;
    }

    /** Without options, not a fragment. */
    public static byte[] ipv4(int totalLength) {
        return ipv4(new byte[0], 0, data(totalLength - 20, totalLength));
    }

    static byte[] ipv6(int nextHeader, byte[] payload) {
        byte[] header =
                Bytes.hex("6fe12345 0000 00 3f 20010db8ffff00000000000000000001 20010db800123400000000c000020034");
        Bytes.put16(header, 4, payload.length);
        header[6] = (byte) nextHeader;
        return Bytes.concat(header, payload);
    }

    /** Option lists of a header: every kind, filler, padding following the end; always whole. */
    public static byte[] options(Choices choices) {
        int room = 4 * choices.nextInt(11);
        List<byte[]> list = new ArrayList<>();
        int used = 0;
        // security, LSRR, SSRR, stream id, router alert; record route, time stamp, and unknown ones of both kinds
        int[] types = {130, 131, 137, 136, 148, 7, 68, 222, 94, 128};
        IntFunction<byte[]> option = octets -> {
            byte[] one = choices.octets(octets);
            one[0] = (byte) types[choices.nextInt(types.length)];
            one[1] = (byte) octets;
            return one;
        };
        while (used < room) {
            int left = room - used;
            byte[] next =
                    left < 2 || choices.nextInt(4) == 0 ? new byte[] {1} : option.apply(2 + choices.nextInt(left - 1));
            if (choices.nextInt(8) == 0) {
                next = choices.octets(left); // End of Option List, then padding that is not inspected
                next[0] = 0;
            }
            list.add(next);
            used += next.length;
        }
        return Bytes.concat(list.toArray(byte[][]::new));
    }
}
