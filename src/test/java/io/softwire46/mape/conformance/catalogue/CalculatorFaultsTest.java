package io.softwire46.mape.conformance.catalogue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A calculator passes the corpus of group ALG, and each fault of it fails the properties that are about it. */
class CalculatorFaultsTest {
    @Test
    void calculatorWithoutFaultPasses() {
        FaultRun.assertPasses("ALG-*", FaultyCalculator::new);
    }

    @ParameterizedTest
    @EnumSource(CalculatorFault.class)
    void faultFailsItsProperties(CalculatorFault fault) {
        FaultRun.assertFails(fault.properties(), () -> new FaultyCalculator(fault));
    }
}
