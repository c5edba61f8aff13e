package io.softwire46.mape.provision.domain;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.JsonFields;
import io.softwire46.mape.provision.format.internal.JsonLocator;
import io.softwire46.mape.provision.format.internal.KnownNames;
import io.softwire46.mape.provision.format.internal.Locations;
import io.softwire46.mape.provision.format.internal.RuleJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON form of a domain file.
 *
 * <p>Not thread-safe: use one instance per text.
 */
public final class JsonDomains {
    private static final List<String> FIELDS =
            List.of("name", "format", "mesh", "borderRelay", "rules", "options", NaptFields.NAPT);
    public static final String DESCRIPTION = "a domain file is an object with the fields " + String.join(", ", FIELDS);

    private static final List<String> OPTIONS =
            ForwardingOption.all().stream().map(ForwardingOption::name).toList();
    private static final List<String> FORMATS =
            List.of(InterfaceIdFormat.RFC7597.toString(), InterfaceIdFormat.DRAFT03.toString());

    private final DomainReading reading = new DomainReading();
    private final Set<String> names = new HashSet<>();
    private final KnownNames knownNames = new KnownNames();

    /** By domain name, the NAPT options of the domains that have some. */
    private final Map<String, NaptOptions> napt = new LinkedHashMap<>();

    private JsonDomains() {}

    public static ReadResult read(JsonValue value) {
        JsonDomains domains = new JsonDomains();
        if (value.kind() != JsonValue.Kind.ARRAY) {
            domains.domain(value, -1, "");
        } else if (value.asArray().isEmpty()) {
            domains.refuse(value, "domains", "is empty; add at least one domain");
        } else {
            List<JsonValue> elements = value.asArray();
            for (int i = 0; i < elements.size(); i++) {
                domains.domain(elements.get(i), i, elements.size() == 1 ? "" : "[" + i + "]");
            }
        }
        ReadResult read = domains.reading.finish("json");
        return domains.napt.isEmpty() ? read : read.withSource(new NaptSource(domains.napt));
    }

    /** Returns whether a domain has a field with this name. */
    static boolean isField(String name) {
        return FIELDS.contains(name);
    }

    /**
     * Returns whether an object has a field of a domain, or no field; documents of other formats have other fields
     * only.
     */
    public static boolean mayBeDomain(JsonValue value) {
        List<JsonValue> all = value.kind() == JsonValue.Kind.ARRAY ? value.asArray() : List.of(value);
        List<JsonObject> objects = all.stream()
                .filter(each -> each.kind() == JsonValue.Kind.OBJECT)
                .map(JsonValue::asObject)
                .toList();
        return objects.isEmpty()
                || objects.stream()
                        .anyMatch(object ->
                                object.fields().isEmpty() || FIELDS.stream().anyMatch(object::has));
    }

    private void refuse(JsonValue value, String field, String message) {
        reading.add(Locations.put(
                Locations.of(value),
                DomainSyntax.error(field, DomainSyntax.shown(value), message, DomainSyntax.DOMAIN_RFC)));
    }

    /** Reads a domain; the index is negative without an array, and the title is empty if findings need none. */
    private void domain(JsonValue value, int index, String title) {
        if (value.kind() != JsonValue.Kind.OBJECT) {
            refuse(
                    value,
                    index < 0 ? "domain" : "domains[" + index + "]",
                    "is not a domain; use an object with borderRelay and rules");
            return;
        }
        JsonObject object = value.asObject();
        JsonFields fields = new JsonFields(object, FieldPath.ROOT, DomainSyntax.DOMAIN_RFC);
        fields.refuseUnknown(FIELDS, knownNames);
        String name = fields.text("name", "is not a string");
        if (name == null && index >= 0 && !fields.isUnreadable("name")) {
            fields.add(missing("name", "is missing; give each domain of the array a different name"), value);
        } else if (name != null && !names.add(name)) {
            fields.refuse(
                    "name", object.required("name"), "is also the name of a preceding domain; use different names");
            name = null;
        }
        String prefix = title.isEmpty() ? "" : DomainSyntax.shownName(name == null ? title : name);
        DomainReading.Part part = reading.part(prefix, new JsonLocator(object));
        InterfaceIdFormat format = format(object, fields);
        Boolean mesh = fields.flag("mesh");
        List<IPv6Address> borderRelays = borderRelays(fields);
        List<JsonValue> rules = fields.array("rules", "is not an array of rules");
        if (rules == null && !fields.isUnreadable("rules")) {
            fields.add(missing("rules", "is missing; add at least one rule"), value);
        }
        ForwardingOptions options = options(fields.object("options"), part);
        JsonObject naptObject = fields.object(NaptFields.NAPT);
        fields.findings().forEach(each -> part.add(each, each.location()));
        SortedMap<Integer, MapRule> made = new TreeMap<>();
        for (int i = 0; rules != null && i < rules.size(); i++) {
            MapRule rule = rule(rules.get(i), FieldPath.of("rules", i), format, part);
            if (rule != null) {
                made.put(i, rule);
            }
        }
        String domainName = name == null ? DomainSyntax.DEFAULT_NAME : name;
        if (naptObject != null) {
            napt.put(domainName, NaptReader.read(naptObject, made.values(), knownNames, part));
        }
        part.assemble(
                domainName,
                made,
                rules != null && made.size() == rules.size(),
                borderRelays,
                mesh != null && mesh,
                options);
    }

    private static Finding missing(String field, String message) {
        return DomainSyntax.error(field, "null", message, DomainSyntax.DOMAIN_RFC);
    }

    /** Returns the format; the default if the format is malformed, so that reading can continue. */
    private static InterfaceIdFormat format(JsonObject object, JsonFields fields) {
        String text = fields.text("format", "is not a string; use " + String.join(" or ", FORMATS));
        if (text == null) {
            return InterfaceIdFormat.RFC7597;
        }
        if (!FORMATS.contains(text)) {
            fields.refuse(
                    "format",
                    object.required("format"),
                    "is unknown; use " + String.join(" or ", FORMATS) + JsonText.suggestion(text, FORMATS));
            return InterfaceIdFormat.RFC7597;
        }
        return InterfaceIdFormat.parse(text);
    }

    private static List<IPv6Address> borderRelays(JsonFields fields) {
        List<IPv6Address> relays = new ArrayList<>();
        List<JsonValue> values =
                fields.array("borderRelay", "is not an array; write it such as [\"2001:db8:ffff::1\"]");
        for (int i = 0; values != null && i < values.size(); i++) {
            JsonValue value = values.get(i);
            String field = "borderRelay[" + i + "]";
            if (value.kind() != JsonValue.Kind.STRING) {
                fields.refuse(field, value, "is not a string; write it such as \"2001:db8:ffff::1\"");
                continue;
            }
            try {
                relays.add(Addresses.parseIpv6(field, value.asString()));
            } catch (MapConfigurationException e) {
                e.findings().forEach(finding -> fields.add(finding, value));
            }
        }
        return relays;
    }

    private @Nullable MapRule rule(
            JsonValue value, FieldPath field, InterfaceIdFormat format, DomainReading.Part part) {
        if (value.kind() != JsonValue.Kind.OBJECT) {
            part.add(
                    DomainSyntax.error(field, DomainSyntax.shown(value), "is not an object", DomainSyntax.RULE_RFC),
                    Locations.of(value));
            return null;
        }
        List<Finding> findings = new ArrayList<>(0);
        MapRule rule =
                RuleJson.readAll(value.asObject(), format, field, knownNames).build(findings);
        findings.forEach(each -> part.add(each, each.location()));
        return rule;
    }

    /** Reads options; an option with an error keeps its default, so that reading can continue. */
    private ForwardingOptions options(@Nullable JsonObject object, DomainReading.Part part) {
        ForwardingOptions options = ForwardingOptions.defaults();
        if (object == null) {
            return options;
        }
        JsonFields fields = new JsonFields(object, FieldPath.of("options"), DomainSyntax.DOMAIN_RFC);
        fields.refuseUnknown(OPTIONS, knownNames);
        for (JsonObject.Field field : object.fields()) {
            ForwardingOption<?> option = ForwardingOption.named(field.name()).orElse(null);
            if (option == null) {
                continue;
            }
            JsonValue.Kind kind = field.value().kind();
            if (kind == JsonValue.Kind.OBJECT || kind == JsonValue.Kind.ARRAY) {
                fields.add(
                        DomainSyntax.error(
                                FieldPath.of("options").then(option.name()),
                                DomainSyntax.shown(field.value()),
                                "is not " + option.values(),
                                option.rfc()),
                        field.value());
                continue;
            }
            try {
                options = options.withPlain(option, field.value().asPlain());
            } catch (MapConfigurationException e) {
                e.findings().forEach(finding -> fields.add(finding.within(FieldPath.of("options")), field.value()));
            }
        }
        fields.findings().forEach(each -> part.add(each, each.location()));
        return options;
    }
}
