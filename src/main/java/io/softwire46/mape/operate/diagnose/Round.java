package io.softwire46.mape.operate.diagnose;

import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.internal.Bits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/*
 * Idea: each pair of addresses admits few shapes, since the end of its EA bits is fixed by the bits that follow, and the PSID by
 * the interface identifier. A pass over the pairs counts, for each shape and offset, the triples that some rule of it explains.
 * That is an upper bound for one rule, because one rule also demands equal prefixes.
 *
 * Invariant: shapes are examined in the order of their bounds, until a bound is below the best number found.
 *
 * Cost: one pass over pairs and ports for the bounds; per shape examined, one pass, and where prefixes differ one more per
 * length of the Rule IPv6 prefix, of which there are at most 33.
 */

/**
 * One round of a search: the families that explain the maximum number of the triples that remain.
 *
 * <p>Not thread-safe: use one instance per round.
 */
final class Round {
    private static final int EXCESSES = Shape.MAX_EXCESS - Shape.MIN_EXCESS + 1;
    private static final int ENDS = 129;
    private static final int KEYS = InterfaceIdFormat.values().length * ENDS * EXCESSES * Ports.OFFSETS;
    /** Families of a round that are kept. */
    private static final int MAX_FAMILIES = 65_536;

    private final Observations seen;
    private final Triples triples;
    /** Triples that no family of an earlier round explains. */
    private final BitSet active;
    /** Triples in the narrowest prefix of a family of an earlier round. */
    private final BitSet doubtful;
    /** Number of active triples before each pair. */
    private final int[] activeBefore;
    /** Number of CE addresses with active triples. */
    private final int activeCes;

    /** Bounds by key, and the keys whose bound is not zero. */
    private int[] votes = {};

    private int[] touched = new int[64];
    private int touchedCount;

    private final int[] weights = new int[Ports.OFFSETS];
    private final boolean isFirst;
    private final Work work;
    private boolean hasRefused;
    private boolean isWeak;
    private boolean isLong;

    Round(Observations seen, BitSet active, BitSet doubtful, boolean isFirst, Work work) {
        this.seen = seen;
        this.triples = seen.triples();
        this.active = active;
        this.doubtful = doubtful;
        this.isFirst = isFirst;
        this.work = work;
        activeBefore = new int[triples.pairs() + 1];
        for (int pair = 0; pair < triples.pairs(); pair++) {
            activeBefore[pair + 1] = activeBefore[pair] + activeOf(pair);
        }
        activeCes = countActiveCes();
    }

    private int countActiveCes() {
        int count = 0;
        for (int pair = 0, end; pair < triples.pairs(); pair = end) {
            end = triples.endOf(pair, 128);
            count += activeBefore[end] > activeBefore[pair] ? 1 : 0;
        }
        return count;
    }

    private int activeOf(int pair) {
        int count = 0;
        for (int i = active.nextSetBit(triples.from(pair)); i >= 0 && i < triples.until(pair); ) {
            count++;
            i = active.nextSetBit(i + 1);
        }
        return count;
    }

    /**
     * Returns the families that explain the maximum number of active triples; empty if there is none.
     *
     * @param least minimum number of triples, at least 1
     */
    List<Fit> best(int minEnd, int maxEnd, int least) {
        votes = new int[KEYS];
        touchedCount = 0;
        isLong = minEnd > Search.MAX_SHORT_END;
        for (int pair = 0; pair < triples.pairs(); pair++) {
            if (activeBefore[pair + 1] > activeBefore[pair]) {
                vote(pair, minEnd, maxEnd);
            }
        }
        NavigableMap<Integer, List<Fit>> bySupport = new TreeMap<>();
        for (int key : keysByVotes()) {
            // No later fit has more than these votes, so the fits with more support are complete.
            List<Fit> accepted = firstAccepted(bySupport, votes[key] + 1);
            if (!accepted.isEmpty()) {
                return accepted;
            }
            if (votes[key] < least || work.isSpent((long) Work.SHAPE * triples.pairs())) {
                break;
            }
            Fit fit = fit(key);
            if (fit != null && isEligible(fit)) {
                List<Fit> alike = bySupport.computeIfAbsent(fit.supports(), each -> new ArrayList<>());
                if (alike.size() < MAX_FAMILIES) {
                    alike.add(fit);
                }
            }
        }
        return firstAccepted(bySupport, least);
    }

    /** Returns the families of the first support, of at least a number, that is accepted; removes those that are refused. */
    private List<Fit> firstAccepted(NavigableMap<Integer, List<Fit>> bySupport, int least) {
        while (!bySupport.isEmpty() && bySupport.lastKey() >= least) {
            Map.Entry<Integer, List<Fit>> best = bySupport.pollLastEntry();
            List<Fit> accepted = accepted(best.getKey(), best.getValue());
            if (!accepted.isEmpty()) {
                return accepted;
            }
            hasRefused = true;
        }
        return List.of();
    }

    /**
     * Returns the families of one support that are more than an accident: all if they explain half of what remains; otherwise
     * those that are no accident, and those that explain the same triples as one of these.
     */
    private List<Fit> accepted(int support, List<Fit> alike) {
        List<Fit> result = new ArrayList<>(alike);
        isWeak = support < active.cardinality() && alike.stream().noneMatch(this::isNoAccident);
        if (!isHalf(support, alike)) {
            BitSet sure = new BitSet();
            alike.stream().filter(this::isNoAccident).forEach(each -> claims(each, sure::set));
            result.removeIf(each -> {
                BitSet claims = new BitSet();
                claims(each, claims::set);
                return !claims.intersects(sure);
            });
        }
        int listed = result.stream().mapToInt(Fit::listed).max().orElse(0);
        result.removeIf(each -> each.listed() < listed);
        return result;
    }

    /** Returns whether families explain at least half of what remains; if exactly half, not one of two CEs in 1:1 mode. */
    private boolean isHalf(int support, List<Fit> alike) {
        int all = active.cardinality();
        return 2 * support > all
                || (2 * support == all && (alike.stream().anyMatch(each -> ces(each) > 1) || !mayBeOneToOne()));
    }

    /** Returns whether each pair with active triples may be of a CE without EA bits. */
    private boolean mayBeOneToOne() {
        for (int pair = 0; pair < triples.pairs(); pair++) {
            if (activeBefore[pair + 1] > activeBefore[pair] && OneToOneCes.format(triples, pair) == null) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the last search refused families, since they explain few triples and may be accidents. */
    boolean hasRefused() {
        return hasRefused;
    }

    /** Returns whether the families of the last search explain only a part of the triples, and may be an accident. */
    boolean isWeak() {
        return isWeak;
    }

    private int[] keysByVotes() {
        long[] order = new long[touchedCount];
        for (int i = 0; i < touchedCount; i++) {
            order[i] = (long) -votes[touched[i]] << 32 | touched[i];
        }
        Arrays.sort(order);
        return Arrays.stream(order).mapToInt(each -> (int) each).toArray();
    }

    private static int key(Shape shape) {
        return (((shape.format() == InterfaceIdFormat.RFC7597 ? 0 : 1) * ENDS + shape.end()) * EXCESSES
                        + shape.excess()
                        - Shape.MIN_EXCESS)
                * Ports.OFFSETS;
    }

    private static Shape shape(int key) {
        int excess = key / Ports.OFFSETS % EXCESSES + Shape.MIN_EXCESS;
        int end = key / Ports.OFFSETS / EXCESSES % ENDS;
        boolean isDraft = key / Ports.OFFSETS / EXCESSES / ENDS > 0;
        return new Shape(isDraft ? InterfaceIdFormat.DRAFT03 : InterfaceIdFormat.RFC7597, excess, end);
    }

    // ---- bounds

    private void vote(int pair, int minEnd, int maxEnd) {
        forEachShape(pair, minEnd, maxEnd, shape -> {
            weigh(shape, pair);
            int key = key(shape);
            for (int offset = 0; offset < Ports.OFFSETS; offset++) {
                if (weights[offset] > 0) {
                    addVotes(key + offset, weights[offset]);
                }
            }
        });
    }

    private void forEachShape(int pair, int minEnd, int maxEnd, Consumer<Shape> consumer) {
        long high = triples.high(pair);
        long low = triples.low(pair);
        int ipv4 = triples.ipv4(pair);
        for (InterfaceIdFormat format : InterfaceIdFormat.values()) {
            for (int excess = Shape.MIN_EXCESS; excess <= Shape.MAX_EXCESS; excess++) {
                int from = Math.max(minEnd, firstEnd(format, excess, high, low, ipv4));
                if (work.isSpent(Work.SHAPE * (1L + Math.max(0, maxEnd - from)))) {
                    return;
                }
                for (int end = from; end <= maxEnd; end++) {
                    Shape shape = new Shape(format, excess, end);
                    if (lowest(shape, pair) != Shape.NONE) {
                        consumer.accept(shape);
                    }
                }
            }
        }
    }

    /**
     * Returns whether some rule with an End-user prefix of up to 64 bits explains all active triples of a pair.
     *
     * @param allowsAccidents whether a rule counts that fits by accident
     */
    boolean isExplained(int pair, boolean allowsAccidents) {
        int all = activeBefore[pair + 1] - activeBefore[pair];
        double needed = allowsAccidents ? 0 : Accidents.bits(activeCes, 1, 0);
        boolean[] result = {false};
        forEachShape(pair, 1, Search.MAX_SHORT_END, shape -> {
            boolean hidesBits = triples.ipv4(pair) != shape.shownIpv4(triples.ipv4(pair));
            if (shape.end() - lowest(shape, pair) > needed && (shape.excess() >= 0 || hidesBits)) {
                weigh(shape, pair);
                result[0] |= Arrays.stream(weights).anyMatch(weight -> weight == all);
            }
        });
        return result[0];
    }

    /**
     * Returns the first end after which an address has only zeros and the interface identifier, with any PSID of this length.
     */
    private static int firstEnd(InterfaceIdFormat format, int excess, long high, long low, int ipv4) {
        int shown = excess >= 0 ? ipv4 : ipv4 & Bits.ipv4Mask(32 + excess);
        long psid = format.interfaceId(0, excess <= 0 ? 0 : (1 << excess) - 1);
        long different = (low ^ format.interfaceId(shown, 0)) & ~psid;
        return different == 0 ? 64 - Long.numberOfTrailingZeros(high) : 128 - Long.numberOfTrailingZeros(different);
    }

    private int lowest(Shape shape, int pair) {
        long high = triples.high(pair);
        long low = triples.low(pair);
        int lowest = shape.lowest(high, low, triples.ipv4(pair));
        return lowest == Shape.NONE || shape.maxIpv6Length() < 1 || shape.end() > seen.maxEnd(pair)
                ? Shape.NONE
                : Math.max(1, lowest);
    }

    /** Counts, by offset, the active triples of a pair that rules of a shape explain. */
    private void weigh(Shape shape, int pair) {
        int k = shape.psidLength();
        int psid = shape.psid(triples.high(pair), triples.low(pair));
        Arrays.fill(weights, 0);
        for (int i = active.nextSetBit(triples.from(pair)); i >= 0 && i < triples.until(pair); ) {
            for (int offset = 0; offset < Ports.offsets(k); offset++) {
                weights[offset] += Ports.fits(triples.port(i), offset, k, psid) ? 1 : 0;
            }
            i = active.nextSetBit(i + 1);
        }
    }

    private void addVotes(int key, int count) {
        if (votes[key] == 0) {
            if (touchedCount == touched.length) {
                touched = Arrays.copyOf(touched, 2 * touchedCount);
            }
            touched[touchedCount++] = key;
        }
        votes[key] += count;
    }

    private int weight(Shape shape, int offset, int pair) {
        int k = shape.psidLength();
        int psid = shape.psid(triples.high(pair), triples.low(pair));
        int count = 0;
        for (int i = active.nextSetBit(triples.from(pair)); i >= 0 && i < triples.until(pair); ) {
            count += Ports.fits(triples.port(i), offset, k, psid) ? 1 : 0;
            i = active.nextSetBit(i + 1);
        }
        return count;
    }

    // ---- families

    /** Pairs that some rule of a shape explains, in order. */
    private static final class Candidates {
        private final int[] pair;
        private final int[] lowest;
        private final int[] weight;
        private int count;

        Candidates(int capacity) {
            pair = new int[capacity];
            lowest = new int[capacity];
            weight = new int[capacity];
        }
    }

    private @Nullable Fit fit(int key) {
        Shape shape = shape(key);
        int offset = key % Ports.OFFSETS;
        Candidates candidates = new Candidates(triples.pairs());
        int widest = 1;
        int commonIpv4 = 32;
        for (int pair = 0; pair < triples.pairs(); pair++) {
            int lowest = activeBefore[pair + 1] == activeBefore[pair] ? Shape.NONE : lowest(shape, pair);
            int weight = lowest == Shape.NONE ? 0 : weight(shape, offset, pair);
            if (weight > 0) {
                int at = candidates.count++;
                candidates.pair[at] = pair;
                candidates.lowest[at] = lowest;
                candidates.weight[at] = weight;
                widest = Math.max(widest, lowest);
                commonIpv4 = Math.min(commonIpv4, triples.commonIpv4(candidates.pair[0], pair));
            }
        }
        if (candidates.count == 0) {
            return null;
        }
        int first = candidates.pair[0];
        int last = candidates.pair[candidates.count - 1];
        int narrowest =
                Math.min(shape.maxIpv6Length(), Math.min(triples.commonIpv6(first, last), shape.shift() + commonIpv4));
        if (widest > narrowest) {
            int[] group = largestGroup(shape, candidates);
            if (group.length == 0) {
                return null;
            }
            first = group[0];
            narrowest = group[1];
        }
        return fit(shape, offset, first, narrowest);
    }

    /** Returns a pair of the largest set that one rule explains, and the Rule IPv6 prefix length; empty if there is none. */
    private int[] largestGroup(Shape shape, Candidates candidates) {
        int most = 0;
        int[] best = {};
        for (int n = shape.maxIpv6Length(); n >= Math.max(1, shape.shift()); n--) {
            if (work.isSpent(candidates.count)) {
                break;
            }
            int r = n - shape.shift();
            Map<Integer, int[]> byIpv4 = new HashMap<>();
            int[] sum = new int[1];
            int before = -1;
            for (int i = 0; i < candidates.count; i++) {
                if (candidates.lowest[i] > n) {
                    continue;
                }
                int pair = candidates.pair[i];
                boolean isSame = before >= 0 && triples.commonIpv6(before, pair) >= n;
                // Most CEs of an IPv6 prefix have the same IPv4 prefix as the one before.
                if (!isSame || triples.ipv4Prefix(before, r) != triples.ipv4Prefix(pair, r)) {
                    if (!isSame) {
                        byIpv4.clear();
                    }
                    if (work.isSpent(Work.MAP)) {
                        return best;
                    }
                    sum = byIpv4.computeIfAbsent(triples.ipv4Prefix(pair, r), prefix -> new int[1]);
                }
                before = pair;
                sum[0] += candidates.weight[i];
                if (sum[0] > most) {
                    most = sum[0];
                    best = new int[] {pair, n};
                }
            }
        }
        return best;
    }

    /** Returns the family with the rule of a length that explains a pair, or null if it is not in the search space. */
    private @Nullable Fit fit(Shape shape, int offset, int pair, int n) {
        int widest = 1;
        int narrowest = shape.maxIpv6Length();
        int supports = 0;
        boolean hasHiddenBits = false;
        int from = triples.firstIn(pair, n);
        int end = triples.endOf(pair, n);
        for (int other = from; other < end; other++) {
            int lowest = isLike(shape, pair, other, n) ? lowest(shape, other) : Shape.NONE;
            int weight = lowest == Shape.NONE || lowest > n ? 0 : weight(shape, offset, other);
            if (weight > 0) {
                supports += weight;
                widest = Math.max(widest, lowest);
                narrowest = Math.min(
                        narrowest,
                        Math.min(triples.commonIpv6(pair, other), shape.shift() + triples.commonIpv4(pair, other)));
                hasHiddenBits |= triples.ipv4(other) != shape.shownIpv4(triples.ipv4(other));
            }
        }
        if (shape.excess() < 0 && !hasHiddenBits) {
            return null;
        }
        from = triples.firstIn(pair, narrowest);
        end = triples.endOf(pair, narrowest);
        int unlike = activeBefore[end] - activeBefore[from] - supports;
        int listed = 0;
        int k = shape.psidLength();
        for (Observations.PortList each : seen.lists()) {
            if (isFirst && Ports.areOfOne(each.ports(), offset, k)) {
                listed += each.ports().length;
            } else if (isFirst) {
                unlike++;
            }
        }
        return new Fit(
                shape,
                k == 0 ? Ports.NO_OFFSET : offset,
                narrowest,
                widest,
                pair,
                triples.high(pair),
                triples.low(pair),
                triples.ipv4(pair),
                supports,
                unlike,
                listed);
    }

    private boolean isLike(Shape shape, int pair, int other, int n) {
        return triples.commonIpv4(pair, other) >= n - shape.shift();
    }

    private int contradictingLists(Fit fit) {
        int k = fit.shape().psidLength();
        int offset = Math.max(0, fit.offset());
        return isFirst
                ? (int) seen.lists().stream()
                        .filter(each -> !Ports.areOfOne(each.ports(), offset, k))
                        .count()
                : 0;
    }

    /**
     * Returns whether a family of some of the CEs is more than an accident: of N CEs without EA bits, the EA bits of some rule
     * match the IPv4 addresses of c. Ports fit the PSID of a CE in 1:1 mode too; where a rule was found, so that the network has
     * EA bits, they show the shape, but not which CEs to choose.
     */
    private boolean isNoAccident(Fit fit) {
        int count = ces(fit);
        int portBits = isFirst ? 0 : fit.shape().psidLength() * ports(fit);
        return (double) fit.eaLength(fit.widest()) * count > Accidents.bits(activeCes, count, portBits);
    }

    private int ports(Fit fit) {
        int[] count = {0};
        claims(fit, triple -> count[0] += triples.port(triple) == Ports.NO_PORT ? 0 : 1);
        return count[0];
    }

    /**
     * Returns whether a family explains more than contradicts it. In the prefix of an earlier family a few triples are rather
     * forged or wrong than a rule of their own.
     */
    private boolean isEligible(Fit fit) {
        // A list with ports of several CEs says nothing about the observed CEs.
        int unlike = fit.contradicts() - contradictingLists(fit);
        if (fit.supports() <= unlike || (isLong && hasIdentifiersOnly(fit))) {
            return false;
        }
        if (doubtful.isEmpty()) {
            return true;
        }
        boolean[] isElsewhere = {false};
        claims(fit, triple -> isElsewhere[0] |= !doubtful.get(triple));
        return isElsewhere[0] || newCes(fit) >= Search.MIN_NESTED_CES;
    }

    /** Returns whether each address has the interface identifier of its CE, so that EA bits within it explain nothing. */
    private boolean hasIdentifiersOnly(Fit fit) {
        boolean[] hasOther = {false};
        claims(fit, index -> {
            Triples.Triple triple = triples.get(index);
            hasOther[0] |= !OneToOneCes.hasIdentifier(triple.low(), triple.ipv4());
        });
        return !hasOther[0];
    }

    // ---- what a family explains

    /** Calls for each active triple that a family explains. */
    void claims(Fit fit, IntConsumer claim) {
        Shape shape = fit.shape();
        int n = fit.narrowest();
        int k = shape.psidLength();
        for (int pair = triples.firstIn(fit.pair(), n); pair < triples.endOf(fit.pair(), n); pair++) {
            int lowest = isLike(shape, fit.pair(), pair, n) ? lowest(shape, pair) : Shape.NONE;
            if (lowest == Shape.NONE || lowest > n) {
                continue;
            }
            int psid = shape.psid(triples.high(pair), triples.low(pair));
            for (int i = active.nextSetBit(triples.from(pair)); i >= 0 && i < triples.until(pair); ) {
                if (Ports.fits(triples.port(i), fit.offset(), k, psid)) {
                    claim.accept(i);
                }
                i = active.nextSetBit(i + 1);
            }
        }
    }

    /** Returns the number of CEs that a family explains. */
    int ces(Fit fit) {
        return ces(fit, false);
    }

    /** Returns the number of those CEs of which no family of an earlier round explains anything. */
    private int newCes(Fit fit) {
        return ces(fit, true);
    }

    private int ces(Fit fit, boolean isNew) {
        BitSet firsts = new BitSet();
        claims(fit, index -> {
            int pair = triples.pairOf(index);
            int first = triples.firstIn(pair, 128);
            if (!isNew || !hasExplained(first, triples.endOf(pair, 128))) {
                firsts.set(first);
            }
        });
        return firsts.cardinality();
    }

    /** Returns whether a triple of some pairs is not active. */
    private boolean hasExplained(int fromPair, int endPair) {
        int count = triples.until(endPair - 1) - triples.from(fromPair);
        return activeBefore[endPair] - activeBefore[fromPair] < count;
    }
}
