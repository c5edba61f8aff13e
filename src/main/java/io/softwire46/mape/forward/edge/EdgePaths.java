package io.softwire46.mape.forward.edge;

import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.forward.tunnel.FragmentStores;
import io.softwire46.mape.forward.tunnel.HeldFragments;
import io.softwire46.mape.forward.tunnel.NodeKeys;
import io.softwire46.mape.forward.tunnel.NodePaths;
import io.softwire46.mape.fragment.FragmentPortCache;
import io.softwire46.mape.nat.NaptResult;
import io.softwire46.mape.wire.Packet;

/**
 * The forwarding paths of a customer edge over one state.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class EdgePaths implements NodePaths {
    public final EdgeState state;
    private final EdgeUpstream upstream;
    private final EdgeDownstream downstream;
    private final EdgeFragments fragments;

    /** A window on the first fragment of an expired datagram. */
    private final Packet window = new Packet();

    public EdgePaths(CompiledEdgeTable table, NodeKeys keys) {
        state = new EdgeState(table, keys, this::release);
        upstream = new EdgeUpstream(state, keys);
        fragments = new EdgeFragments(state);
        downstream = new EdgeDownstream(state, fragments);
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
        return upstream.take(packet, nowNanos);
    }

    @Override
    public Verdict fromIpv6(Packet packet, long nowNanos) {
        return downstream.take(packet, nowNanos);
    }

    @Override
    public boolean expire(long nowNanos) {
        boolean hasExpired = fragments.expire(window, nowNanos);
        boolean hasEnded = state.napt != null && state.napt.expire(nowNanos);
        return hasExpired || hasEnded;
    }

    /** Forwards the next held fragment, those known to be for the CE itself first. */
    private Verdict release(Packet held, long nowNanos) {
        Verdict verdict = HeldFragments.NOTHING;
        FragmentPortCache toSelf = state.stores.toCePorts;
        FragmentPortCache fromCe = state.stores.fromCePorts;
        if (toSelf != null && toSelf.release(held)) {
            verdict = fragments.released(held, toSelf.port(), nowNanos);
        } else if (fromCe != null && fromCe.release(held)) {
            verdict = downstream.released(held, fromCe.port(), nowNanos);
        } else if (state.napt != null) {
            return releaseTranslated(state.napt, held, nowNanos);
        }
        if (verdict == Verdict.FORWARDED) {
            state.context.count(Event.RELEASED_FROM_TUNNEL, state.context.ipv4Octets);
        }
        return verdict;
    }

    /** Forwards the next fragment that the NAPT held. */
    private Verdict releaseTranslated(EdgeNapt napt, Packet held, long nowNanos) {
        boolean inbound = napt.isReleasingInbound();
        NaptResult result = napt.release(held, nowNanos);
        if (result == null) {
            return HeldFragments.NOTHING;
        }
        return inbound ? fragments.releasedToLan(held, result) : upstream.released(held, result, nowNanos);
    }
}
