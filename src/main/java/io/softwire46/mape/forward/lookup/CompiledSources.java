package io.softwire46.mape.forward.lookup;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Look-up of the rule with the longest Rule IPv6 prefix that contains an IPv6 source (RFC 7597 section 5), over all rules of a
 * table or some of them.
 *
 * <p>Immutable.
 */
public final class CompiledSources {
    /*
     * Binary search on prefix lengths with markers (Waldvogel, Varghese, Turner, Plattner, "Scalable High Speed IP Routing
     * Lookups", SIGCOMM 1997).
     *
     * Idea: a hash table holds the prefixes of all lengths. LengthTree is searched for the longest length with a match: after
     * a hit, a longer length is tried, else a shorter one.
     *
     * Invariant: a prefix leaves a marker at each shorter length on its search path, so that a hit leads toward it. A marker
     * stores the longest rule that matches its own bits, so that the search never backtracks.
     *
     * Cost: one probe if all rules have the same length, else at most about log2 of twice the number of lengths.
     *
     * Differences from the paper:
     * - One hash table serves all lengths; the length is part of the hashed key.
     * - The tree is weighted by the number of rules per length, not balanced.
     * - The search ends early at a prefix that no other prefix is inside of. All prefixes of a set of bindings are of this kind.
     * - A cell is one int: a rule whose prefix begins with the bits of the cell, the end mark, and a partial hash. The bits are
     *   compared in the rule's line, which an accepted packet needs anyway; the partial hash avoids reading lines of other
     *   rules. Only cells that do not end the search have their longest rule in a second array.
     * - The multipliers of the hash are random per table, so that no rule set can provoke collisions.
     */

    private static final int EMPTY = -1;

    private final RuleLines lines;
    private final LengthTree tree;
    private final long multiplierHigh;
    private final long multiplierLow;

    /**
     * The bits of a cell, from the lowest: rule ({@code ruleBits}), end of search (1), node, partial hash (the remaining bits).
     */
    private final int ruleBits;

    private final int partialHashAt;

    /** The right shift that leaves the index of a cell from a hash. */
    private final int shift;

    private final int[] cells;

    /** The longest rule that matches the bits of a cell, for cells that do not end the search. Empty if all cells end it. */
    private final int[] longest;

    private CompiledSources(RuleLines lines, Builder from) {
        this.lines = lines;
        tree = from.tree;
        multiplierHigh = from.multiplierHigh;
        multiplierLow = from.multiplierLow;
        ruleBits = 32 - Integer.numberOfLeadingZeros(lines.count());
        partialHashAt = ruleBits + 1 + (32 - Integer.numberOfLeadingZeros(tree.count()));
        int bits = 32 - Integer.numberOfLeadingZeros(from.count + from.count / 3);
        shift = 64 - Math.max(bits, 1);
        cells = new int[1 << (64 - shift)];
        Arrays.fill(cells, EMPTY);
        longest = new int[from.hasLonger ? cells.length : 0];
        for (int i = 0; i < from.count; i++) {
            long hash = from.hash(from.rules[i], from.nodes[i] & 0xff);
            int at = (int) (hash >>> shift);
            while (cells[at] != EMPTY) {
                at = at + 1 & cells.length - 1;
            }
            boolean last = from.longest[i] == Builder.LAST;
            cells[at] = key(hash, from.nodes[i] & 0xff) | (last ? 1 << ruleBits : 0) | from.rules[i];
            if (!last) {
                longest[at] = from.longest[i];
            }
        }
    }

    /**
     * Builds an index.
     *
     * @param prefixes the prefixes of the rules to index
     */
    static CompiledSources of(RuleLines lines, NestedPrefixes prefixes) {
        return new CompiledSources(lines, new Builder(lines, prefixes));
    }

    /**
     * Returns the longest match of a source.
     *
     * @param high bits 0 to 63 of the source
     * @param low bits 64 to 127 of the source
     * @return the number of the rule in the whole table, or {@link CompiledRules#NO_RULE}
     */
    public int ruleOf(long high, long low) {
        int best = CompiledRules.NO_RULE;
        int node = tree.root();
        while (node != LengthTree.NONE) {
            int at = find(high, low, node);
            if (at < 0) {
                node = tree.shorter(node);
                continue;
            }
            int cell = cells[at];
            if ((cell >>> ruleBits & 1) != 0) {
                return ruleIn(cell);
            }
            best = longest[at];
            node = tree.longer(node);
        }
        return best;
    }

    /** Returns the cell of the first bits of an address, at the length of a node, or -1. */
    private int find(long high, long low, int node) {
        long maskHigh = tree.maskHigh(node);
        long maskLow = tree.maskLow(node);
        long hash = hash(high & maskHigh, low & maskLow, node, multiplierHigh, multiplierLow);
        int key = key(hash, node);
        int at = (int) (hash >>> shift);
        for (int cell = cells[at]; cell != EMPTY; cell = cells[at]) {
            if ((cell ^ key) >>> (ruleBits + 1) == 0
                    && lines.matches(ruleIn(cell), high & maskHigh, low & maskLow, maskHigh, maskLow)) {
                return at;
            }
            at = at + 1 & cells.length - 1;
        }
        return -1;
    }

    /** Returns the part of a cell that depends on address and node. */
    private int key(long hash, int node) {
        return (int) (hash << partialHashAt) | node << (ruleBits + 1);
    }

    private int ruleIn(int cell) {
        return cell & (1 << ruleBits) - 1;
    }

    /** Returns a hash. Its upper bits select the cell; its lower bits are the partial hash. */
    private static long hash(long high, long low, int node, long multiplierHigh, long multiplierLow) {
        long mixed = (high ^ node) * multiplierHigh;
        mixed = (mixed ^ mixed >>> 32 ^ low) * multiplierLow;
        mixed = (mixed ^ mixed >>> 29) * multiplierHigh;
        return mixed ^ mixed >>> 32;
    }

    long octets() {
        return 4L * (cells.length + longest.length) + tree.octets();
    }

    /** Gathers prefixes and markers, each once. */
    private static final class Builder {
        /** A value of {@link #longest}: the search ends here. */
        private static final int LAST = -2;

        private final RuleLines lines;
        private final NestedPrefixes prefixes;
        private final LengthTree tree;
        private final long multiplierHigh;
        private final long multiplierLow;
        private final boolean[] hasInside;

        /** Entries: a rule that begins with the bits, the node of their length, and the longest rule. */
        private int[] rules;

        private byte[] nodes;
        private int[] longest;
        private int count;
        private boolean hasLonger;

        /** Entry numbers by hash, or {@link #EMPTY}. */
        private int[] table;

        Builder(RuleLines lines, NestedPrefixes prefixes) {
            this.lines = lines;
            this.prefixes = prefixes;
            SplittableRandom random = new SplittableRandom();
            multiplierHigh = random.nextLong() | 1;
            multiplierLow = random.nextLong() | 1;
            int[] counts = new int[129];
            hasInside = new boolean[prefixes.count()];
            for (int i = 0; i < prefixes.count(); i++) {
                counts[lines.ipv6Length(prefixes.rule(i))]++;
                if (prefixes.parent(i) != NestedPrefixes.NONE) {
                    hasInside[prefixes.parent(i)] = true;
                }
            }
            tree = LengthTree.of(counts);
            int capacity = Math.max(16, prefixes.count());
            rules = new int[capacity];
            nodes = new byte[capacity];
            longest = new int[capacity];
            table = table(capacity);
            for (int i = 0; i < prefixes.count(); i++) {
                add(i);
            }
        }

        private void add(int place) {
            int rule = prefixes.rule(place);
            int n = lines.ipv6Length(rule);
            int node = tree.root();
            while (tree.length(node) != n) {
                if (tree.length(node) > n) {
                    node = tree.shorter(node);
                } else {
                    mark(place, node);
                    node = tree.longer(node);
                }
            }
            int entry = entry(rule, node); // call it first: the arrays may grow
            longest[entry] = hasInside[place] ? rule : LAST;
            hasLonger |= hasInside[place];
        }

        /** Adds a marker for a longer prefix, and the longest rule that matches the marker's own bits. */
        private void mark(int place, int node) {
            int before = count;
            int entry = entry(prefixes.rule(place), node);
            if (entry < before) {
                return;
            }
            int around = prefixes.parent(place);
            while (around != NestedPrefixes.NONE && lines.ipv6Length(prefixes.rule(around)) > tree.length(node)) {
                around = prefixes.parent(around);
            }
            longest[entry] = around == NestedPrefixes.NONE ? CompiledRules.NO_RULE : prefixes.rule(around);
            hasLonger = true;
        }

        /** Returns the entry of a rule's first bits; adds one if there is none. */
        private int entry(int rule, int node) {
            if (count == rules.length) {
                grow();
            }
            int at = (int) hash(rule, node) & table.length - 1;
            while (table[at] != EMPTY && !same(table[at], rule, node)) {
                at = at + 1 & table.length - 1;
            }
            if (table[at] == EMPTY) {
                rules[count] = rule;
                nodes[count] = (byte) node;
                table[at] = count++;
            }
            return table[at];
        }

        private boolean same(int entry, int rule, int node) {
            long maskHigh = tree.maskHigh(node);
            long maskLow = tree.maskLow(node);
            return (nodes[entry] & 0xff) == node
                    && lines.matches(
                            rules[entry],
                            lines.ipv6High(rule) & maskHigh,
                            lines.ipv6Low(rule) & maskLow,
                            maskHigh,
                            maskLow);
        }

        private long hash(int rule, int node) {
            long high = lines.ipv6High(rule) & tree.maskHigh(node);
            long low = lines.ipv6Low(rule) & tree.maskLow(node);
            return CompiledSources.hash(high, low, node, multiplierHigh, multiplierLow);
        }

        private void grow() {
            int capacity = 2 * rules.length;
            rules = Arrays.copyOf(rules, capacity);
            nodes = Arrays.copyOf(nodes, capacity);
            longest = Arrays.copyOf(longest, capacity);
            table = table(capacity);
            for (int entry = 0; entry < count; entry++) {
                int at = (int) hash(rules[entry], nodes[entry] & 0xff) & table.length - 1;
                while (table[at] != EMPTY) {
                    at = at + 1 & table.length - 1;
                }
                table[at] = entry;
            }
        }

        private static int[] table(int capacity) {
            int[] empty = new int[Integer.highestOneBit(capacity) * 4];
            Arrays.fill(empty, EMPTY);
            return empty;
        }
    }
}
