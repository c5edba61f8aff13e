package io.softwire46.mape.forward.edge;

import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;

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

    /** Queues an error to the source of a dropped packet from the NAPT. */
    void send(Packet packet, int type, int code, int word, long nowNanos) {
        if (maySend(packet, nowNanos)) {
            context.errors.ipv4(
                    packet.buffer(), packet.offset(), packet.length(), state.table.options(), type, code, word);
        }
    }

    /**
     * Queues an error to the source of an IPv4 packet from the tunnel. The source of the error is the packet's destination, which
     * is the CE's own address: another source would fail the source check of the receiver.
     */
    void sendThroughTunnel(Packet packet, int type, int code, int word, long nowNanos) {
        if (!maySend(packet, nowNanos)) {
            return;
        }
        CompiledEdgeTable table = state.table;
        ByteBuffer buffer = packet.buffer();
        int ipv4 = packet.offset();
        int octets = packet.length();
        int destination = Ipv4Header.sourceAddress(buffer, ipv4);
        int port = Math.max(TransportPort.quotedSourceSide(buffer, ipv4, octets), MapRule.NO_PORT);
        int rule = EdgeUpstream.meshRule(table, destination, port);
        context.errors.tunnelled(
                buffer,
                ipv4,
                octets,
                table.options(),
                type,
                code,
                word,
                Ipv4Header.destinationAddress(buffer, ipv4),
                table.options(),
                table.mapHigh,
                table.mapLow,
                rule < 0 ? table.relayHigh() : table.meshRules().mapAddressHigh(rule, destination, port),
                rule < 0 ? table.relayLow() : table.meshRules().mapAddressLow(rule, destination, port));
    }

    private boolean maySend(Packet packet, long nowNanos) {
        return context.errors.maySendErrorAboutIpv4(
                        packet.buffer(), packet.offset(), packet.length(), state.table.options())
                && context.errors.takeToken(state.domain(), packet.length(), nowNanos);
    }
}
