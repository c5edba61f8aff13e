package io.softwire46.mape.map;

/**
 * A contiguous range of ports.
 *
 * <p>Immutable.
 *
 * @param first the lowest port, 0 to 65535
 * @param last the highest port, first to 65535
 */
public record PortRange(int first, int last) {
    /**
     * Checks the bounds.
     *
     * @param first the lowest port
     * @param last the highest port
     * @throws IllegalArgumentException unless 0 &lt;= first &lt;= last &lt;= 65535
     */
    public PortRange {
        if (first < 0 || last < first || last > 65535) {
            throw new IllegalArgumentException(
                    "port range " + first + "-" + last + ": needs 0 <= first <= last <= 65535");
        }
    }

    /**
     * Returns the number of ports in the range.
     *
     * @return 1 to 65536
     */
    public int size() {
        return last - first + 1;
    }

    /** Returns {@code first-last}. */
    @Override
    public String toString() {
        return first + "-" + last;
    }
}
