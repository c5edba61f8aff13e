package io.softwire46.mape.provision.format.internal;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.Locator;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes domains of the rules of a text: rules with the same border relays, options and format of interface identifiers are one
 * domain, which is a mesh if one of them is for forwarding.
 *
 * <p>Static methods only.
 */
public final class TextDomains {
    /** What the rules of one domain have in common. */
    private record Key(
            List<IPv6Address> borderRelays, InterfaceIdFormat format, ForwardingOptions options, boolean translated) {
        static Key of(TextRule rule) {
            return new Key(rule.borderRelays(), rule.format(), rule.options(), rule.translation() != null);
        }
    }

    private TextDomains() {}

    /** Validates rules and adds their domains to the result. Rules of MAP-T are read if the text has no others. */
    public static void assemble(List<TextRule> rules, DomainReading reading) {
        boolean translatedOnly = rules.stream().allMatch(rule -> rule.translation() != null);
        Map<Key, List<TextRule>> groups = new LinkedHashMap<>();
        for (TextRule rule : rules) {
            Word translation = rule.translation();
            if (translation != null && reading.isFirst("map-t")) {
                reading.add(Locations.put(
                        translation.place(),
                        translatedOnly
                                ? DefaultMapping.mechanism(translation.text())
                                : DefaultMapping.skipped(translation.text())));
            }
            if (translatedOnly) {
                defaultMapping(rule, reading);
            }
            if (translation == null || translatedOnly) {
                groups.computeIfAbsent(Key.of(rule), key -> new ArrayList<>()).add(rule);
            } else {
                reading.skip();
            }
        }
        UniqueNames names = LenientJsonDomain.uniqueNames();
        groups.forEach((key, group) -> {
            String name = names.take(LenientJsonDomain.plain(group.get(0).name()));
            domain(name, key, group, reading.part(groups.size() == 1 ? "" : name, locator(group)));
        });
    }

    /** Reports the DMR of a rule of MAP-T, once per prefix. */
    private static void defaultMapping(TextRule rule, DomainReading reading) {
        Word word = rule.defaultMapping();
        if (word == null || !reading.isFirst(DefaultMapping.FIELD + " " + word.text())) {
            return;
        }
        try {
            IPv6Address prefix = Addresses.parseIpv6Prefix(DefaultMapping.FIELD, word.text());
            reading.add(Locations.put(word.place(), DefaultMapping.finding(prefix)));
        } catch (MapConfigurationException e) {
            // Only packets need the DMR.
            e.findings()
                    .forEach(finding -> reading.add(finding.at(word.place()).withSeverity(Finding.Severity.WARNING)));
        }
    }

    private static void domain(String name, Key key, List<TextRule> group, DomainReading.Part part) {
        SortedMap<Integer, MapRule> made = new TreeMap<>();
        for (int i = 0; i < group.size(); i++) {
            TextRule rule = group.get(i);
            List<Finding> found = rule.validate();
            if (!rule.isReadable() || found.stream().anyMatch(Finding::isError)) {
                FieldPath path = FieldPath.of("rules", i);
                found.forEach(finding -> part.add(finding.within(path)));
            } else {
                // The findings of the domain include those of the rule.
                made.put(i, rule.builder().build());
            }
        }
        boolean mesh = group.stream().anyMatch(TextRule::isForwarding);
        part.assemble(name, made, made.size() == group.size(), key.borderRelays(), mesh, key.options());
    }

    private static Locator locator(List<TextRule> group) {
        return path -> {
            if (path.startsWith("rules") && path.steps().get(0).index() != FieldPath.NO_INDEX) {
                int index = path.steps().get(0).index();
                return index < group.size() ? group.get(index).place(path.rest().toString()) : Location.START;
            }
            return group.get(0).place(path.inDomain("").toString());
        };
    }
}
