package io.softwire46.mape.provision.yang;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.internal.LenientJsonDomain;
import io.softwire46.mape.provision.format.internal.RuleJson;
import io.softwire46.mape.provision.format.internal.UniqueNames;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes domains in which {@link YangChecks} found no error.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class YangWriter {
    private final StringBuilder text = new StringBuilder();
    private final JsonWriter out = JsonWriter.indented(text);

    /** Keys of the current list. */
    private final UniqueNames keys = LenientJsonDomain.uniqueNames();

    private YangWriter() {}

    static String borderRelay(List<ConfiguredDomain> domains, boolean binding) {
        YangWriter writer = new YangWriter();
        JsonWriter out = writer.out;
        out.beginObject().name(YangNames.BR + ":br-instances").beginObject();
        if (binding) {
            out.name("binding").beginObject().name("bind-instance").beginArray();
            domains.forEach(writer::bindInstance);
        } else {
            out.name("algorithm").beginObject().name("algo-instance").beginArray();
            // The first instance has the name of the domain; the others have names with numbers.
            List<String> names = domains.stream()
                    .map(each -> writer.keys.take(each.domain().name()))
                    .toList();
            for (int i = 0; i < names.size(); i++) {
                writer.instances(domains.get(i), names.get(i), true);
            }
        }
        out.endArray().endObject().endObject().endObject().endLine();
        return writer.text.toString();
    }

    static String customerEdge(List<ConfiguredDomain> domains) {
        YangWriter writer = new YangWriter();
        JsonWriter out = writer.out;
        UniqueNames names = LenientJsonDomain.uniqueNames();
        out.beginObject().name(YangNames.INTERFACES + ":interfaces").beginObject();
        out.name("interface").beginArray();
        for (ConfiguredDomain each : domains) {
            out.beginObject();
            out.field("name", names.take(each.domain().name()));
            out.field("type", YangNames.TUNNEL_TYPE);
            YangOptions.writeEdge(out, each.options());
            out.name(YangNames.CE + ":algo-instances")
                    .beginObject()
                    .name("algo-instance")
                    .beginArray();
            writer.keys.clear();
            writer.instances(each, writer.keys.take(each.domain().name()), false);
            out.endArray().endObject().endObject();
        }
        out.endArray().endObject().endObject().endLine();
        return writer.text.toString();
    }

    /** Writes one instance per rule. */
    private void instances(ConfiguredDomain configured, String name, boolean withPortSet) {
        List<MapRule> rules = new ArrayList<>(configured.domain().rules().rules());
        for (int i = 0; i < rules.size(); i++) {
            MapRule rule = LenientJsonDomain.asMeshSays(
                    rules.get(i), configured.domain().isMesh());
            out.beginObject();
            out.field("name", i == 0 ? name : keys.take(name));
            out.field("enable", true);
            borderRelay(configured, rule);
            out.field("ea-len", rule.eaLength());
            out.field("rule-ipv6-prefix", RuleJson.text(rule.ipv6Prefix()) + "/" + rule.ipv6Length());
            out.field("rule-ipv4-prefix", rule.ipv4Prefix().toCanonicalString());
            out.field("forwarding", rule.isForwarding());
            if (withPortSet) {
                portSet(rule);
            }
            out.endObject();
        }
    }

    private void borderRelay(ConfiguredDomain configured, MapRule rule) {
        out.field(
                "br-ipv6-addr",
                YangChecks.relay(configured, rule).map(RuleJson::text).orElse(null));
    }

    /**
     * Writes length and PSID, which are mandatory; the PSID is 0 if the EA bits contain it, or without address sharing.
     */
    private void portSet(MapRule rule) {
        out.name("port-set").beginObject();
        if (rule.isShared()) {
            out.field("psid-offset", rule.portParameters().psidOffset());
        }
        out.field("psid-len", rule.portParameters().psidLength());
        out.field("psid", rule.isKeyedByPsid() ? rule.explicitPsid() : 0);
        out.endObject();
    }

    private void bindInstance(ConfiguredDomain configured) {
        ForwardingOptions options = configured.options();
        List<MapRule> rules = configured.domain().rules().rules();
        out.beginObject();
        out.field("name", keys.take(configured.domain().name()));
        out.field("softwire-num-max", rules.size());
        YangOptions.writeBinding(out, options);
        out.name("binding-table").beginObject().name("binding-entry").beginArray();
        for (MapRule rule : rules) {
            out.beginObject();
            String address = RuleJson.text(rule.ipv6Prefix());
            out.field("binding-ipv6info", rule.ipv6Length() == 128 ? address : address + "/" + rule.ipv6Length());
            out.field(
                    "binding-ipv4-addr",
                    rule.ipv4Prefix().getLower().withoutPrefixLength().toCanonicalString());
            portSet(rule);
            borderRelay(configured, rule);
            out.endObject();
        }
        out.endArray().endObject();
        YangOptions.writeIcmpPolicy(out, options);
        out.endObject();
    }
}
