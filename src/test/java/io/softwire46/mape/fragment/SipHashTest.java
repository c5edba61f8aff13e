package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Of the test vectors that come with the paper's reference code: key 00 to 0f, input 00, 01, 02 and so on. */
class SipHashTest {
    private static final long WORD_0 = 0x0706050403020100L;
    private static final long WORD_1 = 0x0f0e0d0c0b0a0908L;

    private final SipHash hash = new SipHash(WORD_0, WORD_1);

    @Test
    void eightOctets() {
        assertEquals(Long.reverseBytes(0x6224939a79f5f593L), hash.hash(WORD_0));
    }

    @Test
    void thirtyTwoOctets() {
        long result = hash.hash(WORD_0, WORD_1, 0x1716151413121110L, 0x1f1e1d1c1b1a1918L);

        assertEquals(Long.reverseBytes(0xce7cf2722f512771L), result);
    }

    @Test
    void resultIsIndependentOfThePreviousInput() {
        hash.hash(1, 2, 3, 4);
        assertEquals(Long.reverseBytes(0x6224939a79f5f593L), hash.hash(WORD_0));
    }

    /** Inputs that do not end with a word. */
    @Test
    void elevenAndThirtySixOctets() {
        assertEquals(0xf4b32f46226bada7L, hash.hash(WORD_0, SipHash.tail(0x0a0908, 11)));
        assertEquals(
                0x314dffbe0815a3b4L,
                hash.hash(WORD_0, WORD_1, 0x1716151413121110L, 0x1f1e1d1c1b1a1918L, SipHash.tail(0x23222120, 36)));
    }

    /** The paper's description, octet by octet, with c and d as parameters. */
    private static long naive(int c, int d, long key0, long key1, byte[] input) {
        long[] v = {
            key0 ^ 0x736f6d6570736575L,
            key1 ^ 0x646f72616e646f6dL,
            key0 ^ 0x6c7967656e657261L,
            key1 ^ 0x7465646279746573L
        };
        byte[] padded = Arrays.copyOf(input, input.length / 8 * 8 + 8);
        padded[padded.length - 1] = (byte) input.length;
        for (int at = 0; at < padded.length; at += 8) {
            long word = ByteBuffer.wrap(padded).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
            v[3] ^= word;
            rounds(c, v);
            v[0] ^= word;
        }
        v[2] ^= 0xff;
        rounds(d, v);
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    private static void rounds(int count, long[] v) {
        for (int i = 0; i < count; i++) {
            half(v, 0, 1, 13);
            half(v, 2, 3, 16);
            v[0] = Long.rotateLeft(v[0], 32);
            half(v, 2, 1, 17);
            half(v, 0, 3, 21);
            v[2] = Long.rotateLeft(v[2], 32);
        }
    }

    private static void half(long[] v, int a, int b, int bits) {
        v[a] += v[b];
        v[b] = Long.rotateLeft(v[b], bits) ^ v[a];
    }

    private static byte[] octets(int count, long... words) {
        ByteBuffer buffer = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
        for (long word : words) {
            buffer.putLong(word);
        }
        return Arrays.copyOf(buffer.array(), count);
    }

    @Test
    void forTablesTheRoundsAreOneAndThree() {
        // known values: the reference code with rounds 2-4, and with 1-3 and a key of zeros
        assertEquals(Long.reverseBytes(0x6224939a79f5f593L), naive(2, 4, WORD_0, WORD_1, octets(8, WORD_0)));
        assertEquals(0xd1fba762150c532cL, naive(1, 3, 0, 0, new byte[0]));
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            long key0 = random.nextLong();
            long key1 = random.nextLong();
            SipHash table = SipHash.forTable(key0, key1);
            long[] words = random.longs(4).toArray();
            long tail = random.nextLong() >>> 8;
            assertEquals(naive(1, 3, key0, key1, octets(8, words[0])), table.hash(words[0]));
            assertEquals(
                    naive(1, 3, key0, key1, octets(15, words[0], tail)), table.hash(words[0], SipHash.tail(tail, 15)));
            assertEquals(
                    naive(1, 3, key0, key1, octets(39, words[0], words[1], words[2], words[3], tail)),
                    table.hash(words[0], words[1], words[2], words[3], SipHash.tail(tail, 39)));
        }
    }
}
