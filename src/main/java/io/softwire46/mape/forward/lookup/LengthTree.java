package io.softwire46.mape.forward.lookup;

import io.softwire46.mape.map.internal.Bits;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The order in which {@link CompiledSources} searches the prefix lengths of a rule set: a binary search tree over the lengths, in
 * which lengths of many rules are near the root.
 *
 * <p>Immutable.
 */
final class LengthTree {
    /*
     * See CompiledSources for the search (Waldvogel et al., SIGCOMM 1997).
     *
     * Idea: the root of each subtree is the length at the middle of its weight, so that frequent lengths need few probes.
     *
     * Invariant: half of the total weight is distributed equally, so the depth is at most about log2 of twice the number of
     * lengths.
     *
     * Difference from the paper: there, the tree is balanced, with asymmetric trees and trees that change during the search
     * as refinements; here, it is one weighted tree, built in one pass and approximately optimal.
     */

    static final int NONE = -1;
    private static final int LENGTHS = 129;

    private final int root;
    private final int[] length;
    private final int[] shorter;
    private final int[] longer;
    private final long[] maskHigh;
    private final long[] maskLow;

    private LengthTree(int[] counts) {
        int[] present = IntStream.range(0, LENGTHS).filter(n -> counts[n] > 0).toArray();
        length = present;
        shorter = new int[present.length];
        longer = new int[present.length];
        maskHigh = Arrays.stream(present).mapToLong(Bits::ipv6MaskHigh).toArray();
        maskLow = Arrays.stream(present).mapToLong(Bits::ipv6MaskLow).toArray();
        long[] before = new long[present.length + 1];
        long total = Arrays.stream(counts).asLongStream().sum();
        for (int i = 0; i < present.length; i++) {
            // Half of the weight is equal for all lengths, which bounds the depth.
            before[i + 1] = before[i] + counts[present[i]] + total / present.length + 1;
        }
        root = subtree(0, present.length, before);
    }

    /**
     * Builds the tree.
     *
     * @param counts the number of rules, indexed by prefix length from 0 to 128
     */
    static LengthTree of(int[] counts) {
        return new LengthTree(counts);
    }

    /** Returns the node at the middle of the weight, with the subtrees on both sides. */
    private int subtree(int from, int end, long[] before) {
        if (from == end) {
            return NONE;
        }
        int node = from;
        while (node < end - 1 && before[node + 1] - before[from] < before[end] - before[node + 1]) {
            node++;
        }
        shorter[node] = subtree(from, node, before);
        longer[node] = subtree(node + 1, end, before);
        return node;
    }

    /** Returns the number of lengths. */
    int count() {
        return length.length;
    }

    int root() {
        return root;
    }

    int length(int node) {
        return length[node];
    }

    int shorter(int node) {
        return shorter[node];
    }

    int longer(int node) {
        return longer[node];
    }

    long maskHigh(int node) {
        return maskHigh[node];
    }

    long maskLow(int node) {
        return maskLow[node];
    }

    long octets() {
        return length.length * (3 * 4L + 2 * 8L);
    }
}
