package io.softwire46.mape.fragment;

/**
 * Whether a packet is fragmented.
 *
 * <p>Immutable.
 */
public enum FragmentationResult {
    /** The packet is within the limit: there is nothing to pull, it may go unchanged. */
    FITS,
    /** The packet is longer than the limit; its fragments, two at least, are there to be pulled. */
    CUT,
    /** The packet is longer than the limit, and its DF flag forbids to fragment it (RFC 791 section 3.1). */
    DONT_FRAGMENT,
    /** The limit is below what every network carries: 68 octets of IPv4 (RFC 791), 1280 of IPv6 (RFC 8200 section 5). */
    LIMIT_TOO_SMALL,
    /** The window does not hold a whole packet of the kind that the fragmenter takes. */
    BAD_HEADER,
    /** IPv4: an option is shorter than two octets or runs over the header's end (RFC 791 section 3.1). */
    BAD_OPTIONS,
    /**
     * IPv4: the packet is a fragment that cannot be a part of any datagram. It reaches beyond 65535 octets, or more
     * fragments are to follow but its data is no multiple of 8 octets (RFC 791 section 3.2).
     */
    BAD_FRAGMENT
}
