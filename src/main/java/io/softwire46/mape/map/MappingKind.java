package io.softwire46.mape.map;

import java.util.Locale;

/**
 * Kinds of IPv4 resource that a CE owns (RFC 7597 section 5.2).
 *
 * <p>Immutable.
 */
public enum MappingKind {
    /** An IPv4 prefix: r + o is less than 32. */
    PREFIX,
    /** A whole IPv4 address. */
    ADDRESS,
    /** A port set of an address that several CEs share: k is greater than 0. */
    SHARED;

    /** Returns {@code prefix}, {@code address} or {@code shared}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
