package io.softwire46.mape.conformance.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.conformance.engine.KnownFailures;
import io.softwire46.mape.conformance.engine.Progress;
import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.engine.Result;
import io.softwire46.mape.conformance.engine.RunOptions;
import io.softwire46.mape.conformance.engine.Runner;
import io.softwire46.mape.conformance.judge.Level;
import io.softwire46.mape.conformance.judge.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A relay and a CE that join and cut pass all about fragments and sizes, and each fault fails the properties about it. */
class FragmentFaultsTest {
    @Test
    void relayWithoutFaultPasses() {
        FaultRun.assertPasses(List.of("FRG-*", "SIZ-*"), 20, () -> new FaultyFragments(Role.BR));
    }

    @Test
    void relayReturnsFragments() {
        FaultRun.assertPasses(List.of("UP-10"), 1, () -> new FaultyFragments(Role.BR));
    }

    @Test
    void edgeWithoutFaultPasses() {
        FaultRun.assertPasses(List.of("FRG-*", "SIZ-*"), 19, () -> new FaultyFragments(Role.CE));
    }

    @ParameterizedTest
    @EnumSource(FragmentFault.class)
    void faultFailsItsProperties(FragmentFault fault) {
        FaultRun.assertFails(fault.properties(), () -> new FaultyFragments(Role.BR, fault));
    }

    static Stream<FragmentFault> faultsOfEdges() {
        return Stream.of(FragmentFault.of(Role.CE));
    }

    @ParameterizedTest
    @MethodSource("faultsOfEdges")
    void faultOfEdgeFailsItsProperties(FragmentFault fault) {
        FaultRun.assertFails(fault.properties(), () -> new FaultyFragments(Role.CE, fault));
    }

    /** A fault is found by what it does. */
    @Test
    void piecesHaveOneTrafficClass() {
        FaultRun.assertFails(
                "SIZ-01",
                Mode.WRONG_OUTER,
                () -> new FaultyFragments(Role.BR, FragmentFault.LATER_PIECES_WITHOUT_TRAFFIC_CLASS));
    }

    /** A product that forwards nothing, and says that it joins nothing: what needs that is no part of its run. */
    private record JoinsNothing(Capabilities capabilities) implements Target {
        static JoinsNothing with(Map<String, Object> more) {
            Map<String, Object> options = new TreeMap<>(Map.of("v6Reassembly", false, "v4Reassembly", "none"));
            options.putAll(more);
            return new JoinsNothing(Capabilities.builder("toy", "1", Role.BR)
                    .optionDefaults(options)
                    .virtualClock(true)
                    .sync(true)
                    .reset(true)
                    .build());
        }

        @Override
        public Configured configure(Setup setup) {
            return Configured.ok();
        }

        @Override
        public Exchange exchange(List<Sent> packets, Until until) {
            return new Exchange(Exchange.Ended.SYNC, List.of());
        }

        @Override
        public boolean reset() {
            return true;
        }

        @Override
        public void close() {}
    }

    private static Map<String, PropertyResult> failed(Map<String, Object> options) {
        Map<String, PropertyResult> failed = new TreeMap<>();
        RunOptions only = new RunOptions(
                "1.0",
                List.of("DWN-05", "FRG-*"),
                Set.of(Level.values()),
                1,
                Duration.ZERO,
                0,
                Duration.ZERO,
                KnownFailures.NONE,
                false,
                false);
        for (PropertyResult each : new Runner(only, () -> JoinsNothing.with(options), Progress.NONE)
                .run()
                .properties()) {
            if (each.result() != Result.UNSUPPORTED) {
                failed.put(each.property().id(), each);
            }
        }
        return failed;
    }

    @Test
    void productsThatDoNotJoinAreNotAskedTo() {
        Map<String, PropertyResult> failed = failed(Map.of());
        assertEquals(Set.of("DWN-05", "FRG-07", "FRG-08", "FRG-10", "FRG-11", "FRG-14"), failed.keySet());
        assertEquals(List.of("whole=no"), failed.get("DWN-05").notSupported());
        assertTrue(failed.get("FRG-08").notSupported().contains("pieces=tunnel"));
        assertEquals(
                Set.of("DWN-05", "FRG-07", "FRG-10", "FRG-11"),
                failed(Map.of("innerFragments", "drop")).keySet());
    }
}
