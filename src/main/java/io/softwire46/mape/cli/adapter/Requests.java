package io.softwire46.mape.cli.adapter;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.JsonValue.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks of requests: each object has all of its fields, and no other.
 *
 * <p>Static methods only.
 */
final class Requests {
    private static final Set<Kind> TEXT = Set.of(Kind.STRING);
    private static final Set<Kind> NUMBER = Set.of(Kind.NUMBER);
    private static final Set<Kind> NUMBER_OR_NULL = Set.of(Kind.NUMBER, Kind.NULL);
    private static final Set<Kind> FLAG = Set.of(Kind.BOOLEAN);
    private static final Set<Kind> LIST = Set.of(Kind.ARRAY);

    private static final Map<String, Set<Kind>> DOMAIN = Map.of(
            "name",
            TEXT,
            "format",
            TEXT,
            "mesh",
            FLAG,
            "borderRelay",
            LIST,
            "rules",
            LIST,
            "options",
            Set.of(Kind.OBJECT));

    private static final Map<String, Set<Kind>> DOMAIN_WITH_NAPT = withNapt();

    private static final Map<String, Set<Kind>> RULE = Map.of(
            "ipv6Prefix", TEXT,
            "ipv4Prefix", TEXT,
            "eaLength", NUMBER,
            "psidOffset", NUMBER_OR_NULL,
            "psidLength", NUMBER_OR_NULL,
            "psid", NUMBER_OR_NULL,
            "forwarding", FLAG,
            "borderRelay", Set.of(Kind.STRING, Kind.NULL));

    private static final List<String> OPTIONS =
            ForwardingOption.all().stream().map(ForwardingOption::name).toList();

    private Requests() {}

    private static Map<String, Set<Kind>> withNapt() {
        Map<String, Set<Kind>> fields = new HashMap<>(DOMAIN);
        fields.put("napt", Set.of(Kind.OBJECT));
        return Map.copyOf(fields);
    }

    /** Throws unless an object has exactly these fields. */
    static void requireOnly(JsonObject object, Collection<String> fields) {
        object.refuseUnknown(fields);
        fields.forEach(object::required);
    }

    /**
     * Throws unless each domain has all fields, of the right kinds; their values may be invalid.
     *
     * @param napt whether a domain has settings of a NAPT, too
     */
    static void requireComplete(List<JsonValue> domains, boolean napt) {
        for (JsonValue value : domains) {
            JsonObject domain = value.asObject();
            requireKinds(domain, napt ? DOMAIN_WITH_NAPT : DOMAIN);
            domain.required("borderRelay").asArray().forEach(JsonValue::asString);
            for (JsonValue rule : domain.required("rules").asArray()) {
                requireKinds(rule.asObject(), RULE);
            }
            requireOnly(domain.required("options").asObject(), OPTIONS);
        }
    }

    private static void requireKinds(JsonObject object, Map<String, Set<Kind>> fields) {
        requireOnly(object, fields.keySet());
        for (JsonObject.Field field : object.fields()) {
            Kind kind = field.value().kind();
            Set<Kind> expected = fields.get(field.name());
            if (expected != null && !expected.contains(kind)) {
                throw field.value().error("field \"" + field.name() + "\" is of kind " + kind + ", which it cannot be");
            }
            if (kind == Kind.NUMBER) {
                field.value().asLong(Long.MIN_VALUE, Long.MAX_VALUE);
            }
        }
    }

    /** Returns octets from lower-case hexadecimal digits. */
    static byte[] hex(JsonValue value, int maxOctets) {
        String text = value.asString();
        if (text.length() > 2 * maxOctets) {
            throw value.error("found " + text.length() / 2 + " octets, expected at most " + maxOctets);
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                throw value.error("found " + value.shortText() + ", expected lower-case hexadecimal digits");
            }
        }
        if (text.length() % 2 != 0) {
            throw value.error("found " + text.length() + " digits, expected an even number");
        }
        return HexFormat.of().parseHex(text);
    }
}
