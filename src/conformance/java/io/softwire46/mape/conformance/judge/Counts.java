package io.softwire46.mape.conformance.judge;

import io.softwire46.mape.conformance.Counter;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Sent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the counters of a product moved in a case.
 *
 * <p>Immutable.
 *
 * @param counters those that moved, by how much
 * @param trafficStat leaves of RFC 8676 by how much they moved; empty if the product has none
 * @param otherSent packets that the product got in addition to those of the case
 * @param otherReceived what it made of them
 */
public record Counts(
        List<Counter> counters, Map<String, Long> trafficStat, List<Sent> otherSent, List<Received> otherReceived) {
    /** Copies the collections. */
    public Counts {
        counters = List.copyOf(counters);
        trafficStat = Map.copyOf(trafficStat);
        otherSent = List.copyOf(otherSent);
        otherReceived = List.copyOf(otherReceived);
    }

    /** Returns by how much values have moved since earlier ones. */
    public Counts since(Counts earlier) {
        List<Counter> moved = new ArrayList<>();
        for (Counter each : counters) {
            long packets = each.packets();
            for (Counter before : earlier.counters) {
                boolean isSame = before.kind() == each.kind() && before.name().equals(each.name());
                packets -= isSame ? before.packets() : 0;
            }
            if (packets != 0) {
                moved.add(new Counter(each.name(), each.kind(), packets, null));
            }
        }
        Map<String, Long> leaves = new LinkedHashMap<>();
        trafficStat.forEach((leaf, value) -> leaves.put(leaf, value - earlier.trafficStat.getOrDefault(leaf, 0L)));
        return new Counts(moved, leaves, otherSent, otherReceived);
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
