package io.softwire46.mape.conformance.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.engine.FailedCase;
import io.softwire46.mape.conformance.engine.Progress;
import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.engine.Result;
import io.softwire46.mape.conformance.engine.RunOptions;
import io.softwire46.mape.conformance.engine.RunResult;
import io.softwire46.mape.conformance.engine.Runner;
import io.softwire46.mape.conformance.judge.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A plain border relay passes the corpus, and each fault of it fails the properties that are about it. */
class FaultsTest {
    private static RunResult run(List<String> only, Duration shrinkTime, Fault... faults) {
        RunOptions options = RunOptions.CORPUS.withOnly(only).withShrinkTime(shrinkTime);
        return new Runner(options, () -> new FaultyRelay(faults), Progress.NONE).run();
    }

    private static Map<String, PropertyResult> byId(RunResult result) {
        return result.properties().stream()
                .collect(Collectors.toMap(each -> each.property().id(), each -> each));
    }

    @Test
    void relayWithoutFaultPasses() {
        RunResult result = run(List.of("ALG-*", "DWN-*", "UP-*"), Duration.ZERO);
        for (PropertyResult each : result.properties()) {
            assertEquals(
                    Result.PASS, each.result(), () -> each.property().id() + " " + each.reason() + " " + each.cases());
            assertTrue(!each.differs(), () -> each.property().id() + " " + each.cases());
        }
        assertEquals(0, result.exit());
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void faultFailsItsProperties(Fault fault) {
        Map<String, PropertyResult> results = byId(run(fault.properties(), Duration.ofSeconds(1), fault));
        for (String id : fault.properties()) {
            PropertyResult result = results.get(id);
            if (result.property().level() == Level.DECISION) {
                assertTrue(result.differs(), id);
            } else {
                assertEquals(Result.FAIL, result.result(), () -> id + " " + result.reason());
            }
            FailedCase first = result.cases().get(0);
            assertTrue(
                    first.judgement().difference().length() > 10,
                    first.judgement().difference());
        }
    }
}
