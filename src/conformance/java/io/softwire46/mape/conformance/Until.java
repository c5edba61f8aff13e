package io.softwire46.mape.conformance;

import java.util.HexFormat;
import java.util.List;

/**
 * When a target with asynchronous delivery answers an exchange: when an output contains each mark and no further one was sent
 * for a while, else at the deadline.
 *
 * <p>Immutable.
 *
 * @param marks at most one per side
 * @param quietMillis 0 to 5,000
 * @param deadlineMillis 1 to 600,000
 */
public record Until(List<Mark> marks, int quietMillis, int deadlineMillis) {
    /** For targets whose delivery is synchronous. */
    public static final Until SYNC = new Until(List.of(), 0, 5_000);

    /** Copies the list. */
    public Until {
        marks = List.copyOf(marks);
    }

    /**
     * Octets that are in the payload of a packet that the product is known to forward.
     *
     * <p>Immutable.
     *
     * @param side where the product sends the packet
     * @param hex 12 octets, lower case
     */
    public record Mark(Side side, String hex) {
        /** Returns the octets. */
        public byte[] octets() {
            return HexFormat.of().parseHex(hex);
        }
    }
}
