package io.softwire46.mape.wire;

import static io.softwire46.mape.proof.LongWords.LONGS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.proof.ChecksumFormulas;
import io.softwire46.mape.proof.Inputs;
import io.softwire46.mape.wire.internal.Ipv4Words;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** {@link InternetChecksum}, {@link Ipv4Words} and {@link Ipv4Header} compute the formulas of checksums (RFC 1071, RFC 1624). */
class ChecksumComparisonTest {
    private static final long[] EDGES = {
        0, 1, 0xfeff, 0xff00, 0xffff, 0x10000, 0x1fffe, 0xffff_ffffL, 0x1_0000_0000L, (1L << 61) - 1
    };
    private static final int HEADER = 20;

    private final ChecksumFormulas<Long, Boolean> formulas = new ChecksumFormulas<>(LONGS);
    private final ByteBuffer buffer = ByteBuffer.allocate(24);

    @Test
    void edges() {
        for (long sum : EDGES) {
            for (long oldWord : EDGES) {
                for (long newWord : EDGES) {
                    sums(sum, (int) oldWord & 0xffff, (int) newWord & 0xffff);
                    header(sum << 32 | newWord, oldWord << 48 | sum, newWord, (int) oldWord & 0xffff);
                }
            }
        }
    }

    @Test
    void randomInputs() {
        Inputs inputs = new Inputs();
        for (int i = 0; i < Inputs.COUNT; i++) {
            sums(inputs.word(61), (int) inputs.word(16), (int) inputs.word(16));
            header(inputs.word(), inputs.word(), inputs.word(), (int) inputs.word(16));
        }
    }

    private void sums(long sum, int oldWord, int newWord) {
        Supplier<String> input = () -> Inputs.of(sum, oldWord, newWord);
        assertEquals(formulas.fold(sum), InternetChecksum.fold(sum), input);
        assertEquals(formulas.checksum(sum), InternetChecksum.checksum(sum), input);
        long checksum = sum & 0xffff;
        assertEquals(
                formulas.update(checksum, (long) oldWord, (long) newWord),
                InternetChecksum.update((int) checksum, oldWord, newWord),
                input);
    }

    private void header(long first, long second, long third, int value) {
        Supplier<String> input = () -> Inputs.of(first, second, third, value);
        assertEquals(formulas.oneHopLess(second), Ipv4Words.oneHopLess(second), input);
        // the checksum test of a whole header, if nothing else is wrong
        long valid = (first & ~(0xffL << 56)) | 0x45L << 56;
        put(valid, second, third);
        buffer.putShort(Ipv4Header.TOTAL_LENGTH, (short) HEADER);
        long checked = buffer.getLong(0);
        long sum = formulas.columnSum(checked, second, third);
        HeaderCheck expected = formulas.fold(sum) == 0xffff ? HeaderCheck.OK : HeaderCheck.BAD_CHECKSUM;
        assertEquals(expected, Ipv4Header.check(buffer, 0, HEADER), input);
        long words = InternetChecksum.sum(buffer, 0, HEADER);
        assertEquals(sum, words, input);

        long checksum = second >>> 32 & 0xffff;
        put(first, second, third);
        Ipv4Header.decrementTtl(buffer, 0);
        assertEquals(formulas.oneHopLess(second).intValue(), buffer.getInt(Ipv4Header.TIME_TO_LIVE), input);
        put(first, second, third);
        Ipv4Header.setTypeOfService(buffer, 0, value & 0xff);
        long word0 = first >>> 48;
        changed(
                0,
                formulas.update(checksum, word0, (word0 & 0xff00) | (value & 0xff)),
                (word0 & 0xff00) | (value & 0xff));
        put(first, second, third);
        Ipv4Header.setTotalLength(buffer, 0, value);
        changed(2, formulas.update(checksum, first >>> 32 & 0xffff, (long) value), value);
        put(first, second, third);
        Ipv4Header.setIdentification(buffer, 0, value);
        changed(4, formulas.update(checksum, first >>> 16 & 0xffff, (long) value), value);
        put(first, second, third);
        Ipv4Header.setFlagsFragmentOffset(buffer, 0, value);
        changed(6, formulas.update(checksum, first & 0xffff, (long) value), value);
    }

    private void put(long first, long second, long third) {
        buffer.putLong(0, first).putLong(8, second).putLong(16, third);
    }

    private void changed(int offset, long checksum, long word) {
        assertEquals(checksum, buffer.getShort(Ipv4Header.HEADER_CHECKSUM) & 0xffff);
        assertEquals(word, buffer.getShort(offset) & 0xffff);
    }
}
