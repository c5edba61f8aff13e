package io.softwire46.mape.fragment;

/**
 * SipHash (Aumasson and Bernstein, 2012): a keyed 64-bit function for short inputs, whose results cannot be
 * distinguished from random numbers without the 128-bit key. An input consists of words of eight octets, the first
 * octet in the lowest bits.
 *
 * <p>SipHash-2-4 is for visible numbers. SipHash-1-3 has 5 rounds for one word instead of 8 and is for hash tables,
 * whose hashes are not visible.
 *
 * <p>Not thread-safe: use one instance per thread.
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

    /** Creates a SipHash-2-4 function. */
    SipHash(long key0, long key1) {
        this(key0, key1, false);
    }

    /** Returns a SipHash-1-3 function. */
    static SipHash forTable(long key0, long key1) {
        return new SipHash(key0, key1, true);
    }

    /** Returns the last word of an input: up to seven octets, and the length of the whole input. */
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

    /** Spells out the rotations: in large methods Long.rotateLeft may not be inlined. */
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
