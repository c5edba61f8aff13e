package io.softwire46.mape.provision.yang;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.LenientJsonDomain;
import io.softwire46.mape.provision.format.internal.LenientJsonFields;
import io.softwire46.mape.provision.format.internal.LenientJsonLocator;
import io.softwire46.mape.provision.format.internal.Locations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code ietf-softwire-br:br-instances} (RFC 8676 section 7). An {@code algo-instance} is a rule, and instances with the
 * same {@code br-ipv6-addr} form one domain, named after the first; a {@code bind-instance} is a domain.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class YangBorderRelayReader {
    /** Members of a binding instance: those without options, then those with options. */
    private static final List<String> BINDING_INSTANCE = Stream.concat(
                    Stream.of("name", "binding-table-versioning", "softwire-num-max", "binding-table", "traffic-stat"),
                    YangOptions.BINDING_MEMBERS.stream())
            .toList();

    private final DomainReading reading;
    private final List<LenientJsonDomain> domains;
    private final Set<String> names = new HashSet<>();

    private YangBorderRelayReader(DomainReading reading, List<LenientJsonDomain> domains) {
        this.reading = reading;
        this.domains = domains;
    }

    static void read(JsonObject instances, DomainReading reading, List<LenientJsonDomain> domains) {
        new YangBorderRelayReader(reading, domains).read(instances);
    }

    private LenientJsonFields fields(JsonObject object, String path) {
        return new LenientJsonFields(object, path, YangNames.BR_RFC, YangNames.BR, reading::add);
    }

    private void read(JsonObject instances) {
        LenientJsonFields fields = fields(instances, "");
        fields.skipUnknown(List.of("algorithm", "binding"));
        JsonObject algorithm = fields.object("algorithm");
        JsonObject binding = fields.object("binding");
        if (algorithm != null && binding != null) {
            fields.warn(
                    "binding",
                    binding,
                    "is present in addition to algorithm, but a BR has only one of them; both are read");
        }
        if (algorithm != null) {
            algorithm(fields.within("algorithm", algorithm));
        }
        if (binding != null) {
            binding(fields.within("binding", binding));
        }
    }

    private void algorithm(LenientJsonFields fields) {
        fields.skipUnknown(List.of("algo-instance"));
        Map<String, List<Named>> byRelay = new LinkedHashMap<>();
        names.clear();
        List<JsonValue> list = fields.array("algo-instance");
        for (int i = 0; i < list.size(); i++) {
            LenientJsonFields each = element(list.get(i), "algo-instance[" + i + "].");
            String name = each == null ? null : key(each);
            if (each == null || name == null || YangInstances.isSkipped(each)) {
                continue;
            }
            YangRule rule = YangRule.instance(each);
            String relay =
                    rule.borderRelay().map(IPv6Address::toCanonicalString).orElse("");
            byRelay.computeIfAbsent(relay, key -> new ArrayList<>()).add(new Named(name, rule));
        }
        byRelay.values()
                .forEach(group -> domains.add(YangInstances.domain(
                        group.get(0).name,
                        group.stream().map(Named::rule).toList(),
                        group.get(0).rule.object())));
    }

    private record Named(String name, YangRule rule) {}

    private void binding(LenientJsonFields fields) {
        fields.skipUnknown(List.of("bind-instance"));
        names.clear();
        List<JsonValue> list = fields.array("bind-instance");
        for (int i = 0; i < list.size(); i++) {
            LenientJsonFields each = element(list.get(i), "bind-instance[" + i + "].");
            String name = each == null ? null : key(each);
            if (each != null && name != null) {
                bindInstance(each, name);
            }
        }
    }

    private void bindInstance(LenientJsonFields fields, String name) {
        fields.skipUnknown(BINDING_INSTANCE);
        JsonObject table = fields.object("binding-table");
        List<YangRule> rules = new ArrayList<>();
        if (table != null) {
            LenientJsonFields inner = fields.within("binding-table", table);
            List<JsonValue> entries = inner.array("binding-entry");
            for (int i = 0; i < entries.size(); i++) {
                LenientJsonFields entry = element(entries.get(i), "binding-entry[" + i + "].");
                if (entry != null) {
                    rules.add(YangRule.binding(entry));
                }
            }
        }
        Integer most = fields.whole("softwire-num-max");
        if (most != null && most < rules.size()) {
            fields.warn(
                    "softwire-num-max",
                    Objects.requireNonNull(fields.get("softwire-num-max")),
                    "is less than the number of binding entries, " + rules.size() + "; all are read");
        }
        if (rules.isEmpty()) {
            fields.warnMissing("binding-table", "has no entry; the instance is skipped");
            return;
        }
        List<Optional<MapRule.Builder>> builders =
                rules.stream().map(YangRule::rule).toList();
        List<IPv6Address> relays = LenientJsonDomain.shareBorderRelay(
                builders, rules.stream().map(YangRule::borderRelay).toList());
        Map<String, JsonValue> places = new HashMap<>();
        places.put("borderRelay", rules.get(0).object());
        domains.add(new LenientJsonDomain(
                name,
                new LenientJsonLocator(
                        fields.object(),
                        rules.stream().map(YangRule::object).toList(),
                        YangNames.BINDING_PLACES,
                        places),
                builders,
                relays,
                false,
                YangOptions.readBinding(fields)));
    }

    private @Nullable LenientJsonFields element(JsonValue value, String path) {
        if (value.kind() != JsonValue.Kind.OBJECT) {
            reading.add(Locations.put(
                    Locations.of(value),
                    DomainSyntax.error(
                            path.substring(0, path.length() - 1),
                            DomainSyntax.shown(value),
                            "is not an object",
                            YangNames.BR_RFC)));
            return null;
        }
        return fields(value.asObject(), path);
    }

    /** Returns the key of a list entry, which must differ from the other keys. */
    private @Nullable String key(LenientJsonFields fields) {
        String name = fields.text("name");
        if (name == null && !fields.hasError()) {
            fields.missing("name", "is missing; add the key of the list entry");
        } else if (name != null && !names.add(name)) {
            fields.refuse(
                    "name",
                    Objects.requireNonNull(fields.get("name")),
                    "is also the key of a preceding entry; use different keys");
            return null;
        }
        return name;
    }
}
