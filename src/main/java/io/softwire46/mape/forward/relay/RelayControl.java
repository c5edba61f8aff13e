package io.softwire46.mape.forward.relay;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.tunnel.ControlMessages;
import io.softwire46.mape.forward.tunnel.DomainOptions;
import io.softwire46.mape.forward.tunnel.DomainState;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.icmp.TunnelErrorRelay;
import io.softwire46.mape.map.MapRule;
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
        return verdict == Verdict.RELAYED ? relay(nowNanos) : verdict;
    }

    private Verdict relay(long nowNanos) {
        Packet quoted = messages.quoted();
        int rule = ruleOfQuote(quoted, messages.error());
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
        int source = Ipv4Header.sourceAddress(quoted.buffer(), quoted.offset());
        boolean intoTunnel = options.hairpin && state.table.rules().slotOf(source) != CompiledRules.NO_RULE;
        int owner = intoTunnel ? errors.ownerOfSource(quoted) : 0;
        if (owner < 0) {
            return Verdict.DROP_ICMPV6_FORGED;
        }
        if (!context.errors.takeToken(domain, quoted.length(), nowNanos)) {
            return Verdict.DROP_ICMPV6_RATE_LIMITED;
        }
        messages.queueError(options);
        if (intoTunnel) {
            errors.sendThroughTunnel(quoted, owner);
        }
        return Verdict.RELAYED;
    }

    /**
     * Returns the rule by which this BR would have sent the quoted packet between the quoted outer addresses, or a negative
     * value. A quoted packet without a port may have been sent to any CE that has the IPv4 address.
     */
    private int ruleOfQuote(Packet quoted, TunnelErrorRelay error) {
        CompiledRules rules = state.table.rules();
        ByteBuffer buffer = quoted.buffer();
        int destination = Ipv4Header.destinationAddress(buffer, quoted.offset());
        int slot = rules.slotOf(destination);
        if (slot == CompiledRules.NO_RULE) {
            return CompiledRules.NO_RULE;
        }
        int rule;
        if (rules.needsPort(slot) && error.showsNoPort()) {
            rule = rules.ruleToward(slot, destination, error.outerDestinationHi(), error.outerDestinationLo());
        } else {
            int port = rules.needsPort(slot)
                    ? TransportPort.quotedDestinationSide(buffer, quoted.offset(), quoted.length())
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
