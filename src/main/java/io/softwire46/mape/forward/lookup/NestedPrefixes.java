package io.softwire46.mape.forward.lookup;

import io.softwire46.mape.map.internal.Bits;

/**
 * Which Rule IPv6 prefix lies inside which, for a set of rules. Of rules with one prefix, which different domains may have, only
 * the first is there.
 *
 * <p>Not thread-safe: used while a table is made.
 */
final class NestedPrefixes {
    static final int NONE = -1;

    /** Rules in ascending order of prefix, enclosing ones first. */
    private final int[] order;

    private final int count;

    /** By place in the order: the place of the next shorter prefix around it. */
    private final int[] parent;

    private NestedPrefixes(int[] order, int count, int[] parent) {
        this.order = order;
        this.count = count;
        this.parent = parent;
    }

    /** What is told about each rule whose prefix lies inside another rule's or is the same. */
    interface Nested {
        void nested(int inner, int outer, boolean same);
    }

    /** Takes the numbers of rules, ascending. */
    static NestedPrefixes of(RuleLines lines, int[] numbers, Nested told) {
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
                told.nested(rule, order[open], same);
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

    /** The rule at a place in the order. */
    int rule(int place) {
        return order[place];
    }

    /** The place of the next shorter prefix around it, or {@link #NONE}. */
    int parent(int place) {
        return parent[place];
    }
}
