package io.softwire46.mape.finding;

import java.util.Comparator;

/**
 * A position in the input: line and column of a text, or an offset in octets.
 *
 * <p>Immutable.
 *
 * @param line 1 for the first line; 0 if the input is not text
 * @param column 1 for the first character of the line, counted in Unicode code points; 0 if the input is not text
 * @param octet 0 for the first octet of the input; {@link #NO_OCTET} if the input is text
 */
public record Location(int line, int column, int octet) implements Comparable<Location> {
    /** Value of {@code octet} without an offset: -1. */
    public static final int NO_OCTET = -1;

    private static final Comparator<Location> ORDER = Comparator.comparingInt(Location::line)
            .thenComparingInt(Location::column)
            .thenComparingInt(Location::octet);

    /** The location of a value that was not read from input, such as the prefix of one CE. */
    public static final Location NONE = new Location(0, 0, NO_OCTET);

    /** The first character of a text. */
    public static final Location START = new Location(1, 1, NO_OCTET);

    /**
     * Returns a place in a text.
     *
     * @param line 1 for the first line
     * @param column 1 for the first character of the line
     * @return the place
     */
    public static Location of(int line, int column) {
        return new Location(line, column, NO_OCTET);
    }

    /**
     * Returns a place in octets.
     *
     * @param offset 0 for the first octet
     * @return the place
     */
    public static Location octet(int offset) {
        return new Location(0, 0, offset);
    }

    /**
     * Returns whether the place is known.
     *
     * @return true if line and column, or the offset, are known
     */
    public boolean isKnown() {
        return line > 0 || octet >= 0;
    }

    /** Orders by line, column and offset; unknown locations are first. */
    @Override
    public int compareTo(Location other) {
        return ORDER.compare(this, other);
    }

    /**
     * Returns the place in short.
     *
     * @return such as {@code 7:21} or {@code octet 12}; empty if it is not known
     */
    @Override
    public String toString() {
        return octet >= 0 ? "octet " + octet : line > 0 ? line + ":" + column : "";
    }
}
