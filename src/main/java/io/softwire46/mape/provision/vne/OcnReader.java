package io.softwire46.mape.provision.vne;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.JsonReader;
import io.softwire46.mape.provision.format.internal.JsonSource;
import io.softwire46.mape.provision.format.internal.LenientJsonDomain;
import io.softwire46.mape.provision.format.internal.LenientJsonFields;
import io.softwire46.mape.provision.format.internal.LenientJsonLocator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads mapping rules of OCN: an object with {@code basicMapRules}, an array of rules, or either in JSONP. Each rule has its border
 * relay; rules of one border relay form a domain. The format of interface identifiers is that of draft-ietf-softwire-map-03. The
 * rules are BMRs, so CEs are spokes.
 *
 * <p>Not thread-safe: use one instance per text.
 */
public final class OcnReader {
    private static final String NAME = "ocn";
    private static final String RULES = "basicMapRules";
    private static final List<String> FEATURES = List.of(RULES, "brIpv6Address", "eaBitLength", "psIdOffset");
    private static final List<String> MEMBERS = List.of(RULES, "hostName");
    private static final List<String> RULE = List.of(
            "brIpv6Address",
            "ipv6Prefix",
            "ipv6PrefixLength",
            "ipv4Prefix",
            "ipv4PrefixLength",
            "eaBitLength",
            "psIdOffset",
            "psIdLength",
            "psId",
            "hostName");
    private static final Map<String, List<String>> PLACES = Map.of(
            "ipv6Prefix", List.of("ipv6Prefix"),
            "ipv4Prefix", List.of("ipv4Prefix"),
            "eaLength", List.of("eaBitLength"),
            "psidOffset", List.of("psIdOffset"),
            "psidLength", List.of("psIdLength"),
            "psid", List.of("psId"));

    private final DomainReading reading = new DomainReading();

    /** Rules by the text of their border relay, which is empty if they have none. */
    private final Map<String, List<Rule>> byRelay = new LinkedHashMap<>();

    private record Rule(
            JsonObject object,
            Optional<MapRule.Builder> builder,
            @Nullable IPv6Address relay) {}

    private OcnReader() {}

    /**
     * Returns the reader of the format.
     *
     * @return a reader of domains without options
     */
    public static FormatReader reader() {
        return new JsonReader(
                NAME,
                input -> JsonSource.hasMember(input.requireText(), FEATURES),
                text -> new OcnReader().read(text),
                Set.of());
    }

    private ReadResult read(String text) {
        JsonValue root = VneJson.parse(text, reading);
        if (root != null) {
            List<JsonValue> rules = rules(root);
            for (int i = 0; i < rules.size(); i++) {
                element(rules.get(i), RULES + "[" + i + "]");
            }
            List<LenientJsonDomain> domains = new ArrayList<>();
            byRelay.values().forEach(group -> domains.add(domain(group)));
            LenientJsonDomain.assemble(domains, reading);
        }
        return reading.finish(NAME);
    }

    private List<JsonValue> rules(JsonValue root) {
        JsonObject object = root.kind() == JsonValue.Kind.OBJECT
                ? root.asObject()
                : new JsonObject(
                        root.line(),
                        root.column(),
                        Map.of(RULES, new JsonObject.Field(RULES, root.line(), root.column(), root)));
        LenientJsonFields fields = fields(object, "");
        if (object.has("ipv6Prefix")) {
            return List.of(object); // a rule alone
        }
        fields.skipUnknown(MEMBERS);
        List<JsonValue> rules = fields.array(RULES);
        if (rules.isEmpty() && !fields.hasError()) {
            fields.missing(RULES, "is missing or empty; add at least one rule");
        }
        return rules;
    }

    private LenientJsonFields fields(JsonObject object, String path) {
        return new LenientJsonFields(object, path, VneJson.RULE_RFC, "", reading::add);
    }

    private void element(JsonValue value, String path) {
        if (value.kind() != JsonValue.Kind.OBJECT) {
            fields(new JsonObject(value.line(), value.column(), Map.of()), "").refuse(path, value, "is not an object");
            return;
        }
        Rule rule = rule(fields(value.asObject(), path + "."));
        String relay = rule.relay == null ? "" : rule.relay.toCanonicalString();
        byRelay.computeIfAbsent(relay, key -> new ArrayList<>()).add(rule);
    }

    private static Rule rule(LenientJsonFields fields) {
        fields.skipUnknown(RULE);
        IPv6Address relay = fields.ipv6("brIpv6Address");
        IPv6Address ipv6 = fields.ipv6Prefix("ipv6Prefix", "ipv6PrefixLength");
        IPv4Address ipv4 = fields.ipv4Prefix("ipv4Prefix", "ipv4PrefixLength");
        Integer eaLength = fields.whole("eaBitLength", true);
        Integer offset = fields.whole("psIdOffset", true);
        Integer length = fields.whole("psIdLength", true);
        Integer psid = fields.whole("psId", true);
        for (String name : List.of("ipv6Prefix", "ipv6PrefixLength", "ipv4Prefix", "ipv4PrefixLength", "eaBitLength")) {
            VneJson.require(fields, name, null);
        }
        if (fields.hasError() || ipv6 == null || ipv4 == null || eaLength == null) {
            return new Rule(fields.object(), Optional.empty(), relay);
        }
        return new Rule(
                fields.object(),
                Optional.of(MapRule.builder()
                        .ipv6Prefix(ipv6)
                        .ipv4Prefix(ipv4)
                        .eaLength(eaLength)
                        .psidOffset(offset)
                        .psidLength(length)
                        .psid(psid)
                        .format(InterfaceIdFormat.DRAFT03)
                        .forwarding(false)),
                relay);
    }

    private static LenientJsonDomain domain(List<Rule> rules) {
        Rule first = rules.get(0);
        return new LenientJsonDomain(
                NAME,
                new LenientJsonLocator(
                        first.object,
                        rules.stream().map(Rule::object).toList(),
                        PLACES,
                        Map.of(
                                "borderRelay",
                                first.object.optional("brIpv6Address").orElse(first.object))),
                rules.stream().map(Rule::builder).toList(),
                first.relay == null ? List.of() : List.of(first.relay),
                false,
                ForwardingOptions.defaults());
    }
}
