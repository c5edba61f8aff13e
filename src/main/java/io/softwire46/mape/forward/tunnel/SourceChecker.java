package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;

/**
 * The outer source of the tunnel packet at hand, and the source check of RFC 7597 section 8.1: the inner source must be what the outer
 * source stands for, and both must select the same rule.
 *
 * <p>Not thread-safe: one per worker.
 */
public final class SourceChecker {
    private CompiledRules rules;
    private DomainState domain;

    /** By longest match of the outer source. */
    private int rule = CompiledRules.NO_RULE;

    private long high;
    private long low;

    /**
     * A checker that has seen no packet.
     *
     * @param rules of the CEs that send to the node
     * @param anyDomain is replaced with that of the first packet
     */
    public SourceChecker(CompiledRules rules, DomainState anyDomain) {
        this.rules = rules;
        domain = anyDomain;
    }

    /** Adopts the rules and a domain of a table that has just been published. */
    public void adopt(CompiledRules next, DomainState anyDomain) {
        rules = next;
        domain = anyDomain;
    }

    /** The source is a CE: it is in the prefix of a rule of a domain. */
    @SuppressWarnings("ReferenceEquality") // the same object is meant
    public void set(DomainState ofRule, int longestMatch, long sourceHigh, long sourceLow) {
        if (domain != ofRule) { // a reference that is written costs the collector's barrier
            domain = ofRule;
        }
        rule = longestMatch;
        high = sourceHigh;
        low = sourceLow;
    }

    public DomainState domain() {
        return domain;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    /** Makes the CE the source of the next fragment: it alone has its EA bits within the rule. */
    void setSubscriber(FragmentStores stores) {
        stores.setSubscriber(domain.number, rule, rules.eaBits(rule, high, low));
    }

    /**
     * Whether a whole packet from the CE could pass the check: no fragment from another source needs to be kept. Where
     * only the EA bits count, the rule alone decides.
     */
    boolean mayPass() {
        return domain.options.sourceCheck != SourceCheckMode.STRICT || rules.isMapAddress(rule, high, low);
    }

    /** Whether the CE may send from an IPv4 address, whatever the port. */
    boolean ownsAddress(int ipv4) {
        return rules.ownsAddress(rule, high, low, ipv4);
    }

    /** Whether only the port decides, and a packet has none: an IPv4 fragment from a shared address. */
    boolean needsPortOfFragment(ByteBuffer buffer, int inner) {
        return rules.isShared(rule)
                && Ipv4Header.isFragment(buffer, inner)
                && domain.options.sourceCheck != SourceCheckMode.OFF;
    }

    /**
     * Checks a packet whose inner header has been checked, and which is no fragment where the rule shares addresses.
     *
     * @return {@link Verdict#FORWARDED}, or the reason for the drop
     */
    Verdict check(ByteBuffer buffer, int inner) {
        if (domain.options.sourceCheck == SourceCheckMode.OFF) {
            return Verdict.FORWARDED;
        }
        int port = MapRule.NO_PORT;
        if (rules.isShared(rule)) {
            port = TransportPort.sourceSide(buffer, inner, Ipv4Header.totalLength(buffer, inner));
            if (port < 0) {
                return PortVerdict.of(port);
            }
        }
        return checkSource(Ipv4Header.sourceAddress(buffer, inner), port);
    }

    /**
     * Checks an inner source.
     *
     * @param port of the source, or {@link MapRule#NO_PORT} where the rule does not share addresses
     */
    Verdict checkSource(int source, int port) {
        int slot = rules.slotOf(source);
        // The longest match of the inner source is the same rule, so the address is in it and the port is assigned.
        boolean accepted = slot != CompiledRules.NO_RULE
                && rules.ruleAt(slot, port) == rule
                && (domain.options.sourceCheck == SourceCheckMode.STRICT
                        ? rules.mapAddressHigh(rule, source, port) == high
                                && rules.mapAddressLow(rule, source, port) == low
                        : rules.ownsByEaBits(rule, high, low, source, port));
        return accepted ? Verdict.FORWARDED : Verdict.DROP_SPOOFED;
    }
}
