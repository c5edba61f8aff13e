package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.DomainCounters;
import io.softwire46.mape.forward.counter.Verdict;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The counters of each domain of one node. A domain keeps its counters under a new table that has a domain of the same name. The
 * counters of a domain that the new table lacks are discarded, so that memory is bounded by the table. Domains of the same name
 * share counters.
 *
 * <p>Not thread-safe, except {@link #list}: use one instance per thread.
 */
public final class DomainCounts {
    /** Counters, indexed by domain of the table. */
    private Counters[] ofDomain = {};

    private volatile List<DomainCounters> list = List.of();

    /** Adopts the domains of a new table. */
    public void adopt(List<String> names) {
        Map<String, Counters> former = new HashMap<>();
        list.forEach(each -> former.put(each.domain(), each.counters()));
        Map<String, Counters> current = new LinkedHashMap<>();
        for (String name : names) {
            Counters kept = former.get(name);
            current.putIfAbsent(name, kept == null ? new Counters() : kept);
        }
        ofDomain = names.stream().map(current::get).toArray(Counters[]::new);
        list = current.entrySet().stream()
                .map(entry -> new DomainCounters(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Returns the counters of the domains of the table, in its order; safe for any thread. */
    public List<DomainCounters> list() {
        return list;
    }

    /** Returns whether the node serves one domain, so that a batch can be counted as a whole. */
    public boolean isSingle() {
        return ofDomain.length == 1;
    }

    void count(int domain, Direction direction, Verdict verdict, int octets, int arrivedOctets) {
        if (domain >= 0) {
            ofDomain[domain].count(direction, verdict, octets, arrivedOctets);
        }
    }

    /** Counts packets of one domain that were sent without fragmentation. */
    public void countForwarded(int domain, Direction direction, int packets, long octets, long arrivedOctets) {
        ofDomain[domain].countForwarded(direction, packets, octets, arrivedOctets);
    }
}
