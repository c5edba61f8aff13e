package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;

/**
 * The outer source of the current tunnel packet, and the source check of RFC 7597 section 8.1: inner and outer source must belong
 * to the same CE, by the same rule.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class SourceChecker {
    private CompiledRules rules;
    private DomainState domain;

    /** Longest match of the outer source. */
    private int rule = CompiledRules.NO_RULE;

    private long high;
    private long low;

    /**
     * Creates a checker without a current packet.
     *
     * @param rules the rules of the CEs that send to the node
     * @param anyDomain replaced with the domain of the first packet
     */
    public SourceChecker(CompiledRules rules, DomainState anyDomain) {
        this.rules = rules;
        domain = anyDomain;
    }

    /** Adopts the rules and a domain of a new table. */
    public void adopt(CompiledRules next, DomainState anyDomain) {
        rules = next;
        domain = anyDomain;
    }

    /** Sets the outer source to a CE: it is in the prefix of a rule of a domain. */
    @SuppressWarnings("ReferenceEquality") // identity is meant
    public void set(DomainState ofRule, int longestMatch, long sourceHigh, long sourceLow) {
        if (domain != ofRule) { // storing a reference costs a garbage collection barrier
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

    /** Makes the CE the source of the next fragment, identified by its EA bits in the rule. */
    void setSubscriber(FragmentStores stores) {
        stores.setSubscriber(domain.number, rule, rules.eaBits(rule, high, low));
    }

    /**
     * Returns whether an unfragmented packet from the CE could pass the check. If not, its fragments are not stored. Unless the
     * check is strict, the rule alone decides.
     */
    boolean mayPass() {
        return domain.options.sourceCheck != SourceCheckMode.STRICT || rules.isMapAddress(rule, high, low);
    }

    /** Returns whether the CE may send from an IPv4 address, whatever the port. */
    boolean ownsAddress(int ipv4) {
        return rules.ownsAddress(rule, high, low, ipv4);
    }

    /** Returns whether the check needs a port that the packet lacks: it is an IPv4 fragment from a shared address. */
    boolean needsPortOfFragment(ByteBuffer buffer, int inner) {
        return rules.isShared(rule)
                && Ipv4Header.isFragment(buffer, inner)
                && domain.options.sourceCheck != SourceCheckMode.OFF;
    }

    /**
     * Checks a packet whose inner header has been checked. It must not be a fragment if the rule shares addresses.
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
     * @param port the source port, or {@link MapRule#NO_PORT} if the rule does not share addresses
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
