package io.softwire46.mape.provision.junos;

import io.softwire46.mape.provision.format.internal.DomainReading;
import java.util.List;
import java.util.Map;

/**
 * Names of the statements of a rule, which differ between a border relay and a CE.
 *
 * <p>Immutable.
 *
 * @param noun statement that precedes the NAME of a rule
 * @param required required statements of a rule, with the border relay's names
 * @param known all statements of a rule, with the names of this schema
 * @param spellings names of this schema that differ from the border relay's, by the border relay's name
 * @param together why options of the rules of a domain must agree, and the remedy
 */
record JunosSchema(
        String noun, List<String> required, List<String> known, Map<String, String> spellings, String together) {
    static final JunosSchema BORDER_RELAY = new JunosSchema(
            "map-e",
            JunosStatements.REQUIRED,
            JunosStatements.ALL,
            Map.of(),
            "both have the same softwire-address, which makes them one domain: use equal values, or different "
                    + "softwire-addresses");

    static final JunosSchema CUSTOMER_EDGE = new JunosSchema(
            "rule",
            List.of(JunosStatements.IPV4_PREFIX, JunosStatements.MAPE_PREFIX, JunosStatements.EA_BITS_LEN),
            JunosStatements.join(
                    List.of(
                            JunosStatements.RULE_TYPE,
                            JunosStatements.IPV4_PREFIX,
                            "ipv6-prefix",
                            "ea-bits-length",
                            JunosStatements.PSID_OFFSET,
                            "psid-len",
                            JunosStatements.DISABLE_AUTO_ROUTE),
                    JunosOptions.ALL_STATEMENTS),
            Map.of(
                    JunosStatements.MAPE_PREFIX,
                    "ipv6-prefix",
                    JunosStatements.EA_BITS_LEN,
                    "ea-bits-length",
                    JunosStatements.PSID_LENGTH,
                    "psid-len",
                    JunosStatements.SOFTWIRE_ADDRESS,
                    "br-address"),
            "rules of one map-e are one domain: use equal values");

    /** Returns the name of this schema for a statement of the border relay. */
    String spelling(String statement) {
        return spellings.getOrDefault(statement, statement);
    }

    /** Returns the border relay's name of a statement of this schema. */
    String canonical(String spelling) {
        for (Map.Entry<String, String> each : spellings.entrySet()) {
            if (each.getValue().equals(spelling)) {
                return each.getKey();
            }
        }
        return spelling;
    }

    /**
     * Reads statements and their values from the words of a line, beginning with index {@code from}.
     *
     * @return false if one is malformed, which was reported
     */
    boolean readStatements(JunosStatement statement, int from, JunosRule rule, DomainReading reading) {
        int at = from;
        while (at < statement.size()) {
            int after = JunosCommon.take(statement, at, rule.title(), reading);
            if (after != JunosCommon.NOT_COMMON) {
                at = after;
                continue;
            }
            JunosLine.Word word = statement.at(at++);
            String name = canonical(word.text());
            if (!known.contains(word.text())) {
                reading.refuse(
                        word.place(),
                        "statement",
                        word.text(),
                        "is not known below " + noun + reading.knownNames().remedy(word.text(), known));
                return false;
            }
            if (JunosStatements.FLAGS.contains(name)) {
                rule.set(name, word);
            } else if (at == statement.size()) {
                reading.refuse(word.place(), "statement", word.text(), "has no value; add it");
                return false;
            } else {
                rule.set(name, statement.at(at++));
            }
        }
        return true;
    }
}
