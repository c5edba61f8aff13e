package io.softwire46.mape.operate.diagnose;

/**
 * How many EA bits match by chance: of many CEs without EA bits, some rule explains a few.
 *
 * <p>Static methods only.
 */
final class Accidents {
    /** Logarithm of the number of shapes that one CE admits, about. */
    private static final int SHAPE_BITS = 10;
    /** Logarithm of the number of those that ports leave: formats and ends. */
    private static final int MIN_SHAPE_BITS = 3;

    private Accidents() {}

    /**
     * Returns the number of EA bits, of all chosen CEs together, that some choice of CEs and some rule match by chance.
     *
     * @param ces number of CEs, at least 1
     * @param chosen number of those that a rule explains, at least 1
     * @param portBits PSID bits of all ports together, which exclude shapes
     */
    static double bits(int ces, int chosen, int portBits) {
        return Math.max(MIN_SHAPE_BITS, SHAPE_BITS - portBits) + choices(ces, chosen);
    }

    /** Returns an upper bound of the logarithm of the number of ways to choose, by the entropy of the share. */
    private static double choices(int ces, int chosen) {
        double share = (double) chosen / ces;
        return share >= 1 ? 0 : -ces * (share * log2(share) + (1 - share) * log2(1 - share));
    }

    private static double log2(double number) {
        return Math.log(number) / Math.log(2);
    }
}
