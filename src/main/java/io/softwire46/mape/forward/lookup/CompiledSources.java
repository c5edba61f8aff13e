package io.softwire46.mape.forward.lookup;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * From an IPv6 source to the rule with the longest Rule IPv6 prefix around it (RFC 7597 section 5), over all rules of a table or
 * over some of them.
 *
 * <p>One hash table holds the prefixes of all lengths, and {@link LengthTree} is searched for the longest that matches: where a
 * prefix of the node's length is there, a longer one is tried next, otherwise a shorter one. So that the search goes the right way,
 * a longer prefix leaves a mark at each shorter length on its path, and a mark knows the longest rule that matches
 * itself. A search costs one probe where all rules have one length and at most about log2 of twice the lengths; it ends early at
 * a prefix that has no other one inside.
 *
 * <p>A cell of the hash table is one {@code int}: a rule whose prefix begins with the bits that the cell stands for, one bit that ends the search, and
 * as much of the hash as there is room. The bits themselves are compared in the rule's line, which an accepted packet needs
 * anyway; the piece of hash keeps other packets away from foreign lines. Prefixes that are neither a mark nor around
 * another one, which is all of them in a set of bindings, need nothing else; the others have their longest rule in a second array.
 *
 * <p>The multipliers of the hash are drawn for each table, so that no rule set can be made that is bad for them.
 *
 * <p>Immutable.
 */
public final class CompiledSources {
    private static final int EMPTY = -1;

    private final RuleLines lines;
    private final LengthTree tree;
    private final long multiplierHigh;
    private final long multiplierLow;

    /** A cell from the lowest bit on: rule (so many bits), whether the search ends (1), node, piece of hash (what is left). */
    private final int ruleBits;

    private final int pieceAt;

    /** The amount that leaves of a hash as many bits as the number of cells has. */
    private final int shift;

    private final int[] cells;

    /** By cell that does not end the search: the longest rule that matches the cell's bits. Empty where there is no such cell. */
    private final int[] longest;

    private CompiledSources(RuleLines lines, Builder from) {
        this.lines = lines;
        tree = from.tree;
        multiplierHigh = from.multiplierHigh;
        multiplierLow = from.multiplierLow;
        ruleBits = 32 - Integer.numberOfLeadingZeros(lines.count());
        pieceAt = ruleBits + 1 + (32 - Integer.numberOfLeadingZeros(tree.count()));
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
     * @param prefixes the rules to be found
     */
    static CompiledSources of(RuleLines lines, NestedPrefixes prefixes) {
        return new CompiledSources(lines, new Builder(lines, prefixes));
    }

    /**
     * The longest match.
     *
     * @param high bits 0 to 63 of the source
     * @param low bits 64 to 127
     * @return a rule, by its number in the whole table, or {@link CompiledRules#NO_RULE}
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

    /** The cell of the address's first bits, as many as the node says, or -1. */
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

    /** The part of a cell that is not the same for all addresses and nodes. */
    private int key(long hash, int node) {
        return (int) (hash << pieceAt) | node << (ruleBits + 1);
    }

    private int ruleIn(int cell) {
        return cell & (1 << ruleBits) - 1;
    }

    /** The upper bits choose the cell, the lower ones are the piece of hash in it. */
    private static long hash(long high, long low, int node, long multiplierHigh, long multiplierLow) {
        long mixed = (high ^ node) * multiplierHigh;
        mixed = (mixed ^ mixed >>> 32 ^ low) * multiplierLow;
        mixed = (mixed ^ mixed >>> 29) * multiplierHigh;
        return mixed ^ mixed >>> 32;
    }

    long octets() {
        return 4L * (cells.length + longest.length) + tree.octets();
    }

    /** Collects prefixes and marks, each once. */
    private static final class Builder {
        /** In {@link #longest}: the search ends here. */
        private static final int LAST = -2;

        private final RuleLines lines;
        private final NestedPrefixes prefixes;
        private final LengthTree tree;
        private final long multiplierHigh;
        private final long multiplierLow;
        private final boolean[] hasInside;

        /** By entry: a rule that begins with the bits, the node that says how many, the longest rule. */
        private int[] rules;

        private byte[] nodes;
        private int[] longest;
        private int count;
        private boolean hasLonger;

        /** Entry numbers by hash, to find an entry again, or {@link #EMPTY}. */
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
            int room = Math.max(16, prefixes.count());
            rules = new int[room];
            nodes = new byte[room];
            longest = new int[room];
            table = table(room);
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
            int entry = entry(rule, node); // first, since the arrays may grow
            longest[entry] = hasInside[place] ? rule : LAST;
            hasLonger |= hasInside[place];
        }

        /** A mark for a longer prefix, and the longest rule that matches the mark's own bits. */
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

        /** The entry of the rule's first bits, a new one where there is none. */
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
            int room = 2 * rules.length;
            rules = Arrays.copyOf(rules, room);
            nodes = Arrays.copyOf(nodes, room);
            longest = Arrays.copyOf(longest, room);
            table = table(room);
            for (int entry = 0; entry < count; entry++) {
                int at = (int) hash(rules[entry], nodes[entry] & 0xff) & table.length - 1;
                while (table[at] != EMPTY) {
                    at = at + 1 & table.length - 1;
                }
                table[at] = entry;
            }
        }

        private static int[] table(int room) {
            int[] empty = new int[Integer.highestOneBit(room) * 4];
            Arrays.fill(empty, EMPTY);
            return empty;
        }
    }
}
