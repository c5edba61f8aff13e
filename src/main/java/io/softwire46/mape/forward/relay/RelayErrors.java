package io.softwire46.mape.forward.relay;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.tunnel.DomainState;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.icmp.Icmpv4Error;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;

/**
 * Selects the receiver of an ICMP error: the IPv4 Internet for a packet from there, and the CE through the tunnel for a packet
 * from a CE.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class RelayErrors {
    private final RelayState state;
    private final ForwardingContext context;

    public RelayErrors(RelayState state) {
        this.state = state;
        context = state.context;
    }

    /**
     * Queues an error to the source of an IPv4 packet that was dropped, if options, RFC 1812 and the rate limit permit it.
     *
     * @param packet a window on the dropped packet
     * @param domain the domain whose options and rate limit apply
     * @param word the second word of the error, 0 if it has none
     * @param fromTunnel whether the packet arrived in a tunnel; then the error is sent through the tunnel
     */
    void sendError(Packet packet, DomainState domain, Icmpv4Error error, int word, boolean fromTunnel, long nowNanos) {
        if (!context.errors.maySendErrorAboutIpv4(packet, domain.options)) {
            return;
        }
        int owner = fromTunnel ? ownerOfSource(packet) : 0;
        if (owner < 0 || !context.errors.takeToken(domain, packet.length(), nowNanos)) {
            return;
        }
        context.errors.queueIpv4(packet, domain.options, error, word);
        if (fromTunnel) {
            sendThroughTunnel(packet, owner);
        }
    }

    /**
     * Returns the rule of the CE that sent a packet, or a negative value. The port is read from the quoted part, as the CE reads
     * it.
     */
    int ownerOfSource(Packet packet) {
        CompiledRules rules = state.table.rules();
        int slot = rules.slotOf(Ipv4Header.sourceAddress(packet.buffer(), packet.offset()));
        if (slot == CompiledRules.NO_RULE) {
            return CompiledRules.NO_RULE;
        }
        return rules.ruleAt(slot, rules.needsPort(slot) ? quotedSource(packet) : MapRule.NO_PORT);
    }

    private static int quotedSource(Packet packet) {
        int port = TransportPort.quotedSourceSide(packet.buffer(), packet.offset(), packet.length());
        return Math.max(port, MapRule.NO_PORT);
    }

    /**
     * Sends the queued error about a packet through the tunnel of the CE that sent the packet.
     *
     * @param owner the rule of that CE, from {@link #ownerOfSource}
     */
    void sendThroughTunnel(Packet packet, int owner) {
        CompiledRelayTable table = state.table;
        CompiledRules rules = table.rules();
        int source = Ipv4Header.sourceAddress(packet.buffer(), packet.offset());
        int port = rules.isShared(owner) ? quotedSource(packet) : MapRule.NO_PORT;
        context.errors.sendThroughTunnel(
                table.outerSource(owner),
                rules.mapAddressHigh(owner, source, port),
                rules.mapAddressLow(owner, source, port));
    }

    /** Queues an error about a packet that was not encapsulated, if its verdict requires one. */
    void sendEncapsulationError(Verdict verdict, Packet packet, DomainState domain, boolean fromTunnel, long nowNanos) {
        int mtu = context.entry.nextHopMtu();
        if (verdict == Verdict.DROP_TTL_EXPIRED) {
            sendError(packet, domain, Icmpv4Error.TIME_TO_LIVE_EXCEEDED, 0, fromTunnel, nowNanos);
        } else if (verdict == Verdict.DROP_TOO_BIG && mtu > 0) {
            sendError(packet, domain, Icmpv4Error.FRAGMENTATION_NEEDED, mtu, fromTunnel, nowNanos);
        }
    }
}
