package io.softwire46.mape.forward.relay;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.lookup.CompiledSources;
import io.softwire46.mape.forward.tunnel.DomainOptions;
import io.softwire46.mape.forward.tunnel.OuterSource;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The rules of all domains that a BR serves, compiled for look-up. Rules are numbered through all domains.
 *
 * <p>Downstream, one IPv4 index covers all domains. Upstream, each BR address has its own IPv6 index over the rules of the
 * domains that it serves. BR address and longest match of the source together select the domain (RFC 7597 section 8.1).
 *
 * <p>Immutable. Any number of nodes in any number of threads can share it.
 */
public final class CompiledRelayTable {
    static final int NO_RULE = CompiledRules.NO_RULE;
    public static final int NOT_A_BORDER_RELAY = -1;
    static final int NO_DOMAIN = -1;

    /**
     * Key of the flow labels, shared by all nodes, so that a flow keeps its label when its thread changes (RFC 6437 section 3).
     */
    private final long flowLabelKey = new SecureRandom().nextLong();

    /** All rules; their tags are indexes in {@link #outerSources}. */
    private final CompiledRules rules;

    private final DomainOptions[] optionsOfDomain;
    private final List<String> names;

    private final OuterSource[] outerSources;

    /** BR addresses in ascending order. */
    private final Relay[] relays;

    /** Whether packets to CEs are sent from a BR address, by its index. Then it is this BR's own address and not another BR's. */
    private final boolean[] own;

    /** Whether any domain hairpins. */
    private final boolean hairpins;

    /** Whether a BR address is in a Rule IPv6 prefix, so that it could be a MAP address, too. */
    private final boolean relayAmongCes;

    /** A BR address. */
    private static final class Relay {
        private final long high;
        private final long low;

        /** The domains that it serves, ascending. */
        private final int[] domains;

        /** The index of the rules of these domains by source. */
        private final CompiledSources sources;

        Relay(IPv6Address address, List<Integer> domains, CompiledSources sources) {
            long[] bits = Addresses.bits(address);
            high = bits[0];
            low = bits[1];
            this.domains = domains.stream().mapToInt(Integer::intValue).toArray();
            this.sources = sources;
        }
    }

    private CompiledRelayTable(List<ConfiguredDomain> domains) {
        optionsOfDomain =
                domains.stream().map(each -> new DomainOptions(each.options())).toArray(DomainOptions[]::new);
        names = domains.stream().map(each -> each.domain().name()).toList();
        List<MapRule> all = new ArrayList<>();
        int[] firstRule = new int[domains.size() + 1];
        List<OuterSource> found = new ArrayList<>();
        List<Integer> tags = new ArrayList<>();
        for (int d = 0; d < domains.size(); d++) {
            MapDomain domain = domains.get(d).domain();
            Map<IPv6Address, Integer> numbers = new HashMap<>();
            for (MapRule rule : domain.rules().rules()) {
                IPv6Address source = sourceOf(rule, domain);
                Integer number = numbers.get(source);
                if (number == null) {
                    number = found.size();
                    numbers.put(source, number);
                    found.add(new OuterSource(d, optionsOfDomain[d], Addresses.bits(source)));
                }
                all.add(rule);
                tags.add(number);
            }
            firstRule[d + 1] = all.size();
        }
        outerSources = found.toArray(OuterSource[]::new);
        rules = CompiledRules.of(all, tags::get);
        relays = relays(domains, rules, firstRule);
        own = new boolean[relays.length];
        hairpins = Arrays.stream(optionsOfDomain).anyMatch(options -> options.hairpin);
        relayAmongCes = Arrays.stream(relays).anyMatch(relay -> rules.ruleOfSource(relay.high, relay.low) != NO_RULE);
        for (OuterSource outerSource : outerSources) {
            own[relayOf(outerSource.sourceHigh, outerSource.sourceLow)] = true;
        }
    }

    private static IPv6Address sourceOf(MapRule rule, MapDomain domain) {
        return rule.borderRelay().orElseGet(() -> domain.borderRelays().get(0));
    }

    /** Creates the BR addresses. Addresses that serve the same domains share one index. */
    private static Relay[] relays(List<ConfiguredDomain> domains, CompiledRules rules, int[] firstRule) {
        Map<IPv6Address, List<Integer>> domainsOfRelay = new LinkedHashMap<>();
        for (int d = 0; d < domains.size(); d++) {
            for (IPv6Address relay : new LinkedHashSet<>(domains.get(d).domain().allBorderRelays())) {
                domainsOfRelay.computeIfAbsent(relay, key -> new ArrayList<>()).add(d);
            }
        }
        Map<List<Integer>, CompiledSources> indexes = new HashMap<>();
        return domainsOfRelay.entrySet().stream()
                .map(entry -> new Relay(
                        entry.getKey(),
                        entry.getValue(),
                        indexes.computeIfAbsent(
                                List.copyOf(entry.getValue()), served -> sources(rules, served, firstRule))))
                .sorted(Comparator.comparingLong((Relay relay) -> relay.high).thenComparingLong(relay -> relay.low))
                .toArray(Relay[]::new);
    }

    private static CompiledSources sources(CompiledRules rules, List<Integer> served, int[] firstRule) {
        return rules.sources(served.stream()
                .flatMapToInt(d -> IntStream.range(firstRule[d], firstRule[d + 1]))
                .toArray());
    }

    /** Compiles domains that {@link ConfiguredDomain#validateForRelay} has accepted. */
    public static CompiledRelayTable of(List<ConfiguredDomain> domains) {
        return new CompiledRelayTable(domains);
    }

    public long flowLabelKey() {
        return flowLabelKey;
    }

    public CompiledRules rules() {
        return rules;
    }

    int domains() {
        return optionsOfDomain.length;
    }

    /** Returns the names of the domains, in their order. */
    List<String> names() {
        return names;
    }

    List<DomainOptions> optionsOfDomains() {
        return List.of(optionsOfDomain);
    }

    DomainOptions options(int domain) {
        return optionsOfDomain[domain];
    }

    int domainOfRule(int rule) {
        return outerSource(rule).domain;
    }

    /** Returns domain, options and outer source of a rule. */
    public OuterSource outerSource(int rule) {
        return outerSources[rules.tag(rule)];
    }

    /** Returns the outer sources, indexed by tag. The array must not be changed. */
    public OuterSource[] outerSources() {
        return outerSources;
    }

    /** Returns the index of a BR address, or {@link #NOT_A_BORDER_RELAY}. */
    public int relayOf(long high, long low) {
        int from = 0;
        int to = relays.length - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            Relay relay = relays[middle];
            int order = relay.high == high ? Long.compare(relay.low, low) : Long.compare(relay.high, high);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return NOT_A_BORDER_RELAY;
    }

    public boolean hairpins() {
        return hairpins;
    }

    public boolean hasRelayAmongCes() {
        return relayAmongCes;
    }

    /** Returns whether an address is a BR address that serves a domain. */
    public boolean isServed(long high, long low, int domain) {
        int relay = relayOf(high, low);
        return relay != NOT_A_BORDER_RELAY && serves(relay, domain);
    }

    /** Returns whether this BR sends from a BR address. */
    boolean isOwn(int relay) {
        return own[relay];
    }

    /** Returns the first domain that a BR address serves. Its options apply if no rule determines the domain. */
    int firstDomain(int relay) {
        return relays[relay].domains[0];
    }

    /** Returns whether an address is a BR address that several BRs share: an error to it may reach another BR. */
    boolean isAnycast(long high, long low) {
        int relay = relayOf(high, low);
        if (relay == NOT_A_BORDER_RELAY) {
            return false;
        }
        for (int domain : relays[relay].domains) {
            if (optionsOfDomain[domain].anycast) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the first domain that two BR addresses both serve, or {@link #NO_DOMAIN}. Only in a common domain, one address is
     * another BR for the other; elsewhere it has no special meaning.
     */
    int commonDomain(int relay, int otherRelay) {
        for (int domain : relays[relay].domains) {
            if (Arrays.binarySearch(relays[otherRelay].domains, domain) >= 0) {
                return domain;
            }
        }
        return NO_DOMAIN;
    }

    /** Returns whether a BR address serves a domain. */
    boolean serves(int relay, int domain) {
        int[] domains = relays[relay].domains;
        return domains[0] == domain || Arrays.binarySearch(domains, domain) >= 0;
    }

    /**
     * Returns the same as {@link #ruleOfSource(int, long, long)}, sooner if a guess is right.
     *
     * @param guess a rule, or {@link #NO_RULE}
     */
    public int ruleOfSource(int relay, int guess, long high, long low) {
        boolean right =
                guess >= 0 && rules.isLongestMatch(guess, high, low) && serves(relay, outerSource(guess).domain);
        return right ? guess : ruleOfSource(relay, high, low);
    }

    /** Returns the rule that a tunnel packet to a BR address belongs to by its source, or {@link #NO_RULE}. */
    int ruleOfSource(int relay, long high, long low) {
        return relays[relay].sources.ruleOf(high, low);
    }
}
