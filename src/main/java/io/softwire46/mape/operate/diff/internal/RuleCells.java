package io.softwire46.mape.operate.diff.internal;

import io.softwire46.mape.map.MapRule;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The Rule IPv6 prefixes of two rule sets as a tree, which divides the IPv6 space into cells. The rule of an End-user prefix is the
 * longest match among the Rule IPv6 prefixes that are not longer than it (RFC 7598 section 4.1), so a rule prefix divides only the
 * End-user prefixes that are at least as long.
 *
 * <p>Thread-safe: immutable.
 */
public final class RuleCells {
    private static final Comparator<PlacedRule> BY_PREFIX = Comparator.<PlacedRule>comparingLong(
                    each -> each.rule().ipv6High() ^ Long.MIN_VALUE)
            .thenComparingLong(each -> each.rule().ipv6Low() ^ Long.MIN_VALUE)
            .thenComparingInt(each -> each.rule().ipv6Length());

    /** The number of End-user prefixes that are tried before one is searched for bit by bit. */
    private static final int TRIES = 64;

    private final PlacedRule[] oldRules;
    private final PlacedRule[] newRules;
    private final int count;

    /** By node, the innermost rule around it; -1 for none. */
    private final int[] old;

    private final int[] now;

    /** By node, whether its prefix is the one of the innermost old rule; else it is the one of the new rule. */
    private final boolean[] isOld;

    private final int[] parent;

    /** By node, the first node that is not inside it. */
    private final int[] end;

    private RuleCells(PlacedRule[] oldRules, PlacedRule[] newRules) {
        this.oldRules = oldRules;
        this.newRules = newRules;
        int most = oldRules.length + newRules.length;
        old = new int[most];
        now = new int[most];
        isOld = new boolean[most];
        parent = new int[most];
        end = new int[most];
        count = merge();
        nest();
    }

    /** Divides the space by the rules of two sets; no set may have a prefix twice. */
    public static RuleCells of(List<PlacedRule> oldRules, List<PlacedRule> newRules) {
        return new RuleCells(sorted(oldRules), sorted(newRules));
    }

    private static PlacedRule[] sorted(List<PlacedRule> rules) {
        PlacedRule[] all = rules.toArray(PlacedRule[]::new);
        Arrays.sort(all, BY_PREFIX);
        return all;
    }

    /** Returns two rules with one prefix, of different domains; empty if each prefix is there once. */
    public static Optional<List<PlacedRule>> duplicate(List<PlacedRule> rules) {
        PlacedRule[] all = sorted(rules);
        for (int i = 1; i < all.length; i++) {
            if (BY_PREFIX.compare(all[i - 1], all[i]) == 0) {
                return Optional.of(List.of(all[i - 1], all[i]));
            }
        }
        return Optional.empty();
    }

    private int merge() {
        int nodes = 0;
        int i = 0;
        int j = 0;
        while (i < oldRules.length || j < newRules.length) {
            int order =
                    i == oldRules.length ? 1 : j == newRules.length ? -1 : BY_PREFIX.compare(oldRules[i], newRules[j]);
            isOld[nodes] = order <= 0;
            old[nodes] = order <= 0 ? i++ : -1;
            now[nodes] = order >= 0 ? j++ : -1;
            nodes++;
        }
        return nodes;
    }

    private void nest() {
        int open = -1;
        for (int node = 0; node < count; node++) {
            while (open >= 0 && !prefix(open).contains(prefix(node))) {
                end[open] = node;
                open = parent[open];
            }
            parent[node] = open;
            open = node;
        }
        while (open >= 0) {
            end[open] = count;
            open = parent[open];
        }
        for (int node = 0; node < count; node++) {
            // A prefix comes before those inside it, and prefix() needs the rules of the node itself.
            if (parent[node] >= 0 && old[node] < 0) {
                old[node] = old[parent[node]];
            }
            if (parent[node] >= 0 && now[node] < 0) {
                now[node] = now[parent[node]];
            }
        }
    }

    private Prefix6 prefix(int node) {
        return Prefix6.of(rule(node));
    }

    private MapRule rule(int node) {
        return (isOld[node] ? oldRules[old[node]] : newRules[now[node]]).rule();
    }

    /** Returns the number of nodes, each of which may have a cell. */
    public int size() {
        return count;
    }

    /** Returns the cell of a node; null if no End-user prefix is counted there. */
    public @Nullable Cell cell(int node) {
        PlacedRule one = old[node] < 0 ? null : oldRules[old[node]];
        PlacedRule other = now[node] < 0 ? null : newRules[now[node]];
        int oldLength = one == null ? -1 : one.rule().derivedPrefixLength();
        int newLength = other == null ? -1 : other.rule().derivedPrefixLength();
        int unit = Math.max(oldLength, newLength);
        Prefix6 within = prefix(node);
        return within.length() <= unit ? new Cell(node, within, unit, one, other) : null;
    }

    /** Counts the End-user prefixes of a cell. */
    public SubscriberTally tally(Cell cell) {
        return tally(cell, cell.within(), new SubscriberCounter());
    }

    /** Counts the one prefix of a cell that {@link #find} returned. */
    public SubscriberTally tallyOfOne(Cell cell) {
        SubscriberTally tally = new SubscriberTally();
        new SubscriberCounter().add(cell, cell.within(), 1, tally);
        return tally;
    }

    private SubscriberTally tally(Cell cell, Prefix6 within, SubscriberCounter counter) {
        SubscriberTally tally = new SubscriberTally();
        counter.add(cell, within, 1, tally);
        int node = cell.node() + 1;
        while (node < end[cell.node()]) {
            if (rule(node).ipv6Length() <= cell.unitLength()) {
                Prefix6 inner = prefix(node);
                if (inner.contains(within)) {
                    return new SubscriberTally();
                }
                if (within.contains(inner)) {
                    counter.add(cell, inner, -1, tally);
                }
            }
            node = end[node];
        }
        return tally;
    }

    /**
     * Returns an End-user prefix of a cell.
     *
     * @param cell the cell
     * @param wanted the number of prefixes of the wanted kind in a tally, which is positive for the whole cell
     */
    public Prefix6 example(Cell cell, ToLongFunction<SubscriberTally> wanted) {
        SubscriberCounter counter = new SubscriberCounter();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < TRIES; i++) {
            Prefix6 candidate = cell.within();
            while (candidate.length() < cell.unitLength()) {
                candidate = candidate.half(i == 0 ? 0 : i == 1 ? 1 : random.nextInt(2));
            }
            SubscriberTally own = new SubscriberTally();
            counter.add(cell, candidate, 1, own);
            if (wanted.applyAsLong(own) > 0 && isInCell(cell, candidate)) {
                return candidate;
            }
        }
        Prefix6 found = cell.within();
        while (found.length() < cell.unitLength()) {
            Prefix6 zero = found.half(0);
            found = wanted.applyAsLong(tally(cell, zero, counter)) > 0 ? zero : found.half(1);
        }
        return found;
    }

    private boolean isInCell(Cell cell, Prefix6 unit) {
        return node(unit) == cell.node();
    }

    /** Returns the innermost node that is not longer than a prefix and contains it; -1 for none. */
    private int node(Prefix6 inner) {
        int from = 0;
        int to = count;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (prefix(middle).compareTo(inner) <= 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        int node = from - 1;
        while (node >= 0 && !prefix(node).contains(inner)) {
            node = parent[node];
        }
        return node;
    }

    /** Returns the rules that apply to a delegated prefix, as a cell of this prefix alone; null if none does. */
    public @Nullable Cell find(Prefix6 delegated) {
        int node = node(delegated);
        if (node < 0) {
            return null;
        }
        PlacedRule one = serving(old[node] < 0 ? null : oldRules[old[node]], delegated);
        PlacedRule other = serving(now[node] < 0 ? null : newRules[now[node]], delegated);
        return one == null && other == null ? null : new Cell(node, delegated, delegated.length(), one, other);
    }

    /** RFC 7597 section 5.2: a rule serves prefixes that contain all of its EA bits. */
    private static @Nullable PlacedRule serving(@Nullable PlacedRule rule, Prefix6 delegated) {
        return rule != null && rule.rule().derivedPrefixLength() <= delegated.length() ? rule : null;
    }
}
