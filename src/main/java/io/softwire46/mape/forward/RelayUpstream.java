package io.softwire46.mape.forward;

import io.softwire46.mape.fragment.CutResult;
import io.softwire46.mape.wire.HeaderCheck;
import io.softwire46.mape.wire.IcmpHeader;
import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;

/**
 * The border relay's way from the CEs to IPv4 (RFC 7597 sections 8 and 8.1).
 *
 * <p>Not thread-safe: one per worker.
 */
final class RelayUpstream {
    private final RelayState state;
    private final Worker worker;
    private final RelayErrors errors;
    private final RelayDownstream downstream;
    private final RelayControl control;

    RelayUpstream(RelayState state, RelayErrors errors, RelayDownstream downstream) {
        this.state = state;
        worker = state.worker;
        this.errors = errors;
        this.downstream = downstream;
        control = new RelayControl(state, errors);
    }

    Verdict take(Packet packet, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        HeaderCheck check = Ipv6Header.check(buffer, offset, packet.length());
        if (check != HeaderCheck.OK) {
            return check == HeaderCheck.TRUNCATED ? Verdict.DROP_TRUNCATED : Verdict.DROP_BAD_IPV6_HEADER;
        }
        RuleTable table = state.table;
        int relay = table.relayOf(Ipv6Header.destinationHi(buffer, offset), Ipv6Header.destinationLo(buffer, offset));
        if (relay == RuleTable.NOT_A_BORDER_RELAY) {
            return Verdict.NOT_MAP;
        }
        int fromRelay = table.relayOf(Ipv6Header.sourceHi(buffer, offset), Ipv6Header.sourceLo(buffer, offset));
        if (fromRelay != RuleTable.NOT_A_BORDER_RELAY && (fromRelay == relay || table.isOwn(fromRelay))) {
            return Verdict.DROP_LOOP;
        }
        return switch (worker.exit.find(packet)) {
            case IPV4 -> tunnelPacket(packet, relay, fromRelay, nowNanos);
            case ICMPV6 -> control.take(packet, relay, nowNanos);
            case FRAGMENT -> Verdict.DROP_FRAGMENT_IPV6;
            case UNSUPPORTED -> problem(packet, relay, Verdict.DROP_UNSUPPORTED_NEXT_HEADER, nowNanos);
            case BAD_EXTENSION_HEADER -> problem(packet, relay, Verdict.DROP_BAD_EXTENSION_HEADER, nowNanos);
        };
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

    /** Chooses the domain by BR address and source, and checks the source (RFC 7597 section 8.1). */
    private Verdict tunnelPacket(Packet packet, int relay, int fromRelay, long nowNanos) {
        RuleTable table = state.table;
        ByteBuffer buffer = packet.buffer();
        int domain =
                fromRelay == RuleTable.NOT_A_BORDER_RELAY ? RuleTable.NO_DOMAIN : table.commonDomain(relay, fromRelay);
        if (domain != RuleTable.NO_DOMAIN) { // from another BR of the domain, which is not checked
            return table.options(domain).acceptBrSource ? inner(packet, domain, nowNanos) : Verdict.DROP_NO_RULE;
        }
        long sourceHigh = Ipv6Header.sourceHi(buffer, packet.offset());
        long sourceLow = Ipv6Header.sourceLo(buffer, packet.offset());
        int rule = table.ruleOfSource(relay, sourceHigh, sourceLow);
        if (rule == RuleTable.NO_RULE) {
            errors.tellOfSource(packet, table.firstDomain(relay), nowNanos);
            return Verdict.DROP_NO_RULE;
        }
        domain = table.domainOfRule(rule);
        Verdict verdict = checkInner(packet, domain);
        if (verdict == Verdict.FORWARDED) {
            verdict = SourceGuard.check(
                    table.rules(),
                    table.options(domain).sourceCheck,
                    buffer,
                    worker.exit.payloadOffset(),
                    rule,
                    sourceHigh,
                    sourceLow);
        }
        if (verdict == Verdict.FORWARDED) {
            return toIpv4(packet, domain, nowNanos);
        }
        if (verdict == Verdict.DROP_SPOOFED) {
            errors.tellOfSource(packet, domain, nowNanos);
        }
        return verdict;
    }

    private Verdict inner(Packet packet, int domain, long nowNanos) {
        Verdict verdict = checkInner(packet, domain);
        return verdict == Verdict.FORWARDED ? toIpv4(packet, domain, nowNanos) : verdict;
    }

    private Verdict checkInner(Packet packet, int domain) {
        int octets = Ipv6Header.OCTETS + Ipv6Header.payloadLength(packet.buffer(), packet.offset());
        return octets > state.table.options(domain).maxPacketSize
                ? Verdict.DROP_TOO_BIG
                : worker.exit.checkInner(packet.buffer());
    }

    private Verdict toIpv4(Packet packet, int domain, long nowNanos) {
        DomainOptions options = state.table.options(domain);
        ByteBuffer buffer = packet.buffer();
        int destination = Ipv4Header.destinationAddress(buffer, worker.exit.payloadOffset());
        int slot = options.hairpin ? state.table.rules().slotOf(destination) : CompiledRules.NO_RULE;
        return slot == CompiledRules.NO_RULE
                ? leave(packet, domain, nowNanos)
                : hairpin(packet, options, destination, slot, nowNanos);
    }

    /** RFC 7596 section 6.2: from CE to CE, back into the tunnel. */
    private Verdict hairpin(Packet packet, DomainOptions options, int destination, int slot, long nowNanos) {
        Verdict left = worker.exit.leave(packet, options.uniformDscp);
        if (left != Verdict.FORWARDED) {
            return left;
        }
        Verdict verdict = downstream.toCe(packet, destination, slot, true, nowNanos);
        if (verdict == Verdict.FORWARDED) {
            worker.counters.happened(Event.HAIRPINNED, worker.ipv4Octets);
        }
        return verdict;
    }

    private Verdict leave(Packet packet, int domain, long nowNanos) {
        DomainOptions options = state.table.options(domain);
        ByteBuffer buffer = packet.buffer();
        int ipv4 = worker.exit.payloadOffset();
        int total = Ipv4Header.totalLength(buffer, ipv4);
        if (options.decrementTtlAtEgress && Ipv4Header.timeToLive(buffer, ipv4) <= 1) {
            errors.tell(
                    buffer,
                    ipv4,
                    total,
                    domain,
                    IcmpHeader.TIME_EXCEEDED,
                    IcmpHeader.TIME_TO_LIVE_EXCEEDED,
                    0,
                    true,
                    nowNanos);
            return Verdict.DROP_TTL_EXPIRED;
        }
        if (total > options.mtuV4 && Ipv4Header.dontFragment(buffer, ipv4) && !options.ignoreDf) {
            errors.tell(
                    buffer,
                    ipv4,
                    total,
                    domain,
                    IcmpHeader.DESTINATION_UNREACHABLE,
                    IcmpHeader.FRAGMENTATION_NEEDED,
                    options.mtuV4,
                    true,
                    nowNanos);
            return Verdict.DROP_TOO_BIG;
        }
        Verdict left = worker.exit.leave(packet, options.uniformDscp);
        if (left != Verdict.FORWARDED) {
            return left;
        }
        worker.entry.clamp(buffer, ipv4, total, options);
        if (options.decrementTtlAtEgress) {
            Ipv4Header.decrementTtl(buffer, ipv4);
        }
        worker.ipv4Octets = total;
        return total > options.mtuV4 ? cut(packet, options) : Verdict.FORWARDED;
    }

    /** The first piece stays in the window, the others are pulled. */
    private Verdict cut(Packet packet, DomainOptions options) {
        if (worker.egress.start(packet, options.mtuV4, options.ignoreDf) != CutResult.CUT) {
            return Verdict.DROP_BAD_IPV4_HEADER;
        }
        worker.counters.happened(Event.IPV4_PACKET_CUT, packet.length());
        worker.egress.firstInPlace(packet);
        worker.further = true;
        return Verdict.FORWARDED;
    }
}
