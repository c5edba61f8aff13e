package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.forward.fastpath.FastPathPackets.PUNTS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.RECEIVED;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SLOTS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.TAGS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.TOTALS;

import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.tunnel.DomainCounts;
import io.softwire46.mape.forward.tunnel.OuterSource;

/**
 * Reads domains and rules of the packets of a batch from its columns, for counters and callers.
 *
 * <p>Static methods only.
 */
final class DomainColumns {
    private DomainColumns() {}

    /**
     * Counts packets that were sent without fragmentation, each in its domain. With one domain, the batch has already been
     * counted as a whole.
     *
     * @param arrivedOuter octets of the header before each IPv4 packet when it arrived
     * @param sent the event to count for each packet
     * @param sentOuter octets of the header before each IPv4 packet when it was sent
     */
    static void count(
            DomainCounts counts,
            Direction direction,
            long[] columns,
            OuterSource[] outerSources,
            int from,
            int to,
            int arrivedOuter,
            Event sent,
            int sentOuter) {
        if (counts.isSingle()) {
            return;
        }
        for (int i = from; i < to; i++) {
            Counters counters = counts.of(outerSources[(int) columns[TAGS + i]].domain);
            int total = (int) columns[TOTALS + i];
            counters.countForwarded(direction, 1, total, columns[RECEIVED + i] + arrivedOuter);
            counters.increment(sent, total + sentOuter);
        }
    }

    /** Returns the rule that the slot of an ordinary packet selects, or {@link CompiledRules#NO_RULE}. */
    static int rule(long[] columns, int i) {
        int slot = (int) columns[SLOTS + i];
        return columns[PUNTS + i] >= 0 && slot >= 0 ? CompiledRules.ruleOfSlot(slot) : CompiledRules.NO_RULE;
    }
}
