package io.softwire46.mape.testing;

import io.softwire46.mape.conformance.draw.ChoiceSequence;
import io.softwire46.mape.conformance.draw.ChoiceShrinker;
import io.softwire46.mape.conformance.draw.Choices;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;

/**
 * A drawn value that jqwik can shrink, by the shrinker of the conformance kit. (Values of random-value arbitraries
 * never shrink.)
 *
 * <p>Not thread-safe.
 */
public final class CaseShrinkable<T> implements Shrinkable<T> {
    private final Function<Choices, T> drawer;
    private final ChoiceSequence taken;

    /** The value until it is used first: a property may change an array, so each use gets its own. */
    private T unused;

    private CaseShrinkable(Function<Choices, T> drawer, Choices choices) {
        this.drawer = drawer;
        this.unused = drawer.apply(choices);
        this.taken = choices.taken();
    }

    /** Returns an arbitrary of what a drawer draws; the simplest value is drawn from decisions that are all 0. */
    public static <T> Arbitrary<T> arbitrary(Function<Choices, T> drawer) {
        return Arbitraries.fromGenerator(random -> new CaseShrinkable<>(drawer, Choices.of(random.nextLong())));
    }

    @Override
    public T value() {
        T value = unused;
        unused = null;
        return value != null ? value : drawer.apply(Choices.of(taken));
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
        return ShrinkingDistance.of(Arrays.stream(taken.complexity())
                .map(number -> number < 0 ? Long.MAX_VALUE : number)
                .toArray());
    }
}
