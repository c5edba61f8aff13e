package io.softwire46.mape.cli.text;

import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.PortRange;
import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.map.internal.Addresses;

/**
 * Writes the mapping of a CE as JSON fields.
 *
 * <p>Static methods only.
 */
public final class MappingJson {
    private MappingJson() {}

    /** Writes IPv4 address and port set of the CE, without its IPv6 addresses. */
    public static void mapping(JsonWriter json, CeMapping ce) {
        PortSet ports = ce.portSet();
        json.field("kind", ce.kind().toString()).field("eaBits", ce.eaBits().toHexString());
        json.field("ipv4", Addresses.toText(ce.ipv4Bits())).field("ipv4Length", ce.ipv4Length());
        psid(ce, json);
        json.field("psidLength", ce.rule().portParameters().psidLength());
        json.name("psidOffset")
                .plain(ce.rule().isShared() ? ce.rule().portParameters().psidOffset() : null);
        json.field("portCount", ports.size()).field("rangeCount", ports.rangeCount());
        range(json.name("firstRange"), ports.rangeAt(0));
        range(json.name("lastRange"), ports.rangeAt(ports.rangeCount() - 1));
    }

    public static void psid(CeMapping ce, JsonWriter json) {
        json.name("psid").plain(ce.rule().isShared() ? ce.psid() : null);
    }

    public static void range(JsonWriter json, PortRange range) {
        json.beginArray().value(range.first()).value(range.last()).endArray();
    }
}
