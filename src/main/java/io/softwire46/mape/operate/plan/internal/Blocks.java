package io.softwire46.mape.operate.plan.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Lists of disjoint IPv4 prefixes in the order of their addresses.
 *
 * <p>Static methods only.
 */
public final class Blocks {
    /** Prefixes that contain others precede them. */
    public static final Comparator<Block> ORDER =
            Comparator.comparingLong(Block::first).thenComparingInt(Block::length);

    /** "This network", loopback, multicast and reserved addresses (RFC 6890 section 2.2.2, RFC 5771 section 3). */
    public static final List<Block> NOT_UNICAST =
            List.of(new Block(0, 8), new Block(127 << 24, 8), new Block(0b111 << 29, 3));

    private Blocks() {}

    /** Returns the prefixes that are in no other one of the list. */
    public static List<Block> outermost(List<Block> blocks) {
        List<Block> sorted = new ArrayList<>(blocks);
        sorted.sort(ORDER);
        List<Block> outermost = new ArrayList<>();
        for (Block each : sorted) {
            if (outermost.isEmpty() || !outermost.get(outermost.size() - 1).contains(each)) {
                outermost.add(each);
            }
        }
        return outermost;
    }

    /**
     * Returns the fewest prefixes that together are the blocks without the reserved ones.
     *
     * @param blocks disjoint prefixes
     * @param reserved any prefixes
     */
    public static List<Block> without(List<Block> blocks, List<Block> reserved) {
        List<Block> holes = outermost(reserved);
        List<Block> rest = new ArrayList<>();
        int from = 0;
        for (Block each : outermost(blocks)) {
            while (from < holes.size() && holes.get(from).last() < each.first()) {
                from++;
            }
            addRest(each, holes, from, rest);
        }
        return rest;
    }

    /** Halves a prefix until its parts are free of holes or covered by one; a half continues at the first hole that can be in it. */
    private static void addRest(Block block, List<Block> holes, int from, List<Block> rest) {
        int next = from;
        while (next < holes.size() && holes.get(next).last() < block.first()) {
            next++;
        }
        if (next == holes.size() || holes.get(next).first() > block.last()) {
            rest.add(block);
        } else if (!holes.get(next).contains(block)) {
            addRest(block.lower(), holes, next, rest);
            addRest(block.upper(), holes, next, rest);
        }
    }

    /** Returns the fewest prefixes that together are the blocks: two halves of a prefix become the prefix. */
    public static List<Block> merge(List<Block> blocks) {
        Deque<Block> merged = new ArrayDeque<>();
        for (Block each : outermost(blocks)) {
            Block last = each;
            while (!merged.isEmpty() && isUpperHalfAfter(merged.peekLast(), last)) {
                Block lower = merged.removeLast();
                last = new Block(lower.address(), lower.length() - 1);
            }
            merged.addLast(last);
        }
        return List.copyOf(merged);
    }

    private static boolean isUpperHalfAfter(Block lower, Block upper) {
        return lower.length() == upper.length()
                && lower.length() > 0
                && lower.last() + 1 == upper.first()
                && (lower.first() & upper.size()) == 0;
    }

    /** Returns the number of addresses. */
    public static long size(List<Block> blocks) {
        return blocks.stream().mapToLong(Block::size).sum();
    }
}
