package io.softwire46.mape.operate;

/**
 * Bounds of a diagnosis.
 *
 * <p>Immutable.
 *
 * @param maxTriples distinct observations that are kept, 1 to 65,536; of more, a sample is kept
 * @param maxRounds rules of different kinds that are searched for in the same evidence, 1 to 16
 * @param seed determines the sample
 */
public record Limits(int maxTriples, int maxRounds, long seed) {
    /** Maximum number of observations: 65,536. */
    public static final int MAX_TRIPLES = 65_536;

    /** Maximum number of rounds: 16. */
    public static final int MAX_ROUNDS = 16;

    /** The maximum values, and seed 0. */
    public static final Limits DEFAULT = new Limits(MAX_TRIPLES, MAX_ROUNDS, 0);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Limits {
        if (maxTriples < 1 || maxTriples > MAX_TRIPLES || maxRounds < 1 || maxRounds > MAX_ROUNDS) {
            throw new IllegalArgumentException(
                    "maxTriples " + maxTriples + " or maxRounds " + maxRounds + " is out of range");
        }
    }

    /** {@return these limits with another seed} */
    public Limits withSeed(long value) {
        return new Limits(maxTriples, maxRounds, value);
    }
}
