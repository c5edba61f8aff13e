package io.softwire46.mape.config;

import java.util.Locale;

/**
 * How much of the outer source address of a tunnel packet must fit the inner source (RFC 7597 section 8.1).
 *
 * <p>Immutable.
 */
public enum SourceCheckMode {
    /** All 128 bits: the address derived from the inner source and port is the outer source. */
    STRICT,

    /** What the RFC demands: the inner source and port lie in what the embedded-address bits of the outer source give. */
    EA,

    /** Nothing is compared, against RFC 7597 section 8.1. */
    OFF;

    /** The name in lower case, as configuration files write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
