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
 * Softwire rules of a border relay, whose terms name concentrators, and service sets, which apply softwire rules between two
 * service interfaces. Together they determine which packets reach a concentrator. Other content of a service set is skipped.
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
     * @param matchDirection {@code input} or {@code output}; null if it is not given
     * @param terms the concentrator that each term names, by the name of the term
     */
    public record SoftwireRule(String name, @Nullable String matchDirection, Map<String, String> terms) {
        /**
         * Copies the map.
         *
         * @param name its name
         * @param matchDirection {@code input} or {@code output}; null if it is not given
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
     * @param insideInterface interface toward the CEs, such as {@code si-0/0/0.1}; null if it is not given
     * @param outsideInterface interface toward the Internet; null if it is not given
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
         * @param insideInterface interface toward the CEs; null if it is not given
         * @param outsideInterface interface toward the Internet; null if it is not given
         */
        public ServiceSet {
            softwireRules = List.copyOf(softwireRules);
        }
    }

    /**
     * Returns a service set with a softwire rule that sends input packets to concentrators, one term per concentrator.
     *
     * @param concentrators names of concentrators, in the order of the terms
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
     * Returns the service set whose interfaces the packets of a concentrator use.
     *
     * @param concentrator name of the concentrator
     * @return the first service set that applies a rule with a term for it
     */
    public Optional<ServiceSet> serviceSetOf(String concentrator) {
        return Optional.ofNullable(serviceSetsByConcentrator().get(concentrator));
    }

    /** Returns the results of {@link #serviceSetOf} for all concentrators with a service set. */
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
     * Returns whether there are no softwire rules and no service sets.
     *
     * @return true if both lists are empty
     */
    public boolean isEmpty() {
        return softwireRules.isEmpty() && serviceSets.isEmpty();
    }

    /** Returns the levels of the service sets' statements, in the order in which Junos prints them. */
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

    /** Returns the statements of the softwire rules, which follow those of the concentrators. */
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
