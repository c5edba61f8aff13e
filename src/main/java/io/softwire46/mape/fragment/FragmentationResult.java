package io.softwire46.mape.fragment;

/**
 * Result of the check whether a packet is fragmented.
 *
 * <p>Immutable.
 */
public enum FragmentationResult {
    /** The packet is within the limit and can be sent unchanged. */
    FITS,
    /** The packet exceeds the limit; at least two fragments can be written. */
    CUT,
    /** The packet exceeds the limit, and its DF flag forbids fragmentation (RFC 791 section 3.1). */
    DONT_FRAGMENT,
    /**
     * The limit is below the minimum of every network: 68 octets of IPv4 (RFC 791), 1280 of IPv6 (RFC 8200 section 5).
     */
    LIMIT_TOO_SMALL,
    /** The window does not contain a whole packet of the type that the fragmenter accepts. */
    BAD_HEADER,
    /** IPv4: an option is shorter than two octets or exceeds the header (RFC 791 section 3.1). */
    BAD_OPTIONS,
    /**
     * IPv4: the packet is an invalid fragment. It exceeds 65535 octets, or MF is set but its data is not a multiple of
     * 8 octets (RFC 791 section 3.2).
     */
    BAD_FRAGMENT
}
