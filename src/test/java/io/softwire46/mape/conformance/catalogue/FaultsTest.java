package io.softwire46.mape.conformance.catalogue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A plain border relay passes the corpus, and each fault of it fails the properties that are about it. */
class FaultsTest {
    @Test
    void relayWithoutFaultPasses() {
        for (String group : new String[] {"ALG-*", "DWN-*", "UP-*"}) {
            FaultRun.assertPasses(group, FaultyRelay::new);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void faultFailsItsProperties(Fault fault) {
        FaultRun.assertFails(fault.properties(), () -> new FaultyRelay(fault));
    }
}
