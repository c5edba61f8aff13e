package io.softwire46.mape.conformance.json;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON object of a domain, as domain files have it. Its values may be invalid: products have to refuse them.
 *
 * <p>Static methods only.
 */
public final class DomainJson {
    private static final List<String> FIELDS = List.of("name", "format", "mesh", "borderRelay", "rules", "options");
    private static final List<String> RULE_FIELDS = List.of(
            "ipv6Prefix", "ipv4Prefix", "eaLength", "psidOffset", "psidLength", "psid", "forwarding", "borderRelay");
    private static final List<String> OPTIONS =
            ForwardingOption.all().stream().map(ForwardingOption::name).toList();

    private DomainJson() {}

    /** Writes a domain with all fields, in the order of domain files. */
    public static void write(JsonWriter json, Domain domain) {
        json.beginObject().field("name", domain.name()).field("format", domain.format());
        json.field("mesh", domain.mesh());
        PlainJson.field(json, "borderRelay", domain.borderRelay());
        json.name("rules").beginArray();
        domain.rules().forEach(rule -> write(json, rule));
        json.endArray();
        PlainJson.field(json, "options", ordered(domain.options()));
        json.endObject();
    }

    private static void write(JsonWriter json, Domain.Rule rule) {
        json.beginObject().field("ipv6Prefix", rule.ipv6Prefix()).field("ipv4Prefix", rule.ipv4Prefix());
        json.field("eaLength", rule.eaLength());
        json.name("psidOffset").plain(rule.psidOffset());
        json.name("psidLength").plain(rule.psidLength());
        json.name("psid").plain(rule.psid());
        json.field("forwarding", rule.forwarding()).field("borderRelay", rule.borderRelay());
        json.endObject();
    }

    /** The options in the order of domain files, then any others. */
    private static Map<String, @Nullable Object> ordered(Map<String, @Nullable Object> options) {
        Map<String, @Nullable Object> ordered = new LinkedHashMap<>();
        OPTIONS.stream().filter(options::containsKey).forEach(name -> ordered.put(name, options.get(name)));
        options.forEach(ordered::putIfAbsent);
        return ordered;
    }

    /**
     * Reads a domain. Fields and options that are absent have their defaults; a rule needs its prefixes and {@code eaLength}.
     *
     * @throws io.softwire46.mape.json.JsonException for an unknown field, or a value of another kind
     */
    public static Domain read(JsonValue value) {
        JsonObject domain = value.asObject();
        domain.refuseUnknown(FIELDS);
        return new Domain(
                domain.optional("name").map(JsonValue::asString).orElse(""),
                domain.optional("format").map(JsonValue::asString).orElse("rfc7597"),
                domain.optional("mesh").map(JsonValue::asBoolean).orElse(false),
                domain.required("borderRelay").asArray().stream()
                        .map(JsonValue::asString)
                        .toList(),
                domain.required("rules").asArray().stream()
                        .map(rule -> rule(rule.asObject()))
                        .toList(),
                options(domain.optional("options")));
    }

    private static Domain.Rule rule(JsonObject rule) {
        rule.refuseUnknown(RULE_FIELDS);
        return new Domain.Rule(
                rule.required("ipv6Prefix").asString(),
                rule.required("ipv4Prefix").asString(),
                whole(rule.required("eaLength")),
                optionalWhole(rule, "psidOffset"),
                optionalWhole(rule, "psidLength"),
                optionalWhole(rule, "psid"),
                rule.optional("forwarding").map(JsonValue::asBoolean).orElse(true),
                rule.optional("borderRelay").map(JsonValue::asString).orElse(null));
    }

    private static @Nullable Integer optionalWhole(JsonObject rule, String name) {
        return rule.optional(name).map(DomainJson::whole).orElse(null);
    }

    private static Integer whole(JsonValue value) {
        return value.asInt(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static Map<String, @Nullable Object> options(Optional<JsonValue> value) {
        ForwardingOptions defaults = ForwardingOptions.defaults();
        Map<String, @Nullable Object> options = new LinkedHashMap<>();
        ForwardingOption.all().forEach(option -> options.put(option.name(), plain(defaults.plain(option))));
        if (value.isPresent()) {
            JsonObject given = value.get().asObject();
            given.refuseUnknown(OPTIONS);
            List<String> names = new ArrayList<>(options.keySet());
            names.stream()
                    .filter(given::has)
                    .forEach(name -> options.put(name, given.required(name).asPlain()));
        }
        return options;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return value instanceof Integer number ? (Object) number.longValue() : value;
    }
}
