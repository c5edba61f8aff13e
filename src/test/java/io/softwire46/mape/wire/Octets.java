package io.softwire46.mape.wire;

import io.softwire46.mape.conformance.model.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Buffers of test octets, and the checksum of RFC 1071. Static methods only. */
final class Octets {
    private Octets() {}

    /** The octets from index 0 of a heap buffer of exactly their size. */
    static ByteBuffer buffer(byte[] octets) {
        return ByteBuffer.wrap(octets.clone());
    }

    /** The octets of such a buffer. */
    static byte[] octets(ByteBuffer buffer) {
        byte[] octets = new byte[buffer.limit()];
        buffer.get(0, octets);
        return octets;
    }

    static ByteBuffer buffer(String hex) {
        return ByteBuffer.wrap(Bytes.hex(hex));
    }

    /** RFC 1071 section 1: 16-bit words, added with end-around carry one by one. */
    static int naiveOnesComplementSum(byte[] octets) {
        int sum = 0;
        for (int i = 0; i < octets.length; i += 2) {
            int word = (octets[i] & 0xff) * 256 + (i + 1 < octets.length ? octets[i + 1] & 0xff : 0);
            sum += word;
            if (sum > 0xffff) {
                sum -= 0xffff;
            }
        }
        return sum;
    }

    /** Writes the right header checksum into an IPv4 header. */
    static byte[] withHeaderChecksum(byte[] packet) {
        byte[] copy = packet.clone();
        int headerOctets = Math.min(copy.length, (copy[0] & 15) * 4);
        copy[10] = 0;
        copy[11] = 0;
        int checksum = 0xffff - naiveOnesComplementSum(Arrays.copyOf(copy, headerOctets));
        copy[10] = (byte) (checksum / 256);
        copy[11] = (byte) checksum;
        return copy;
    }
}
