package io.softwire46.mape.conformance.draw;

import io.softwire46.mape.conformance.draw.Choices.Choice;
import io.softwire46.mape.conformance.draw.Choices.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Recorded decisions of a drawer.
 *
 * <p>Immutable.
 */
public final class ChoiceSequence {
    static final ChoiceSequence EMPTY = new ChoiceSequence(List.of(), List.of());

    private final List<Choice> choices;
    private final List<Span> spans;

    ChoiceSequence(List<Choice> choices, List<Span> spans) {
        this.choices = List.copyOf(choices);
        this.spans = List.copyOf(spans);
    }

    /** Returns the sequence of these decisions, without knowledge of what they are about. */
    public static ChoiceSequence of(long... values) {
        return new ChoiceSequence(
                Arrays.stream(values)
                        .mapToObj(value -> new Choice(Stage.OTHER, value))
                        .toList(),
                List.of());
    }

    /** Returns the decisions. */
    public long[] values() {
        return choices.stream().mapToLong(Choice::value).toArray();
    }

    /** Returns the number of decisions. */
    public int size() {
        return choices.size();
    }

    long value(int index) {
        return choices.get(index).value();
    }

    Stage stage(int index) {
        return choices.get(index).stage();
    }

    /** Returns the elements of lists, the outer before the inner ones that end with them. */
    List<Span> spans() {
        return spans;
    }

    void appendTo(List<Choice> taken, List<Span> elements) {
        taken.addAll(choices);
        elements.addAll(spans);
    }

    ChoiceSequence with(int index, long value) {
        List<Choice> changed = new ArrayList<>(choices);
        changed.set(index, new Choice(stage(index), value));
        return new ChoiceSequence(changed, List.of());
    }

    ChoiceSequence without(int from, int to) {
        List<Choice> changed = new ArrayList<>(choices);
        changed.subList(from, to).clear();
        return new ChoiceSequence(changed, List.of());
    }

    ChoiceSequence withZero(Stage stage) {
        return new ChoiceSequence(
                choices.stream()
                        .map(each -> each.stage() == stage ? new Choice(stage, 0) : each)
                        .toList(),
                List.of());
    }

    /**
     * Returns whether this is simpler: with fewer elements of lists, else with fewer decisions other than 0, else shorter, else
     * smaller in the first decision that differs.
     */
    public boolean isSimplerThan(ChoiceSequence other) {
        return Arrays.compareUnsigned(complexity(), other.complexity()) < 0;
    }

    /**
     * Returns numbers without sign, the most important first, that are together smaller for a simpler sequence: the number of
     * elements of lists, the number of decisions other than 0, the number of decisions, and each decision.
     */
    public long[] complexity() {
        long nonZero = choices.stream().filter(each -> each.value() != 0).count();
        return LongStream.concat(LongStream.of(spans.size(), nonZero, size()), LongStream.of(values()))
                .toArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChoiceSequence sequence && Arrays.equals(values(), sequence.values());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values());
    }

    @Override
    public String toString() {
        return Arrays.toString(values());
    }
}
