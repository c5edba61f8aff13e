package io.softwire46.mape.forward.tunnel;

/**
 * What {@link Decapsulator#find} found behind the IPv6 headers.
 *
 * <p>Immutable.
 */
public enum TunnelPayload {
    IPV4,
    /** A Fragment header. */
    FRAGMENT,
    ICMPV6,
    /** Something else, or a header where it must not be. */
    UNSUPPORTED,
    /** An extension header that demands the drop. */
    BAD_EXTENSION_HEADER
}
