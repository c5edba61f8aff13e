package io.softwire46.mape.conformance.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.cli.Main;
import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.TargetFactory;
import io.softwire46.mape.conformance.engine.Progress;
import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.engine.Result;
import io.softwire46.mape.conformance.engine.RunOptions;
import io.softwire46.mape.conformance.engine.RunResult;
import io.softwire46.mape.conformance.engine.Runner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * This library passes the suite in the process of the kit, over the process protocol, and over captures, with the same results.
 * {@code -Dconformance.cases=N} sets the number of random cases in addition to the corpus.
 */
class SuiteTest {
    private static final long CASES = Long.getLong("conformance.cases", 2_000);

    /** The forms with processes run a part of a large number; captures, which start one per configuration, a smaller one. */
    private static final long PROCESS_CASES = Math.min(CASES, 20_000);

    private static final long CAPTURE_CASES = PROCESS_CASES / 10;

    private static RunResult run(TargetFactory factory, long cases) {
        RunOptions options = RunOptions.CORPUS.withCases(1, cases).withShrinkTime(Duration.ZERO);
        return new Runner(options, factory, Progress.NONE).run();
    }

    private static TargetFactory captures() {
        Capabilities all = new LibraryTarget().capabilities();
        Capabilities relay = Capabilities.builder(all.name(), all.version(), Role.BR)
                .formats(all.formats())
                .options(all.options())
                .virtualClock(true)
                .maxPacket(all.maxPacket())
                .maxRules(all.maxRules())
                .build();
        List<String> words = new ArrayList<>(Children.java(Main.class, "relay", "--domain", "{domain}"));
        words.addAll(List.of("--in", "{in}", "--out", "{out}"));
        return CaptureTarget.factory(words, relay);
    }

    private static void assertPasses(RunResult result) {
        for (PropertyResult each : result.properties()) {
            String text = each.property().id() + " " + each.reason() + " " + each.cases();
            assertEquals(Result.PASS, each.result(), text);
            assertTrue(!each.differs(), text);
            assertEquals(List.of(), each.notSupported(), text);
        }
        assertEquals(0, result.exit());
    }

    /** Effective checks and classes of each property that the product was asked about. */
    private static Map<String, Object> checks(RunResult result) {
        Map<String, Object> checks = new LinkedHashMap<>();
        result.properties().stream()
                .filter(each -> each.result() != Result.UNSUPPORTED)
                .forEach(each ->
                        checks.put(each.property().id(), List.of(each.result(), each.effective(), each.classes())));
        return checks;
    }

    @Test
    void passesInEachForm() {
        CompletableFuture<RunResult> process = CompletableFuture.supplyAsync(() ->
                run(ProcessTarget.factory(Children.java(Main.class, "adapter"), "1.0"), PROCESS_CASES));
        CompletableFuture<RunResult> captures = CompletableFuture.supplyAsync(() -> run(captures(), CAPTURE_CASES));
        RunResult inProcess = run(LibraryTarget::new, CASES);
        assertPasses(inProcess);
        assertPasses(process.join());
        if (CASES == PROCESS_CASES) {
            assertEquals(checks(inProcess), checks(process.join()));
        }
        Set<String> captured = checks(captures.join()).keySet();
        assertTrue(captured.size() > 40, captured::toString);
        assertTrue(checks(process.join()).keySet().containsAll(captured), captured::toString);
        captures.join()
                .properties()
                .forEach(each -> assertTrue(
                        each.result() == Result.PASS || each.result() == Result.UNSUPPORTED,
                        () -> each.property().id() + " " + each.reason() + " " + each.cases()));
    }
}
