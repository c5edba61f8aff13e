package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.forward.fastpath.FastPathPackets.HIGH;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.LOW;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SLOTS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.TAGS;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.edge.CompiledEdgeTable;
import io.softwire46.mape.forward.edge.EdgeState;
import io.softwire46.mape.forward.edge.EdgeUpstream;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.wire.Packet;

/**
 * Upstream fast path of a customer edge: encapsulates ordinary packets from the CE's own address and ports in batches. It punts
 * all others to {@link EdgeUpstream}, unchanged.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class FastPathEdgeUpstream implements Burst.Steps {
    private final EdgeState state;
    final long[] columns = FastPathPackets.columns();

    public FastPathEdgeUpstream(EdgeState state) {
        this.state = state;
    }

    @Override
    public void classify(Packet[] packets, int from, int count) {
        CompiledEdgeTable table = state.table;
        if (table.rewritesIdentifications()) { // IDENTIFICATION
            FastPathPackets.checkAll(columns, count);
            return;
        }
        FastPathPackets.readIpv4(columns, packets, from, count);
        FastPathPackets.checkIpv4(columns, count);
        FastPathPackets.sourceKeys(columns, count);
        table.own().checkOwn(columns, count); // FOREIGN_SOURCE
        FastPathPackets.destinationKeys(columns, count);
        table.own().checkForeign(columns, count); // TO_SELF
        table.meshRules().find(columns, count);
        for (int i = 0; i < count; i++) {
            boolean toRelay = columns[SLOTS + i] < 0 || !CompiledEdgeTable.isForwardingTag((int) columns[TAGS + i]);
            columns[HIGH + i] = toRelay ? table.relayHigh() : columns[HIGH + i];
            columns[LOW + i] = toRelay ? table.relayLow() : columns[LOW + i];
            columns[TAGS + i] = 0;
        }
        FastPathEncapsulation.classify(
                columns, packets, from, count, table.outerSources(), state.context.entry.flowLabelKey());
    }

    @Override
    public int forward(Packet[] packets, Verdict[] verdicts, int from, int done, int count) {
        return FastPathEncapsulation.forward(
                state.context, columns, state.table.outerSources(), packets, verdicts, from, done, count);
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
