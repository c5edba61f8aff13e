package io.softwire46.mape.forward.edge;

import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.icmp.Icmpv4Error;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;

/**
 * Sends the ICMP errors of a customer edge: to the NAPT about a packet from there, and through the tunnel to the source of a
 * packet from the tunnel.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class EdgeErrors {
    private final EdgeState state;
    private final ForwardingContext context;

    EdgeErrors(EdgeState state) {
        this.state = state;
        context = state.context;
    }

    /**
     * Queues an error to the source of a dropped packet from the NAPT.
     *
     * @param word the second word of the error, 0 if it has none
     */
    void send(Packet packet, Icmpv4Error error, int word, long nowNanos) {
        if (maySend(packet, nowNanos)) {
            context.errors.queueIpv4(packet, state.table.options(), error, word);
        }
    }

    /**
     * Queues an error to the source of an IPv4 packet from the tunnel. The source of the error is the packet's destination, which
     * is the CE's own address: another source would fail the source check of the receiver.
     *
     * @param word the second word of the error, 0 if it has none
     */
    void sendThroughTunnel(Packet packet, Icmpv4Error error, int word, long nowNanos) {
        if (!maySend(packet, nowNanos)) {
            return;
        }
        CompiledEdgeTable table = state.table;
        int destination = Ipv4Header.sourceAddress(packet.buffer(), packet.offset());
        int port = TransportPort.quotedSourceSide(packet.buffer(), packet.offset(), packet.length());
        port = Math.max(port, MapRule.NO_PORT);
        int rule = EdgeUpstream.meshRule(table, destination, port);
        context.errors.queueIpv4(packet, table.options(), error, word);
        context.errors.sendFrom(Ipv4Header.destinationAddress(packet.buffer(), packet.offset()));
        context.errors.sendThroughTunnel(
                table.outerSource(),
                rule < 0 ? table.relayHigh() : table.meshRules().mapAddressHigh(rule, destination, port),
                rule < 0 ? table.relayLow() : table.meshRules().mapAddressLow(rule, destination, port));
    }

    private boolean maySend(Packet packet, long nowNanos) {
        return context.errors.maySendErrorAboutIpv4(packet, state.table.options())
                && context.errors.takeToken(state.domain(), packet.length(), nowNanos);
    }
}
