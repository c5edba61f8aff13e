package io.softwire46.mape.provision.hb46pp;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.internal.RuleJson;
import java.util.List;

/** Writes HB46PP documents, with members in the order of the specification. Static methods only. */
final class Hb46ppWriter {
    private Hb46ppWriter() {}

    static String write(Hb46pp.Document document) {
        StringBuilder text = new StringBuilder();
        JsonWriter out = JsonWriter.indented(text).beginObject();
        document.enablerName().ifPresent(name -> out.field("enabler_name", name));
        document.serviceName().ifPresent(name -> out.field("service_name", name));
        document.ispName().ifPresent(name -> out.field("isp_name", name));
        document.ttlSeconds().ifPresent(ttl -> out.field("ttl", ttl));
        document.order().ifPresent(order -> {
            out.name("order").beginArray();
            order.forEach(out::value);
            out.endArray();
        });
        document.mapE().ifPresent(domain -> mapE(out, domain));
        document.lw4o6().ifPresent(lw4o6 -> lw4o6(out, lw4o6));
        document.mapT().ifPresent(mapT -> {
            out.name(Hb46ppReader.MAP_T).beginObject();
            out.field("dmr", RuleJson.text(mapT.dmr()) + "/" + mapT.dmr().getNetworkPrefixLength());
            rules(out, mapT.rules());
            out.endObject();
        });
        out.endObject().endLine();
        return text.toString();
    }

    private static void mapE(JsonWriter out, ConfiguredDomain configured) {
        List<MapRule> rules = configured.domain().rules().rules();
        out.name(Hb46ppReader.MAP_E).beginObject();
        out.field("version", rules.get(0).format() == InterfaceIdFormat.DRAFT03 ? 0 : 1);
        out.field("mesh", configured.domain().isMesh());
        out.field("br", RuleJson.text(configured.domain().borderRelays().get(0)));
        rules(out, rules);
        out.endObject();
    }

    private static void rules(JsonWriter out, List<MapRule> rules) {
        out.name("rules").beginArray();
        for (MapRule rule : rules) {
            out.beginObject();
            prefixes(out, rule);
            out.field("ea_length", rule.eaLength());
            // The offset has no effect without address sharing.
            out.field("psid_offset", rule.portParameters().psidOffset());
            out.endObject();
        }
        out.endArray();
    }

    private static void prefixes(JsonWriter out, MapRule rule) {
        out.field("ipv6", RuleJson.text(rule.ipv6Prefix()) + "/" + rule.ipv6Length());
        out.field("ipv4", rule.ipv4Prefix().toCanonicalString());
    }

    private static void lw4o6(JsonWriter out, Hb46pp.Document.Lw4o6 lw4o6) {
        MapRule rule = lw4o6.domain().domain().rules().rules().get(0);
        out.name(Hb46ppReader.LW4O6).beginObject();
        out.field("lwaftr", lw4o6.lwaftr());
        out.field("ipv6", RuleJson.text(rule.ipv6Prefix()) + "/" + rule.ipv6Length());
        out.field("ipv4", rule.ipv4Prefix().getLower().withoutPrefixLength().toCanonicalString());
        out.field("psid", Math.max(rule.explicitPsid(), 0));
        out.field("psid_length", rule.portParameters().psidLength());
        out.field("psid_offset", rule.portParameters().psidOffset());
        out.endObject();
    }
}
