package io.softwire46.mape.operate.diff;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.operate.diff.RuleSetDiff.OptionChange;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What differs between domains besides their rules.
 *
 * <p>Static methods only.
 */
final class OptionChanges {
    private OptionChanges() {}

    /** Returns the domains of the new set by those of the old one: equal names, or the only domain of each. */
    static IdentityHashMap<ConfiguredDomain, ConfiguredDomain> matched(
            List<ConfiguredDomain> old, List<ConfiguredDomain> now) {
        IdentityHashMap<ConfiguredDomain, ConfiguredDomain> pairs = new IdentityHashMap<>();
        if (old.size() == 1 && now.size() == 1) {
            pairs.put(old.get(0), now.get(0));
            return pairs;
        }
        Map<String, ConfiguredDomain> byName = new LinkedHashMap<>();
        now.forEach(each -> byName.putIfAbsent(each.domain().name(), each));
        for (ConfiguredDomain each : old) {
            ConfiguredDomain other = byName.remove(each.domain().name());
            if (other != null) {
                pairs.put(each, other);
            }
        }
        return pairs;
    }

    static List<OptionChange> between(List<ConfiguredDomain> old, List<ConfiguredDomain> now) {
        IdentityHashMap<ConfiguredDomain, ConfiguredDomain> pairs = matched(old, now);
        List<OptionChange> changes = new ArrayList<>();
        for (ConfiguredDomain each : old) {
            ConfiguredDomain other = pairs.get(each);
            if (other != null) {
                compare(each, other, changes);
            }
        }
        return changes;
    }

    private static void compare(ConfiguredDomain old, ConfiguredDomain now, List<OptionChange> changes) {
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
            List<OptionChange> changes, String domain, String option, @Nullable Object old, @Nullable Object now) {
        if (!Objects.equals(old, now)) {
            changes.add(new OptionChange(
                    domain, option, old == null ? null : old.toString(), now == null ? null : now.toString()));
        }
    }
}
