package io.softwire46.mape.provision.format.internal;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.Locator;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * State of a reader: finished domains, findings, and locators of fields.
 *
 * <p>Not thread-safe: use one instance per text.
 */
public final class DomainReading {
    private final List<ConfiguredDomain> domains = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    /** Locators by the name of the domain in findings, which is empty for a file of one domain. */
    private final Map<String, Locator> places = new LinkedHashMap<>();

    private final Set<String> subjects = new HashSet<>();
    private final KnownNames knownNames = new KnownNames();
    private int skippedCount;

    public void add(Finding finding) {
        findings.add(finding);
    }

    /** Adds an error about the text. */
    public void refuse(Location place, String field, String value, String message) {
        add(Locations.put(place, DomainSyntax.error(field, JsonText.shorten(value), message, DomainSyntax.DOMAIN_RFC)));
    }

    /** Adds a warning about the text. */
    public void warn(Location place, String field, String value, String message) {
        add(Locations.put(
                place,
                new Finding(
                        FindingId.SYNTAX,
                        Finding.Severity.WARNING,
                        field,
                        JsonText.shorten(value),
                        message,
                        DomainSyntax.DOMAIN_RFC)));
    }

    /** Adds a note about the text. */
    public void note(Location place, String field, String value, String message) {
        add(Locations.put(place, DomainSyntax.info(field, JsonText.shorten(value), message, DomainSyntax.DOMAIN_RFC)));
    }

    /** Returns whether this is the first call with a subject, about which one finding is enough. */
    public boolean isFirst(String subject) {
        return subjects.add(subject);
    }

    public void skip() {
        skippedCount++;
    }

    /** Returns the remedies for unknown names of this text. */
    public KnownNames knownNames() {
        return knownNames;
    }

    public boolean hasError() {
        return findings.stream().anyMatch(Finding::isError);
    }

    public Part part(String name, Locator where) {
        places.put(name, where);
        return new Part(name, where);
    }

    /** Returns the result for a text. */
    public ReadResult finish(String form) {
        return finish(form, Location.START);
    }

    /** Returns the result; findings without a location of their own have the location {@code start}. */
    public ReadResult finish(String form, Location start) {
        return ReadResult.of(form, domains, findings, places, skippedCount, start);
    }

    /** A domain of the text during reading. Callers add findings about it without its name. */
    public final class Part {
        private final String name;
        private final Locator where;
        private int errors;

        private Part(String name, Locator where) {
            this.name = name;
            this.where = where;
        }

        public void add(Finding finding) {
            add(finding, where.locate(finding.path()));
        }

        public void add(Finding finding, Location place) {
            errors += finding.isError() ? 1 : 0;
            findings.add(Locations.put(place, finding.inDomain(name)));
        }

        /**
         * Checks the rules together, then the domain, and adds the domain to the result if there is no error.
         *
         * @param rules the valid rules, by their index in the text
         * @param complete whether all rules of the text are valid
         * @return the domain, or null if there is an error
         */
        public @Nullable ConfiguredDomain assemble(
                String domainName,
                SortedMap<Integer, MapRule> rules,
                boolean complete,
                List<IPv6Address> borderRelays,
                boolean mesh,
                ForwardingOptions options) {
            List<Finding> about = MapDomain.validate(domainName, rules, borderRelays);
            // If some rules are invalid, a finding about missing rules would be wrong.
            about.stream().filter(each -> complete || !each.path().is("rules")).forEach(this::add);
            if (!complete || about.stream().anyMatch(Finding::isError)) {
                options.validate().forEach(finding -> add(finding.within(FieldPath.of("options"))));
                return null;
            }
            MapDomain domain = MapDomain.of(domainName, RuleSet.of(List.copyOf(rules.values())), borderRelays, mesh);
            ConfiguredDomain configured = new ConfiguredDomain(domain, options);
            configured.validateOptions().forEach(this::add);
            if (errors > 0) {
                return null;
            }
            domains.add(configured);
            return configured;
        }
    }

    /** Returns valid rules by their index. */
    public static SortedMap<Integer, MapRule> byPlace(List<MapRule> rules) {
        SortedMap<Integer, MapRule> all = new TreeMap<>();
        rules.forEach(rule -> all.put(all.size(), rule));
        return all;
    }
}
