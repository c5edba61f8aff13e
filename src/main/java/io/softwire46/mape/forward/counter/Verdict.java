package io.softwire46.mape.forward.counter;

/**
 * What became of a packet. Every drop has its own reason, and every value is a counter of {@link Counters}.
 *
 * <p>Immutable.
 */
public enum Verdict {
    /** The packet leaves, with a tunnel header more or less than it came with; perhaps in pieces. */
    FORWARDED,
    /** A fragment that has been copied and waits for others (RFC 8200 section 4.5, RFC 7597 section 8.3.2). */
    HELD,
    /** An ICMPv6 echo request to the node, which its reply replaces (RFC 4443 section 4.2). */
    REPLIED,
    /** An ICMPv6 error from within the tunnel, told to the source of the IPv4 packet (RFC 2473 section 8). */
    RELAYED,
    /**
     * Not this node's traffic, passed over and no loss: an IPv4 destination in no rule, multicast or broadcast, an IPv6
     * destination that is not the node's, or not IP at all.
     */
    NOT_MAP,
    /** Fewer octets are there than a header or length field says (RFC 791 section 3.1, RFC 8200 section 3). */
    DROP_TRUNCATED,
    /** IPv4 version, header length, total length or options make no sense (RFC 1812 section 5.2.2, RFC 791 section 3.1). */
    DROP_BAD_IPV4_HEADER,
    /** The IPv4 header checksum is wrong (RFC 1812 section 5.2.2). */
    DROP_BAD_CHECKSUM,
    /** IPv6 version wrong, or a payload length of 0 (RFC 8200 section 3). */
    DROP_BAD_IPV6_HEADER,
    /**
     * An extension header is cut short, has an option that demands the drop, has segments left, or is one too many (RFC 8200
     * section 4).
     */
    DROP_BAD_EXTENSION_HEADER,
    /** The tunnel packet carries neither IPv4 nor ICMPv6 (RFC 8200 section 4). */
    DROP_UNSUPPORTED_NEXT_HEADER,
    /** The inner protocol or ICMP type has no port, and the address is shared (RFC 7597 section 8.2). */
    DROP_UNSUPPORTED_PROTOCOL,
    /** A source or destination that must not be forwarded (RFC 1812 section 5.3.7). */
    DROP_MARTIAN,
    /** A tunnel packet for an IPv4 multicast or broadcast address; MAP-E carries unicast (RFC 7597 section 1). */
    DROP_MULTICAST,
    /** The TTL would become 0 (RFC 1812 section 5.3.1). */
    DROP_TTL_EXPIRED,
    /** Larger than the tunnel or the IPv4 side takes, and not to be cut (RFC 2473 section 7.2). */
    DROP_TOO_BIG,
    /** The IPv6 source is in no Rule IPv6 prefix, or another BR's address that is not accepted (RFC 7597 section 8.1). */
    DROP_NO_RULE,
    /** The IPv4 destination is in a rule, but nobody owns its port (RFC 7597 section 5.1). */
    DROP_UNASSIGNED_PORT,
    /** The IPv4 source is not what the IPv6 source may send from (RFC 7597 section 8.1). */
    DROP_SPOOFED,
    /** The IPv6 source is this node itself (RFC 2473 section 4.1.2). */
    DROP_LOOP,
    /** At a CE: an address or port that is not the CE's own (RFC 7597 sections 8 and 8.1). */
    DROP_NOT_MY_ADDRESS,
    /** Congestion was marked on a packet that cannot carry the mark (RFC 6040 section 4.2). */
    DROP_ECN,
    /** An IPv4 fragment whose owner only the port could tell, where an option has such fragments dropped (RFC 7597 section 8.3.2). */
    DROP_FRAGMENT_IPV4,
    /** A fragment of a tunnel packet, where an option has them dropped (RFC 2473 section 7). */
    DROP_FRAGMENT_IPV6,
    /** A fragment without data. */
    DROP_FRAGMENT_EMPTY,
    /** A fragment that is not the last, with data that are no multiple of 8 octets (RFC 8200 section 4.5, RFC 791 section 3.2). */
    DROP_FRAGMENT_BAD_LENGTH,
    /** A fragment that reaches beyond 65535 octets (RFC 8200 section 4.5, RFC 791 section 3.1). */
    DROP_FRAGMENT_TOO_LONG,
    /** A fragment that reaches beyond the largest packet that is joined. */
    DROP_FRAGMENT_OVER_LIMIT,
    /** More extension headers before the Fragment header than are kept (RFC 8883 section 2.3). */
    DROP_FRAGMENT_HEADERS_TOO_LONG,
    /** A first fragment without the whole header chain (RFC 7112 section 5). */
    DROP_FRAGMENT_INCOMPLETE_HEADERS,
    /** An IPv4 fragment that hides ports or TCP flags; its datagram is given up (RFC 1858 section 3, RFC 3128 section 3). */
    DROP_FRAGMENT_TINY,
    /** A fragment that had come before, octet for octet (RFC 8200 section 4.5). */
    DROP_FRAGMENT_DUPLICATE,
    /** A fragment that covers another; its datagram is given up (RFC 5722 section 4). */
    DROP_FRAGMENT_OVERLAP,
    /** A second last fragment that ends elsewhere; its datagram is given up. */
    DROP_FRAGMENT_TWO_ENDS,
    /** A fragment behind the end of its datagram, which is given up. */
    DROP_FRAGMENT_BEYOND_END,
    /** One fragment more than a datagram may have. */
    DROP_FRAGMENT_TOO_MANY,
    /** A fragment of a datagram that has been given up (RFC 5722 section 4). */
    DROP_FRAGMENT_DISCARDED,
    /** A fragment that alone, or with the others of its datagram, takes more memory than one source may have. */
    DROP_FRAGMENT_SOURCE_SHARE,
    /** A fragment that with the others of its datagram takes more memory than there is. */
    DROP_FRAGMENT_NO_BUFFER,
    /** The last fragment of a packet of which some could and others could not carry congestion (RFC 3168 section 5.3). */
    DROP_FRAGMENT_ECN,
    /** The buffer has too little room for the headers of the tunnel. */
    DROP_NO_ROOM,
    /** An ICMP error whose quoted packet names no port, or another address (RFC 5508 section 4). */
    DROP_ICMP_BAD_QUOTE,
    /** An ICMPv6 echo request to a node that does not answer (RFC 4443 section 4.1). */
    DROP_ICMPV6_ECHO,
    /** An ICMPv6 message to this node that calls for nothing, or an error where the relay of errors is off. */
    DROP_ICMPV6,
    /** An ICMPv6 message with a wrong checksum (RFC 4443 section 2.3). */
    DROP_ICMPV6_BAD_CHECKSUM,
    /** An ICMPv6 error whose quote is no tunnel packet of this node, or too short (RFC 2473 section 8). */
    DROP_ICMPV6_BAD_QUOTE,
    /** An ICMPv6 error that quotes a packet which the rules would not have sent between these addresses (RFC 8201 section 4). */
    DROP_ICMPV6_FORGED,
    /** A packet too big that reports less than 1280 octets (RFC 8201 section 4). */
    DROP_ICMPV6_MTU_TOO_SMALL,
    /**
     * An ICMPv6 message that must not be answered or passed on (RFC 1812 section 4.3.2.7, RFC 4443 section 2.4 e), or that comes from an
     * address that no node has (RFC 4291 sections 2.5.2, 2.5.3, 2.5.5.2 and 2.7).
     */
    DROP_ICMPV6_SUPPRESSED,
    /** An ICMPv6 error beyond the rate at which errors are passed on (RFC 4443 section 2.4 f). */
    DROP_ICMPV6_RATE_LIMITED;

    /**
     * Whether the packet is lost.
     *
     * @return false for {@link #FORWARDED}, {@link #HELD}, {@link #REPLIED}, {@link #RELAYED} and {@link #NOT_MAP}
     */
    public boolean isDrop() {
        return switch (this) {
            case FORWARDED, HELD, REPLIED, RELAYED, NOT_MAP -> false;
            default -> true;
        };
    }

    /**
     * Whether the packet is lost because it is a fragment.
     *
     * @return true for those whose name begins with {@code DROP_FRAGMENT}
     */
    public boolean isFragmentDrop() {
        return switch (this) {
            case DROP_FRAGMENT_IPV4,
                    DROP_FRAGMENT_IPV6,
                    DROP_FRAGMENT_EMPTY,
                    DROP_FRAGMENT_BAD_LENGTH,
                    DROP_FRAGMENT_TOO_LONG,
                    DROP_FRAGMENT_OVER_LIMIT,
                    DROP_FRAGMENT_HEADERS_TOO_LONG,
                    DROP_FRAGMENT_INCOMPLETE_HEADERS,
                    DROP_FRAGMENT_TINY,
                    DROP_FRAGMENT_DUPLICATE,
                    DROP_FRAGMENT_OVERLAP,
                    DROP_FRAGMENT_TWO_ENDS,
                    DROP_FRAGMENT_BEYOND_END,
                    DROP_FRAGMENT_TOO_MANY,
                    DROP_FRAGMENT_DISCARDED,
                    DROP_FRAGMENT_SOURCE_SHARE,
                    DROP_FRAGMENT_NO_BUFFER,
                    DROP_FRAGMENT_ECN -> true;
            default -> false;
        };
    }

    /**
     * Whether the packet's window is on a packet that leaves.
     *
     * @return true for {@link #FORWARDED} and {@link #REPLIED}
     */
    public boolean leaves() {
        return this == FORWARDED || this == REPLIED;
    }
}
