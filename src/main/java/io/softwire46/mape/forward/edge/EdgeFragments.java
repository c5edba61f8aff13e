package io.softwire46.mape.forward.edge;

import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.relay.RelayFragments;
import io.softwire46.mape.forward.tunnel.Collectors;
import io.softwire46.mape.forward.tunnel.FragmentVerdict;
import io.softwire46.mape.forward.tunnel.PortVerdict;
import io.softwire46.mape.forward.tunnel.SourceGuard;
import io.softwire46.mape.forward.tunnel.TunnelPayload;
import io.softwire46.mape.forward.tunnel.Worker;
import io.softwire46.mape.fragment.FragmentPortCache;
import io.softwire46.mape.fragment.FragmentResult;
import io.softwire46.mape.fragment.Ipv6Reassembler;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.wire.IcmpHeader;
import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;

/**
 * Fragments at a customer edge: those of tunnel packets are joined, IPv4 fragments for the shared address are joined or follow
 * the port of their first fragment (RFC 2473 section 7, RFC 7597 section 8.3.2); and how packets leave for the NAPT.
 *
 * <p>Not thread-safe: one per worker.
 */
public final class EdgeFragments {
    private final EdgeState state;
    private final Worker worker;

    public EdgeFragments(EdgeState state) {
        this.state = state;
        worker = state.worker;
    }

    /** Joins a fragment of a tunnel packet, as {@link RelayFragments#tunnel} does. */
    Verdict tunnel(Packet packet, long nowNanos) {
        int fragmentHeader = worker.exit.payloadOffset();
        if (!state.table.options().v6Reassembly) {
            return Verdict.DROP_FRAGMENT_IPV6;
        }
        Ipv6Reassembler reassembler = Collectors.there(state.collectors.tunnel);
        FragmentResult result = reassembler.add(packet, fragmentHeader, state.collectors.source(), nowNanos);
        if (result == FragmentResult.COMPLETE) {
            worker.counters.happened(Event.IPV6_REASSEMBLED, packet.length());
            worker.further = true; // a burst ends here, since the memory of the joined packet is used again
        } else if (reassembler.parameterProblemCode() != Ipv6Reassembler.NONE) {
            state.tellIpv6(
                    packet,
                    Icmpv6Header.PARAMETER_PROBLEM,
                    reassembler.parameterProblemCode(),
                    reassembler.parameterProblemPointer(),
                    nowNanos);
        }
        return FragmentVerdict.of(result);
    }

    /** Treats an IPv4 fragment for the shared address, still in its tunnel packet. */
    Verdict toSelf(Packet packet, long nowNanos) {
        V4Reassembly treatment = state.table.options().v4Reassembly;
        ByteBuffer buffer = packet.buffer();
        int inner = worker.exit.payloadOffset();
        if (treatment != V4Reassembly.NONE && !SourceGuard.mayHavePort(buffer, inner)) {
            return Verdict.DROP_UNSUPPORTED_PROTOCOL;
        }
        state.collectors.setAddress(0, Ipv4Header.sourceAddress(buffer, inner));
        return switch (treatment) {
            case NONE -> Verdict.DROP_FRAGMENT_IPV4;
            case FULL -> join(packet, nowNanos);
            case PARTIAL -> byPort(packet, nowNanos);
        };
    }

    private Verdict join(Packet packet, long nowNanos) {
        // CEs that share an address do not agree on identifications
        long sourceHigh = Ipv6Header.sourceHi(packet.buffer(), packet.offset());
        long sourceLow = Ipv6Header.sourceLo(packet.buffer(), packet.offset());
        Verdict left = worker.exit.leave(packet, state.table.options().uniformDscp);
        if (left != Verdict.FORWARDED) {
            return left;
        }
        FragmentResult result = Collectors.there(state.collectors.toCe)
                .add(packet, sourceHigh, sourceLow, state.collectors.source(), nowNanos);
        if (result != FragmentResult.COMPLETE) {
            return FragmentVerdict.of(result);
        }
        worker.counters.happened(Event.IPV4_REASSEMBLED, packet.length());
        worker.further = true; // a burst ends here, since the memory of the joined packet is used again
        return deliver(packet);
    }

    private Verdict byPort(Packet packet, long nowNanos) {
        FragmentPortCache cache = Collectors.there(state.collectors.toCePorts);
        ByteBuffer buffer = packet.buffer();
        int inner = worker.exit.payloadOffset();
        if (!Ipv4Header.isFirstFragment(buffer, inner)) {
            FragmentResult result = cache.later(packet, inner, state.collectors.source(), nowNanos);
            worker.releasing |= cache.isReleasing();
            return result == FragmentResult.PORT_KNOWN ? withPort(packet, cache.port()) : FragmentVerdict.of(result);
        }
        int total = Ipv4Header.totalLength(buffer, inner);
        int port = TransportPort.destinationSide(buffer, inner, total);
        if (!TransportPort.isIcmpError(buffer, inner, total)) {
            FragmentResult result = cache.first(packet, inner, port, state.collectors.source(), nowNanos);
            worker.releasing |= cache.isReleasing();
            if (result != FragmentResult.PORT_KNOWN) {
                return FragmentVerdict.of(result);
            }
        }
        return withPort(packet, port);
    }

    /** Goes on with a fragment that was held for its destination port. */
    public Verdict released(Packet packet, int port) {
        return worker.exit.find(packet) == TunnelPayload.IPV4 ? withPort(packet, port) : Verdict.DROP_NO_RULE;
    }

    private Verdict withPort(Packet packet, int port) {
        if (port < 0) {
            return PortVerdict.of(port);
        }
        int destination = Ipv4Header.destinationAddress(packet.buffer(), worker.exit.payloadOffset());
        return state.table.mapping().owns(destination, port) ? leave(packet) : Verdict.DROP_NOT_MY_ADDRESS;
    }

    /** Delivers a joined IPv4 packet, where it is for the own address and ports. */
    Verdict deliver(Packet packet) {
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
        return delivered(packet);
    }

    /** Takes the tunnel header away. */
    Verdict leave(Packet packet) {
        Verdict verdict = worker.exit.leave(packet, state.table.options().uniformDscp);
        return verdict == Verdict.FORWARDED ? delivered(packet) : verdict;
    }

    private Verdict delivered(Packet packet) {
        worker.ipv4Octets = packet.length();
        worker.entry.clamp(packet.buffer(), packet.offset(), packet.length(), state.table.options());
        return Verdict.FORWARDED;
    }

    /** Forgets one datagram whose time is over; false if there is none. */
    public boolean expire(Packet window, long nowNanos) {
        Collectors collectors = state.collectors;
        boolean expired = true;
        if (collectors.tunnel != null && collectors.tunnel.expire(nowNanos)) {
            if (collectors.tunnel.expiredFirst(window)) {
                state.tellIpv6(window, Icmpv6Header.TIME_EXCEEDED, Icmpv6Header.REASSEMBLY_TIME_EXCEEDED, 0, nowNanos);
            }
        } else if (collectors.toCe != null && collectors.toCe.expire(nowNanos)) {
            tellOfIpv4(collectors.toCe.expiredFirst(window), window, nowNanos);
        } else if (collectors.fromCe != null && collectors.fromCe.expire(nowNanos)) {
            tellOfIpv4(collectors.fromCe.expiredFirst(window), window, nowNanos);
        } else {
            expired = collectors.expirePorts(nowNanos);
        }
        if (expired) {
            worker.counters.happened(Event.FRAGMENTS_EXPIRED, 0);
        }
        return expired;
    }

    /** RFC 1122 section 3.3.2: to the source, which is behind the tunnel, from the own address, which may send there. */
    private void tellOfIpv4(boolean firstIsThere, Packet first, long nowNanos) {
        if (firstIsThere) {
            state.tellThroughTunnel(first, IcmpHeader.TIME_EXCEEDED, IcmpHeader.REASSEMBLY_TIME_EXCEEDED, 0, nowNanos);
        }
    }
}
