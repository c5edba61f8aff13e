package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.forward.fastpath.PlainPackets.HIGH;
import static io.softwire46.mape.forward.fastpath.PlainPackets.LOW;
import static io.softwire46.mape.forward.fastpath.PlainPackets.SLOTS;
import static io.softwire46.mape.forward.fastpath.PlainPackets.TAGS;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.edge.CompiledEdgeTable;
import io.softwire46.mape.forward.edge.EdgeState;
import io.softwire46.mape.forward.edge.EdgeUpstream;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.wire.Packet;

/**
 * The customer edge's way into the tunnel for packets as most are, in steps for many at once as {@link PlainDownstream}: plain
 * ones from the CE's own address and ports. All others are left as they are to {@link EdgeUpstream}.
 *
 * <p>Not thread-safe: one per worker.
 */
public final class PlainEdgeUpstream implements Burst.Steps {
    private final EdgeState state;
    final long[] columns = PlainPackets.columns();

    public PlainEdgeUpstream(EdgeState state) {
        this.state = state;
    }

    @Override
    public void look(Packet[] packets, int from, int count) {
        CompiledEdgeTable table = state.table;
        if (table.rewritesIdentifications()) { // IDENTIFICATION
            PlainPackets.judgeAll(columns, count);
            return;
        }
        PlainPackets.readIpv4(columns, packets, from, count);
        PlainPackets.judgeIpv4(columns, count);
        PlainPackets.sourceKeys(columns, count);
        table.own().judgeOwn(columns, count); // FOREIGN_SOURCE
        PlainPackets.destinationKeys(columns, count);
        table.own().judgeForeign(columns, count); // TO_SELF
        table.meshRules().find(columns, count);
        for (int i = 0; i < count; i++) {
            boolean toRelay = columns[SLOTS + i] < 0 || !CompiledEdgeTable.isForwardingTag((int) columns[TAGS + i]);
            columns[HIGH + i] = toRelay ? table.relayHigh() : columns[HIGH + i];
            columns[LOW + i] = toRelay ? table.relayLow() : columns[LOW + i];
            columns[TAGS + i] = 0;
        }
        PlainEntry.look(columns, packets, from, count, table.origins(), state.worker.entry.flowLabelKey());
    }

    @Override
    public int forward(Packet[] packets, Verdict[] verdicts, int from, int done, int count) {
        return PlainEntry.forward(state.worker, columns, state.table.origins(), packets, verdicts, from, done, count);
    }

    @Override
    public void rules(int[] rules, int from, int count) {
        CompiledEdgeTable table = state.table;
        for (int i = 0; i < count; i++) {
            rules[from + i] = toCe(table, DomainColumns.rule(columns, i));
        }
    }

    private static int toCe(CompiledEdgeTable table, int rule) {
        return rule >= 0 && table.isForwarding(rule) ? rule : CompiledRules.NO_RULE;
    }
}
