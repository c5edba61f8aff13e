package io.softwire46.mape.provision.domain;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.internal.RuleJson;
import java.util.List;

/**
 * Writes domains as {@link JsonDomains} reads them. Every field is written, options at their defaults too, so that the
 * file means the same to a later version with other defaults.
 *
 * <p>Holds no state.
 */
public final class DomainJson {
    private DomainJson() {}

    /**
     * A file of one domain.
     *
     * @param domain what reads back as an equal one
     * @return an object, indented, ending with a line feed
     */
    public static String write(ConfiguredDomain domain) {
        StringBuilder out = new StringBuilder();
        write(JsonWriter.indented(out), domain).endLine();
        return out.toString();
    }

    /**
     * A file of several domains.
     *
     * @param domains at least one; their names differ
     * @return an array, indented, ending with a line feed
     */
    public static String write(List<ConfiguredDomain> domains) {
        StringBuilder out = new StringBuilder();
        JsonWriter writer = JsonWriter.indented(out).beginArray();
        domains.forEach(domain -> write(writer, domain));
        writer.endArray().endLine();
        return out.toString();
    }

    /**
     * A domain within another JSON text.
     *
     * @param out where a value may stand
     * @param configured the domain
     * @return {@code out}
     */
    public static JsonWriter write(JsonWriter out, ConfiguredDomain configured) {
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
        return out.endObject();
    }
}
