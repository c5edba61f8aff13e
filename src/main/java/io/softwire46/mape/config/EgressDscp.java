package io.softwire46.mape.config;

import java.util.Locale;

/**
 * Which DSCP a packet has when it leaves the tunnel (RFC 2983 section 3.1).
 *
 * <p>Immutable.
 */
public enum EgressDscp {
    /** The inner one; the outer was the tunnel's own. */
    PIPE,

    /** The outer one. */
    UNIFORM;

    /** The name in lower case, as configuration files write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
