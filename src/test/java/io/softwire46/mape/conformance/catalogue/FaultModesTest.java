package io.softwire46.mape.conformance.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.engine.FailedCase;
import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.judge.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults that resemble each other fail in different modes: a report says what the product did wrong. */
class FaultModesTest {
    @ParameterizedTest
    @CsvSource({
        "NO_HAIRPIN, UP-10, misdelivered",
        "HAIRPIN_OF_SMALL_PACKETS, UP-10, lost",
        "HAIRPINNED_ECHO_LOST, UP-10, lost",
        "HAIRPINNED_ERRORS_LOST, UP-10, lost",
        "HAIRPINNED_DSCP_CLEARED, UP-10, wrong-outer",
        "HAIRPIN_IGNORES_OUTER_ECN, UP-10, wrong-ecn",
        "HAIRPIN_KEEPS_OUTER_SOURCE, UP-10, wrong-outer",
        "HAIRPINNED_FRAGMENTS_LOST, UP-10, lost",
        "HAIRPINNED_TUNNEL_FRAGMENTS_LOST, UP-10, lost",
        "HOP_LIMIT_0, DWN-01, wrong-outer",
        "EDGE_HOP_LIMIT_0, CE-01, wrong-outer",
        "BITS_BESIDE_MTU, ICM-04, wrong-icmp",
        "RELAYED_FROM_THE_DESTINATION, ICM-05, wrong-icmp",
        "RELAYED_TTL_1, ICM-05, wrong-icmp",
        "RELAYED_UNUSED_WORD_SET, ICM-05, wrong-icmp",
        "RELAYED_WITH_ECT, ICM-05, wrong-icmp",
        "RELAYED_QUOTES_OF_THE_TUNNEL, ICM-05, wrong-icmp",
        "EDGE_RELAYED_FROM_THE_DESTINATION, ICM-05, wrong-icmp",
        "ERRORS_FROM_THE_DESTINATION, ICM-10, wrong-icmp",
        "ERROR_TTL_OF_THE_PACKET, ICM-10, wrong-icmp",
        "ERROR_UNUSED_WORD_SET, ICM-10, wrong-icmp",
        "ICMPV6_ERRORS_FROM_OTHER_ADDRESS, ICM-10, wrong-icmp",
        "ICMPV6_ERROR_HOP_LIMIT_1, ICM-10, wrong-icmp",
        "ICMPV6_POINTER_TO_THE_HEADER, ICM-10, wrong-icmp",
        "UPSTREAM_ERROR_FROM_THE_HOST, SIZ-05, wrong-icmp",
        "UPSTREAM_ERROR_FROM_ANOTHER_TUNNEL, SIZ-05, wrong-outer",
        "UPSTREAM_ERROR_TTL_1, SIZ-05, wrong-icmp",
        "UPSTREAM_ERROR_BITS_BESIDE_MTU, SIZ-05, wrong-icmp"
    })
    void failsInItsMode(String fault, String property, String mode) {
        Mutant mutant = Mutant.all().stream()
                .filter(each -> each.id().equals(fault))
                .findFirst()
                .orElseThrow();
        assertTrue(mutant.properties().contains(property), property);
        PropertyResult result = FaultRun.of(List.of(property), Duration.ZERO, mutant.wrong()::get)
                .properties()
                .get(0);
        Set<Mode> modes = result.cases().stream()
                .map(FailedCase::judgement)
                .map(judgement -> judgement.mode())
                .collect(Collectors.toSet());
        assertEquals(Set.of(Mode.parse(mode)), modes);
    }
}
