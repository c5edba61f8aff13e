package io.softwire46.mape.config;

import java.util.Locale;

/**
 * How IPv4 fragments toward a shared address find their CE (RFC 7597 section 8.3.2).
 *
 * <p>Immutable.
 */
public enum V4Reassembly {
    /** The datagram is joined, then forwarded whole. */
    FULL,

    /** The port of the first fragment is remembered, each fragment is forwarded on its own. */
    PARTIAL,

    /** Fragments toward shared addresses are dropped. */
    NONE;

    /** The name in lower case, as configuration files write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
