package io.softwire46.mape.conformance;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A packet from the product.
 *
 * <p>Immutable.
 */
public final class Received {
    private final Side side;
    private final byte[] octets;
    private final @Nullable Integer cause;

    /**
     * Returns a packet.
     *
     * @param side where it was sent
     * @param octets from the IP header on; copied
     * @param cause index of the packet that caused it among those of the exchange, or null if unknown
     */
    public Received(Side side, byte[] octets, @Nullable Integer cause) {
        this.side = side;
        this.octets = octets.clone();
        this.cause = cause;
    }

    /** Returns where it was sent. */
    public Side side() {
        return side;
    }

    /** Returns a copy of the octets. */
    public byte[] octets() {
        return octets.clone();
    }

    /** Returns the index of the packet that caused it, or null if unknown. */
    public @Nullable Integer cause() {
        return cause;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Received received
                && side == received.side
                && Arrays.equals(octets, received.octets)
                && Objects.equals(cause, received.cause);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /** Returns side and hexadecimal octets. */
    @Override
    public String toString() {
        return side + " " + HexFormat.of().formatHex(octets);
    }
}
