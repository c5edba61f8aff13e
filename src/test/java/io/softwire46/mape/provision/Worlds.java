package io.softwire46.mape.provision;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.provision.format.internal.LenientJsonDomain;
import io.softwire46.mape.testing.RuleArbitraries;
import java.util.List;
import net.jqwik.api.Arbitrary;

/**
 * Rules and domains that foreign formats have words for: of RFC 7597 format, with written offsets, one border relay,
 * and F only where the domain is a mesh. Static methods only.
 */
public final class Worlds {
    private Worlds() {}

    public static Arbitrary<MapRule> rules() {
        return RuleArbitraries.rules().map(rule -> plain(rule, InterfaceIdFormat.RFC7597));
    }

    public static Arbitrary<MapDomain> domains() {
        return RuleArbitraries.domains().map(domain -> plain(domain, InterfaceIdFormat.RFC7597));
    }

    public static MapDomain plain(MapDomain domain, InterfaceIdFormat format) {
        List<MapRule> rules =
                domain.rules().rules().stream().map(rule -> plain(rule, format)).toList();
        boolean mesh = domain.isMesh() && rules.stream().anyMatch(MapRule::isForwarding);
        return MapDomain.of(
                domain.name(),
                RuleSet.of(rules.stream()
                        .map(rule -> LenientJsonDomain.asMeshSays(rule, mesh))
                        .toList()),
                domain.borderRelays().subList(0, 1),
                mesh);
    }

    public static MapRule plain(MapRule rule, InterfaceIdFormat format) {
        return rule.toBuilder()
                .format(format)
                .borderRelay((IPv6Address) null)
                .psidOffset(rule.isShared() ? rule.portParameters().psidOffset() : null)
                .build();
    }
}
