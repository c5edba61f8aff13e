package io.softwire46.mape.conformance.catalogue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A plain customer edge with NAPT passes group CE, and each fault of it fails the properties that are about it. */
class NaptFaultsTest {
    @Test
    void naptWithoutFaultPasses() {
        FaultRun.assertPasses("CE-*", FaultyNapt::new);
    }

    @ParameterizedTest
    @EnumSource(NaptFault.class)
    void faultFailsItsProperties(NaptFault fault) {
        FaultRun.assertFails(fault.properties(), () -> new FaultyNapt(fault));
    }
}
