package io.softwire46.mape.forward.tunnel;

/**
 * The payload that {@link Decapsulator#find} found following the IPv6 headers.
 *
 * <p>Immutable.
 */
public enum TunnelPayload {
    IPV4,
    /** A Fragment header. */
    FRAGMENT,
    ICMPV6,
    /** Another payload, or a header at a position where it must not be. */
    UNSUPPORTED,
    /** An extension header that requires a drop. */
    BAD_EXTENSION_HEADER
}
