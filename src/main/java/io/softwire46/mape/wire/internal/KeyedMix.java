package io.softwire46.mape.wire.internal;

/**
 * A 64-bit mixing function for hash tables and flow labels. Callers combine the value with a secret key first, so that an
 * attacker cannot aim at one result.
 *
 * <p>Static methods only.
 */
public final class KeyedMix {
    /*
     * The finalizer fmix64 of MurmurHash3.
     *
     * Idea: two rounds of xor-shift and multiplication by odd constants spread each input bit over the whole word.
     *
     * Invariant: the function is a bijection, so different values never collide in all 64 bits.
     *
     * Cost: two multiplications.
     *
     * Difference from MurmurHash3: only the finalizer is used. The caller combines the value with a secret key before; this
     * hinders aimed collisions, but is not a cryptographic function.
     */

    private KeyedMix() {}

    /** Returns the mixed value. */
    public static long of(long value) {
        long a = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
        long b = (a ^ a >>> 33) * 0xc4ceb9fe1a85ec53L;
        return b ^ b >>> 33;
    }
}
