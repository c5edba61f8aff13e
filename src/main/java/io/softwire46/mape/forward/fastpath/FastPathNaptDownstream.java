package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.forward.fastpath.FastPathPackets.PUNT;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.PUNTS;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.edge.EdgeDownstream;
import io.softwire46.mape.forward.edge.EdgeNapt;
import io.softwire46.mape.forward.edge.EdgeState;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import org.jspecify.annotations.Nullable;

/**
 * Downstream fast path of a complete customer edge. Translates ordinary packets of established sessions in their tunnel packets,
 * up to the first other packet, and then decapsulates them together. Packets in separate windows take the path of single calls,
 * {@link EdgeDownstream}.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class FastPathNaptDownstream implements Burst.Steps {
    private final EdgeNapt napt;
    private final FastPathEdgeDownstream tunnel;

    public FastPathNaptDownstream(EdgeState state, EdgeNapt napt) {
        this.napt = napt;
        tunnel = new FastPathEdgeDownstream(state);
    }

    @Override
    public void classify(Packet[] packets, int from, int count) {}

    @Override
    public int forward(Packet[] packets, Verdict[] verdicts, int from, int done, int count) {
        return done;
    }

    @Override
    public void classify(PacketBatch batch, int from, int count) {
        tunnel.classify(batch, from, count);
        napt.readInbound(batch, from, from + count);
    }

    @Override
    public int forward(PacketBatch batch, int from, int done, int count) {
        long[] columns = tunnel.columns;
        int punted = FastPathPackets.firstPunted(columns, done, count);
        int end = napt.inboundOrdinary(batch, from + done, from + punted) - from;
        if (end < punted) {
            columns[PUNTS + end] = PUNT;
        }
        return tunnel.forward(batch, from, done, count);
    }

    @Override
    public @Nullable Verdict refuse(int i) {
        return null;
    }

    @Override
    public void rules(int[] rules, int from, int count) {}
}
