package io.softwire46.mape.config;

import java.util.Locale;

/**
 * How the source check judges IPv4 fragments from a CE, which carry no port but the first (RFC 7597 section 8.1).
 *
 * <p>Immutable.
 */
public enum InnerFragments {
    /** The datagram is joined first and checked whole. */
    REASSEMBLE,

    /** The port of the first fragment is remembered for the others. */
    CACHE,

    /** The inner source address is compared, the port only where it is there: in the first fragment. */
    ADDRESS,

    /** Fragments are dropped. */
    DROP;

    /** The name in lower case, as configuration files write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
