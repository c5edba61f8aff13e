package io.softwire46.mape.provision.junos;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the rules of a border relay below {@code services softwire softwire-concentrator map-e}. NAMEs with the same
 * softwire-address form one domain.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class JunosConcentrators implements StatementHandler {
    static final List<String> HIERARCHY = List.of("services", "softwire", "softwire-concentrator", "map-e");

    private final DomainReading reading;

    /** Rules by NAME, in the order of the text. */
    private final Map<String, JunosRule> rules = new LinkedHashMap<>();

    JunosConcentrators(DomainReading reading) {
        this.reading = reading;
    }

    @Override
    public List<List<String>> roots() {
        return List.of(HIERARCHY);
    }

    @Override
    public boolean isEssential() {
        return true;
    }

    @Override
    public boolean isEmpty() {
        return rules.isEmpty();
    }

    @Override
    public boolean take(JunosStatement statement) {
        if (!statement.has(HIERARCHY, 0)) {
            return false;
        }
        if (statement.size() == HIERARCHY.size()) {
            reading.refuse(statement.end(), "line", "map-e", "lacks the NAME of a rule; add it after map-e");
            return true;
        }
        JunosLine.Word name = statement.at(HIERARCHY.size());
        JunosRule rule = rules.computeIfAbsent(name.text(), key -> new JunosRule(name, JunosSchema.BORDER_RELAY));
        JunosSchema.BORDER_RELAY.readStatements(statement, HIERARCHY.size() + 1, rule, reading);
        return true;
    }

    /** Returns the rules in the order of the text. */
    Collection<JunosRule> rules() {
        return rules.values();
    }

    /** Returns the rules of each domain. */
    List<List<JunosRule>> groups() {
        Map<String, List<JunosRule>> groups = new LinkedHashMap<>();
        for (JunosRule rule : rules.values()) {
            groups.computeIfAbsent(rule.groupKey(), key -> new ArrayList<>()).add(rule);
        }
        return List.copyOf(groups.values());
    }

    /** Validates the {@link #groups}; {@code only} means that the text has no other domain. */
    void finish(List<List<JunosRule>> groups, boolean only) {
        groups.forEach(group -> domain(group, only));
    }

    private void domain(List<JunosRule> group, boolean only) {
        JunosRule first = group.get(0);
        DomainReading.Part part =
                reading.part(only ? "" : DomainSyntax.shownName(first.name()), path -> placeOf(group, path));
        SortedMap<Integer, MapRule> made = new TreeMap<>();
        List<IPv6Address> borderRelays = new ArrayList<>();
        boolean alike = readAll(group, made, part);
        group.stream()
                .flatMap(rule -> rule.softwireAddress().stream())
                .findFirst()
                .ifPresent(borderRelays::add);
        part.assemble(
                first.usableName(),
                made,
                alike && made.size() == group.size(),
                borderRelays,
                false,
                JunosOptions.of(first));
    }

    /** Reads the rules of one domain; returns whether they have the same options. */
    static boolean readAll(List<JunosRule> group, SortedMap<Integer, MapRule> made, DomainReading.Part part) {
        boolean alike = true;
        for (int i = 0; i < group.size(); i++) {
            JunosRule rule = group.get(i);
            rule.read(FieldPath.of("rules", i));
            rule.findings().forEach(each -> part.add(each, each.location()));
            int place = i;
            rule.rule().ifPresent(each -> made.put(place, each));
            alike &= i == 0 || JunosOptions.compare(group.get(0), rule, part);
        }
        return alike;
    }

    static Location placeOf(List<JunosRule> group, FieldPath path) {
        int index = path.startsWith("rules") ? path.steps().get(0).index() : FieldPath.NO_INDEX;
        if (index != FieldPath.NO_INDEX) {
            return index < group.size() ? group.get(index).placeOf(path.rest().toString()) : Location.START;
        }
        String field = path.startsWith("borderRelay")
                ? "borderRelay"
                : path.inDomain("").toString();
        Optional<JunosRule> withField =
                group.stream().filter(rule -> rule.says(field)).findFirst();
        return withField.orElse(group.get(0)).placeOf(field);
    }
}
