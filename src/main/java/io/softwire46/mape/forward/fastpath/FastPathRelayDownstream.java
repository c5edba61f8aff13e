package io.softwire46.mape.forward.fastpath;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.relay.CompiledRelayTable;
import io.softwire46.mape.forward.relay.RelayDownstream;
import io.softwire46.mape.forward.relay.RelayState;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import org.jspecify.annotations.Nullable;

/**
 * Downstream fast path of a border relay: encapsulates ordinary packets in batches, to a port that a CE owns. It punts all others
 * to {@link RelayDownstream}, unchanged.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class FastPathRelayDownstream implements Burst.Steps {
    /*
     * Idea: each step processes all packets of a batch before the next step starts.
     *
     * Invariant: the loads of a step do not depend on each other.
     *
     * Cost: the processor waits for the memory of many packets at the same time, and a short loop keeps in registers what
     * all packets share. This takes about half the time per packet of a prefetch followed by the whole path for each.
     *
     * Trade-off: the fields of a packet are stored in columns between the steps.
     */
    private final RelayState state;
    final long[] columns = FastPathPackets.columns();

    public FastPathRelayDownstream(RelayState state) {
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
        CompiledRelayTable table = state.table;
        FastPathPackets.checkIpv4(columns, count);
        FastPathPackets.destinationKeys(columns, count);
        table.rules().find(columns, count);
        FastPathPackets.checkSlots(columns, count);
        return FastPathEncapsulation.classify(columns, count, table.outerSources(), state.context.entry.flowLabelKey());
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
        for (int i = 0; i < count; i++) {
            rules[from + i] = DomainColumns.rule(columns, i);
        }
    }
}
