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
        "HAIRPINNED_TUNNEL_FRAGMENTS_LOST, UP-10, lost"
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
