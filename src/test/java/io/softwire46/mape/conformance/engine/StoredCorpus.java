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
import java.util.List;
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

    /** Draws the cases of some properties of a role, for each configuration after those of the one before. */
    public static StoredCorpus of(Capabilities capabilities, Role role, Predicate<Property> which) {
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
        List<Entry> entries = new ArrayList<>();
        plan.forEachGroup(group -> {
            for (int i = 0; i < group.size(); i++) {
                Plan.Item item = group.get(i);
                entries.add(new Entry(item.tally().property, item.testCase(i)));
            }
        });
        return new StoredCorpus(entries);
    }

    /** Returns a part of the cases: the first of a number of cases, and so on. */
    public StoredCorpus every(int number) {
        List<Entry> some = new ArrayList<>();
        for (int i = 0; i < entries.size(); i += number) {
            some.add(entries.get(i));
        }
        return new StoredCorpus(some);
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

        @Override
        public void close() {
            session.close();
        }
    }
}
