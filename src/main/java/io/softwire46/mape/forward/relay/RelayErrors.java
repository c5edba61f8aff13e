package io.softwire46.mape.forward.relay;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.tunnel.DomainOptions;
import io.softwire46.mape.forward.tunnel.DomainState;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.forward.tunnel.OuterSource;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.wire.IcmpHeader;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;

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
     * @param fromTunnel whether the packet arrived in a tunnel; then the error is sent through the tunnel
     */
    void sendError(Packet packet, DomainState domain, int type, int code, int word, boolean fromTunnel, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int ipv4 = packet.offset();
        int octets = packet.length();
        DomainOptions options = domain.options;
        if (!context.errors.maySendErrorAboutIpv4(buffer, ipv4, octets, options)) {
            return;
        }
        int owner = fromTunnel ? ownerOfSource(buffer, ipv4, octets) : 0;
        if (owner >= 0 && context.errors.takeToken(domain, octets, nowNanos)) {
            send(buffer, ipv4, octets, options, type, code, word, fromTunnel, owner);
        }
    }

    /**
     * Returns the rule of the CE that sent a packet, or a negative value. The port is read from the quoted part, as the CE reads
     * it.
     */
    int ownerOfSource(ByteBuffer buffer, int ipv4, int octets) {
        CompiledRules rules = state.table.rules();
        int slot = rules.slotOf(Ipv4Header.sourceAddress(buffer, ipv4));
        if (slot == CompiledRules.NO_RULE) {
            return CompiledRules.NO_RULE;
        }
        return rules.ruleAt(slot, rules.needsPort(slot) ? quotedSource(buffer, ipv4, octets) : MapRule.NO_PORT);
    }

    private static int quotedSource(ByteBuffer buffer, int ipv4, int octets) {
        return Math.max(TransportPort.quotedSourceSide(buffer, ipv4, octets), MapRule.NO_PORT);
    }

    /** Queues an error that is permitted, for {@code next()}. */
    void send(
            ByteBuffer buffer,
            int ipv4,
            int octets,
            DomainOptions options,
            int type,
            int code,
            int word,
            boolean intoTunnel,
            int owner) {
        if (!intoTunnel) {
            context.errors.ipv4(buffer, ipv4, octets, options, type, code, word);
            return;
        }
        CompiledRelayTable table = state.table;
        OuterSource outerSource = table.outerSource(owner);
        int source = Ipv4Header.sourceAddress(buffer, ipv4);
        int port = table.rules().isShared(owner) ? quotedSource(buffer, ipv4, octets) : MapRule.NO_PORT;
        context.errors.tunnelled(
                buffer,
                ipv4,
                octets,
                options,
                type,
                code,
                word,
                options.icmpv4Source,
                outerSource.options,
                outerSource.sourceHigh,
                outerSource.sourceLow,
                table.rules().mapAddressHigh(owner, source, port),
                table.rules().mapAddressLow(owner, source, port));
    }

    /** Queues an error about a packet that was not encapsulated, if its verdict requires one. */
    void sendEncapsulationError(Verdict verdict, Packet packet, DomainState domain, boolean fromTunnel, long nowNanos) {
        if (verdict == Verdict.DROP_TTL_EXPIRED) {
            sendError(
                    packet,
                    domain,
                    IcmpHeader.TIME_EXCEEDED,
                    IcmpHeader.TIME_TO_LIVE_EXCEEDED,
                    0,
                    fromTunnel,
                    nowNanos);
        } else if (verdict == Verdict.DROP_TOO_BIG && context.entry.nextHopMtu() > 0) {
            sendError(
                    packet,
                    domain,
                    IcmpHeader.DESTINATION_UNREACHABLE,
                    IcmpHeader.FRAGMENTATION_NEEDED,
                    context.entry.nextHopMtu(),
                    fromTunnel,
                    nowNanos);
        }
    }
}
