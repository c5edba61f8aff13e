package io.softwire46.mape.forward.edge;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.tunnel.Decapsulator;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.forward.tunnel.PortVerdict;
import io.softwire46.mape.forward.tunnel.TunnelPayload;
import io.softwire46.mape.forward.tunnel.TunnelReceiver;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;

/**
 * Downstream path of a customer edge: from the IPv6 network to its NAPT (RFC 7597 sections 8 and 8.1).
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class EdgeDownstream {
    private final EdgeState state;
    private final ForwardingContext context;
    private final EdgeControl control;
    private final EdgeFragments fragments;
    private final TunnelReceiver receiver;

    public EdgeDownstream(EdgeState state, EdgeFragments fragments) {
        this.state = state;
        context = state.context;
        control = new EdgeControl(state);
        this.fragments = fragments;
        receiver = new TunnelReceiver(context, state.source, state.tunnelErrors);
    }

    public Verdict take(Packet packet, long nowNanos) {
        Verdict header = Decapsulator.checkOuter(packet);
        if (header != Verdict.FORWARDED) {
            return header;
        }
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        CompiledEdgeTable table = state.table;
        if (Ipv6Header.destinationHi(buffer, offset) != table.mapHigh
                || Ipv6Header.destinationLo(buffer, offset) != table.mapLow) {
            return Verdict.NOT_MAP;
        }
        context.match(0, ForwardingContext.NO_MATCH);
        if (Ipv6Header.sourceHi(buffer, offset) == table.mapHigh
                && Ipv6Header.sourceLo(buffer, offset) == table.mapLow) {
            return Verdict.DROP_LOOP;
        }
        TunnelPayload found = context.exit.find(packet);
        return switch (found) {
            case IPV4 -> tunnelPacket(packet, nowNanos);
            case FRAGMENT -> fragment(packet, nowNanos);
            case ICMPV6, UNSUPPORTED, BAD_EXTENSION_HEADER -> other(packet, nowNanos, found);
        };
    }

    private Verdict other(Packet packet, long nowNanos, TunnelPayload found) {
        return found == TunnelPayload.ICMPV6
                ? control.take(packet, nowNanos)
                : state.tunnelErrors.drop(packet, found, state.domain(), nowNanos);
    }

    private Verdict fragment(Packet packet, long nowNanos) {
        Verdict verdict = Verdict.DROP_NO_RULE;
        if (isFromRelay(packet)) {
            state.stores.setRelay();
            verdict = receiver.reassemble(packet, state.domain(), state.stores, nowNanos);
        } else if (acceptCe(packet, nowNanos)) {
            verdict = receiver.reassembleFromCe(packet, state.stores, nowNanos);
        }
        if (verdict != Verdict.FORWARDED) {
            return verdict;
        }
        TunnelPayload found = context.exit.findReassembled(packet);
        if (found == TunnelPayload.IPV4) {
            return tunnelPacket(packet, nowNanos);
        }
        context.match(0, ForwardingContext.NO_MATCH); // as for a packet that arrived unfragmented
        return other(packet, nowNanos, found);
    }

    /** RFC 7597 section 8.1: checks the source, except that of a BR. */
    private Verdict tunnelPacket(Packet packet, long nowNanos) {
        if (isFromRelay(packet)) {
            Verdict verdict = receiver.checkInner(packet, state.table.options());
            return verdict == Verdict.FORWARDED ? toSelf(packet, nowNanos) : verdict;
        }
        if (!acceptCe(packet, nowNanos)) {
            return Verdict.DROP_NO_RULE;
        }
        Verdict verdict = receiver.checkFromCe(packet, state.stores, nowNanos);
        if (verdict != Verdict.FORWARDED) {
            return verdict;
        }
        return receiver.isOutOfTunnel() ? fragments.deliver(packet, nowNanos) : toSelf(packet, nowNanos);
    }

    private boolean isFromRelay(Packet packet) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        return state.table.isRelay(Ipv6Header.sourceHi(buffer, offset), Ipv6Header.sourceLo(buffer, offset));
    }

    private boolean acceptCe(Packet packet, long nowNanos) {
        long high = Ipv6Header.sourceHi(packet.buffer(), packet.offset());
        long low = Ipv6Header.sourceLo(packet.buffer(), packet.offset());
        int rule = state.table.meshRules().ruleOfSource(high, low);
        return receiver.acceptCe(packet, state.domain(), rule, high, low, nowNanos);
    }

    /** Forwards a tunnel packet from another CE that was held until the source port of its inner fragment was known. */
    public Verdict released(Packet packet, int port, long nowNanos) {
        long high = Ipv6Header.sourceHi(packet.buffer(), packet.offset());
        long low = Ipv6Header.sourceLo(packet.buffer(), packet.offset());
        int rule = state.table.meshRules().ruleOfSource(high, low);
        if (rule == CompiledRules.NO_RULE) {
            return Verdict.DROP_NO_RULE;
        }
        state.source.set(state.domain(), rule, high, low);
        Verdict verdict = receiver.checkReleased(packet, port);
        return verdict == Verdict.FORWARDED ? toSelf(packet, nowNanos) : verdict;
    }

    /**
     * Forwards a packet whose source has been checked to the NAPT. RFC 7597 section 8.1: only packets to the CE's own address,
     * and here to its own ports, are accepted.
     */
    private Verdict toSelf(Packet packet, long nowNanos) {
        CeMapping own = state.table.mapping();
        ByteBuffer buffer = packet.buffer();
        int inner = context.exit.payloadOffset();
        int destination = Ipv4Header.destinationAddress(buffer, inner);
        if (!own.ownsAddress(destination)) {
            return Verdict.DROP_NOT_MY_ADDRESS;
        }
        if (own.rule().isShared() || state.napt != null) {
            if (Ipv4Header.isFragment(buffer, inner)) {
                return fragments.toSelf(packet, nowNanos);
            }
        }
        if (own.rule().isShared()) {
            int port = TransportPort.destinationSide(buffer, inner, Ipv4Header.totalLength(buffer, inner));
            if (port < 0) {
                return PortVerdict.of(port);
            }
            if (!own.owns(destination, port)) {
                return Verdict.DROP_NOT_MY_ADDRESS;
            }
        }
        return fragments.decapsulate(packet, nowNanos);
    }
}
