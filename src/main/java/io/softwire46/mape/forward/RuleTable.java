package io.softwire46.mape.forward;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.Addresses;
import io.softwire46.mape.map.Ipv4RuleIndex;
import io.softwire46.mape.map.Ipv6RuleIndex;
import io.softwire46.mape.map.MapConfigurationException;
import io.softwire46.mape.map.MapRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of all domains that a BR serves, compiled for look-up. Rules are numbered through all domains.
 *
 * <p>Downstream one IPv4 index covers all domains. Upstream each BR address has an IPv6 index of its own over the rules of
 * the domains that it serves: BR address and longest match of the source together select the domain (RFC 7597 section 8.1).
 * Immutable; any number of workers share one.
 */
public final class RuleTable {
    static final int NOT_A_BORDER_RELAY = -1;
    static final int NO_DOMAIN = -1;

    private final MapRule[] rules;
    private final int[] domainOfRule;
    private final List<ForwardingOptions> optionsOfDomain;

    /** Outer source of packets to CEs of a rule: its own BR address, else the first of its domain. */
    private final long[] sourceHigh;

    private final long[] sourceLow;

    private final Ipv4RuleIndex byIpv4;

    /** BR addresses in no particular order; real BRs have a handful at most. */
    private final long[] relayHigh;

    private final long[] relayLow;

    /** The domains that a BR address serves, ascending. */
    private final int[][] relayDomains;

    /** Whether packets to CEs leave with this address, which makes it this BR's own and not another BR's. */
    private final boolean[] relayIsSource;

    private final Ipv6RuleIndex[] relayIndex;

    /** From places in {@link #relayIndex} to rule numbers. */
    private final int[][] relayRules;

    private RuleTable(List<ConfiguredDomain> domains) {
        List<MapRule> all = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        Map<IPv6Address, List<Integer>> rulesOfRelay = new LinkedHashMap<>();
        Map<IPv6Address, List<Integer>> domainsOfRelay = new LinkedHashMap<>();
        for (int d = 0; d < domains.size(); d++) {
            List<MapRule> own = domains.get(d).domain().rules().rules();
            Set<IPv6Address> relays =
                    new LinkedHashSet<>(domains.get(d).domain().allBorderRelays());
            for (IPv6Address relay : relays) {
                List<Integer> served = rulesOfRelay.computeIfAbsent(relay, key -> new ArrayList<>());
                domainsOfRelay.computeIfAbsent(relay, key -> new ArrayList<>()).add(d);
                for (int i = 0; i < own.size(); i++) {
                    served.add(all.size() + i);
                }
            }
            all.addAll(own);
            for (int i = 0; i < own.size(); i++) {
                owners.add(d);
            }
        }
        rules = all.toArray(MapRule[]::new);
        domainOfRule = owners.stream().mapToInt(Integer::intValue).toArray();
        optionsOfDomain = domains.stream().map(ConfiguredDomain::options).toList();
        byIpv4 = Ipv4RuleIndex.of(all);
        sourceHigh = new long[rules.length];
        sourceLow = new long[rules.length];
        for (int i = 0; i < rules.length; i++) {
            IPv6Address own = rules[i].borderRelay().orElse(null);
            long[] bits = Addresses.bits(
                    own != null
                            ? own
                            : domains.get(domainOfRule[i])
                                    .domain()
                                    .borderRelays()
                                    .get(0));
            sourceHigh[i] = bits[0];
            sourceLow[i] = bits[1];
        }
        int relays = rulesOfRelay.size();
        relayHigh = new long[relays];
        relayLow = new long[relays];
        relayDomains = domainsOfRelay.values().stream()
                .map(served -> served.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
        relayIsSource = new boolean[relays];
        relayIndex = new Ipv6RuleIndex[relays];
        relayRules = new int[relays][];
        int r = 0;
        for (Map.Entry<IPv6Address, List<Integer>> relay : rulesOfRelay.entrySet()) {
            long[] bits = Addresses.bits(relay.getKey());
            relayHigh[r] = bits[0];
            relayLow[r] = bits[1];
            relayRules[r] =
                    relay.getValue().stream().mapToInt(Integer::intValue).toArray();
            relayIndex[r] = Ipv6RuleIndex.of(
                    Arrays.stream(relayRules[r]).mapToObj(i -> rules[i]).toList());
            r++;
        }
        for (int i = 0; i < rules.length; i++) {
            relayIsSource[relayOf(sourceHigh[i], sourceLow[i])] = true;
        }
    }

    /**
     * Compiles domains that one BR is to serve.
     *
     * @param domains at least one
     * @return the table
     * @throws MapConfigurationException with every finding when one of the domains, or all together, cannot be served
     */
    public static RuleTable of(List<ConfiguredDomain> domains) {
        MapConfigurationException.throwIfAnyError(ConfiguredDomain.validateForRelay(domains));
        return new RuleTable(List.copyOf(domains));
    }

    /**
     * Compiles one domain.
     *
     * @param domain addresses, rules and options
     * @return the table
     * @throws MapConfigurationException with every finding when the domain cannot be served
     */
    public static RuleTable of(ConfiguredDomain domain) {
        return of(List.of(domain));
    }

    List<ForwardingOptions> optionsOfDomain() {
        return optionsOfDomain;
    }

    Ipv4RuleIndex byIpv4() {
        return byIpv4;
    }

    MapRule rule(int number) {
        return rules[number];
    }

    int domainOfRule(int number) {
        return domainOfRule[number];
    }

    long sourceHigh(int rule) {
        return sourceHigh[rule];
    }

    long sourceLow(int rule) {
        return sourceLow[rule];
    }

    /** The place of a BR address, or {@link #NOT_A_BORDER_RELAY}. */
    int relayOf(long high, long low) {
        for (int r = 0; r < relayHigh.length; r++) {
            if (relayLow[r] == low && relayHigh[r] == high) {
                return r;
            }
        }
        return NOT_A_BORDER_RELAY;
    }

    /** Whether a BR address is one that this BR sends from. */
    boolean isOwn(int relay) {
        return relayIsSource[relay];
    }

    /**
     * The first domain that two BR addresses both serve, or {@link #NO_DOMAIN}. Only there is the one another BR to the other;
     * in any other domain it is an address like any.
     */
    int commonDomain(int relay, int otherRelay) {
        for (int domain : relayDomains[relay]) {
            for (int other : relayDomains[otherRelay]) {
                if (domain == other) {
                    return domain;
                }
            }
        }
        return NO_DOMAIN;
    }

    /** The rule that a tunnel packet to a BR address belongs to by its source, or {@link Ipv6RuleIndex#NO_RULE}. */
    int ruleOfSource(int relay, long high, long low) {
        int place = relayIndex[relay].ruleOf(high, low);
        return place == Ipv6RuleIndex.NO_RULE ? Ipv6RuleIndex.NO_RULE : relayRules[relay][place];
    }
}
