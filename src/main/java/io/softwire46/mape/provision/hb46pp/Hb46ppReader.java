package io.softwire46.mape.provision.hb46pp;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.JsonSource;
import io.softwire46.mape.provision.format.internal.LenientJsonDomain;
import io.softwire46.mape.provision.format.internal.LenientJsonFields;
import io.softwire46.mape.provision.format.internal.LenientJsonLocator;
import io.softwire46.mape.provision.format.internal.Locations;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads HB46PP documents.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class Hb46ppReader {
    static final String MAP_E = "map_e";
    static final String LW4O6 = "lw4o6";
    static final String MAP_T = "map_t";

    private static final List<String> MECHANISMS = List.of("464xlat", "dslite", "ipip", LW4O6, MAP_E, MAP_T);
    static final List<String> MEMBERS = List.of(
            "enabler_name",
            "service_name",
            "isp_name",
            "ttl",
            "token",
            "auth",
            "order",
            MAP_E,
            "dslite",
            LW4O6,
            MAP_T,
            "464xlat",
            "ipip");
    private static final int MAX_NAME_OCTETS = 254;

    private final DomainReading reading = new DomainReading();
    private final List<LenientJsonDomain> domains = new ArrayList<>();
    private Location start = Location.START;

    private @Nullable String enablerName;
    private @Nullable String serviceName;
    private @Nullable String ispName;
    private @Nullable Integer ttl;
    private @Nullable List<String> order;
    private @Nullable String lwaftr;
    private Hb46pp.Document.@Nullable MapT mapT;

    private Hb46ppReader() {}

    static Hb46ppReader read(String text) {
        Hb46ppReader reader = new Hb46ppReader();
        JsonObject root = JsonSource.object(text, reader.reading, "an object with parameters", Hb46pp.DATA_FORMAT);
        if (root != null) {
            reader.start = Locations.of(root);
            reader.root(reader.fields(root, "", reader.reading::add));
        }
        return reader;
    }

    /** Returns the domains; {@code needsDomain} makes a document without a domain an error. */
    ReadResult finish(boolean needsDomain) {
        if (order != null) {
            List<String> preferred = order;
            domains.sort(Comparator.comparingInt(domain -> rank(preferred.indexOf(domain.name()))));
        }
        LenientJsonDomain.assemble(domains, reading);
        if (needsDomain && domains.isEmpty() && !reading.hasError()) {
            reading.add(Locations.put(
                    start,
                    DomainSyntax.error(
                            MAP_E,
                            Finding.MISSING,
                            "is missing, and lw4o6 too; add one of them, as other mechanisms are not supported",
                            Hb46pp.DATA_FORMAT)));
        }
        return reading.finish("hb46pp");
    }

    private static int rank(int index) {
        return index < 0 ? Integer.MAX_VALUE : index;
    }

    /** Returns the document, if there is no error. */
    Hb46pp.Document document(ReadResult file) {
        ConfiguredDomain mapE = named(file, MAP_E);
        ConfiguredDomain binding = named(file, LW4O6);
        return new Hb46pp.Document(
                enablerName,
                serviceName,
                ispName,
                ttl,
                order,
                mapE,
                lwaftr == null || binding == null ? null : new Hb46pp.Document.Lw4o6(lwaftr, binding),
                mapT);
    }

    private static @Nullable ConfiguredDomain named(ReadResult file, String name) {
        return file.domains().stream()
                .filter(each -> each.domain().name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private LenientJsonFields fields(JsonObject object, String path, Consumer<Finding> findings) {
        return new LenientJsonFields(object, path, Hb46pp.DATA_FORMAT, "", findings);
    }

    private void root(LenientJsonFields fields) {
        fields.skipUnknown(MEMBERS);
        enablerName = name(fields, "enabler_name");
        serviceName = name(fields, "service_name");
        ispName = name(fields, "isp_name");
        ttl = ttl(fields);
        order = order(fields);
        JsonObject mapE = fields.object(MAP_E);
        if (mapE != null) {
            mapE(fields.within(MAP_E, mapE));
        }
        JsonObject lw4o6 = fields.object(LW4O6);
        if (lw4o6 != null) {
            lw4o6(fields.within(LW4O6, lw4o6));
        }
        JsonObject mapTObject = fields.object(MAP_T);
        mapT = mapTObject == null ? null : Hb46ppRules.mapT(mapTObject, reading);
        for (String each : List.of(MAP_E, LW4O6, MAP_T)) {
            JsonValue value = fields.get(each);
            if (order != null && value != null && !order.contains(each)) {
                fields.warn(each, value, "is missing in order, so no CPE uses it; add it to order");
            }
        }
    }

    private static @Nullable String name(LenientJsonFields fields, String member) {
        String name = fields.text(member);
        JsonValue value = fields.get(member);
        if (name != null && value != null && name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_OCTETS) {
            fields.warn(member, value, "exceeds 254 octets; use a shorter name");
        }
        return name;
    }

    private static @Nullable Integer ttl(LenientJsonFields fields) {
        Integer seconds = fields.whole("ttl");
        JsonValue value = fields.get("ttl");
        if (seconds == null || value == null) {
            return null;
        }
        if (seconds < 0) {
            fields.warn("ttl", value, "is negative and ignored; use 0 to 604800");
            return null;
        }
        if (seconds > Hb46pp.Document.MAX_TTL_SECONDS) {
            fields.warn("ttl", value, "exceeds 604800, seven days; 604800 is used");
            return Hb46pp.Document.MAX_TTL_SECONDS;
        }
        return seconds;
    }

    private static @Nullable List<String> order(LenientJsonFields fields) {
        JsonValue list = fields.get("order");
        if (list == null) {
            fields.warnMissing("order", "is missing; add the mechanisms in their order of preference");
            return null;
        }
        Set<String> order = new LinkedHashSet<>();
        for (JsonValue each : fields.array("order")) {
            if (each.kind() != JsonValue.Kind.STRING) {
                fields.refuse("order", each, "is not the name of a mechanism");
            } else if (!order.add(each.asString())) {
                fields.warn("order", each, "is a duplicate; the first entry is used");
            } else if (!MECHANISMS.contains(each.asString())) {
                fields.warn(
                        "order",
                        each,
                        "is not a mechanism of HB46PP" + JsonText.suggestion(each.asString(), MECHANISMS));
            }
        }
        return List.copyOf(order);
    }

    private void mapE(LenientJsonFields fields) {
        fields.skipUnknown(List.of("version", "mesh", "br", "rules"));
        Integer version = fields.whole("version");
        JsonValue versionValue = fields.get("version");
        if (version != null && versionValue != null && version != 0 && version != 1) {
            fields.refuse(
                    "version", versionValue, "is unknown; use 0 for draft-ietf-softwire-map-03 or 1 for RFC 7597");
        }
        InterfaceIdFormat format =
                version != null && version == 1 ? InterfaceIdFormat.RFC7597 : InterfaceIdFormat.DRAFT03;
        Boolean meshValue = fields.flag("mesh", true);
        boolean mesh = meshValue != null && meshValue;
        IPv6Address relay = fields.ipv6("br");
        if (relay == null && !fields.hasError()) {
            fields.missing("br", "is missing; add the address of the border relay");
        }
        List<JsonObject> objects = new ArrayList<>();
        List<Optional<MapRule.Builder>> rules = Hb46ppRules.read(fields, objects, format, mesh);
        Map<String, JsonValue> places = new HashMap<>();
        fields.object()
                .fields()
                .forEach(field -> places.put(field.name().equals("br") ? "borderRelay" : field.name(), field.value()));
        if (!rules.isEmpty()) {
            domains.add(new LenientJsonDomain(
                    MAP_E,
                    new LenientJsonLocator(fields.object(), objects, Hb46ppRules.PLACES, places),
                    rules,
                    relay == null ? List.of() : List.of(relay),
                    mesh,
                    ForwardingOptions.defaults()));
        }
    }

    private void lw4o6(LenientJsonFields fields) {
        fields.skipUnknown(List.of("lwaftr", "ipv6", "ipv4", "psid", "psid_length", "psid_offset"));
        String server = fields.text("lwaftr");
        IPv6Address ipv6 = fields.ipv6Prefix("ipv6");
        IPv4Address ipv4 = fields.ipv4("ipv4");
        Integer length = fields.whole("psid_length");
        Integer offset = fields.whole("psid_offset");
        Integer psid = fields.whole("psid");
        if (!fields.hasError()) {
            Hb46ppRules.missing(fields, "lwaftr", server);
            Hb46ppRules.missing(fields, "ipv6", ipv6);
            Hb46ppRules.missing(fields, "ipv4", ipv4);
        }
        if (fields.hasError() || server == null || ipv6 == null || ipv4 == null) {
            return;
        }
        lwaftr = server;
        boolean shared = length != null && length != 0;
        MapRule.Builder rule = MapRule.builder()
                .ipv6Prefix(ipv6)
                .ipv4Prefix(ipv4.setPrefixLength(32, false))
                .eaLength(0)
                .psidLength(length)
                // RFC 7596 section 5.1: the offset should be 0, so that the ports are contiguous.
                .psidOffset(offset == null ? 0 : offset)
                .psid(shared || (psid != null && psid != 0) ? psid : null)
                .forwarding(false);
        Map<String, JsonValue> places = new HashMap<>();
        fields.object().optional("lwaftr").ifPresent(value -> places.put("borderRelay", value));
        domains.add(new LenientJsonDomain(
                LW4O6,
                new LenientJsonLocator(fields.object(), List.of(fields.object()), Hb46ppRules.PLACES, places),
                List.of(Optional.of(rule)),
                address(server, fields),
                false,
                ForwardingOptions.defaults()));
    }

    private static List<IPv6Address> address(String server, LenientJsonFields fields) {
        try {
            return List.of(Addresses.parseIpv6("lwaftr", server));
        } catch (MapConfigurationException e) {
            fields.warn(
                    "lwaftr",
                    fields.object().required("lwaftr"),
                    "is a DNS name; resolve it and use the address as border relay of the domain");
            return List.of();
        }
    }
}
