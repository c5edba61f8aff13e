package io.softwire46.mape.operate.diff;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A domain of the new set with those rules of the old set that a BR serves with it. The BR accepts packets to the BR addresses of both
 * sets; to the CEs of an old rule it sends from the old one.
 *
 * <p>Not thread-safe: use one instance per domain and thread.
 */
final class UnionDomain {
    private final ConfiguredDomain now;

    private final List<OldRule> oldRules = new ArrayList<>();

    /** An old rule and its domain. */
    private record OldRule(MapRule rule, MapDomain domain) {}

    UnionDomain(ConfiguredDomain now) {
        this.now = now;
    }

    /** Adds an old rule, which the new domain may have, too. */
    void add(MapRule rule, MapDomain domain) {
        oldRules.add(new OldRule(rule, domain));
    }

    /** Returns a rule without BR address, as a rule for forwarding: rules with equal mappings are one rule of a BR. */
    static MapRule mapping(MapRule rule) {
        return rule.borderRelay().isEmpty() && rule.isForwarding()
                ? rule
                : rule.toBuilder()
                        .borderRelay((IPv6Address) null)
                        .forwarding(true)
                        .build();
    }

    /**
     * Returns the domain with the rules of both sets.
     *
     * @throws MapConfigurationException if no BR can have them together
     */
    ConfiguredDomain build() {
        MapDomain domain = now.domain();
        Set<IPv6Address> relays = new LinkedHashSet<>(); // those of old domains first, as a BR sends from the first one
        oldRules.forEach(each -> relays.addAll(each.domain().borderRelays()));
        relays.addAll(domain.borderRelays());
        IPv6Address first = relays.stream().findFirst().orElse(null);
        Map<MapRule, MapRule> onlyNew = new LinkedHashMap<>();
        domain.rules().rules().forEach(each -> onlyNew.put(mapping(each), each));
        List<MapRule> rules = new ArrayList<>();
        Set<IPv6Address> own = new HashSet<>();
        Set<IPv6Address> replaced = new LinkedHashSet<>();
        for (OldRule each : oldRules) {
            MapRule kept = onlyNew.remove(mapping(each.rule()));
            MapRule rule = withRelay(kept == null ? each.rule() : kept, sender(each, first));
            rules.add(rule);
            rule.borderRelay().ifPresent(own::add);
            if (kept != null) {
                kept.borderRelay().ifPresent(replaced::add);
            }
        }
        rules.addAll(onlyNew.values());
        replaced.removeAll(own);
        relays.addAll(replaced);
        return new ConfiguredDomain(
                MapDomain.of(domain.name(), RuleSet.of(rules), List.copyOf(relays), domain.isMesh()), now.options());
    }

    /** Returns the BR address that a rule needs for itself, so that its CEs get packets from the old address. */
    private static @Nullable IPv6Address sender(OldRule old, @Nullable IPv6Address first) {
        return old.rule()
                .borderRelay()
                .orElseGet(() -> old.domain().borderRelays().stream()
                        .findFirst()
                        .filter(each -> !each.equals(first))
                        .orElse(null));
    }

    private static MapRule withRelay(MapRule rule, @Nullable IPv6Address relay) {
        return Objects.equals(rule.borderRelay().orElse(null), relay)
                ? rule
                : rule.toBuilder().borderRelay(relay).build();
    }
}
