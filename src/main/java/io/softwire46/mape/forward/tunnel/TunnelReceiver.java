package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.fragment.Ipv6Reassembler;
import io.softwire46.mape.icmp.Icmpv6Error;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;

/**
 * Reassembles and checks tunnel packets, for both nodes (RFC 2473 section 7, RFC 7597 section 8.1). The node looks up the rule of
 * the outer source, if that is a CE, and forwards the packets that were accepted.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class TunnelReceiver {
    private final ForwardingContext context;
    private final SourceChecker source;
    private final TunnelErrors errors;
    private final FragmentSourceChecker fragments;

    public TunnelReceiver(ForwardingContext context, SourceChecker source, TunnelErrors errors) {
        this.context = context;
        this.source = source;
        this.errors = errors;
        fragments = new FragmentSourceChecker(context, source);
    }

    /**
     * Accepts an outer source as a CE.
     *
     * @param domain the domain of the rule; without a rule, the domain whose options permit an error
     * @param rule longest match of the source, or {@link CompiledRules#NO_RULE}
     * @return false if there is no rule
     */
    public boolean acceptCe(Packet packet, DomainState domain, int rule, long high, long low, long nowNanos) {
        if (rule == CompiledRules.NO_RULE) {
            errors.sendAboutSource(packet, domain, nowNanos);
            return false;
        }
        source.set(domain, rule, high, low);
        context.match(domain.number, rule);
        return true;
    }

    /**
     * Adds a fragment of a tunnel packet from the CE, as {@link #reassemble}, if an unfragmented packet could pass the source
     * check.
     */
    public Verdict reassembleFromCe(Packet packet, FragmentStores stores, long nowNanos) {
        DomainState domain = source.domain();
        if (domain.options.v6Reassembly && !source.mayPass()) { // its fragments must not take memory
            errors.sendAboutSource(packet, domain, nowNanos);
            return Verdict.DROP_SPOOFED;
        }
        source.setSubscriber(stores);
        return reassemble(packet, domain, stores, nowNanos);
    }

    /**
     * Adds a fragment of a tunnel packet to the others.
     *
     * @param domain the domain whose options apply
     * @param stores the fragment stores, with the source of the fragment
     * @return {@link Verdict#FORWARDED} with the window on the reassembled packet, {@link Verdict#HELD}, or a drop
     */
    public Verdict reassemble(Packet packet, DomainState domain, FragmentStores stores, long nowNanos) {
        if (!domain.options.v6Reassembly) {
            return Verdict.DROP_FRAGMENT_IPV6;
        }
        Verdict verdict = context.reassembly.addToTunnelPacket(packet, stores, nowNanos);
        Ipv6Reassembler reassembler = FragmentStores.require(stores.tunnel);
        int code = reassembler.parameterProblemCode();
        if (verdict != Verdict.FORWARDED && code != Ipv6Reassembler.NONE) {
            int pointer = reassembler.parameterProblemPointer();
            errors.send(packet, domain, Icmpv6Error.parameterProblem(code), pointer, nowNanos);
        }
        return verdict;
    }

    /**
     * Checks the size and the inner header of a tunnel packet in which {@link Decapsulator#find} detected IPv4.
     *
     * @return {@link Verdict#FORWARDED}, or the reason for the drop
     */
    public Verdict checkInner(Packet packet, DomainOptions options) {
        return context.exit.packetOctets(packet) > options.maxPacketSize
                ? Verdict.DROP_TOO_BIG
                : context.exit.checkInner(packet.buffer());
    }

    /**
     * Checks a tunnel packet from the CE as {@link #checkInner}, and its source.
     *
     * @return {@link Verdict#FORWARDED}, {@link Verdict#HELD}, or the reason for the drop
     */
    public Verdict checkFromCe(Packet packet, FragmentStores stores, long nowNanos) {
        DomainState domain = source.domain();
        Verdict verdict = checkInner(packet, domain.options);
        if (verdict != Verdict.FORWARDED) {
            return verdict;
        }
        verdict = fragments.check(packet, stores, nowNanos);
        if (verdict == Verdict.DROP_SPOOFED && !fragments.isReassembled()) { // reassembled: no tunnel packet to quote
            errors.sendAboutSource(packet, domain, nowNanos);
        }
        return verdict;
    }

    /** Returns whether the accepted packet of the CE has no tunnel header, since it was reassembled from IPv4 fragments. */
    public boolean isOutOfTunnel() {
        return fragments.isReassembled();
    }

    /** Checks a tunnel packet that was held until the source port of its inner fragment was known. */
    public Verdict checkReleased(Packet packet, int port) {
        ByteBuffer buffer = packet.buffer();
        return context.exit.find(packet) == TunnelPayload.IPV4
                ? fragments.withPort(buffer, port)
                : Verdict.DROP_NO_RULE;
    }
}
