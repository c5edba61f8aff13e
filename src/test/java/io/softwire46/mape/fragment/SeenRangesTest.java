package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenRangesTest {
    private static final int OTHER = 0x12345678; // a word of the array that belongs to another owner

    /** Random ranges are added until about 30 of 40 blocks have been received. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void rangesAreThoseOfABitSet(int at) {
        Random random = new Random(1);
        int[] ranges = new int[at + 6];
        for (int run = 0; run < 500; run++) {
            Arrays.fill(ranges, OTHER);
            SeenRanges.clear(ranges, at);
            BitSet blocks = new BitSet();
            while (blocks.cardinality() < 30) {
                int from = random.nextInt(40);
                int to = from + 1 + random.nextInt(Math.min(6, 40 - from));
                int[] before = ranges.clone();
                BitSet after = (BitSet) blocks.clone();
                after.set(from, to);
                boolean fits = rangeCount(after) <= 4;
                assertEquals(fits, SeenRanges.add(ranges, at, from, to));
                if (fits) {
                    blocks = after;
                } else {
                    assertArrayEquals(before, ranges);
                }
                for (int count = 1; count <= 41; count++) {
                    boolean exact = blocks.cardinality() == count && blocks.length() == count;
                    assertEquals(exact, SeenRanges.isExactly(ranges, at, count));
                }
                assertTrue(Arrays.stream(ranges, 0, at).allMatch(word -> word == OTHER));
                assertTrue(Arrays.stream(ranges, at + 4, at + 6).allMatch(word -> word == OTHER));
            }
        }
    }

    private static int rangeCount(BitSet blocks) {
        int count = 0;
        for (int from = blocks.nextSetBit(0); from >= 0; from = blocks.nextSetBit(blocks.nextClearBit(from))) {
            count++;
        }
        return count;
    }

    /** 65,536 octets are 8192 blocks. */
    @Test
    void theLastBlockCompletesADatagram() {
        int[] ranges = new int[4];
        assertTrue(SeenRanges.add(ranges, 0, 8191, 8192));
        assertFalse(SeenRanges.isExactly(ranges, 0, 8192));
        assertTrue(SeenRanges.add(ranges, 0, 0, 8191));
        assertTrue(SeenRanges.isExactly(ranges, 0, 8192));
    }

    /** Only a range that fills a hole fits if there are four; the hole is between the second and the third. */
    @Test
    void aFifthRangeIsRefused() {
        int[] ranges = new int[4];
        for (int from = 0; from < 8; from += 2) {
            assertTrue(SeenRanges.add(ranges, 0, from, from + 1));
        }
        assertFalse(SeenRanges.add(ranges, 0, 8, 9));
        assertTrue(SeenRanges.add(ranges, 0, 3, 4));
        assertTrue(SeenRanges.add(ranges, 0, 8, 9), "two ranges became one");
    }
}
