package io.softwire46.mape.operate.diff.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Division of a range of numbers into blocks of which each is a prefix: its first bits are fixed, its last bits are free.
 *
 * <p>Static methods only.
 */
final class AlignedBlocks {
    /**
     * A block.
     *
     * @param first lowest number
     * @param freeBits number of last bits that are free
     */
    record Block(long first, int freeBits) {}

    private AlignedBlocks() {}

    /** Returns the fewest blocks that are a range, in ascending order. */
    static List<Block> of(long first, long last) {
        List<Block> blocks = new ArrayList<>(1);
        long next = first;
        while (next <= last) {
            int free = 63 - Long.numberOfLeadingZeros(last - next + 1);
            if (next != 0) {
                free = Math.min(free, Long.numberOfTrailingZeros(next));
            }
            blocks.add(new Block(next, free));
            next += 1L << free;
        }
        return blocks;
    }
}
