package io.softwire46.mape.config;

import java.util.Locale;

/**
 * How the outer ECN field follows the inner one at the tunnel entry (RFC 6040 section 4.1).
 *
 * <p>Immutable.
 */
public enum EcnMode {
    /** It is copied. */
    NORMAL,

    /** It is Not-ECT, for tunnel exits that do not propagate ECN. */
    COMPATIBILITY;

    /** The name in lower case, as configuration files write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
