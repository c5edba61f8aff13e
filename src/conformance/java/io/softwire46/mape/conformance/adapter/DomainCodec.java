package io.softwire46.mape.conformance.adapter;

import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Domain.Rule;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Domains as JSON, as of protocol 1: with every field, and no other; {@code napt} is there for a product with NAPT alone.
 *
 * <p>Static methods only.
 */
public final class DomainCodec {
    /** The forwarding options of protocol 1, in the order in which they are written. */
    public static final List<String> OPTIONS = List.of(
            "mtuV6",
            "mtuV4",
            "fragmentation",
            "ignoreDf",
            "tcpMss",
            "sourceCheck",
            "innerFragments",
            "acceptBrSource",
            "hairpin",
            "v4Reassembly",
            "v6Reassembly",
            "decrementTtlAtEgress",
            "hopLimit",
            "trafficClass",
            "egressDscp",
            "ecn",
            "flowLabel",
            "encapsulationLimit",
            "rewriteIpv4Id",
            "strict64",
            "icmpv4Source",
            "echoReply",
            "icmpv4Errors",
            "icmpv6Errors",
            "icmpv4NoMappingErrors",
            "icmpv4ProtocolErrors",
            "icmpv6SourceCheckErrors",
            "tunnelErrorRelay",
            "dynamicPmtu",
            "anycast",
            "icmpErrorsPerSecond",
            "icmpErrorBurst",
            "v4ReassemblyTimeoutMillis",
            "v6ReassemblyTimeoutMillis",
            "maxFragmentsPerPacket",
            "maxReassemblies",
            "maxBufferedOctets",
            "fragmentSharePerSource",
            "maxPacketSize");

    static final List<String> FORMATS = List.of("rfc7597", "draft03");

    private static final List<String> FIELDS = List.of("name", "format", "mesh", "borderRelay", "rules", "options");
    private static final List<String> FIELDS_WITH_NAPT =
            List.of("name", "format", "mesh", "borderRelay", "rules", "options", "napt");
    private static final List<String> RULE_FIELDS = List.of(
            "ipv6Prefix", "ipv4Prefix", "eaLength", "psidOffset", "psidLength", "psid", "forwarding", "borderRelay");

    private DomainCodec() {}

    /** Writes a domain. */
    public static void write(JsonWriter json, Domain domain) {
        json.beginObject().field("name", domain.name()).field("format", domain.format());
        json.field("mesh", domain.mesh()).name("borderRelay").beginArray();
        domain.borderRelay().forEach(json::value);
        json.endArray().name("rules").beginArray();
        for (Rule rule : domain.rules()) {
            json.beginObject().field("ipv6Prefix", rule.ipv6Prefix()).field("ipv4Prefix", rule.ipv4Prefix());
            json.field("eaLength", rule.eaLength()).name("psidOffset").plain(rule.psidOffset());
            json.name("psidLength").plain(rule.psidLength()).name("psid").plain(rule.psid());
            json.field("forwarding", rule.forwarding()).field("borderRelay", rule.borderRelay());
            json.endObject();
        }
        json.endArray().name("options");
        StrictJson.write(json, domain.options());
        if (domain.napt() != null) {
            StrictJson.write(json.name("napt"), domain.napt());
        }
        json.endObject();
    }

    /** Returns domains as a domain file: an object if there is one, else an array. */
    public static String text(List<Domain> domains) {
        StringBuilder out = new StringBuilder();
        JsonWriter json = JsonWriter.compact(out);
        if (domains.size() == 1) {
            write(json, domains.get(0));
        } else {
            json.beginArray();
            domains.forEach(domain -> write(json, domain));
            json.endArray();
        }
        return out.append('\n').toString();
    }

    /**
     * Reads a domain, whose values may be invalid.
     *
     * @throws io.softwire46.mape.json.JsonException for a missing or unknown field, or a value of another kind
     */
    public static Domain read(JsonValue value) {
        boolean hasNapt = value.asObject().has("napt");
        JsonObject object = StrictJson.exactly(value, hasNapt ? FIELDS_WITH_NAPT : FIELDS);
        return new Domain(
                object.required("name").asString(),
                object.required("format").asString(),
                object.required("mesh").asBoolean(),
                StrictJson.list(object.required("borderRelay"), JsonValue::asString),
                StrictJson.list(object.required("rules"), DomainCodec::rule),
                options(object.required("options")),
                hasNapt ? StrictJson.fields(object.required("napt").asObject()) : null);
    }

    private static Rule rule(JsonValue value) {
        JsonObject rule = StrictJson.exactly(value, RULE_FIELDS);
        return new Rule(
                rule.required("ipv6Prefix").asString(),
                rule.required("ipv4Prefix").asString(),
                rule.required("eaLength").asInt(Integer.MIN_VALUE, Integer.MAX_VALUE),
                StrictJson.intOrNull(rule.required("psidOffset")),
                StrictJson.intOrNull(rule.required("psidLength")),
                StrictJson.intOrNull(rule.required("psid")),
                rule.required("forwarding").asBoolean(),
                StrictJson.textOrNull(rule.required("borderRelay")));
    }

    private static Map<String, @Nullable Object> options(JsonValue value) {
        Map<String, @Nullable Object> options = new LinkedHashMap<>();
        for (JsonObject.Field field : StrictJson.exactly(value, OPTIONS).fields()) {
            options.put(field.name(), field.value().asPlain());
        }
        return options;
    }
}
