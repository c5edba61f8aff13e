package io.softwire46.mape.conformance.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.engine.Progress;
import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.engine.Result;
import io.softwire46.mape.conformance.engine.RunOptions;
import io.softwire46.mape.conformance.engine.Runner;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The model passes the properties about ICMP, headers and counters, and each fault fails those that are about it. */
class ControlFaultsTest {
    private static List<PropertyResult> run(List<String> only, ControlFault... faults) {
        RunOptions options = RunOptions.CORPUS.withOnly(only).withShrinkTime(Duration.ZERO);
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
