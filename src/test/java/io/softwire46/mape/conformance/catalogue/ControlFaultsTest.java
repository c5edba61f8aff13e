package io.softwire46.mape.conformance.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.engine.KnownFailures;
import io.softwire46.mape.conformance.engine.Progress;
import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.engine.Result;
import io.softwire46.mape.conformance.engine.RunOptions;
import io.softwire46.mape.conformance.engine.Runner;
import io.softwire46.mape.conformance.judge.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The model passes the properties about ICMP, headers and counters, and each fault fails those that are about it. */
class ControlFaultsTest {
    private static List<PropertyResult> run(List<String> only, ControlFault... faults) {
        RunOptions options = new RunOptions(
                "1.0",
                only,
                Set.of(Level.values()),
                1,
                Duration.ZERO,
                0,
                Duration.ZERO,
                KnownFailures.NONE,
                false,
                false);
        return new Runner(options, () -> new ModelRelay(faults), Progress.NONE)
                .run()
                .properties();
    }

    @Test
    void modelWithoutFaultPasses() {
        for (PropertyResult each : run(List.of("ICM-*", "HDR-*", "CNT-*"))) {
            assertEquals(
                    Result.PASS, each.result(), () -> each.property().id() + " " + each.reason() + " " + each.cases());
        }
    }

    @ParameterizedTest
    @EnumSource(ControlFault.class)
    void faultFailsItsProperties(ControlFault fault) {
        for (PropertyResult each : run(fault.properties(), fault)) {
            assertEquals(Result.FAIL, each.result(), () -> each.property().id() + " " + each.reason());
        }
    }
}
