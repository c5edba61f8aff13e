package io.softwire46.mape.finding;

import java.util.List;
import java.util.Objects;
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
     * Returns the path of a field.
     *
     * @param name any text; it is one step, whatever it contains
     * @return a path of one step
     */
    public static FieldPath of(String name) {
        return of(name, NO_INDEX);
    }

    /**
     * Returns the path of an element of an array.
     *
     * @param name of the array
     * @param index from 0
     * @return a path of one step
     */
    public static FieldPath of(String name, int index) {
        return new FieldPath("", List.of(new Step(name, index)));
    }

    /**
     * Returns the path of a field within this path.
     *
     * @param name of the field
     * @return this path and one more step
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
