package io.softwire46.mape.config;

import java.util.Locale;

/**
 * What happens to an IPv4 packet that fits into the tunnel only in pieces and may be cut (RFC 2473 section 7.2).
 *
 * <p>Immutable.
 */
public enum Fragmentation {
    /** The tunnel packet is cut, its exit joins it (RFC 7597 section 8.3.1). */
    OUTER,

    /**
     * The IPv4 packet is cut before it is encapsulated: for anycast border relays, whose IPv6 identifications could
     * collide (RFC 7597 section 8.3.1, RFC 4459 section 3.4), and for exits that cannot join.
     */
    INNER,

    /**
     * It is dropped, for domains whose MTU is managed (RFC 7597 section 8.3.1). A datagram that was reassembled from fragments which
     * would each have fitted is fragmented again.
     */
    DROP;

    /** The name in lower case, as configuration files write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
