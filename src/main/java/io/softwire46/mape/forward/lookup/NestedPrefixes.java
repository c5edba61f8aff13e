package io.softwire46.mape.forward.lookup;

import io.softwire46.mape.map.internal.Bits;

/**
 * The nesting of the Rule IPv6 prefixes of a set of rules. If rules have the same prefix, which is allowed in different domains,
 * only the first is included.
 *
 * <p>Immutable after construction.
 */
final class NestedPrefixes {
    static final int NONE = -1;

    /** Rules in ascending order of prefix; an enclosing prefix precedes those inside. */
    private final int[] order;

    private final int count;

    /** The position in the order of the next shorter enclosing prefix, indexed by position. */
    private final int[] parent;

    private NestedPrefixes(int[] order, int count, int[] parent) {
        this.order = order;
        this.count = count;
        this.parent = parent;
    }

    /** Receives each rule whose prefix is inside another rule's or equal to it. */
    interface Nested {
        void nested(int inner, int outer, boolean same);
    }

    /** Determines the nesting of rules with ascending numbers. */
    static NestedPrefixes of(RuleLines lines, int[] numbers, Nested listener) {
        int[] order = IndexSort.sorted(numbers, (a, b) -> compare(lines, a, b));
        int[] parent = new int[order.length];
        int count = 0;
        int open = NONE;
        for (int rule : order) {
            while (open != NONE && !contains(lines, order[open], rule)) {
                open = parent[open];
            }
            boolean same = open != NONE && lines.ipv6Length(order[open]) == lines.ipv6Length(rule);
            if (open != NONE) {
                listener.nested(rule, order[open], same);
            }
            if (!same) {
                order[count] = rule;
                parent[count] = open;
                open = count;
                count++;
            }
        }
        return new NestedPrefixes(order, count, parent);
    }

    private static int compare(RuleLines lines, int a, int b) {
        int high = Long.compareUnsigned(lines.ipv6High(a), lines.ipv6High(b));
        int low = high != 0 ? high : Long.compareUnsigned(lines.ipv6Low(a), lines.ipv6Low(b));
        return low != 0 ? low : lines.ipv6Length(a) - lines.ipv6Length(b);
    }

    private static boolean contains(RuleLines lines, int outer, int inner) {
        int n = lines.ipv6Length(outer);
        long maskHigh = Bits.ipv6MaskHigh(n);
        long maskLow = Bits.ipv6MaskLow(n);
        return n <= lines.ipv6Length(inner)
                && lines.matches(
                        outer, lines.ipv6High(inner) & maskHigh, lines.ipv6Low(inner) & maskLow, maskHigh, maskLow);
    }

    int count() {
        return count;
    }

    /** Returns the rule at a position in the order. */
    int rule(int place) {
        return order[place];
    }

    /** Returns the position of the next shorter enclosing prefix, or {@link #NONE}. */
    int parent(int place) {
        return parent[place];
    }
}
