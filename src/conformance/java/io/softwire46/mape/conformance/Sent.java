package io.softwire46.mape.conformance;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A packet to the product.
 *
 * <p>Immutable.
 */
public final class Sent {
    private final Side side;
    private final long atNanos;
    private final byte[] octets;

    /**
     * Returns a packet.
     *
     * @param side where it arrives
     * @param atNanos since the last reset, not decreasing
     * @param octets from the IP header on; copied
     */
    public Sent(Side side, long atNanos, byte[] octets) {
        this.side = side;
        this.atNanos = atNanos;
        this.octets = octets.clone();
    }

    /** Returns where it arrives. */
    public Side side() {
        return side;
    }

    /** Returns when it arrives, in nanoseconds since the last reset. */
    public long atNanos() {
        return atNanos;
    }

    /** Returns a copy of the octets. */
    public byte[] octets() {
        return octets.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sent sent
                && side == sent.side
                && atNanos == sent.atNanos
                && Arrays.equals(octets, sent.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /** Returns side, time and hexadecimal octets. */
    @Override
    public String toString() {
        return side + " at " + atNanos + " " + HexFormat.of().formatHex(octets);
    }
}
