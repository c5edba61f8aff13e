package io.softwire46.mape.fragment;

/**
 * The result of passing a fragment to {@link Ipv6Reassembler}, {@link Ipv4Reassembler} or {@link FragmentPortCache}.
 *
 * <p>Checks of the fragment alone precede checks against the other fragments of its datagram. A fragment that fails a
 * check of the first kind is dropped without an effect on its datagram, except for {@link #TINY}. Immutable.
 */
public enum FragmentResult {
    /** The fragment was copied and is held until other fragments arrive. */
    HELD,
    /**
     * The datagram is complete, or was never fragmented: the window now contains the whole packet.
     */
    COMPLETE,
    /** Port cache only: the port of the datagram is known, so the fragment can be forwarded to the owner of the port. */
    PORT_KNOWN,

    /** The window does not contain a complete fragment of the required kind after valid headers. */
    MALFORMED,
    /** The fragment has no data. */
    EMPTY,
    /**
     * The fragment is not the last one, but the length of its data is not a multiple of 8 octets (RFC 8200 section 4.5,
     * RFC 791 section 3.2).
     */
    BAD_LENGTH,
    /**
     * The fragment ends beyond the 65535 octets that a length field can express (RFC 8200 section 4.5, RFC 791 section
     * 3.1).
     */
    TOO_LONG,
    /** The fragment ends beyond {@link ReassemblyLimits#maxPacketOctets}. */
    OVER_LIMIT,
    /** The extension headers before the Fragment header exceed 144 octets; RFC 8883 provides for such limits. */
    HEADERS_TOO_LONG,
    /** A first fragment without the entire header chain (RFC 7112 section 5), which an IPv4 header ends. */
    INCOMPLETE_HEADERS,
    /**
     * A first fragment too short for ports or TCP flags, or a later fragment at an offset within them (RFC 1858, RFC
     * 3128). The datagram is discarded.
     */
    TINY,

    /** An exact duplicate of a held fragment; the held fragments are kept (RFC 8200 section 4.5). */
    DUPLICATE,
    /**
     * The fragment overlaps another one. The datagram is discarded silently (RFC 5722 section 4, RFC 8200 section 4.5).
     */
    OVERLAP,
    /** A second last fragment with another end. The datagram is discarded. */
    TWO_ENDS,
    /** Data beyond the end of the last fragment. The datagram is discarded. */
    BEYOND_END,
    /** More than {@link ReassemblyLimits#maxFragmentsPerPacket} fragments; a reassembler discards the datagram. */
    TOO_MANY_FRAGMENTS,
    /**
     * The datagram was discarded and has not expired, so its later fragments are dropped too (RFC 5722 section 4).
     */
    DISCARDED,
    /**
     * The fragments of the datagram need more memory than the share of their source; a reassembler discards the datagram.
     */
    SOURCE_SHARE,
    /** Port cache only: the held fragments of the datagram need more memory than the whole cache has. */
    NO_BUFFER,
    /**
     * The reassembled packet is dropped: some fragments have the CE codepoint, but others are Not-ECT (RFC 3168 section
     * 5.3).
     */
    ECN;

    /**
     * Returns whether the fragment is dropped.
     *
     * @return false for {@link #HELD}, {@link #COMPLETE} and {@link #PORT_KNOWN}
     */
    public boolean isDrop() {
        return compareTo(PORT_KNOWN) > 0;
    }
}
