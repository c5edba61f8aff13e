package io.softwire46.mape.conformance.draw;

/**
 * A range of numbers, both ends included; empty if the minimum exceeds the maximum.
 *
 * <p>Immutable.
 */
public record Range(int min, int max) {
    /** Returns whether there is no number in the range. */
    public boolean isEmpty() {
        return min > max;
    }

    /** Returns whether a number is in the range. */
    public boolean contains(int number) {
        return min <= number && number <= max;
    }

    /** Returns the numbers that are in another range too. */
    public Range and(int from, int to) {
        int first = Math.max(min, from);
        int last = Math.min(max, to);
        return new Range(first, last);
    }
}
