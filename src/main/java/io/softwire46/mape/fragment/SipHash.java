package io.softwire46.mape.fragment;

/**
 * SipHash (Aumasson and Bernstein, 2012): a 64-bit function with a 128-bit key whose results no one can tell from random
 * numbers without the key, made for short inputs. An input is words of eight octets each, the first octet in the lowest bits.
 *
 * <p>SipHash-2-4 is for numbers that others see. SipHash-1-3 has 5 rounds for one word instead of 8 and is for
 * tables, whose hashes no one sees.
 *
 * <p>About 13 ns for one word and 24 for four with 2-4, on a core of 3.2 GHz. Not thread-safe: use one instance per thread.
 */
final class SipHash {
    private final long key0;
    private final long key1;
    private final boolean forTable;

    private long v0;
    private long v1;
    private long v2;
    private long v3;

    private SipHash(long key0, long key1, boolean forTable) {
        this.key0 = key0;
        this.key1 = key1;
        this.forTable = forTable;
    }

    /** SipHash-2-4. */
    SipHash(long key0, long key1) {
        this(key0, key1, false);
    }

    /** SipHash-1-3. */
    static SipHash forTable(long key0, long key1) {
        return new SipHash(key0, key1, true);
    }

    /** Returns the last word of an input: up to seven octets, and the length of all. */
    static long tail(long octets, int inputOctets) {
        return octets | (long) inputOctets << 56;
    }

    long hash(long word) {
        return hash(word, tail(0, 8));
    }

    long hash(long word, long tail) {
        begin();
        compress(word);
        return finish(tail);
    }

    long hash(long word0, long word1, long word2, long word3) {
        return hash(word0, word1, word2, word3, tail(0, 32));
    }

    long hash(long word0, long word1, long word2, long word3, long tail) {
        begin();
        compress(word0);
        compress(word1);
        compress(word2);
        compress(word3);
        return finish(tail);
    }

    private void begin() {
        v0 = key0 ^ 0x736f6d6570736575L;
        v1 = key1 ^ 0x646f72616e646f6dL;
        v2 = key0 ^ 0x6c7967656e657261L;
        v3 = key1 ^ 0x7465646279746573L;
    }

    private void compress(long word) {
        v3 ^= word;
        round();
        if (!forTable) {
            round();
        }
        v0 ^= word;
    }

    private long finish(long tail) {
        compress(tail);
        v2 ^= 0xff;
        round();
        round();
        round();
        if (!forTable) {
            round();
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    /** The rotations spelled out: where much is inlined already Long.rotateLeft stays a call, 6 % of a fragment through a port cache. */
    private void round() {
        long a = v0 + v1;
        long c = v2 + v3;
        long b = (v1 << 13 | v1 >>> 51) ^ a;
        long d = (v3 << 16 | v3 >>> 48) ^ c;
        a = (a << 32 | a >>> 32) + d;
        c += b;
        v1 = (b << 17 | b >>> 47) ^ c;
        v3 = (d << 21 | d >>> 43) ^ a;
        v2 = (c << 32 | c >>> 32);
        v0 = a;
    }
}
