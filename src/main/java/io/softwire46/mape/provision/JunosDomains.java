package io.softwire46.mape.provision;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.forward.ForwardingOptions;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleFinding;
import io.softwire46.mape.map.RuleFinding.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the Junos form of a domain file: {@code set} lines, of which those below
 * {@code services softwire softwire-concentrator map-e} count. Of a whole configuration the rest is passed over, but
 * nothing that would change what counts.
 *
 * <p>Not thread-safe: one a text.
 */
final class JunosDomains {
    private static final List<String> HIERARCHY = List.of("services", "softwire", "softwire-concentrator", "map-e");
    private static final int NAME_WORD = 1 + HIERARCHY.size();
    /** Statements that leave every value as it is. */
    private static final List<String> HARMLESS = List.of("activate", "annotate", "protect", "unprotect");

    private static final List<String> CHANGING =
            List.of("delete", "deactivate", "copy", "insert", "rename", "replace", "wildcard");

    private final DomainReading reading = new DomainReading();

    /** By NAME, in the order of the text. */
    private final Map<String, JunosRule> rules = new LinkedHashMap<>();

    private JunosDomains() {}

    static DomainFile read(String text) {
        JunosDomains domains = new JunosDomains();
        for (JunosLine line : JunosLine.of(text)) {
            if (!domains.line(line)) {
                break;
            }
        }
        domains.finish();
        return domains.reading.finish(DomainFile.Form.JUNOS);
    }

    /** Takes a line; false when the text is of another form altogether. */
    private boolean line(JunosLine line) {
        String verb = line.word(0);
        if (line.isEmpty()) {
            return true;
        }
        if (line.isRemark() || HARMLESS.contains(verb)) {
            reading.passOver();
        } else if (verb.equals("set")) {
            set(line);
        } else if (CHANGING.contains(verb)) {
            change(line);
        } else if (isBraces(line)) {
            refuse(
                    line.place(),
                    "line",
                    verb,
                    "belongs to the form with braces; only JSON and lines that begin with set are "
                            + "read: print the configuration with show configuration | display set");
            return false;
        } else {
            refuse(
                    line.place(),
                    "line",
                    verb,
                    "is no word to begin a line with" + JsonText.suggestion(verb, List.of("set")) + "; expected set, "
                            + "as show configuration | display set prints it");
        }
        return true;
    }

    private static boolean isBraces(JunosLine line) {
        String last = line.word(line.words().size() - 1);
        return last.endsWith("{") || last.endsWith("}") || last.endsWith(";");
    }

    private void set(JunosLine line) {
        if (!line.has(HIERARCHY, 1)) {
            // Below a group, a logical system or a tenant.
            if (line.has(HIERARCHY, 3)) {
                reading.add(line.words()
                        .get(1)
                        .place()
                        .about(new RuleFinding(
                                RuleFinding.SYNTAX,
                                Severity.WARNING,
                                "line",
                                JsonText.shorten(line.word(1) + " " + line.word(2)),
                                "is passed over; only what stands directly below services counts: apply groups with "
                                        + "show configuration | display inheritance | display set",
                                DomainSyntax.DOMAIN_RFC)));
            }
            reading.passOver();
            return;
        }
        if (line.words().size() <= NAME_WORD) {
            refuse(line.end(), "line", "map-e", "lacks the NAME of a rule behind it");
            return;
        }
        JunosLine.Word name = line.words().get(NAME_WORD);
        JunosRule rule = rules.computeIfAbsent(name.text(), key -> new JunosRule(name));
        int at = NAME_WORD + 1;
        while (at < line.words().size()) {
            JunosLine.Word knob = line.words().get(at++);
            if (JunosKnobs.FLAGS.contains(knob.text())) {
                rule.set(knob.text(), knob);
            } else if (!JunosKnobs.WITH_VALUE.contains(knob.text())) {
                refuse(
                        knob.place(),
                        "knob",
                        knob.text(),
                        "is not known below map-e" + DomainSyntax.remedy(knob.text(), JunosKnobs.ALL));
                return;
            } else if (at == line.words().size()) {
                refuse(knob.place(), "knob", knob.text(), "has no value behind it");
            } else {
                rule.set(knob.text(), line.words().get(at++));
            }
        }
    }

    /** A deletion before anything was set changes nothing; beyond that such statements are not carried out. */
    private void change(JunosLine line) {
        boolean harmless = line.word(0).equals("delete") && rules.isEmpty();
        if (harmless || !line.isOnTheWayTo(HIERARCHY, 1)) {
            reading.passOver();
            return;
        }
        refuse(
                line.place(),
                "line",
                line.word(0),
                "would change the rules and is not carried out; take out the line and the set lines that it means");
    }

    private void refuse(Place place, String field, String value, String message) {
        reading.add(place.about(DomainSyntax.error(field, JsonText.shorten(value), message, DomainSyntax.DOMAIN_RFC)));
    }

    private void finish() {
        if (rules.isEmpty() && !reading.hasError()) {
            refuse(
                    Place.START,
                    "file",
                    "text",
                    "has no line set services softwire softwire-concentrator map-e NAME, and is not JSON");
        }
        Map<String, List<JunosRule>> groups = new LinkedHashMap<>();
        for (JunosRule rule : rules.values()) {
            groups.computeIfAbsent(rule.groupKey(), key -> new ArrayList<>()).add(rule);
        }
        groups.values().forEach(group -> domain(group, groups.size() == 1));
    }

    private void domain(List<JunosRule> group, boolean only) {
        JunosRule first = group.get(0);
        DomainReading.Part part =
                reading.part(only ? "" : DomainSyntax.title(first.name()), field -> placeOf(group, field));
        List<MapRule> made = new ArrayList<>();
        List<IPv6Address> borderRelays = new ArrayList<>();
        boolean alike = true;
        for (int i = 0; i < group.size(); i++) {
            JunosRule rule = group.get(i);
            rule.read("rules[" + i + "].");
            rule.findings().forEach(each -> part.add(each.finding(), new Place(each.line(), each.column())));
            rule.rule().ifPresent(made::add);
            if (borderRelays.isEmpty()) {
                rule.softwireAddress().ifPresent(borderRelays::add);
            }
            alike &= i == 0 || JunosOptions.compare(first, rule, part);
        }
        ForwardingOptions options = JunosOptions.of(first);
        part.assemble(first.usableName(), made, alike && made.size() == group.size(), borderRelays, false, options);
    }

    private static Place placeOf(List<JunosRule> group, String field) {
        int dot = field.indexOf("].");
        if (field.startsWith("rules[") && dot > 0) {
            String digits = field.substring("rules[".length(), dot);
            int index = digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : group.size();
            return index < group.size() ? group.get(index).placeOf(field.substring(dot + 2)) : Place.START;
        }
        String plain = field.startsWith("borderRelay[") ? "borderRelay" : field;
        Optional<JunosRule> saying =
                group.stream().filter(rule -> rule.says(plain)).findFirst();
        return saying.orElse(group.get(0)).placeOf(plain);
    }
}
