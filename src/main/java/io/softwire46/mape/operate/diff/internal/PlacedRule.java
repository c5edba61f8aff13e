package io.softwire46.mape.operate.diff.internal;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.map.MapRule;
import java.util.ArrayList;
import java.util.List;

/**
 * A rule with its place in a list of domains.
 *
 * <p>Immutable.
 *
 * @param rule the rule
 * @param domain index of its domain
 * @param index its index in the domain
 */
public record PlacedRule(MapRule rule, int domain, int index) {
    /** Returns the rules of all domains in their order. */
    public static List<PlacedRule> of(List<ConfiguredDomain> domains) {
        List<PlacedRule> all = new ArrayList<>();
        for (int d = 0; d < domains.size(); d++) {
            List<MapRule> own = domains.get(d).domain().rules().rules();
            for (int i = 0; i < own.size(); i++) {
                all.add(new PlacedRule(own.get(i), d, i));
            }
        }
        return all;
    }
}
