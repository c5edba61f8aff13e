package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.Answer;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.TargetFailure;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.conformance.catalogue.Marks;
import io.softwire46.mape.conformance.engine.Session.AdapterError;
import io.softwire46.mape.conformance.judge.Counts;
import io.softwire46.mape.conformance.judge.Judge;
import io.softwire46.mape.conformance.judge.Judgement;
import io.softwire46.mape.conformance.judge.Mode;
import io.softwire46.mape.conformance.judge.Observation;
import io.softwire46.mape.conformance.judge.Step;
import io.softwire46.mape.conformance.judge.TestCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs cases of one configuration, one by one or many in one exchange, and judges each.
 *
 * <p>Not thread-safe.
 */
final class Executor {
    /** Largest number of cases of one exchange. */
    static final int MAX_BATCH = 500;

    /** Largest number of octets in the packets of one exchange, which is one line of the protocol. */
    private static final int MAX_BATCH_OCTETS = 500_000;

    /** Largest number of steps of a case that shares an exchange with others. */
    private static final int MAX_STEPS = 64;

    /** While a case waits this long, a product with a clock of its own is left alone. */
    private static final long WAIT_NANOS = 1_000_000_000L;

    private final Session session;
    private final Pause pause;

    /** The last configuration, and its marks. */
    private @Nullable Setup marked;

    private @Nullable Marks marks;

    /** Lets time pass for a product with a clock of its own. */
    @FunctionalInterface
    interface Pause {
        void forNanos(long nanos) throws InterruptedException;
    }

    Executor(Session session) {
        this(session, TimeUnit.NANOSECONDS::sleep);
    }

    Executor(Session session, Pause pause) {
        this.session = session;
        this.pause = pause;
    }

    private Marks marks(Setup setup) {
        Marks known = marks;
        if (known == null || !setup.equals(marked)) {
            known = Marks.of(setup);
            marks = known;
            marked = setup;
        }
        return known;
    }

    /** Whether the product forwards packets in a case; else it answers queries, which need no configuration. */
    private static boolean forwards(TestCase testCase) {
        Role role = testCase.setup().role();
        return role != Role.CALC && role != Role.DHCPV6;
    }

    /** Runs cases with one configuration. An error that ends the run is thrown. */
    List<CaseRun> run(List<TestCase> cases) {
        boolean waits = forwards(cases.get(0)) && cases.stream().anyMatch(this::waits);
        if (waits) {
            return waiting(cases);
        }
        boolean mayBatch = !session.capabilities().sync() && forwards(cases.get(0));
        List<CaseRun> runs = new ArrayList<>();
        if (!mayBatch) {
            for (TestCase each : cases) {
                runs.add(alone(each));
            }
            return runs;
        }
        List<TestCase> batched =
                cases.stream().filter(each -> !needsOwnRun(each)).toList();
        int from = 0;
        long octets = 0;
        for (int i = 0; i < batched.size(); i++) {
            long own = octets(batched.get(i));
            if (i > from && (i - from == MAX_BATCH || octets + own > MAX_BATCH_OCTETS)) {
                runs.addAll(batch(batched.subList(from, i)));
                from = i;
                octets = 0;
            }
            octets += own;
        }
        if (from < batched.size()) {
            runs.addAll(batch(batched.subList(from, batched.size())));
        }
        for (int i = 0; i < cases.size(); i++) {
            if (needsOwnRun(cases.get(i))) {
                runs.add(i, alone(cases.get(i)));
            }
        }
        return runs;
    }

    /** Whether a case has a pause that the product has to see. */
    private boolean waits(TestCase testCase) {
        if (session.capabilities().virtualClock()) {
            return false;
        }
        long last = 0;
        for (Step step : testCase.steps()) {
            if (step instanceof Step.Packet packet) {
                if (packet.sent().atNanos() - last >= WAIT_NANOS) {
                    return true;
                }
                last = packet.sent().atNanos();
            }
        }
        return false;
    }

    /** Runs cases of which some wait, and those all at the same time. */
    private List<CaseRun> waiting(List<TestCase> cases) {
        Map<Boolean, List<Integer>> byWaiting =
                IntStream.range(0, cases.size()).boxed().collect(Collectors.partitioningBy(i -> waits(cases.get(i))));
        CaseRun[] runs = new CaseRun[cases.size()];
        byWaiting.forEach((waits, places) -> {
            List<TestCase> some = places.stream().map(cases::get).toList();
            List<CaseRun> done = some.isEmpty() ? List.of() : waits ? batch(some) : run(some);
            for (int i = 0; i < done.size(); i++) {
                runs[places.get(i)] = done.get(i);
            }
        });
        return List.of(runs);
    }

    /** Sends the packets of cases; a product with a clock of its own gets them when their time has come. */
    private void exchange(Batch batch, Until until) {
        int from = 0;
        for (int i = 1; i <= batch.packets.size(); i++) {
            long wait = i < batch.packets.size()
                    ? batch.packets.get(i).atNanos() - batch.packets.get(i - 1).atNanos()
                    : 0;
            boolean isPause = wait >= WAIT_NANOS && !session.capabilities().virtualClock();
            if (i == batch.packets.size() || isPause) {
                List<Sent> now = List.copyOf(batch.packets.subList(from, i));
                Until end = isPause && !session.capabilities().sync() ? Batch.unmarked(now.size()) : until;
                batch.receive(session.exchange(now, end).outputs(), from);
                from = i;
                if (isPause) {
                    pause(wait);
                }
            }
        }
    }

    private void pause(long nanos) {
        try {
            pause.forNanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdapterError("interrupted", true);
        }
    }

    private static long octets(TestCase testCase) {
        return testCase.steps().stream()
                .mapToLong(step ->
                        step instanceof Step.Packet packet ? packet.sent().octets().length : 0)
                .sum();
    }

    /** Whether a case reads counters or fills a table, or is too large for an exchange with others. */
    private static boolean needsOwnRun(TestCase testCase) {
        return isCounted(testCase) || testCase.fillsPorts() || testCase.steps().size() > MAX_STEPS;
    }

    private static boolean isCounted(TestCase testCase) {
        return testCase.steps().stream().anyMatch(Step.Count.class::isInstance);
    }

    /** Runs a case by itself. Counters that were moved by earlier cases, such as by time-outs, are not held against it. */
    CaseRun alone(TestCase testCase) {
        boolean counted = isCounted(testCase);
        if (testCase.fillsPorts() || (counted && session.capabilities().reset())) {
            return fresh(testCase);
        }
        CaseRun run = single(testCase);
        return counted && run.isFailed() ? fresh(testCase) : run;
    }

    private CaseRun single(TestCase testCase) {
        return configured(List.of(testCase), tried -> List.of(configured(testCase, tried.get(0))))
                .get(0);
    }

    /** Runs a case by itself after a reset. */
    CaseRun fresh(TestCase testCase) {
        try {
            session.reset();
        } catch (AdapterError e) {
            return ended(testCase, e);
        } catch (TargetFailure e) {
            return failed(testCase, e);
        }
        return single(testCase);
    }

    private interface Body {
        /** @param tried answers to the configurations that each case tries */
        List<CaseRun> run(List<List<Answer>> tried);
    }

    private List<CaseRun> configured(List<TestCase> cases, Body body) {
        try {
            List<List<Answer>> tried = new ArrayList<>();
            for (TestCase each : cases) {
                tried.add(tryOut(each));
            }
            if (forwards(cases.get(0))) {
                Configured configured = session.configure(cases.get(0).setup());
                switch (configured.outcome()) {
                    case OK -> {}
                    case REFUSED -> {
                        Judgement refused = new Judgement(
                                Mode.REFUSED_VALID,
                                -1,
                                "configuration: allowed ok, seen refused: " + configured.reason());
                        return cases.stream()
                                .map(each -> new CaseRun(each, Observation.NOTHING, refused, ""))
                                .toList();
                    }
                    case UNSUPPORTED -> {
                        return cases.stream()
                                .map(each -> CaseRun.error(each, "undeclared-unsupported: " + configured.reason()))
                                .toList();
                    }
                }
            }
            return body.run(tried);
        } catch (AdapterError e) {
            if (cases.size() > 1 && !e.isLast() && cases.stream().anyMatch(Executor::triesOut)) {
                return cases.stream().map(this::alone).toList();
            }
            return cases.stream().map(each -> ended(each, e)).toList();
        } catch (TargetFailure e) {
            return cases.size() == 1
                    ? List.of(failed(cases.get(0), e))
                    : cases.stream().map(this::alone).toList();
        }
    }

    private static boolean triesOut(TestCase testCase) {
        return testCase.steps().stream().anyMatch(Step.Configure.class::isInstance);
    }

    /** Answers to the configurations that a case tries. */
    private List<Answer> tryOut(TestCase testCase) {
        List<Answer> answers = new ArrayList<>();
        for (Step step : testCase.steps()) {
            if (step instanceof Step.Configure configure) {
                Configured configured = session.tryOut(configure.setup());
                switch (configured.outcome()) {
                    case OK -> answers.add(Answer.ok());
                    case REFUSED -> answers.add(Answer.refused(configured.reason()));
                    case UNSUPPORTED -> throw new AdapterError("undeclared-unsupported: " + configured.reason(), false);
                }
            }
        }
        return answers;
    }

    private static CaseRun ended(TestCase testCase, AdapterError error) {
        if (error.isLast()) {
            throw error;
        }
        return CaseRun.error(testCase, String.valueOf(error.getMessage()));
    }

    private static CaseRun failed(TestCase testCase, TargetFailure failure) {
        Mode mode = failure.kind() == TargetFailure.Kind.CRASHED ? Mode.CRASHED : Mode.HUNG;
        return new CaseRun(
                testCase, Observation.NOTHING, new Judgement(mode, -1, mode + ": " + failure.getMessage()), "");
    }

    private CaseRun configured(TestCase testCase, List<Answer> tried) {
        List<Answer> answers = new ArrayList<>();
        int next = 0;
        for (Step step : testCase.steps()) {
            if (step instanceof Step.Ask ask) {
                answers.add(session.query(ask.query()));
            } else if (step instanceof Step.Configure) {
                answers.add(tried.get(next++));
            }
        }
        if (answers.size() == testCase.steps().size()) {
            return judged(testCase, new Observation(List.of(), answers, ""));
        }
        boolean sync = session.capabilities().sync();
        Batch batch = new Batch(marks(testCase.setup()));
        batch.add(testCase, session.nextCaseNanos(), !sync);
        @Nullable Counts before = isCounted(testCase) ? session.counters() : null;
        exchange(batch, sync ? Until.SYNC : batch.until());
        if (!sync && !batch.isMarked(0)) {
            return CaseRun.error(testCase, "no sentinel");
        }
        List<Received> outputs = new ArrayList<>(batch.outputs(0));
        outputs.addAll(batch.orphans);
        @Nullable Counts counts =
                before == null ? null : batch.withMarks(session.counters().since(before));
        return judged(testCase, new Observation(outputs, answers, "", counts));
    }

    private CaseRun judged(TestCase testCase, Observation seen) {
        Judgement judgement = Judge.judge(
                testCase, seen, op -> session.capabilities().queries().getOrDefault(op, List.of()));
        Observation explained =
                judgement.isPassed() ? seen : new Observation(seen.outputs(), seen.answers(), session.stderr());
        return new CaseRun(testCase, explained, judgement, "");
    }

    /** A case that fails among others, or lacks its mark, runs again alone. */
    private List<CaseRun> batch(List<TestCase> cases) {
        return configured(cases, tried -> {
            Batch batch = new Batch(marks(cases.get(0).setup()));
            boolean sync = session.capabilities().sync();
            boolean waits = waits(cases.get(0));
            for (TestCase each : cases) {
                batch.add(each, waits ? 0 : session.nextCaseNanos(), !sync);
            }
            batch.sort();
            exchange(batch, sync ? Until.SYNC : batch.until());
            if (!batch.orphans.isEmpty() && cases.size() > 1) {
                int half = cases.size() / 2;
                List<CaseRun> runs = new ArrayList<>(batch(cases.subList(0, half)));
                runs.addAll(batch(cases.subList(half, cases.size())));
                return runs;
            }
            List<CaseRun> runs = new ArrayList<>();
            for (int i = 0; i < cases.size(); i++) {
                CaseRun run = judged(cases.get(i), new Observation(batch.outputs(i), tried.get(i), ""));
                boolean again = run.isFailed() || (!sync && !batch.isMarked(i)) || !batch.orphans.isEmpty();
                runs.add(again ? alone(cases.get(i)) : run);
            }
            return runs;
        });
    }
}
