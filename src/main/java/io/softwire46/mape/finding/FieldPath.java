package io.softwire46.mape.finding;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The field that a finding is about: steps from the domain down to the field, such as {@code rules[2].ipv6Prefix}, and
 * the name of the domain if there are several.
 *
 * <p>Immutable.
 *
 * @param domain name of the domain; empty if there is one domain only
 * @param steps from the outermost field to the innermost; empty for the domain itself
 */
public record FieldPath(String domain, List<Step> steps) {
    /** The index of a step that is not an array element: -1. */
    public static final int NO_INDEX = -1;

    /** The path of the domain itself. */
    public static final FieldPath ROOT = new FieldPath("", List.of());

    /** A name and perhaps an index, without leading zeros and within the range of an int. */
    private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)(?:\\[(0|[1-9][0-9]{0,8})\\])?");

    /**
     * One step of a path.
     *
     * @param name of the field
     * @param index of the element, from 0; {@link #NO_INDEX} if the field is not an array
     */
    public record Step(String name, int index) {
        /** Returns text such as {@code rules[2]} or {@code ipv6Prefix}. */
        @Override
        public String toString() {
            return index == NO_INDEX ? name : name + "[" + index + "]";
        }
    }

    /**
     * Refuses null.
     *
     * @param domain name of the domain, or empty
     * @param steps the steps
     */
    public FieldPath {
        Objects.requireNonNull(domain, "domain");
        steps = List.copyOf(steps);
    }

    /**
     * Returns the path that {@link #toString} prints as the given text, without a domain.
     *
     * @param text steps with or without an index, separated by periods, such as {@code rules[2].ipv6Prefix}; any other text,
     *     such as an unknown name of an input, is one step
     * @return the path
     */
    public static FieldPath of(String text) {
        if (text.indexOf('.') < 0 && text.indexOf('[') < 0) {
            return of(text, NO_INDEX);
        }
        List<Step> steps = new ArrayList<>();
        for (String step : text.split("\\.", -1)) {
            Matcher matcher = STEP.matcher(step);
            if (!matcher.matches()) {
                return of(text, NO_INDEX);
            }
            String index = matcher.group(2);
            steps.add(new Step(matcher.group(1), index == null ? NO_INDEX : Integer.parseInt(index)));
        }
        return new FieldPath("", steps);
    }

    /**
     * Returns the path of an element of an array.
     *
     * @param name name of the array
     * @param index from 0
     * @return a path of one step
     */
    public static FieldPath of(String name, int index) {
        return new FieldPath("", List.of(new Step(name, index)));
    }

    /**
     * Returns the path of a field within this path.
     *
     * @param name of the field, or a path as in {@link #of(String)}
     * @return this path and the steps of the field
     */
    public FieldPath then(String name) {
        return then(of(name));
    }

    /**
     * Returns this path followed by another one.
     *
     * @param inner a path relative to this one; its domain is ignored
     * @return the steps of both paths
     */
    public FieldPath then(FieldPath inner) {
        return new FieldPath(
                domain, Stream.concat(steps.stream(), inner.steps.stream()).toList());
    }

    /**
     * Returns the same path in a named domain.
     *
     * @param name of the domain; empty for none
     * @return the path with that domain
     */
    public FieldPath inDomain(String name) {
        return new FieldPath(name, steps);
    }

    /**
     * Returns the path without its first step.
     *
     * @return the remaining steps, without the domain; the root if none remains
     */
    public FieldPath rest() {
        return steps.isEmpty() ? ROOT : new FieldPath("", steps.subList(1, steps.size()));
    }

    /**
     * Returns whether the first step is the given field.
     *
     * @param name of the field, with an index or without
     * @return true if it is the name of the first step
     */
    public boolean startsWith(String name) {
        return !steps.isEmpty() && steps.get(0).name().equals(name);
    }

    /**
     * Returns whether this is the path of a field directly in the domain.
     *
     * @param name of the field
     * @return true if it is the only step, without an index
     */
    public boolean is(String name) {
        return steps.size() == 1 && steps.get(0).equals(new Step(name, NO_INDEX));
    }

    /** Returns the path as messages show it: {@code example: rules[2].ipv6Prefix}. */
    @Override
    public String toString() {
        return (domain.isEmpty() ? "" : domain + ": ")
                + steps.stream().map(Step::toString).collect(Collectors.joining("."));
    }
}
