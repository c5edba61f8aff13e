package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.TargetFactory;
import io.softwire46.mape.conformance.catalogue.CaseDrawer;
import io.softwire46.mape.conformance.catalogue.Catalogue;
import io.softwire46.mape.conformance.catalogue.Property;
import io.softwire46.mape.conformance.catalogue.Scene;
import io.softwire46.mape.conformance.draw.ChoiceSequence;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.engine.Plan.Item;
import io.softwire46.mape.conformance.engine.Session.AdapterError;
import io.softwire46.mape.conformance.judge.Mode;
import io.softwire46.mape.conformance.judge.TestCase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs the suite against a product: the corpus, then random cases; each first failure is repeated and made simpler.
 *
 * <p>Not thread-safe.
 */
public final class Runner {
    /** Runs of a failed case in addition to the first one. */
    private static final int REPETITIONS = 3;

    /** Cases that each property draws in a random configuration. */
    private static final int CASES_PER_WORLD = 3;

    /** After this number of random configurations without a case, random cases end. */
    private static final int ROUNDS_WITHOUT_CASES = 1_000;

    /** Properties that fail because the product forwards nothing at all. */
    private static final int SILENT_PROPERTIES = 10;

    private final RunOptions options;
    private final TargetFactory factory;
    private final Progress progress;

    private final List<String> remarks = new ArrayList<>();
    private final List<Tally> tallies = new ArrayList<>();
    private final Map<Role, Scene> scenes = new EnumMap<>(Role.class);
    private long done;

    /**
     * Returns a runner.
     *
     * @param options what the run does
     * @param factory starts the product
     * @param progress shows how far the run is
     */
    public Runner(RunOptions options, TargetFactory factory, Progress progress) {
        this.options = options;
        this.factory = factory;
        this.progress = progress;
    }

    /**
     * Runs the suite.
     *
     * @throws IllegalStateException if the product cannot be started, or says nothing valid about itself
     */
    public RunResult run() {
        Instant started = Instant.now();
        try (Session session = new Session(factory)) {
            Capabilities capabilities = session.capabilities();
            capabilities.roles().forEach(role -> scenes.put(role, new Scene(capabilities, role, options.slow())));
            for (Property property : Catalogue.properties()) {
                boolean isPart = property.roles().stream().anyMatch(scenes::containsKey);
                if (isPart && options.includes(property.id(), property.level())) {
                    tallies.add(new Tally(property));
                }
            }
            runAll(session, capabilities);
            return new RunResultBuilder(options, capabilities, started, tallies, remarks).build();
        } catch (AdapterError e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private void runAll(Session session, Capabilities capabilities) {
        Executor executor = new Executor(session);
        try {
            Plan corpus = new Plan();
            Runnable full = () -> {
                execute(executor, corpus, "corpus", -1);
                corpus.clear();
            };
            forEachDrawer(capabilities, (tally, drawer, scene) -> corpus.addCorpus(tally, drawer, scene, full));
            execute(executor, corpus, "corpus", options.slow() ? -1 : corpus.size());
            randomCases(executor, capabilities);
            remarkLostControls();
            shrink(executor);
        } catch (AdapterError e) {
            remarks.add("The run ended early: three starts in a row without a valid answer. " + e.getMessage());
            tallies.forEach(tally -> tally.error("the run ended early: " + e.getMessage()));
        }
    }

    private interface DrawerConsumer {
        void accept(Tally tally, CaseDrawer drawer, Scene scene);
    }

    private void forEachDrawer(Capabilities capabilities, DrawerConsumer consumer) {
        for (Tally tally : tallies) {
            if (RunResultBuilder.unsupported(capabilities, tally.property).isPresent()) {
                continue;
            }
            for (CaseDrawer drawer : tally.property.cases()) {
                Scene scene = scenes.get(drawer.role());
                if (scene != null) {
                    consumer.accept(tally, drawer, scene);
                }
            }
        }
    }

    private void randomCases(Executor executor, Capabilities capabilities) {
        boolean byCount = options.cases() > 0;
        boolean byTime = !options.time().isZero();
        long end = System.nanoTime() + options.time().toNanos();
        long count = 0;
        boolean isDone = !byCount && !byTime;
        int without = 0;
        for (long round = 0; !isDone; round++) {
            Plan plan = randomPlan(capabilities, round, byCount ? options.cases() - count : -1);
            count += plan.size();
            execute(executor, plan, "random", byCount ? options.cases() : -1);
            without = plan.size() == 0 ? without + 1 : 0; // a configuration may have no place for a case
            isDone = without >= ROUNDS_WITHOUT_CASES
                    || (byCount && count >= options.cases())
                    || (byTime && System.nanoTime() - end >= 0);
        }
    }

    /** Cases of all properties in one random configuration. */
    private Plan randomPlan(Capabilities capabilities, long round, long atMost) {
        Plan plan = new Plan();
        long seed = options.seed() * 0x9e37_79b9L + round;
        forEachDrawer(capabilities, (tally, drawer, scene) -> {
            ChoiceSequence world = scene.randomWorld(seed);
            for (int i = 0; i < CASES_PER_WORLD && (atMost < 0 || plan.size() < atMost); i++) {
                long own = (seed * 1_000_003L + tally.property.id().hashCode()) * 31 + i;
                plan.add(tally, drawer, scene, Choices.of(world, own));
            }
        });
        return plan;
    }

    private void execute(Executor executor, Plan plan, String activity, long total) {
        done = activity.equals("corpus") ? 0 : done;
        plan.forEachGroup(group -> {
            List<TestCase> cases = new ArrayList<>();
            for (Item item : group) {
                cases.add(item.testCase(cases.size()));
            }
            long from = System.nanoTime();
            List<CaseRun> runs = executor.run(cases);
            long nanos = (System.nanoTime() - from) / group.size();
            for (int i = 0; i < group.size(); i++) {
                group.get(i).tally().nanos += nanos;
                count(executor, group.get(i), runs.get(i));
            }
            done += group.size();
            progress.show(activity, done, total);
        });
    }

    private void count(Executor executor, Item item, CaseRun run) {
        Tally tally = item.tally();
        Mode mode = run.judgement().mode();
        if (run.isError()) {
            tally.error(run.error());
        } else if (mode == null) {
            tally.passed(run.testCase());
        } else {
            tally.failed(run.testCase(), mode);
            Tally.First first = tally.first.get(mode);
            if (first == null) {
                first = new Tally.First(run, item.drawer(), item.scene());
                tally.first.put(mode, first);
                tally.flaky |= !isRepeatable(executor, run);
            }
            first.failures++;
        }
    }

    private static boolean isRepeatable(Executor executor, CaseRun run) {
        for (int i = 0; i < REPETITIONS; i++) {
            CaseRun again = executor.fresh(run.testCase());
            if (!again.isFailed() || again.judgement().mode() != run.judgement().mode()) {
                return false;
            }
        }
        return true;
    }

    /** Says which properties fail for nothing but lost controls: their cause is elsewhere. */
    private void remarkLostControls() {
        List<String> ids = tallies.stream()
                .filter(tally -> tally.first.keySet().equals(Set.of(Mode.CONTROL_LOST)))
                .map(tally -> tally.property.id())
                .toList();
        if (ids.size() > 1) {
            remarks.add(
                    ids.size() + " properties fail because their controls are lost, ordinary packets that have to be "
                            + "forwarded: " + String.join(", ", ids) + ". Mend the other failures first.");
        }
    }

    private void shrink(Executor executor) {
        long silent = tallies.stream()
                .filter(tally -> tally.first.containsKey(Mode.LOST)
                        || tally.first.containsKey(Mode.CONTROL_LOST)
                        || tally.first.containsKey(Mode.MISSING_ICMP))
                .count();
        long passed = tallies.stream()
                .filter(tally -> tally.effective > 0 && tally.failures.isEmpty())
                .count();
        if (silent > SILENT_PROPERTIES && passed == 0) {
            remarks.add("The product forwards nothing: every property fails because packets are lost.");
            return;
        }
        long deadline = System.nanoTime() + options.shrinkTime().toNanos();
        CaseShrinker shrinker = new CaseShrinker(executor, deadline);
        for (Tally tally : tallies) {
            for (Tally.First first : tally.flaky ? List.<Tally.First>of() : tally.first.values()) {
                progress.show("shrinking " + tally.property.id(), done, -1);
                long from = System.nanoTime();
                shrinker.shrink(first, CaseShrinker.MAX_RUNS);
                tally.nanos += System.nanoTime() - from;
            }
        }
    }
}
