package io.softwire46.mape.operate.explain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Longest match of IPv4 and IPv6 addresses in rules: a hash table per prefix length, from the longest length on. Immutable.
 */
final class RuleIndex {
    /** The rules of one IPv4 prefix: those of the whole prefix, and those of single PSIDs. */
    private static final class SamePrefix {
        final List<RuleReading> all = new ArrayList<>();

        @Nullable RuleReading whole;

        final Map<List<Integer>, Map<Integer, RuleReading>> byPsid = new HashMap<>();

        void add(RuleReading rule) {
            all.add(rule);
            if (rule.explicitPsid >= 0) {
                byPsid.computeIfAbsent(List.of(rule.psidOffset, rule.psidLength), key -> new HashMap<>())
                        .putIfAbsent(rule.explicitPsid, rule);
            } else if (whole == null) {
                whole = rule;
            }
        }

        /** Returns the rule that applies to a port, or null: a rule with a PSID applies to the ports of this PSID. */
        @Nullable RuleReading forPort(int port) {
            RuleReading best = whole;
            for (Map<Integer, RuleReading> psids : byPsid.values()) {
                RuleReading any = psids.values().iterator().next();
                int psid = any.psidOf(port);
                RuleReading found = psid < 0 ? null : psids.get(psid);
                if (found != null && (best == null || found.place < best.place)) {
                    best = found;
                }
            }
            return best;
        }
    }

    private final List<RuleReading> rules;
    private final TreeMap<Integer, Map<Integer, SamePrefix>> byIpv4 = new TreeMap<>((a, b) -> b - a);
    private final TreeMap<Integer, Map<Ip6, List<RuleReading>>> byIpv6 = new TreeMap<>((a, b) -> b - a);

    RuleIndex(List<RuleReading> rules) {
        this.rules = List.copyOf(rules);
        for (RuleReading rule : rules) {
            byIpv4.computeIfAbsent(rule.ipv4Length, length -> new HashMap<>())
                    .computeIfAbsent(rule.ipv4, prefix -> new SamePrefix())
                    .add(rule);
            byIpv6.computeIfAbsent(rule.ipv6Length, length -> new HashMap<>())
                    .computeIfAbsent(rule.ipv6, prefix -> new ArrayList<>())
                    .add(rule);
        }
    }

    List<RuleReading> rules() {
        return rules;
    }

    /** Returns the first rule with the longest prefix of an address, whatever the port; null if there is none. */
    @Nullable RuleReading covering(int address) {
        for (Map.Entry<Integer, Map<Integer, SamePrefix>> each : byIpv4.entrySet()) {
            SamePrefix found = each.getValue().get(RuleReading.first(address, each.getKey()));
            if (found != null) {
                return found.all.get(0);
            }
        }
        return null;
    }

    /** Returns the rules that contain an address, the longest prefix first. */
    List<RuleReading> candidates(int address, int limit) {
        List<RuleReading> found = new ArrayList<>();
        for (Map.Entry<Integer, Map<Integer, SamePrefix>> each : byIpv4.entrySet()) {
            SamePrefix same = each.getValue().get(RuleReading.first(address, each.getKey()));
            if (same != null) {
                same.all.stream().limit(limit - found.size()).forEach(found::add);
            }
        }
        return found;
    }

    /**
     * Returns the rule that applies to an address and port, or null: a rule for the port covers the address if it has a longer
     * prefix than others, or a PSID of its own.
     */
    @Nullable RuleReading applying(int address, int port) {
        for (Map.Entry<Integer, Map<Integer, SamePrefix>> each : byIpv4.entrySet()) {
            SamePrefix same = each.getValue().get(RuleReading.first(address, each.getKey()));
            RuleReading found = same == null ? null : same.forPort(port);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Returns the rule whose CE owns an address and port, or null if the port is not assigned. */
    @Nullable RuleReading owner(int address, int port) {
        RuleReading rule = applying(address, port);
        return rule == null || (rule.isShared() && rule.psidOf(port) < 0) ? null : rule;
    }

    /** Returns the first rule with the longest prefix of an IPv6 address that meets a condition; null if there is none. */
    @Nullable RuleReading ofSource(Ip6 source, Predicate<RuleReading> condition) {
        for (Map.Entry<Integer, Map<Ip6, List<RuleReading>>> each : byIpv6.entrySet()) {
            for (RuleReading rule : each.getValue().getOrDefault(source.first(each.getKey()), List.of())) {
                if (condition.test(rule)) {
                    return rule;
                }
            }
        }
        return null;
    }

    /** Returns the rule by which a packet to an address, with some port, is sent to a MAP address; null if there is none. */
    @Nullable RuleReading toward(int address, Ip6 mapAddress) {
        for (Map.Entry<Integer, Map<Ip6, List<RuleReading>>> each : byIpv6.entrySet()) {
            for (RuleReading rule : each.getValue().getOrDefault(mapAddress.first(each.getKey()), List.of())) {
                RuleReading owner =
                        rule.isShared() && rule.containsIpv4(address) ? toward(address, mapAddress, rule) : null;
                if (owner != null) {
                    return owner;
                }
            }
        }
        return null;
    }

    private @Nullable RuleReading toward(int address, Ip6 mapAddress, RuleReading rule) {
        int port = rule.firstPort(rule.psidOf(rule.eaBits(mapAddress)));
        RuleReading owner = owner(address, port);
        return owner != null && owner.mapAddress(address, port).equals(mapAddress) ? owner : null;
    }
}
