package io.softwire46.mape.forward;

import io.softwire46.mape.map.Ipv4RuleIndex;
import io.softwire46.mape.map.Ipv6RuleIndex;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.SourceCheck;
import java.util.List;

/**
 * Rules for look-up by packets; a rule's number is its place in the list.
 *
 * <p>Immutable.
 */
final class CompiledRules {
    static final int NO_RULE = Ipv4RuleIndex.NO_RULE;
    static final int UNASSIGNED_PORT = Ipv4RuleIndex.UNASSIGNED_PORT;

    private final MapRule[] rules;
    private final Ipv4RuleIndex byIpv4;
    private final Ipv6RuleIndex byIpv6;

    private CompiledRules(List<MapRule> list) {
        rules = list.toArray(MapRule[]::new);
        byIpv4 = Ipv4RuleIndex.of(list);
        byIpv6 = Ipv6RuleIndex.of(list);
    }

    static CompiledRules of(List<MapRule> list) {
        return new CompiledRules(list);
    }

    /** The slot of the longest Rule IPv4 prefix around an address, or {@link #NO_RULE}. */
    int slotOf(int ipv4) {
        return byIpv4.slotOf(ipv4);
    }

    /** Whether addresses are shared there, so that {@link #ruleAt} wants the port. */
    boolean needsPort(int slot) {
        return byIpv4.needsPort(slot);
    }

    /** One of the rules of a slot; they are all of one domain. */
    int anyRuleAt(int slot) {
        return byIpv4.anyRuleAt(slot);
    }

    /** The rule of a port or of {@link MapRule#NO_PORT}, or {@link #UNASSIGNED_PORT}. */
    int ruleAt(int slot, int port) {
        return byIpv4.ruleAt(slot, port);
    }

    /** The longest Rule IPv6 prefix around an address, or {@link #NO_RULE}. */
    int ruleOfSource(long high, long low) {
        return byIpv6.ruleOf(high, low);
    }

    boolean isShared(int rule) {
        return rules[rule].isShared();
    }

    /** Upper half of the MAP address of the CE that owns an address and port of the rule (RFC 7597 section 5.3). */
    long mapAddressHigh(int rule, int ipv4, int port) {
        MapRule of = rules[rule];
        return of.mapAddressHigh(of.eaBits(ipv4, of.psidOf(port)));
    }

    /** Lower half of the MAP address of the CE that owns an address and port of the rule. */
    long mapAddressLow(int rule, int ipv4, int port) {
        MapRule of = rules[rule];
        return of.mapAddressLow(of.eaBits(ipv4, of.psidOf(port)));
    }

    /** Whether the EA bits of an IPv6 source stand for an IPv4 source, whatever its port. */
    boolean ownsAddress(int rule, long high, long low, int ipv4) {
        MapRule of = rules[rule];
        int difference = of.ipv4Of(of.eaBitsOf(high, low)) ^ ipv4;
        return of.containsIpv6(high, low) && of.ceIpv4Length() > 0 && difference >>> (32 - of.ceIpv4Length()) == 0;
    }

    /** Whether the EA bits of an IPv6 source stand for an IPv4 source and port (RFC 7597 section 8.1). */
    boolean ownsByEaBits(int rule, long high, long low, int ipv4, int port) {
        return SourceCheck.of(rules[rule], high, low, ipv4, port, SourceCheck.Mode.EA)
                .isAccepted();
    }
}
