package io.softwire46.mape.provision.junos;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.internal.RuleJson;
import java.util.ArrayList;
import java.util.List;

/**
 * One {@code softwire-concentrator map-e NAME} of a border relay: a rule with the options that Junos keeps beside it.
 *
 * <p>Immutable.
 *
 * @param name 1 to 63 characters
 * @param rule prefixes, EA length, port parameters and format
 * @param softwireAddress the BR address of the rule's CEs
 * @param mtuV6 largest tunnel packet, 1280 to 9192 octets
 * @param v4Reassembly how IPv4 fragments toward a shared address find their CE
 * @param v6Reassembly whether fragmented tunnel packets are joined
 * @param autoRoute whether the router installs routes for the rule by itself
 */
public record JunosConcentrator(
        String name,
        MapRule rule,
        IPv6Address softwireAddress,
        int mtuV6,
        V4Reassembly v4Reassembly,
        boolean v6Reassembly,
        boolean autoRoute) {

    /** Levels of the statements that say this. What equals the default of Junos is left out, but for the offset. */
    List<List<String>> statements() {
        List<String> head = new ArrayList<>(JunosConcentrators.HIERARCHY.subList(0, 3));
        head.add("map-e " + JunosWriter.word(name));
        List<List<String>> all = new ArrayList<>();
        for (String knob : knobs()) {
            all.add(JunosWriter.below(head, knob));
        }
        return all;
    }

    private List<String> knobs() {
        List<String> knobs = JunosRuleText.parameters(rule, JunosDialect.BORDER_RELAY);
        knobs.add(JunosKnobs.SOFTWIRE_ADDRESS + " " + RuleJson.text(softwireAddress));
        if (rule.format() == InterfaceIdFormat.DRAFT03) {
            knobs.add(JunosKnobs.VERSION_03);
        }
        JunosRuleText.options(mtuV6, v4Reassembly, v6Reassembly, knobs);
        if (!autoRoute) {
            knobs.add(JunosKnobs.DISABLE_AUTO_ROUTE);
        }
        return knobs;
    }
}
