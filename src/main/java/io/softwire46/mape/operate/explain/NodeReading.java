package io.softwire46.mape.operate.explain;

import static io.softwire46.mape.operate.explain.Octets.u16;
import static io.softwire46.mape.operate.explain.Octets.u8;

import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What border relay and customer edge share: the rules, the fragment stores, the source check, and the messages of the node.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public abstract sealed class NodeReading permits RelayReading, EdgeReading {
    /** Stored in a port cache instead of a port: the first fragment failed the source check. */
    private static final PortReading SPOOFED = PortReading.none(Verdict.DROP_SPOOFED);

    final Work work = new Work();
    final PathMtus pathMtus = new PathMtus();
    final Tunnel tunnel = new Tunnel(work, pathMtus);
    final List<DomainReading> domains;

    /** The rules of the CEs that send to the node. */
    final RuleIndex rules;

    final Stores stores;

    /** Whether the accepted packet of a CE has no tunnel header, since it was reassembled from IPv4 fragments. */
    boolean isOutOfTunnel;

    /** The number of datagrams that have expired since the last packet. */
    private long expiredCount;

    NodeReading(List<DomainReading> domains, List<RuleReading> rules, boolean isEdge, long seed) {
        this.domains = domains;
        this.rules = new RuleIndex(rules);
        stores = new Stores(domains, isEdge, seed, work::count);
    }

    abstract Verdict readIpv4(byte[] packet);

    abstract Verdict readIpv6(byte[] packet);

    /** Forwards a fragment that was held. */
    abstract Verdict released(Stores.Released fragment);

    /** Sends an error about an expired datagram. */
    abstract void expired(Stores.Expired datagram);

    abstract boolean isAnycast(Ip6 source);

    /** Returns the rule of the customer edge itself; null at a border relay. */
    @Nullable RuleReading ownRule() {
        return null;
    }

    /** Returns the border relays of the customer edge itself; empty at a border relay. */
    List<Ip6> ownRelays() {
        return List.of();
    }

    /** Returns the EA bits of the customer edge itself. */
    long ownEaBits() {
        return 0;
    }

    /** Returns the octets of the largest IPv4 packet that is not fragmented, as far as the options determine it. */
    int largestUnfragmented(boolean isIpv6) {
        ForwardingOptions options = domains.get(0).options;
        return isIpv6
                ? Math.min(options.mtuV4().orElse(65_535), options.maxPacketSize() - 40)
                : domains.get(0).tunnelMtu(options.mtuV6());
    }

    /** Returns whether the node may give an Identification to an IPv4 packet. */
    abstract boolean mayChoose(int identification);

    /**
     * The result of reading a packet. Immutable.
     *
     * @param events number of each event; none for one that did not happen
     */
    @SuppressWarnings("ArrayRecordComponent") // no one compares them
    public record Reading(Verdict verdict, List<Sent> outputs, Map<Event, Integer> events) {
        /** Returns the first difference of verdict and packets to what the node did, or null. */
        public @Nullable String difference(Verdict actual, List<byte[]> sent, NodeReading node) {
            return actual == verdict
                    ? Comparison.difference(outputs, sent, node)
                    : "verdict " + verdict + " explained, " + actual + " returned";
        }
    }

    /** Discards one datagram whose time-out has passed; returns the error that is sent for it, or null if there is none. */
    public @Nullable Reading expire(long nowNanos) {
        stores.endRelease();
        Stores.Expired expired = stores.expire(nowNanos);
        if (expired.kind() == Stores.Kind.NONE) {
            return null;
        }
        work.begin(new Trace(Trace.Level.NOTHING, null), -1, nowNanos);
        expiredCount++;
        work.count(Event.FRAGMENTS_EXPIRED);
        expired(expired);
        return new Reading(Verdict.NOT_MAP, outputs(Verdict.NOT_MAP), work.events());
    }

    /**
     * Reads a packet.
     *
     * @param number its place in the capture, from 0
     */
    public Reading read(byte[] packet, boolean isIpv6, Trace trace, long number, long nowNanos) {
        work.begin(trace, number, nowNanos);
        stores.endRelease();
        trace.setBase(0);
        trace.step(StepName.IP_VERSION, isIpv6 ? "RFC 8200 section 3" : "RFC 791 section 3.1")
                .info()
                .note("version", isIpv6 ? 6 : 4, 0, 1);
        Verdict verdict = isIpv6 ? readIpv6(packet) : readIpv4(packet);
        List<Sent> outputs = outputs(verdict);
        describeOutputs(outputs);
        expiredCount = 0;
        return new Reading(verdict, outputs, work.events());
    }

    private void describeOutputs(List<Sent> outputs) {
        Trace trace = work.trace;
        trace.setBase(Trace.NOWHERE);
        if (!outputs.isEmpty()) {
            trace.step(StepName.OUTPUT, "RFC 7597 section 8").info().note("packets", outputs.size());
        }
        if (!trace.isDetailed()) {
            return;
        }
        Trace step = null;
        if (expiredCount > 0) {
            step = trace.step(StepName.EVENTS, "RFC 8200 section 4.5").info();
            step.note(Event.FRAGMENTS_EXPIRED + " before this packet", Long.toString(expiredCount));
        }
        for (Map.Entry<Event, Integer> each : work.events().entrySet()) {
            step = step == null ? trace.step(StepName.EVENTS, "RFC 8676").info() : step;
            step.note(each.getKey().name(), each.getValue());
        }
    }

    /** Sends the held fragments before the first one, unless this was dropped or fragmented; then they follow. */
    private List<Sent> outputs(Verdict verdict) {
        List<Sent> all = new ArrayList<>();
        Sent last = null;
        if (verdict.leaves()) {
            Sent own = Objects.requireNonNull(work.first);
            Sent prepared = null;
            if (work.isReleasing && verdict == Verdict.FORWARDED && !work.hasFragments()) {
                prepared = releaseNext();
            }
            last = prepared == null ? null : own;
            all.add(prepared == null ? own : prepared);
        }
        for (Sent next = next(); next != null; next = next()) {
            all.add(next);
        }
        if (last != null) {
            all.add(last);
        }
        for (Sent each : all) {
            work.count(each.isIpv6() ? Event.SENT_IPV6 : Event.SENT_IPV4);
        }
        return all;
    }

    /** Returns the next packet: the rest of the last one, then a held fragment, then an error about held fragments. */
    private @Nullable Sent next() {
        Sent next = work.nextOfLast();
        next = next == null ? releaseNext() : next;
        return next == null ? work.nextOfLast() : next;
    }

    private @Nullable Sent releaseNext() {
        Trace trace = work.trace;
        Stores.Released fragment = stores.release();
        while (fragment.held() != null) {
            work.trace = trace.quiet();
            work.received = Received.WHOLE;
            Verdict verdict = released(fragment);
            work.trace = trace;
            if (verdict == Verdict.FORWARDED) {
                return Objects.requireNonNull(work.first).as(Sent.Kind.RELEASED);
            }
            if (verdict.isDrop()) {
                work.count(Event.RELEASED_DROPPED);
            }
            fragment = stores.release();
        }
        return null;
    }

    // ---- errors

    boolean maySendIpv4(byte[] about, DomainReading by) {
        if (!by.options.icmpv4Errors()) {
            return false;
        }
        if (work.test(Check.ERROR_SUPPRESSION, Ipv4Reading.isSilent(about))) {
            work.count(Event.ICMP_ERROR_SUPPRESSED);
            return false;
        }
        return true;
    }

    boolean takeToken(DomainReading domain) {
        if (work.test(Check.RATE_LIMIT, domain.rate.take(work.now))) {
            return true;
        }
        work.count(Event.ICMP_ERROR_RATE_LIMITED);
        return false;
    }

    /** Queues an ICMP error without a tunnel. */
    void queueIpv4(byte[] about, ErrorType error, int source) {
        byte[] message = Message.error(about, error, source);
        work.queue(new Sent(message, Sent.Kind.ICMP, 0, false), Event.ICMPV4_ERROR_SENT);
    }

    /** Queues an ICMP error in a tunnel packet. */
    void queueTunnelled(byte[] about, ErrorType error, int source, DomainReading through, Ip6 from, Ip6 to) {
        byte[] message = Tunnel.wrap(Message.error(about, error, source), from, to, through.options);
        boolean hasLabel = Tunnel.hasLabel(through);
        work.queue(new Sent(message, Sent.Kind.ICMP, through.headerOctets, hasLabel), Event.ICMPV4_ERROR_SENT);
    }

    void sendErrorV6(byte[] about, ErrorType error, DomainReading domain) {
        if (!domain.options.icmpv6Errors()) {
            return;
        }
        if (work.test(Check.ERROR_SUPPRESSION, isAnycast(Ip6.at(about, 8)) || ExtensionReading.isSilent(about))) {
            work.count(Event.ICMP_ERROR_SUPPRESSED);
        } else if (takeToken(domain)) {
            byte[] message = Message.errorV6(about, error, domain.options.hopLimit());
            work.queue(new Sent(message, Sent.Kind.ICMP), Event.ICMPV6_ERROR_SENT);
        }
    }

    /** RFC 7596 section 6.2: an error about a source that failed the check. */
    void sendAboutSource(byte[] packet, DomainReading domain) {
        if (domain.options.icmpv6SourceCheckErrors()) {
            sendErrorV6(packet, ErrorType.V6_SOURCE_FAILED_POLICY, domain);
        }
    }

    /** Drops a packet for its extension headers or payload. */
    Verdict dropPayload(byte[] packet, ExtensionReading inside, DomainReading domain) {
        ErrorType error = inside.error();
        if (error != null) {
            sendErrorV6(packet, error, domain);
        }
        return inside.refusal();
    }

    // ---- ports and inner packets

    /** Begins step port, and returns the port of a whole packet. */
    PortReading port(byte[] packet, boolean isDestination) {
        Trace trace = work.trace;
        trace.step(StepName.PORT, "RFC 7597 section 8.2").note("protocol", Ipv4Reading.protocol(packet), 9, 10);
        PortReading port = PortReading.of(packet, isDestination, trace);
        if (port.refusal() != Verdict.FORWARDED) {
            trace.drop(port.refusal());
        } else {
            trace.note(port.from(), port.number(), port.at(), port.at() + 2);
        }
        return port;
    }

    /** Checks size and header of the inner packet; returns FORWARDED or the reason for the drop. */
    Verdict checkInner(byte[] packet, ExtensionReading inside, ForwardingOptions options) {
        Trace trace = work.trace;
        int octets = 40 + u16(packet, 4) - inside.atomicOctets();
        if (work.test(Check.PACKET_SIZE, octets > options.maxPacketSize())) {
            trace.step(StepName.SIZE, "RFC 8200 section 5")
                    .note("octets", octets, 4, 6)
                    .option("maxPacketSize", options.maxPacketSize());
            return trace.drop(Verdict.DROP_TOO_BIG);
        }
        byte[] payload = Octets.part(packet, inside.at(), 40 + u16(packet, 4));
        int base = trace.base();
        trace.setBase(base < 0 ? base : base + inside.at());
        Verdict verdict = Ipv4Reading.check(payload, trace, StepName.INNER_HEADER);
        if (verdict != Verdict.FORWARDED) {
            return verdict;
        }
        work.ipv4 = Octets.part(payload, 0, u16(payload, 2));
        int destination = Ipv4Reading.destination(payload);
        if (work.test(Check.MULTICAST, Ipv4Reading.isMulticast(destination))) {
            return trace.drop(Verdict.DROP_MULTICAST);
        }
        return work.test(Check.MARTIAN, Ipv4Reading.isMartian(Ipv4Reading.source(payload), destination))
                ? trace.drop(Verdict.DROP_MARTIAN)
                : Verdict.FORWARDED;
    }

    // ---- fragments of tunnel packets

    /** Adds a fragment of a tunnel packet to the others. */
    Verdict reassemble(byte[] packet, ExtensionReading inside, DomainReading domain, Datagrams.Source source) {
        Trace trace = work.trace;
        trace.step(StepName.TUNNEL_FRAGMENT, "RFC 8200 section 4.5")
                .option("v6Reassembly", domain.options.v6Reassembly())
                .note("offset", u16(packet, inside.at() + 2) & 0xfff8, inside.at() + 2, inside.at() + 4);
        if (!domain.options.v6Reassembly()) {
            return trace.drop(Verdict.DROP_FRAGMENT_IPV6);
        }
        Reassembler reassembler = stores.tunnel();
        Verdict verdict = reassembler.addIpv6(packet, inside.at(), source, trace, work.number, work.now);
        ErrorType problem = reassembler.problem();
        if (verdict != Verdict.FORWARDED && problem != null) {
            sendErrorV6(packet, problem, domain);
        }
        if (verdict == Verdict.FORWARDED) {
            work.count(Event.IPV6_REASSEMBLED);
            trace.setBase(Trace.NOWHERE);
        }
        return endOfFragment(verdict);
    }

    Verdict endOfFragment(Verdict verdict) {
        if (verdict.isDrop()) {
            work.trace.drop(verdict);
        }
        return verdict;
    }

    /** The same from a CE, if an unfragmented packet of it could pass the source check. */
    Verdict reassembleFromCe(byte[] packet, ExtensionReading inside, RuleReading rule) {
        Ip6 source = Ip6.at(packet, 8);
        if (rule.domain.options.v6Reassembly() && !mayPass(rule, source)) {
            work.trace
                    .step(StepName.SOURCE_CHECK, "RFC 7597 section 8.1")
                    .option("sourceCheck", rule.domain.options.sourceCheck());
            sendAboutSource(packet, rule.domain);
            return work.trace.drop(Verdict.DROP_SPOOFED);
        }
        return reassemble(packet, inside, rule.domain, stores.subscriber(rule, source));
    }

    /** Reads the payload of a reassembled tunnel packet: a Fragment header in it was nested in another one. */
    ExtensionReading findReassembled(byte[] packet) {
        ExtensionReading inside = ExtensionReading.of(packet, work.trace);
        return inside.next() == ExtensionReading.FRAGMENT || inside.atomicOctets() > 0
                ? new ExtensionReading(Verdict.DROP_BAD_EXTENSION_HEADER, null, -1, 0, 0)
                : inside;
    }

    // ---- source check

    /** Returns whether some packet from the CE can pass the check. */
    private boolean mayPass(RuleReading rule, Ip6 source) {
        return rule.domain.options.sourceCheck() != SourceCheckMode.STRICT
                || work.test(
                        Check.STRICT_ADDRESS,
                        rule.mapAddress(rule.eaBits(source)).equals(source));
    }

    private static boolean ownsAddress(RuleReading rule, Ip6 source, int ipv4) {
        int length = rule.ceIpv4Length();
        return RuleReading.first(ipv4, length) == RuleReading.first(rule.ipv4Of(rule.eaBits(source)), length);
    }

    /** Checks a tunnel packet of a CE, and its source (RFC 7597 section 8.1). After FORWARDED, {@code work.ipv4} is its packet. */
    Verdict checkFromCe(byte[] packet, ExtensionReading inside, RuleReading rule) {
        isOutOfTunnel = false;
        Verdict verdict = checkInner(packet, inside, rule.domain.options);
        if (verdict != Verdict.FORWARDED) {
            return verdict;
        }
        byte[] inner = work.ipv4;
        verdict = checkSource(packet, inner, rule);
        if (verdict == Verdict.DROP_SPOOFED && !isOutOfTunnel) { // a reassembled datagram has no tunnel packet to quote
            sendAboutSource(packet, rule.domain);
        }
        return verdict;
    }

    private Verdict checkSource(byte[] packet, byte[] inner, RuleReading rule) {
        ForwardingOptions options = rule.domain.options;
        Ip6 source = Ip6.at(packet, 8);
        Trace trace = work.trace;
        boolean isFragment = work.test(Check.FRAGMENT, Ipv4Reading.isFragment(inner));
        if (!rule.isShared() || !isFragment || options.sourceCheck() == SourceCheckMode.OFF) {
            return checkWhole(inner, source, rule);
        }
        trace.step(StepName.FRAGMENT, "RFC 7597 section 8.1")
                .option("innerFragments", options.innerFragments())
                .note("offset", Ipv4Reading.offsetOctets(inner), 6, 8);
        if (options.innerFragments() == InnerFragments.DROP) {
            return trace.drop(Verdict.DROP_FRAGMENT_IPV4);
        }
        if (!PortReading.mayHavePort(inner)) {
            return trace.drop(Verdict.DROP_UNSUPPORTED_PROTOCOL);
        }
        if (!mayPass(rule, source) || !ownsAddress(rule, source, Ipv4Reading.source(inner))) {
            return trace.drop(Verdict.DROP_SPOOFED);
        }
        if (options.innerFragments() == InnerFragments.CACHE) {
            return checkByCache(packet, inner, source, rule);
        }
        boolean isTiny = work.test(Check.TINY_FRAGMENT, Ipv4Reading.isTiny(inner));
        if (isTiny && options.innerFragments() == InnerFragments.ADDRESS) {
            return trace.drop(Verdict.DROP_FRAGMENT_TINY);
        }
        boolean showsPort = Ipv4Reading.offsetOctets(inner) == 0 && !isTiny;
        if (options.innerFragments() == InnerFragments.ADDRESS) {
            return showsPort ? checkWhole(inner, source, rule) : Verdict.FORWARDED;
        }
        if (showsPort) { // a fragment with a foreign port is not held
            work.trace = trace.quiet();
            Verdict shown = checkWhole(inner, source, rule);
            work.trace = trace;
            if (shown == Verdict.DROP_SPOOFED) {
                return checkWhole(inner, source, rule);
            }
        }
        return checkReassembled(packet, inner, source, rule);
    }

    private Verdict checkByCache(byte[] packet, byte[] inner, Ip6 source, RuleReading rule) {
        PortReading port = PortReading.of(inner, false, work.trace);
        if (port.refusal() == Verdict.FORWARDED
                && checkPort(Ipv4Reading.source(inner), port.number(), source, rule) != Verdict.FORWARDED) {
            port = SPOOFED;
        }
        Verdict verdict = findPort(stores.fromCePorts(), packet, inner, source, port, stores.subscriber(rule, source));
        return verdict == Verdict.FORWARDED ? checkStored(inner, source, rule, foundPort) : verdict;
    }

    /** The port that {@link #findPort} has found. */
    PortReading foundPort = SPOOFED;

    /** Finds the port of the datagram of a fragment; FORWARDED if it is known. */
    Verdict findPort(
            PortCache cache,
            byte[] window,
            byte[] fragment,
            @Nullable Ip6 source,
            PortReading shown,
            Datagrams.Source sender) {
        boolean isFirst = work.test(Check.FIRST_FRAGMENT, Ipv4Reading.offsetOctets(fragment) == 0);
        foundPort = shown;
        if (isFirst && Ipv4Reading.isIcmpError(fragment)) {
            return Verdict.FORWARDED; // its port is never stored
        }
        Verdict verdict = cache.add(window, fragment, source, shown, sender, work.trace, work.number, work.now);
        if (!isFirst) {
            foundPort = cache.port();
        }
        work.isReleasing |= cache.isReleasing();
        return endOfFragment(verdict);
    }

    /** Checks a fragment whose port is known. */
    Verdict checkStored(byte[] inner, Ip6 source, RuleReading rule, PortReading port) {
        if (port.refusal() != Verdict.FORWARDED) {
            return work.trace.drop(port.refusal());
        }
        return showSourceCheck(inner, port.number(), source, rule);
    }

    private Verdict checkReassembled(byte[] packet, byte[] inner, Ip6 source, RuleReading rule) {
        Verdict verdict = tunnel.leave(packet, inner, rule.domain.options);
        if (verdict != Verdict.FORWARDED) {
            return verdict;
        }
        Trace trace = work.trace;
        trace.step(StepName.FRAGMENT, "RFC 791 section 3.2");
        Reassembler reassembler = stores.fromCe();
        verdict = reassembler.addIpv4(work.ipv4, source, stores.subscriber(rule, source), trace, work.number, work.now);
        if (verdict != Verdict.FORWARDED) {
            return endOfFragment(verdict);
        }
        work.count(Event.IPV4_REASSEMBLED);
        isOutOfTunnel = true;
        trace.setBase(Trace.NOWHERE);
        work.ipv4 = reassembler.packet();
        return checkWhole(work.ipv4, source, rule);
    }

    /** Checks the source of a packet that shows its port. */
    private Verdict checkWhole(byte[] inner, Ip6 source, RuleReading rule) {
        if (rule.domain.options.sourceCheck() == SourceCheckMode.OFF) {
            return Verdict.FORWARDED;
        }
        int number = RuleReading.NONE;
        if (rule.isShared()) {
            PortReading port = port(inner, false);
            if (port.refusal() != Verdict.FORWARDED) {
                return port.refusal();
            }
            number = port.number();
        }
        return showSourceCheck(inner, number, source, rule);
    }

    private Verdict showSourceCheck(byte[] inner, int port, Ip6 source, RuleReading rule) {
        int address = Ipv4Reading.source(inner);
        Trace trace = work.trace;
        trace.step(StepName.SOURCE_CHECK, "RFC 7597 section 8.1")
                .option("sourceCheck", rule.domain.options.sourceCheck());
        if (trace.isDetailed()) {
            SourceFacts.note(trace, rules, rule, source, address, port);
        }
        Verdict verdict = checkPort(address, port, source, rule);
        return verdict == Verdict.FORWARDED ? verdict : trace.drop(verdict);
    }

    /** Returns FORWARDED if the rule of the inner source is that of the outer source, and both identify the same CE. */
    private Verdict checkPort(int address, int port, Ip6 source, RuleReading rule) {
        RuleReading owner = rules.owner(address, port);
        if (owner == null || (owner.place != rule.place && work.test(Check.SAME_RULE, true))) {
            return Verdict.DROP_SPOOFED;
        }
        boolean isSame = rule.domain.options.sourceCheck() == SourceCheckMode.STRICT
                ? work.test(
                        Check.STRICT_ADDRESS, owner.mapAddress(address, port).equals(source))
                : owner.eaBits(address, owner.isShared() ? owner.psidOf(port) : 0) == owner.eaBits(source);
        return isSame ? Verdict.FORWARDED : Verdict.DROP_SPOOFED;
    }

    // ---- messages to the node

    /** Reads an ICMPv6 message up to the point at which rules are needed. */
    Verdict control(byte[] packet, ExtensionReading inside, DomainReading domain) {
        Trace trace = work.trace;
        trace.step(StepName.INNER_HEADER, "RFC 4443 section 2.1");
        int at = inside.at();
        int end = 40 + u16(packet, 4);
        int type = at == end ? -1 : u8(packet, at);
        boolean isRequest = trace.test(Check.ECHO, type == 128);
        if (type < 0 || (!isRequest && type >= 128)) {
            return trace.drop(Verdict.DROP_ICMPV6);
        }
        if (!Ip6.at(packet, 8).isOfNode()) {
            return trace.drop(Verdict.DROP_ICMPV6_SUPPRESSED);
        }
        Verdict verdict = isRequest ? echo(packet, at, end, domain) : relayed(packet, at);
        return verdict.isDrop() ? trace.drop(verdict) : verdict;
    }

    /** RFC 4443 section 4.2. */
    private Verdict echo(byte[] packet, int at, int end, DomainReading domain) {
        work.trace.option("echoReply", domain.options.echoReply());
        if (!domain.options.echoReply()) {
            return Verdict.DROP_ICMPV6_ECHO;
        }
        if (end - at < 8) {
            return Verdict.DROP_TRUNCATED;
        }
        if (work.test(Check.ICMPV6_CHECKSUM, Message.checksumV6(packet, at, end) != 0)) {
            return Verdict.DROP_ICMPV6_BAD_CHECKSUM;
        }
        byte[] reply = Octets.part(packet, at, end);
        reply[0] = (byte) 129;
        reply[1] = 0;
        int dscp = u16(packet, 0) >>> 6 & 0x3f;
        Ip6 source = Ip6.at(packet, 8);
        byte[] whole = Message.packetV6(Ip6.at(packet, 24), source, dscp << 2, domain.options.hopLimit(), reply);
        long mtu = tunnel.link(domain, source);
        List<byte[]> packets = whole.length > mtu ? Fragmenting.ipv6(whole, (int) mtu) : List.of(whole);
        work.forward(
                packets.stream().map(each -> new Sent(each, Sent.Kind.REPLY)).toList());
        return Verdict.REPLIED;
    }

    private Verdict relayed(byte[] packet, int at) {
        TunnelErrorReading error = TunnelErrorReading.of(packet, at, work.trace);
        return error.needsRules() ? relayedByRules(error) : error.verdict();
    }

    private Verdict relayedByRules(TunnelErrorReading error) {
        RuleReading rule = ruleOfQuote(error);
        DomainReading domain = rule == null ? domainOfQuote(error) : rule.domain;
        work.trace
                .note("quoted IPv4 destination", Ipv4Reading.text(Ipv4Reading.destination(error.inner())))
                .note("quoted outer destination", error.outerDestination());
        if (work.test(Check.FORGED, domain == null) || domain == null) {
            return Verdict.DROP_ICMPV6_FORGED;
        }
        ForwardingOptions options = domain.options;
        boolean lowers = options.dynamicPmtu() && error.pathMtu() >= 0 && error.pathMtu() < options.mtuV6();
        if (lowers && pathMtus.lower(error.outerDestination(), error.pathMtu(), work.now)) {
            work.count(Event.PATH_MTU_LOWERED);
        }
        if (error.verdict() != Verdict.RELAYED) {
            return error.verdict();
        }
        work.trace.option("tunnelErrorRelay", options.tunnelErrorRelay());
        return options.tunnelErrorRelay() && options.icmpv4Errors() ? relay(error, domain) : Verdict.DROP_ICMPV6;
    }

    /** Returns the rule by which the node would have sent the quoted packet; null if there is none. */
    abstract @Nullable RuleReading ruleOfQuote(TunnelErrorReading error);

    /** Returns the domain of a quoted packet that was not sent by a rule; null if the node did not send it. */
    abstract @Nullable DomainReading domainOfQuote(TunnelErrorReading error);

    /** Sends the error to the source of the quoted packet. */
    abstract Verdict relay(TunnelErrorReading error, DomainReading domain);
}
