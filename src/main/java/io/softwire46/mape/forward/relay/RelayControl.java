package io.softwire46.mape.forward.relay;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.tunnel.ControlMessages;
import io.softwire46.mape.forward.tunnel.DomainOptions;
import io.softwire46.mape.forward.tunnel.DomainState;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.icmp.TunnelErrorRelay;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.wire.IcmpHeader;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;

/**
 * ICMPv6 messages to a border relay: echo requests, and errors from within the tunnel. Errors are relayed to the IPv4 sender if
 * the quoted packet matches the rules (RFC 2473 section 8, RFC 8201 section 4).
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class RelayControl {
    private final RelayState state;
    private final ForwardingContext context;
    private final RelayErrors errors;
    private final ControlMessages messages;

    RelayControl(RelayState state, RelayErrors errors) {
        this.state = state;
        context = state.context;
        messages = new ControlMessages(context);
        this.errors = errors;
    }

    Verdict take(Packet packet, int relay, long nowNanos) {
        Verdict verdict = messages.take(packet, state.firstDomain(relay).options, nowNanos);
        return verdict == Verdict.RELAYED ? relay(packet.buffer(), nowNanos) : verdict;
    }

    private Verdict relay(ByteBuffer buffer, long nowNanos) {
        TunnelErrorRelay error = messages.error();
        int rule = ruleOfQuote(buffer, error);
        if (rule < 0) {
            return Verdict.DROP_ICMPV6_FORGED;
        }
        DomainState domain = state.domainOfRule(rule);
        context.match(domain.number, rule);
        DomainOptions options = domain.options;
        Verdict verdict = messages.verified(options, nowNanos);
        if (verdict != Verdict.RELAYED) {
            return verdict;
        }
        int ipv4 = error.innerOffset();
        boolean intoTunnel = options.hairpin
                && state.table.rules().slotOf(Ipv4Header.sourceAddress(buffer, ipv4)) != CompiledRules.NO_RULE;
        int owner = intoTunnel ? errors.ownerOfSource(buffer, ipv4, error.innerOctets()) : 0;
        if (owner < 0) {
            return Verdict.DROP_ICMPV6_FORGED;
        }
        if (!context.errors.takeToken(domain, error.innerOctets(), nowNanos)) {
            return Verdict.DROP_ICMPV6_RATE_LIMITED;
        }
        errors.send(
                buffer,
                ipv4,
                error.innerOctets(),
                options,
                IcmpHeader.DESTINATION_UNREACHABLE,
                error.code(),
                error.secondWord(),
                intoTunnel,
                owner);
        return Verdict.RELAYED;
    }

    /**
     * Returns the rule by which this BR would have sent the quoted packet between the quoted outer addresses, or a negative
     * value. A quoted packet without a port may have been sent to any CE that has the IPv4 address.
     */
    private int ruleOfQuote(ByteBuffer buffer, TunnelErrorRelay error) {
        CompiledRules rules = state.table.rules();
        int destination = Ipv4Header.destinationAddress(buffer, error.innerOffset());
        int slot = rules.slotOf(destination);
        if (slot == CompiledRules.NO_RULE) {
            return CompiledRules.NO_RULE;
        }
        int rule;
        if (rules.needsPort(slot) && error.showsNoPort()) {
            rule = rules.ruleToward(slot, destination, error.outerDestinationHi(), error.outerDestinationLo());
        } else {
            int port = rules.needsPort(slot)
                    ? TransportPort.quotedDestinationSide(buffer, error.innerOffset(), error.innerOctets())
                    : MapRule.NO_PORT;
            rule = rules.ruleAt(slot, Math.max(port, MapRule.NO_PORT));
            if (rule >= 0
                    && (rules.mapAddressHigh(rule, destination, port) != error.outerDestinationHi()
                            || rules.mapAddressLow(rule, destination, port) != error.outerDestinationLo())) {
                return CompiledRules.NO_RULE;
            }
        }
        boolean sent = rule >= 0
                && state.table.outerSource(rule).sourceHigh == error.outerSourceHi()
                && state.table.outerSource(rule).sourceLow == error.outerSourceLo();
        return sent ? rule : CompiledRules.NO_RULE;
    }
}
