package io.softwire46.mape.forward.counter;

/**
 * The side from which a packet arrived.
 *
 * <p>Immutable.
 */
public enum Direction {
    /** From the IPv4 side: an IPv4 packet to encapsulate. */
    V4_TO_V6,
    /** From the IPv6 side: a tunnel packet to decapsulate, or an ICMPv6 message to the node. */
    V6_TO_V4
}
