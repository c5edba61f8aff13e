package io.softwire46.mape.conformance.catalogue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A plain customer edge passes the corpus of group CE, and each fault of it fails the properties that are about it. */
class EdgeFaultsTest {
    @Test
    void edgeWithoutFaultPasses() {
        FaultRun.assertPasses("CE-*", FaultyEdge::new);
    }

    @ParameterizedTest
    @EnumSource(EdgeFault.class)
    void faultFailsItsProperties(EdgeFault fault) {
        FaultRun.assertFails(fault.properties(), () -> new FaultyEdge(fault));
    }
}
