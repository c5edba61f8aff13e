package io.softwire46.mape.forward.edge;

import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.forward.tunnel.FragmentStores;
import io.softwire46.mape.forward.tunnel.PortVerdict;
import io.softwire46.mape.forward.tunnel.Reassembly;
import io.softwire46.mape.forward.tunnel.TunnelPayload;
import io.softwire46.mape.icmp.Icmpv4Error;
import io.softwire46.mape.icmp.Icmpv6Error;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.nat.NaptResult;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;

/**
 * Processes IPv4 fragments for the shared address of a customer edge: reassembles them, or forwards them by the port of their
 * first fragment (RFC 7597 section 8.3.2). Delivers packets to the NAPT.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class EdgeFragments {
    private final EdgeState state;
    private final ForwardingContext context;
    private final EdgeErrors errors;

    public EdgeFragments(EdgeState state) {
        this.state = state;
        context = state.context;
        errors = new EdgeErrors(state);
    }

    /** Processes an IPv4 fragment for the shared address or for the NAPT, still in its tunnel packet. */
    Verdict toSelf(Packet packet, long nowNanos) {
        V4Reassembly treatment = state.table.options().v4Reassembly;
        ByteBuffer buffer = packet.buffer();
        int inner = context.exit.payloadOffset();
        if (!state.table.mapping().rule().isShared() && !Reassembly.mayHavePort(buffer, inner)) {
            return decapsulate(packet, nowNanos); // its host needs no port
        }
        if (treatment == V4Reassembly.NONE) {
            return Verdict.DROP_FRAGMENT_IPV4;
        }
        if (!Reassembly.mayHavePort(buffer, inner)) {
            return Verdict.DROP_UNSUPPORTED_PROTOCOL;
        }
        state.stores.setAddress(state.domain().number, Ipv4Header.sourceAddress(buffer, inner));
        if (treatment == V4Reassembly.FULL) {
            return reassemble(packet, nowNanos);
        }
        if (state.napt != null) {
            return translate(packet, inner, nowNanos);
        }
        Verdict verdict = context.reassembly.findDestinationPort(packet, inner, state.stores, nowNanos);
        return verdict == Verdict.FORWARDED ? withPort(packet, context.reassembly.port(), nowNanos) : verdict;
    }

    private Verdict reassemble(Packet packet, long nowNanos) {
        long sourceHigh = Ipv6Header.sourceHi(packet.buffer(), packet.offset());
        long sourceLow = Ipv6Header.sourceLo(packet.buffer(), packet.offset());
        Verdict verdict = context.exit.decapsulate(packet, state.table.options().uniformDscp);
        if (verdict == Verdict.FORWARDED) {
            verdict = context.reassembly.addToCe(packet, sourceHigh, sourceLow, state.stores, nowNanos);
        }
        return verdict == Verdict.FORWARDED ? deliver(packet, nowNanos) : verdict;
    }

    /** Forwards a fragment that was held until its destination port was known. */
    public Verdict released(Packet packet, int port, long nowNanos) {
        return context.exit.find(packet) == TunnelPayload.IPV4
                ? withPort(packet, port, nowNanos)
                : Verdict.DROP_NO_RULE;
    }

    /** Passes a fragment to the NAPT, which knows the datagrams that it has admitted. */
    private Verdict translate(Packet packet, int inner, long nowNanos) {
        CeMapping own = state.table.mapping();
        ByteBuffer buffer = packet.buffer();
        if (own.rule().isShared() && Ipv4Header.isFirstFragment(buffer, inner)) {
            int port = TransportPort.destinationSide(buffer, inner, Ipv4Header.totalLength(buffer, inner));
            if (port >= 0 && !own.owns(Ipv4Header.destinationAddress(buffer, inner), port)) {
                return Verdict.DROP_NOT_MY_ADDRESS;
            }
        }
        return decapsulate(packet, nowNanos);
    }

    private Verdict withPort(Packet packet, int port, long nowNanos) {
        if (port < 0) {
            return PortVerdict.of(port);
        }
        int destination = Ipv4Header.destinationAddress(packet.buffer(), context.exit.payloadOffset());
        return state.table.mapping().owns(destination, port)
                ? decapsulate(packet, nowNanos)
                : Verdict.DROP_NOT_MY_ADDRESS;
    }

    /** Delivers a reassembled IPv4 packet if it is for the CE's own address and ports. */
    Verdict deliver(Packet packet, long nowNanos) {
        CeMapping own = state.table.mapping();
        ByteBuffer buffer = packet.buffer();
        int ipv4 = packet.offset();
        int destination = Ipv4Header.destinationAddress(buffer, ipv4);
        if (!own.ownsAddress(destination)) {
            return Verdict.DROP_NOT_MY_ADDRESS;
        }
        if (own.rule().isShared()) {
            int port = TransportPort.destinationSide(buffer, ipv4, packet.length());
            if (port < 0) {
                return PortVerdict.of(port);
            }
            if (!own.owns(destination, port)) {
                return Verdict.DROP_NOT_MY_ADDRESS;
            }
        }
        if (state.napt != null) {
            Verdict verdict = EdgeNapt.verdict(state.napt.inbound(packet, nowNanos));
            if (verdict != Verdict.FORWARDED) {
                return verdict;
            }
        }
        return delivered(packet);
    }

    /** Removes the tunnel header and delivers the packet. */
    Verdict decapsulate(Packet packet, long nowNanos) {
        EdgeNapt napt = state.napt;
        if (napt == null) {
            return decapsulate(packet);
        }
        NaptResult result = napt.inbound(packet.buffer(), context.exit.payloadOffset(), nowNanos);
        Verdict translated = EdgeNapt.verdict(result);
        if (translated != Verdict.FORWARDED) {
            return translated;
        }
        Verdict verdict = decapsulate(packet);
        if (verdict.isDrop()) {
            napt.restore();
        }
        return verdict;
    }

    private Verdict decapsulate(Packet packet) {
        Verdict verdict = context.exit.decapsulate(packet, state.table.options().uniformDscp);
        return verdict == Verdict.FORWARDED ? delivered(packet) : verdict;
    }

    /** Delivers a fragment from the tunnel that waited for the first fragment of its datagram. */
    Verdict releasedToLan(Packet fragment, NaptResult result) {
        if (result != NaptResult.TRANSLATED) {
            return EdgeNapt.verdict(result);
        }
        context.ipv4Octets = fragment.length();
        context.count(Event.RELEASED_FROM_TUNNEL, fragment.length());
        return Verdict.FORWARDED;
    }

    private Verdict delivered(Packet packet) {
        context.ipv4Octets = packet.length();
        context.entry.clamp(packet.buffer(), packet.offset(), packet.length(), state.table.options());
        return Verdict.FORWARDED;
    }

    /** Discards one datagram whose reassembly time has expired; returns false if there is none. */
    public boolean expire(Packet window, long nowNanos) {
        FragmentStores.Expired expired = state.stores.expire(window, nowNanos);
        switch (expired) {
            case TUNNEL_PACKET -> {
                Icmpv6Error error = Icmpv6Error.REASSEMBLY_TIME_EXCEEDED;
                state.tunnelErrors.send(window, state.domain(), error, 0, nowNanos);
            }
            case TO_CE, FROM_CE -> // the source is at the other end of the tunnel
                errors.sendThroughTunnel(window, Icmpv4Error.REASSEMBLY_TIME_EXCEEDED, 0, nowNanos);
            case NONE, WITHOUT_ERROR -> {}
        }
        return expired != FragmentStores.Expired.NONE;
    }
}
