package io.softwire46.mape.forward.counter;

/**
 * Which side a packet came from.
 *
 * <p>Immutable.
 */
public enum Direction {
    /** An IPv4 packet that is to enter the tunnel. */
    V4_TO_V6,
    /** A tunnel packet that is to leave it. */
    V6_TO_V4
}
