package io.softwire46.mape.forward.relay;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.forward.tunnel.FragmentStores;
import io.softwire46.mape.forward.tunnel.HeldFragments;
import io.softwire46.mape.forward.tunnel.NodeKeys;
import io.softwire46.mape.forward.tunnel.NodePaths;
import io.softwire46.mape.fragment.FragmentPortCache;
import io.softwire46.mape.wire.Packet;

/**
 * The forwarding paths of a border relay over one state.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class RelayPaths implements NodePaths {
    public final RelayState state;
    private final RelayErrors errors;
    private final RelayDownstream downstream;
    private final RelayUpstream upstream;

    /** A window on the first fragment of an expired datagram. */
    private final Packet window = new Packet();

    public RelayPaths(CompiledRelayTable table, NodeKeys keys) {
        state = new RelayState(table, keys, this::release);
        errors = new RelayErrors(state);
        downstream = new RelayDownstream(state, errors);
        upstream = new RelayUpstream(state, errors, downstream);
    }

    @Override
    public ForwardingContext context() {
        return state.context;
    }

    @Override
    public FragmentStores stores() {
        return state.stores;
    }

    @Override
    public Verdict fromIpv4(Packet packet, long nowNanos) {
        return downstream.take(packet, nowNanos);
    }

    @Override
    public Verdict fromIpv6(Packet packet, long nowNanos) {
        return upstream.take(packet, nowNanos);
    }

    @Override
    public boolean expire(long nowNanos) {
        return RelayExpiry.expire(state, errors, window, nowNanos);
    }

    /** Forwards the next held fragment, those toward CEs first. */
    private Verdict release(Packet held, long nowNanos) {
        FragmentPortCache toCe = state.stores.toCePorts;
        if (toCe != null && toCe.release(held)) {
            return downstream.released(held, toCe.port(), nowNanos);
        }
        FragmentPortCache fromCe = state.stores.fromCePorts;
        if (fromCe != null && fromCe.release(held)) {
            return upstream.released(held, fromCe.port(), nowNanos);
        }
        return HeldFragments.NOTHING;
    }
}
