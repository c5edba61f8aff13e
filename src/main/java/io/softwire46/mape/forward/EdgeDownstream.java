package io.softwire46.mape.forward;

import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.wire.HeaderCheck;
import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;

/**
 * The customer edge's way from the IPv6 network to its NAPT (RFC 7597 sections 8 and 8.1).
 *
 * <p>Not thread-safe: one per worker.
 */
final class EdgeDownstream {
    private final EdgeState state;
    private final Worker worker;
    private final EdgeControl control;

    EdgeDownstream(EdgeState state) {
        this.state = state;
        worker = state.worker;
        control = new EdgeControl(state);
    }

    Verdict take(Packet packet, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        HeaderCheck check = Ipv6Header.check(buffer, offset, packet.length());
        if (check != HeaderCheck.OK) {
            return check == HeaderCheck.TRUNCATED ? Verdict.DROP_TRUNCATED : Verdict.DROP_BAD_IPV6_HEADER;
        }
        EdgeTable table = state.table;
        if (Ipv6Header.destinationHi(buffer, offset) != table.mapHigh
                || Ipv6Header.destinationLo(buffer, offset) != table.mapLow) {
            return Verdict.NOT_MAP;
        }
        if (Ipv6Header.sourceHi(buffer, offset) == table.mapHigh
                && Ipv6Header.sourceLo(buffer, offset) == table.mapLow) {
            return Verdict.DROP_LOOP;
        }
        return switch (worker.exit.find(packet)) {
            case IPV4 -> tunnelPacket(packet, nowNanos);
            case ICMPV6 -> control.take(packet, nowNanos);
            case FRAGMENT -> Verdict.DROP_FRAGMENT_IPV6;
            case UNSUPPORTED -> problem(packet, Verdict.DROP_UNSUPPORTED_NEXT_HEADER, nowNanos);
            case BAD_EXTENSION_HEADER -> problem(packet, Verdict.DROP_BAD_EXTENSION_HEADER, nowNanos);
        };
    }

    private Verdict problem(Packet packet, Verdict verdict, long nowNanos) {
        int code = worker.exit.parameterProblemCode();
        if (code != TunnelExit.NO_PROBLEM) {
            state.tellIpv6(packet, Icmpv6Header.PARAMETER_PROBLEM, code, worker.exit.pointer(), nowNanos);
        }
        return verdict;
    }

    private Verdict tunnelPacket(Packet packet, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        EdgeTable table = state.table;
        long sourceHigh = Ipv6Header.sourceHi(buffer, packet.offset());
        long sourceLow = Ipv6Header.sourceLo(buffer, packet.offset());
        boolean fromRelay = table.isRelay(sourceHigh, sourceLow);
        int rule = fromRelay ? CompiledRules.NO_RULE : table.meshRules().ruleOfSource(sourceHigh, sourceLow);
        if (!fromRelay && rule == CompiledRules.NO_RULE) {
            state.tellOfSource(packet, nowNanos);
            return Verdict.DROP_NO_RULE;
        }
        if (Ipv6Header.OCTETS + Ipv6Header.payloadLength(buffer, packet.offset()) > table.options().maxPacketSize) {
            return Verdict.DROP_TOO_BIG;
        }
        Verdict verdict = worker.exit.checkInner(buffer);
        if (verdict == Verdict.FORWARDED && !fromRelay) {
            verdict = SourceGuard.check(
                    table.meshRules(),
                    table.options().sourceCheck,
                    buffer,
                    worker.exit.payloadOffset(),
                    rule,
                    sourceHigh,
                    sourceLow);
            if (verdict == Verdict.DROP_SPOOFED) {
                state.tellOfSource(packet, nowNanos);
            }
        }
        if (verdict == Verdict.FORWARDED) {
            verdict = requireOwnDestination(buffer);
        }
        return verdict == Verdict.FORWARDED ? leave(packet) : verdict;
    }

    private Verdict leave(Packet packet) {
        DomainOptions options = state.table.options();
        Verdict verdict = worker.exit.leave(packet, options.uniformDscp);
        if (verdict == Verdict.FORWARDED) {
            worker.ipv4Octets = packet.length();
            worker.entry.clamp(packet.buffer(), packet.offset(), packet.length(), options);
        }
        return verdict;
    }

    /** RFC 7597 section 8.1: a CE takes only what is for its own address, and here also only for its own ports. */
    private Verdict requireOwnDestination(ByteBuffer buffer) {
        CeMapping own = state.table.mapping();
        int inner = worker.exit.payloadOffset();
        int destination = Ipv4Header.destinationAddress(buffer, inner);
        if (!own.ownsAddress(destination)) {
            return Verdict.DROP_NOT_MY_ADDRESS;
        }
        if (!own.rule().isShared()) {
            return Verdict.FORWARDED;
        }
        int port = Ipv4Header.isFragment(buffer, inner)
                ? TransportPort.FRAGMENT
                : TransportPort.destinationSide(buffer, inner, Ipv4Header.totalLength(buffer, inner));
        if (port < 0) {
            return PortVerdict.of(port);
        }
        return own.owns(destination, port) ? Verdict.FORWARDED : Verdict.DROP_NOT_MY_ADDRESS;
    }
}
