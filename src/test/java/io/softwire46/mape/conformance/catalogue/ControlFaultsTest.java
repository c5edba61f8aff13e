package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.judge.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

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
        FaultRun.assertFails(fault.properties(), () -> new ModelProduct(Role.BR, fault));
    }

    @ParameterizedTest
    @MethodSource("io.softwire46.mape.conformance.catalogue.ControlFault#ofEdge")
    void faultOfEdgeFailsItsProperties(ControlFault fault) {
        FaultRun.assertFails(fault.properties(), () -> new ModelProduct(Role.CE, fault));
    }

    /** A fault is found by what it does. */
    @ParameterizedTest
    @CsvSource({
        "ECN_OF_MIDDLE_FRAGMENT_LOST, HDR-01, WRONG_ECN",
        "ECN_OF_ECT_1_FRAGMENT_KEPT, HDR-01, WRONG_ECN",
        "ECN_OF_UNCAPABLE_FRAGMENT_IGNORED, HDR-01, FORWARDED",
        "LATER_PIECES_NOT_ECT, HDR-01, WRONG_ECN",
        "LATER_PIECES_WITHOUT_DSCP, HDR-02, WRONG_OUTER",
        "SPOOFED_NOT_DROPPED, CNT-01, MISCOUNTED",
        "HELD_UNCOUNTED, CNT-01, UNCOUNTED",
        "REASSEMBLED_BY_PIECES, CNT-01, MISCOUNTED",
        "RELEASED_UNCOUNTED, CNT-01, MISCOUNTED",
        "OVERLAPS_UNCOUNTED, CNT-01, UNCOUNTED",
        "LENGTHS_UNCOUNTED, CNT-03, UNCOUNTED",
        "REASSEMBLED_OCTETS_OF_LAST, CNT-04, MISCOUNTED",
        "FRAGMENT_LEAF_UNCOUNTED, CNT-04, UNCOUNTED",
        "HAIRPIN_UNCOUNTED, CNT-04, UNCOUNTED",
        "HAIRPIN_SENT_ON_IPV4, CNT-04, MISCOUNTED"
    })
    void faultFailsInItsMode(ControlFault fault, String property, Mode mode) {
        FaultRun.assertFails(property, mode, () -> new ModelProduct(Role.BR, fault));
    }
}
