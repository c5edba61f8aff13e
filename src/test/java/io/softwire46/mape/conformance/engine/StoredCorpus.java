package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.TargetFactory;
import io.softwire46.mape.conformance.catalogue.CaseDrawer;
import io.softwire46.mape.conformance.catalogue.Catalogue;
import io.softwire46.mape.conformance.catalogue.Property;
import io.softwire46.mape.conformance.catalogue.Scene;
import io.softwire46.mape.conformance.judge.Mode;
import io.softwire46.mape.conformance.judge.TestCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The corpus of a role, drawn once, for many products that declare the same capabilities.
 *
 * <p>Immutable.
 */
public final class StoredCorpus {
    private final List<Entry> entries;

    /**
     * A case.
     *
     * @param property that it is about
     * @param testCase the case
     */
    public record Entry(Property property, TestCase testCase) {}

    private StoredCorpus(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** A case that is not drawn yet, and its place among those of its configuration. */
    private record Undrawn(Plan.Item item, int number) {
        String property() {
            return item.tally().property.id();
        }

        Entry draw() {
            return new Entry(item.tally().property, item.testCase(number));
        }
    }

    /**
     * Draws the cases of some properties of a role, for each configuration after those of the one before.
     *
     * @param most cases of each property, of all its configurations; of those that have more, a part is left out
     */
    public static StoredCorpus of(Capabilities capabilities, Role role, long most, Predicate<Property> which) {
        Scene scene = new Scene(capabilities, role);
        Plan plan = new Plan();
        for (Property property : Catalogue.properties()) {
            boolean isSupported =
                    RunResultBuilder.unsupported(capabilities, property).isEmpty();
            for (CaseDrawer drawer : property.cases()) {
                if (drawer.role() == role && isSupported && which.test(property)) {
                    plan.addCorpus(new Tally(property), drawer, scene);
                }
            }
        }
        List<Undrawn> cases = new ArrayList<>();
        Map<String, Integer> sizes = new HashMap<>();
        plan.forEachGroup(group -> {
            for (int i = 0; i < group.size(); i++) {
                Undrawn undrawn = new Undrawn(group.get(i), i);
                cases.add(undrawn);
                sizes.merge(undrawn.property(), 1, Integer::sum);
            }
        });
        Map<String, Integer> numbers = new HashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (Undrawn each : cases) {
            int size = sizes.getOrDefault(each.property(), 0);
            int number = numbers.merge(each.property(), 1, Integer::sum) - 1;
            if (size <= most || number * most % size < most) {
                entries.add(each.draw());
            }
        }
        return new StoredCorpus(entries);
    }

    /** Returns the cases of some properties. */
    public StoredCorpus only(Predicate<Property> which) {
        return new StoredCorpus(
                entries.stream().filter(each -> which.test(each.property())).toList());
    }

    /** Returns the cases. */
    public List<Entry> entries() {
        return entries;
    }

    /**
     * Judges cases on a product that is started once.
     *
     * <p>Not thread-safe.
     */
    public static final class Judged implements AutoCloseable {
        private final Session session;
        private final Executor executor;

        /** Starts the product. */
        public Judged(TargetFactory product) {
            session = new Session(product);
            executor = new Executor(session);
        }

        /** Returns how a case fails; empty if it passes. */
        public Optional<Mode> failure(TestCase testCase) {
            CaseRun run = executor.fresh(testCase);
            if (run.isError()) {
                throw new IllegalStateException(run.error());
            }
            return Optional.ofNullable(run.judgement().mode());
        }

        /** Returns whether a case passes: it neither fails nor ends with an error. */
        public boolean passes(TestCase testCase) {
            CaseRun run = executor.fresh(testCase);
            return !run.isError() && run.judgement().mode() == null;
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
