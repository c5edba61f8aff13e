package io.softwire46.mape.forward.counter;

/**
 * What happens beside the verdict on a packet; each value is a counter of {@link Counters}.
 *
 * <p>Immutable.
 */
public enum Event {
    /** IPv4 packets that left, fragments and ICMP errors each by themselves. */
    SENT_IPV4,
    /** IPv6 packets that left, fragments and ICMPv6 messages each by themselves. */
    SENT_IPV6,
    /** IPv4 packets of a CE that another CE gets, or at a CE itself, with their octets (RFC 7596 section 6.2). */
    HAIRPINNED,
    /** ICMP errors that left, in a tunnel or not, with the octets of the IPv4 packet (RFC 792). */
    ICMPV4_ERROR_SENT,
    /** ICMPv6 errors that left (RFC 4443). */
    ICMPV6_ERROR_SENT,
    /** Errors that had to be told, had it not been forbidden; with the octets of their packets (RFC 1812 section 4.3.2.7). */
    ICMP_ERROR_SUPPRESSED,
    /** Errors beyond the rate, with the octets of their packets (RFC 4443 section 2.4 f). */
    ICMP_ERROR_RATE_LIMITED,
    /** Tunnel packets that were cut into IPv6 fragments, with the octets before (RFC 2473 section 7.2). */
    TUNNEL_PACKET_CUT,
    /** IPv4 packets that were cut, with the octets before (RFC 791 section 3.2). */
    IPV4_PACKET_CUT,
    /** TCP SYNs whose maximum segment size was lowered (RFC 7597 section 8.3). */
    MSS_CLAMPED,
    /** Pairs of ECN fields that no tunnel entry makes (RFC 6040 section 4.2). */
    ECN_UNUSED_COMBINATION,
    /** Tunnel packets that were joined, with the octets of the joined packets (RFC 2473 section 7). */
    IPV6_REASSEMBLED,
    /** IPv4 datagrams that were joined, with the octets of the joined packets (RFC 7597 section 8.3.2). */
    IPV4_REASSEMBLED,
    /** Held fragments of IPv4 datagrams that went on into a tunnel when their port was known. */
    RELEASED_INTO_TUNNEL,
    /** Held fragments that left a tunnel when their port was known. */
    RELEASED_FROM_TUNNEL,
    /** Held fragments that were dropped when their port was known. */
    RELEASED_DROPPED,
    /** Datagrams whose fragments were forgotten when their time was over (RFC 8200 section 4.5, RFC 1122 section 3.3.2). */
    FRAGMENTS_EXPIRED,
    /** Datagrams whose fragments were evicted for another datagram of their source, which had its share. */
    FRAGMENTS_EVICTED_BY_SHARE,
    /** Datagrams whose fragments were evicted because a table or the memory for fragments was full. */
    FRAGMENTS_EVICTED_BY_TABLE,
    /** Reports that lowered the MTU toward a destination (RFC 8201 section 4). */
    PATH_MTU_LOWERED
}
