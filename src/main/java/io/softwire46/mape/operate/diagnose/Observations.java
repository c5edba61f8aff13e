package io.softwire46.mape.operate.diagnose;

import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Bits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a search works on: triples, ports of one CE without its address, lengths of delegated prefixes, and rules of a catalogue.
 *
 * <p>Immutable.
 */
public final class Observations {
    private static final int IPV6_BITS = 128;

    /**
     * Ports that one CE uses.
     *
     * @param ipv4 32 bits
     * @param ports at least one, 0 to 65,535
     */
    @SuppressWarnings("ArrayRecordComponent") // read only
    public record PortList(int ipv4, int[] ports) {}

    /**
     * A delegated prefix; the bits that follow it are zero.
     *
     * @param high bits 0 to 63
     * @param low bits 64 to 127
     * @param length 1 to 128
     */
    public record Delegated(long high, long low, int length) {
        /** Clears the bits that follow the prefix. */
        public Delegated {
            high &= Bits.ipv6MaskHigh(length);
            low &= Bits.ipv6MaskLow(length);
        }
    }

    /**
     * A rule of a catalogue.
     *
     * @param name file and index
     * @param rule the rule
     */
    public record Known(String name, MapRule rule) {}

    private final Triples triples;
    private final List<PortList> lists;
    private final Set<Delegated> delegated;
    /** Lengths of the delegated prefixes, shortest first. */
    private final TreeSet<Integer> lengths = new TreeSet<>();
    /** Maximum End-user prefix length of each pair. */
    private final int[] maxEnds;
    /** Rules by shape. */
    private final Map<Shape, List<Known>> known = new HashMap<>();

    /** Copies the collections. */
    public Observations(
            Triples triples, List<PortList> lists, Collection<Delegated> delegated, Collection<Known> known) {
        this.triples = triples;
        this.lists = List.copyOf(lists);
        this.delegated = Set.copyOf(delegated);
        delegated.forEach(each -> lengths.add(each.length));
        for (Known each : known) {
            this.known
                    .computeIfAbsent(shape(each.rule), shape -> new ArrayList<>())
                    .add(each);
        }
        maxEnds = new int[triples.pairs()];
        for (int pair = 0; pair < maxEnds.length; pair++) {
            maxEnds[pair] = maxEnd(triples.high(pair), triples.low(pair));
        }
    }

    private static Shape shape(MapRule rule) {
        return new Shape(rule.format(), rule.ipv4Length() + rule.eaLength() - 32, rule.derivedPrefixLength());
    }

    /** Returns what was seen. */
    public Triples triples() {
        return triples;
    }

    /** Returns the lists of ports of one CE each. */
    public List<PortList> lists() {
        return lists;
    }

    /** Returns whether there is a catalogue. */
    public boolean hasKnown() {
        return !known.isEmpty();
    }

    /** Returns the names of the rules that are members of a family. */
    public List<String> names(Fit fit) {
        return known.getOrDefault(fit.shape(), List.of()).stream()
                .filter(each -> fit.contains(each.rule()))
                .map(Known::name)
                .toList();
    }

    /** Returns whether some rule of the catalogue is a member of a family. */
    boolean hasName(Fit fit) {
        return known.getOrDefault(fit.shape(), List.of()).stream().anyMatch(each -> fit.contains(each.rule()));
    }

    /** Returns the maximum End-user prefix length of a pair: the length of the shortest prefix that is delegated to the CE. */
    int maxEnd(int pair) {
        return maxEnds[pair];
    }

    /** Returns the maximum End-user prefix length of a CE address. */
    int maxEnd(long high, long low) {
        for (int length : lengths) {
            if (delegated.contains(new Delegated(high, low, length))) {
                return length;
            }
        }
        return IPV6_BITS;
    }

    /** Returns the delegated prefixes of CEs that were not seen, by length and address. */
    public List<Delegated> unusedDelegated() {
        Map<Integer, Set<Delegated>> unused = new TreeMap<>();
        for (Delegated each : delegated) {
            unused.computeIfAbsent(each.length, length -> new HashSet<>()).add(each);
        }
        for (int pair = 0; pair < triples.pairs(); pair++) {
            for (Map.Entry<Integer, Set<Delegated>> each : unused.entrySet()) {
                each.getValue().remove(new Delegated(triples.high(pair), triples.low(pair), each.getKey()));
            }
        }
        return unused.values().stream()
                .flatMap(each -> each.stream()
                        .sorted((one, other) -> one.high == other.high
                                ? Long.compareUnsigned(one.low, other.low)
                                : Long.compareUnsigned(one.high, other.high)))
                .toList();
    }

    boolean equalsDelegated(Fit fit) {
        return delegated.contains(
                new Delegated(fit.high(), fit.low(), fit.shape().end()));
    }
}
