package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.judge.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** A fault is found by what it does. */
    @ParameterizedTest
    @CsvSource({
        "WITHOUT_PORTS_LOST_UPSTREAM, LOST",
        "DONT_FRAGMENT_LOST_UPSTREAM, LOST",
        "DONT_FRAGMENT_CLEARED_UPSTREAM, WRONG_INNER",
        "UDP_CHECKSUM_0_LOST_UPSTREAM, LOST",
        "UDP_CHECKSUM_FILLED_UPSTREAM, WRONG_INNER",
        "OPTIONS_LOST_UPSTREAM, LOST",
        "OPTIONS_ERASED_UPSTREAM, WRONG_INNER"
    })
    void faultFailsInItsMode(Fault fault, Mode mode) {
        FaultRun.assertFails("UP-01", mode, () -> new FaultyRelay(fault));
    }
}
