package io.softwire46.mape.provision.junos;

import io.softwire46.mape.finding.Location;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Levels of a Junos configuration: the top levels, and alternative paths of MAP-E rules. Static methods only. */
final class JunosHierarchy {
    /**
     * Names of the top level. A path that begins with another word is relative to the level at which it was printed.
     */
    private static final Set<String> TOP = new HashSet<>(List.of(
            ("version groups apply-groups system chassis services security interfaces routing-options protocols "
                            + "policy-options firewall routing-instances class-of-service forwarding-options snmp "
                            + "event-options access access-profile applications vlans bridge-domains "
                            + "dynamic-profiles logical-systems tenants multi-chassis poe switch-options "
                            + "virtual-chassis ethernet-switching-options accounting-options jsrc smtp "
                            + "unified-edge wlan fabric")
                    .split(" ")));

    /** Levels, each followed by a name, below which a path applies only to a part of the configuration. */
    static final List<String> ELSEWHERE = List.of("groups", "logical-systems", "tenants");

    /** Alternative paths of rules, each with its canonical path. */
    private static final Map<List<String>, List<String>> ALIASES = Map.of(
            List.of("services", "softwires", "softwire-types", "map-e"),
            JunosConcentrators.HIERARCHY,
            List.of("security", "softwires", "softwire-types", "map-e"),
            JunosEdges.HIERARCHY);

    /** Levels of MAP-E with the only path above each. */
    private static final Map<String, List<String>> ABOVE = Map.of(
            "softwire", List.of("services"),
            "softwire-concentrator", List.of("services", "softwire"),
            "softwires", List.of("security"));

    private JunosHierarchy() {}

    static boolean isTop(String word) {
        return TOP.contains(word);
    }

    /** Returns whether only MAP-E or another softwire has a level of this name. */
    static boolean isOfSoftwires(String word) {
        return ABOVE.containsKey(word) || word.equals("softwire-types") || word.equals("map-e");
    }

    /** Returns a path and its alternative paths. */
    static List<List<String>> withAliases(List<String> path) {
        List<List<String>> all = new ArrayList<>();
        all.add(path);
        ALIASES.forEach((alias, meant) -> {
            if (meant.equals(path)) {
                all.add(alias);
            }
        });
        return all;
    }

    /** Returns the statement with its canonical path. */
    static JunosStatement canonical(JunosStatement statement) {
        for (Map.Entry<List<String>, List<String>> alias : ALIASES.entrySet()) {
            int length = alias.getKey().size();
            if (statement.has(alias.getKey(), 0)) {
                List<JunosLine.Word> words =
                        words(alias.getValue(), statement.at(0).place());
                // The last word of both paths precedes the NAME.
                words.set(words.size() - 1, statement.at(length - 1));
                words.addAll(statement.words().subList(length, statement.size()));
                return new JunosStatement(words);
            }
        }
        return statement;
    }

    /** Returns the levels above a part that was printed without them, by its first word; empty if it is unknown. */
    static List<JunosLine.Word> above(JunosLine.Word first) {
        return words(ABOVE.getOrDefault(first.text(), List.of()), first.place());
    }

    /** Returns the words of a path, all with the same location. */
    static List<JunosLine.Word> words(List<String> path, Location place) {
        List<JunosLine.Word> words = new ArrayList<>();
        path.forEach(text -> words.add(new JunosLine.Word(text, place)));
        return words;
    }
}
