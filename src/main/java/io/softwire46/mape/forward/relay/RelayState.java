package io.softwire46.mape.forward.relay;

import io.softwire46.mape.forward.tunnel.Collectors;
import io.softwire46.mape.forward.tunnel.Continuation;
import io.softwire46.mape.forward.tunnel.NodeKeys;
import io.softwire46.mape.forward.tunnel.Worker;
import io.softwire46.mape.icmp.TokenBucket;

/**
 * The table that a border relay forwards by, the rates at which errors may be told in its domains, and where their fragments wait.
 *
 * <p>Not thread-safe: one per worker.
 */
public final class RelayState {
    public final Worker worker;
    public CompiledRelayTable table;
    TokenBucket[] buckets;
    public Collectors collectors;
    private final NodeKeys keys;

    public RelayState(CompiledRelayTable table, NodeKeys keys, Continuation continuation) {
        this.table = table;
        this.keys = keys;
        buckets = buckets(table);
        worker = new Worker(keys, table.options(0), continuation);
        collectors = new Collectors(table.optionsOfDomains(), false, worker.counters, keys);
        worker.domains.adopt(table.names());
    }

    /** Goes over to a table that has just been published; the rates of errors start anew. */
    public void adopt(CompiledRelayTable next) {
        buckets = buckets(next);
        if (!collectors.serve(next.optionsOfDomains())) {
            collectors = new Collectors(next.optionsOfDomains(), false, worker.counters, keys);
        }
        worker.domains.adopt(next.names());
        table = next;
    }

    private static TokenBucket[] buckets(CompiledRelayTable table) {
        TokenBucket[] buckets = new TokenBucket[table.domains()];
        for (int d = 0; d < buckets.length; d++) {
            buckets[d] = table.options(d).newBucket();
        }
        return buckets;
    }
}
