package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.adapter.DomainCodec;
import io.softwire46.mape.conformance.adapter.StrictJson;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the domain of a case that may be made by hand. Its values may be invalid: products have to refuse them.
 *
 * <p>Static methods only.
 */
final class CaseDomain {
    private static final List<String> FIELDS =
            List.of("name", "format", "mesh", "borderRelay", "rules", "options", "napt");
    private static final List<String> RULE_FIELDS = List.of(
            "ipv6Prefix", "ipv4Prefix", "eaLength", "psidOffset", "psidLength", "psid", "forwarding", "borderRelay");

    private CaseDomain() {}

    /**
     * Reads a domain. Fields and options that are absent have their defaults; a rule needs its prefixes and {@code eaLength}.
     *
     * @throws io.softwire46.mape.json.JsonException for an unknown field, or a value of another kind
     */
    static Domain read(JsonValue value) {
        JsonObject domain = value.asObject();
        domain.refuseUnknown(FIELDS);
        return new Domain(
                domain.optional("name").map(JsonValue::asString).orElse("example"),
                domain.optional("format").map(JsonValue::asString).orElse("rfc7597"),
                domain.optional("mesh").map(JsonValue::asBoolean).orElse(false),
                domain.required("borderRelay").asArray().stream()
                        .map(JsonValue::asString)
                        .toList(),
                domain.required("rules").asArray().stream()
                        .map(rule -> rule(rule.asObject()))
                        .toList(),
                options(domain.optional("options")),
                domain.optional("napt")
                        .map(napt -> StrictJson.fields(napt.asObject()))
                        .orElse(null));
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
        return rule.optional(name).map(CaseDomain::whole).orElse(null);
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
            given.refuseUnknown(DomainCodec.OPTIONS);
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
