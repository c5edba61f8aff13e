package io.softwire46.mape.provision.junos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which packets of a border relay reach which concentrator: softwire rules, whose terms name one, and service sets, which
 * apply softwire rules between two service interfaces. What else a service set may hold is not read.
 *
 * <p>Immutable.
 *
 * @param softwireRules in the order of the text
 * @param serviceSets in the order of the text
 */
record JunosServices(List<SoftwireRule> softwireRules, List<ServiceSet> serviceSets) {
    /** No softwire rules and no service sets. */
    public static final JunosServices NONE = new JunosServices(List.of(), List.of());

    static final List<String> SERVICE_SET = List.of("services", "service-set");
    static final List<String> SOFTWIRE_RULE = List.of("services", "softwire", "rule");

    /**
     * Copies the lists.
     *
     * @param softwireRules in the order of the text
     * @param serviceSets in the order of the text
     */
    public JunosServices {
        softwireRules = List.copyOf(softwireRules);
        serviceSets = List.copyOf(serviceSets);
    }

    /**
     * A rule of the softwire service. Immutable.
     *
     * @param name its name
     * @param matchDirection {@code input} or {@code output}; null when the text does not say
     * @param terms the concentrator that each term names, by the name of the term
     */
    public record SoftwireRule(String name, @Nullable String matchDirection, Map<String, String> terms) {
        /**
         * Copies the map.
         *
         * @param name its name
         * @param matchDirection {@code input} or {@code output}; null when the text does not say
         * @param terms the concentrator that each term names, in the order of the terms
         */
        public SoftwireRule {
            terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
        }
    }

    /**
     * A service set. Immutable.
     *
     * @param name its name
     * @param softwireRules names of the rules that it applies
     * @param insideInterface toward the CEs, such as {@code si-0/0/0.1}; null when the text does not say
     * @param outsideInterface toward the Internet; null when the text does not say
     */
    public record ServiceSet(
            String name,
            List<String> softwireRules,
            @Nullable String insideInterface,
            @Nullable String outsideInterface) {
        /**
         * Copies the list.
         *
         * @param name its name
         * @param softwireRules names of the rules that it applies
         * @param insideInterface toward the CEs; null when the text does not say
         * @param outsideInterface toward the Internet; null when the text does not say
         */
        public ServiceSet {
            softwireRules = List.copyOf(softwireRules);
        }
    }

    /**
     * One service set with one softwire rule that leads what comes in to concentrators, a term each.
     *
     * @param concentrators names in the order of the terms
     * @param insideInterface toward the CEs, such as {@code si-0/0/0.1}
     * @param outsideInterface toward the Internet, such as {@code si-0/0/0.2}
     * @return rule {@code SW-RULE1} in service set {@code SSET1}
     */
    public static JunosServices of(List<String> concentrators, String insideInterface, String outsideInterface) {
        Map<String, String> terms = new LinkedHashMap<>();
        concentrators.forEach(name -> terms.put("t" + (terms.size() + 1), name));
        return new JunosServices(
                List.of(new SoftwireRule("SW-RULE1", "input", terms)),
                List.of(new ServiceSet("SSET1", List.of("SW-RULE1"), insideInterface, outsideInterface)));
    }

    /**
     * The service set whose interfaces the packets of a concentrator pass.
     *
     * @param concentrator its name
     * @return the first service set that applies a rule with a term for it
     */
    public Optional<ServiceSet> serviceSetOf(String concentrator) {
        return Optional.ofNullable(serviceSetsByConcentrator().get(concentrator));
    }

    /** The answers of {@link #serviceSetOf} for every concentrator that a service set leads packets to. */
    Map<String, ServiceSet> serviceSetsByConcentrator() {
        Map<String, Integer> setByRule = new HashMap<>();
        for (int i = 0; i < serviceSets.size(); i++) {
            for (String rule : serviceSets.get(i).softwireRules()) {
                setByRule.putIfAbsent(rule, i);
            }
        }
        Map<String, Integer> setByConcentrator = new HashMap<>();
        for (SoftwireRule rule : softwireRules) {
            Integer set = setByRule.get(rule.name());
            if (set != null) {
                rule.terms().values().forEach(name -> setByConcentrator.merge(name, set, Math::min));
            }
        }
        Map<String, ServiceSet> sets = new HashMap<>();
        setByConcentrator.forEach((name, set) -> sets.put(name, serviceSets.get(set)));
        return sets;
    }

    /**
     * Whether the text has neither.
     *
     * @return true without softwire rules and service sets
     */
    public boolean isEmpty() {
        return softwireRules.isEmpty() && serviceSets.isEmpty();
    }

    /** Levels of the statements that say this, in the order in which Junos prints them. */
    List<List<String>> statements() {
        List<List<String>> all = new ArrayList<>();
        for (ServiceSet set : serviceSets) {
            List<String> head = List.of("services", "service-set " + JunosWriter.word(set.name()));
            set.softwireRules()
                    .forEach(rule -> all.add(JunosWriter.below(head, "softwire-rules " + JunosWriter.word(rule))));
            List<String> hops = JunosWriter.below(head, "next-hop-service");
            if (set.insideInterface() != null) {
                all.add(JunosWriter.below(
                        hops,
                        "inside-service-interface " + JunosWriter.word(Objects.requireNonNull(set.insideInterface()))));
            }
            if (set.outsideInterface() != null) {
                all.add(JunosWriter.below(
                        hops,
                        "outside-service-interface "
                                + JunosWriter.word(Objects.requireNonNull(set.outsideInterface()))));
            }
        }
        return all;
    }

    /** The rules' statements, which stand behind those of the concentrators. */
    List<List<String>> ruleStatements() {
        List<List<String>> all = new ArrayList<>();
        for (SoftwireRule rule : softwireRules) {
            List<String> head = List.of("services", "softwire", "rule " + JunosWriter.word(rule.name()));
            if (rule.matchDirection() != null) {
                all.add(JunosWriter.below(
                        head, "match-direction " + JunosWriter.word(Objects.requireNonNull(rule.matchDirection()))));
            }
            rule.terms()
                    .forEach((term, name) -> all.add(JunosWriter.below(
                            JunosWriter.below(JunosWriter.below(head, "term " + JunosWriter.word(term)), "then"),
                            "map-e " + JunosWriter.word(name))));
        }
        return all;
    }
}
