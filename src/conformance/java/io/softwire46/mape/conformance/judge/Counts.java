package io.softwire46.mape.conformance.judge;

import io.softwire46.mape.conformance.Counter;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Sent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the counters of a product moved in a case.
 *
 * <p>Immutable.
 *
 * @param counters those that moved, by how much
 * @param kinds of all counters that the product has
 * @param trafficStat leaves of RFC 8676 by how much they moved; empty if the product has none
 * @param otherSent packets that the product got in addition to those of the case
 * @param otherReceived what it made of them
 */
public record Counts(
        List<Counter> counters,
        Set<Counter.Kind> kinds,
        Map<String, Long> trafficStat,
        List<Sent> otherSent,
        List<Received> otherReceived) {
    /** Copies the collections. */
    public Counts {
        counters = List.copyOf(counters);
        kinds = Set.copyOf(kinds);
        trafficStat = Map.copyOf(trafficStat);
        otherSent = List.copyOf(otherSent);
        otherReceived = List.copyOf(otherReceived);
    }

    /**
     * Returns the counters of a product.
     *
     * @param counters all of them
     * @param trafficStat leaves of RFC 8676; empty if the product has none
     */
    public static Counts of(List<Counter> counters, Map<String, Long> trafficStat) {
        Set<Counter.Kind> kinds = counters.stream().map(Counter::kind).collect(Collectors.toSet());
        return new Counts(counters, kinds, trafficStat, List.of(), List.of());
    }

    /** Returns the same with other packets that the product got, and what it made of them. */
    public Counts with(List<Sent> sent, List<Received> received) {
        return new Counts(counters, kinds, trafficStat, sent, received);
    }

    /** Returns by how much values have moved since earlier ones. */
    public Counts since(Counts earlier) {
        List<Counter> moved = new ArrayList<>();
        for (Counter each : counters) {
            long packets = each.packets();
            Long octets = each.octets();
            for (Counter before : earlier.counters) {
                boolean isSame = before.kind() == each.kind() && before.name().equals(each.name());
                Long less = before.octets();
                packets -= isSame ? before.packets() : 0;
                octets = octets == null || less == null || !isSame ? octets : (Long) (octets - less);
            }
            if (packets != 0) {
                moved.add(new Counter(each.name(), each.kind(), packets, octets));
            }
        }
        Map<String, Long> leaves = new LinkedHashMap<>();
        trafficStat.forEach((leaf, value) -> leaves.put(leaf, value - earlier.trafficStat.getOrDefault(leaf, 0L)));
        return new Counts(moved, kinds, leaves, otherSent, otherReceived);
    }

    /** Returns by how many octets the counters of a kind moved together; empty if one of them has no octets. */
    OptionalLong octets(Counter.Kind kind) {
        long sum = 0;
        for (Counter each : counters) {
            Long octets = each.octets();
            if (each.kind() == kind && octets == null) {
                return OptionalLong.empty();
            }
            sum += each.kind() == kind && octets != null ? octets : 0;
        }
        return OptionalLong.of(sum);
    }

    /** Returns by how many packets the counters of some kinds moved together. */
    long packets(Counter.Kind... kinds) {
        List<Counter.Kind> wanted = List.of(kinds);
        return counters.stream()
                .filter(each -> wanted.contains(each.kind()))
                .mapToLong(Counter::packets)
                .sum();
    }
}
