package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.Counters.DomainCounters;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The counters that a packet of each domain is counted in. They are part of the counters of the node, so that a packet is counted
 * once.
 *
 * <p>A domain keeps its counters under a new table that has a domain of the same name. The counters of a domain that the new table
 * lacks are discarded, and their values remain in the counters of the node: memory is bounded by the table. Domains of the same
 * name share counters.
 *
 * <p>Not thread-safe, except {@link #list}: use one instance per thread.
 */
public final class DomainCounts {
    private final Counters node;

    /** The counters of the node for packets without a domain, then the counters of each domain of the table. */
    private Counters[] counters;

    private volatile List<DomainCounters> list = List.of();

    DomainCounts(Counters node) {
        this.node = node;
        counters = new Counters[] {node};
    }

    /** Adopts the domains of a new table. */
    public void adopt(List<String> names) {
        Map<String, Counters> former = new HashMap<>();
        list.forEach(each -> former.put(each.domain(), each.counters()));
        Map<String, Counters> current = new LinkedHashMap<>();
        for (String name : names) {
            Counters kept = former.get(name);
            current.putIfAbsent(name, kept == null ? new Counters() : kept);
        }
        counters =
                Stream.concat(Stream.of(node), names.stream().map(current::get)).toArray(Counters[]::new);
        node.include(current.values());
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
        return counters.length == 2;
    }

    /**
     * Returns the counters for packets of a domain.
     *
     * @param domain its number in the table, or {@link ForwardingContext#NO_MATCH} for those of the node
     */
    public Counters of(int domain) {
        return counters[domain + 1];
    }
}
