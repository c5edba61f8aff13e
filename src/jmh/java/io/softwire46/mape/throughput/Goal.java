package io.softwire46.mape.throughput;

import java.util.Locale;
import java.util.Optional;

/**
 * A limit and a measured value.
 *
 * <p>Immutable.
 *
 * @param name the row or rows that the limit applies to
 * @param measure description of the measure
 * @param limit the maximum
 * @param unit unit of limit and value, such as {@code x floor}
 * @param value from the medians of the forks; empty if the run has no such rows
 * @param low from the fastest fork over the slowest floor
 * @param high from the slowest fork over the fastest floor
 */
record Goal(String name, String measure, double limit, String unit, Optional<Double> value, double low, double high) {
    /** The words of the table. */
    String outcome() {
        return value.isEmpty() ? "not measured" : isMet() ? "met" : "missed";
    }

    boolean isMet() {
        return value.isPresent() && value.get() <= limit;
    }

    String limitText() {
        return "at most " + number(limit) + " " + unit;
    }

    String valueText() {
        return value.map(each -> number(each) + (low < high ? " (" + number(low) + " to " + number(high) + ")" : ""))
                .orElse("");
    }

    private static String number(double value) {
        return value >= 100 || value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
