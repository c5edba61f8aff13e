package io.softwire46.mape.map;

import static io.softwire46.mape.proof.LongWords.LONGS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.proof.Inputs;
import io.softwire46.mape.proof.PortFormulas;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** {@link PortParameters} and {@link PortSet} compute the formulas of port sets (RFC 7597 section 5.1). */
class PortComparisonTest {
    @Test
    void edges() {
        int[] ports = {-1, 0, 1, 1023, 1024, 4095, 4096, 0x7fff, 0x8000, 0xfffe, 0xffff, 0x10000, Integer.MIN_VALUE};
        for (int k = 0; k <= 16; k++) {
            for (int a = 0; a <= Math.min(15, 16 - k) && (k > 0 || a == 0); a++) {
                for (int psid : new int[] {0, 1 << k >> 1, (1 << k) - 1}) {
                    int size = PortParameters.of(a, k).portCount();
                    for (int port : ports) {
                        compare(a, k, psid, port, Math.min(port & 0xffff, size - 1));
                    }
                    compare(a, k, psid, 5000, size - 1);
                    compare(a, k, psid, 50000, size / 2);
                }
            }
        }
    }

    @Test
    void randomInputs() {
        Inputs inputs = new Inputs();
        for (int i = 0; i < Inputs.COUNT; i++) {
            int k = inputs.upTo(16);
            int a = k == 0 ? 0 : inputs.upTo(Math.min(15, 16 - k));
            int size = PortParameters.of(a, k).portCount();
            int port = inputs.coin() ? inputs.upTo(0xffff) : (int) inputs.word(32);
            compare(a, k, inputs.upTo((1 << k) - 1), port, inputs.upTo(size - 1));
        }
    }

    private static void compare(int a, int k, int psid, int port, int index) {
        Supplier<String> input = () -> Inputs.of(a, k, psid, port, index);
        PortFormulas<Long, Boolean> formulas = new PortFormulas<>(LONGS, (long) a, (long) k);
        PortParameters parameters = PortParameters.of(a, k);
        PortSet set = PortSet.of(parameters, psid);
        assertEquals(true, formulas.isValid(), input);
        assertEquals(formulas.contiguousBits(), parameters.contiguousBits(), input);
        assertEquals(formulas.contiguousPorts(), parameters.contiguousPorts(), input);
        assertEquals(formulas.sharingRatio(), parameters.sharingRatio(), input);
        assertEquals(formulas.rangeCount(), set.rangeCount(), input);
        assertEquals(formulas.portCount(), set.size(), input);
        assertEquals(formulas.firstAssignedPort(), parameters.firstAssignedPort(), input);
        long wide = port & 0xffff_ffffL;
        assertEquals(formulas.psidOf(wide).intValue(), parameters.psidOf(port), input);
        assertEquals(formulas.contains((long) psid, wide), set.contains(port), input);
        assertEquals(set.contains(port) ? formulas.indexOf(wide) : -1, set.indexOf(port), input);
        assertEquals(formulas.portAt((long) psid, (long) index), set.portAt(index), input);
        long range = index >>> parameters.contiguousBits();
        assertEquals(
                formulas.rangeStart((long) psid, range),
                set.rangeAt((int) range).first(),
                input);
        assertEquals(
                formulas.rangeEnd((long) psid, range), set.rangeAt((int) range).last(), input);
    }
}
