package io.softwire46.mape.forward;

import io.softwire46.mape.icmp.TokenBucket;

/**
 * The table that a border relay forwards by, and the rates at which errors may be told in its domains.
 *
 * <p>Not thread-safe: one per worker.
 */
final class RelayState {
    final Worker worker;
    RuleTable table;
    TokenBucket[] buckets;

    RelayState(RuleTable table, NodeKeys keys) {
        this.table = table;
        buckets = buckets(table);
        worker = new Worker(keys, table.options(0));
    }

    /** Goes over to a table that has just been published; the rates of errors start anew. */
    void adopt(RuleTable next) {
        buckets = buckets(next);
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
