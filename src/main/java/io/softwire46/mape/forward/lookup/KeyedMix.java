package io.softwire46.mape.forward.lookup;

/**
 * The finalizer of a 64-bit hash: two rounds of xor-shift and multiplication by odd constants spread every input bit over the
 * whole word. A key that is mixed in before keeps outsiders from aiming at one result.
 *
 * <p>Static methods only.
 */
public final class KeyedMix {
    private KeyedMix() {}

    public static long of(long value) {
        long a = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
        long b = (a ^ a >>> 33) * 0xc4ceb9fe1a85ec53L;
        return b ^ b >>> 33;
    }
}
