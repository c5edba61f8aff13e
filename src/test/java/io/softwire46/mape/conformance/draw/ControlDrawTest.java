package io.softwire46.mape.conformance.draw;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Errors about packets that a node has sent. */
class ControlDrawTest {
    private static final String NODE = "01".repeat(64);

    /** What looks like an inner header may be payload with 4 in its first four bits and any header length. */
    @Test
    void anErrorIsDrawnAboutAnyOctets() {
        Random random = new Random(3);
        List<NaiveMap.Rule> rules = List.of(NaiveMap.Rule.of(SimplestDrawTest.EXAMPLE_1));
        ControlDraw draw = new ControlDraw(new TrafficDraw(Choices.of(5), rules));
        int largest = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] sent = new byte[40 + random.nextInt(160)];
            random.nextBytes(sent);
            sent[0] = 0x60;
            sent[6] = 4;
            draw.sent(List.of(sent));
            largest = Math.max(largest, draw.error(NODE).length);
        }
        assertTrue(largest > 48, "no error was drawn");
    }
}
