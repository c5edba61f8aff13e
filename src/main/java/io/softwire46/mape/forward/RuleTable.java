package io.softwire46.mape.forward;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.relay.CompiledRelayTable;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import java.util.List;
import java.util.Optional;

/**
 * The rules of all domains that a BR serves, compiled for look-up.
 *
 * <p>Immutable. Any number of border relays in any number of threads can share it.
 */
public final class RuleTable implements ForwarderTable {
    private final List<ConfiguredDomain> domains;
    private final List<MapRule> rules;
    private final CompiledRelayTable compiled;

    private RuleTable(List<ConfiguredDomain> domains) {
        this.domains = domains;
        rules = domains.size() == 1
                ? domains.get(0).domain().rules().rules()
                : domains.stream()
                        .flatMap(each -> each.domain().rules().rules().stream())
                        .toList();
        compiled = CompiledRelayTable.of(domains);
    }

    /**
     * Compiles the domains that one BR serves.
     *
     * @param domains at least one
     * @return the table
     * @throws MapConfigurationException with all findings if a domain is invalid or the domains conflict
     */
    public static RuleTable of(List<ConfiguredDomain> domains) {
        if (domains.isEmpty()) {
            throw MapConfigurationException.syntax(
                    "domains", "[]", "is empty; a BR needs a domain to serve", "RFC 7597 section 7.2");
        }
        MapConfigurationException.throwIfAnyError(ConfiguredDomain.validateForRelay(domains));
        return new RuleTable(List.copyOf(domains));
    }

    /**
     * Compiles one domain.
     *
     * @param domain addresses, rules and options
     * @return the table
     * @throws MapConfigurationException with all findings if the domain is invalid
     */
    public static RuleTable of(ConfiguredDomain domain) {
        return of(List.of(domain));
    }

    /**
     * Returns the domains.
     *
     * @return an immutable list, in the order given
     */
    @Override
    public List<ConfiguredDomain> domains() {
        return domains;
    }

    /**
     * Returns the rules of all domains, in the order of the domains.
     *
     * @return an immutable list
     */
    @Override
    public List<MapRule> rules() {
        return rules;
    }

    /**
     * Returns the CE that owns an IPv4 address and port. A BR sends packets with this destination to it.
     *
     * @param address the destination address
     * @param port 0 to 65,535, or {@link MapRule#NO_PORT} for a packet without ports
     * @return the CE as a BR derives it; empty if no rule covers the address or no CE owns the port
     */
    public Optional<CeMapping> owner(IPv4Address address, int port) {
        int ipv4 = Addresses.bitsOfOne(address);
        CompiledRules lookup = compiled.rules();
        int slot = lookup.slotOf(ipv4);
        int rule = slot == CompiledRules.NO_RULE ? CompiledRules.NO_RULE : lookup.ruleAt(slot, port);
        return rule < 0 ? Optional.empty() : rules.get(rule).owner(address, port);
    }

    /**
     * Returns the CE that owns an IPv4 address and port, as {@link #owner(IPv4Address, int)}.
     *
     * @param address the destination address, such as {@code 192.0.2.18}
     * @param port 0 to 65,535, or {@link MapRule#NO_PORT} for a packet without ports
     * @return the CE; empty if no rule covers the address or no CE owns the port
     * @throws MapConfigurationException if the text is not an IPv4 address
     */
    public Optional<CeMapping> owner(String address, int port) {
        return owner(Addresses.parseIpv4("address", address), port);
    }

    /**
     * Returns the CE that a MAP address belongs to, by the longest Rule IPv6 prefix of any domain and its EA bits.
     *
     * @param mapAddress an IPv6 source address
     * @return the CE as a BR derives it; empty if no Rule IPv6 prefix contains the address
     */
    public Optional<CeMapping> decode(IPv6Address mapAddress) {
        long[] bits = Addresses.bitsOfOne(mapAddress);
        int rule = compiled.rules().ruleOfSource(bits[0], bits[1]);
        return rule < 0 ? Optional.empty() : rules.get(rule).decode(mapAddress);
    }

    /**
     * Returns the CE that a MAP address belongs to, as {@link #decode(IPv6Address)}.
     *
     * @param mapAddress an IPv6 source address, such as {@code 2001:db8:12:3400:0:c000:212:34}
     * @return the CE; empty if no Rule IPv6 prefix contains the address
     * @throws MapConfigurationException if the text is not an IPv6 address
     */
    public Optional<CeMapping> decode(String mapAddress) {
        return decode(Addresses.parseIpv6("mapAddress", mapAddress));
    }

    /**
     * Returns the memory that the compiled rules take, without the domains that they were compiled from.
     *
     * @return an estimate in octets
     */
    public long octets() {
        return compiled.rules().octets();
    }

    /** Returns the numbers of domains and rules, and the octets of the compiled rules. */
    @Override
    public String toString() {
        return "RuleTable[domains=" + domains.size() + ", rules=" + rules.size() + ", octets=" + octets() + "]";
    }

    CompiledRelayTable compiled() {
        return compiled;
    }
}
