package io.softwire46.mape.provision.junos;

import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.internal.RuleJson;
import java.util.ArrayList;
import java.util.List;

/** Writes the statements of a rule, for a border relay or a CE. Static methods only. */
final class JunosRuleText {
    private JunosRuleText() {}

    /** Returns prefixes, EA length and, if addresses are shared, PSID offset and length. */
    static List<String> parameters(MapRule rule, JunosSchema dialect) {
        List<String> knobs = new ArrayList<>();
        knobs.add(JunosStatements.IPV4_PREFIX + " " + RuleJson.text(rule.ipv4Prefix()) + "/" + rule.ipv4Length());
        knobs.add(dialect.spelling(JunosStatements.MAPE_PREFIX) + " " + RuleJson.text(rule.ipv6Prefix()) + "/"
                + rule.ipv6Length());
        knobs.add(dialect.spelling(JunosStatements.EA_BITS_LEN) + " " + rule.eaLength());
        if (rule.isShared()) {
            // The offset is always written, because other systems have other defaults than 4.
            knobs.add(JunosStatements.PSID_OFFSET + " " + rule.portParameters().psidOffset());
            knobs.add(dialect.spelling(JunosStatements.PSID_LENGTH) + " "
                    + rule.portParameters().psidLength());
        }
        return knobs;
    }

    static void options(int mtuV6, V4Reassembly v4Reassembly, boolean v6Reassembly, List<String> knobs) {
        if (mtuV6 != JunosRule.DEFAULT_MTU_V6) {
            knobs.add(JunosStatements.MTU_V6 + " " + mtuV6);
        }
        if (v4Reassembly != V4Reassembly.NONE) {
            knobs.add(
                    v4Reassembly == V4Reassembly.FULL
                            ? JunosStatements.V4_REASSEMBLY
                            : JunosStatements.V4_PARTIAL_REASSEMBLY);
        }
        if (v6Reassembly) {
            knobs.add(JunosStatements.V6_REASSEMBLY);
        }
    }
}
