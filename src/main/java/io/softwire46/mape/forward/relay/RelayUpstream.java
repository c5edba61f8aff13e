package io.softwire46.mape.forward.relay;

import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.tunnel.Decapsulator;
import io.softwire46.mape.forward.tunnel.DomainOptions;
import io.softwire46.mape.forward.tunnel.DomainState;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.forward.tunnel.FragmentStores;
import io.softwire46.mape.forward.tunnel.OuterSource;
import io.softwire46.mape.forward.tunnel.TunnelPayload;
import io.softwire46.mape.forward.tunnel.TunnelReceiver;
import io.softwire46.mape.fragment.FragmentationResult;
import io.softwire46.mape.icmp.Icmpv4Error;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;

/**
 * Upstream path of a border relay: from the CEs to IPv4 (RFC 7597 sections 8 and 8.1).
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class RelayUpstream {
    private final RelayState state;
    private final ForwardingContext context;
    private final RelayErrors errors;
    private final RelayDownstream downstream;
    private final RelayControl control;
    private final TunnelReceiver receiver;

    public RelayUpstream(RelayState state, RelayErrors errors, RelayDownstream downstream) {
        this.state = state;
        context = state.context;
        this.errors = errors;
        this.downstream = downstream;
        control = new RelayControl(state, errors);
        receiver = new TunnelReceiver(context, state.source, state.tunnelErrors);
    }

    public Verdict take(Packet packet, long nowNanos) {
        Verdict header = Decapsulator.checkOuter(packet);
        if (header != Verdict.FORWARDED) {
            return header;
        }
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        CompiledRelayTable table = state.table;
        int relay = table.relayOf(Ipv6Header.destinationHi(buffer, offset), Ipv6Header.destinationLo(buffer, offset));
        if (relay == CompiledRelayTable.NOT_A_BORDER_RELAY) {
            return Verdict.NOT_MAP;
        }
        int fromRelay = table.relayOf(Ipv6Header.sourceHi(buffer, offset), Ipv6Header.sourceLo(buffer, offset));
        if (fromRelay != CompiledRelayTable.NOT_A_BORDER_RELAY && (fromRelay == relay || table.isOwn(fromRelay))) {
            return Verdict.DROP_LOOP;
        }
        TunnelPayload found = context.exit.find(packet);
        return switch (found) {
            case IPV4 -> {
                int rule = provenRule(packet, relay);
                yield rule >= 0 ? proven(packet, rule, nowNanos) : tunnelPacket(packet, relay, fromRelay, nowNanos);
            }
            case FRAGMENT -> fragment(packet, relay, fromRelay, nowNanos);
            case ICMPV6, UNSUPPORTED, BAD_EXTENSION_HEADER -> other(packet, relay, nowNanos, found);
        };
    }

    /**
     * Returns the rule of an unfragmented packet that passes all checks, or a negative value without a reason. One IPv4 look-up
     * and a comparison of 128 bits decide. The longest match of the IPv6 source is needed only if it could be another rule.
     */
    private int provenRule(Packet packet, int relay) {
        ByteBuffer buffer = packet.buffer();
        int inner = context.exit.payloadOffset();
        if (context.exit.checkInner(buffer) != Verdict.FORWARDED) {
            return CompiledRules.NO_RULE;
        }
        CompiledRelayTable table = state.table;
        CompiledRules rules = table.rules();
        int source = Ipv4Header.sourceAddress(buffer, inner);
        int slot = rules.slotOf(source);
        if (slot == CompiledRules.NO_RULE) {
            return CompiledRules.NO_RULE;
        }
        int port = MapRule.NO_PORT;
        if (rules.needsPort(slot)) {
            port = Ipv4Header.isFragment(buffer, inner)
                    ? TransportPort.FRAGMENT
                    : TransportPort.sourceSide(buffer, inner, Ipv4Header.totalLength(buffer, inner));
            if (port < 0) {
                return CompiledRules.NO_RULE;
            }
        }
        int rule = rules.ruleAt(slot, port);
        boolean proven = rule >= 0
                && rules.mapAddressLow(rule, source, port) == Ipv6Header.sourceLo(buffer, packet.offset())
                && rules.mapAddressHigh(rule, source, port) == Ipv6Header.sourceHi(buffer, packet.offset())
                && !rules.hasNestedInside(rule)
                && isAccepted(packet, table.outerSource(rule), relay);
        return proven ? rule : CompiledRules.NO_RULE;
    }

    private Verdict proven(Packet packet, int rule, long nowNanos) {
        DomainState domain = state.domainOfRule(rule);
        context.match(domain.number, rule);
        return toIpv4(packet, domain, nowNanos);
    }

    private boolean isAccepted(Packet packet, OuterSource outerSource, int relay) {
        return context.exit.packetOctets(packet) <= outerSource.options.maxPacketSize
                && state.table.serves(relay, outerSource.domain);
    }

    private Verdict other(Packet packet, int relay, long nowNanos, TunnelPayload found) {
        return found == TunnelPayload.ICMPV6
                ? control.take(packet, relay, nowNanos)
                : state.tunnelErrors.drop(packet, found, state.firstDomain(relay), nowNanos);
    }

    private Verdict fragment(Packet packet, int relay, int fromRelay, long nowNanos) {
        Verdict verdict = Verdict.DROP_NO_RULE;
        int peer = peerDomain(relay, fromRelay);
        if (peer != CompiledRelayTable.NO_DOMAIN) {
            if (state.domain(peer).options.acceptBrSource) {
                state.stores.setPeer(peer, fromRelay);
                verdict = receiver.reassemble(packet, state.domain(peer), state.stores, nowNanos);
            }
        } else if (acceptCe(packet, relay, nowNanos)) {
            verdict = receiver.reassembleFromCe(packet, state.stores, nowNanos);
        }
        if (verdict != Verdict.FORWARDED) {
            return verdict;
        }
        TunnelPayload found = context.exit.findReassembled(packet);
        if (found == TunnelPayload.IPV4) {
            return tunnelPacket(packet, relay, fromRelay, nowNanos);
        }
        context.matchNone(); // as for a packet that arrived unfragmented
        return other(packet, relay, nowNanos, found);
    }

    /** Selects the domain by BR address and source, and checks the source (RFC 7597 section 8.1). */
    private Verdict tunnelPacket(Packet packet, int relay, int fromRelay, long nowNanos) {
        int peer = peerDomain(relay, fromRelay);
        if (peer != CompiledRelayTable.NO_DOMAIN) { // the source of another BR is not checked
            return state.domain(peer).options.acceptBrSource
                    ? fromPeer(packet, state.domain(peer), nowNanos)
                    : Verdict.DROP_NO_RULE;
        }
        if (!acceptCe(packet, relay, nowNanos)) {
            return Verdict.DROP_NO_RULE;
        }
        Verdict verdict = receiver.checkFromCe(packet, state.stores, nowNanos);
        if (verdict != Verdict.FORWARDED) {
            return verdict;
        }
        DomainState domain = state.source.domain();
        return receiver.isOutOfTunnel()
                ? reassembledOutOfTunnel(packet, domain, nowNanos)
                : toIpv4(packet, domain, nowNanos);
    }

    private Verdict fromPeer(Packet packet, DomainState domain, long nowNanos) {
        Verdict verdict = receiver.checkInner(packet, domain.options);
        return verdict == Verdict.FORWARDED ? toIpv4(packet, domain, nowNanos) : verdict;
    }

    /** Returns the domain in which the source is another BR, or {@link CompiledRelayTable#NO_DOMAIN}. */
    private int peerDomain(int relay, int fromRelay) {
        if (fromRelay == CompiledRelayTable.NOT_A_BORDER_RELAY) {
            return CompiledRelayTable.NO_DOMAIN;
        }
        int domain = state.table.commonDomain(relay, fromRelay);
        context.match(domain, ForwardingContext.NO_MATCH);
        return domain;
    }

    private boolean acceptCe(Packet packet, int relay, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        long high = Ipv6Header.sourceHi(buffer, packet.offset());
        long low = Ipv6Header.sourceLo(buffer, packet.offset());
        int rule = state.table.ruleOfSource(relay, high, low);
        DomainState domain = rule == CompiledRules.NO_RULE ? state.firstDomain(relay) : state.domainOfRule(rule);
        return receiver.acceptCe(packet, domain, rule, high, low, nowNanos);
    }

    /** Forwards a tunnel packet that was held until the port of its inner fragment was known. */
    public Verdict released(Packet packet, int port, long nowNanos) {
        CompiledRelayTable table = state.table;
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        long sourceHigh = Ipv6Header.sourceHi(buffer, offset);
        long sourceLow = Ipv6Header.sourceLo(buffer, offset);
        int relay = table.relayOf(Ipv6Header.destinationHi(buffer, offset), Ipv6Header.destinationLo(buffer, offset));
        int rule = relay == CompiledRelayTable.NOT_A_BORDER_RELAY
                ? CompiledRelayTable.NO_RULE
                : table.ruleOfSource(relay, sourceHigh, sourceLow);
        if (rule == CompiledRelayTable.NO_RULE) {
            return Verdict.DROP_NO_RULE;
        }
        DomainState domain = state.domainOfRule(rule);
        state.source.set(domain, rule, sourceHigh, sourceLow);
        Verdict verdict = receiver.checkReleased(packet, port);
        if (verdict == Verdict.FORWARDED) {
            verdict = toIpv4(packet, domain, nowNanos);
        }
        if (verdict == Verdict.FORWARDED) {
            context.count(Event.RELEASED_FROM_TUNNEL, context.ipv4Octets);
        }
        return verdict;
    }

    private Verdict toIpv4(Packet packet, DomainState domain, long nowNanos) {
        Verdict left = context.exit.decapsulate(packet, domain.options.uniformDscp);
        return left == Verdict.FORWARDED ? outOfTunnel(packet, domain, nowNanos) : left;
    }

    private Verdict reassembledOutOfTunnel(Packet packet, DomainState domain, long nowNanos) {
        context.received.begin(FragmentStores.require(state.stores.fromCe));
        Verdict verdict = outOfTunnel(packet, domain, nowNanos);
        context.received.end();
        return verdict;
    }

    /** Forwards a decapsulated packet to another CE, or to the IPv4 side. */
    private Verdict outOfTunnel(Packet packet, DomainState domain, long nowNanos) {
        DomainOptions options = domain.options;
        ByteBuffer buffer = packet.buffer();
        int ipv4 = packet.offset();
        int destination = Ipv4Header.destinationAddress(buffer, ipv4);
        int slot = options.hairpin ? state.table.rules().slotOf(destination) : CompiledRules.NO_RULE;
        if (slot != CompiledRules.NO_RULE) {
            return hairpin(packet, destination, slot, nowNanos);
        }
        int total = packet.length();
        if (options.decrementTtlAtEgress && Ipv4Header.timeToLive(buffer, ipv4) <= 1) {
            errors.sendError(packet, domain, Icmpv4Error.TIME_TO_LIVE_EXCEEDED, 0, true, nowNanos);
            return Verdict.DROP_TTL_EXPIRED;
        }
        if (total > options.mtuV4 && !options.ignoreDf && context.received.forbidFragments(packet, options.mtuV4)) {
            errors.sendError(packet, domain, Icmpv4Error.FRAGMENTATION_NEEDED, options.mtuV4, true, nowNanos);
            return Verdict.DROP_TOO_BIG;
        }
        context.entry.clamp(buffer, ipv4, total, options);
        if (options.decrementTtlAtEgress) {
            Ipv4Header.decrementTtl(buffer, ipv4);
        }
        context.ipv4Octets = total;
        return total > options.mtuV4 ? fragmentEgress(packet, options) : Verdict.FORWARDED;
    }

    /** RFC 7596 section 6.2: encapsulates a packet from CE to CE again. */
    private Verdict hairpin(Packet packet, int destination, int slot, long nowNanos) {
        Verdict verdict = downstream.toCe(packet, destination, slot, true, nowNanos);
        if (verdict == Verdict.FORWARDED) {
            context.count(Event.HAIRPINNED, context.ipv4Octets);
        }
        return verdict;
    }

    /**
     * Fragments a packet toward the IPv4 side. The first fragment is made in place; the others are fetched with {@code next()}.
     */
    private Verdict fragmentEgress(Packet packet, DomainOptions options) {
        context.received.restoreDf(packet);
        if (context.egress.start(packet, context.received.limit(options.mtuV4), true)
                != FragmentationResult.CUT) { // DF has been checked
            return Verdict.DROP_BAD_IPV4_HEADER;
        }
        context.count(Event.IPV4_PACKET_CUT, packet.length());
        context.egress.firstInPlace(packet);
        context.further = true;
        return Verdict.FORWARDED;
    }
}
