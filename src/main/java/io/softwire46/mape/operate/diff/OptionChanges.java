package io.softwire46.mape.operate.diff;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.operate.diff.RuleSetDiff.OptionChange;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What differs between domains besides the mappings of their rules.
 *
 * <p>Static methods only.
 */
final class OptionChanges {
    private OptionChanges() {}

    /** Returns the changes of all domains that belong together; those of a domain are named by its new name. */
    static List<OptionChange> between(List<ConfiguredDomain> old, List<ConfiguredDomain> now, DomainPairs pairs) {
        Set<OptionChange> changes = new LinkedHashSet<>();
        for (DomainPairs.Pair each : pairs.pairs()) {
            compare(old.get(each.old()), now.get(each.now()), changes);
        }
        for (DomainPairs.RulePair each : pairs.unlikeRules()) {
            String name = now.get(each.now().domain()).domain().name();
            String field = "rules[" + each.now().index() + "].";
            MapRule one = each.old().rule();
            MapRule other = each.now().rule();
            add(changes, name, field + "forwarding", one.isForwarding(), other.isForwarding());
            add(changes, name, field + "borderRelay", relay(one), relay(other));
        }
        return List.copyOf(changes);
    }

    private static @Nullable String relay(MapRule rule) {
        return rule.borderRelay().map(IPv6Address::toCanonicalString).orElse(null);
    }

    private static void compare(ConfiguredDomain old, ConfiguredDomain now, Collection<OptionChange> changes) {
        String name = now.domain().name();
        add(changes, name, "mesh", old.domain().isMesh(), now.domain().isMesh());
        add(
                changes,
                name,
                "borderRelay",
                relays(old.domain().borderRelays()),
                relays(now.domain().borderRelays()));
        for (ForwardingOption<?> option : ForwardingOption.all()) {
            add(
                    changes,
                    name,
                    option.name(),
                    old.options().plain(option),
                    now.options().plain(option));
        }
    }

    private static @Nullable String relays(List<IPv6Address> addresses) {
        return addresses.isEmpty()
                ? null
                : addresses.stream().map(IPv6Address::toCanonicalString).collect(Collectors.joining(","));
    }

    private static void add(
            Collection<OptionChange> changes,
            String domain,
            String option,
            @Nullable Object old,
            @Nullable Object now) {
        if (!Objects.equals(old, now)) {
            changes.add(new OptionChange(
                    domain, option, old == null ? null : old.toString(), now == null ? null : now.toString()));
        }
    }
}
