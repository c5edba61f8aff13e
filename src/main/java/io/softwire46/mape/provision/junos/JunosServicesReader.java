package io.softwire46.mape.provision.junos;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.Locations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads softwire rules and service sets. Their errors are warnings, because no rule of a domain depends on them.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class JunosServicesReader implements StatementHandler {
    private static final String RFC = DomainSyntax.DOMAIN_RFC;
    private static final String INSIDE = "inside-service-interface";
    private static final String OUTSIDE = "outside-service-interface";
    private static final int MAX_SUGGESTIONS = 10;
    private static final List<String> DIRECTIONS = List.of("input", "output");

    private static final class SoftwireRule {
        @Nullable String matchDirection;

        final Map<String, JunosLine.Word> terms = new LinkedHashMap<>();
    }

    private static final class ServiceSet {
        final Map<String, JunosLine.Word> softwireRules = new LinkedHashMap<>();

        @Nullable String inside;

        @Nullable String outside;
    }

    private final DomainReading reading;
    private final Map<String, SoftwireRule> softwireRules = new LinkedHashMap<>();
    private final Map<String, ServiceSet> serviceSets = new LinkedHashMap<>();
    private int suggestions;

    JunosServicesReader(DomainReading reading) {
        this.reading = reading;
    }

    @Override
    public List<List<String>> roots() {
        return List.of(JunosServices.SERVICE_SET, JunosServices.SOFTWIRE_RULE);
    }

    @Override
    public boolean isEssential() {
        return false;
    }

    @Override
    public boolean isEmpty() {
        return softwireRules.isEmpty() && serviceSets.isEmpty();
    }

    @Override
    public boolean take(JunosStatement statement) {
        if (statement.has(JunosServices.SOFTWIRE_RULE, 0)) {
            return isNamed(statement, 3) && softwireRule(statement);
        }
        return statement.has(JunosServices.SERVICE_SET, 0) && isNamed(statement, 2) && serviceSet(statement);
    }

    private static boolean isNamed(JunosStatement statement, int index) {
        return DomainSyntax.isName(statement.word(index));
    }

    private boolean softwireRule(JunosStatement statement) {
        String name = statement.word(3);
        if (statement.word(4).equals("match-direction") && statement.size() == 6 && isNamed(statement, 5)) {
            if (!DIRECTIONS.contains(statement.word(5))) {
                warn(statement.end(), "match-direction", statement.word(5), "is unknown; use input or output");
            }
            rule(name).matchDirection = statement.word(5);
            return true;
        }
        boolean term = statement.word(4).equals("term")
                && statement.word(6).equals("then")
                && statement.word(7).equals("map-e")
                && statement.size() == 9
                && isNamed(statement, 5)
                && isNamed(statement, 8);
        if (term) {
            rule(name).terms.put(statement.word(5), statement.at(8));
        }
        return term;
    }

    private SoftwireRule rule(String name) {
        return softwireRules.computeIfAbsent(name, key -> new SoftwireRule());
    }

    private boolean serviceSet(JunosStatement statement) {
        String name = statement.word(2);
        if (statement.word(3).equals("softwire-rules") && statement.size() == 5 && isNamed(statement, 4)) {
            set(name).softwireRules.put(statement.word(4), statement.at(4));
            return true;
        }
        if (!statement.word(3).equals("next-hop-service") || statement.size() < 6 || statement.size() % 2 != 0) {
            return false;
        }
        for (int i = 4; i < statement.size(); i += 2) {
            String side = statement.word(i);
            if (!isNamed(statement, i + 1) || !(side.equals(INSIDE) || side.equals(OUTSIDE))) {
                return false;
            }
        }
        for (int i = 4; i < statement.size(); i += 2) {
            if (statement.word(i).equals(INSIDE)) {
                set(name).inside = statement.word(i + 1);
            } else {
                set(name).outside = statement.word(i + 1);
            }
        }
        return true;
    }

    private ServiceSet set(String name) {
        return serviceSets.computeIfAbsent(name, key -> new ServiceSet());
    }

    JunosServices services() {
        List<JunosServices.SoftwireRule> rules = new ArrayList<>();
        softwireRules.forEach((name, rule) -> {
            Map<String, String> terms = new LinkedHashMap<>();
            rule.terms.forEach((term, word) -> terms.put(term, word.text()));
            rules.add(new JunosServices.SoftwireRule(name, rule.matchDirection, terms));
        });
        List<JunosServices.ServiceSet> sets = new ArrayList<>();
        serviceSets.forEach((name, set) -> sets.add(
                new JunosServices.ServiceSet(name, List.copyOf(set.softwireRules.keySet()), set.inside, set.outside)));
        return new JunosServices(rules, sets);
    }

    /** Warns about unknown names and unreachable concentrators, but not in a text that has only concentrators. */
    void check(Collection<JunosRule> concentrators) {
        Set<String> known = concentrators.stream().map(JunosRule::name).collect(Collectors.toSet());
        softwireRules.values().stream()
                .flatMap(rule -> rule.terms.values().stream())
                .filter(word -> !known.contains(word.text()))
                .forEach(word -> warn(
                        word.place(),
                        "map-e",
                        word.text(),
                        "is named by a term, but is not a softwire-concentrator in this text"
                                + suggestion(word.text(), known)));
        serviceSets.values().stream()
                .flatMap(set -> set.softwireRules.values().stream())
                .filter(word -> !softwireRules.containsKey(word.text()))
                .forEach(word -> warn(
                        word.place(),
                        "softwire-rules",
                        word.text(),
                        "is not a softwire rule in this text" + suggestion(word.text(), softwireRules.keySet())));
        if (isEmpty()) {
            return;
        }
        Set<String> reached = services().serviceSetsByConcentrator().keySet();
        for (JunosRule concentrator : concentrators) {
            if (!reached.contains(concentrator.name())) {
                warn(
                        concentrator.placeOf(""),
                        "map-e",
                        concentrator.name(),
                        "receives no packets; add a service-set that applies a softwire rule with a term for it");
            }
        }
    }

    /**
     * Returns the nearest known name. Only the first unknown names have a suggestion, because the search compares all
     * names.
     */
    private String suggestion(String name, Collection<String> known) {
        return suggestions++ < MAX_SUGGESTIONS ? JsonText.suggestion(name, known) : "";
    }

    private void warn(Location place, String field, String value, String message) {
        reading.add(Locations.put(
                place, new Finding(FindingId.SERVICE, Severity.WARNING, field, JsonText.shorten(value), message, RFC)));
    }

    /** Returns the numbers of softwire rules and service sets. */
    @Override
    public String toString() {
        return "JunosServicesReader[rules=" + softwireRules.size() + ", serviceSets=" + serviceSets.size() + "]";
    }
}
