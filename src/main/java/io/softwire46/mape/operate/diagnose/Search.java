package io.softwire46.mape.operate.diagnose;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Searches for the families of rules that explain observations, in rounds: what the best families explain is taken out, and the
 * rest is searched again. CEs without EA bits are what is left and looks like a MAP address. End-user prefixes of more than 64
 * bits are searched only if shorter ones explain at most half of the triples, or a part that may be an accident.
 *
 * <p>Not thread-safe: use one instance per search.
 */
public final class Search {
    /** Minimum number of CEs of a family in the prefix of an earlier one: 3. */
    static final int MIN_NESTED_CES = 3;

    /** Maximum n + o of End-user prefixes that leave the interface identifier: 64. */
    public static final int MAX_SHORT_END = 64;

    /** Maximum n + o: 128. */
    public static final int MAX_END = 128;

    /**
     * A family with what was counted.
     *
     * <p>Immutable.
     *
     * @param fit the family
     * @param round number of the round, from 0
     * @param ces number of CEs
     * @param ports number of CEs and ports
     */
    public record Found(Fit fit, int round, int ces, int ports) {}

    private final Observations seen;
    private final BitSet active = new BitSet();
    private final BitSet doubtful = new BitSet();
    private final List<Found> found = new ArrayList<>();
    private final List<OneToOneCes.Ce> oneToOne = new ArrayList<>();
    private final Work work = new Work();
    private boolean hasLongPrefixes;
    private boolean hasRefused;
    private boolean isWeak;
    private boolean isBounded;

    private Search(Observations seen) {
        this.seen = seen;
        active.set(0, seen.triples().size());
    }

    /**
     * Searches.
     *
     * @param seen what was observed
     * @param maxRounds maximum number of rounds, at least 1
     * @return the search, finished
     */
    public static Search of(Observations seen, int maxRounds) {
        Search search = new Search(seen);
        search.run(maxRounds, 1, MAX_SHORT_END, 1);
        boolean explainsLittle =
                2 * search.active.cardinality() >= seen.triples().size();
        if ((search.isWeak || explainsLittle) && hasOtherIdentifiers(seen.triples())) {
            Search longer = new Search(seen);
            longer.run(maxRounds, MAX_SHORT_END + 1, MAX_END, search.explains() + 1);
            if (!longer.found.isEmpty()) {
                longer.hasLongPrefixes = true;
                search = longer;
            }
        }
        search.findOneToOne();
        return search;
    }

    /** Returns whether EA bits within the interface identifier can explain an address. */
    private static boolean hasOtherIdentifiers(Triples triples) {
        return IntStream.range(0, triples.pairs())
                .anyMatch(pair -> !OneToOneCes.hasIdentifier(triples.low(pair), triples.ipv4(pair)));
    }

    private void run(int maxRounds, int minEnd, int maxEnd, int least) {
        int round = 0;
        while (round < maxRounds && runRound(round, minEnd, maxEnd, round == 0 ? least : 1)) {
            round++;
        }
        isBounded = round == maxRounds && !active.isEmpty();
    }

    /** Returns the number of triples that the first round explains. */
    private int explains() {
        return found.isEmpty() ? 0 : found.get(0).fit().supports();
    }

    private void findOneToOne() {
        // Where rules may be left to find, a CE that some rule explains is not in 1:1 mode.
        boolean mayHaveRules = isBounded || work.isSpent();
        Round round = new Round(seen, active, doubtful, false, new Work());
        oneToOne.addAll(OneToOneCes.of(
                seen.triples(),
                active,
                pair -> doubtful.get(seen.triples().from(pair)) || round.isExplained(pair, mayHaveRules),
                pair -> hasRefused && round.isExplained(pair, true)));
    }

    /** Returns the CEs without EA bits. */
    public List<OneToOneCes.Ce> oneToOne() {
        return List.copyOf(oneToOne);
    }

    /** Returns the families of each round, best first. */
    public List<Found> found() {
        return List.copyOf(found);
    }

    /** Returns the indices of the triples that nothing found explains. */
    public BitSet unexplained() {
        return (BitSet) active.clone();
    }

    /** Returns the indices of those triples that are in the prefix of a family that was found. */
    public BitSet contradicting() {
        BitSet result = unexplained();
        result.and(doubtful);
        return result;
    }

    /** Returns whether End-user prefixes longer than 64 bits were searched, since no shorter ones fit. */
    public boolean hasLongPrefixes() {
        return hasLongPrefixes;
    }

    /** Returns whether the search ended early, so that families may be missing. */
    public boolean isCut() {
        return work.isSpent();
    }

    /** Returns whether the last round refused families, since they explain few triples and may be accidents. */
    public boolean hasRefused() {
        return hasRefused;
    }

    /** Returns whether the search ended after the maximum number of rounds, with triples left. */
    public boolean isBounded() {
        return isBounded;
    }

    private boolean runRound(int number, int minEnd, int maxEnd, int least) {
        hasRefused = false;
        if (active.isEmpty() || work.isSpent()) {
            return false;
        }
        Round round = new Round(seen, active, doubtful, number == 0, work);
        List<Fit> best = ranked(round.best(minEnd, maxEnd, least));
        hasRefused = round.hasRefused();
        isWeak |= number == 0 && round.isWeak();
        if (best.isEmpty()) {
            return false;
        }
        BitSet ofWinner = new BitSet();
        round.claims(best.get(0), ofWinner::set);
        BitSet all = new BitSet();
        for (Fit each : best) {
            BitSet claims = new BitSet();
            int[] ports = {0};
            round.claims(each, triple -> {
                claims.set(triple);
                ports[0] += seen.triples().port(triple) == Ports.NO_PORT ? 0 : 1;
            });
            // A family about other triples is the best of a later round.
            if (claims.intersects(ofWinner)) {
                found.add(new Found(each, number, round.ces(each), ports[0]));
                all.or(claims);
            }
        }
        active.andNot(all);
        Fit winner = best.get(0);
        int from = seen.triples().firstIn(winner.pair(), winner.narrowest());
        int end = seen.triples().endOf(winner.pair(), winner.narrowest());
        doubtful.set(seen.triples().from(from), seen.triples().until(end - 1));
        return true;
    }

    /** A family with what its rank depends on. */
    private record Ranked(Fit fit, boolean isKnown, boolean isDelegated) {
        private static final Comparator<Ranked> ORDER = Comparator.<Ranked>comparingInt(each -> each.fit.contradicts())
                .thenComparing(each -> !each.isKnown)
                .thenComparing(each -> !each.isDelegated)
                .thenComparing(each -> !each.fit.hasDefaultOffset())
                .thenComparing(each -> each.fit.shape().format())
                .thenComparingInt(each -> each.fit.shape().end())
                .thenComparingInt(each -> -each.fit.shape().excess())
                .thenComparingInt(each -> each.fit.offset());
    }

    private List<Fit> ranked(List<Fit> fits) {
        return fits.stream()
                .map(each -> new Ranked(each, seen.hasName(each), seen.equalsDelegated(each)))
                .sorted(Ranked.ORDER)
                .map(Ranked::fit)
                .toList();
    }
}
