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
import io.softwire46.mape.wire.PacketBatch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
        FastPathPackets.readIpv4(columns, packets, from, count);
        if (classify(count)) {
            MssColumns.check(columns, packets, from, count, 0);
        }
    }

    @Override
    public void classify(PacketBatch batch, int from, int count) {
        FastPathPackets.readIpv4(columns, batch, from, count);
        if (classify(count)) {
            MssColumns.check(columns, batch, from, count, 0);
        }
    }

    /** Determines the ordinary packets; returns whether {@link MssColumns} must check them. */
    private boolean classify(int count) {
        CompiledEdgeTable table = state.table;
        if (table.rewritesIdentifications() && state.napt == null) { // IDENTIFICATION
            FastPathPackets.checkAll(columns, count);
            return false;
        }
        FastPathPackets.checkIpv4(columns, count);
        FastPathPackets.sourceKeys(columns, count);
        table.own().checkOwn(columns, count); // FOREIGN_SOURCE
        FastPathPackets.destinationKeys(columns, count);
        table.own().checkForeign(columns, count); // TO_SELF
        table.meshRules().find(columns, count);
        if (table.meshRules().isEmpty()) {
            Arrays.fill(columns, HIGH, HIGH + count, table.relayHigh());
            Arrays.fill(columns, LOW, LOW + count, table.relayLow());
        } else {
            chooseDestinations(table, count);
        }
        Arrays.fill(columns, TAGS, TAGS + count, 0);
        return FastPathEncapsulation.classify(columns, count, table.outerSources(), state.context.entry.flowLabelKey());
    }

    /** Sets the BR as the destination of packets that have no rule to send to another CE by. */
    private void chooseDestinations(CompiledEdgeTable table, int count) {
        for (int i = 0; i < count; i++) {
            boolean toRelay = columns[SLOTS + i] < 0 || !CompiledEdgeTable.isForwardingTag((int) columns[TAGS + i]);
            columns[HIGH + i] = toRelay ? table.relayHigh() : columns[HIGH + i];
            columns[LOW + i] = toRelay ? table.relayLow() : columns[LOW + i];
        }
    }

    @Override
    public int forward(Packet[] packets, Verdict[] verdicts, int from, int done, int count) {
        return FastPathEncapsulation.forward(
                state.context, columns, state.table.outerSources(), packets, verdicts, from, done, count);
    }

    @Override
    public int forward(PacketBatch batch, int from, int done, int count) {
        return FastPathEncapsulation.forward(
                state.context, columns, state.table.outerSources(), batch, from, done, count);
    }

    @Override
    public @Nullable Verdict refuse(int i) {
        return FastPathEncapsulation.refuse(state.context, columns, i);
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
