package io.softwire46.mape.nat.session;

/**
 * Checksum changes as sums for {@link io.softwire46.mape.wire.InternetChecksum#fold}, by RFC 1624 equation 3: HC' = ~(~HC + ~m +
 * m').
 *
 * <p>Static methods only.
 */
public final class Deltas {
    private Deltas() {}

    /** Returns the change if a word changes. */
    public static long word(int from, int to) {
        return (~from & 0xffffL) + to;
    }

    /** Returns the change if an address changes. */
    public static long address(int from, int to) {
        return (~from >>> 16 & 0xffffL) + (~from & 0xffff) + (to >>> 16) + (to & 0xffff);
    }

    /**
     * Applies a change to a checksum.
     *
     * @param checksum HC, 0 to 0xffff
     * @param delta the change, folded or not, small enough that the sum does not overflow an int
     * @return HC'
     */
    public static int apply(int checksum, int delta) {
        int sum = (~checksum & 0xffff) + delta;
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        return ~sum & 0xffff;
    }

    /** Returns the opposite of a folded change. */
    public static int opposite(int delta) {
        return ~delta & 0xffff;
    }
}
