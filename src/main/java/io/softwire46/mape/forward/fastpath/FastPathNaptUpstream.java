package io.softwire46.mape.forward.fastpath;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.edge.EdgeNapt;
import io.softwire46.mape.forward.edge.EdgeState;
import io.softwire46.mape.forward.edge.EdgeUpstream;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import org.jspecify.annotations.Nullable;

/**
 * Upstream fast path of a complete customer edge. Translates ordinary packets of established sessions that fit into the tunnel, up
 * to the first other packet, and then encapsulates them together. So a packet that makes a session is visible to those that
 * follow it. Packets in separate windows take the path of single calls, {@link EdgeUpstream}.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class FastPathNaptUpstream implements Burst.Steps {
    private final EdgeState state;
    private final EdgeNapt napt;
    private final FastPathEdgeUpstream tunnel;

    public FastPathNaptUpstream(EdgeState state, EdgeNapt napt) {
        this.state = state;
        this.napt = napt;
        tunnel = new FastPathEdgeUpstream(state);
    }

    @Override
    public void classify(Packet[] packets, int from, int count) {}

    @Override
    public int forward(Packet[] packets, Verdict[] verdicts, int from, int done, int count) {
        return done;
    }

    @Override
    public void classify(PacketBatch batch, int from, int count) {
        napt.readOutbound(batch, from, from + count);
    }

    @Override
    public int forward(PacketBatch batch, int from, int done, int count) {
        int start = from + done;
        int end = napt.outboundOrdinary(batch, start, from + count, state.table.options().fastPathEntryOctets);
        if (end > start) {
            tunnel.classify(batch, start, end - start);
            return done + tunnel.forward(batch, start, 0, end - start);
        }
        return done;
    }

    @Override
    public @Nullable Verdict refuse(int i) {
        return null;
    }

    @Override
    public void rules(int[] rules, int from, int count) {}
}
