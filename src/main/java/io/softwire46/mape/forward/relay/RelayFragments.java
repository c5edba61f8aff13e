package io.softwire46.mape.forward.relay;

import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.tunnel.Collectors;
import io.softwire46.mape.forward.tunnel.FragmentVerdict;
import io.softwire46.mape.forward.tunnel.SourceGuard;
import io.softwire46.mape.forward.tunnel.Worker;
import io.softwire46.mape.fragment.FragmentPortCache;
import io.softwire46.mape.fragment.FragmentResult;
import io.softwire46.mape.fragment.Ipv4Reassembler;
import io.softwire46.mape.fragment.Ipv6Reassembler;
import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;

/**
 * Fragments at a border relay: those of tunnel packets are joined, those toward shared addresses are joined or follow the port
 * of their first fragment (RFC 2473 section 7, RFC 7597 section 8.3.2).
 *
 * <p>Not thread-safe: one per worker.
 */
public final class RelayFragments {
    private final RelayState state;
    private final Worker worker;
    private final RelayErrors errors;

    public RelayFragments(RelayState state, RelayErrors errors) {
        this.state = state;
        worker = state.worker;
        this.errors = errors;
    }

    /**
     * Joins a fragment of a tunnel packet, of the source that the collectors have. The window moves to the joined packet.
     *
     * @return {@link Verdict#FORWARDED} for a packet that is whole now, {@link Verdict#HELD}, or a drop
     */
    Verdict tunnel(Packet packet, int domain, long nowNanos) {
        int fragmentHeader = worker.exit.payloadOffset();
        if (!state.table.options(domain).v6Reassembly) {
            return Verdict.DROP_FRAGMENT_IPV6;
        }
        Ipv6Reassembler reassembler = Collectors.there(state.collectors.tunnel);
        FragmentResult result = reassembler.add(packet, fragmentHeader, state.collectors.source(), nowNanos);
        if (result == FragmentResult.COMPLETE) {
            worker.counters.happened(Event.IPV6_REASSEMBLED, packet.length());
            worker.further = true; // a burst ends here, since the memory of the joined packet is used again
        } else if (reassembler.parameterProblemCode() != Ipv6Reassembler.NONE) {
            errors.tellIpv6(
                    packet,
                    domain,
                    Icmpv6Header.PARAMETER_PROBLEM,
                    reassembler.parameterProblemCode(),
                    reassembler.parameterProblemPointer(),
                    nowNanos);
        }
        return FragmentVerdict.of(result);
    }

    /** Treats a fragment toward a shared address, or what its joining yields. */
    Verdict toCe(
            RelayDownstream downstream, Packet packet, int destination, int slot, boolean fromTunnel, long nowNanos) {
        int domain = downstream.matchAny(slot, fromTunnel);
        V4Reassembly treatment = state.table.options(domain).v4Reassembly;
        if (treatment != V4Reassembly.NONE && !SourceGuard.mayHavePort(packet.buffer(), packet.offset())) {
            return downstream.withPort(packet, destination, slot, TransportPort.NO_PORT, fromTunnel, nowNanos);
        }
        state.collectors.setAddress(domain, Ipv4Header.sourceAddress(packet.buffer(), packet.offset()));
        return switch (treatment) {
            case NONE -> Verdict.DROP_FRAGMENT_IPV4;
            case FULL -> {
                Ipv4Reassembler reassembler = Collectors.there(state.collectors.toCe);
                FragmentResult result = reassembler.add(packet, state.collectors.source(), nowNanos);
                if (result != FragmentResult.COMPLETE) {
                    yield FragmentVerdict.of(result);
                }
                worker.counters.happened(Event.IPV4_REASSEMBLED, packet.length());
                worker.further = true; // a burst ends here, since the memory of the joined packet is used again
                worker.received.begin(reassembler);
                Verdict verdict = downstream.toCe(packet, destination, slot, fromTunnel, nowNanos);
                worker.received.end();
                yield verdict;
            }
            case PARTIAL ->
                Ipv4Header.isFirstFragment(packet.buffer(), packet.offset())
                        ? first(downstream, packet, destination, slot, fromTunnel, nowNanos)
                        : later(downstream, packet, destination, slot, fromTunnel, nowNanos);
        };
    }

    private Verdict first(
            RelayDownstream downstream, Packet packet, int destination, int slot, boolean fromTunnel, long nowNanos) {
        int ipv4 = packet.offset();
        int port = TransportPort.destinationSide(packet.buffer(), ipv4, packet.length());
        if (TransportPort.isIcmpError(packet.buffer(), ipv4, packet.length())) {
            return downstream.withPort(packet, destination, slot, port, fromTunnel, nowNanos); // never remembered
        }
        FragmentPortCache cache = Collectors.there(state.collectors.toCePorts);
        FragmentResult result = cache.first(packet, ipv4, port, state.collectors.source(), nowNanos);
        worker.releasing |= cache.isReleasing();
        return result == FragmentResult.PORT_KNOWN
                ? downstream.withPort(packet, destination, slot, port, fromTunnel, nowNanos)
                : FragmentVerdict.of(result);
    }

    private Verdict later(
            RelayDownstream downstream, Packet packet, int destination, int slot, boolean fromTunnel, long nowNanos) {
        FragmentPortCache cache = Collectors.there(state.collectors.toCePorts);
        FragmentResult result = cache.later(packet, packet.offset(), state.collectors.source(), nowNanos);
        worker.releasing |= cache.isReleasing();
        return result == FragmentResult.PORT_KNOWN
                ? downstream.withPort(packet, destination, slot, cache.port(), fromTunnel, nowNanos)
                : FragmentVerdict.of(result);
    }
}
