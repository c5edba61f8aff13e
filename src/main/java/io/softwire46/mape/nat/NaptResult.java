package io.softwire46.mape.nat;

/**
 * What a NAPT did with a packet. Every reason to drop a packet has its own result and its own counter.
 *
 * <p>A dropped packet is as it arrived. Immutable.
 */
public enum NaptResult {
    /** The packet was translated in place. */
    TRANSLATED,
    /** An outbound packet to the NAPT's own address and port: both sides were translated (RFC 4787 REQ-9). */
    HAIRPINNED,
    /** An ICMP error was translated, together with the packet that it quotes (RFC 5508 REQ-4 and REQ-5). */
    RELAYED_ERROR,
    /** An outbound packet to an inside destination, which is not for the NAPT; unchanged. */
    BYPASSED,
    /** A fragment that waits for the first fragment of its datagram; its octets have been copied. */
    HELD,
    /** The external port belongs to another instance of the same CE; the source side was translated. */
    OTHER_WORKER,

    /** No port is free for an EXCLUSIVE mapping. */
    NO_PORT_EXCLUSIVE,
    /** All permitted ports are in use toward the remote endpoint. */
    NO_PORT_TOWARD_REMOTE,
    /** The maximum number of sessions is reached. */
    TABLE_FULL,
    /** The inside host has its maximum number of sessions (RFC 6888 REQ-4). */
    HOST_LIMIT,
    /** The inside host has its maximum number of EXCLUSIVE ports (RFC 6888 REQ-4). */
    HOST_PORT_LIMIT,
    /** The inside host starts too many sessions per second. */
    HOST_RATE,
    /** The maximum number of inside hosts is reached. */
    HOSTS_FULL,

    /** An outbound TCP packet that starts no connection and belongs to none. */
    NO_SESSION_TCP,
    /** An inbound packet to a port without mapping, or an ICMP query without session. */
    UNSOLICITED,
    /** An inbound packet that the filter of its mapping does not permit. */
    FILTERED,
    /** The source of an outbound packet is not an inside address. */
    NOT_INSIDE,
    /** A protocol without ports. */
    NO_PORT_PROTOCOL,

    /** An ICMP message that is neither a query nor an error. */
    ICMP_TYPE,
    /** An ICMP error with a wrong ICMP checksum (RFC 5508 REQ-3). */
    ICMP_BAD_CHECKSUM,
    /** An ICMP error whose quote is too short or malformed. */
    QUOTE_BAD,
    /** An ICMP error that quotes a packet of no session (RFC 5508 REQ-4 and REQ-5). */
    QUOTE_UNKNOWN,
    /** An ICMP error that quotes an IPv4 header with a wrong checksum, if the options demand a correct one. */
    QUOTE_CHECKSUM,

    /** The IPv4 header is malformed, or the packet ends before it does. */
    BAD_HEADER,
    /** The transport header is missing in part. */
    TRUNCATED,
    /** A packet that would be hairpinned, with a Time to Live of 1 or 0. */
    TTL_EXPIRED,
    /** A first fragment without the whole transport header, or a fragment that overwrites it (RFC 1858). */
    FRAGMENT_TINY,
    /** A fragment of a datagram that was refused. */
    FRAGMENT_REFUSED,
    /** A malformed fragment. */
    FRAGMENT_BAD,
    /** The memory for fragments, or the share of the sender, is used up. */
    FRAGMENT_NO_ROOM;

    /**
     * Returns whether the packet is dropped.
     *
     * @return false for results before {@link #NO_PORT_EXCLUSIVE}
     */
    public boolean isDrop() {
        return compareTo(OTHER_WORKER) > 0;
    }
}
