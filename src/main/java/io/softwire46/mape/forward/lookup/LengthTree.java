package io.softwire46.mape.forward.lookup;

import io.softwire46.mape.map.internal.Bits;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A binary search tree over the prefix lengths of a rule set, for {@link CompiledSources}. Lengths that many rules have stand near
 * the root, and no length stands deeper than about the binary logarithm of twice the number of lengths.
 *
 * <p>Immutable.
 */
final class LengthTree {
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
            // Half of the weight is the same for all, which bounds the depth.
            before[i + 1] = before[i] + counts[present[i]] + total / present.length + 1;
        }
        root = subtree(0, present.length, before);
    }

    /**
     * Builds the tree.
     *
     * @param counts by length, 0 to 128, the number of rules
     */
    static LengthTree of(int[] counts) {
        return new LengthTree(counts);
    }

    /** The node at which the middle of the weight lies, with the nodes on its sides. */
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

    /** How many lengths there are. */
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
