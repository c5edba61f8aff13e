package io.softwire46.mape.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.testing.Placement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Packets of every verdict at every placement: nothing is written outside of packet and headroom, or read outside if they are the
 * whole buffer. All output is valid, and the same at all placements.
 */
class ForwardPlacementTest {
    /** New nodes with the same seed repeat the same output. */
    private static List<String> outcomes(Placement placement) {
        List<String> texts = new ArrayList<>();
        long nowNanos = 0;
        for (ForwardCases.Case each : ForwardCases.all()) {
            Outcome outcome =
                    Outcome.of(placement, each.node(), each.ipv4(), each.octets(), each.headroom(), nowNanos += 2000);
            StringBuilder text = new StringBuilder(outcome.verdict().toString());
            outcome.packets().forEach(packet -> text.append(' ').append(Bytes.hex(packet)));
            texts.add(text.toString());
        }
        return texts;
    }

    @Test
    void everyPlacementGivesTheSame() {
        List<String> expected = outcomes(Placement.HEAP_EXACT);
        assertTrue(expected.stream().anyMatch(text -> text.split(" ").length > 3), "several packets leave");
        for (Placement placement : Placement.values()) {
            assertEquals(expected, outcomes(placement), placement.name());
        }
    }
}
