package io.softwire46.mape.conformance.draw;

import io.softwire46.mape.conformance.draw.Choices.Span;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes recorded decisions simpler, whatever was drawn from them: an internal shrinker as in MacIver and Donaldson,
 * "Test-Case Reduction via Test-Case Generation: Insights from the Hypothesis Reducer" (ECOOP 2020). Other than there, the
 * passes follow the {@link Stage stages} of the decisions, so that few runs of an expensive target are needed: most of them
 * remove half a list, or all there is of one stage.
 *
 * <p>Static methods only.
 */
public final class ChoiceShrinker {
    private static final int[] CHUNKS = {8, 4, 2, 1};

    private ChoiceShrinker() {}

    /**
     * Returns sequences that differ from this one in one respect and are smaller in it, the most promising first. What is
     * drawn from one of them may be no simpler: compare the decisions that were then taken, with {@link
     * ChoiceSequence#isSimplerThan}. The empty sequence, from which the simplest value of all is drawn, comes first.
     */
    public static Stream<ChoiceSequence> candidates(ChoiceSequence sequence) {
        return Stream.of(
                        Stream.of(ChoiceSequence.EMPTY).filter(empty -> sequence.size() > 0),
                        withoutElements(sequence),
                        withoutStages(sequence),
                        withoutChunks(sequence),
                        smaller(sequence))
                .flatMap(pass -> pass);
    }

    /** Without the second and first half of the elements of each kind of list, and without each element. */
    private static Stream<ChoiceSequence> withoutElements(ChoiceSequence sequence) {
        return Stream.of(Stage.values()).flatMap(stage -> {
            List<Span> spans = sequence.spans().stream()
                    .filter(span -> span.stage() == stage)
                    .toList();
            int half = spans.size() / 2;
            Stream<ChoiceSequence> halves = half < 2
                    ? Stream.empty()
                    : Stream.of(spans.subList(half, spans.size()), spans.subList(0, half))
                            .map(removed -> without(sequence, removed));
            Stream<ChoiceSequence> single = IntStream.range(0, spans.size())
                    .map(i -> spans.size() - 1 - i)
                    .mapToObj(i -> without(sequence, spans.subList(i, i + 1)));
            return Stream.concat(halves, single);
        });
    }

    /** Spans are in the order of their ends; one that is inside of another was removed with it. */
    private static ChoiceSequence without(ChoiceSequence sequence, List<Span> removed) {
        ChoiceSequence rest = sequence;
        int from = Integer.MAX_VALUE;
        for (int i = removed.size() - 1; i >= 0; i--) {
            Span span = removed.get(i);
            if (span.to() <= from) {
                rest = rest.without(span.from(), span.to());
                from = span.from();
            }
        }
        return rest;
    }

    private static Stream<ChoiceSequence> withoutStages(ChoiceSequence sequence) {
        return Stream.of(Stage.values())
                .filter(stage -> IntStream.range(0, sequence.size())
                        .anyMatch(i -> sequence.stage(i) == stage && sequence.value(i) != 0))
                .map(sequence::withZero);
    }

    private static Stream<ChoiceSequence> withoutChunks(ChoiceSequence sequence) {
        return IntStream.of(CHUNKS)
                .filter(length -> length <= sequence.size())
                .boxed()
                .flatMap(length -> IntStream.rangeClosed(0, sequence.size() - length)
                        .filter(from -> from % length == 0)
                        .mapToObj(from -> sequence.without(from, from + length)));
    }

    /** Each decision as 0, as its half, without its highest and lowest bit, and as one less. */
    private static Stream<ChoiceSequence> smaller(ChoiceSequence sequence) {
        return Stream.of(Stage.values())
                .flatMap(stage -> IntStream.range(0, sequence.size())
                        .filter(i -> sequence.stage(i) == stage && sequence.value(i) != 0)
                        .boxed()
                        .flatMap(i -> smaller(sequence.value(i))
                                .distinct()
                                .filter(value -> value != sequence.value(i))
                                .map(value -> sequence.with(i, value))));
    }

    private static Stream<Long> smaller(long value) {
        return Stream.of(
                0L,
                value >>> 32,
                value >>> 1,
                value & ~Long.highestOneBit(value),
                value & ~Long.lowestOneBit(value),
                value - 1);
    }
}
