package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.forward.fastpath.FastPathPackets.DESTINATION_HIGH;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.DESTINATION_LOW;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.HIGH;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.LOW;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.PUNT;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.PUNTS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SECOND;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SLOTS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SOURCE_HIGH;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SOURCE_LOW;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.TAGS;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.edge.CompiledEdgeTable;
import io.softwire46.mape.forward.edge.EdgeDownstream;
import io.softwire46.mape.forward.edge.EdgeState;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.tunnel.DomainOptions;
import io.softwire46.mape.forward.tunnel.Encapsulator;
import io.softwire46.mape.forward.tunnel.OuterSource;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import org.jspecify.annotations.Nullable;

/**
 * Downstream fast path of a customer edge: decapsulates ordinary packets for the CE's own address and ports in batches, from the
 * BR or from the CE that owns their source. It punts all others to {@link EdgeDownstream}, unchanged.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class FastPathEdgeDownstream implements Burst.Steps {
    private final EdgeState state;
    final long[] columns = FastPathPackets.columns();

    public FastPathEdgeDownstream(EdgeState state) {
        this.state = state;
    }

    @Override
    public void classify(Packet[] packets, int from, int count) {
        FastPathPackets.readTunnel(columns, packets, from, count);
        if (classify(count)) {
            MssColumns.check(columns, packets, from, count, Ipv6Header.OCTETS);
        }
    }

    @Override
    public void classify(PacketBatch batch, int from, int count) {
        FastPathPackets.readTunnel(columns, batch, from, count);
        if (classify(count)) {
            MssColumns.check(columns, batch, from, count, Ipv6Header.OCTETS);
        }
    }

    /** Determines the ordinary packets; returns whether {@link MssColumns} must check them. */
    private boolean classify(int count) {
        CompiledEdgeTable table = state.table;
        FastPathPackets.checkIpv4(columns, count);
        FastPathPackets.checkTunnel(columns, count);
        FastPathPackets.destinationKeys(columns, count);
        table.own().checkOwn(columns, count); // FOREIGN_DESTINATION
        FastPathPackets.sourceKeys(columns, count);
        table.meshRules().find(columns, count);
        return isUniform(table, count) ? checkUniform(table.options(), count) : checkEach(table, count);
    }

    /** Returns whether {@link #checkUniform} has the same effect as {@link #checkEach}: all packets are from the BR to the CE. */
    private boolean isUniform(CompiledEdgeTable table, int count) {
        OuterSource own = table.outerSources()[0];
        return FastPathDecapsulation.needsSizesOnly(table.options())
                && FastPathPackets.allHave(columns, DESTINATION_HIGH, count, own.sourceHigh, own.sourceLow)
                && FastPathPackets.allHave(columns, SOURCE_HIGH, count, table.relayHigh(), table.relayLow());
    }

    /** Checks all packets by loops without branches. */
    private boolean checkUniform(DomainOptions options, int count) {
        FastPathDecapsulation.checkSizes(columns, count, options);
        return options.lowersMss(); // MSS
    }

    private boolean checkEach(CompiledEdgeTable table, int count) {
        boolean clamps = false;
        for (int i = 0; i < count; i++) {
            if (columns[PUNTS + i] >= 0) {
                // NOT_TO_EDGE; FOREIGN_SENDER, FROM_SELF
                boolean ordinary = table.isOwn(columns[DESTINATION_HIGH + i], columns[DESTINATION_LOW + i])
                        && isFromOther(table, columns[SOURCE_HIGH + i], columns[SOURCE_LOW + i], i)
                        && !FastPathDecapsulation.hasMore(columns, i, table.options());
                columns[PUNTS + i] = ordinary ? 0 : PUNT;
                clamps |= Encapsulator.mayClamp(columns[SECOND + i], table.options()); // MSS
            }
        }
        return clamps;
    }

    /**
     * Returns whether a packet is from a BR, or from the CE that owns the inner source (RFC 7597 section 8.1), and not from the
     * CE itself.
     */
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
    public int forward(PacketBatch batch, int from, int done, int count) {
        return FastPathDecapsulation.forward(
                state.context, columns, state.table.outerSources(), batch, from, done, count);
    }

    @Override
    public @Nullable Verdict refuse(int i) {
        return null;
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
