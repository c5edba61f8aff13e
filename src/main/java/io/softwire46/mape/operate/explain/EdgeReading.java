package io.softwire46.mape.operate.explain;

import static io.softwire46.mape.operate.explain.Octets.u16;
import static io.softwire46.mape.operate.explain.Octets.u8;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reading of a customer edge without NAPT (RFC 7597 sections 5, 8 and 8.1).
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class EdgeReading extends NodeReading {
    private final DomainReading domain;
    private final RuleReading bmr;
    private final long ownEaBits;
    private final Ip6 mapAddress;
    private final List<Ip6> relays;

    private EdgeReading(
            DomainReading domain,
            List<RuleReading> mesh,
            RuleReading bmr,
            Ip6 endUserPrefix,
            int prefixLength,
            List<Ip6> relays,
            long seed) {
        super(List.of(domain), mesh, true, seed);
        this.domain = domain;
        this.bmr = bmr;
        this.relays = relays;
        ownEaBits = bmr.eaBits(endUserPrefix);
        mapAddress = bmr.mapAddress(endUserPrefix, prefixLength, ownEaBits);
    }

    /**
     * Creates the reading of the CE with an End-user prefix.
     *
     * @param endUserPrefix its 16 octets
     * @param prefixLength in bits
     */
    public static EdgeReading of(ConfiguredDomain configured, byte[] endUserPrefix, int prefixLength, long seed) {
        DomainReading domain = new DomainReading(configured);
        List<RuleReading> all = RelayReading.rules(configured, domain, 0);
        Ip6 prefix = Ip6.at(endUserPrefix, 0).first(prefixLength);
        RuleReading bmr = new RuleIndex(all).ofSource(prefix, rule -> rule.ipv6Length <= prefixLength);
        if (bmr == null) {
            throw new IllegalArgumentException("no rule covers the End-user prefix");
        }
        boolean hasRelay =
                configured.domain().rules().rules().get(bmr.place).borderRelay().isPresent();
        List<Ip6> relays = hasRelay
                ? List.of(bmr.borderRelay)
                : configured.domain().borderRelays().stream()
                        .map(relay -> Ip6.at(relay.getBytes(), 0))
                        .toList();
        List<RuleReading> mesh = configured.domain().isMesh() ? all : List.of();
        return new EdgeReading(domain, mesh, bmr, prefix, prefixLength, relays, seed);
    }

    private boolean ownsAddress(int address) {
        int length = bmr.ceIpv4Length();
        return RuleReading.first(address, length) == RuleReading.first(bmr.ipv4Of(ownEaBits), length);
    }

    private boolean owns(int address, int port) {
        return ownsAddress(address) && (!bmr.isShared() || bmr.psidOf(port) == bmr.psidOf(ownEaBits));
    }

    @Override
    boolean isAnycast(Ip6 source) {
        return domain.options.anycast() && relays.contains(source);
    }

    @Override
    RuleReading ownRule() {
        return bmr;
    }

    @Override
    List<Ip6> ownRelays() {
        return relays;
    }

    @Override
    long ownEaBits() {
        return ownEaBits;
    }

    /** RFC 7597 section 8.3.3: a number of the own port set. */
    @Override
    boolean mayChoose(int identification) {
        return bmr.psidOf(identification) == bmr.psidOf(ownEaBits);
    }

    // ---- from the NAPT

    @Override
    Verdict readIpv4(byte[] packet) {
        Trace trace = work.trace;
        Verdict header = Ipv4Reading.checkUnicast(packet, work);
        if (header != Verdict.FORWARDED) {
            return header;
        }
        Verdict addresses = Ipv4Reading.checkMartian(packet, work);
        if (addresses != Verdict.FORWARDED) {
            return addresses;
        }
        byte[] ipv4 = Arrays.copyOf(packet, u16(packet, 2));
        trace.step(StepName.DOMAIN, "RFC 7597 section 5").info().note("domain", domain.name);
        Verdict verdict = requireOwnSource(ipv4);
        if (verdict != Verdict.FORWARDED) {
            return refused(ipv4, verdict);
        }
        boolean isAtomic = Ipv4Reading.dontFragment(ipv4) && !Ipv4Reading.isFragment(ipv4);
        work.anyIdentificationAt = domain.options.rewriteIpv4Id() && bmr.isShared() && !isAtomic ? 0 : -1;
        return send(ipv4);
    }

    /** RFC 7597 section 8: after the NAPT, address and port are those of the CE. */
    private Verdict requireOwnSource(byte[] ipv4) {
        Trace trace = work.trace;
        int source = Ipv4Reading.source(ipv4);
        trace.step(StepName.SOURCE_CHECK, "RFC 7597 section 8");
        if (trace.isDetailed()) {
            trace.note("own IPv4 address", Ipv4Reading.text(bmr.ipv4Of(ownEaBits)) + "/" + bmr.ceIpv4Length());
        }
        if (!work.test(Check.OWN_ADDRESS, ownsAddress(source))) {
            return trace.drop(Verdict.DROP_NOT_MY_ADDRESS);
        }
        if (!bmr.isShared()) {
            return Verdict.FORWARDED;
        }
        trace.note("own PSID", "0x" + Integer.toHexString(bmr.psidOf(ownEaBits)));
        return work.test(Check.FRAGMENT, Ipv4Reading.isFragment(ipv4))
                ? requireOwnFragment(ipv4)
                : requireOwnPort(ipv4);
    }

    private Verdict requireOwnPort(byte[] ipv4) {
        PortReading port = port(ipv4, false);
        if (port.refusal() != Verdict.FORWARDED) {
            return port.refusal();
        }
        return work.test(Check.OWN_PORT, owns(Ipv4Reading.source(ipv4), port.number()))
                ? Verdict.FORWARDED
                : work.trace.note("PSID of the port", pictured(port.number())).drop(Verdict.DROP_NOT_MY_ADDRESS);
    }

    private String pictured(int port) {
        int psid = bmr.psidOf(port);
        return psid < 0 ? "none" : "0x" + Integer.toHexString(psid);
    }

    /** After a fragment of a datagram was dropped, its later fragments are dropped until the time-out. */
    private Verdict requireOwnFragment(byte[] ipv4) {
        Trace trace = work.trace;
        trace.step(StepName.FRAGMENT, "RFC 7597 section 8").note("offset", Ipv4Reading.offsetOctets(ipv4), 6, 8);
        if (!PortReading.mayHavePort(ipv4)) {
            return trace.drop(Verdict.DROP_UNSUPPORTED_PROTOCOL);
        }
        if (Ipv4Reading.isIcmpError(ipv4)) {
            return requireOwnPort(ipv4);
        }
        PortCache refused = stores.refused();
        boolean isFirst = work.test(Check.FIRST_FRAGMENT, Ipv4Reading.offsetOctets(ipv4) == 0);
        boolean isTiny = work.test(Check.TINY_FRAGMENT, Ipv4Reading.isTiny(ipv4));
        if (!isFirst && !isTiny) {
            return refused.isDiscarded(ipv4, work.now)
                    ? trace.drop(Verdict.DROP_FRAGMENT_DISCARDED)
                    : Verdict.FORWARDED;
        }
        Verdict alone = isTiny ? trace.drop(Verdict.DROP_FRAGMENT_TINY) : requireOwnPort(ipv4);
        if (alone == Verdict.FORWARDED) {
            refused.restore(ipv4, work.now);
        } else {
            refused.expire(work.now);
            refused.discard(ipv4, null, stores.lan(), work.now);
        }
        return alone;
    }

    private Verdict refused(byte[] ipv4, Verdict verdict) {
        boolean isForeign = verdict == Verdict.DROP_NOT_MY_ADDRESS && domain.options.icmpv4NoMappingErrors();
        boolean hasNoPort = verdict == Verdict.DROP_UNSUPPORTED_PROTOCOL
                && Ipv4Reading.protocol(ipv4) != Ipv4Reading.ICMP
                && domain.options.icmpv4ProtocolErrors();
        if (isForeign || hasNoPort) {
            send(ipv4, isForeign ? ErrorType.PROHIBITED : ErrorType.PROTOCOL_UNREACHABLE);
        }
        return verdict;
    }

    private void send(byte[] about, ErrorType error) {
        if (maySendIpv4(about, domain) && takeToken(domain)) {
            queueIpv4(about, error, domain.options.icmpv4Source());
        }
    }

    private Verdict send(byte[] ipv4) {
        Trace trace = work.trace;
        int destination = Ipv4Reading.destination(ipv4);
        int port = Ipv4Reading.isFragment(ipv4)
                ? RuleReading.NONE
                : PortReading.of(ipv4, true, trace).number();
        if (owns(destination, port)) { // RFC 2473 section 4.1.2: not into a tunnel to itself
            trace.step(StepName.TTL, "RFC 1812 section 5.3.1").note("TTL", u8(ipv4, 8), 8, 9);
            if (work.test(Check.TTL, u8(ipv4, 8) <= 1)) {
                send(ipv4, ErrorType.TIME_EXCEEDED);
                return trace.drop(Verdict.DROP_TTL_EXPIRED);
            }
            work.count(Event.HAIRPINNED);
            return work.forward(Ipv4Reading.oneHopLess(ipv4));
        }
        RuleReading rule = meshRule(destination, port);
        trace.step(StepName.RULE, "RFC 7597 section 5");
        SourceFacts.noteCandidates(trace, rules, destination, rule);
        trace.note("sent to", rule == null ? "the border relay" : "the CE of rule " + rule.name);
        if (rule != null && trace.isDetailed()) {
            SourceFacts.noteOwner(trace, rule, destination, port);
        }
        Verdict verdict = tunnel.enter(ipv4, domain, mapAddress, outerDestination(rule, destination, port));
        if (verdict == Verdict.DROP_TTL_EXPIRED) {
            send(ipv4, ErrorType.TIME_EXCEEDED);
        } else if (verdict == Verdict.DROP_TOO_BIG && work.nextHopMtu > 0) {
            send(ipv4, ErrorType.fragmentationNeeded(work.nextHopMtu));
        }
        return verdict;
    }

    /** Returns the forwarding rule for a destination; null to send to the border relay (RFC 7597 section 5). */
    private @Nullable RuleReading meshRule(int destination, int port) {
        RuleReading rule = rules.owner(destination, port);
        return rule != null && rule.isForwarding ? rule : null;
    }

    private Ip6 outerDestination(@Nullable RuleReading rule, int destination, int port) {
        return rule == null ? relays.get(0) : rule.mapAddress(destination, port);
    }

    // ---- from the tunnel

    @Override
    Verdict readIpv6(byte[] packet) {
        Trace trace = work.trace;
        Verdict header = ExtensionReading.checkHeader(packet, trace);
        if (header != Verdict.FORWARDED) {
            return header;
        }
        trace.step(StepName.DOMAIN, "RFC 7597 section 5").note("own MAP address", mapAddress);
        if (!work.test(Check.BORDER_RELAY_ADDRESS, Ip6.at(packet, 24).equals(mapAddress))) {
            return trace.note("destination", "not the address of this CE", 24, 40)
                    .drop(Verdict.NOT_MAP);
        }
        if (work.test(Check.LOOP, Ip6.at(packet, 8).equals(mapAddress))) {
            return trace.note("source", "the address of this CE", 8, 24).drop(Verdict.DROP_LOOP);
        }
        ExtensionReading inside = ExtensionReading.of(packet, trace);
        return switch (inside.next()) {
            case ExtensionReading.IPV4 -> tunnelPacket(packet, inside);
            case ExtensionReading.FRAGMENT -> tunnelFragment(packet, inside);
            default -> other(packet, inside);
        };
    }

    private Verdict other(byte[] packet, ExtensionReading inside) {
        return inside.refusal() == Verdict.FORWARDED
                ? control(packet, inside, domain)
                : dropPayload(packet, inside, domain);
    }

    private boolean isFromRelay(byte[] packet) {
        return work.test(Check.PEER_RELAY, relays.contains(Ip6.at(packet, 8)));
    }

    private @Nullable RuleReading acceptCe(byte[] packet) {
        Ip6 source = Ip6.at(packet, 8);
        RuleReading rule = rules.ofSource(source, any -> true);
        Trace trace = work.trace.step(StepName.RULE, "RFC 7597 section 8.1");
        SourceFacts.noteCandidates(trace, rules, source, rule);
        if (rule == null || !work.test(Check.SOURCE_RULE, true)) {
            sendAboutSource(packet, domain);
            trace.drop(Verdict.DROP_NO_RULE);
            return null;
        }
        return rule;
    }

    private Verdict tunnelFragment(byte[] packet, ExtensionReading inside) {
        Verdict verdict;
        if (isFromRelay(packet)) {
            verdict = reassemble(packet, inside, domain, stores.ownRelay());
        } else {
            RuleReading rule = acceptCe(packet);
            verdict = rule == null ? Verdict.DROP_NO_RULE : reassembleFromCe(packet, inside, rule);
        }
        if (verdict != Verdict.FORWARDED) {
            return verdict;
        }
        byte[] whole = stores.tunnel().packet();
        ExtensionReading found = findReassembled(whole);
        return found.next() == ExtensionReading.IPV4 ? tunnelPacket(whole, found) : other(whole, found);
    }

    private Verdict tunnelPacket(byte[] packet, ExtensionReading inside) {
        if (isFromRelay(packet)) {
            Verdict verdict = checkInner(packet, inside, domain.options);
            return verdict == Verdict.FORWARDED ? toSelf(packet, work.ipv4) : verdict;
        }
        RuleReading rule = acceptCe(packet);
        if (rule == null) {
            return Verdict.DROP_NO_RULE;
        }
        Verdict verdict = checkFromCe(packet, inside, rule);
        if (verdict != Verdict.FORWARDED) {
            return verdict;
        }
        return isOutOfTunnel ? deliver(work.ipv4) : toSelf(packet, work.ipv4);
    }

    private Verdict notMine(int destination) {
        return work.trace
                .step(StepName.OWNER, "RFC 7597 section 8.1")
                .note("inner destination", Ipv4Reading.text(destination))
                .drop(Verdict.DROP_NOT_MY_ADDRESS);
    }

    /** RFC 7597 section 8.1: only packets to the CE's own address and ports are accepted. */
    private Verdict toSelf(byte[] packet, byte[] inner) {
        int destination = Ipv4Reading.destination(inner);
        if (!work.test(Check.OWN_ADDRESS, ownsAddress(destination))) {
            return notMine(destination);
        }
        if (bmr.isShared()) {
            if (work.test(Check.FRAGMENT, Ipv4Reading.isFragment(inner))) {
                return fragment(packet, inner);
            }
            PortReading port = port(inner, true);
            if (port.refusal() != Verdict.FORWARDED) {
                return port.refusal();
            }
            if (!work.test(Check.OWN_PORT, owns(destination, port.number()))) {
                return notMine(destination);
            }
        }
        return decapsulate(packet, inner);
    }

    private Verdict decapsulate(byte[] packet, byte[] inner) {
        Verdict left = tunnel.leave(packet, inner, domain.options);
        return left == Verdict.FORWARDED ? work.forward(tunnel.clamp(work.ipv4, domain.options)) : left;
    }

    private Verdict fragment(byte[] packet, byte[] inner) {
        Trace trace = work.trace;
        ForwardingOptions options = domain.options;
        trace.step(StepName.FRAGMENT, "RFC 7597 section 8.3.2")
                .option("v4Reassembly", options.v4Reassembly())
                .note("offset", Ipv4Reading.offsetOctets(inner), 6, 8);
        if (options.v4Reassembly() == V4Reassembly.NONE) {
            return trace.drop(Verdict.DROP_FRAGMENT_IPV4);
        }
        if (!PortReading.mayHavePort(inner)) {
            return trace.drop(Verdict.DROP_UNSUPPORTED_PROTOCOL);
        }
        Datagrams.Source sender = stores.address(domain, Ipv4Reading.source(inner));
        Ip6 source = Ip6.at(packet, 8);
        if (options.v4Reassembly() == V4Reassembly.FULL) {
            Verdict verdict = tunnel.leave(packet, inner, options);
            if (verdict != Verdict.FORWARDED) {
                return verdict;
            }
            Trace step = trace.step(StepName.FRAGMENT, "RFC 791 section 3.2");
            verdict = stores.toCe().addIpv4(work.ipv4, source, sender, step, work.number, work.now);
            if (verdict != Verdict.FORWARDED) {
                return endOfFragment(verdict);
            }
            work.count(Event.IPV4_REASSEMBLED);
            trace.setBase(Trace.NOWHERE);
            return deliver(stores.toCe().packet());
        }
        PortReading shown = PortReading.of(inner, true, trace);
        Verdict verdict = findPort(stores.toCePorts(), packet, inner, source, shown, sender);
        return verdict == Verdict.FORWARDED ? withStored(packet, inner, foundPort) : verdict;
    }

    private Verdict withStored(byte[] packet, byte[] inner, PortReading port) {
        work.trace.step(StepName.PORT, "RFC 7597 section 8.3.2").note("port of the first fragment", port.number());
        if (port.refusal() != Verdict.FORWARDED) {
            return work.trace.drop(port.refusal());
        }
        int destination = Ipv4Reading.destination(inner);
        return work.test(Check.OWN_PORT, owns(destination, port.number()))
                ? decapsulate(packet, inner)
                : notMine(destination);
    }

    /** Delivers a reassembled packet. */
    private Verdict deliver(byte[] ipv4) {
        int destination = Ipv4Reading.destination(ipv4);
        if (!ownsAddress(destination)) {
            return notMine(destination);
        }
        if (bmr.isShared()) {
            PortReading port = port(ipv4, true);
            if (port.refusal() != Verdict.FORWARDED) {
                return port.refusal();
            }
            if (!owns(destination, port.number())) {
                return notMine(destination);
            }
        }
        return work.forward(tunnel.clamp(ipv4, domain.options));
    }

    // ---- held fragments, expiry, messages

    @Override
    Verdict released(Stores.Released fragment) {
        byte[] window = fragment.held() == null ? new byte[0] : fragment.held().window();
        ExtensionReading inside = ExtensionReading.of(window, work.trace);
        if (inside.next() != ExtensionReading.IPV4) {
            return Verdict.DROP_NO_RULE;
        }
        byte[] inner = Octets.part(window, inside.at(), inside.at() + u16(window, inside.at() + 2));
        Verdict verdict;
        if (fragment.isToCe()) {
            verdict = withStored(window, inner, fragment.port());
        } else {
            RuleReading rule = rules.ofSource(Ip6.at(window, 8), any -> true);
            work.trace.step(StepName.SOURCE_CHECK, "");
            verdict =
                    rule == null ? Verdict.DROP_NO_RULE : checkStored(inner, Ip6.at(window, 8), rule, fragment.port());
            verdict = verdict == Verdict.FORWARDED ? toSelf(window, inner) : verdict;
        }
        if (verdict == Verdict.FORWARDED) {
            work.count(Event.RELEASED_FROM_TUNNEL);
        }
        return verdict;
    }

    @Override
    void expired(Stores.Expired datagram) {
        byte[] first = datagram.first();
        if (first == null) {
            return;
        }
        if (datagram.kind() == Stores.Kind.TUNNEL_PACKET) {
            sendErrorV6(first, ErrorType.V6_REASSEMBLY_TIME_EXCEEDED, domain);
        } else if (maySendIpv4(first, domain) && takeToken(domain)) { // the source is at the other end of the tunnel
            int to = Ipv4Reading.source(first);
            int port = PortReading.ofStart(first, false, work.trace);
            Ip6 outer = outerDestination(meshRule(to, port), to, port);
            int from = Ipv4Reading.destination(first);
            queueTunnelled(first, ErrorType.REASSEMBLY_TIME_EXCEEDED, from, domain, mapAddress, outer);
        }
    }

    @Override
    @Nullable RuleReading ruleOfQuote(TunnelErrorReading error) {
        return null;
    }

    @Override
    @Nullable DomainReading domainOfQuote(TunnelErrorReading error) {
        byte[] inner = error.inner();
        int source = Ipv4Reading.source(inner);
        boolean showsPort = bmr.isShared() && !error.showsNoPort();
        boolean isMine = showsPort ? owns(source, PortReading.ofStart(inner, false, work.trace)) : ownsAddress(source);
        return isMine && error.outerSource().equals(mapAddress) && mayHaveBeenSent(error) ? domain : null;
    }

    /** Received fragments were sent to the border relay; fragments that the node made were sent to the CE of their port. */
    private boolean mayHaveBeenSent(TunnelErrorReading error) {
        byte[] inner = error.inner();
        Ip6 outer = error.outerDestination();
        int destination = Ipv4Reading.destination(inner);
        boolean isToRelay = outer.equals(relays.get(0));
        RuleReading covering = rules.covering(destination);
        if (covering != null && covering.isShared() && error.showsNoPort()) {
            RuleReading rule = isToRelay ? null : rules.toward(destination, outer);
            return isToRelay || (rule != null && rule.isForwarding);
        }
        int port = PortReading.ofStart(inner, true, work.trace);
        RuleReading rule = meshRule(destination, port);
        if (rule == null || (isToRelay && rule.isShared() && Ipv4Reading.isFragment(inner))) {
            return isToRelay;
        }
        return outer.equals(rule.mapAddress(destination, port));
    }

    @Override
    Verdict relay(TunnelErrorReading error, DomainReading by) {
        if (!takeToken(by)) {
            return Verdict.DROP_ICMPV6_RATE_LIMITED;
        }
        queueIpv4(error.inner(), error.error(), by.options.icmpv4Source());
        return Verdict.RELAYED;
    }
}
