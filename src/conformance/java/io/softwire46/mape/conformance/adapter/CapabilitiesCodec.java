package io.softwire46.mape.conformance.adapter;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Capabilities.Limits;
import io.softwire46.mape.conformance.Capabilities.Range;
import io.softwire46.mape.conformance.Capabilities.Unsupported;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.JsonWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Capabilities as JSON: the fields of the answer to {@code hello} after {@code seq}.
 *
 * <p>Static methods only.
 */
public final class CapabilitiesCodec {
    private static final List<String> FIELDS = List.of(
            "protocol",
            "name",
            "version",
            "homepage",
            "roles",
            "formats",
            "kinds",
            "limits",
            "options",
            "optionDefaults",
            "as",
            "queries",
            "observes",
            "clock",
            "delivery",
            "reset",
            "maxPacket",
            "maxRules",
            "unsupported");
    private static final List<String> KINDS = List.of("prefix", "address", "shared", "oneToOne");
    private static final List<String> OBSERVES = List.of("packets", "cause", "counters", "trafficStat");
    private static final List<String> OPS =
            List.of("ce", "owner", "decode", "check", "ports", "validate", "dhcpv6", "dhcpv6Encode");
    private static final List<String> LIMITS =
            List.of("psidOffset", "psidLength", "eaLength", "ipv4PrefixLength", "ipv6PrefixLength", "eaEnd");
    private static final Pattern PROPERTIES = Pattern.compile("\\*|[A-Z]{2,3}-(?:\\*|[0-9]{2})");
    private static final int MAX_NAME = 64;

    private CapabilitiesCodec() {}

    /**
     * Reads the file of {@code --capabilities}: an answer to {@code hello} without {@code seq}.
     *
     * @param text JSON
     * @throws io.softwire46.mape.json.JsonException with line and column, if it is anything else
     */
    public static Capabilities read(String text) {
        return read(Json.parse(text), List.of());
    }

    /** Reads an object that has further fields, which are not read. */
    static Capabilities read(JsonValue value, Collection<String> further) {
        List<String> fields = new ArrayList<>(further);
        fields.addAll(FIELDS);
        JsonObject object = StrictJson.exactly(value, fields);
        object.required("protocol").asInt(Protocol.VERSION, Protocol.VERSION);
        Set<Role> roles = new LinkedHashSet<>();
        StrictJson.names(
                        object.required("roles"),
                        1,
                        Arrays.stream(Role.values()).map(Role::toString).toList())
                .forEach(role -> roles.add(Role.parse(role)));
        Set<String> observes = StrictJson.names(object.required("observes"), 1, OBSERVES);
        if (!observes.contains("packets")) {
            throw object.required("observes").error("\"packets\" is missing");
        }
        return new Capabilities(
                StrictJson.text(object.required("name"), 1, MAX_NAME),
                StrictJson.text(object.required("version"), 1, MAX_NAME),
                StrictJson.textOrNull(object.required("homepage")),
                roles,
                StrictJson.names(object.required("formats"), 1, DomainCodec.FORMATS),
                StrictJson.names(object.required("kinds"), 1, KINDS),
                limits(object.required("limits")),
                StrictJson.names(object.required("options"), 0, DomainCodec.OPTIONS),
                optionDefaults(object.required("optionDefaults").asObject()),
                as(object.required("as")),
                queries(object.required("queries").asObject()),
                observes,
                object.required("clock").asOneOf(List.of("real", "virtual")).equals("virtual"),
                object.required("delivery").asOneOf(List.of("sync", "async")).equals("sync"),
                object.required("reset").asBoolean(),
                object.required("maxPacket").asInt(1280, Protocol.MAX_PACKET_OCTETS),
                object.required("maxRules").asInt(1, 1_000_000),
                StrictJson.list(object.required("unsupported"), CapabilitiesCodec::unsupported));
    }

    private static Limits limits(JsonValue value) {
        JsonObject limits = StrictJson.exactly(value, LIMITS);
        Limits all = Limits.ALL;
        return new Limits(
                range(limits.required("psidOffset"), all.psidOffset()),
                range(limits.required("psidLength"), all.psidLength()),
                range(limits.required("eaLength"), all.eaLength()),
                range(limits.required("ipv4PrefixLength"), all.ipv4PrefixLength()),
                range(limits.required("ipv6PrefixLength"), all.ipv6PrefixLength()),
                limits.required("eaEnd").asInt(0, all.eaEnd()));
    }

    private static Range range(JsonValue value, Range all) {
        List<JsonValue> ends = value.asArray();
        if (ends.size() != 2) {
            throw value.error("found " + ends.size() + " numbers, expected minimum and maximum");
        }
        int min = ends.get(0).asInt(all.min(), all.max());
        return new Range(min, ends.get(1).asInt(min, all.max()));
    }

    private static Map<String, @Nullable Object> optionDefaults(JsonObject object) {
        object.refuseUnknown(DomainCodec.OPTIONS);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        object.fields().forEach(field -> values.put(field.name(), field.value().asPlain()));
        return values;
    }

    private static Set<String> as(JsonValue value) {
        List<String> names = StrictJson.list(value, each -> StrictJson.text(each, 1, MAX_NAME));
        return StrictJson.names(value, 0, names);
    }

    private static Map<String, List<String>> queries(JsonObject object) {
        object.refuseUnknown(OPS);
        Map<String, List<String>> queries = new LinkedHashMap<>();
        for (JsonObject.Field field : object.fields()) {
            queries.put(field.name(), List.copyOf(as(field.value())));
        }
        return queries;
    }

    private static Unsupported unsupported(JsonValue value) {
        JsonObject object = StrictJson.exactly(value, List.of("property", "reason", "url"));
        JsonValue property = object.required("property");
        if (!PROPERTIES.matcher(property.asString()).matches()) {
            throw property.error("found " + property.shortText() + ", expected an id such as FRG-14, FRG-* or *");
        }
        return new Unsupported(
                property.asString(),
                StrictJson.text(object.required("reason"), 1, Integer.MAX_VALUE),
                StrictJson.textOrNull(object.required("url")));
    }

    /** Writes the fields, into an open object. */
    public static void write(JsonWriter json, Capabilities of) {
        json.field("protocol", Protocol.VERSION).field("name", of.name()).field("version", of.version());
        json.field("homepage", of.homepage()).name("roles");
        StrictJson.write(json, of.roles().stream().map(Role::toString).toList());
        StrictJson.write(json.name("formats"), of.formats());
        StrictJson.write(json.name("kinds"), of.kinds());
        Limits limits = of.limits();
        json.name("limits").beginObject();
        range(json, "psidOffset", limits.psidOffset());
        range(json, "psidLength", limits.psidLength());
        range(json, "eaLength", limits.eaLength());
        range(json, "ipv4PrefixLength", limits.ipv4PrefixLength());
        range(json, "ipv6PrefixLength", limits.ipv6PrefixLength());
        json.field("eaEnd", limits.eaEnd()).endObject();
        StrictJson.write(json.name("options"), of.options());
        StrictJson.write(json.name("optionDefaults"), of.optionDefaults());
        StrictJson.write(json.name("as"), of.as());
        StrictJson.write(json.name("queries"), of.queries());
        StrictJson.write(json.name("observes"), of.observes());
        json.field("clock", of.virtualClock() ? "virtual" : "real").field("delivery", of.sync() ? "sync" : "async");
        json.field("reset", of.reset()).field("maxPacket", of.maxPacket()).field("maxRules", of.maxRules());
        json.name("unsupported").beginArray();
        for (Unsupported each : of.unsupported()) {
            json.beginObject().field("property", each.property()).field("reason", each.reason());
            json.field("url", each.url()).endObject();
        }
        json.endArray();
    }

    private static void range(JsonWriter json, String name, Range range) {
        json.name(name).beginArray().value(range.min()).value(range.max()).endArray();
    }
}
