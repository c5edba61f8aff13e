package io.softwire46.mape.testing;

import io.softwire46.mape.conformance.draw.ChoiceSequence;
import io.softwire46.mape.conformance.draw.ChoiceShrinker;
import io.softwire46.mape.conformance.draw.Choices;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;

/**
 * A drawn value that jqwik can shrink, by the shrinker of the conformance kit. (Values of {@code Arbitraries.randomValue}
 * never shrink.)
 *
 * <p>Immutable.
 */
public final class CaseShrinkable<T> implements Shrinkable<T> {
    private final Function<Choices, T> drawer;
    private final ChoiceSequence taken;
    private final T value;

    private CaseShrinkable(Function<Choices, T> drawer, Choices choices) {
        this.drawer = drawer;
        this.value = drawer.apply(choices);
        this.taken = choices.taken();
    }

    /** Returns an arbitrary of what a drawer draws; the simplest value is drawn from decisions that are all 0. */
    public static <T> Arbitrary<T> arbitrary(Function<Choices, T> drawer) {
        return Arbitraries.fromGenerator(random -> new CaseShrinkable<>(drawer, Choices.of(random.nextLong())));
    }

    @Override
    public T value() {
        return value;
    }

    @Override
    public Stream<Shrinkable<T>> shrink() {
        return ChoiceShrinker.candidates(taken)
                .map(candidate -> new CaseShrinkable<>(drawer, Choices.of(candidate)))
                .filter(candidate -> candidate.taken.isSimplerThan(taken))
                .map(candidate -> candidate);
    }

    @Override
    public ShrinkingDistance distance() {
        long[] values = taken.values();
        long[] distances = new long[values.length + 1];
        distances[0] = values.length;
        for (int i = 0; i < values.length; i++) {
            distances[i + 1] = values[i] < 0 ? Long.MAX_VALUE : values[i];
        }
        return ShrinkingDistance.of(distances);
    }
}
