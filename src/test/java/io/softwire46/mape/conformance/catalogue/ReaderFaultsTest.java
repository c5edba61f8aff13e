package io.softwire46.mape.conformance.catalogue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A plain reader of options passes the corpus of group PRV, and each fault of it fails the properties that are about it. */
class ReaderFaultsTest {
    @Test
    void readerWithoutFaultPasses() {
        FaultRun.assertPasses("PRV-*", FaultyReader::new);
    }

    @ParameterizedTest
    @EnumSource(ReaderFault.class)
    void faultFailsItsProperties(ReaderFault fault) {
        FaultRun.assertFails(fault.properties(), () -> new FaultyReader(fault));
    }
}
