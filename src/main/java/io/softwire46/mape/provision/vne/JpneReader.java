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
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.JsonReader;
import io.softwire46.mape.provision.format.internal.JsonSource;
import io.softwire46.mape.provision.format.internal.LenientJsonDomain;
import io.softwire46.mape.provision.format.internal.LenientJsonFields;
import io.softwire46.mape.provision.format.internal.LenientJsonLocator;
import io.softwire46.mape.provision.format.internal.Locations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answer to {@code get_rules} of JPNE, JSON or JSONP with any name of the callback. {@code dmr} is the border relay,
 * {@code fmr} the list of rules, {@code ipv6_fixlen} the length of the End-user prefixes; {@code id} names the answer. The format of
 * interface identifiers is that of draft-ietf-softwire-map-03. As each rule is an FMR, the domain is a mesh.
 *
 * <p>Static methods only.
 */
public final class JpneReader {
    private static final String NAME = "jpne";
    private static final List<String> FEATURES = List.of("fmr", "ipv6_fixlen");
    private static final List<String> MEMBERS = List.of("dmr", "id", "ipv6_fixlen", "fmr");
    private static final List<String> RULE = List.of("ipv6", "ipv4", "psid_offset", "ea_length");
    private static final int MAX_PREFIX = 128;
    private static final Map<String, List<String>> PLACES = Map.of(
            "ipv6Prefix", List.of("ipv6"),
            "ipv4Prefix", List.of("ipv4"),
            "eaLength", List.of("ea_length"),
            "psidOffset", List.of("psid_offset"));

    private JpneReader() {}

    /**
     * Returns the reader of the format.
     *
     * @return a reader of domains without options
     */
    public static FormatReader reader() {
        return new JsonReader(
                NAME, input -> JsonSource.hasMember(input.requireText(), FEATURES), JpneReader::read, Set.of());
    }

    private static ReadResult read(String text) {
        DomainReading reading = new DomainReading();
        JsonValue root = VneJson.parse(text, reading);
        if (root != null && root.kind() != JsonValue.Kind.OBJECT) {
            reading.add(Locations.put(
                    Locations.of(root),
                    DomainSyntax.error(
                            "JSON",
                            DomainSyntax.shown(root),
                            "is not an object with dmr and fmr",
                            VneJson.DOMAIN_RFC)));
        } else if (root != null) {
            domain(new LenientJsonFields(root.asObject(), "", VneJson.DOMAIN_RFC, "", reading::add), reading);
        }
        return reading.finish(NAME);
    }

    private static void domain(LenientJsonFields fields, DomainReading reading) {
        fields.skipUnknown(MEMBERS);
        IPv6Address relay = fields.ipv6("dmr");
        Integer fixed = prefixLength(fields);
        List<JsonValue> list = fields.array("fmr");
        if (list.isEmpty() && !fields.hasError()) {
            fields.missing("fmr", "is missing or empty; add at least one rule");
        }
        List<JsonObject> objects = new ArrayList<>();
        List<Optional<MapRule.Builder>> rules = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String name = "fmr[" + i + "]";
            if (list.get(i).kind() == JsonValue.Kind.OBJECT) {
                JsonObject object = list.get(i).asObject();
                objects.add(object);
                rules.add(rule(new LenientJsonFields(object, name + ".", VneJson.RULE_RFC, "", reading::add), fixed));
            } else {
                fields.refuse(name, list.get(i), "is not an object");
            }
        }
        if (!rules.isEmpty()) {
            LenientJsonDomain.assemble(
                    List.of(new LenientJsonDomain(
                            NAME,
                            new LenientJsonLocator(
                                    fields.object(),
                                    objects,
                                    PLACES,
                                    Map.of(
                                            "borderRelay",
                                            fields.object().optional("dmr").orElse(fields.object()))),
                            rules,
                            relay == null ? List.of() : List.of(relay),
                            true,
                            ForwardingOptions.defaults())),
                    reading);
        }
    }

    private static @Nullable Integer prefixLength(LenientJsonFields fields) {
        Integer length = fields.whole("ipv6_fixlen", true);
        if (length != null && (length < 1 || length > MAX_PREFIX)) {
            fields.warn(
                    "ipv6_fixlen",
                    Objects.requireNonNull(fields.get("ipv6_fixlen")),
                    "is outside 1..128 and ignored; write the length of the End-user prefixes");
            return null;
        }
        return length;
    }

    private static Optional<MapRule.Builder> rule(LenientJsonFields fields, @Nullable Integer fixed) {
        fields.skipUnknown(RULE);
        IPv6Address ipv6 = fields.ipv6Prefix("ipv6");
        IPv4Address ipv4 = fields.ipv4Prefix("ipv4");
        Integer eaLength = fields.whole("ea_length", true);
        Integer offset = fields.whole("psid_offset", true);
        if (!fields.hasError()) {
            VneJson.require(fields, "ipv6", ipv6);
            VneJson.require(fields, "ipv4", ipv4);
            VneJson.require(fields, "ea_length", eaLength);
        }
        if (fields.hasError() || ipv6 == null || ipv4 == null || eaLength == null) {
            return Optional.empty();
        }
        long end = (long) Objects.requireNonNullElse(ipv6.getNetworkPrefixLength(), MAX_PREFIX) + eaLength;
        if (fixed != null && end > fixed) {
            fields.warn(
                    "ea_length",
                    Objects.requireNonNull(fields.get("ea_length")),
                    "and the length of ipv6 are " + end + " bits, more than ipv6_fixlen, " + fixed
                            + ", so that no CE can use the rule");
        }
        return Optional.of(MapRule.builder()
                .ipv6Prefix(ipv6)
                .ipv4Prefix(ipv4)
                .eaLength(eaLength)
                .psidOffset(offset)
                .format(InterfaceIdFormat.DRAFT03)
                .forwarding(true));
    }
}
