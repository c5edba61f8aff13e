package io.softwire46.mape.wire.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EcnTest {

    @Test
    void codepointsAreThoseOfRfc3168() {
        assertEquals(0b00, Ecn.NOT_ECT);
        assertEquals(0b01, Ecn.ECT_1);
        assertEquals(0b10, Ecn.ECT_0);
        assertEquals(0b11, Ecn.CE);
    }

    /** RFC 6040 figure 4, row by row: inner, outer, outgoing (-1 drop), marked with (!) or (!!!). */
    @ParameterizedTest
    @CsvSource({
        // Not-ECT
        "0, 0, 0, false",
        "0, 2, 0, true",
        "0, 1, 0, true",
        "0, 3, -1, true",
        // ECT(0)
        "2, 0, 2, false",
        "2, 2, 2, false",
        "2, 1, 1, false",
        "2, 3, 3, false",
        // ECT(1)
        "1, 0, 1, false",
        "1, 2, 1, true",
        "1, 1, 1, false",
        "1, 3, 3, false",
        // CE
        "3, 0, 3, false",
        "3, 2, 3, false",
        "3, 1, 3, true",
        "3, 3, 3, false",
    })
    void egressIsTheTableOfRfc6040Section42(int inner, int outer, int outgoing, boolean unused) {
        assertEquals(outgoing, Ecn.egress(inner, outer));
        assertEquals(unused, Ecn.isUnusedCombination(inner, outer));
    }

    /** RFC 6040 figure 3. */
    @ParameterizedTest
    @CsvSource({"0, 0, 0", "2, 0, 2", "1, 0, 1", "3, 0, 3"})
    void ingressIsTheTableOfRfc6040Section41(int inner, int compatibility, int normal) {
        assertEquals(compatibility, Ecn.ingressCompatibility(inner));
        assertEquals(normal, Ecn.ingressNormal(inner));
    }
}
