package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.judge.Mode;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Failures that are expected of a product.
 *
 * <p>Immutable.
 *
 * @param lines of the file
 */
public record KnownFailures(List<Line> lines) {
    /** No failure is expected. */
    public static final KnownFailures NONE = new KnownFailures(List.of());

    /** Copies the list. */
    public KnownFailures {
        lines = List.copyOf(lines);
    }

    /**
     * A line.
     *
     * @param number in the file, 1 for the first
     * @param text the line
     * @param id of a property; may end in {@code *}
     * @param mode in which it fails; may end in {@code *}
     * @param where conditions on the classes of the failed case, all of which hold
     * @param reason why the product fails
     * @param url where that is explained, or null
     * @param since version of the product that first failed, or null
     * @param until last day on which the line is valid, or null
     */
    public record Line(
            int number,
            String text,
            String id,
            String mode,
            List<Condition> where,
            String reason,
            @Nullable String url,
            @Nullable String since,
            @Nullable LocalDate until) {
        /** Copies the list. */
        public Line {
            where = List.copyOf(where);
        }

        /** Returns whether the line is about a property. */
        public boolean isAbout(String property) {
            return RunOptions.matches(id, property);
        }

        /** Returns whether the line is not valid any more. */
        public boolean isExpired(LocalDate today) {
            return until != null && today.isAfter(until);
        }

        /** Returns whether the line explains a failure. */
        public boolean matches(String property, Mode failure, Map<String, String> classes) {
            return isAbout(property)
                    && RunOptions.matches(mode, failure.toString())
                    && where.stream().allMatch(condition -> condition.holds(classes));
        }
    }

    /**
     * A condition on a class.
     *
     * @param name of the class
     * @param operator {@code =}, {@code !=}, {@code <} or {@code >}
     * @param value to compare with
     */
    public record Condition(String name, String operator, String value) {
        /** Returns whether it holds; a case without the class has no value that is equal, less or greater. */
        public boolean holds(Map<String, String> classes) {
            String seen = classes.get(name);
            if (seen == null) {
                return operator.equals("!=");
            }
            return switch (operator) {
                case "=" -> seen.equals(value);
                case "!=" -> !seen.equals(value);
                case "<" -> isNumber(seen) && isNumber(value) && Long.parseLong(seen) < Long.parseLong(value);
                default -> isNumber(seen) && isNumber(value) && Long.parseLong(seen) > Long.parseLong(value);
            };
        }

        private static boolean isNumber(String text) {
            return text.matches("-?[0-9]{1,18}");
        }
    }
}
