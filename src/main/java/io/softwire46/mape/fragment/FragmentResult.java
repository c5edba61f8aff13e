package io.softwire46.mape.fragment;

/**
 * What became of a fragment that was given to {@link Ipv6Reassembler}, {@link Ipv4Reassembler} or {@link
 * FragmentPortCache}.
 *
 * <p>Checks that need nothing but the fragment come first; a fragment that fails one of them is dropped alone, and
 * touches no datagram, except for {@link #TINY}. Then come those that need the other fragments. Immutable.
 */
public enum FragmentResult {
    /** It has been copied and waits for others. */
    HELD,
    /**
     * It was the last that was missing, or the datagram was never fragmented: the window is now on the whole packet.
     */
    COMPLETE,
    /** Port cache only: the port of its datagram is known, and the fragment may go where that port belongs. */
    PORT_KNOWN,

    /** The window does not hold what the method takes: a whole fragment of that kind behind checked headers. */
    MALFORMED,
    /** It has no data, and so adds no information. */
    EMPTY,
    /**
     * More fragments are to follow, but its data is no multiple of 8 octets (RFC 8200 section 4.5, RFC 791 section
     * 3.2).
     */
    BAD_LENGTH,
    /**
     * It reaches beyond the 65535 octets that a length field can express (RFC 8200 section 4.5, RFC 791 section 3.1).
     */
    TOO_LONG,
    /** It reaches beyond {@link ReassemblyLimits#maxPacketOctets}. */
    OVER_LIMIT,
    /** More than 144 octets of extension headers before the Fragment header: RFC 8883 foresees such limits. */
    HEADERS_TOO_LONG,
    /** A first fragment without the whole header chain (RFC 7112 section 5), of which an IPv4 header is the end. */
    INCOMPLETE_HEADERS,
    /**
     * A first fragment so short, or one after it so near, that ports or TCP flags are in the second (RFC 1858, RFC
     * 3128). Its datagram is discarded.
     */
    TINY,

    /** Octet for octet what has been received before; what was collected stays (RFC 8200 section 4.5). */
    DUPLICATE,
    /**
     * It covers octets of another fragment. The datagram is discarded, silently (RFC 5722 section 4, RFC 8200 section
     * 4.5).
     */
    OVERLAP,
    /** A last fragment that ends elsewhere than the last fragment before. The datagram is discarded. */
    TWO_ENDS,
    /** Data behind the end that the last fragment has set. The datagram is discarded. */
    BEYOND_END,
    /** More than {@link ReassemblyLimits#maxFragmentsPerPacket}; a datagram that is reassembled is discarded. */
    TOO_MANY_FRAGMENTS,
    /**
     * Its datagram has been discarded, and its time is not over: later fragments are dropped too (RFC 5722 section 4).
     */
    DISCARDED,
    /**
     * Alone, or with the others of its datagram, it takes more memory than its source may have; a datagram that is
     * reassembled is discarded.
     */
    SOURCE_SHARE,
    /** Port cache only: with the others of its datagram it takes more memory than there is. */
    NO_BUFFER,
    /**
     * The reassembled packet is dropped: fragments have a congestion mark, but others are of a transport that would not
     * understand it (RFC 3168 section 5.3).
     */
    ECN;

    /**
     * Returns whether fragment and window are of no further use.
     *
     * @return false for {@link #HELD}, {@link #COMPLETE} and {@link #PORT_KNOWN}
     */
    public boolean isDrop() {
        return compareTo(PORT_KNOWN) > 0;
    }
}
