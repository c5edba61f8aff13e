package io.softwire46.mape.map;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The rules of one domain, with look-ups by End-user prefix, by IPv6 source, and by IPv4 address and port.
 *
 * <p>Immutable.
 */
public final class RuleSet {
    private final List<MapRule> rules;
    private final Ipv6RuleIndex byIpv6;
    private final Ipv4RuleIndex byIpv4;

    private RuleSet(List<MapRule> rules) {
        this.rules = rules;
        byIpv6 = Ipv6RuleIndex.of(rules);
        byIpv4 = Ipv4RuleIndex.of(rules);
    }

    /**
     * Returns a rule set if the rules do not contradict each other.
     *
     * @param rules at least one
     * @return the set
     * @throws MapConfigurationException with findings V40 to V46 or V50
     */
    public static RuleSet of(List<MapRule> rules) {
        MapConfigurationException.throwIfAnyError(RuleSetChecks.checkRelations(rules));
        return new RuleSet(List.copyOf(rules));
    }

    /**
     * Returns a rule set if the rules do not contradict each other.
     *
     * @param rules at least one
     * @return the set
     * @throws MapConfigurationException with findings V40 to V46 or V50
     */
    public static RuleSet of(MapRule... rules) {
        return of(List.of(rules));
    }

    /**
     * Parses the output of {@link #toString}.
     *
     * @param text one rule per line
     * @return the set
     * @throws MapConfigurationException for the first rule that cannot be parsed, or with findings about the set
     */
    public static RuleSet parse(String text) {
        return of(text.lines().map(MapRule::parse).toList());
    }

    /**
     * Returns all findings about a rule set: those of each rule, and V40 to V46 and V50 about their relations.
     *
     * @param rules the rules; fields of findings count them from {@code rules[0]}
     * @return errors, warnings and notes
     */
    public static List<Finding> validate(List<MapRule> rules) {
        return RuleSetChecks.check(rules);
    }

    /**
     * Returns the warnings and notes about the set and its rules.
     *
     * @return findings of severity warning and info
     */
    public List<Finding> findings() {
        return validate(rules);
    }

    /**
     * Returns the rules in the configured order.
     *
     * @return an immutable list
     */
    public List<MapRule> rules() {
        return rules;
    }

    /**
     * Returns whether a Rule IPv4 prefix contains an address.
     *
     * @param address a single address
     * @return true also if no CE owns it
     */
    public boolean containsIpv4(IPv4Address address) {
        return byIpv4.slotOf(Addresses.bitsOfOne(address)) != Ipv4RuleIndex.NO_RULE;
    }

    Ipv6RuleIndex byIpv6() {
        return byIpv6;
    }

    Ipv4RuleIndex byIpv4() {
        return byIpv4;
    }

    /**
     * Returns the basic mapping rule of an End-user prefix: the longest match among Rule IPv6 prefixes that are not
     * longer than it. The F flag has no effect (RFC 7598 section 4.1).
     *
     * @param endUserPrefix the prefix delegated to a CE, with its length
     * @return the rule; empty if no Rule IPv6 prefix contains the End-user prefix
     */
    public Optional<MapRule> bmr(IPv6Address endUserPrefix) {
        Addresses.Prefix prefix = Addresses.Prefix.of(endUserPrefix);
        int length = prefix.length() == Addresses.Prefix.NO_LENGTH ? 128 : prefix.length();
        return rule(byIpv6.ruleOf(prefix.high(), prefix.low(), length));
    }

    /**
     * Returns the CE with an End-user prefix, under its BMR.
     *
     * @param endUserPrefix the prefix delegated to the CE, with its length
     * @return the mapping
     * @throws MapConfigurationException with finding V30 if no rule applies, else as {@link CeMapping#of}
     */
    public CeMapping ce(IPv6Address endUserPrefix) {
        MapRule rule = bmr(endUserPrefix)
                .orElseThrow(() -> new MapConfigurationException(List.of(new Finding(
                        FindingId.V30,
                        Finding.Severity.ERROR,
                        "endUserPrefix",
                        endUserPrefix.toCanonicalString(),
                        "is inside no Rule IPv6 prefix; add a rule for it, or correct the prefix",
                        "RFC 7597 section 5"))));
        return CeMapping.of(rule, endUserPrefix);
    }

    /**
     * Returns the CE that owns an IPv4 address and port.
     *
     * @param address a destination address
     * @param port 0 to 65535, or {@link MapRule#NO_PORT} for a packet without a port
     * @return the CE as the BR and other CEs derive it; empty if no rule contains the address or no CE owns the port
     */
    public Optional<CeMapping> owner(IPv4Address address, int port) {
        return rule(byIpv4.ruleOf(Addresses.bitsOfOne(address), port)).flatMap(rule -> rule.owner(address, port));
    }

    /**
     * Returns the CE of a MAP address, from its EA bits.
     *
     * @param mapAddress the MAP address
     * @return the CE as the BR and other CEs derive it; empty if no Rule IPv6 prefix contains the address
     */
    public Optional<CeMapping> decode(IPv6Address mapAddress) {
        long[] bits = Addresses.bitsOfOne(mapAddress);
        return rule(byIpv6.ruleOf(bits[0], bits[1])).flatMap(rule -> rule.decode(mapAddress));
    }

    /**
     * Checks the source of a tunnel packet (RFC 7597 section 8.1). The longest matches of both sources must be the same
     * rule.
     *
     * @param high bits 0 to 63 of the IPv6 source
     * @param low bits 64 to 127
     * @param ipv4 the IPv4 source
     * @param port the IPv4 packet's source port, or {@link MapRule#NO_PORT}
     * @param mode how much of the IPv6 source to compare
     * @return the outcome
     */
    public SourceCheck check(long high, long low, int ipv4, int port, SourceCheck.Mode mode) {
        int place = byIpv6.ruleOf(high, low);
        if (place == Ipv6RuleIndex.NO_RULE) {
            return SourceCheck.NO_RULE;
        }
        SourceCheck outcome = SourceCheck.of(rules.get(place), high, low, ipv4, port, mode);
        return outcome.isAccepted() && byIpv4.ruleOf(ipv4, port) != place ? SourceCheck.OTHER_RULE : outcome;
    }

    private Optional<MapRule> rule(int place) {
        return place < 0 ? Optional.empty() : Optional.of(rules.get(place));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RuleSet that && rules.equals(that.rules);
    }

    @Override
    public int hashCode() {
        return rules.hashCode();
    }

    /** Returns one rule per line; {@link #parse} reads them. */
    @Override
    public String toString() {
        return rules.stream().map(MapRule::toString).collect(Collectors.joining("\n"));
    }
}
