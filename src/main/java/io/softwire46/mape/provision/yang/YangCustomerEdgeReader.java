package io.softwire46.mape.provision.yang;

import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.LenientJsonDomain;
import io.softwire46.mape.provision.format.internal.LenientJsonFields;
import io.softwire46.mape.provision.format.internal.Locations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Reads the softwires in {@code ietf-interfaces:interfaces} (RFC 8676 section 6). An interface is a domain, and each of its
 * {@code algo-instance} entries is a rule.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class YangCustomerEdgeReader {
    private static final String PREFIX = YangNames.CE + ":";

    private final DomainReading reading;
    private final List<LenientJsonDomain> domains;

    private YangCustomerEdgeReader(DomainReading reading, List<LenientJsonDomain> domains) {
        this.reading = reading;
        this.domains = domains;
    }

    static void read(JsonObject interfaces, DomainReading reading, List<LenientJsonDomain> domains) {
        YangCustomerEdgeReader reader = new YangCustomerEdgeReader(reading, domains);
        List<JsonValue> list =
                reader.fields(interfaces, YangNames.INTERFACES, "").array("interface");
        for (int i = 0; i < list.size(); i++) {
            JsonValue each = list.get(i);
            if (each.kind() == JsonValue.Kind.OBJECT) {
                reader.softwire(each.asObject(), "interface[" + i + "].");
            } else {
                reader.refuse(each, "interface[" + i + "]");
            }
        }
    }

    private LenientJsonFields fields(JsonObject object, String module, String path) {
        return new LenientJsonFields(object, path, YangNames.CE_RFC, module, reading::add);
    }

    private void softwire(JsonObject object, String path) {
        LenientJsonFields fields = fields(object, YangNames.INTERFACES, path);
        if (object.fields().stream().noneMatch(field -> field.name().startsWith(PREFIX))) {
            // An interface of another kind.
            reading.skip();
            return;
        }
        String type = fields.text("type");
        if (type == null || !type.equals(YangNames.TUNNEL_TYPE)) {
            fields.warn(
                    "type",
                    object.optional("type").orElse(object),
                    "is not " + YangNames.TUNNEL_TYPE + ", the type of an interface with softwire leaves");
        }
        String name = fields.text("name");
        JsonObject instances = fields.object(PREFIX + "algo-instances");
        if (instances == null) {
            fields.warn(
                    PREFIX + "binding-ipv6info",
                    object,
                    "has no algo-instances; the interface is skipped, as DHCP assigns the IPv4 address of a binding");
            return;
        }
        List<YangRule> rules = rules(fields(instances, YangNames.CE, path + "algo-instances."));
        if (rules.isEmpty()) {
            fields.warn(PREFIX + "algo-instances", instances, "has no rule; the interface is skipped");
            return;
        }
        LenientJsonDomain domain = YangInstances.domain(name == null ? DomainSyntax.DEFAULT_NAME : name, rules, object);
        ForwardingOptions options = YangOptions.readEdge(renamed(object, path), domain.options());
        domains.add(new LenientJsonDomain(
                domain.name(), domain.places(), domain.rules(), domain.borderRelays(), domain.mesh(), options));
    }

    /** Returns the leaves of the CE module without the name of the module. */
    private LenientJsonFields renamed(JsonObject object, String path) {
        Map<String, JsonObject.Field> plain = new LinkedHashMap<>();
        for (JsonObject.Field field : object.fields()) {
            if (field.name().startsWith(PREFIX)) {
                String name = field.name().substring(PREFIX.length());
                plain.put(name, new JsonObject.Field(name, field.line(), field.column(), field.value()));
            }
        }
        return fields(new JsonObject(object.line(), object.column(), plain), YangNames.CE, path);
    }

    private List<YangRule> rules(LenientJsonFields fields) {
        fields.skipUnknown(List.of("algo-instance"));
        List<YangRule> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<JsonValue> list = fields.array("algo-instance");
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).kind() != JsonValue.Kind.OBJECT) {
                refuse(list.get(i), "algo-instance[" + i + "]");
                continue;
            }
            LenientJsonFields each = fields(list.get(i).asObject(), YangNames.CE, "algo-instance[" + i + "].");
            String name = each.text("name");
            if (name != null && !names.add(name)) {
                each.refuse(
                        "name",
                        Objects.requireNonNull(each.get("name")),
                        "is also the key of a preceding entry; use different keys");
            } else if (!YangInstances.isSkipped(each)) {
                rules.add(YangRule.instance(each));
            }
        }
        return rules;
    }

    private void refuse(JsonValue value, String field) {
        reading.add(Locations.put(
                Locations.of(value),
                DomainSyntax.error(field, DomainSyntax.shown(value), "is not an object", YangNames.CE_RFC)));
    }
}
