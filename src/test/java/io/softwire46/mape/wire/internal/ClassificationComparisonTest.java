package io.softwire46.mape.wire.internal;

import static io.softwire46.mape.proof.LongWords.LONGS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.proof.Inputs;
import io.softwire46.mape.proof.PacketFormulas;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** {@link Ecn} and {@link Ipv4Address} compute the formulas of classification (RFC 6040 section 4.2, RFC 1812 section 5.3.7). */
class ClassificationComparisonTest {
    private final PacketFormulas<Long, Boolean> formulas = new PacketFormulas<>(LONGS);

    @Test
    void ecn() {
        for (int inner = 0; inner < 4; inner++) {
            for (int outer = 0; outer < 4; outer++) {
                long expected = formulas.egress((long) inner, (long) outer);
                assertEquals(expected == 4 ? Ecn.DROP : expected, Ecn.egress(inner, outer), inner + " in " + outer);
            }
        }
    }

    @Test
    void addresses() {
        Inputs inputs = new Inputs();
        for (int network = 0; network < 256; network++) {
            compare(network << 24);
            compare(network << 24 | 0xff_ffff);
        }
        for (int i = 0; i < Inputs.COUNT; i++) {
            compare((int) inputs.word(32));
        }
    }

    private void compare(int address) {
        Supplier<String> input = () -> Inputs.of(address);
        long wide = address & 0xffff_ffffL;
        assertEquals(formulas.isMartianSource(wide), Ipv4Address.isMartianSource(address), input);
        assertEquals(formulas.isMartianDestination(wide), Ipv4Address.isMartianDestination(address), input);
    }
}
