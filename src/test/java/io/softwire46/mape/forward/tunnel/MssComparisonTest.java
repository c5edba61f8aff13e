package io.softwire46.mape.forward.tunnel;

import static io.softwire46.mape.proof.LongWords.LONGS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.proof.ChecksumFormulas;
import io.softwire46.mape.proof.Inputs;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** {@link TcpMss#clamp} computes the formulas of checksum updates (RFC 1624 section 3), at even and odd offsets. */
class MssComparisonTest {
    private static final int IPV4 = 20;
    private static final int TCP = 28;
    private static final int CHECKSUM = IPV4 + 16;

    private final ChecksumFormulas<Long, Boolean> formulas = new ChecksumFormulas<>(LONGS);
    private final ByteBuffer buffer = ByteBuffer.allocate(IPV4 + TCP);

    @Test
    void randomInputs() {
        Inputs inputs = new Inputs();
        for (int i = 0; i < Inputs.COUNT; i++) {
            compare(inputs.upTo(3), (int) inputs.word(16), (int) inputs.word(16), (int) inputs.word(16));
        }
    }

    /** Edges: each combination of offset and of words of one or no bit. */
    @Test
    void edges() {
        int[] words = {0, 1, 0xff, 0x100, 0x5b4, 0xff00, 0xfffe, 0xffff};
        for (int checksum : words) {
            for (int announced : words) {
                for (int maximum : words) {
                    for (int noOperations = 0; noOperations < 4; noOperations++) {
                        compare(noOperations, checksum, announced, maximum);
                    }
                }
            }
        }
    }

    private void compare(int noOperations, int checksum, int announced, int maximum) {
        Supplier<String> input = () -> Inputs.of(noOperations, checksum, announced, maximum);
        buffer.putLong(0, 0x4500_0000_0000_0000L | (long) (IPV4 + TCP) << 32).putLong(8, 0x4006L << 48);
        buffer.putLong(IPV4 + 12, 0x7002_0000_0000_0000L | (long) checksum << 16)
                .putLong(IPV4 + 20, 0);
        int option = IPV4 + 20 + noOperations;
        for (int i = 0; i < noOperations; i++) {
            buffer.put(IPV4 + 20 + i, (byte) 1);
        }
        buffer.putShort(option, (short) 0x0204).putShort(option + 2, (short) announced);
        boolean lowered = TcpMss.clamp(buffer, 0, IPV4 + TCP, maximum);
        assertEquals(announced > maximum, lowered, input);
        long expected = checksum;
        if (lowered) {
            expected = noOperations % 2 == 0
                    ? formulas.update(expected, (long) announced, (long) maximum)
                    : formulas.update(expected, formulas.swap((long) announced), formulas.swap((long) maximum));
        }
        assertEquals(expected, buffer.getShort(CHECKSUM) & 0xffff, input);
        assertEquals(Math.min(announced, maximum), buffer.getShort(option + 2) & 0xffff, input);
    }
}
