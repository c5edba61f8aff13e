package io.softwire46.mape.provision.hb46pp;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.LenientJsonFields;
import io.softwire46.mape.provision.format.internal.LenientJsonLocator;
import io.softwire46.mape.provision.format.internal.Locations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the rules of {@code map_e} and {@code map_t}, which have the same form. Static methods only. */
final class Hb46ppRules {
    static final Map<String, List<String>> PLACES = Map.of(
            "ipv6Prefix", List.of("ipv6"),
            "ipv4Prefix", List.of("ipv4"),
            "eaLength", List.of("ea_length"),
            "psidOffset", List.of("psid_offset"),
            "psidLength", List.of("psid_length"),
            "psid", List.of("psid"));

    private Hb46ppRules() {}

    static List<Optional<MapRule.Builder>> read(
            LenientJsonFields fields, List<JsonObject> objects, InterfaceIdFormat format, boolean forwarding) {
        List<Optional<MapRule.Builder>> rules = new ArrayList<>();
        List<JsonValue> list = fields.array("rules");
        if (list.isEmpty() && !fields.hasError()) {
            fields.missing("rules", "is missing or empty; add at least one rule");
        }
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).kind() != JsonValue.Kind.OBJECT) {
                fields.refuse("rules[" + i + "]", list.get(i), "is not an object");
                continue;
            }
            JsonObject object = list.get(i).asObject();
            objects.add(object);
            rules.add(rule(fields.within("rules[" + i + "]", object), format, forwarding));
        }
        return rules;
    }

    private static Optional<MapRule.Builder> rule(
            LenientJsonFields fields, InterfaceIdFormat format, boolean forwarding) {
        fields.skipUnknown(List.of("ipv6", "ipv4", "ea_length", "psid_offset"));
        IPv6Address ipv6 = fields.ipv6Prefix("ipv6");
        IPv4Address ipv4 = fields.ipv4Prefix("ipv4");
        Integer eaLength = fields.whole("ea_length");
        Integer offset = fields.whole("psid_offset");
        if (!fields.hasError()) {
            missing(fields, "ipv6", ipv6);
            missing(fields, "ipv4", ipv4);
            missing(fields, "ea_length", eaLength);
        }
        if (fields.hasError() || ipv6 == null || ipv4 == null || eaLength == null) {
            return Optional.empty();
        }
        return Optional.of(MapRule.builder()
                .ipv6Prefix(ipv6)
                .ipv4Prefix(ipv4)
                .eaLength(eaLength)
                .psidOffset(offset)
                .format(format)
                .forwarding(forwarding));
    }

    static void missing(LenientJsonFields fields, String member, @Nullable Object value) {
        if (value == null) {
            fields.missing(member, "is missing; add it");
        }
    }

    /** Reads MAP-T parameters; their errors become warnings, because other mechanisms remain usable. */
    static Hb46pp.Document.@Nullable MapT mapT(JsonObject object, DomainReading reading) {
        List<Finding> findings = new ArrayList<>();
        LenientJsonFields fields =
                new LenientJsonFields(object, Hb46ppReader.MAP_T + ".", Hb46pp.DATA_FORMAT, "", findings::add);
        fields.skipUnknown(List.of("dmr", "rules"));
        IPv6Address dmr = fields.ipv6Prefix("dmr");
        if (dmr == null && !fields.hasError()) {
            fields.missing("dmr", "is missing; add the prefix of the border relay");
        }
        List<JsonObject> objects = new ArrayList<>();
        List<MapRule> rules = new ArrayList<>();
        List<Optional<MapRule.Builder>> builders = read(fields, objects, InterfaceIdFormat.RFC7597, true);
        LenientJsonLocator places = new LenientJsonLocator(object, objects, PLACES, Map.of());
        for (int i = 0; i < builders.size(); i++) {
            FieldPath path = FieldPath.of("rules", i);
            MapRule.Builder builder = builders.get(i).orElse(null);
            List<Finding> errors = builder == null
                    ? List.of()
                    : builder.validate().stream().filter(Finding::isError).toList();
            errors.forEach(finding -> findings.add(Locations.put(
                    places.locate(path.then(finding.path())),
                    finding.within(FieldPath.of(Hb46ppReader.MAP_T).then(path)))));
            if (builder != null && errors.isEmpty()) {
                rules.add(builder.build());
            }
        }
        boolean bad = findings.stream().anyMatch(Finding::isError);
        findings.forEach(each -> reading.add(
                Locations.put(each.location(), each.isError() ? each.withSeverity(Finding.Severity.WARNING) : each)));
        return bad || dmr == null || rules.isEmpty() ? null : new Hb46pp.Document.MapT(dmr, rules);
    }
}
