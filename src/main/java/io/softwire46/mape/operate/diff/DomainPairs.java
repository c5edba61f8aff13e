package io.softwire46.mape.operate.diff;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.operate.diff.internal.Cell;
import io.softwire46.mape.operate.diff.internal.PlacedRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which domains of two rule sets belong together: those that serve the same subscribers. A domain that shares none belongs to the
 * one with its name, if that shares none either.
 *
 * <p>Not thread-safe while rules are added; then immutable.
 */
final class DomainPairs {
    /** No domain of the new set. */
    static final int NO_DOMAIN = -1;

    private final List<ConfiguredDomain> old;
    private final List<ConfiguredDomain> now;

    /** The number of cells that an old domain shares with a new one. */
    private final Map<Pair, Integer> shared = new LinkedHashMap<>();

    private final Set<RulePair> unlike = new LinkedHashSet<>();

    /**
     * Indexes of domains.
     *
     * @param old index in the old set
     * @param now index in the new set
     */
    record Pair(int old, int now) {}

    /** Two rules that serve the same subscribers. */
    record RulePair(PlacedRule old, PlacedRule now) {}

    DomainPairs(List<ConfiguredDomain> old, List<ConfiguredDomain> now) {
        this.old = old;
        this.now = now;
    }

    /** Adds the rules of a cell with at least one subscriber. */
    void add(Cell cell) {
        if (cell.old() == null || cell.now() == null) {
            return;
        }
        PlacedRule one = cell.oldRule();
        PlacedRule other = cell.newRule();
        shared.merge(new Pair(one.domain(), other.domain()), 1, Integer::sum);
        if (one.rule().isForwarding() != other.rule().isForwarding()
                || !one.rule().borderRelay().equals(other.rule().borderRelay())) {
            unlike.add(new RulePair(one, other));
        }
    }

    /** Returns the rules with the same subscribers that differ in their BR address or in the use for forwarding. */
    Collection<RulePair> unlikeRules() {
        return unlike;
    }

    /** Returns all domains that belong together; one domain may be in several pairs. */
    List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>(shared.keySet());
        boolean areOnly = old.size() == 1 && now.size() == 1;
        for (int i = 0; i < old.size(); i++) {
            for (int j = 0; j < now.size(); j++) {
                if ((areOnly || isSameName(i, j)) && isAlone(i, j)) {
                    pairs.add(new Pair(i, j));
                }
            }
        }
        pairs.sort(Comparator.comparingInt(Pair::old).thenComparingInt(Pair::now));
        return pairs;
    }

    private boolean isAlone(int i, int j) {
        return shared.keySet().stream().noneMatch(each -> each.old() == i || each.now() == j);
    }

    private boolean isSameName(int i, int j) {
        return old.get(i).domain().name().equals(now.get(j).domain().name());
    }

    /** Returns the new domain for the rules of an old one: that with its name among its pairs, else that with most in common. */
    int newDomain(int oldDomain) {
        return pairs().stream()
                .filter(each -> each.old() == oldDomain)
                .max(Comparator.<Pair, Boolean>comparing(each -> isSameName(each.old(), each.now()))
                        .thenComparingInt(each -> shared.getOrDefault(each, 0))
                        .thenComparingInt(each -> -each.now()))
                .map(Pair::now)
                .orElse(NO_DOMAIN);
    }
}
