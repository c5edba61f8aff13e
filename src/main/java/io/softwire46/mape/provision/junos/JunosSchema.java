package io.softwire46.mape.provision.junos;

import io.softwire46.mape.provision.format.internal.DomainReading;
import java.util.List;
import java.util.Map;

/**
 * How the two places of a Junos configuration that hold rules differ: the border relay's and the CE's.
 *
 * <p>Immutable.
 *
 * @param noun what the NAME of a rule stands behind
 * @param required knobs that a rule cannot do without, in the border relay's spelling
 * @param known every knob of a rule in the dialect's spelling
 * @param spellings the dialect's word for a knob of the border relay, where it has another
 * @param together why options of rules beside each other must agree, and what to do
 */
record JunosSchema(
        String noun, List<String> required, List<String> known, Map<String, String> spellings, String together) {
    static final JunosSchema BORDER_RELAY = new JunosSchema(
            "map-e",
            JunosStatements.REQUIRED,
            JunosStatements.ALL,
            Map.of(),
            "both have one softwire-address and so are one domain: make them agree, or "
                    + "give one another softwire-address");

    static final JunosSchema CUSTOMER_EDGE = new JunosSchema(
            "rule",
            List.of(JunosStatements.IPV4_PREFIX, JunosStatements.MAPE_PREFIX, JunosStatements.EA_BITS_LEN),
            List.of(
                    JunosStatements.RULE_TYPE,
                    JunosStatements.IPV4_PREFIX,
                    "ipv6-prefix",
                    "ea-bits-length",
                    JunosStatements.PSID_OFFSET,
                    "psid-len",
                    JunosStatements.MTU_V6,
                    JunosStatements.V4_REASSEMBLY,
                    JunosStatements.V6_REASSEMBLY,
                    JunosStatements.V4_PARTIAL_REASSEMBLY,
                    JunosStatements.DISABLE_AUTO_ROUTE),
            Map.of(
                    JunosStatements.MAPE_PREFIX,
                    "ipv6-prefix",
                    JunosStatements.EA_BITS_LEN,
                    "ea-bits-length",
                    JunosStatements.PSID_LENGTH,
                    "psid-len",
                    JunosStatements.SOFTWIRE_ADDRESS,
                    "br-address"),
            "rules of one map-e are one domain: make them agree");

    /** The dialect's word for a knob of the border relay. */
    String spelling(String knob) {
        return spellings.getOrDefault(knob, knob);
    }

    /** The border relay's word for a knob of this dialect. */
    String canonical(String spelling) {
        for (Map.Entry<String, String> each : spellings.entrySet()) {
            if (each.getValue().equals(spelling)) {
                return each.getKey();
            }
        }
        return spelling;
    }

    /**
     * Takes knobs and their values from a statement, from a word on.
     *
     * @return false when one is wrong, which was reported
     */
    boolean knobs(JunosStatement statement, int from, JunosRule rule, DomainReading reading) {
        int at = from;
        while (at < statement.size()) {
            int after = JunosCommon.take(statement, at, rule.title(), reading);
            if (after != JunosCommon.NOT_COMMON) {
                at = after;
                continue;
            }
            JunosLine.Word word = statement.at(at++);
            String knob = canonical(word.text());
            if (!known.contains(word.text())) {
                reading.refuse(
                        word.place(),
                        "knob",
                        word.text(),
                        "is not known below " + noun + reading.knownNames().remedy(word.text(), known));
                return false;
            }
            if (JunosStatements.FLAGS.contains(knob)) {
                rule.set(knob, word);
            } else if (at == statement.size()) {
                reading.refuse(word.place(), "knob", word.text(), "has no value behind it");
                return false;
            } else {
                rule.set(knob, statement.at(at++));
            }
        }
        return true;
    }
}
