package io.softwire46.mape.forward.edge;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.tunnel.ControlMessages;
import io.softwire46.mape.forward.tunnel.DomainOptions;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.icmp.TunnelErrorRelay;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;

/**
 * ICMPv6 messages to a customer edge: echo requests, and errors from within the tunnel. Errors are relayed to the IPv4 sender if
 * this CE would have sent the quoted packet (RFC 2473 section 8, RFC 8201 section 4).
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class EdgeControl {
    private final EdgeState state;
    private final ForwardingContext context;
    private final ControlMessages messages;

    EdgeControl(EdgeState state) {
        this.state = state;
        context = state.context;
        messages = new ControlMessages(context);
    }

    Verdict take(Packet packet, long nowNanos) {
        Verdict verdict = messages.take(packet, state.table.options(), nowNanos);
        return verdict == Verdict.RELAYED ? relay(nowNanos) : verdict;
    }

    private Verdict relay(long nowNanos) {
        if (!isFromThisCe(messages.quoted(), messages.error())) {
            return Verdict.DROP_ICMPV6_FORGED;
        }
        DomainOptions options = state.table.options();
        Verdict verdict = messages.verified(options, nowNanos);
        if (verdict != Verdict.RELAYED) {
            return verdict;
        }
        if (!context.errors.takeToken(state.domain(), messages.quoted().length(), nowNanos)) {
            return Verdict.DROP_ICMPV6_RATE_LIMITED;
        }
        messages.queueError(options);
        return state.napt == null ? Verdict.RELAYED : translate(state.napt, nowNanos);
    }

    /** RFC 5508 REQ-4: the error quotes the packet as the inside host sent it. */
    private Verdict translate(EdgeNapt napt, long nowNanos) {
        return context.errors.take(napt.errorWindow()) ? napt.relay(nowNanos) : Verdict.DROP_ICMPV6_BAD_QUOTE;
    }

    /** Returns whether the quoted source is the CE's own address and port. Later fragments and ICMP errors show no port. */
    private boolean ownsQuotedSource(Packet quoted, TunnelErrorRelay error) {
        CeMapping own = state.table.mapping();
        ByteBuffer buffer = quoted.buffer();
        int ipv4 = quoted.offset();
        int source = Ipv4Header.sourceAddress(buffer, ipv4);
        boolean anyPort = !own.rule().isShared() || error.showsNoPort();
        return anyPort
                ? own.ownsAddress(source)
                : own.owns(source, TransportPort.quotedSourceSide(buffer, ipv4, quoted.length()));
    }

    private boolean isFromThisCe(Packet quoted, TunnelErrorRelay error) {
        CompiledEdgeTable table = state.table;
        return ownsQuotedSource(quoted, error)
                && error.outerSourceHi() == table.mapHigh
                && error.outerSourceLo() == table.mapLow
                && mayHaveBeenSentTo(quoted, error);
    }

    /**
     * Returns whether this CE could have sent the quoted packet to the outer destination. A packet that was a fragment before
     * encapsulation was sent to the BR; one that was fragmented by the encapsulation was sent to the CE of its port. A quoted
     * packet without a port may have been sent to the BR, or to any CE that has the IPv4 address.
     */
    private boolean mayHaveBeenSentTo(Packet quoted, TunnelErrorRelay error) {
        CompiledEdgeTable table = state.table;
        CompiledRules rules = table.meshRules();
        ByteBuffer buffer = quoted.buffer();
        int ipv4 = quoted.offset();
        long high = error.outerDestinationHi();
        long low = error.outerDestinationLo();
        int destination = Ipv4Header.destinationAddress(buffer, ipv4);
        boolean toRelay = high == table.relayHigh() && low == table.relayLow();
        int slot = rules.slotOf(destination);
        if (slot != CompiledRules.NO_RULE && rules.needsPort(slot) && error.showsNoPort()) {
            int rule = toRelay ? CompiledRules.NO_RULE : rules.ruleToward(slot, destination, high, low);
            return toRelay || (rule >= 0 && table.isForwarding(rule));
        }
        int port = Math.max(TransportPort.quotedDestinationSide(buffer, ipv4, quoted.length()), MapRule.NO_PORT);
        int rule = EdgeUpstream.meshRule(table, destination, port);
        if (rule < 0 || (toRelay && rules.isShared(rule) && Ipv4Header.isFragment(buffer, ipv4))) {
            return toRelay;
        }
        return high == rules.mapAddressHigh(rule, destination, port)
                && low == rules.mapAddressLow(rule, destination, port);
    }
}
