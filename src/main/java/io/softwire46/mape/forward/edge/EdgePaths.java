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
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

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

    /** The paths of the table that was replaced, while its sessions go on. */
    private @Nullable OldPaths old;

    /** A window on the first fragment of an expired datagram. */
    private final Packet window = new Packet();

    public EdgePaths(CompiledEdgeTable table, NodeKeys keys) {
        state = new EdgeState(table, keys, this::release);
        upstream = new EdgeUpstream(state, keys);
        fragments = new EdgeFragments(state);
        downstream = new EdgeDownstream(state, fragments);
    }

    /** The paths of a table that was replaced. */
    private static final class OldPaths {
        final EdgeState state;
        final EdgeUpstream upstream;
        final EdgeDownstream downstream;

        OldPaths(CompiledEdgeTable table, EdgeState node, EdgeUpstream upstream) {
            state = new EdgeState(table, node);
            this.upstream = new EdgeUpstream(state, upstream);
            downstream = new EdgeDownstream(state, new EdgeFragments(state));
        }

        boolean isOwn(Packet packet) {
            ByteBuffer buffer = packet.buffer();
            return packet.length() >= Ipv6Header.OCTETS
                    && state.table.isOwn(
                            Ipv6Header.destinationHi(buffer, packet.offset()),
                            Ipv6Header.destinationLo(buffer, packet.offset()));
        }
    }

    /** Adopts a new table. If it demands it, the sessions of the current one go on, by its MAP address, BR and mesh rules. */
    public void adopt(CompiledEdgeTable next) {
        CompiledEdgeTable before = state.table;
        boolean isSame = next.mapping().equals(before.mapping());
        state.adopt(next);
        if (!isSame) {
            old = state.napt != null && next.drains(before.mapping())
                    ? new OldPaths(before.withOptions(next), state, upstream)
                    : null;
        } else if (old != null) {
            old.state.table = old.state.table.withOptions(next);
            old.state.tunnelErrors.adopt(old.state.table::isAnycast);
            old.state.stores = state.stores;
        }
        upstream.setOld(old == null ? null : old.upstream);
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
        OldPaths before = old;
        if (before == null || state.napt == null || !state.napt.isDraining() || !before.isOwn(packet)) {
            return downstream.take(packet, nowNanos);
        }
        state.napt.setInboundToOld(true);
        Verdict verdict = before.downstream.take(packet, nowNanos);
        state.napt.setInboundToOld(false);
        return verdict;
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
            verdict = releaseFromCe(held, fromCe.port(), nowNanos);
        } else if (state.napt != null) {
            return releaseTranslated(state.napt, held, nowNanos);
        }
        if (verdict == Verdict.FORWARDED) {
            state.context.count(Event.RELEASED_FROM_TUNNEL, state.context.ipv4Octets);
        }
        return verdict;
    }

    private Verdict releaseFromCe(Packet held, int port, long nowNanos) {
        OldPaths before = old;
        if (before == null || state.napt == null || !before.isOwn(held)) {
            return downstream.released(held, port, nowNanos);
        }
        state.napt.setInboundToOld(true);
        Verdict verdict = before.downstream.released(held, port, nowNanos);
        state.napt.setInboundToOld(false);
        return verdict;
    }

    /** Forwards the next fragment that the NAPT held. */
    private Verdict releaseTranslated(EdgeNapt napt, Packet held, long nowNanos) {
        boolean inbound = napt.isReleasingInbound();
        NaptResult result = napt.release(held, nowNanos);
        if (result == null) {
            return HeldFragments.NOTHING;
        }
        return inbound ? fragments.releasedToLan(held, result) : upstream.released(napt, held, result, nowNanos);
    }
}
