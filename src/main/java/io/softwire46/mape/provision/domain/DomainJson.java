package io.softwire46.mape.provision.domain;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.provision.format.internal.RuleJson;
import java.util.List;
import java.util.Map;

/**
 * Writes domains as {@link JsonDomains} reads them. It writes all fields, including forwarding options with default values,
 * so that the meaning of the file does not depend on defaults; of the NAPT options, only those that differ.
 *
 * <p>Static methods only.
 */
public final class DomainJson {
    private DomainJson() {}

    /**
     * Writes a file of one domain.
     *
     * @param domain any domain; reading the result returns an equal one
     * @return an object, indented, ending with a line feed
     */
    public static String write(ConfiguredDomain domain) {
        return writeOne(domain, Map.of());
    }

    /** Writes a file of one domain, with its NAPT options by the name of the domain. */
    public static String writeOne(ConfiguredDomain domain, Map<String, NaptOptions> napt) {
        StringBuilder out = new StringBuilder();
        write(JsonWriter.indented(out), domain, napt).endLine();
        return out.toString();
    }

    /**
     * Writes a file of several domains.
     *
     * @param domains at least one, with different names
     * @return an array, indented, ending with a line feed
     */
    public static String write(List<ConfiguredDomain> domains) {
        return writeAll(domains, Map.of());
    }

    /** Writes a file of several domains, with their NAPT options by the names of the domains. */
    static String writeAll(List<ConfiguredDomain> domains, Map<String, NaptOptions> napt) {
        StringBuilder out = new StringBuilder();
        JsonWriter writer = JsonWriter.indented(out).beginArray();
        domains.forEach(domain -> write(writer, domain, napt));
        writer.endArray().endLine();
        return out.toString();
    }

    /**
     * Writes a domain into another JSON text.
     *
     * @param out writer at a position for a value
     * @param configured the domain
     * @return {@code out}
     */
    public static JsonWriter write(JsonWriter out, ConfiguredDomain configured) {
        return write(out, configured, Map.of());
    }

    private static JsonWriter write(JsonWriter out, ConfiguredDomain configured, Map<String, NaptOptions> napt) {
        MapDomain domain = configured.domain();
        List<MapRule> rules = domain.rules().rules();
        out.beginObject();
        out.field("name", domain.name());
        out.field("format", rules.get(0).format().toString());
        out.field("mesh", domain.isMesh());
        out.name("borderRelay").beginArray();
        domain.borderRelays().forEach(relay -> out.value(RuleJson.text(relay)));
        out.endArray();
        out.name("rules").beginArray();
        rules.forEach(rule -> RuleJson.write(out, rule));
        out.endArray();
        ForwardingOptions options = configured.options();
        out.name("options").beginObject();
        ForwardingOption.all().forEach(option -> out.name(option.name()).plain(options.plain(option)));
        out.endObject();
        NaptFields.write(out, napt.getOrDefault(domain.name(), NaptOptions.defaults()));
        return out.endObject();
    }
}
