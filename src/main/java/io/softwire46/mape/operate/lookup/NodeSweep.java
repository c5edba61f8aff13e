package io.softwire46.mape.operate.lookup;

import io.softwire46.mape.operate.lookup.TimelineBuilder.LineList;
import java.util.Arrays;

/**
 * Arranges lines by Rule IPv4 prefix: sorts them, makes a node for each prefix, and sweeps over the addresses for the intervals and
 * the parents.
 *
 * <p>Not thread-safe: use one instance per table.
 */
final class NodeSweep {
    private static final int ID_BITS = 26;
    private static final int ID_MASK = (1 << ID_BITS) - 1;
    private static final int LENGTH_BITS = 6;

    private final LineList lines;

    /** Lines in the order of prefix, shorter ones before the longer ones that they contain. */
    private final int[] sorted;

    /** Where the lines of each node begin in {@code sorted}, and the end. */
    private final int[] firstLine;

    private final int nodes;

    private final int versions;

    NodeSweep(LineList lines, int versions) {
        this.lines = lines;
        this.versions = versions;
        int count = lines.count();
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            long prefix = (lines.ipv4(i) & 0xffff_ffffL) << LENGTH_BITS | lines.length(i);
            keys[i] = (prefix << ID_BITS | i) ^ Long.MIN_VALUE; // sorts as unsigned numbers
        }
        Arrays.sort(keys);
        sorted = new int[count];
        int[] first = new int[count + 1];
        int found = 0;
        for (int i = 0; i < count; i++) {
            sorted[i] = (int) keys[i] & ID_MASK;
            if (i == 0 || keys[i] >>> ID_BITS != keys[i - 1] >>> ID_BITS) {
                first[found++] = i;
            }
        }
        first[found] = count;
        nodes = found;
        firstLine = Arrays.copyOf(first, found + 1);
    }

    RuleTimeline.Parts parts() {
        int[] parent = new int[nodes];
        long[] intervals = intervals(parent);
        int keyed = 0;
        for (int line = 0; line < lines.count(); line++) {
            keyed += lines.isKeyed(line) ? 1 : 0;
        }
        long[] words = new long[lines.count() * RuleTimeline.LINE_WORDS];
        Runs runs = new Runs(words);
        long[] memberKey = new long[keyed];
        int[] firstRun = new int[nodes + 1];
        int[] firstMember = new int[nodes + 1];
        int memberLine = lines.count() - keyed;
        int whole = 0;
        int members = 0;
        for (int node = 0; node < nodes; node++) {
            firstRun[node] = runs.count;
            firstMember[node] = members;
            for (int line : inOrder(node)) {
                if (lines.isKeyed(line)) {
                    memberKey[members] = RuleTimeline.memberKey(lines.psid(line), lines.first(line), lines.last(line));
                    lines.copy(line, words, memberLine + members);
                    runs.add(lines.first(line), lines.last(line), ~(memberLine + members++));
                } else {
                    lines.copy(line, words, whole);
                    runs.add(lines.first(line), lines.last(line), whole++);
                }
            }
            runs.finish(firstRun[node]);
        }
        firstRun[nodes] = runs.count;
        firstMember[nodes] = members;
        for (int i = 0; i < intervals.length; i++) {
            int node = (int) intervals[i];
            if (node != RuleTimeline.NO_NODE && isOnly(node)) {
                int line = runs.line[firstRun[node]];
                intervals[i] = intervals[i] >>> 32 << 32 | ((line | RuleTimeline.IS_LINE) & 0xffff_ffffL);
            }
        }
        return new RuleTimeline.Parts(
                new IntervalIndex(intervals),
                parent,
                firstRun,
                firstMember,
                Arrays.copyOf(runs.span, runs.count),
                Arrays.copyOf(runs.line, runs.count),
                memberKey,
                memberLine,
                words);
    }

    /** Returns whether a node has one rule for all versions and all ports. */
    private boolean isOnly(int node) {
        int line = sorted[firstLine[node]];
        return firstLine[node + 1] - firstLine[node] == 1
                && !lines.isKeyed(line)
                && lines.first(line) == 0
                && lines.last(line) == versions - 1;
    }

    /** Returns the lines of a node in the order of PSID and first version. */
    private int[] inOrder(int node) {
        int from = firstLine[node];
        int to = firstLine[node + 1];
        if (to - from == 1) {
            return new int[] {sorted[from]};
        }
        long[] keys = new long[to - from];
        for (int i = from; i < to; i++) {
            int line = sorted[i];
            long psid = lines.isKeyed(line) ? lines.psid(line) : 0;
            keys[i - from] = psid << 46 | (long) lines.first(line) << ID_BITS | line;
        }
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key & ID_MASK).toArray();
    }

    /** Sets the parents, and returns first address and node of each interval. */
    private long[] intervals(int[] parent) {
        Intervals found = new Intervals(2 * nodes + 1);
        found.begin(0, RuleTimeline.NO_NODE);
        int open = RuleTimeline.NO_NODE;
        for (int node = 0; node < nodes; node++) {
            long start = start(node);
            while (open != RuleTimeline.NO_NODE && end(open) < start) {
                found.begin(end(open) + 1, parent[open]);
                open = parent[open];
            }
            parent[node] = open;
            found.begin(start, node);
            open = node;
        }
        while (open != RuleTimeline.NO_NODE) {
            found.begin(end(open) + 1, parent[open]);
            open = parent[open];
        }
        return Arrays.copyOf(found.all, found.count);
    }

    private long start(int node) {
        return lines.ipv4(sorted[firstLine[node]]) & 0xffff_ffffL;
    }

    private long end(int node) {
        return start(node) + (1L << (32 - lines.length(sorted[firstLine[node]]))) - 1;
    }

    /** Consecutive intervals; one that begins where the last one begins replaces it. */
    private static final class Intervals {
        private final long[] all;
        private int count;

        Intervals(int most) {
            all = new long[most];
        }

        void begin(long start, int node) {
            if (start >>> 32 != 0) {
                return; // after 255.255.255.255
            }
            if (count > 0 && all[count - 1] >>> 32 == start) {
                count--;
            }
            all[count++] = start << 32 | (node & 0xffff_ffffL);
        }
    }

    /** Runs of all nodes. Those of 1:1 rules are merged, since an address has many of them in one version. */
    private static final class Runs {
        private final long[] words;
        private final long[] span;
        private final int[] line;
        private int count;

        /** Runs of lines with these words. */
        Runs(long[] words) {
            this.words = words;
            span = new long[words.length / RuleTimeline.LINE_WORDS];
            line = new int[span.length];
        }

        void add(int first, int last, int target) {
            span[count] = (long) first << 32 | last;
            line[count++] = target;
        }

        /** Sorts the runs of a node by version, and merges those of 1:1 rules. */
        void finish(int from) {
            if (count - from < 2) {
                return;
            }
            long[] order = new long[count - from];
            for (int i = from; i < count; i++) {
                order[i - from] = span[i] >>> 32 << 32 | (i - from);
            }
            Arrays.sort(order);
            long[] spans = Arrays.copyOfRange(span, from, count);
            int[] targets = Arrays.copyOfRange(line, from, count);
            count = from;
            for (long each : order) {
                int i = (int) each;
                if (count > from && merges(spans[i], targets[i])) {
                    long open = span[count - 1];
                    span[count - 1] = open >>> 32 << 32 | Math.max((int) open, (int) spans[i]);
                } else {
                    add((int) (spans[i] >>> 32), (int) spans[i], targets[i]);
                }
            }
        }

        /** Rules of one version have the same port parameters; those of consecutive versions may have others. */
        private boolean merges(long next, int target) {
            int open = line[count - 1];
            int distance = (int) (next >>> 32) - (int) span[count - 1];
            return open < 0 && target < 0 && (distance <= 0 || (distance == 1 && shape(open) == shape(target)));
        }

        private int shape(int target) {
            return (int) (words[~target * RuleTimeline.LINE_WORDS + RuleTimeline.SHAPE_WORD] >>> 32);
        }
    }
}
