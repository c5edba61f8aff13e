package io.softwire46.mape.operate;

/**
 * Outcome of a look-up. Only {@link #FOUND} and {@link #FOUND_BOTH} name a subscriber's prefix; every doubt is an outcome of its
 * own.
 *
 * <p>Names are those of output columns and JSON. Immutable.
 */
public enum LookupResult {
    /** Exactly one version of the rules is queried, and it has an owner. */
    FOUND,
    /** Several versions are queried, and all give the same prefix. */
    FOUND_BOTH,
    /** Versions, instants or sides are queried whose answers differ; one of them may be that there is no owner. */
    AMBIGUOUS,
    /** The address is shared and the query has no port. */
    PORT_REQUIRED,
    /**
     * The address is shared and no CE owns the port: A is 0 (RFC 7597 section 5.1), or no 1:1 rule has its PSID.
     */
    UNASSIGNED_PORT,
    /** The address is shared and the protocol has no ports. */
    NO_PORT_PROTOCOL,
    /** The address is in no rule of the versions queried. */
    NO_RULE,
    /** No version of the rules is queried. */
    NO_VERSION,
    /** The query cannot be read. */
    BAD_LINE;

    /**
     * Returns whether the result names one subscriber's prefix.
     *
     * @return true for {@link #FOUND} and {@link #FOUND_BOTH}
     */
    public boolean isFound() {
        return this == FOUND || this == FOUND_BOTH;
    }
}
