package io.softwire46.mape.operate.form;

import java.util.Arrays;

/**
 * Lines of columns: csv with the quotes of RFC 4180, or tsv without quotes. Columns that no role uses are not looked into,
 * except for quotes and line breaks.
 *
 * <p>Immutable.
 */
final class DelimitedForm implements LineForm {
    /** Maximum number of columns of a line. */
    static final int MAX_COLUMNS = 512;

    private static final byte QUOTE = '"';
    private static final int NO_ROLE = -1;

    private final byte delimiter;
    private final boolean hasQuotes;
    private final boolean hasHeader;
    private final boolean hasTrailer;
    private final int columnCount;
    private final int[] roleOfColumn;
    private final FieldReader reader;

    /**
     * Creates a form.
     *
     * @param delimiter comma or tab
     * @param hasHeader whether the first line names columns
     * @param hasTrailer whether a line {@code Summary} ends the records
     * @param columnOfRole by role, the index of its column, or -1
     * @param columnCount the number of columns that each line has
     * @param reader reads the fields
     */
    DelimitedForm(
            char delimiter,
            boolean hasHeader,
            boolean hasTrailer,
            int[] columnOfRole,
            int columnCount,
            FieldReader reader) {
        this.delimiter = (byte) delimiter;
        this.hasQuotes = delimiter == ',';
        this.hasHeader = hasHeader;
        this.hasTrailer = hasTrailer;
        this.columnCount = columnCount;
        this.reader = reader;
        roleOfColumn = new int[columnCount];
        Arrays.fill(roleOfColumn, NO_ROLE);
        for (int role = 0; role < columnOfRole.length; role++) {
            if (columnOfRole[role] >= 0) {
                roleOfColumn[columnOfRole[role]] = role;
            }
        }
    }

    @Override
    public LineKind read(byte[] octets, int from, int to, LineQuery query) {
        if (from == to) {
            return LineKind.EMPTY;
        }
        query.clear();
        return split(octets, from, to, query) && reader.read(query) ? LineKind.QUERY : LineKind.BAD;
    }

    /** Finds the fields of all roles, and checks the number of columns. */
    private boolean split(byte[] octets, int from, int to, LineQuery query) {
        int column = 0;
        int at = from;
        while (true) {
            int role = column < columnCount ? roleOfColumn[column] : NO_ROLE;
            int start = at;
            if (hasQuotes && at < to && octets[at] == QUOTE) {
                at = quoted(octets, at, to, role, column, query);
                if (at < 0) {
                    return false;
                }
            } else {
                while (at < to && octets[at] != delimiter) {
                    if (octets[at] == '\r' || (octets[at] == QUOTE && hasQuotes)) {
                        return badOctet(query, octets[at], column);
                    }
                    at++;
                }
                if (role != NO_ROLE) {
                    query.fields.set(role, octets, start, at, role);
                }
            }
            column++;
            if (at == to) {
                break;
            }
            at++; // the delimiter
            if (column == MAX_COLUMNS) {
                return query.bad("line", "has more than " + MAX_COLUMNS + " columns; use at most " + MAX_COLUMNS);
            }
        }
        return column == columnCount
                || query.bad(
                        "line", "has " + column + " columns instead of " + columnCount + "; use as many in each line");
    }

    private static boolean badOctet(LineQuery query, byte octet, int column) {
        return octet == '\r'
                ? query.bad(place(column), "has a carriage return inside the line; use line ends LF or CR LF")
                : query.bad(place(column), "has a quotation mark inside; quote the field as RFC 4180 says");
    }

    private static String place(int column) {
        return "column " + (column + 1);
    }

    /** RFC 4180 section 2: reads a field in quotes, in which two quotes are one. Returns its end, or -1. */
    private static int quoted(byte[] octets, int from, int to, int role, int column, LineQuery query) {
        FieldSlices fields = query.fields;
        int scratch = fields.scratchStart();
        boolean isCopied = false;
        int at = from + 1;
        int start = at;
        while (at < to) {
            int octet = octets[at];
            if (octet == QUOTE) {
                if (at + 1 < to && octets[at + 1] == QUOTE) {
                    copy(octets, start, at + 1, role, fields);
                    isCopied = true;
                    at += 2;
                    start = at;
                    continue;
                }
                return endQuoted(octets, at, to, column, query)
                        ? setQuoted(octets, start, at, role, isCopied, scratch, fields)
                        : -1;
            }
            if (octet == '\r') {
                badOctet(query, (byte) octet, column);
                return -1;
            }
            at++;
        }
        query.bad(place(column), "has no closing quotation mark on its line; use one line for each record");
        return -1;
    }

    private static boolean endQuoted(byte[] octets, int quote, int to, int column, LineQuery query) {
        return quote + 1 == to
                || octets[quote + 1] == ','
                || query.bad(place(column), "has text after a closing quotation mark; double the marks inside a field");
    }

    /** Sets the field of a role and returns the index after the closing quote. */
    private static int setQuoted(
            byte[] octets, int start, int quote, int role, boolean isCopied, int scratch, FieldSlices fields) {
        if (role == NO_ROLE) {
            return quote + 1;
        }
        if (isCopied) {
            copy(octets, start, quote, role, fields);
            fields.setScratch(role, scratch, role);
        } else {
            fields.set(role, octets, start, quote, role);
        }
        return quote + 1;
    }

    private static void copy(byte[] octets, int start, int end, int role, FieldSlices fields) {
        if (role == NO_ROLE) {
            return;
        }
        for (int i = start; i < end; i++) {
            fields.append(octets[i]);
        }
    }

    @Override
    public boolean hasHeader() {
        return hasHeader;
    }

    @Override
    public boolean hasTrailer() {
        return hasTrailer;
    }

    @Override
    public Style style() {
        return delimiter == ',' ? Style.CSV : Style.TSV;
    }
}
