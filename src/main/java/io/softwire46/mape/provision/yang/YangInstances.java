package io.softwire46.mape.provision.yang;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.internal.LenientJsonDomain;
import io.softwire46.mape.provision.format.internal.LenientJsonFields;
import io.softwire46.mape.provision.format.internal.LenientJsonLocator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads the common leaves of instances at a BR and at a CE. Static methods only. */
final class YangInstances {
    private YangInstances() {}

    /** Returns whether the instance is disabled or of MAP-T, and reports it. */
    static boolean isSkipped(LenientJsonFields instance) {
        Boolean enable = instance.flag("enable", false);
        if (enable != null && !enable) {
            instance.info(
                    "enable", Objects.requireNonNull(instance.get("enable")), "is false; the instance is skipped");
            return true;
        }
        JsonValue dmr = instance.get("dmr-ipv6-prefix");
        if (dmr != null && instance.get("br-ipv6-addr") == null) {
            instance.warn("dmr-ipv6-prefix", dmr, "belongs to MAP-T, which is not supported; the instance is skipped");
            return true;
        }
        return false;
    }

    /** Returns a domain of instances, which is a mesh if a rule is for forwarding. */
    static LenientJsonDomain domain(String name, List<YangRule> rules, JsonObject place) {
        List<Optional<MapRule.Builder>> builders =
                rules.stream().map(YangRule::rule).toList();
        List<IPv6Address> relays = LenientJsonDomain.shareBorderRelay(
                builders, rules.stream().map(YangRule::borderRelay).toList());
        JsonObject first = rules.get(0).object();
        return new LenientJsonDomain(
                name,
                new LenientJsonLocator(
                        place,
                        rules.stream().map(YangRule::object).toList(),
                        YangNames.INSTANCE_PLACES,
                        Map.of("borderRelay", first.optional("br-ipv6-addr").orElse(first))),
                builders,
                relays,
                rules.stream().anyMatch(YangRule::forwarding),
                ForwardingOptions.defaults());
    }
}
