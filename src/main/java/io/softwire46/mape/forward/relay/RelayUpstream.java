package io.softwire46.mape.forward.relay;

import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.tunnel.Collectors;
import io.softwire46.mape.forward.tunnel.DomainOptions;
import io.softwire46.mape.forward.tunnel.Origin;
import io.softwire46.mape.forward.tunnel.SourceFragments;
import io.softwire46.mape.forward.tunnel.SourceGuard;
import io.softwire46.mape.forward.tunnel.TunnelExit;
import io.softwire46.mape.forward.tunnel.TunnelPayload;
import io.softwire46.mape.forward.tunnel.Worker;
import io.softwire46.mape.fragment.CutResult;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.wire.HeaderCheck;
import io.softwire46.mape.wire.IcmpHeader;
import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6FragmentHeader;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;

/**
 * The border relay's way from the CEs to IPv4 (RFC 7597 sections 8 and 8.1).
 *
 * <p>Not thread-safe: one per worker.
 */
public final class RelayUpstream {
    private final RelayState state;
    private final Worker worker;
    private final RelayErrors errors;
    private final RelayDownstream downstream;
    private final RelayControl control;
    private final RelayFragments fragments;
    private final SourceFragments sourceFragments;

    public RelayUpstream(RelayState state, RelayErrors errors, RelayFragments fragments, RelayDownstream downstream) {
        this.state = state;
        worker = state.worker;
        this.errors = errors;
        this.downstream = downstream;
        this.fragments = fragments;
        control = new RelayControl(state, errors);
        sourceFragments = new SourceFragments(worker);
    }

    public Verdict take(Packet packet, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        HeaderCheck check = Ipv6Header.check(buffer, offset, packet.length());
        if (check != HeaderCheck.OK) {
            return check == HeaderCheck.TRUNCATED ? Verdict.DROP_TRUNCATED : Verdict.DROP_BAD_IPV6_HEADER;
        }
        CompiledRelayTable table = state.table;
        int relay = table.relayOf(Ipv6Header.destinationHi(buffer, offset), Ipv6Header.destinationLo(buffer, offset));
        if (relay == CompiledRelayTable.NOT_A_BORDER_RELAY) {
            return Verdict.NOT_MAP;
        }
        int fromRelay = table.relayOf(Ipv6Header.sourceHi(buffer, offset), Ipv6Header.sourceLo(buffer, offset));
        if (fromRelay != CompiledRelayTable.NOT_A_BORDER_RELAY && (fromRelay == relay || table.isOwn(fromRelay))) {
            return Verdict.DROP_LOOP;
        }
        TunnelPayload found = worker.exit.find(packet);
        return switch (found) {
            case IPV4 -> {
                int rule = provenRule(packet, relay);
                yield rule >= 0 ? proven(packet, rule, nowNanos) : tunnelPacket(packet, relay, fromRelay, nowNanos);
            }
            case FRAGMENT -> fragment(packet, relay, fromRelay, nowNanos);
            default -> other(packet, relay, nowNanos, found);
        };
    }

    /**
     * The rule of a whole packet that is right in everything, or a negative answer that says nothing of the reason. One IPv4 look-up and
     * the comparison of 128 bits decide; the longest match of the IPv6 source is needed only where it could be another rule.
     */
    private int provenRule(Packet packet, int relay) {
        ByteBuffer buffer = packet.buffer();
        int inner = worker.exit.payloadOffset();
        if (worker.exit.checkInner(buffer) != Verdict.FORWARDED) {
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
                && mayCome(packet, table.origin(rule), relay);
        return proven ? rule : CompiledRules.NO_RULE;
    }

    private Verdict proven(Packet packet, int rule, long nowNanos) {
        int domain = state.table.domainOfRule(rule);
        worker.match(domain, rule);
        return toIpv4(packet, domain, nowNanos);
    }

    private boolean mayCome(Packet packet, Origin origin, int relay) {
        return worker.exit.packetOctets(packet) <= origin.options.maxPacketSize
                && state.table.serves(relay, origin.domain);
    }

    private Verdict other(Packet packet, int relay, long nowNanos, TunnelPayload found) {
        return switch (found) {
            case ICMPV6 -> control.take(packet, relay, nowNanos);
            case BAD_EXTENSION_HEADER -> problem(packet, relay, Verdict.DROP_BAD_EXTENSION_HEADER, nowNanos);
            default -> problem(packet, relay, Verdict.DROP_UNSUPPORTED_NEXT_HEADER, nowNanos);
        };
    }

    /** Only those fragments are collected whose source could have sent a whole packet. */
    private Verdict fragment(Packet packet, int relay, int fromRelay, long nowNanos) {
        CompiledRelayTable table = state.table;
        int domain = peerDomain(relay, fromRelay);
        if (domain != CompiledRelayTable.NO_DOMAIN) {
            if (!table.options(domain).acceptBrSource) {
                return Verdict.DROP_NO_RULE;
            }
            state.collectors.setPeer(domain, fromRelay);
        } else {
            int rule = ruleOfSource(packet, relay, nowNanos);
            if (rule == CompiledRelayTable.NO_RULE) {
                return Verdict.DROP_NO_RULE;
            }
            domain = table.domainOfRule(rule);
            if (!setSubscriber(packet, domain, rule)) {
                errors.tellOfSource(packet, domain, nowNanos);
                return Verdict.DROP_SPOOFED;
            }
        }
        Verdict verdict = fragments.tunnel(packet, domain, nowNanos);
        if (verdict != Verdict.FORWARDED) {
            return verdict;
        }
        TunnelPayload found = worker.exit.findReassembled(packet);
        if (found == TunnelPayload.IPV4) {
            return tunnelPacket(packet, relay, fromRelay, nowNanos);
        }
        worker.matchNone(); // as if it had arrived whole
        return other(packet, relay, nowNanos, found);
    }

    private Verdict problem(Packet packet, int relay, Verdict verdict, long nowNanos) {
        if (worker.exit.parameterProblemCode() != TunnelExit.NO_PROBLEM) {
            errors.tellIpv6(
                    packet,
                    state.table.firstDomain(relay),
                    Icmpv6Header.PARAMETER_PROBLEM,
                    worker.exit.parameterProblemCode(),
                    worker.exit.pointer(),
                    nowNanos);
        }
        return verdict;
    }

    /** Selects the subscriber at the source for the fragment stores; false if its fragments must not take memory. */
    private boolean setSubscriber(Packet packet, int domain, int rule) {
        CompiledRules rules = state.table.rules();
        DomainOptions options = state.table.options(domain);
        long sourceHigh = Ipv6Header.sourceHi(packet.buffer(), packet.offset());
        long sourceLow = Ipv6Header.sourceLo(packet.buffer(), packet.offset());
        state.collectors.setSubscriber(domain, rule, rules.eaBits(rule, sourceHigh, sourceLow));
        return !options.v6Reassembly
                || Ipv6FragmentHeader.isAtomic(packet.buffer(), worker.exit.payloadOffset())
                || SourceGuard.mayPass(rules, options.sourceCheck, rule, sourceHigh, sourceLow);
    }

    /** The domain in which the source is another BR, if it is. */
    private int peerDomain(int relay, int fromRelay) {
        if (fromRelay == CompiledRelayTable.NOT_A_BORDER_RELAY) {
            return CompiledRelayTable.NO_DOMAIN;
        }
        int domain = state.table.commonDomain(relay, fromRelay);
        worker.match(domain, Worker.NO_MATCH);
        return domain;
    }

    private int ruleOfSource(Packet packet, int relay, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        int rule = state.table.ruleOfSource(
                relay, Ipv6Header.sourceHi(buffer, offset), Ipv6Header.sourceLo(buffer, offset));
        if (rule == CompiledRelayTable.NO_RULE) {
            errors.tellOfSource(packet, state.table.firstDomain(relay), nowNanos);
            return rule;
        }
        worker.match(state.table.domainOfRule(rule), rule);
        return rule;
    }

    /** Chooses the domain by BR address and source, and checks the source (RFC 7597 section 8.1). */
    private Verdict tunnelPacket(Packet packet, int relay, int fromRelay, long nowNanos) {
        int peer = peerDomain(relay, fromRelay);
        if (peer != CompiledRelayTable.NO_DOMAIN) { // from another BR of the domain, which is not checked
            return state.table.options(peer).acceptBrSource ? inner(packet, peer, nowNanos) : Verdict.DROP_NO_RULE;
        }
        int rule = ruleOfSource(packet, relay, nowNanos);
        if (rule == CompiledRelayTable.NO_RULE) {
            return Verdict.DROP_NO_RULE;
        }
        int domain = state.table.domainOfRule(rule);
        Verdict verdict = checkInner(packet, domain);
        if (verdict == Verdict.FORWARDED) {
            verdict = checkSource(packet, domain, rule, nowNanos);
        }
        if (verdict == Verdict.FORWARDED) {
            return sourceFragments.isJoined()
                    ? joinedOutOfTunnel(packet, domain, nowNanos)
                    : toIpv4(packet, domain, nowNanos);
        }
        if (verdict == Verdict.DROP_SPOOFED && !sourceFragments.isJoined()) { // joined, the tunnel packets are gone
            errors.tellOfSource(packet, domain, nowNanos);
        }
        return verdict;
    }

    private Verdict checkSource(Packet packet, int domain, int rule, long nowNanos) {
        CompiledRelayTable table = state.table;
        DomainOptions options = table.options(domain);
        ByteBuffer buffer = packet.buffer();
        int inner = worker.exit.payloadOffset();
        long sourceHigh = Ipv6Header.sourceHi(buffer, packet.offset());
        long sourceLow = Ipv6Header.sourceLo(buffer, packet.offset());
        boolean portless = table.rules().isShared(rule)
                && Ipv4Header.isFragment(buffer, inner)
                && options.sourceCheck != SourceCheckMode.OFF;
        if (portless) {
            state.collectors.setSubscriber(domain, rule, table.rules().eaBits(rule, sourceHigh, sourceLow));
        }
        return portless
                ? sourceFragments.check(
                        packet, state.collectors, table.rules(), options, rule, sourceHigh, sourceLow, nowNanos)
                : sourceFragments.checkWhole(buffer, table.rules(), options, rule, sourceHigh, sourceLow);
    }

    /** Goes on with a tunnel packet that was held for the port of its inner fragment. */
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
        if (rule == CompiledRelayTable.NO_RULE || worker.exit.find(packet) != TunnelPayload.IPV4) {
            return Verdict.DROP_NO_RULE;
        }
        int domain = table.domainOfRule(rule);
        Verdict verdict = sourceFragments.withPort(
                buffer, port, table.rules(), table.options(domain), rule, sourceHigh, sourceLow);
        if (verdict == Verdict.FORWARDED) {
            verdict = toIpv4(packet, domain, nowNanos);
        }
        if (verdict == Verdict.FORWARDED) {
            worker.counters.happened(Event.RELEASED_FROM_TUNNEL, worker.ipv4Octets);
        }
        return verdict;
    }

    private Verdict inner(Packet packet, int domain, long nowNanos) {
        Verdict verdict = checkInner(packet, domain);
        return verdict == Verdict.FORWARDED ? toIpv4(packet, domain, nowNanos) : verdict;
    }

    private Verdict checkInner(Packet packet, int domain) {
        return worker.exit.packetOctets(packet) > state.table.options(domain).maxPacketSize
                ? Verdict.DROP_TOO_BIG
                : worker.exit.checkInner(packet.buffer());
    }

    private Verdict toIpv4(Packet packet, int domain, long nowNanos) {
        Verdict left = worker.exit.leave(packet, state.table.options(domain).uniformDscp);
        return left == Verdict.FORWARDED ? outOfTunnel(packet, domain, nowNanos) : left;
    }

    private Verdict joinedOutOfTunnel(Packet packet, int domain, long nowNanos) {
        worker.received.begin(Collectors.there(state.collectors.fromCe));
        Verdict verdict = outOfTunnel(packet, domain, nowNanos);
        worker.received.end();
        return verdict;
    }

    /** To another CE, or to the IPv4 side. */
    private Verdict outOfTunnel(Packet packet, int domain, long nowNanos) {
        DomainOptions options = state.table.options(domain);
        ByteBuffer buffer = packet.buffer();
        int ipv4 = packet.offset();
        int destination = Ipv4Header.destinationAddress(buffer, ipv4);
        int slot = options.hairpin ? state.table.rules().slotOf(destination) : CompiledRules.NO_RULE;
        if (slot != CompiledRules.NO_RULE) {
            return hairpin(packet, destination, slot, nowNanos);
        }
        int total = packet.length();
        if (options.decrementTtlAtEgress && Ipv4Header.timeToLive(buffer, ipv4) <= 1) {
            errors.tell(packet, domain, IcmpHeader.TIME_EXCEEDED, IcmpHeader.TIME_TO_LIVE_EXCEEDED, 0, true, nowNanos);
            return Verdict.DROP_TTL_EXPIRED;
        }
        if (total > options.mtuV4 && !options.ignoreDf && worker.received.forbidFragments(packet, options.mtuV4)) {
            errors.tell(
                    packet,
                    domain,
                    IcmpHeader.DESTINATION_UNREACHABLE,
                    IcmpHeader.FRAGMENTATION_NEEDED,
                    options.mtuV4,
                    true,
                    nowNanos);
            return Verdict.DROP_TOO_BIG;
        }
        worker.entry.clamp(buffer, ipv4, total, options);
        if (options.decrementTtlAtEgress) {
            Ipv4Header.decrementTtl(buffer, ipv4);
        }
        worker.ipv4Octets = total;
        return total > options.mtuV4 ? cut(packet, options) : Verdict.FORWARDED;
    }

    /** RFC 7596 section 6.2: from CE to CE, back into the tunnel. */
    private Verdict hairpin(Packet packet, int destination, int slot, long nowNanos) {
        Verdict verdict = downstream.toCe(packet, destination, slot, true, nowNanos);
        if (verdict == Verdict.FORWARDED) {
            worker.counters.happened(Event.HAIRPINNED, worker.ipv4Octets);
        }
        return verdict;
    }

    /** The first piece stays in the window, the others are pulled. */
    private Verdict cut(Packet packet, DomainOptions options) {
        worker.received.restoreDf(packet);
        if (worker.egress.start(packet, worker.received.limit(options.mtuV4), true) != CutResult.CUT) { // DF: see above
            return Verdict.DROP_BAD_IPV4_HEADER;
        }
        worker.counters.happened(Event.IPV4_PACKET_CUT, packet.length());
        worker.egress.firstInPlace(packet);
        worker.further = true;
        return Verdict.FORWARDED;
    }
}
