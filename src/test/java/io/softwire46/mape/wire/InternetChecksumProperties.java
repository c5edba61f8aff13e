package io.softwire46.mape.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.testing.GuardedOctets;
import java.nio.ByteBuffer;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class InternetChecksumProperties {

    @Property
    void equalsTheNaiveSumAtAnyAlignment(
            @ForAll @Size(max = 200) byte[] octets, @ForAll @IntRange(max = 16) int before) {
        for (GuardedOctets view : GuardedOctets.all(octets)) {
            assertEquals(
                    Octets.naiveOnesComplementSum(octets),
                    InternetChecksum.fold(InternetChecksum.sum(view.buffer(), view.offset(), octets.length)));
            view.assertUntouched();
        }
        ByteBuffer shifted = ByteBuffer.allocate(before + octets.length);
        shifted.put(before, octets);
        assertEquals(
                0xffff - Octets.naiveOnesComplementSum(octets),
                InternetChecksum.compute(shifted, before, octets.length));
    }

    @Property(tries = 200)
    void isExactForEveryPacketLength(@ForAll @IntRange(max = 65535) int length, @ForAll long seed) {
        byte[] octets = new byte[length];
        new Random(seed).nextBytes(octets);
        assertEquals(
                Octets.naiveOnesComplementSum(octets),
                InternetChecksum.fold(InternetChecksum.sum(ByteBuffer.wrap(octets), 0, length)));
    }

    @Property
    void foldsAnySumAsFourWords(@ForAll long sum) {
        byte[] words = ByteBuffer.allocate(8).putLong(0, sum).array();
        assertEquals(Octets.naiveOnesComplementSum(words), InternetChecksum.fold(sum));
    }

    @Property
    void partialSumsAddUp(@ForAll @Size(max = 100) byte[] octets, @ForAll @IntRange(max = 50) int words) {
        int split = Math.min(words * 2, octets.length / 2 * 2);
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        assertEquals(
                Octets.naiveOnesComplementSum(octets),
                InternetChecksum.fold(InternetChecksum.sum(buffer, 0, split)
                        + InternetChecksum.sum(buffer, split, octets.length - split)));
    }

    /**
     * An update equals a new computation. Data of zeros alone do not occur (a version or a type is never zero
     * throughout); there both zeros of one's complement arithmetic are right.
     */
    @Property
    void updateEqualsComputation(
            @ForAll @Size(value = 40) byte[] octets,
            @ForAll @IntRange(max = 19) int word,
            @ForAll @IntRange(max = 0xffff) int newWord) {
        octets[word == 0 ? 2 : 0] = 0x45; // something else than the word that changes is not zero
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        int before = InternetChecksum.compute(buffer, 0, octets.length);
        int oldWord = buffer.getShort(2 * word) & 0xffff;
        buffer.putShort(2 * word, (short) newWord);
        int expected = 0xffff - Octets.naiveOnesComplementSum(octets);
        assertEquals(expected, InternetChecksum.update(before, oldWord, newWord));
        assertEquals(expected, InternetChecksum.compute(buffer, 0, octets.length));
    }
}
