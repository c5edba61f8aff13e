package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.forward.fastpath.PlainPackets.DESTINATION_HIGH;
import static io.softwire46.mape.forward.fastpath.PlainPackets.DESTINATION_LOW;
import static io.softwire46.mape.forward.fastpath.PlainPackets.FLAW;
import static io.softwire46.mape.forward.fastpath.PlainPackets.FLAWS;
import static io.softwire46.mape.forward.fastpath.PlainPackets.HIGH;
import static io.softwire46.mape.forward.fastpath.PlainPackets.LOW;
import static io.softwire46.mape.forward.fastpath.PlainPackets.SLOTS;
import static io.softwire46.mape.forward.fastpath.PlainPackets.SOURCE_HIGH;
import static io.softwire46.mape.forward.fastpath.PlainPackets.SOURCE_LOW;
import static io.softwire46.mape.forward.fastpath.PlainPackets.TAGS;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.edge.CompiledEdgeTable;
import io.softwire46.mape.forward.edge.EdgeDownstream;
import io.softwire46.mape.forward.edge.EdgeState;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.wire.Packet;

/**
 * The customer edge's way out of the tunnel for packets as most are, in steps for many at once as {@link PlainUpstream}: plain ones
 * for the CE's own address and ports, from the BR or from the CE that owns their source. All others are left as they are to
 * {@link EdgeDownstream}.
 *
 * <p>Not thread-safe: one per worker.
 */
public final class PlainEdgeDownstream implements Burst.Steps {
    private final EdgeState state;
    final long[] columns = PlainPackets.columns();

    public PlainEdgeDownstream(EdgeState state) {
        this.state = state;
    }

    @Override
    public void look(Packet[] packets, int from, int count) {
        CompiledEdgeTable table = state.table;
        PlainPackets.readTunnel(columns, packets, from, count);
        PlainPackets.judgeIpv4(columns, count);
        PlainPackets.judgeTunnel(columns, count);
        PlainPackets.destinationKeys(columns, count);
        table.own().judgeOwn(columns, count); // FOREIGN_DESTINATION
        PlainPackets.sourceKeys(columns, count);
        table.meshRules().find(columns, count);
        for (int i = 0; i < count; i++) {
            if (columns[FLAWS + i] >= 0) {
                // NOT_TO_EDGE; FOREIGN_SENDER, FROM_SELF
                boolean plain = table.isOwn(columns[DESTINATION_HIGH + i], columns[DESTINATION_LOW + i])
                        && isFromOther(table, columns[SOURCE_HIGH + i], columns[SOURCE_LOW + i], i)
                        && !PlainExit.hasMore(packets[from + i], columns, i, table.options());
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
        return PlainExit.forward(state.worker, columns, state.table.origins(), packets, verdicts, from, done, count);
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
