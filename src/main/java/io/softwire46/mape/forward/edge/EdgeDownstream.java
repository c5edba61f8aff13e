package io.softwire46.mape.forward.edge;

import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.tunnel.DomainOptions;
import io.softwire46.mape.forward.tunnel.PortVerdict;
import io.softwire46.mape.forward.tunnel.SourceFragments;
import io.softwire46.mape.forward.tunnel.SourceGuard;
import io.softwire46.mape.forward.tunnel.TunnelExit;
import io.softwire46.mape.forward.tunnel.TunnelPayload;
import io.softwire46.mape.forward.tunnel.Worker;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.wire.HeaderCheck;
import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6FragmentHeader;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;

/**
 * The customer edge's way from the IPv6 network to its NAPT (RFC 7597 sections 8 and 8.1).
 *
 * <p>Not thread-safe: one per worker.
 */
public final class EdgeDownstream {
    private final EdgeState state;
    private final Worker worker;
    private final EdgeControl control;
    private final EdgeFragments fragments;
    private final SourceFragments sourceFragments;

    public EdgeDownstream(EdgeState state, EdgeFragments fragments) {
        this.state = state;
        worker = state.worker;
        control = new EdgeControl(state);
        this.fragments = fragments;
        sourceFragments = new SourceFragments(worker);
    }

    public Verdict take(Packet packet, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        HeaderCheck check = Ipv6Header.check(buffer, offset, packet.length());
        if (check != HeaderCheck.OK) {
            return check == HeaderCheck.TRUNCATED ? Verdict.DROP_TRUNCATED : Verdict.DROP_BAD_IPV6_HEADER;
        }
        CompiledEdgeTable table = state.table;
        if (Ipv6Header.destinationHi(buffer, offset) != table.mapHigh
                || Ipv6Header.destinationLo(buffer, offset) != table.mapLow) {
            return Verdict.NOT_MAP;
        }
        worker.match(0, Worker.NO_MATCH);
        if (Ipv6Header.sourceHi(buffer, offset) == table.mapHigh
                && Ipv6Header.sourceLo(buffer, offset) == table.mapLow) {
            return Verdict.DROP_LOOP;
        }
        TunnelPayload found = worker.exit.find(packet);
        return switch (found) {
            case IPV4 -> tunnelPacket(packet, nowNanos);
            case FRAGMENT -> fragment(packet, nowNanos);
            default -> other(packet, nowNanos, found);
        };
    }

    private Verdict other(Packet packet, long nowNanos, TunnelPayload found) {
        return switch (found) {
            case ICMPV6 -> control.take(packet, nowNanos);
            case BAD_EXTENSION_HEADER -> problem(packet, Verdict.DROP_BAD_EXTENSION_HEADER, nowNanos);
            default -> problem(packet, Verdict.DROP_UNSUPPORTED_NEXT_HEADER, nowNanos);
        };
    }

    private Verdict problem(Packet packet, Verdict verdict, long nowNanos) {
        int code = worker.exit.parameterProblemCode();
        if (code != TunnelExit.NO_PROBLEM) {
            state.tellIpv6(packet, Icmpv6Header.PARAMETER_PROBLEM, code, worker.exit.pointer(), nowNanos);
        }
        return verdict;
    }

    /** Only those fragments are collected whose source could have sent a whole packet. */
    private Verdict fragment(Packet packet, long nowNanos) {
        if (isFromRelay(packet)) {
            state.collectors.setRelay();
        } else {
            int rule = ruleOfSource(packet, nowNanos);
            if (rule == CompiledRules.NO_RULE) {
                return Verdict.DROP_NO_RULE;
            }
            if (!setSubscriber(packet, rule)) {
                state.tellOfSource(packet, nowNanos);
                return Verdict.DROP_SPOOFED;
            }
        }
        Verdict verdict = fragments.tunnel(packet, nowNanos);
        if (verdict != Verdict.FORWARDED) {
            return verdict;
        }
        TunnelPayload found = worker.exit.findReassembled(packet);
        if (found == TunnelPayload.IPV4) {
            return tunnelPacket(packet, nowNanos);
        }
        worker.match(0, Worker.NO_MATCH); // as if it had arrived whole
        return other(packet, nowNanos, found);
    }

    /** Selects the subscriber at the source for the fragment stores; false if its fragments must not take memory. */
    private boolean setSubscriber(Packet packet, int rule) {
        CompiledRules rules = state.table.meshRules();
        DomainOptions options = state.table.options();
        long sourceHigh = Ipv6Header.sourceHi(packet.buffer(), packet.offset());
        long sourceLow = Ipv6Header.sourceLo(packet.buffer(), packet.offset());
        state.collectors.setSubscriber(0, rule, rules.eaBits(rule, sourceHigh, sourceLow));
        return !options.v6Reassembly
                || Ipv6FragmentHeader.isAtomic(packet.buffer(), worker.exit.payloadOffset())
                || SourceGuard.mayPass(rules, options.sourceCheck, rule, sourceHigh, sourceLow);
    }

    private boolean isFromRelay(Packet packet) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        return state.table.isRelay(Ipv6Header.sourceHi(buffer, offset), Ipv6Header.sourceLo(buffer, offset));
    }

    private int ruleOfSource(Packet packet, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        int rule = state.table
                .meshRules()
                .ruleOfSource(Ipv6Header.sourceHi(buffer, offset), Ipv6Header.sourceLo(buffer, offset));
        if (rule == CompiledRules.NO_RULE) {
            state.tellOfSource(packet, nowNanos);
            return rule;
        }
        worker.match(0, rule);
        return rule;
    }

    private Verdict tunnelPacket(Packet packet, long nowNanos) {
        boolean fromRelay = isFromRelay(packet);
        int rule = fromRelay ? CompiledRules.NO_RULE : ruleOfSource(packet, nowNanos);
        if (!fromRelay && rule == CompiledRules.NO_RULE) {
            return Verdict.DROP_NO_RULE;
        }
        ByteBuffer buffer = packet.buffer();
        DomainOptions options = state.table.options();
        if (worker.exit.packetOctets(packet) > options.maxPacketSize) {
            return Verdict.DROP_TOO_BIG;
        }
        Verdict verdict = worker.exit.checkInner(buffer);
        if (verdict == Verdict.FORWARDED && !fromRelay) {
            verdict = checkSource(packet, rule, nowNanos);
            if (verdict == Verdict.FORWARDED && sourceFragments.isJoined()) {
                return fragments.deliver(packet);
            }
            if (verdict == Verdict.DROP_SPOOFED && !sourceFragments.isJoined()) { // joined, the tunnel packets are gone
                state.tellOfSource(packet, nowNanos);
            }
        }
        return verdict == Verdict.FORWARDED ? toSelf(packet, nowNanos) : verdict;
    }

    private Verdict checkSource(Packet packet, int rule, long nowNanos) {
        CompiledEdgeTable table = state.table;
        DomainOptions options = table.options();
        ByteBuffer buffer = packet.buffer();
        int inner = worker.exit.payloadOffset();
        long sourceHigh = Ipv6Header.sourceHi(buffer, packet.offset());
        long sourceLow = Ipv6Header.sourceLo(buffer, packet.offset());
        boolean portless = table.meshRules().isShared(rule)
                && Ipv4Header.isFragment(buffer, inner)
                && options.sourceCheck != SourceCheckMode.OFF;
        if (portless) {
            state.collectors.setSubscriber(0, rule, table.meshRules().eaBits(rule, sourceHigh, sourceLow));
        }
        return portless
                ? sourceFragments.check(
                        packet, state.collectors, table.meshRules(), options, rule, sourceHigh, sourceLow, nowNanos)
                : sourceFragments.checkWhole(buffer, table.meshRules(), options, rule, sourceHigh, sourceLow);
    }

    /** Goes on with a tunnel packet from another CE that was held for the source port of its inner fragment. */
    public Verdict released(Packet packet, int port, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        CompiledEdgeTable table = state.table;
        long sourceHigh = Ipv6Header.sourceHi(buffer, offset);
        long sourceLow = Ipv6Header.sourceLo(buffer, offset);
        int rule = table.meshRules().ruleOfSource(sourceHigh, sourceLow);
        if (rule == CompiledRules.NO_RULE || worker.exit.find(packet) != TunnelPayload.IPV4) {
            return Verdict.DROP_NO_RULE;
        }
        Verdict verdict =
                sourceFragments.withPort(buffer, port, table.meshRules(), table.options(), rule, sourceHigh, sourceLow);
        if (verdict == Verdict.FORWARDED) {
            verdict = toSelf(packet, nowNanos);
        }
        return verdict;
    }

    /** Takes a packet whose source is right: RFC 7597 section 8.1, only for the own address, and here for the own ports. */
    private Verdict toSelf(Packet packet, long nowNanos) {
        CeMapping own = state.table.mapping();
        ByteBuffer buffer = packet.buffer();
        int inner = worker.exit.payloadOffset();
        int destination = Ipv4Header.destinationAddress(buffer, inner);
        if (!own.ownsAddress(destination)) {
            return Verdict.DROP_NOT_MY_ADDRESS;
        }
        if (own.rule().isShared()) {
            if (Ipv4Header.isFragment(buffer, inner)) {
                return fragments.toSelf(packet, nowNanos);
            }
            int port = TransportPort.destinationSide(buffer, inner, Ipv4Header.totalLength(buffer, inner));
            if (port < 0) {
                return PortVerdict.of(port);
            }
            if (!own.owns(destination, port)) {
                return Verdict.DROP_NOT_MY_ADDRESS;
            }
        }
        return fragments.leave(packet);
    }
}
