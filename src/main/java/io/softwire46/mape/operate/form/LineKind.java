package io.softwire46.mape.operate.form;

/**
 * What a line is. Immutable.
 */
public enum LineKind {
    /** A query that can be looked up. */
    QUERY,
    /** A record that cannot be read, or that has no IPv4 address or time. */
    BAD,
    /** A line without octets. */
    EMPTY,
    /** The line that names the columns. */
    HEADER,
    /** A line after the last record, which is not a record. */
    TRAILER;

    /** Returns whether each line of this kind gets an answer. */
    public boolean isRecord() {
        return this == QUERY || this == BAD;
    }
}
