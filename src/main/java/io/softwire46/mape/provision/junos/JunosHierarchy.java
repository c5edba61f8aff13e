package io.softwire46.mape.provision.junos;

import io.softwire46.mape.finding.Location;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Levels of a Junos configuration: the highest ones, and those that hold MAP-E rules under a second path. Static methods only. */
final class JunosHierarchy {
    /** Names of the highest level. A path that begins with another word is relative to where it was printed. */
    private static final Set<String> TOP = new HashSet<>(List.of(
            ("version groups apply-groups system chassis services security interfaces routing-options protocols "
                            + "policy-options firewall routing-instances class-of-service forwarding-options snmp "
                            + "event-options access access-profile applications vlans bridge-domains "
                            + "dynamic-profiles logical-systems tenants multi-chassis poe switch-options "
                            + "virtual-chassis ethernet-switching-options accounting-options jsrc smtp "
                            + "unified-edge wlan fabric")
                    .split(" ")));

    /** What a configuration puts before a path that applies to a part of it only; a name follows. */
    static final List<String> ELSEWHERE = List.of("groups", "logical-systems", "tenants");

    /** Further paths of rules, and the path that means the same. */
    private static final Map<List<String>, List<String>> ALIASES = Map.of(
            List.of("services", "softwires", "softwire-types", "map-e"),
            JunosConcentrators.HIERARCHY,
            List.of("security", "softwires", "softwire-types", "map-e"),
            JunosEdges.HIERARCHY);

    /** Levels of MAP-E that are found below one level only, and that one. */
    private static final Map<String, List<String>> ABOVE = Map.of(
            "softwire", List.of("services"),
            "softwire-concentrator", List.of("services", "softwire"),
            "softwires", List.of("security"));

    private JunosHierarchy() {}

    static boolean isTop(String word) {
        return TOP.contains(word);
    }

    /** Whether only MAP-E, or another softwire, has a level of this name. */
    static boolean isOfSoftwires(String word) {
        return ABOVE.containsKey(word) || word.equals("softwire-types") || word.equals("map-e");
    }

    /** A path and the further ones that mean the same. */
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

    /** The statement with the path by which it is read. */
    static JunosStatement canonical(JunosStatement statement) {
        for (Map.Entry<List<String>, List<String>> alias : ALIASES.entrySet()) {
            int length = alias.getKey().size();
            if (statement.has(alias.getKey(), 0)) {
                List<JunosLine.Word> words =
                        words(alias.getValue(), statement.at(0).place());
                // The last word of both is that before the NAME.
                words.set(words.size() - 1, statement.at(length - 1));
                words.addAll(statement.words().subList(length, statement.size()));
                return new JunosStatement(words);
            }
        }
        return statement;
    }

    /** The levels above a part that was printed without them, by its first word; none if that is not known. */
    static List<JunosLine.Word> above(JunosLine.Word first) {
        return words(ABOVE.getOrDefault(first.text(), List.of()), first.place());
    }

    /** The words of a path, which all have one place. */
    static List<JunosLine.Word> words(List<String> path, Location place) {
        List<JunosLine.Word> words = new ArrayList<>();
        path.forEach(text -> words.add(new JunosLine.Word(text, place)));
        return words;
    }
}
