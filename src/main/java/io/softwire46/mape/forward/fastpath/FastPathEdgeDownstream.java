package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.forward.fastpath.FastPathPackets.DESTINATION_HIGH;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.DESTINATION_LOW;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.FLAW;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.FLAWS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.HIGH;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.LOW;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SLOTS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SOURCE_HIGH;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SOURCE_LOW;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.TAGS;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.edge.CompiledEdgeTable;
import io.softwire46.mape.forward.edge.EdgeDownstream;
import io.softwire46.mape.forward.edge.EdgeState;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.wire.Packet;

/**
 * The customer edge's way out of the tunnel for packets as most are, in steps for many at once as {@link FastPathRelayUpstream}: plain ones
 * for the CE's own address and ports, from the BR or from the CE that owns their source. All others are left as they are to
 * {@link EdgeDownstream}.
 *
 * <p>Not thread-safe: one per worker.
 */
public final class FastPathEdgeDownstream implements Burst.Steps {
    private final EdgeState state;
    final long[] columns = FastPathPackets.columns();

    public FastPathEdgeDownstream(EdgeState state) {
        this.state = state;
    }

    @Override
    public void classify(Packet[] packets, int from, int count) {
        CompiledEdgeTable table = state.table;
        FastPathPackets.readTunnel(columns, packets, from, count);
        FastPathPackets.judgeIpv4(columns, count);
        FastPathPackets.checkTunnel(columns, count);
        FastPathPackets.destinationKeys(columns, count);
        table.own().checkOwn(columns, count); // FOREIGN_DESTINATION
        FastPathPackets.sourceKeys(columns, count);
        table.meshRules().find(columns, count);
        for (int i = 0; i < count; i++) {
            if (columns[FLAWS + i] >= 0) {
                // NOT_TO_EDGE; FOREIGN_SENDER, FROM_SELF
                boolean plain = table.isOwn(columns[DESTINATION_HIGH + i], columns[DESTINATION_LOW + i])
                        && isFromOther(table, columns[SOURCE_HIGH + i], columns[SOURCE_LOW + i], i)
                        && !FastPathDecapsulation.hasMore(packets[from + i], columns, i, table.options());
                columns[FLAWS + i] = plain ? 0 : FLAW;
            }
        }
    }

    /** From a BR, or from the CE that owns the source (RFC 7597 section 8.1), and not from the CE itself. */
    private boolean isFromOther(CompiledEdgeTable table, long high, long low, int i) {
        if (table.isRelay(high, low)) {
            return true;
        }
        return columns[SLOTS + i] >= 0
                && columns[TAGS + i] >= 0
                && columns[HIGH + i] == high
                && columns[LOW + i] == low
                && !table.isOwn(high, low);
    }

    @Override
    public int forward(Packet[] packets, Verdict[] verdicts, int from, int done, int count) {
        return FastPathDecapsulation.forward(
                state.context, columns, state.table.outerSources(), packets, verdicts, from, done, count);
    }

    @Override
    public void rules(int[] rules, int from, int count) {
        CompiledEdgeTable table = state.table;
        for (int i = 0; i < count; i++) {
            rules[from + i] = table.isRelay(columns[SOURCE_HIGH + i], columns[SOURCE_LOW + i])
                    ? CompiledRules.NO_RULE
                    : DomainColumns.rule(columns, i);
        }
    }
}
