package io.softwire46.mape.forward.counter;

/**
 * The outcome of a packet. Each drop has its own reason, and each value is a counter of {@link Counters}.
 *
 * <p>Immutable.
 */
public enum Verdict {
    /** The packet was encapsulated, decapsulated or hairpinned, possibly into several fragments. */
    FORWARDED(Kind.NO_DROP),
    /** A fragment was copied and waits for other fragments of its datagram (RFC 8200 section 4.5, RFC 7597 section 8.3.2). */
    HELD(Kind.NO_DROP),
    /** An ICMPv6 echo request to the node was replaced by its reply (RFC 4443 section 4.2). */
    REPLIED(Kind.NO_DROP),
    /**
     * An ICMPv6 error from within the tunnel was accepted, to be relayed to the source of the IPv4 packet (RFC 2473 section 8).
     */
    RELAYED(Kind.NO_DROP),
    /**
     * Traffic that is not this node's, left unchanged and not a loss: the IPv4 destination is in no rule, or is multicast or
     * broadcast; the IPv6 destination is not an address of the node; or the packet is not IP.
     */
    NOT_MAP(Kind.NO_DROP),
    /** The packet has fewer octets than a header or length field requires (RFC 791 section 3.1, RFC 8200 section 3). */
    DROP_TRUNCATED(Kind.DROP),
    /** The IPv4 version, header length, total length or options are malformed (RFC 1812 section 5.2.2, RFC 791 section 3.1). */
    DROP_BAD_IPV4_HEADER(Kind.DROP),
    /** The IPv4 header checksum is wrong (RFC 1812 section 5.2.2). */
    DROP_BAD_CHECKSUM(Kind.DROP),
    /** The IPv6 version is wrong, or the payload length is 0 (RFC 8200 section 3). */
    DROP_BAD_IPV6_HEADER(Kind.DROP),
    /**
     * An extension header is truncated, has an option that requires a drop or has segments left, or there are too many headers
     * (RFC 8200 section 4).
     */
    DROP_BAD_EXTENSION_HEADER(Kind.DROP),
    /** The tunnel packet carries neither IPv4 nor ICMPv6 (RFC 8200 section 4). */
    DROP_UNSUPPORTED_NEXT_HEADER(Kind.DROP),
    /** The inner protocol or ICMP type has no port, and the address is shared (RFC 7597 section 8.2). */
    DROP_UNSUPPORTED_PROTOCOL(Kind.DROP),
    /** The source or destination is an address that must not be forwarded (RFC 1812 section 5.3.7). */
    DROP_MARTIAN(Kind.DROP),
    /** The inner destination is an IPv4 multicast or broadcast address; MAP-E carries unicast (RFC 7597 section 1). */
    DROP_MULTICAST(Kind.DROP),
    /** The TTL would become 0 (RFC 1812 section 5.3.1). */
    DROP_TTL_EXPIRED(Kind.DROP),
    /** The packet exceeds the maximum packet size, or it exceeds the MTU and must not be fragmented (RFC 2473 section 7.2). */
    DROP_TOO_BIG(Kind.DROP),
    /**
     * The IPv6 source is in no Rule IPv6 prefix, or is the address of another BR that is not accepted (RFC 7597 section 8.1). Or a
     * new table has no rule for the source or destination of a held fragment.
     */
    DROP_NO_RULE(Kind.DROP),
    /** A rule covers the IPv4 destination, but its port is not assigned to any CE (RFC 7597 section 5.1). */
    DROP_UNASSIGNED_PORT(Kind.DROP),
    /** The inner IPv4 source address or port does not belong to the CE at the IPv6 source (RFC 7597 section 8.1). */
    DROP_SPOOFED(Kind.DROP),
    /** The IPv6 source is an address of this node (RFC 2473 section 4.1.2). */
    DROP_LOOP(Kind.DROP),
    /** At a CE: the address or port is not the CE's own (RFC 7597 sections 8 and 8.1). */
    DROP_NOT_MY_ADDRESS(Kind.DROP),
    /** The outer header marks congestion, but the inner packet is not ECN-capable (RFC 6040 section 4.2). */
    DROP_ECN(Kind.DROP),
    /**
     * An IPv4 fragment to or from a shared address, dropped by {@code v4Reassembly: none} or {@code innerFragments: drop} (RFC
     * 7597 section 8.3.2).
     */
    DROP_FRAGMENT_IPV4(Kind.FRAGMENT_DROP),
    /** A fragment of a tunnel packet, if an option drops such fragments (RFC 2473 section 7). */
    DROP_FRAGMENT_IPV6(Kind.FRAGMENT_DROP),
    /** A fragment without data. */
    DROP_FRAGMENT_EMPTY(Kind.FRAGMENT_DROP),
    /**
     * A fragment that is not the last, and whose length is not a multiple of 8 octets (RFC 8200 section 4.5, RFC 791 section
     * 3.2).
     */
    DROP_FRAGMENT_BAD_LENGTH(Kind.FRAGMENT_DROP),
    /** A fragment that ends after octet 65,535 of its datagram (RFC 8200 section 4.5, RFC 791 section 3.1). */
    DROP_FRAGMENT_TOO_LONG(Kind.FRAGMENT_DROP),
    /** A fragment that ends after the maximum size of a reassembled packet. */
    DROP_FRAGMENT_OVER_LIMIT(Kind.FRAGMENT_DROP),
    /** A fragment with more extension headers before the Fragment header than the node stores (RFC 8883 section 2.3). */
    DROP_FRAGMENT_HEADERS_TOO_LONG(Kind.FRAGMENT_DROP),
    /** A first fragment without the complete header chain (RFC 7112 section 5). */
    DROP_FRAGMENT_INCOMPLETE_HEADERS(Kind.FRAGMENT_DROP),
    /** An IPv4 fragment that hides ports or TCP flags; its datagram is discarded (RFC 1858 section 3, RFC 3128 section 3). */
    DROP_FRAGMENT_TINY(Kind.FRAGMENT_DROP),
    /** An exact duplicate of a fragment that arrived before (RFC 8200 section 4.5). */
    DROP_FRAGMENT_DUPLICATE(Kind.FRAGMENT_DROP),
    /** A fragment that overlaps another; its datagram is discarded (RFC 5722 section 4). */
    DROP_FRAGMENT_OVERLAP(Kind.FRAGMENT_DROP),
    /** A second last fragment with a different end; its datagram is discarded. */
    DROP_FRAGMENT_TWO_ENDS(Kind.FRAGMENT_DROP),
    /** A fragment after the end of its datagram; its datagram is discarded. */
    DROP_FRAGMENT_BEYOND_END(Kind.FRAGMENT_DROP),
    /** A fragment that exceeds the maximum number of fragments of a datagram. */
    DROP_FRAGMENT_TOO_MANY(Kind.FRAGMENT_DROP),
    /** A fragment of a datagram that was discarded before (RFC 5722 section 4). */
    DROP_FRAGMENT_DISCARDED(Kind.FRAGMENT_DROP),
    /** A fragment that, alone or with the others of its datagram, takes more memory than one source may use. */
    DROP_FRAGMENT_SOURCE_SHARE(Kind.FRAGMENT_DROP),
    /** A fragment that, with the others of its datagram, takes more memory than the fragment store has. */
    DROP_FRAGMENT_NO_BUFFER(Kind.FRAGMENT_DROP),
    /**
     * The last fragment of a packet of which some fragments mark congestion and others are not ECN-capable (RFC 3168 section
     * 5.3).
     */
    DROP_FRAGMENT_ECN(Kind.FRAGMENT_DROP),
    /** The buffer has too little headroom for the tunnel headers, or the destination window is too short. */
    DROP_NO_ROOM(Kind.DROP),
    /** An ICMP error whose quoted packet has no port, or is not between the same addresses as the error (RFC 5508 section 4). */
    DROP_ICMP_BAD_QUOTE(Kind.DROP),
    /** An ICMPv6 echo request, if an option disables replies (RFC 4443 section 4.1). */
    DROP_ICMPV6_ECHO(Kind.DROP),
    /** An ICMPv6 message to this node that needs no action, or an error if an option disables the relaying of errors. */
    DROP_ICMPV6(Kind.DROP),
    /** An ICMPv6 message with a wrong checksum (RFC 4443 section 2.3). */
    DROP_ICMPV6_BAD_CHECKSUM(Kind.DROP),
    /** An ICMPv6 error whose quoted packet is too short or not a tunnel packet of this node (RFC 2473 section 8). */
    DROP_ICMPV6_BAD_QUOTE(Kind.DROP),
    /** An ICMPv6 error whose quoted packet does not match the rules: this node would not have sent it (RFC 8201 section 4). */
    DROP_ICMPV6_FORGED(Kind.DROP),
    /** A Packet Too Big message that reports less than 1,280 octets (RFC 8201 section 4). */
    DROP_ICMPV6_MTU_TOO_SMALL(Kind.DROP),
    /**
     * An ICMPv6 message that must not be answered or relayed (RFC 1812 section 4.3.2.7, RFC 4443 section 2.4 e), or whose source
     * is not the address of a node (RFC 4291 sections 2.5.2, 2.5.3, 2.5.5.2 and 2.7).
     */
    DROP_ICMPV6_SUPPRESSED(Kind.DROP),
    /** An ICMPv6 error that exceeds the rate limit of relayed errors (RFC 4443 section 2.4 f). */
    DROP_ICMPV6_RATE_LIMITED(Kind.DROP),
    /** At a CE with NAPT: no port is free for an exclusive mapping (RFC 7597 section 8). */
    DROP_NAPT_NO_PORT_EXCLUSIVE(Kind.NAPT_DROP),
    /** At a CE with NAPT: all ports that the packet may use are in use toward its destination (RFC 7597 section 8). */
    DROP_NAPT_NO_PORT_TOWARD_REMOTE(Kind.NAPT_DROP),
    /** At a CE with NAPT: the maximum number of sessions is reached. */
    DROP_NAPT_TABLE_FULL(Kind.NAPT_DROP),
    /** At a CE with NAPT: the inside host has its maximum number of sessions. */
    DROP_NAPT_HOST_LIMIT(Kind.NAPT_DROP),
    /** At a CE with NAPT: the inside host has its maximum number of exclusive ports. */
    DROP_NAPT_HOST_PORT_LIMIT(Kind.NAPT_DROP),
    /** At a CE with NAPT: the inside host starts too many sessions per second. */
    DROP_NAPT_HOST_RATE(Kind.NAPT_DROP),
    /** At a CE with NAPT: the maximum number of inside hosts is reached. */
    DROP_NAPT_HOSTS_FULL(Kind.NAPT_DROP),
    /** At a CE with NAPT: a TCP packet from inside that starts no connection and belongs to none. */
    DROP_NAPT_NO_SESSION_TCP(Kind.NAPT_DROP),
    /** At a CE with NAPT: a packet from the tunnel to a port without mapping (RFC 4787 section 5). */
    DROP_NAPT_UNSOLICITED(Kind.NAPT_DROP),
    /** At a CE with NAPT: a packet from the tunnel that the filter of its mapping does not permit (RFC 4787 section 5). */
    DROP_NAPT_FILTERED(Kind.NAPT_DROP),
    /** At a CE with NAPT: the source of a packet from inside is not an inside address. */
    DROP_NAPT_NOT_INSIDE(Kind.NAPT_DROP),
    /** At a CE with NAPT: the protocol has no ports (RFC 7597 section 8.2). */
    DROP_NAPT_NO_PORT_PROTOCOL(Kind.NAPT_DROP),
    /** At a CE with NAPT: an ICMP message that is neither a query nor an error (RFC 5508 section 5). */
    DROP_NAPT_ICMP_TYPE(Kind.NAPT_DROP),
    /** At a CE with NAPT: an ICMP error with a wrong ICMP checksum (RFC 5508 section 4). */
    DROP_NAPT_ICMP_BAD_CHECKSUM(Kind.NAPT_DROP),
    /** At a CE with NAPT: an ICMP error whose quoted packet is too short or malformed (RFC 5508 section 4). */
    DROP_NAPT_QUOTE_BAD(Kind.NAPT_DROP),
    /** At a CE with NAPT: an ICMP error that quotes a packet of no session (RFC 5508 section 4). */
    DROP_NAPT_QUOTE_UNKNOWN(Kind.NAPT_DROP),
    /** At a CE with NAPT: an ICMP error that quotes an IPv4 header with a wrong checksum, if an option demands a correct one. */
    DROP_NAPT_QUOTE_CHECKSUM(Kind.NAPT_DROP);

    private enum Kind {
        NO_DROP,
        DROP,
        FRAGMENT_DROP,
        NAPT_DROP
    }

    private static final Verdict[] VALUES = values();

    private final Kind kind;

    Verdict(Kind kind) {
        this.kind = kind;
    }

    /**
     * Returns whether the packet is dropped.
     *
     * @return false for {@link #FORWARDED}, {@link #HELD}, {@link #REPLIED}, {@link #RELAYED} and {@link #NOT_MAP}
     */
    public boolean isDrop() {
        return kind != Kind.NO_DROP;
    }

    /**
     * Returns whether the packet is dropped because it is a fragment.
     *
     * @return true for the values whose names begin with {@code DROP_FRAGMENT}
     */
    public boolean isFragmentDrop() {
        return kind == Kind.FRAGMENT_DROP;
    }

    /**
     * Returns whether the packet is dropped by the NAPT of a CE.
     *
     * @return true for the values whose names begin with {@code DROP_NAPT}
     */
    public boolean isNaptDrop() {
        return kind == Kind.NAPT_DROP;
    }

    /**
     * Returns whether the window of the packet is on a packet to send.
     *
     * @return true for {@link #FORWARDED} and {@link #REPLIED}
     */
    public boolean leaves() {
        return this == FORWARDED || this == REPLIED;
    }

    /**
     * Returns the verdict of an outcome in a batch.
     *
     * @param outcome the ordinal of a verdict, as {@code PacketBatch.outcome} returns it for a processed packet
     * @return the verdict
     * @throws IllegalArgumentException if it is not an ordinal, for instance since the packet has not been processed
     */
    public static Verdict of(int outcome) {
        if (outcome < 0 || outcome >= VALUES.length) {
            throw new IllegalArgumentException("outcome " + outcome + " is not that of a processed packet");
        }
        return VALUES[outcome];
    }
}
