package io.softwire46.mape.forward.counter;

/**
 * What a node did in addition to the verdict on a packet. Each value is a counter of {@link Counters}.
 *
 * <p>Immutable.
 */
public enum Event {
    /** IPv4 packets sent; each fragment and each ICMP error counts. */
    SENT_IPV4,
    /** IPv6 packets sent; each fragment and each ICMPv6 message counts. */
    SENT_IPV6,
    /** IPv4 packets from CE to CE through a BR, or from a CE to itself, with their octets (RFC 7596 section 6.2). */
    HAIRPINNED,
    /** ICMP errors sent, encapsulated or not, with the octets of the IPv4 packet (RFC 792). */
    ICMPV4_ERROR_SENT,
    /** ICMPv6 errors sent (RFC 4443). */
    ICMPV6_ERROR_SENT,
    /** Errors not sent because an RFC forbids it, with the octets of the packets that caused them (RFC 1812 section 4.3.2.7). */
    ICMP_ERROR_SUPPRESSED,
    /** Errors not sent because of the rate limit, with the octets of the packets that caused them (RFC 4443 section 2.4 f). */
    ICMP_ERROR_RATE_LIMITED,
    /** Tunnel packets that were fragmented, with their octets before fragmentation (RFC 2473 section 7.2). */
    TUNNEL_PACKET_CUT,
    /** IPv4 packets that were fragmented, with their octets before fragmentation (RFC 791 section 3.2). */
    IPV4_PACKET_CUT,
    /** TCP SYNs whose maximum segment size was lowered (RFC 7597 section 8.3). */
    MSS_CLAMPED,
    /** Tunnel packets with a combination of ECN fields that no encapsulator creates (RFC 6040 section 4.2). */
    ECN_UNUSED_COMBINATION,
    /** Tunnel packets that were reassembled, with the octets of the reassembled packets (RFC 2473 section 7). */
    IPV6_REASSEMBLED,
    /** IPv4 datagrams that were reassembled, with the octets of the reassembled datagrams (RFC 7597 section 8.3.2). */
    IPV4_REASSEMBLED,
    /** Held fragments that were encapsulated when the port of their datagram became known. */
    RELEASED_INTO_TUNNEL,
    /** Held fragments that were decapsulated when the port of their datagram became known. */
    RELEASED_FROM_TUNNEL,
    /** Held fragments that were dropped when the port of their datagram became known. */
    RELEASED_DROPPED,
    /**
     * Datagrams whose fragments were discarded because the reassembly time expired (RFC 8200 section 4.5, RFC 1122 section
     * 3.3.2).
     */
    FRAGMENTS_EXPIRED,
    /** Datagrams evicted because their source exceeded its share of the fragment store. */
    FRAGMENTS_EVICTED_BY_SHARE,
    /** Datagrams evicted because a table or the memory for fragments was full. */
    FRAGMENTS_EVICTED_BY_TABLE,
    /** Reports that lowered the MTU toward a destination (RFC 8201 section 4). */
    PATH_MTU_LOWERED,
    /** Tables whose NAPT was ignored, since the CE was created without one; or that had none, at a CE with NAPT. */
    NAPT_IGNORED
}
