package io.softwire46.mape.conformance.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.TargetFactory;
import io.softwire46.mape.conformance.engine.FailedCase;
import io.softwire46.mape.conformance.engine.KnownFailures;
import io.softwire46.mape.conformance.engine.Progress;
import io.softwire46.mape.conformance.engine.PropertyCorpus;
import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.engine.Result;
import io.softwire46.mape.conformance.engine.RunOptions;
import io.softwire46.mape.conformance.engine.RunResult;
import io.softwire46.mape.conformance.engine.Runner;
import io.softwire46.mape.conformance.judge.Level;
import io.softwire46.mape.conformance.judge.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Runs the corpus against a product with a fault, or without. */
final class FaultRun {
    /** Modes in which properties can fail. */
    private static final Map<String, Set<Mode>> MODES = new ConcurrentHashMap<>();

    private FaultRun() {}

    static RunResult of(List<String> only, Duration shrinkTime, TargetFactory product) {
        RunOptions options = new RunOptions(
                "1.0", only, Set.of(Level.values()), 1, Duration.ZERO, 0, shrinkTime, KnownFailures.NONE, false, false);
        return new Runner(options, product, Progress.NONE).run();
    }

    static void assertPasses(String properties, TargetFactory product) {
        assertPasses(of(List.of(properties), Duration.ZERO, product));
    }

    /** The product passes this number of properties. */
    static void assertPasses(List<String> properties, int count, TargetFactory product) {
        RunResult result = of(properties, Duration.ZERO, product);
        assertEquals(count, result.properties().size());
        assertPasses(result);
    }

    private static void assertPasses(RunResult result) {
        assertFalse(result.properties().isEmpty());
        for (PropertyResult each : result.properties()) {
            assertEquals(
                    Result.PASS, each.result(), () -> each.property().id() + " " + each.reason() + " " + each.cases());
            assertFalse(each.differs(), () -> each.property().id() + " " + each.cases());
        }
        assertEquals(0, result.exit());
    }

    static void assertFails(List<String> properties, TargetFactory product) {
        Map<String, PropertyResult> results = of(properties, Duration.ZERO, product).properties().stream()
                .collect(Collectors.toMap(each -> each.property().id(), each -> each));
        for (String id : properties) {
            PropertyResult result = results.get(id);
            if (result.property().level() == Level.DECISION) {
                assertTrue(result.differs(), id);
            } else {
                assertEquals(Result.FAIL, result.result(), () -> id + " " + result.reason());
            }
            Set<Mode> possible = MODES.computeIfAbsent(
                    id, key -> PropertyCorpus.of(result.property()).modes());
            for (FailedCase each : result.cases()) {
                assertTrue(possible.contains(each.judgement().mode()), () -> id + " " + each.judgement());
            }
            FailedCase first = result.cases().get(0);
            assertTrue(
                    first.judgement().difference().length() > 10,
                    first.judgement().difference());
        }
    }

    /** The property fails in a mode. */
    static void assertFails(String property, Mode mode, TargetFactory product) {
        PropertyResult result =
                of(List.of(property), Duration.ZERO, product).properties().get(0);
        List<Mode> seen =
                result.cases().stream().map(each -> each.judgement().mode()).toList();
        assertTrue(seen.contains(mode), () -> property + " " + result.result() + " " + seen);
    }
}
