package io.softwire46.mape.forward.relay;

import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.tunnel.DomainState;
import io.softwire46.mape.forward.tunnel.Encapsulator;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.forward.tunnel.FragmentStores;
import io.softwire46.mape.forward.tunnel.OuterSource;
import io.softwire46.mape.forward.tunnel.PortVerdict;
import io.softwire46.mape.forward.tunnel.Reassembly;
import io.softwire46.mape.icmp.Icmpv4Error;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;
import io.softwire46.mape.wire.internal.Ipv4Address;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * Downstream path of a border relay: from IPv4 to the CEs (RFC 7597 sections 5.3 and 8).
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class RelayDownstream {
    private final RelayState state;
    private final ForwardingContext context;
    private final RelayErrors errors;

    public RelayDownstream(RelayState state, RelayErrors errors) {
        this.state = state;
        context = state.context;
        this.errors = errors;
    }

    public Verdict take(Packet packet, long nowNanos) {
        Verdict header = Encapsulator.checkHeader(packet);
        if (header != Verdict.FORWARDED) {
            return header;
        }
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        int destination = Ipv4Header.destinationAddress(buffer, offset);
        int slot = state.table.rules().slotOf(destination);
        if (slot == CompiledRules.NO_RULE) {
            return Verdict.NOT_MAP;
        }
        if (Ipv4Address.isMartianSource(Ipv4Header.sourceAddress(buffer, offset))
                || Ipv4Address.isMartianDestination(destination)) {
            matchAny(slot, false);
            return Verdict.DROP_MARTIAN;
        }
        packet.truncate(Ipv4Header.totalLength(buffer, offset));
        return toCe(packet, destination, slot, false, nowNanos);
    }

    /**
     * Encapsulates a packet whose header has been checked, to the CE that owns its destination.
     *
     * @param slot slot of the destination
     * @param fromTunnel whether the packet is from another CE
     */
    Verdict toCe(Packet packet, int destination, int slot, boolean fromTunnel, long nowNanos) {
        if (!state.table.rules().needsPort(slot)) {
            return withPort(packet, destination, slot, MapRule.NO_PORT, fromTunnel, nowNanos);
        }
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        if (Ipv4Header.isFragment(buffer, offset)) {
            return fragment(packet, destination, slot, fromTunnel, nowNanos);
        }
        int port = TransportPort.destinationSide(buffer, offset, packet.length());
        return withPort(packet, destination, slot, port, fromTunnel, nowNanos);
    }

    /**
     * RFC 7597 section 8.3.2: reassembles a fragment toward a shared address, or forwards it by the port of its first fragment.
     */
    private Verdict fragment(Packet packet, int destination, int slot, boolean fromTunnel, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int ipv4 = packet.offset();
        DomainState domain = matchAny(slot, fromTunnel);
        V4Reassembly treatment = domain.options.v4Reassembly;
        if (treatment == V4Reassembly.NONE) {
            return Verdict.DROP_FRAGMENT_IPV4;
        }
        if (!Reassembly.mayHavePort(buffer, ipv4)) {
            return withPort(packet, destination, slot, TransportPort.NO_PORT, fromTunnel, nowNanos);
        }
        state.stores.setAddress(domain.number, Ipv4Header.sourceAddress(buffer, ipv4));
        if (treatment == V4Reassembly.FULL) {
            Verdict verdict = context.reassembly.addToCe(packet, state.stores, nowNanos);
            if (verdict == Verdict.FORWARDED) {
                context.received.begin(FragmentStores.require(state.stores.toCe));
                verdict = toCe(packet, destination, slot, fromTunnel, nowNanos);
                context.received.end();
            }
            return verdict;
        }
        Verdict verdict = context.reassembly.findDestinationPort(packet, ipv4, state.stores, nowNanos);
        return verdict == Verdict.FORWARDED
                ? withPort(packet, destination, slot, context.reassembly.port(), fromTunnel, nowNanos)
                : verdict;
    }

    /**
     * Encapsulates a packet whose port is known.
     *
     * @param port destination port, or a negative result of {@link TransportPort}; ignored if addresses are not shared
     */
    private Verdict withPort(Packet packet, int destination, int slot, int port, boolean fromTunnel, long nowNanos) {
        CompiledRelayTable table = state.table;
        CompiledRules rules = table.rules();
        if (port < 0 && rules.needsPort(slot)) {
            return withoutPort(packet, port, slot, fromTunnel, nowNanos);
        }
        int rule = rules.ruleAt(slot, port);
        if (rule == CompiledRules.UNASSIGNED_PORT) {
            return unassigned(packet, slot, fromTunnel, nowNanos);
        }
        context.ipv4Octets = packet.length();
        OuterSource outerSource = table.outerSource(rule);
        if (!fromTunnel) { // a packet from a CE belongs to that CE's domain
            context.match(outerSource.domain, rule);
        }
        Verdict verdict = context.entry.encapsulate(
                packet,
                outerSource.options,
                outerSource.sourceHigh,
                outerSource.sourceLow,
                rules.mapAddressHigh(rule, destination, port),
                rules.mapAddressLow(rule, destination, port),
                nowNanos);
        if (verdict != Verdict.FORWARDED) {
            errors.sendEncapsulationError(verdict, packet, state.domain(outerSource.domain), fromTunnel, nowNanos);
        }
        return verdict;
    }

    /**
     * Returns the domain of a destination without its port. It is the domain of the packet, unless the packet is from another CE.
     */
    private DomainState matchAny(int slot, boolean fromTunnel) {
        DomainState domain = state.domainOfSlot(slot);
        if (!fromTunnel) {
            context.match(domain.number, ForwardingContext.NO_MATCH);
        }
        return domain;
    }

    private Verdict withoutPort(Packet packet, int refusal, int slot, boolean fromTunnel, long nowNanos) {
        DomainState domain = matchAny(slot, fromTunnel);
        boolean sendError = refusal == TransportPort.NO_PORT
                && domain.options.protocolErrors
                && Ipv4Header.protocol(packet.buffer(), packet.offset()) != ProtocolNumbers.ICMP;
        if (sendError) {
            errors.sendError(packet, domain, Icmpv4Error.PROTOCOL_UNREACHABLE, 0, fromTunnel, nowNanos);
        }
        return PortVerdict.of(refusal);
    }

    private Verdict unassigned(Packet packet, int slot, boolean fromTunnel, long nowNanos) {
        DomainState domain = matchAny(slot, fromTunnel);
        if (domain.options.noMappingErrors) { // RFC 7596 section 6.2
            errors.sendError(packet, domain, Icmpv4Error.HOST_UNREACHABLE, 0, fromTunnel, nowNanos);
        }
        return Verdict.DROP_UNASSIGNED_PORT;
    }

    /** Forwards a fragment that was held. */
    public Verdict released(Packet packet, int port, long nowNanos) {
        int destination = Ipv4Header.destinationAddress(packet.buffer(), packet.offset());
        int slot = state.table.rules().slotOf(destination);
        Verdict verdict = slot == CompiledRules.NO_RULE
                ? Verdict.DROP_NO_RULE
                : withPort(packet, destination, slot, port, false, nowNanos);
        if (verdict == Verdict.FORWARDED) {
            context.count(Event.RELEASED_INTO_TUNNEL, context.ipv4Octets);
        }
        return verdict;
    }
}
