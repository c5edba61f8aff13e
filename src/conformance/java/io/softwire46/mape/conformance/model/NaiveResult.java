package io.softwire46.mape.conformance.model;

/** The result of a fragment, with the names of the library's results. Immutable. */
public enum NaiveResult {
    HELD,
    COMPLETE,
    PORT_KNOWN,
    EMPTY,
    BAD_LENGTH,
    TOO_LONG,
    OVER_LIMIT,
    HEADERS_TOO_LONG,
    INCOMPLETE_HEADERS,
    TINY,
    DUPLICATE,
    OVERLAP,
    TWO_ENDS,
    BEYOND_END,
    TOO_MANY_FRAGMENTS,
    DISCARDED,
    SOURCE_SHARE,
    NO_BUFFER,
    ECN
}
