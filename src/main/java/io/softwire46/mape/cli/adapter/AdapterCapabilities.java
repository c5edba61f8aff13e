package io.softwire46.mape.cli.adapter;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What this library is and can do, as the kit asks for it.
 *
 * <p>Static methods only.
 */
public final class AdapterCapabilities {
    static final int PROTOCOL = 1;

    private static final List<String> ROLES = List.of("calc", "br", "ce", "ce-nat", "dhcpv6");
    private static final int MAX_RULES = 1_000_000;

    private AdapterCapabilities() {}

    /**
     * Returns the answer to a {@code hello}, without its number.
     *
     * @return a JSON object on one line
     */
    public static String json() {
        StringBuilder out = new StringBuilder(2048);
        JsonWriter json = JsonWriter.compact(out).beginObject();
        fields(json);
        json.endObject();
        return out.toString();
    }

    /** Writes the fields of the answer after its number. */
    static void fields(JsonWriter json) {
        String version = AdapterCapabilities.class.getPackage().getImplementationVersion();
        json.field("protocol", PROTOCOL).field("name", "mape");
        json.field("version", version == null ? "development" : version).field("homepage", (String) null);
        array(json, "roles", ROLES);
        array(json, "formats", List.of("rfc7597", "draft03"));
        array(json, "kinds", List.of("prefix", "address", "shared", "oneToOne"));
        json.name("limits").beginObject();
        range(json, "psidOffset", 15);
        range(json, "psidLength", 16);
        range(json, "eaLength", 48);
        range(json, "ipv4PrefixLength", 32);
        range(json, "ipv6PrefixLength", 128);
        json.field("eaEnd", 128).endObject();
        array(
                json,
                "options",
                ForwardingOption.all().stream().map(ForwardingOption::name).toList());
        json.name("optionDefaults").beginObject().endObject();
        array(json, "as", List.of());
        json.name("queries").beginObject();
        queries().forEach((op, fields) -> array(json, op, fields));
        json.endObject();
        array(json, "observes", List.of("packets", "cause", "counters", "trafficStat"));
        json.field("clock", "virtual").field("delivery", "sync").field("reset", true);
        json.field("maxPacket", AdapterNode.MAX_PACKET_OCTETS).field("maxRules", MAX_RULES);
        array(json, "unsupported", List.of());
    }

    /** Returns, for each operation, the fields of an answer that is not a refusal. */
    private static Map<String, List<String>> queries() {
        List<String> ce = new ArrayList<>(List.of("kind", "eaBits", "ipv4", "ipv4Length", "psid", "psidLength"));
        ce.addAll(List.of("psidOffset", "portCount", "rangeCount", "firstRange", "lastRange"));
        ce.addAll(List.of("mapAddress", "mapAddressFromRule"));
        Map<String, List<String>> queries = new LinkedHashMap<>();
        queries.put("ce", ce);
        queries.put("owner", List.of("psid", "mapAddress", "endUserPrefix"));
        queries.put("decode", List.of("kind", "ipv4", "ipv4Length", "psid", "mapAddress"));
        queries.put("check", List.of("accepted", "reason"));
        queries.put("ports", List.of("portCount", "rangeCount", "ranges"));
        queries.put("validate", List.of("valid", "findings"));
        queries.put(DhcpQueries.READ, List.of("domains", "discarded"));
        queries.put(DhcpQueries.WRITE, List.of("hex"));
        return queries;
    }

    private static void range(JsonWriter json, String name, int max) {
        json.name(name).beginArray().value(0).value(max).endArray();
    }

    private static void array(JsonWriter json, String name, List<String> values) {
        json.name(name).beginArray();
        values.forEach(json::value);
        json.endArray();
    }
}
