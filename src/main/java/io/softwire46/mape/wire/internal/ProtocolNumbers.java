package io.softwire46.mape.wire.internal;

/**
 * Assigned protocol numbers, values of the IPv4 Protocol and of the IPv6 Next Header field, as far as they matter here.
 *
 * <p>Static methods only.
 */
public final class ProtocolNumbers {
    /** IPv6 Hop-by-Hop Options header, RFC 8200 section 4.3. */
    public static final int HOP_BY_HOP_OPTIONS = 0;
    /** ICMP for IPv4, RFC 792. */
    public static final int ICMP = 1;
    /** An IPv4 packet, RFC 2003; what a MAP-E tunnel carries. */
    public static final int IPV4 = 4;
    /** RFC 9293. */
    public static final int TCP = 6;
    /** RFC 768. */
    public static final int UDP = 17;
    /** RFC 4340. */
    public static final int DCCP = 33;
    /** IPv6 in an IP packet (RFC 2473). */
    public static final int IPV6 = 41;
    /** IPv6 Routing header, RFC 8200 section 4.4. */
    public static final int ROUTING = 43;
    /** IPv6 Fragment header, RFC 8200 section 4.5. */
    public static final int FRAGMENT = 44;
    /** Authentication Header, RFC 4302. */
    public static final int AUTHENTICATION_HEADER = 51;
    /** ICMP for IPv6, RFC 4443. */
    public static final int ICMPV6 = 58;
    /** Nothing follows, RFC 8200 section 4.7. */
    public static final int NO_NEXT_HEADER = 59;
    /** IPv6 Destination Options header, RFC 8200 section 4.6. */
    public static final int DESTINATION_OPTIONS = 60;
    /** RFC 9260. */
    public static final int SCTP = 132;
    /** RFC 3828. */
    public static final int UDP_LITE = 136;

    private ProtocolNumbers() {}
}
