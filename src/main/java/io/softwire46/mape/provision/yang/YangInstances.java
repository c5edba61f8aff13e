package io.softwire46.mape.provision.yang;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ForwardingOption;
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

/** What instances at a BR and at a CE have in common. Holds no state. */
final class YangInstances {
    private static final int MIN_MTU = 1280;
    private static final int MAX_MTU = 65535;

    private YangInstances() {}

    /** Whether the instance is off, or one of MAP-T. */
    static boolean isPassedOver(LenientJsonFields instance) {
        Boolean enable = instance.flag("enable", false);
        if (enable != null && !enable) {
            instance.info(
                    "enable", Objects.requireNonNull(instance.get("enable")), "is false; the instance is passed over");
            return true;
        }
        JsonValue dmr = instance.get("dmr-ipv6-prefix");
        if (dmr != null && instance.get("br-ipv6-addr") == null) {
            instance.warn(
                    "dmr-ipv6-prefix", dmr, "belongs to MAP-T, which is not forwarded; the instance is passed over");
            return true;
        }
        return false;
    }

    /** A domain of instances. CEs send to each other when there is a rule for it. */
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

    /** The IPv4 MTU of the payload is that of the tunnel without its header; the MRU limits nothing here. */
    static ForwardingOptions mtu(LenientJsonFields fields, ForwardingOptions options) {
        Integer payload = fields.whole("softwire-payload-mtu");
        if (payload == null) {
            return options;
        }
        int mtu = Math.min(payload, MAX_MTU) + YangNames.TUNNEL_HEADER_OCTETS;
        JsonValue place = Objects.requireNonNull(fields.get("softwire-payload-mtu"));
        if (mtu < MIN_MTU || mtu > MAX_MTU) {
            fields.warn(
                    "softwire-payload-mtu",
                    place,
                    "is outside of 1240..65495, what an IPv6 link of 1280 or more can carry; it is passed over");
            return options;
        }
        Integer mru = fields.whole("softwire-path-mru");
        if (mru != null && mru != mtu) {
            fields.info(
                    "softwire-path-mru",
                    Objects.requireNonNull(fields.get("softwire-path-mru")),
                    "is not " + mtu + ", payload MTU and tunnel header together; the payload MTU counts");
        }
        return options.with(ForwardingOption.MTU_V6, mtu);
    }
}
