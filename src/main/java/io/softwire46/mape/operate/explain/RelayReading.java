package io.softwire46.mape.operate.explain;

import static io.softwire46.mape.operate.explain.Octets.u16;
import static io.softwire46.mape.operate.explain.Octets.u8;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.MapRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reading of a border relay (RFC 7597 sections 5.3, 8 and 8.1).
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class RelayReading extends NodeReading {
    private final Set<Ip6> own = new HashSet<>();

    private RelayReading(List<DomainReading> domains, List<RuleReading> rules, long seed) {
        super(domains, rules, false, seed);
        rules.forEach(rule -> own.add(rule.borderRelay));
    }

    /** Creates the reading of a border relay that serves these domains. */
    public static RelayReading of(List<ConfiguredDomain> configured, long seed) {
        List<DomainReading> domains = new ArrayList<>();
        List<RuleReading> rules = new ArrayList<>();
        for (ConfiguredDomain each : configured) {
            DomainReading domain = new DomainReading(each);
            domains.add(domain);
            rules.addAll(rules(each, domain, rules.size()));
        }
        return new RelayReading(domains, rules, seed);
    }

    static List<RuleReading> rules(ConfiguredDomain configured, DomainReading domain, int firstPlace) {
        List<RuleReading> rules = new ArrayList<>();
        for (MapRule rule : configured.domain().rules().rules()) {
            byte[] relay = rule.borderRelay()
                    .orElseGet(() -> configured.domain().borderRelays().get(0))
                    .getBytes();
            String name = domain.name + "/" + rules.size();
            rules.add(new RuleReading(firstPlace + rules.size(), name, rule, domain, Ip6.at(relay, 0)));
        }
        return rules;
    }

    @Override
    boolean isAnycast(Ip6 source) {
        return domains.stream().anyMatch(each -> each.options.anycast() && each.borderRelays.contains(source));
    }

    @Override
    boolean mayChoose(int identification) {
        return false;
    }

    // ---- from IPv4

    @Override
    Verdict readIpv4(byte[] packet) {
        Trace trace = work.trace;
        Verdict header = Ipv4Reading.checkUnicast(packet, work);
        if (header != Verdict.FORWARDED) {
            return header;
        }
        int destination = Ipv4Reading.destination(packet);
        RuleReading covering = rules.covering(destination);
        if (covering == null || !work.test(Check.COVERING_RULE, true)) {
            trace.step(StepName.RULE, "RFC 7597 section 5.3");
            SourceFacts.noteCandidates(trace, rules, destination, null);
            return trace.drop(Verdict.NOT_MAP);
        }
        Verdict addresses = Ipv4Reading.checkMartian(packet, work);
        if (addresses != Verdict.FORWARDED) {
            return addresses;
        }
        trace.step(StepName.DOMAIN, "RFC 7597 section 5").info().note("domain", covering.domain.name);
        return toCe(Arrays.copyOf(packet, u16(packet, 2)), covering, false);
    }

    /**
     * Forwards a packet to the CE of its destination.
     *
     * @param covering the longest match of the destination
     * @param isFromTunnel whether the packet is from another CE
     */
    private Verdict toCe(byte[] ipv4, RuleReading covering, boolean isFromTunnel) {
        if (!covering.isShared()) {
            return withPort(ipv4, covering, RuleReading.NONE, isFromTunnel);
        }
        if (work.test(Check.FRAGMENT, Ipv4Reading.isFragment(ipv4))) {
            return fragment(ipv4, covering, isFromTunnel);
        }
        PortReading port = port(ipv4, true);
        return port.refusal() == Verdict.FORWARDED
                ? withPort(ipv4, covering, port.number(), isFromTunnel)
                : withoutPort(ipv4, covering, port.refusal(), isFromTunnel);
    }

    /** RFC 7597 section 8.3.2. */
    private Verdict fragment(byte[] ipv4, RuleReading covering, boolean isFromTunnel) {
        Trace trace = work.trace;
        DomainReading domain = covering.domain;
        V4Reassembly treatment = domain.options.v4Reassembly();
        trace.step(StepName.FRAGMENT, "RFC 7597 section 8.3.2")
                .option("v4Reassembly", treatment)
                .note("offset", Ipv4Reading.offsetOctets(ipv4), 6, 8)
                .note("more fragments", Ipv4Reading.hasMore(ipv4) ? "yes" : "no", 6, 7);
        if (treatment == V4Reassembly.NONE) {
            return trace.drop(Verdict.DROP_FRAGMENT_IPV4);
        }
        if (!PortReading.mayHavePort(ipv4)) {
            trace.drop(Verdict.DROP_UNSUPPORTED_PROTOCOL);
            return withoutPort(ipv4, covering, Verdict.DROP_UNSUPPORTED_PROTOCOL, isFromTunnel);
        }
        Datagrams.Source source = stores.address(domain, Ipv4Reading.source(ipv4));
        if (treatment == V4Reassembly.FULL) {
            Reassembler reassembler = stores.toCe();
            Verdict verdict = reassembler.addIpv4(ipv4, null, source, trace, work.number, work.now);
            if (verdict != Verdict.FORWARDED) {
                return endOfFragment(verdict);
            }
            work.count(Event.IPV4_REASSEMBLED);
            work.received = reassembler.received();
            trace.setBase(Trace.NOWHERE);
            return toCe(reassembler.packet(), covering, isFromTunnel);
        }
        PortReading shown = PortReading.of(ipv4, true, trace);
        Verdict verdict = findPort(stores.toCePorts(), ipv4, ipv4, null, shown, source);
        return verdict == Verdict.FORWARDED ? withStored(ipv4, covering, foundPort, isFromTunnel) : verdict;
    }

    private Verdict withStored(byte[] ipv4, RuleReading covering, PortReading port, boolean isFromTunnel) {
        Trace trace = work.trace.step(StepName.PORT, "RFC 7597 section 8.3.2");
        if (!covering.isShared()) {
            return withPort(ipv4, covering, RuleReading.NONE, isFromTunnel);
        }
        if (port.refusal() != Verdict.FORWARDED) {
            trace.drop(port.refusal());
            return withoutPort(ipv4, covering, port.refusal(), isFromTunnel);
        }
        trace.note("port of the first fragment", port.number());
        return withPort(ipv4, covering, port.number(), isFromTunnel);
    }

    private Verdict withPort(byte[] ipv4, RuleReading covering, int port, boolean isFromTunnel) {
        Trace trace = work.trace;
        int destination = Ipv4Reading.destination(ipv4);
        RuleReading rule = rules.owner(destination, port);
        trace.step(StepName.RULE, "RFC 7597 section 5.3");
        SourceFacts.noteCandidates(trace, rules, destination, rule);
        if (rule == null || !work.test(Check.OWNER, true)) {
            trace.note("port " + port, "is not assigned to any CE").drop(Verdict.DROP_UNASSIGNED_PORT);
            if (covering.domain.options.icmpv4NoMappingErrors()) { // RFC 7596 section 6.2
                sendError(ipv4, covering.domain, ErrorType.HOST_UNREACHABLE, isFromTunnel);
            }
            return Verdict.DROP_UNASSIGNED_PORT;
        }
        if (trace.isDetailed()) {
            SourceFacts.noteOwner(trace, rule, destination, port);
        } else {
            trace.step(StepName.EA_BITS, "").info().step(StepName.OWNER, "").info();
        }
        Ip6 mapAddress = rule.mapAddress(destination, port);
        Verdict verdict = tunnel.enter(ipv4, rule.domain, rule.borderRelay, mapAddress);
        if (verdict == Verdict.DROP_TTL_EXPIRED) {
            sendError(ipv4, rule.domain, ErrorType.TIME_EXCEEDED, isFromTunnel);
        } else if (verdict == Verdict.DROP_TOO_BIG && work.nextHopMtu > 0) {
            sendError(ipv4, rule.domain, ErrorType.fragmentationNeeded(work.nextHopMtu), isFromTunnel);
        }
        return verdict;
    }

    private Verdict withoutPort(byte[] ipv4, RuleReading covering, Verdict refusal, boolean isFromTunnel) {
        boolean isError = refusal == Verdict.DROP_UNSUPPORTED_PROTOCOL
                && Ipv4Reading.protocol(ipv4) != Ipv4Reading.ICMP
                && covering.domain.options.icmpv4ProtocolErrors();
        if (isError) {
            sendError(ipv4, covering.domain, ErrorType.PROTOCOL_UNREACHABLE, isFromTunnel);
        }
        return refusal;
    }

    // ---- errors

    /** Returns the rule of the CE that sent a packet of which the start is present; null if there is none. */
    private @Nullable RuleReading ownerOfSource(byte[] packet) {
        int source = Ipv4Reading.source(packet);
        RuleReading covering = rules.covering(source);
        if (covering == null) {
            return null;
        }
        return rules.owner(source, covering.isShared() ? quotedSource(packet) : RuleReading.NONE);
    }

    private int quotedSource(byte[] packet) {
        return PortReading.ofStart(packet, false, work.trace);
    }

    private void sendError(byte[] about, DomainReading domain, ErrorType error, boolean isFromTunnel) {
        if (!maySendIpv4(about, domain)) {
            return;
        }
        RuleReading owner = isFromTunnel ? ownerOfSource(about) : null;
        if ((isFromTunnel && owner == null) || !takeToken(domain)) {
            return;
        }
        int from = domain.options.icmpv4Source();
        if (owner == null) {
            queueIpv4(about, error, from);
        } else {
            queueThroughTunnel(about, error, from, owner);
        }
    }

    private void queueThroughTunnel(byte[] about, ErrorType error, int from, RuleReading owner) {
        int port = owner.isShared() ? quotedSource(about) : RuleReading.NONE;
        Ip6 to = owner.mapAddress(Ipv4Reading.source(about), port);
        queueTunnelled(about, error, from, owner.domain, owner.borderRelay, to);
    }

    // ---- from the tunnel

    @Override
    Verdict readIpv6(byte[] packet) {
        Trace trace = work.trace;
        Verdict header = ExtensionReading.checkHeader(packet, trace);
        if (header != Verdict.FORWARDED) {
            return header;
        }
        Ip6 source = Ip6.at(packet, 8);
        Ip6 destination = Ip6.at(packet, 24);
        List<DomainReading> addressed = addressed(destination);
        trace.step(StepName.DOMAIN, "RFC 7597 section 5");
        if (work.test(Check.BORDER_RELAY_ADDRESS, addressed.isEmpty()) || addressed.isEmpty()) {
            return trace.note("border relay", "not an address of this node", 24, 40)
                    .drop(Verdict.NOT_MAP);
        }
        trace.note("domain", names(addressed), 24, 40);
        if (work.test(Check.LOOP, own.contains(source) || source.equals(destination))) {
            return trace.note("source", "an address of this node (RFC 2473 section 4.1.2)", 8, 24)
                    .drop(Verdict.DROP_LOOP);
        }
        ExtensionReading inside = ExtensionReading.of(packet, trace);
        return switch (inside.next()) {
            case ExtensionReading.IPV4 -> tunnelPacket(packet, inside, addressed);
            case ExtensionReading.FRAGMENT -> tunnelFragment(packet, inside, addressed);
            default -> other(packet, inside, addressed);
        };
    }

    private List<DomainReading> addressed(Ip6 relay) {
        List<DomainReading> addressed = new ArrayList<>(1);
        for (DomainReading each : domains) {
            if (each.borderRelays.contains(relay)) {
                addressed.add(each);
            }
        }
        return addressed;
    }

    private static String names(List<DomainReading> some) {
        return String.join(", ", some.stream().map(each -> each.name).toList());
    }

    private Verdict other(byte[] packet, ExtensionReading inside, List<DomainReading> addressed) {
        DomainReading first = addressed.get(0);
        return inside.refusal() == Verdict.FORWARDED
                ? control(packet, inside, first)
                : dropPayload(packet, inside, first);
    }

    /** Returns the first domain in which the source is another border relay; null if there is none. */
    private @Nullable DomainReading peer(Ip6 source, List<DomainReading> addressed) {
        for (DomainReading each : addressed) {
            if (work.test(Check.PEER_RELAY, each.borderRelays.contains(source))) {
                return each;
            }
        }
        return null;
    }

    private @Nullable RuleReading ruleOfSource(Ip6 source, List<DomainReading> addressed) {
        return rules.ofSource(source, rule -> addressed.contains(rule.domain));
    }

    /** Finds the rule of an outer source; null if there is none, after an error about it. */
    private @Nullable RuleReading acceptCe(byte[] packet, List<DomainReading> addressed) {
        Ip6 source = Ip6.at(packet, 8);
        RuleReading rule = ruleOfSource(source, addressed);
        Trace trace = work.trace.step(StepName.RULE, "RFC 7597 section 8.1");
        SourceFacts.noteCandidates(trace, rules, source, rule);
        if (rule == null || !work.test(Check.SOURCE_RULE, true)) {
            sendAboutSource(packet, addressed.get(0));
            trace.drop(Verdict.DROP_NO_RULE);
            return null;
        }
        return rule;
    }

    private Verdict refusePeer(DomainReading peer) {
        return work.trace
                .step(StepName.RULE, "RFC 7597 section 8.1")
                .option("acceptBrSource", peer.options.acceptBrSource())
                .note("outer source", "another border relay")
                .drop(Verdict.DROP_NO_RULE);
    }

    private Verdict tunnelFragment(byte[] packet, ExtensionReading inside, List<DomainReading> addressed) {
        Ip6 source = Ip6.at(packet, 8);
        DomainReading peer = peer(source, addressed);
        Verdict verdict;
        if (peer != null) {
            verdict = peer.options.acceptBrSource()
                    ? reassemble(packet, inside, peer, stores.peer(peer, source))
                    : refusePeer(peer);
        } else {
            RuleReading rule = acceptCe(packet, addressed);
            verdict = rule == null ? Verdict.DROP_NO_RULE : reassembleFromCe(packet, inside, rule);
        }
        if (verdict != Verdict.FORWARDED) {
            return verdict;
        }
        byte[] whole = stores.tunnel().packet();
        ExtensionReading found = findReassembled(whole);
        return found.next() == ExtensionReading.IPV4
                ? tunnelPacket(whole, found, addressed)
                : other(whole, found, addressed);
    }

    private Verdict tunnelPacket(byte[] packet, ExtensionReading inside, List<DomainReading> addressed) {
        DomainReading peer = peer(Ip6.at(packet, 8), addressed);
        if (peer != null) {
            if (!peer.options.acceptBrSource()) {
                return refusePeer(peer);
            }
            Verdict verdict = checkInner(packet, inside, peer.options);
            return verdict == Verdict.FORWARDED ? toIpv4(packet, peer) : verdict;
        }
        RuleReading rule = acceptCe(packet, addressed);
        if (rule == null) {
            return Verdict.DROP_NO_RULE;
        }
        Verdict verdict = checkFromCe(packet, inside, rule);
        if (verdict != Verdict.FORWARDED) {
            return verdict;
        }
        if (!isOutOfTunnel) {
            return toIpv4(packet, rule.domain);
        }
        work.received = stores.fromCe().received();
        return outOfTunnel(work.ipv4, rule.domain);
    }

    private Verdict toIpv4(byte[] packet, DomainReading domain) {
        Verdict left = tunnel.leave(packet, work.ipv4, domain.options);
        return left == Verdict.FORWARDED ? outOfTunnel(work.ipv4, domain) : left;
    }

    /** Forwards a decapsulated packet to another CE, or to the IPv4 side. */
    private Verdict outOfTunnel(byte[] ipv4, DomainReading domain) {
        ForwardingOptions options = domain.options;
        RuleReading other = rules.covering(Ipv4Reading.destination(ipv4));
        if (other != null && work.test(Check.HAIRPIN, options.hairpin())) { // RFC 7596 section 6.2
            Verdict verdict = toCe(ipv4, other, true);
            if (verdict == Verdict.FORWARDED) {
                work.count(Event.HAIRPINNED);
            }
            return verdict;
        }
        Trace trace = work.trace;
        trace.step(StepName.TTL, "RFC 1812 section 5.3.1")
                .option("decrementTtlAtEgress", options.decrementTtlAtEgress())
                .note("TTL", u8(ipv4, 8), 8, 9);
        if (options.decrementTtlAtEgress() && work.test(Check.TTL, u8(ipv4, 8) <= 1)) {
            sendError(ipv4, domain, ErrorType.TIME_EXCEEDED, true);
            return trace.drop(Verdict.DROP_TTL_EXPIRED);
        }
        int mtu = options.mtuV4().orElse(Integer.MAX_VALUE);
        boolean isTooLong = work.test(Check.SIZE, ipv4.length > mtu);
        trace.step(StepName.SIZE, "RFC 791 section 3.2")
                .option("mtuV4", options.mtuV4().isPresent() ? mtu : "null")
                .note("IPv4 octets", ipv4.length, 2, 4);
        if (isTooLong
                && !options.ignoreDf()
                && work.test(Check.DONT_FRAGMENT, work.received.forbidsFragments(ipv4, mtu))) {
            sendError(ipv4, domain, ErrorType.fragmentationNeeded(mtu), true);
            return trace.drop(Verdict.DROP_TOO_BIG);
        }
        byte[] sent = tunnel.clamp(ipv4, options);
        sent = options.decrementTtlAtEgress() ? Ipv4Reading.oneHopLess(sent) : sent;
        if (!isTooLong) {
            return work.forward(sent);
        }
        if (!Fragmenting.isPossible(ipv4)) {
            return trace.drop(Verdict.DROP_BAD_IPV4_HEADER);
        }
        work.count(Event.IPV4_PACKET_CUT);
        List<byte[]> fragments = Fragmenting.ipv4(work.received.restore(sent), work.received.limit(mtu));
        return work.forward(fragments.stream()
                .map(each -> new Sent(each, Sent.Kind.FRAGMENT))
                .toList());
    }

    // ---- held fragments, expiry, messages

    @Override
    Verdict released(Stores.Released fragment) {
        byte[] window = fragment.held() == null ? new byte[0] : fragment.held().window();
        if (fragment.isToCe()) {
            RuleReading covering = rules.covering(Ipv4Reading.destination(window));
            Verdict verdict =
                    covering == null ? Verdict.DROP_NO_RULE : withStored(window, covering, fragment.port(), false);
            return counted(verdict, Event.RELEASED_INTO_TUNNEL);
        }
        List<DomainReading> addressed = addressed(Ip6.at(window, 24));
        RuleReading rule = ruleOfSource(Ip6.at(window, 8), addressed);
        ExtensionReading inside = ExtensionReading.of(window, work.trace);
        if (rule == null || inside.next() != ExtensionReading.IPV4) {
            return Verdict.DROP_NO_RULE;
        }
        work.ipv4 = Octets.part(window, inside.at(), inside.at() + u16(window, inside.at() + 2));
        work.trace.step(StepName.SOURCE_CHECK, "");
        Verdict verdict = checkStored(work.ipv4, Ip6.at(window, 8), rule, fragment.port());
        verdict = verdict == Verdict.FORWARDED ? toIpv4(window, rule.domain) : verdict;
        return counted(verdict, Event.RELEASED_FROM_TUNNEL);
    }

    private Verdict counted(Verdict verdict, Event event) {
        if (verdict == Verdict.FORWARDED) {
            work.count(event);
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
            List<DomainReading> addressed = addressed(Ip6.at(first, 24));
            if (!addressed.isEmpty()) {
                sendErrorV6(first, ErrorType.V6_REASSEMBLY_TIME_EXCEEDED, addressed.get(0));
            }
            return;
        }
        boolean isFromCe = datagram.kind() == Stores.Kind.FROM_CE;
        RuleReading sender = rules.covering(Ipv4Reading.source(first));
        RuleReading ofCe = isFromCe ? sender : rules.covering(Ipv4Reading.destination(first));
        boolean isTunnelled = isFromCe || (sender != null && sender.domain.options.hairpin());
        if (ofCe != null) {
            sendError(first, ofCe.domain, ErrorType.REASSEMBLY_TIME_EXCEEDED, isTunnelled);
        }
    }

    @Override
    @Nullable RuleReading ruleOfQuote(TunnelErrorReading error) {
        int destination = Ipv4Reading.destination(error.inner());
        RuleReading covering = rules.covering(destination);
        if (covering == null) {
            return null;
        }
        RuleReading rule;
        if (covering.isShared() && error.showsNoPort()) {
            rule = rules.toward(destination, error.outerDestination());
        } else {
            int port = covering.isShared() ? PortReading.ofStart(error.inner(), true, work.trace) : RuleReading.NONE;
            rule = rules.owner(destination, port);
            if (rule != null && !rule.mapAddress(destination, port).equals(error.outerDestination())) {
                return null;
            }
        }
        return rule != null && rule.borderRelay.equals(error.outerSource()) ? rule : null;
    }

    @Override
    @Nullable DomainReading domainOfQuote(TunnelErrorReading error) {
        return null;
    }

    @Override
    Verdict relay(TunnelErrorReading error, DomainReading domain) {
        byte[] inner = error.inner();
        boolean isBack = domain.options.hairpin() && rules.covering(Ipv4Reading.source(inner)) != null;
        RuleReading owner = isBack ? ownerOfSource(inner) : null;
        if (isBack && owner == null) {
            return Verdict.DROP_ICMPV6_FORGED;
        }
        if (!takeToken(domain)) {
            return Verdict.DROP_ICMPV6_RATE_LIMITED;
        }
        int from = domain.options.icmpv4Source();
        if (owner == null) {
            queueIpv4(inner, error.error(), from);
        } else {
            queueThroughTunnel(inner, error.error(), from, owner);
        }
        return Verdict.RELAYED;
    }
}
