package io.softwire46.mape.provision.junos;

import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.internal.RuleJson;
import java.util.ArrayList;
import java.util.List;

/** Writes the statements of a rule, for a border relay or a CE. Static methods only. */
final class JunosRuleText {
    private JunosRuleText() {}

    /** Returns prefixes, EA length and, if addresses are shared, PSID offset and length. */
    static List<String> parameters(MapRule rule, JunosSchema schema) {
        List<String> statements = new ArrayList<>();
        statements.add(JunosStatements.IPV4_PREFIX + " " + RuleJson.text(rule.ipv4Prefix()) + "/" + rule.ipv4Length());
        statements.add(schema.spelling(JunosStatements.MAPE_PREFIX) + " " + RuleJson.text(rule.ipv6Prefix()) + "/"
                + rule.ipv6Length());
        statements.add(schema.spelling(JunosStatements.EA_BITS_LEN) + " " + rule.eaLength());
        if (rule.isShared()) {
            // The offset is always written, because other systems have other defaults than 4.
            statements.add(
                    JunosStatements.PSID_OFFSET + " " + rule.portParameters().psidOffset());
            statements.add(schema.spelling(JunosStatements.PSID_LENGTH) + " "
                    + rule.portParameters().psidLength());
        }
        return statements;
    }
}
