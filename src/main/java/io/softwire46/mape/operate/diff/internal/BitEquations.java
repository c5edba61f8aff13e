package io.softwire46.mape.operate.diff.internal;

/**
 * Equations between bits. A bit is the constant 0, the constant 1, or a variable; equal bits form a set with one representative.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class BitEquations {
    /** The number of the first variable; 0 and 1 are the constants. */
    static final int FIRST_VARIABLE = 2;

    private static final int MAX_VARIABLES = 64;

    /** By bit, another bit that it is equal to; the bit itself if it represents its set. */
    private final byte[] equal = new byte[FIRST_VARIABLE + MAX_VARIABLES];

    private int freeBits;
    private boolean isContradictory;

    /** Begins with variables that are all free. */
    void begin(int variables) {
        for (int i = 0; i < FIRST_VARIABLE + variables; i++) {
            equal[i] = (byte) i;
        }
        freeBits = variables;
        isContradictory = false;
    }

    /** Adds the equation of two bits. */
    void equate(int one, int other) {
        int a = representative(one);
        int b = representative(other);
        if (a == b) {
            return;
        }
        if (Math.max(a, b) < FIRST_VARIABLE) {
            isContradictory = true;
            return;
        }
        // A constant has the lower number, so it represents its set.
        equal[Math.max(a, b)] = (byte) Math.min(a, b);
        freeBits--;
    }

    void contradict() {
        isContradictory = true;
    }

    /** Returns the number of values of the variables that fulfil all equations; at most 62 variables may be free. */
    long solutions() {
        return isContradictory ? 0 : 1L << freeBits;
    }

    private int representative(int bit) {
        int at = bit;
        while (equal[at] != at) {
            equal[at] = equal[equal[at]];
            at = equal[at];
        }
        return at;
    }
}
