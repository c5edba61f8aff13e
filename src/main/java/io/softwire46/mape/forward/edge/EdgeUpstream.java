package io.softwire46.mape.forward.edge;

import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.tunnel.DomainOptions;
import io.softwire46.mape.forward.tunnel.Encapsulator;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.forward.tunnel.FragmentStores;
import io.softwire46.mape.forward.tunnel.IdentificationRewriter;
import io.softwire46.mape.forward.tunnel.NodeKeys;
import io.softwire46.mape.forward.tunnel.PortVerdict;
import io.softwire46.mape.forward.tunnel.Reassembly;
import io.softwire46.mape.fragment.FragmentPortCache;
import io.softwire46.mape.icmp.Icmpv4Error;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.nat.NaptResult;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;
import io.softwire46.mape.wire.internal.Ipv4Address;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Upstream path of a customer edge: from its NAPT to the BR or another CE (RFC 7597 sections 5 and 8).
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class EdgeUpstream {
    private final EdgeState state;
    private final ForwardingContext context;
    private final EdgeErrors errors;
    private final IdentificationRewriter identifications;

    /** The path of sessions of the old table; null if there are none. */
    private @Nullable EdgeUpstream old;

    public EdgeUpstream(EdgeState state, NodeKeys keys) {
        this.state = state;
        context = state.context;
        errors = new EdgeErrors(state);
        identifications = new IdentificationRewriter(keys);
    }

    /** Creates the path of a table that is replaced and whose sessions go on. */
    EdgeUpstream(EdgeState state, EdgeUpstream node) {
        this.state = state;
        context = state.context;
        errors = new EdgeErrors(state);
        identifications = node.identifications;
    }

    /** Sends packets of sessions of the old table by its path; null ends it. */
    void setOld(@Nullable EdgeUpstream path) {
        old = path;
    }

    private EdgeUpstream pathOf(EdgeNapt napt) {
        return old != null && napt.isOfOld() ? old : this;
    }

    public Verdict take(Packet packet, long nowNanos) {
        Verdict header = Encapsulator.checkHeader(packet);
        if (header != Verdict.FORWARDED) {
            return header;
        }
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        int source = Ipv4Header.sourceAddress(buffer, offset);
        int destination = Ipv4Header.destinationAddress(buffer, offset);
        if (Ipv4Address.isMartianSource(source) || Ipv4Address.isMartianDestination(destination)) {
            return Verdict.DROP_MARTIAN;
        }
        packet.truncate(Ipv4Header.totalLength(buffer, offset));
        context.ipv4Octets = packet.length();
        if (state.napt != null) {
            context.match(0, ForwardingContext.NO_MATCH);
            return translate(packet, state.napt, nowNanos);
        }
        Verdict sourceCheck = requireOwnSource(packet, source, nowNanos);
        if (sourceCheck == Verdict.FORWARDED) {
            return state.table.rewritesIdentifications()
                    ? sendRewritten(packet, destination, nowNanos)
                    : send(packet, destination, nowNanos);
        }
        sendSourceCheckError(sourceCheck, packet, nowNanos);
        return sourceCheck;
    }

    /** Translates a packet from the LAN, and sends it (RFC 7597 section 8). */
    private Verdict translate(Packet packet, EdgeNapt napt, long nowNanos) {
        if (!napt.isCurrent()) {
            return Verdict.DROP_NOT_MY_ADDRESS;
        }
        NaptResult result = napt.outbound(packet, nowNanos);
        return switch (result) {
            case TRANSLATED, RELAYED_ERROR ->
                pathOf(napt).send(packet, Ipv4Header.destinationAddress(packet.buffer(), packet.offset()), nowNanos);
            case HAIRPINNED -> {
                context.count(Event.HAIRPINNED, packet.length());
                yield Verdict.FORWARDED;
            }
            default -> EdgeNapt.verdict(result);
        };
    }

    /** Sends a fragment from the LAN that waited for the first fragment of its datagram, by the result of its translation. */
    Verdict released(EdgeNapt napt, Packet fragment, NaptResult result, long nowNanos) {
        context.ipv4Octets = fragment.length();
        if (result == NaptResult.TRANSLATED) {
            int destination = Ipv4Header.destinationAddress(fragment.buffer(), fragment.offset());
            Verdict verdict = pathOf(napt).send(fragment, destination, nowNanos);
            if (verdict == Verdict.FORWARDED) {
                context.count(Event.RELEASED_INTO_TUNNEL, context.ipv4Octets);
            }
            return verdict;
        }
        return EdgeNapt.verdict(result);
    }

    /** RFC 7597 section 8: after the NAPT, address and port are those of the BMR. */
    private Verdict requireOwnSource(Packet packet, int source, long nowNanos) {
        CeMapping own = state.table.mapping();
        if (!own.ownsAddress(source)) {
            return Verdict.DROP_NOT_MY_ADDRESS;
        }
        context.match(0, ForwardingContext.NO_MATCH);
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        if (!own.rule().isShared()) {
            return Verdict.FORWARDED;
        }
        return Ipv4Header.isFragment(buffer, offset)
                ? requireOwnFragment(packet, source, nowNanos)
                : requireOwnPort(packet, source);
    }

    private Verdict requireOwnPort(Packet packet, int source) {
        int port = TransportPort.sourceSide(packet.buffer(), packet.offset(), packet.length());
        if (port < 0) {
            return PortVerdict.of(port);
        }
        return state.table.mapping().owns(source, port) ? Verdict.FORWARDED : Verdict.DROP_NOT_MY_ADDRESS;
    }

    /**
     * Checks a fragment. Later fragments show no port and are forwarded, unless a fragment of their datagram was dropped: then
     * the receiver could not reassemble it.
     */
    private Verdict requireOwnFragment(Packet packet, int source, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        if (!Reassembly.mayHavePort(buffer, offset)) {
            return Verdict.DROP_UNSUPPORTED_PROTOCOL;
        }
        if (TransportPort.isIcmpError(buffer, offset, packet.length())) { // never stored
            return requireOwnPort(packet, source);
        }
        FragmentPortCache refused = FragmentStores.require(state.stores.refused);
        boolean first = Ipv4Header.isFirstFragment(buffer, offset);
        boolean tiny = FragmentPortCache.isTiny(buffer, offset);
        if (!first && !tiny) {
            return refused.isDiscarded(packet, offset, nowNanos) ? Verdict.DROP_FRAGMENT_DISCARDED : Verdict.FORWARDED;
        }
        Verdict alone = tiny ? Verdict.DROP_FRAGMENT_TINY : requireOwnPort(packet, source);
        if (alone == Verdict.FORWARDED) { // its Identification is reused
            refused.restore(packet, offset, nowNanos);
            return alone;
        }
        refused.expire(nowNanos);
        refused.discard(packet, offset, nowNanos);
        return alone;
    }

    private void sendSourceCheckError(Verdict verdict, Packet packet, long nowNanos) {
        DomainOptions options = state.table.options();
        if (verdict == Verdict.DROP_NOT_MY_ADDRESS && options.noMappingErrors) {
            errors.send(packet, Icmpv4Error.COMMUNICATION_PROHIBITED, 0, nowNanos);
        }
        boolean noPort = verdict == Verdict.DROP_UNSUPPORTED_PROTOCOL
                && Ipv4Header.protocol(packet.buffer(), packet.offset()) != ProtocolNumbers.ICMP;
        if (noPort && options.protocolErrors) {
            errors.send(packet, Icmpv4Error.PROTOCOL_UNREACHABLE, 0, nowNanos);
        }
    }

    private Verdict sendRewritten(Packet packet, int destination, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int ipv4 = packet.offset();
        int old = Ipv4Header.identification(buffer, ipv4);
        Ipv4Header.setIdentification(
                buffer, ipv4, identifications.identification(buffer, ipv4, state.table.ports(), nowNanos));
        Verdict verdict = send(packet, destination, nowNanos);
        if (verdict.isDrop()) {
            Ipv4Header.setIdentification(buffer, ipv4, old); // an error must quote the original
        }
        return verdict;
    }

    private Verdict send(Packet packet, int destination, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        int port = Ipv4Header.isFragment(buffer, offset)
                ? MapRule.NO_PORT
                : Math.max(TransportPort.destinationSide(buffer, offset, packet.length()), MapRule.NO_PORT);
        CompiledEdgeTable table = state.table;
        if (state.napt == null && table.mapping().owns(destination, port)) {
            return toSelf(packet, nowNanos);
        }
        int rule = meshRule(table, destination, port);
        boolean toRelay = rule < 0;
        context.match(0, toRelay ? ForwardingContext.NO_MATCH : rule);
        Verdict verdict = context.entry.encapsulate(
                packet,
                table.options(),
                table.mapHigh,
                table.mapLow,
                toRelay ? table.relayHigh() : table.meshRules().mapAddressHigh(rule, destination, port),
                toRelay ? table.relayLow() : table.meshRules().mapAddressLow(rule, destination, port),
                nowNanos);
        if (state.napt != null && verdict.isDrop()) {
            state.napt.restore(); // an error must quote the packet as it was sent (RFC 4787 REQ-13)
        }
        if (verdict == Verdict.DROP_TTL_EXPIRED) {
            sendTtlExceeded(packet, nowNanos);
        } else if (verdict == Verdict.DROP_TOO_BIG && context.entry.nextHopMtu() > 0) {
            errors.send(packet, Icmpv4Error.FRAGMENTATION_NEEDED, context.entry.nextHopMtu(), nowNanos);
        }
        return verdict;
    }

    /**
     * Returns the rule to send by, or a negative value to send to the BR: no forwarding rule covers destination and port (RFC
     * 7597 section 5).
     */
    static int meshRule(CompiledEdgeTable table, int destination, int port) {
        int slot = table.meshRules().slotOf(destination);
        int rule = slot == CompiledRules.NO_RULE
                ? CompiledRules.NO_RULE
                : table.meshRules().ruleAt(slot, port);
        return rule < 0 || table.isForwarding(rule) ? rule : CompiledRules.NO_RULE;
    }

    /** RFC 2473 section 4.1.2: a packet to the CE itself is never encapsulated. */
    private Verdict toSelf(Packet packet, long nowNanos) {
        if (Ipv4Header.timeToLive(packet.buffer(), packet.offset()) <= 1) {
            sendTtlExceeded(packet, nowNanos);
            return Verdict.DROP_TTL_EXPIRED;
        }
        Ipv4Header.decrementTtl(packet.buffer(), packet.offset());
        context.count(Event.HAIRPINNED, packet.length());
        return Verdict.FORWARDED;
    }

    private void sendTtlExceeded(Packet packet, long nowNanos) {
        errors.send(packet, Icmpv4Error.TIME_TO_LIVE_EXCEEDED, 0, nowNanos);
    }
}
