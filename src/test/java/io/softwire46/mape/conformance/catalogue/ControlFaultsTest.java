package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Role;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The model passes the properties about ICMP, headers and counters, and each fault fails those that are about it. */
class ControlFaultsTest {
    private static final List<String> GROUPS = List.of("ICM-*", "HDR-*", "CNT-*");

    @Test
    void relayWithoutFaultPasses() {
        FaultRun.assertPasses(GROUPS, 20, () -> new ModelProduct(Role.BR));
    }

    @Test
    void edgeWithoutFaultPasses() {
        FaultRun.assertPasses(GROUPS, 20, () -> new ModelProduct(Role.CE));
    }

    @ParameterizedTest
    @EnumSource(ControlFault.class)
    void faultFailsItsProperties(ControlFault fault) {
        FaultRun.assertFails(fault.properties(), Duration.ZERO, () -> new ModelProduct(Role.BR, fault));
    }

    @ParameterizedTest
    @EnumSource(ControlFault.class)
    void faultOfEdgeFailsItsProperties(ControlFault fault) {
        FaultRun.assertFails(fault.properties(), Duration.ZERO, () -> new ModelProduct(Role.CE, fault));
    }
}
