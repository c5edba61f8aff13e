package io.softwire46.mape.forward;

/**
 * What became of a packet. Every drop has its own reason, and every value is a counter of {@link Counters}.
 *
 * <p>Immutable.
 */
public enum Verdict {
    /** The packet leaves, with a tunnel header more or less than it came with. */
    FORWARDED,
    /**
     * Not this node's traffic, passed over and no loss: an IPv4 destination in no rule, multicast or broadcast, an IPv6
     * destination that is not the node's, or not IP at all.
     */
    NOT_MAP,
    /** Fewer octets are there than a header or length field says (RFC 791 section 3.1, RFC 8200 section 3). */
    DROP_TRUNCATED,
    /** IPv4 version, header length or total length make no sense (RFC 1812 section 5.2.2). */
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
    /** Larger than the tunnel or the IPv4 side takes (RFC 2473 section 7.2). */
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
    /** An IPv4 fragment whose owner only the port could tell (RFC 7597 section 8.3.2). */
    DROP_FRAGMENT_IPV4,
    /** A fragment of a tunnel packet (RFC 2473 section 7). */
    DROP_FRAGMENT_IPV6,
    /** The buffer has too little headroom for the tunnel header. */
    DROP_NO_ROOM,
    /** An ICMP error whose quoted packet names no port, or another address (RFC 5508 section 4). */
    DROP_ICMP_BAD_QUOTE,
    /** An ICMPv6 echo request to this node (RFC 4443 section 4.1). */
    DROP_ICMPV6_ECHO,
    /** Any other ICMPv6 message to this node. */
    DROP_ICMPV6;

    /**
     * Whether the packet is lost.
     *
     * @return false for {@link #FORWARDED} and {@link #NOT_MAP}
     */
    public boolean isDrop() {
        return this != FORWARDED && this != NOT_MAP;
    }
}
