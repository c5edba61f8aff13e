package io.softwire46.mape.provision.junos;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.Locations;
import io.softwire46.mape.provision.format.internal.UniqueNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rules of CEs below {@code security softwires map-e NAME}. Each NAME is a domain. A rule of type BMR is for the CE
 * itself, and a rule of type FMR for other CEs; two rules with the same parameters are one rule for both.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class JunosEdges implements StatementHandler {
    static final List<String> HIERARCHY = List.of("security", "softwires", "map-e");

    static final String ROLE = "role";
    static final String VERSION = "version";
    static final String BR_ADDRESS = "br-address";
    static final String END_USER_PREFIX = "end-user-prefix";
    static final String CONFIDENTIALITY = "confidentiality";
    static final String RULE = "rule";
    private static final List<String> WITH_VALUE = List.of(ROLE, VERSION, BR_ADDRESS, END_USER_PREFIX, RULE);
    private static final List<String> KNOWN =
            List.of(ROLE, VERSION, BR_ADDRESS, END_USER_PREFIX, RULE, CONFIDENTIALITY);

    static final String BMR = "BMR";
    static final String FMR = "FMR";

    /**
     * The only draft version that Junos supports; its IPv4 address is one octet to the left in the interface
     * identifier.
     */
    static final String DRAFT_VERSION = "3";

    /** A NAME during reading. */
    private static final class Edge {
        final JunosLine.Word name;
        final Map<String, JunosLine.Word> values = new LinkedHashMap<>();
        final Map<String, JunosRule> rules = new LinkedHashMap<>();

        Edge(JunosLine.Word name) {
            this.name = name;
        }

        @Nullable String value(String statement) {
            JunosLine.Word word = values.get(statement);
            return word == null ? null : word.text();
        }

        Location placeOf(String statement) {
            JunosLine.Word word = values.get(statement);
            return word == null ? name.place() : word.place();
        }
    }

    private final DomainReading reading;
    private final Map<String, Edge> edges = new LinkedHashMap<>();

    JunosEdges(DomainReading reading) {
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
        return edges.isEmpty();
    }

    int size() {
        return edges.size();
    }

    @Override
    public boolean take(JunosStatement statement) {
        if (!statement.has(HIERARCHY, 0)) {
            return false;
        }
        if (statement.size() == HIERARCHY.size()) {
            reading.refuse(statement.end(), "line", "map-e", "lacks the NAME of a domain; add it after map-e");
            return true;
        }
        JunosLine.Word name = statement.at(HIERARCHY.size());
        Edge edge = edges.computeIfAbsent(name.text(), key -> new Edge(name));
        int at = HIERARCHY.size() + 1;
        while (at < statement.size()) {
            int after = JunosCommon.take(statement, at, "map-e " + JsonText.shorten(name.text()), reading);
            if (after != JunosCommon.NOT_COMMON) {
                at = after;
                continue;
            }
            JunosLine.Word word = statement.at(at++);
            if (!KNOWN.contains(word.text())) {
                reading.refuse(
                        word.place(),
                        "statement",
                        word.text(),
                        "is not known below map-e of a CE"
                                + reading.knownNames().remedy(word.text(), KNOWN));
                return true;
            }
            if (WITH_VALUE.contains(word.text()) && at == statement.size()) {
                reading.refuse(word.place(), "statement", word.text(), "has no value; add it");
                return true;
            }
            if (word.text().equals(RULE)) {
                JunosLine.Word rule = statement.at(at++);
                JunosRule made =
                        edge.rules.computeIfAbsent(rule.text(), key -> new JunosRule(rule, JunosSchema.CUSTOMER_EDGE));
                JunosSchema.CUSTOMER_EDGE.readStatements(statement, at, made, reading);
                return true;
            }
            set(edge, word, WITH_VALUE.contains(word.text()) ? statement.at(at++) : word);
        }
        return true;
    }

    private void set(Edge edge, JunosLine.Word word, JunosLine.Word value) {
        JunosLine.Word before = edge.values.put(word.text(), value);
        if (before != null && !before.text().equals(value.text())) {
            reading.warn(
                    value.place(),
                    word.text(),
                    value.text(),
                    "replaces " + JsonText.shorten(before.text()) + " of line "
                            + before.place().line());
        }
    }

    /**
     * Validates the rules.
     *
     * @param only whether the text has no other domain
     * @param names names of the other domains, to which those of the CEs are added
     */
    List<JunosConfiguration.Edge> finish(boolean only, UniqueNames names) {
        List<JunosConfiguration.Edge> made = new ArrayList<>();
        edges.values().forEach(edge -> finish(edge, only, names, made));
        return made;
    }

    private void finish(Edge edge, boolean only, UniqueNames names, List<JunosConfiguration.Edge> made) {
        String name = edge.name.text();
        boolean usable = DomainSyntax.isName(name);
        if (!usable) {
            reading.refuse(
                    edge.name.place(), "name", name, "is not a NAME; use printable ASCII characters without spaces");
        }
        String domainName = usable ? names.take(name) : DomainSyntax.DEFAULT_NAME;
        checkRoleAndVersion(edge);
        List<JunosRule> group = group(edge);
        DomainReading.Part part = reading.part(
                only ? "" : DomainSyntax.shownName(usable ? domainName : name),
                path -> path.startsWith("borderRelay") || group.isEmpty()
                        ? edge.placeOf(BR_ADDRESS)
                        : JunosConcentrators.placeOf(group, path));
        IPv6Address relay = relay(edge);
        IPv6Address prefix = prefix(edge);
        SortedMap<Integer, MapRule> rules = new TreeMap<>();
        boolean alike = JunosConcentrators.readAll(group, rules, part);
        if (group.isEmpty()) {
            reading.refuse(edge.name.place(), "rule", "null", "is missing; add a rule of type BMR");
            return;
        }
        boolean mesh = group.stream().anyMatch(JunosEdges::isForwarding);
        ConfiguredDomain domain = part.assemble(
                domainName,
                rules,
                alike && rules.size() == group.size(),
                relay == null ? List.of() : List.of(relay),
                mesh,
                JunosOptions.of(group.get(0)));
        if (domain != null) {
            made.add(new JunosConfiguration.Edge(name, domain, prefix));
        }
    }

    /** Returns the rules of a CE without duplicates, with format and forwarding flag. */
    private List<JunosRule> group(Edge edge) {
        Set<Map<String, String>> forwarding = edge.rules.values().stream()
                .filter(JunosEdges::isForwarding)
                .map(JunosRule::parameters)
                .collect(Collectors.toSet());
        JunosLine.Word version = edge.values.get(VERSION);
        List<JunosRule> group = new ArrayList<>();
        for (JunosRule rule : edge.rules.values()) {
            String type = rule.text(JunosStatements.RULE_TYPE).orElse("");
            if (!type.equals(BMR) && !type.equals(FMR)) {
                reading.refuse(
                        rule.placeOf(JunosStatements.RULE_TYPE),
                        JunosStatements.RULE_TYPE,
                        type.isEmpty() ? "null" : type,
                        (type.isEmpty() ? "is missing in " + rule.title() : "is unknown")
                                + "; use BMR for the CE's own rule, or FMR for a rule of other CEs");
            }
            if (version != null && version.text().equals(DRAFT_VERSION)) {
                rule.set(JunosStatements.VERSION_03, version);
            }
            // Without a mesh the flag has no effect, and keeps its default.
            rule.setForwarding(forwarding.isEmpty() || isForwarding(rule));
            if (isForwarding(rule) || !forwarding.contains(rule.parameters())) {
                group.add(rule);
            }
        }
        return group;
    }

    private static boolean isForwarding(JunosRule rule) {
        return rule.text(JunosStatements.RULE_TYPE).orElse("").equals(FMR);
    }

    private void checkRoleAndVersion(Edge edge) {
        String role = edge.value(ROLE);
        if (role != null && !role.equals("CE")) {
            reading.refuse(edge.placeOf(ROLE), ROLE, role, "is not supported below security softwires; use CE");
        }
        String version = edge.value(VERSION);
        if (version != null && !version.equals(DRAFT_VERSION)) {
            reading.refuse(
                    edge.placeOf(VERSION),
                    VERSION,
                    version,
                    "is unknown; use 3 for draft-ietf-softwire-map-03, or remove the line for RFC 7597");
        }
    }

    private @Nullable IPv6Address relay(Edge edge) {
        String text = edge.value(BR_ADDRESS);
        if (text == null) {
            reading.refuse(
                    edge.name.place(),
                    BR_ADDRESS,
                    "null",
                    "is missing in map-e " + JsonText.shorten(edge.name.text()) + "; add it");
            return null;
        }
        if (isObfuscated(edge, BR_ADDRESS, text)) {
            return null;
        }
        try {
            return JunosValues.address(BR_ADDRESS, text);
        } catch (MapConfigurationException e) {
            e.findings().forEach(finding -> reading.add(Locations.put(edge.placeOf(BR_ADDRESS), finding)));
            return null;
        }
    }

    private boolean isObfuscated(Edge edge, String statement, String value) {
        boolean obfuscated = JunosValues.isObfuscated(value);
        if (obfuscated) {
            reading.refuse(edge.placeOf(statement), statement, value, JunosValues.OBFUSCATED_MESSAGE);
        }
        return obfuscated;
    }

    private @Nullable IPv6Address prefix(Edge edge) {
        String text = edge.value(END_USER_PREFIX);
        if (text == null || isObfuscated(edge, END_USER_PREFIX, text)) {
            return null;
        }
        try {
            return Addresses.parseIpv6Prefix(END_USER_PREFIX, Objects.requireNonNull(text));
        } catch (MapConfigurationException e) {
            e.findings().forEach(finding -> reading.add(Locations.put(edge.placeOf(END_USER_PREFIX), finding)));
            return null;
        }
    }
}
