package io.softwire46.mape.config;

import java.util.Locale;

/**
 * What the flow label of tunnel packets is made from (RFC 6438 section 3).
 *
 * <p>Immutable.
 */
public enum FlowLabel {
    /** A keyed hash of addresses, protocol and ports; fragments go without the ports. */
    HASH,

    /** A keyed hash of addresses and protocol only: all packets of an address pair take one path. */
    HASH3,

    /** Nothing, the packets are unlabelled (RFC 6437 section 3). */
    ZERO;

    /** The name in lower case, as configuration files write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
