package io.softwire46.mape.operate;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveMap.Text;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.operate.diff.RuleSetDiff.OptionChange;
import io.softwire46.mape.operate.diff.SubscriberChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The difference of two rule sets by enumeration of all subscribers, or of all addresses and ports, on strings of bits. */
final class NaiveDiff {
    private static final int PORTS = 1 << 16;

    /** By PSID offset and length, the PSID of each port; -1 for none. Ports do not depend on worlds. */
    private static final Map<Integer, int[]> PSIDS = new HashMap<>();

    private final Side old;
    private final Side now;

    /** One rule set. */
    private static final class Side {
        final List<ConfiguredDomain> domains;
        final List<NaiveMap.Rule> rules = new ArrayList<>();
        final List<List<IPv6Address>> relays = new ArrayList<>();

        /** By rule, its domain, its index there, and itself. */
        final List<ConfiguredDomain> domainOfRule = new ArrayList<>();

        final List<Integer> indexInDomain = new ArrayList<>();
        final List<MapRule> mapRules = new ArrayList<>();

        Side(List<ConfiguredDomain> domains) {
            this.domains = domains;
            for (ConfiguredDomain each : domains) {
                for (MapRule rule : each.domain().rules().rules()) {
                    indexInDomain.add(each.domain().rules().rules().indexOf(rule));
                    domainOfRule.add(each);
                    mapRules.add(rule);
                    rules.add(NaiveMap.Rule.of(rule));
                    relays.add(rule.borderRelay()
                            .map(List::of)
                            .orElse(each.domain().borderRelays()));
                }
            }
        }

        int length(int rule) {
            return rules.get(rule).ipv6().length() + rules.get(rule).ea();
        }

        /** All End-user prefixes with this rule as the longest match. */
        Set<String> subscribers() {
            Set<String> all = new LinkedHashSet<>();
            for (int i = 0; i < rules.size(); i++) {
                NaiveMap.Rule rule = rules.get(i);
                for (int ea = 0; ea < 1 << rule.ea(); ea++) {
                    String prefix = rule.ipv6() + Text.bits(ea, rule.ea());
                    if (NaiveMap.byIpv6(rules, prefix) == i) {
                        all.add(prefix);
                    }
                }
            }
            return all;
        }

        /** The End-user prefix that owns an address and port; empty for none. */
        String owner(String ipv4, int port) {
            int rule = NaiveMap.byIpv4(rules, ipv4, port);
            return rule < 0
                    ? ""
                    : NaiveMap.owner(rules.get(rule), ipv4, port)
                            .map(ce -> rules.get(rule).ipv6() + ce.ea())
                            .orElse("");
        }
    }

    /** Counts of one change. */
    static final class Count {
        long subscribers;
        long kept;
        long lost;
        long gained;

        @Override
        public String toString() {
            return subscribers + " kept " + kept + " lost " + lost + " gained " + gained;
        }
    }

    NaiveDiff(List<ConfiguredDomain> old, List<ConfiguredDomain> now) {
        this.old = new Side(old);
        this.now = new Side(now);
    }

    Map<SubscriberChange, Count> classes() {
        Map<SubscriberChange, Count> counts = new EnumMap<>(SubscriberChange.class);
        for (SubscriberChange each : SubscriberChange.values()) {
            counts.put(each, new Count());
        }
        Set<String> all = old.subscribers();
        all.addAll(now.subscribers());
        for (String prefix : all) {
            Optional<SubscriberChange> change = change(prefix);
            change.ifPresent(each -> add(counts.get(each), each, prefix));
        }
        return counts;
    }

    private void add(Count count, SubscriberChange change, String prefix) {
        count.subscribers++;
        if (change == SubscriberChange.MOVED_PORTS) {
            int[] before = psids(old.rules.get(NaiveMap.byIpv6(old.rules, prefix)));
            int[] after = psids(now.rules.get(NaiveMap.byIpv6(now.rules, prefix)));
            int one = psid(old, prefix);
            int other = psid(now, prefix);
            for (int port = 0; port < PORTS; port++) {
                boolean isOld = before[port] == one;
                boolean isNew = after[port] == other;
                count.kept += isOld && isNew ? 1 : 0;
                count.lost += isOld && !isNew ? 1 : 0;
                count.gained += !isOld && isNew ? 1 : 0;
            }
        }
    }

    private static int psid(Side side, String prefix) {
        NaiveMap.Rule rule = side.rules.get(NaiveMap.byIpv6(side.rules, prefix));
        return Integer.parseInt(NaiveMap.ce(rule, prefix).orElseThrow().psid(), 2);
    }

    /** The change of a subscriber of one set or both; empty if it is counted in longer prefixes. */
    Optional<SubscriberChange> change(String prefix) {
        int one = NaiveMap.byIpv6(old.rules, prefix);
        int other = NaiveMap.byIpv6(now.rules, prefix);
        if (one < 0 || other < 0) {
            return Optional.of(one < 0 ? SubscriberChange.NEW : SubscriberChange.LOST);
        }
        int oldLength = old.length(one);
        int newLength = now.length(other);
        if (oldLength != newLength) {
            return prefix.length() == Math.max(oldLength, newLength)
                    ? Optional.of(SubscriberChange.PREFIX_LENGTH)
                    : Optional.empty();
        }
        NaiveMap.Ce before = NaiveMap.ce(old.rules.get(one), prefix).orElseThrow();
        NaiveMap.Ce after = NaiveMap.ce(now.rules.get(other), prefix).orElseThrow();
        if (kind(before) != kind(after)) {
            return Optional.of(SubscriberChange.KIND);
        }
        if (!before.ipv4().equals(after.ipv4())) {
            return Optional.of(SubscriberChange.MOVED_IPV4);
        }
        if (kind(before) == 2 && !samePorts(one, other, before.psid(), after.psid())) {
            return Optional.of(SubscriberChange.MOVED_PORTS);
        }
        if (!before.mapAddress().equals(after.mapAddress())) {
            return Optional.of(SubscriberChange.FORMAT_ONLY);
        }
        return Optional.of(
                old.relays.get(one).equals(now.relays.get(other))
                        ? SubscriberChange.UNCHANGED
                        : SubscriberChange.BR_ONLY);
    }

    /**
     * What differs besides mappings. The old and the new domain of each subscriber are compared, and those without common subscribers
     * by name, or if they are the only ones. Of the options, worlds vary the MTU alone.
     */
    Set<OptionChange> options() {
        Set<OptionChange> changes = new HashSet<>();
        Set<List<ConfiguredDomain>> pairs = new HashSet<>();
        Set<String> all = old.subscribers();
        all.addAll(now.subscribers());
        for (String prefix : all) {
            int one = NaiveMap.byIpv6(old.rules, prefix);
            int other = NaiveMap.byIpv6(now.rules, prefix);
            if (one >= 0 && other >= 0 && change(prefix).isPresent()) {
                ConfiguredDomain domain = now.domainOfRule.get(other);
                pairs.add(List.of(old.domainOfRule.get(one), domain));
                String rule = "rules[" + now.indexInDomain.get(other) + "].";
                MapRule before = old.mapRules.get(one);
                MapRule after = now.mapRules.get(other);
                add(changes, domain, rule + "forwarding", before.isForwarding(), after.isForwarding());
                add(changes, domain, rule + "borderRelay", relay(before), relay(after));
            }
        }
        Set<ConfiguredDomain> matched = new HashSet<>();
        pairs.forEach(matched::addAll);
        boolean areOnly = old.domains.size() == 1 && now.domains.size() == 1;
        for (ConfiguredDomain one : old.domains) {
            for (ConfiguredDomain other : now.domains) {
                boolean isSameName = one.domain().name().equals(other.domain().name());
                if (!matched.contains(one) && !matched.contains(other) && (areOnly || isSameName)) {
                    pairs.add(List.of(one, other));
                }
            }
        }
        for (List<ConfiguredDomain> pair : pairs) {
            ConfiguredDomain one = pair.get(0);
            ConfiguredDomain other = pair.get(1);
            add(changes, other, "mesh", one.domain().isMesh(), other.domain().isMesh());
            add(changes, other, "borderRelay", relays(one), relays(other));
            add(changes, other, "mtuV6", one.options().mtuV6(), other.options().mtuV6());
        }
        return changes;
    }

    private static void add(
            Set<OptionChange> changes, ConfiguredDomain domain, String option, Object before, Object after) {
        if (!String.valueOf(before).equals(String.valueOf(after))) {
            changes.add(new OptionChange(
                    domain.domain().name(),
                    option,
                    before == null ? null : before.toString(),
                    after == null ? null : after.toString()));
        }
    }

    private static Object relay(MapRule rule) {
        return rule.borderRelay().map(IPv6Address::toCanonicalString).orElse(null);
    }

    private static Object relays(ConfiguredDomain domain) {
        return String.join(
                ",",
                domain.domain().borderRelays().stream()
                        .map(IPv6Address::toCanonicalString)
                        .toList());
    }

    private static int kind(NaiveMap.Ce ce) {
        return ce.psid().length() > 0 ? 2 : ce.ipv4().length() == 32 ? 1 : 0;
    }

    private boolean samePorts(int one, int other, String before, String after) {
        int[] oldPsids = psids(old.rules.get(one));
        int[] newPsids = psids(now.rules.get(other));
        for (int port = 0; port < PORTS; port++) {
            if ((oldPsids[port] == Integer.parseInt(before, 2)) != (newPsids[port] == Integer.parseInt(after, 2))) {
                return false;
            }
        }
        return true;
    }

    private static int[] psids(NaiveMap.Rule rule) {
        return PSIDS.computeIfAbsent(rule.offset() << 5 | rule.psidBits(), key -> {
            int[] psids = new int[PORTS];
            for (int port = 0; port < PORTS; port++) {
                psids[port] = NaiveMap.psid(rule, port)
                        .map(bits -> Integer.parseInt(bits, 2))
                        .orElse(-1);
            }
            return psids;
        });
    }

    /** Whether the addresses of all rules can be enumerated. */
    boolean hasFewAddresses() {
        return old.rules.stream().allMatch(each -> each.ipv4().length() > 24)
                && now.rules.stream().allMatch(each -> each.ipv4().length() > 24);
    }

    /** Numbers of addresses and ports: same owner, other owner, gained, lost. */
    long[] owners() {
        Set<String> addresses = new TreeSet<>();
        List<NaiveMap.Rule> all = new ArrayList<>(old.rules);
        all.addAll(now.rules);
        for (NaiveMap.Rule each : all) {
            int hosts = 32 - each.ipv4().length();
            for (int host = 0; host < 1 << hosts; host++) {
                addresses.add(each.ipv4() + Text.bits(host, hosts));
            }
        }
        long[] counts = new long[4];
        Map<List<int[]>, Map<Integer, Integer>> groups = new HashMap<>();
        for (String address : addresses) {
            List<int[]> tables = all.stream()
                    .filter(rule -> rule.isShared() && address.startsWith(rule.ipv4()))
                    .map(NaiveDiff::psids)
                    .distinct()
                    .toList();
            groups.computeIfAbsent(tables, NaiveDiff::groups).forEach((port, size) -> {
                String before = old.owner(address, port);
                String after = now.owner(address, port);
                if (!before.isEmpty() || !after.isEmpty()) {
                    int kind = before.isEmpty() ? 2 : after.isEmpty() ? 3 : before.equals(after) ? 0 : 1;
                    counts[kind] += size;
                }
            });
        }
        return counts;
    }

    /** Ports with equal PSIDs under all parameters, by one of them, with their number. */
    private static Map<Integer, Integer> groups(List<int[]> tables) {
        Map<List<Integer>, Integer> first = new HashMap<>();
        Map<Integer, Integer> sizes = new HashMap<>();
        for (int port = 0; port < PORTS; port++) {
            int at = port;
            List<Integer> key =
                    Arrays.asList(tables.stream().map(table -> table[at]).toArray(Integer[]::new));
            sizes.merge(first.computeIfAbsent(key, unused -> at), 1, Integer::sum);
        }
        return sizes;
    }
}
