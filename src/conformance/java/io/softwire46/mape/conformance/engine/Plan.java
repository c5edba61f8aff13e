package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.catalogue.CaseDrawer;
import io.softwire46.mape.conformance.catalogue.Scene;
import io.softwire46.mape.conformance.draw.ChoiceSequence;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.judge.TestCase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cases to run, by configuration: those of the corpus, or random ones. What it holds of a case is the decisions that it is drawn
 * from, so that its packets have identifications that no other packet of the same exchange has.
 *
 * <p>Not thread-safe.
 */
final class Plan {
    /** Identifications of the packets of a case. */
    private static final int STRIDE = 16;

    private static final int MAX_NUMBER = 4_000;

    /** Enumerations that are gone through at most until a property has its minimum of cases. */
    private static final int MAX_ROUNDS = 40;

    private static final int MAX_CASES = 600;

    private static final int MAX_SLOW_CASES = 1_000_000;

    /** A plan of this size is run before more is added: more than the corpus has without the slow cases. */
    private static final int FULL = 30_000;

    private final Map<Setup, List<Item>> items = new LinkedHashMap<>();
    private int size;

    /** A case, or how to draw it. */
    record Item(
            Tally tally,
            CaseDrawer drawer,
            Scene scene,
            ChoiceSequence recipe,
            @Nullable TestCase drawn) {
        /** The case, with identifications that depend on a number. */
        TestCase testCase(int number) {
            return drawn != null
                    ? drawn
                    : drawer.draw(recipe, scene, identification(number)).orElseThrow();
        }
    }

    private static int identification(int number) {
        return 1 + number % MAX_NUMBER * STRIDE;
    }

    /** Adds the corpus of a property: all values of its aspects, as often as its minimum of cases demands. */
    void addCorpus(Tally tally, CaseDrawer drawer, Scene scene) {
        addCorpus(tally, drawer, scene, () -> {});
    }

    /**
     * The same, for a corpus of any size.
     *
     * @param full is called when the plan has many cases, and has to empty it
     */
    void addCorpus(Tally tally, CaseDrawer drawer, Scene scene, Runnable full) {
        int added = 0;
        int most = scene.isSlow() ? MAX_SLOW_CASES : MAX_CASES;
        for (int round = 0;
                round < MAX_ROUNDS && (round == 0 || (added > 0 && added < tally.property.minimum()));
                round++) {
            int[] aspects = {};
            for (long number = 0; aspects != null && added < most; number++) {
                Choices choices = Choices.enumerating(aspects, seed(tally.property.id(), round, number));
                Optional<TestCase> drawn = drawer.draw(choices, scene, 1);
                if (drawn.isPresent()) {
                    added++;
                    add(drawn.get(), new Item(tally, drawer, scene, choices.taken(), null));
                    if (size >= FULL) {
                        full.run();
                    }
                }
                aspects = choices.nextAspects();
            }
        }
    }

    /** A seed that depends on nothing but the place in the corpus. */
    private static long seed(String id, int round, long number) {
        return (id.hashCode() * 31L + round) * 1_000_003L + number;
    }

    /** Adds a case, if the decisions give one; a plan has fewer of these than there are identifications. */
    void add(Tally tally, CaseDrawer drawer, Scene scene, Choices choices) {
        drawer.draw(choices, scene, identification(size))
                .ifPresent(drawn -> add(drawn, new Item(tally, drawer, scene, choices.taken(), drawn)));
    }

    private void add(TestCase drawn, Item item) {
        item.tally.reachable.addAll(drawn.classNames());
        items.computeIfAbsent(drawn.setup(), key -> new ArrayList<>()).add(item);
        size++;
    }

    int size() {
        return size;
    }

    void clear() {
        items.clear();
        size = 0;
    }

    /** The number of configurations. */
    int setups() {
        return items.size();
    }

    /** Passes on the cases of each configuration, at most as many as an exchange may have. */
    void forEachGroup(Consumer<List<Item>> consumer) {
        for (List<Item> group : items.values()) {
            for (int from = 0; from < group.size(); from += Executor.MAX_BATCH) {
                consumer.accept(group.subList(from, Math.min(group.size(), from + Executor.MAX_BATCH)));
            }
        }
    }
}
