package io.softwire46.mape.icmp;

import static io.softwire46.mape.proof.LongWords.LONGS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.proof.FragmentFormulas;
import io.softwire46.mape.proof.Inputs;
import org.junit.jupiter.api.Test;

/** {@link PacketTooBig} and {@link Icmpv4Error} compute the formulas of MTUs (RFC 8201 section 4, RFC 1191 section 4). */
class MtuComparisonTest {
    private final FragmentFormulas<Long, Boolean> formulas = new FragmentFormulas<>(LONGS);

    @Test
    void edges() {
        for (long mtu : new long[] {0, 67, 68, 69, 1279, 1280, 1281, 65_535, 65_536, 65_575, 65_576, 0xffff_ffffL}) {
            compare(mtu);
        }
    }

    @Test
    void randomInputs() {
        Inputs inputs = new Inputs();
        for (int i = 0; i < Inputs.COUNT; i++) {
            compare(inputs.word(32));
            compare(inputs.upTo(0x1_0100));
        }
    }

    private void compare(long mtu) {
        assertEquals(formulas.usable(mtu), PacketTooBig.usable(mtu), () -> Inputs.of(mtu));
        for (int headers : new int[] {0, 40, 48}) {
            assertEquals(
                    formulas.nextHopMtu(mtu - headers),
                    Icmpv4Error.nextHopMtu(mtu - headers),
                    () -> Inputs.of(mtu, headers));
        }
    }
}
