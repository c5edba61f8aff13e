package io.softwire46.mape.forward;

import io.softwire46.mape.icmp.TokenBucket;

/**
 * The table that a border relay forwards by, the rates at which errors may be told in its domains, and where their fragments wait.
 *
 * <p>Not thread-safe: one per worker.
 */
final class RelayState {
    final Worker worker;
    RuleTable table;
    TokenBucket[] buckets;
    Collectors collectors;
    private final NodeKeys keys;

    RelayState(RuleTable table, NodeKeys keys, Continuation continuation) {
        this.table = table;
        this.keys = keys;
        buckets = buckets(table);
        worker = new Worker(keys, table.options(0), continuation);
        collectors = new Collectors(table.optionsOfDomains(), false, worker.counters, keys);
    }

    /** Goes over to a table that has just been published; the rates of errors start anew. */
    void adopt(RuleTable next) {
        buckets = buckets(next);
        if (!collectors.serve(next.optionsOfDomains())) {
            collectors = new Collectors(next.optionsOfDomains(), false, worker.counters, keys);
        }
        table = next;
    }

    private static TokenBucket[] buckets(RuleTable table) {
        TokenBucket[] buckets = new TokenBucket[table.domains()];
        for (int d = 0; d < buckets.length; d++) {
            buckets[d] = table.options(d).newBucket();
        }
        return buckets;
    }
}
