package io.softwire46.mape.conformance.json;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Capabilities.Limits;
import io.softwire46.mape.conformance.Capabilities.Range;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.json.JsonWriter;

/**
 * The JSON fields of what a product declares, as the process protocol has them.
 *
 * <p>Static methods only.
 */
public final class CapabilitiesJson {
    private CapabilitiesJson() {}

    /** Writes the fields, in the order of the protocol, into an object that is open. */
    public static void writeFields(JsonWriter json, Capabilities product) {
        json.field("name", product.name()).field("version", product.version()).field("homepage", product.homepage());
        PlainJson.field(
                json,
                "roles",
                product.roles().stream().sorted().map(Role::toString).toList());
        PlainJson.field(json, "formats", product.formats());
        PlainJson.field(json, "kinds", product.kinds());
        Limits limits = product.limits();
        json.name("limits").beginObject();
        range(json, "psidOffset", limits.psidOffset());
        range(json, "psidLength", limits.psidLength());
        range(json, "eaLength", limits.eaLength());
        range(json, "ipv4PrefixLength", limits.ipv4PrefixLength());
        range(json, "ipv6PrefixLength", limits.ipv6PrefixLength());
        json.field("eaEnd", limits.eaEnd()).endObject();
        PlainJson.field(json, "options", product.options());
        PlainJson.field(json, "optionDefaults", product.optionDefaults());
        PlainJson.field(json, "as", product.as());
        PlainJson.field(json, "queries", product.queries());
        PlainJson.field(json, "observes", product.observes());
        json.field("clock", product.virtualClock() ? "virtual" : "real");
        json.field("delivery", product.sync() ? "sync" : "async");
        json.field("reset", product.reset());
        json.field("maxPacket", product.maxPacket()).field("maxRules", product.maxRules());
        json.name("unsupported").beginArray();
        product.unsupported()
                .forEach(each -> json.beginObject()
                        .field("property", each.property())
                        .field("reason", each.reason())
                        .field("url", each.url())
                        .endObject());
        json.endArray();
    }

    private static void range(JsonWriter json, String name, Range range) {
        json.name(name).beginArray().value(range.min()).value(range.max()).endArray();
    }
}
