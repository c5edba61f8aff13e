package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockMapTest {
    private static final int CHUNKS = 3;
    private static final int BLOCKS = 256; // 2048 octets of 8
    private static final int STEPS = 3000;

    /** Random operations, compared with a bit set of java.util after each step. */
    @Test
    void countsTheBlocksOfEachChunk() {
        Random random = new Random(1);
        BlockMap map = new BlockMap(CHUNKS);
        BitSet received = new BitSet();
        BitSet starts = new BitSet();
        for (int step = 0; step < STEPS; step++) {
            int chunk = random.nextInt(CHUNKS);
            int from = random.nextInt(BLOCKS);
            int to = from + 1 + random.nextInt(random.nextBoolean() ? 3 : BLOCKS);
            to = Math.min(to, BLOCKS);
            int shift = chunk * BLOCKS;
            switch (random.nextInt(8)) {
                case 0 -> {
                    map.clear(chunk);
                    received.clear(shift, shift + BLOCKS);
                    starts.clear(shift, shift + BLOCKS);
                }
                case 1, 2, 3 -> {
                    map.setReceived(chunk, from, to);
                    received.set(shift + from, shift + to);
                }
                default -> {
                    map.setStart(chunk, from);
                    starts.set(shift + from);
                }
            }
            for (int each = 0; each < CHUNKS; each++) {
                int at = each * BLOCKS;
                assertEquals(received.get(at + from, at + to).cardinality(), map.received(each, from, to));
                assertEquals(starts.get(at + from, at + to).cardinality(), map.starts(each, from, to));
                assertEquals(received.get(at, at + BLOCKS).cardinality(), map.received(each, 0, BLOCKS));
                assertEquals(starts.get(at, at + BLOCKS).cardinality(), map.starts(each, 0, BLOCKS));
            }
        }
    }
}
