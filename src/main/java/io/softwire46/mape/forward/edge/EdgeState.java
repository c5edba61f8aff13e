package io.softwire46.mape.forward.edge;

import io.softwire46.mape.forward.tunnel.Collectors;
import io.softwire46.mape.forward.tunnel.Continuation;
import io.softwire46.mape.forward.tunnel.DomainOptions;
import io.softwire46.mape.forward.tunnel.NodeKeys;
import io.softwire46.mape.forward.tunnel.Worker;
import io.softwire46.mape.icmp.TokenBucket;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The table that a customer edge forwards by, the rate at which it may tell errors, and to whom it tells them: ICMP to the
 * source of a packet from the NAPT, ICMPv6 to the source of a tunnel packet.
 *
 * <p>Not thread-safe: one per worker.
 */
public final class EdgeState {
    public final Worker worker;
    public CompiledEdgeTable table;
    public Collectors collectors;
    private TokenBucket bucket;
    private final NodeKeys keys;

    public EdgeState(CompiledEdgeTable table, NodeKeys keys, Continuation continuation) {
        this.table = table;
        this.keys = keys;
        bucket = table.options().newBucket();
        worker = new Worker(keys, table.options(), continuation);
        collectors = new Collectors(List.of(table.options()), true, worker.counters, keys);
        worker.domains.adopt(table.names());
    }

    /** Goes over to a table that has just been published; the rate of errors starts anew. */
    public void adopt(CompiledEdgeTable next) {
        bucket = next.options().newBucket();
        if (!collectors.serve(List.of(next.options()))) {
            collectors = new Collectors(List.of(next.options()), true, worker.counters, keys);
        }
        worker.domains.adopt(next.names());
        table = next;
    }

    /** Takes a token for an error. */
    boolean takeToken(int octets, long nowNanos) {
        return worker.errors.takeToken(bucket, octets, nowNanos);
    }

    /** Tells the source of a packet from the NAPT that was dropped. */
    void tell(Packet packet, int type, int code, int word, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        boolean may = worker.errors.mayTellOfIpv4(buffer, packet.offset(), packet.length(), table.options())
                && takeToken(packet.length(), nowNanos);
        if (may) {
            worker.errors.ipv4(buffer, packet.offset(), packet.length(), table.options(), type, code, word);
        }
    }

    /**
     * Tells the source of an IPv4 packet that came through the tunnel. The error comes from the packet's destination, which is the
     * CE's own: no other source passes the check at the other end.
     */
    void tellThroughTunnel(Packet packet, int type, int code, int word, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int ipv4 = packet.offset();
        int octets = packet.length();
        boolean may = worker.errors.mayTellOfIpv4(buffer, ipv4, octets, table.options()) && takeToken(octets, nowNanos);
        if (!may) {
            return;
        }
        int destination = Ipv4Header.sourceAddress(buffer, ipv4);
        int port = Math.max(TransportPort.quotedSourceSide(buffer, ipv4, octets), MapRule.NO_PORT);
        int rule = EdgeUpstream.meshRule(table, destination, port);
        worker.errors.tunnelled(
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

    /** Tells the source of a tunnel packet; never a BR address that several nodes have (RFC 4443 section 2.4 e.6). */
    void tellIpv6(Packet packet, int type, int code, int word, long nowNanos) {
        DomainOptions options = table.options();
        if (!options.icmpv6Errors) {
            return;
        }
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        boolean manyNodes = options.anycast
                && table.isRelay(Ipv6Header.sourceHi(buffer, offset), Ipv6Header.sourceLo(buffer, offset));
        if (manyNodes) {
            worker.errors.suppressed(packet);
        } else {
            worker.errors.ipv6(packet, options, bucket, type, code, word, nowNanos);
        }
    }

    /** RFC 7596 section 6.2: ICMPv6 1/5 about a failed source check, where the option asks for it. */
    void tellOfSource(Packet packet, long nowNanos) {
        if (table.options().sourceCheckErrors) {
            tellIpv6(
                    packet,
                    Icmpv6Header.DESTINATION_UNREACHABLE,
                    Icmpv6Header.SOURCE_ADDRESS_FAILED_POLICY,
                    0,
                    nowNanos);
        }
    }
}
