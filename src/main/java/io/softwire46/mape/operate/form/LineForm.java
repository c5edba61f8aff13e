package io.softwire46.mape.operate.form;

/**
 * An input form that was opened for one input: it knows columns, zone and side. Implementations are immutable, so that
 * several threads read lines with one of them.
 */
public interface LineForm {
    /** How the answer is joined to its line. */
    enum Style {
        /** More columns, after commas. */
        CSV,
        /** More columns, after tabs. */
        TSV,
        /** A member {@code mape} of the object. */
        JSON_MEMBER,
        /** An object with the line and the answer. */
        JSON_LINE;

        /** Returns whether the line is kept and columns follow it. */
        public boolean isDelimited() {
            return this == CSV || this == TSV;
        }
    }

    /**
     * Reads one line.
     *
     * @param octets holds the line
     * @param from the first octet
     * @param to the end, exclusive, without line feed and the carriage return before it
     * @param query receives the query, or why there is none
     * @return {@link LineKind#QUERY}, {@link LineKind#BAD} or {@link LineKind#EMPTY}
     */
    LineKind read(byte[] octets, int from, int to, LineQuery query);

    /** Returns whether the first line that is not empty is a header. */
    boolean hasHeader();

    /** Returns whether a line {@code Summary} begins a trailer. */
    boolean hasTrailer();

    /** Returns how the answer is joined to a line. */
    Style style();
}
