package io.softwire46.mape.provision.yang;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.map.MapRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Prints data of RFC 8676 in XML, in many variants that mean the same. Not thread-safe: use one instance per text. */
final class YangXmlTexts {
    private static final String NAMESPACE = "urn:ietf:params:xml:ns:yang:";

    private final Random random;
    private final String space;

    /** Prefix of the namespace with its colon; empty for the default namespace. */
    private final String prefix;

    YangXmlTexts(long seed) {
        random = new Random(seed);
        space = List.of("", " ", "\n", "\r\n", "\t", "<!-- <algo-instance> -->", "<?x a?>\r")
                .get(random.nextInt(7));
        prefix = random.nextBoolean() ? "" : "sw:";
    }

    private String leaf(String name, Object value) {
        return leafOf(prefix, name, String.valueOf(value));
    }

    private String leafOf(String own, String name, String value) {
        String text = random.nextInt(5) == 0
                ? "<![CDATA[" + value + "]]>"
                : value.replace("1", random.nextInt(5) == 0 ? "&#49;" : "1");
        return "<" + own + name + (random.nextBoolean() ? "" : " a='>'") + ">" + text + "</" + own + name + " >";
    }

    private String element(String name, List<String> children) {
        List<String> list = new ArrayList<>(children);
        Collections.shuffle(list, random);
        return "<" + prefix + name + ">" + space + String.join(space, list) + space + "</" + prefix + name + ">";
    }

    private String top(String name, String module, String content) {
        String own = prefix.isEmpty() ? "xmlns" : "xmlns:sw";
        return "<" + prefix + name + " " + own + "=\"" + NAMESPACE + module + "\">" + space + content + "</" + prefix
                + name + ">";
    }

    private String wrapped(String text) {
        String declaration = random.nextBoolean() ? "" : "\n<?xml version=\"1.0\" encoding='UTF-8'?>\r\n";
        return declaration
                + switch (random.nextInt(3)) {
                    case 0 -> text;
                    case 1 -> "<config>" + space + text + "</config>\n";
                    default ->
                        "<rpc-reply xmlns=\"urn:ietf:params:xml:ns:netconf:base:1.0\" message-id=\"1\"><data>" + text
                                + "</data></rpc-reply>\n]]>]]>\n";
                };
    }

    private List<String> instance(String name, MapRule rule, String relay) {
        return new ArrayList<>(Arrays.asList(
                leaf("name", name),
                leaf("enable", true),
                leaf("br-ipv6-addr", relay),
                leaf("ea-len", random.nextBoolean() ? rule.eaLength() : "0x" + Integer.toHexString(rule.eaLength())),
                leaf("rule-ipv6-prefix", rule.ipv6Prefix().toCanonicalString()),
                leaf("rule-ipv4-prefix", rule.ipv4Prefix().toCanonicalString()),
                leaf("forwarding", rule.isForwarding())));
    }

    private String ports(MapRule rule) {
        List<String> leaves = new ArrayList<>();
        leaves.add(leaf("psid-offset", rule.portParameters().psidOffset()));
        leaves.add(leaf("psid-len", rule.portParameters().psidLength()));
        if (rule.isKeyedByPsid()) {
            leaves.add(leaf("psid", rule.explicitPsid()));
        }
        return element("port-set", leaves);
    }

    String borderRelay(ConfiguredDomain domain) {
        String relay = domain.domain().borderRelays().get(0).toCanonicalString();
        List<String> instances = new ArrayList<>();
        for (MapRule rule : domain.domain().rules().rules()) {
            String name = domain.domain().name() + (instances.isEmpty() ? "" : "-" + instances.size());
            List<String> leaves = instance(name, rule, relay);
            if (rule.isShared()) {
                leaves.add(ports(rule));
            }
            instances.add(element("algo-instance", leaves));
        }
        String algorithm = "<" + prefix + "algorithm>" + String.join(space, instances) + "</" + prefix + "algorithm>";
        return wrapped(top("br-instances", "ietf-softwire-br", algorithm));
    }

    String binding(ConfiguredDomain domain) {
        MapRule rule = domain.domain().rules().rules().get(0);
        List<String> leaves = new ArrayList<>(List.of(
                leaf("binding-ipv6info", rule.ipv6Prefix().toCanonicalString()),
                leaf(
                        "binding-ipv4-addr",
                        rule.ipv4Prefix().getLower().withoutPrefixLength().toCanonicalString()),
                leaf("br-ipv6-addr", domain.domain().borderRelays().get(0).toCanonicalString())));
        if (rule.isShared()) {
            leaves.add(ports(rule));
        }
        String table = element("binding-table", List.of(element("binding-entry", leaves)));
        String instance = element(
                "bind-instance",
                List.of(
                        leaf("name", domain.domain().name()),
                        table,
                        leaf("softwire-payload-mtu", domain.options().mtuV6() - 40)));
        return wrapped(top("br-instances", "ietf-softwire-br", element("binding", List.of(instance))));
    }

    /** Leaves of the CE augment an interface, so their namespace differs from that of the interface. */
    String edge(ConfiguredDomain domain) {
        String relay = domain.domain().borderRelays().get(0).toCanonicalString();
        List<String> rules = new ArrayList<>();
        for (MapRule rule : domain.domain().rules().rules()) {
            rules.add(element("algo-instance", instance("rule" + rules.size(), rule, relay)));
        }
        String instances = "<" + prefix + "algo-instances"
                + (prefix.isEmpty() ? " xmlns=\"" + NAMESPACE + "ietf-softwire-ce\"" : "") + ">"
                + String.join(space, rules) + "</" + prefix + "algo-instances>";
        String type = leafOf("if:", "type", "t:aplusp")
                .replace("<if:type", "<if:type xmlns:t=\"" + NAMESPACE + "iana-tunnel-type\"");
        return wrapped("<if:interfaces xmlns:if=\"" + NAMESPACE + "ietf-interfaces\" xmlns:sw=\"" + NAMESPACE
                + "ietf-softwire-ce\"><if:interface>"
                + leafOf("if:", "name", domain.domain().name()) + space + type + space + instances
                + "</if:interface></if:interfaces>");
    }
}
