package io.softwire46.mape.provision.format;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.Locator;
import io.softwire46.mape.finding.MapConfigurationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Result of a reader: domains with their rules and options, and all findings about them, each with its location in the
 * text.
 *
 * <p>Reading never throws: the result of a malformed text has findings of severity error and no domains.
 *
 * <p>Immutable.
 */
public final class ReadResult {
    /**
     * Content of an input that domains do not express, and that a writer of the same format family uses.
     *
     * <p>Implementations are immutable.
     */
    public interface Source {
        /** The source of domains without other content. */
        Source NONE = new Source() {};

        /**
         * Returns the End-user prefix of the only CE that the source describes.
         *
         * @return the prefix with its length; empty for a border relay, several CEs, or a CE without a prefix
         */
        default Optional<IPv6Address> endUserPrefix() {
            return Optional.empty();
        }

        /**
         * Returns the prefixes that a CE of the source may have as End-user prefix.
         *
         * @return by default {@link #endUserPrefix}
         */
        default List<OfferedPrefix> offeredPrefixes() {
            return endUserPrefix().map(each -> new OfferedPrefix(each, "the file")).stream()
                    .toList();
        }

        /**
         * Returns the findings about the nodes that the source describes.
         *
         * @param read the result with this source
         * @return by default the findings about a border relay that serves all domains
         */
        default List<Finding> validate(ReadResult read) {
            return read.validateForRelay();
        }

        /**
         * Returns the CE with a delegated prefix.
         *
         * @param read the result with this source
         * @param prefix the delegated prefix with its length
         * @return by default the CE of the domain that covers the prefix
         * @throws MapConfigurationException if several domains cover the prefix
         */
        default Edge edge(ReadResult read, IPv6Address prefix) {
            if (read.isRefused()) {
                return new Edge(Optional.empty(), prefix, Optional.empty(), read.findings());
            }
            ConfiguredDomain domain = read.domainOf(prefix);
            return new Edge(Optional.of(domain), prefix, Optional.empty(), read.validateForEdge(domain, prefix));
        }

        /**
         * Returns the unit of {@link ReadResult#skippedCount}.
         *
         * @return a noun in the singular, such as {@code line}
         */
        default String unit() {
            return "line";
        }
    }

    /**
     * A prefix that an input offers as End-user prefix.
     *
     * <p>Immutable.
     *
     * @param prefix the prefix with its length
     * @param origin where it was taken from, such as {@code RULE_1_IPV6PD}
     */
    public record OfferedPrefix(IPv6Address prefix, String origin) {}

    /**
     * A CE with a prefix that was delegated to it.
     *
     * <p>Immutable.
     *
     * @param domain the domain of the CE; empty if there is none
     * @param endUserPrefix the prefix of the CE in the domain, with its length
     * @param obstacle why there is no domain, with the finding that shows it; empty if the findings contain the reason
     * @param findings findings about the text, and about the prefix under its rules
     */
    public record Edge(
            Optional<ConfiguredDomain> domain,
            IPv6Address endUserPrefix,
            Optional<Obstacle> obstacle,
            List<Finding> findings) {
        /**
         * Copies the list.
         *
         * @param domain the domain of the CE
         * @param endUserPrefix the prefix of the CE in the domain
         * @param obstacle why there is no domain
         * @param findings findings about the text and the prefix
         */
        public Edge {
            findings = List.copyOf(findings);
        }

        /**
         * Reason why a source configures no CE for a prefix.
         *
         * @param id id in logs and statistics
         * @param reason the finding that shows it
         */
        public record Obstacle(FindingId id, Finding reason) {}
    }

    private final String form;
    private final Source source;
    private final List<ConfiguredDomain> domains;
    private final List<Finding> findings;
    private final Map<String, Locator> places;
    private final int skippedCount;

    /** Location of findings that have no location of their own. */
    private final Location start;

    /** Last domain with a border relay, and its index there, by address. Empty for one domain. */
    private final Map<String, SharedRelay> relays;

    private record SharedRelay(Locator places, int index) {}

    private ReadResult(
            String form,
            Source source,
            List<ConfiguredDomain> domains,
            List<Finding> findings,
            Map<String, Locator> places,
            int skippedCount,
            Location start) {
        this.form = form;
        this.source = source;
        this.domains = domains;
        this.findings = findings;
        this.places = places;
        this.skippedCount = skippedCount;
        this.start = start;
        relays = domains.size() > 1 ? relays(domains, places) : Map.of();
    }

    private static Map<String, SharedRelay> relays(List<ConfiguredDomain> domains, Map<String, Locator> places) {
        Map<String, SharedRelay> last = new HashMap<>();
        for (ConfiguredDomain each : domains) {
            Locator where = places.get(each.domain().name());
            List<IPv6Address> addresses = each.domain().borderRelays();
            for (int i = 0; where != null && i < addresses.size(); i++) {
                last.put(addresses.get(i).toCanonicalString(), new SharedRelay(where, i));
            }
        }
        return last;
    }

    /**
     * Returns the result of a reader.
     *
     * @param form form of the text, such as {@code json}
     * @param domains the valid domains; discarded if a finding is an error
     * @param findings findings in any order
     * @param places locators by the name of the domain in findings, which is empty for a text of one domain
     * @param skippedCount number of lines that are not about MAP-E
     * @param start location of the beginning of the text or octets
     * @return the result, without a source
     */
    public static ReadResult of(
            String form,
            List<ConfiguredDomain> domains,
            List<Finding> findings,
            Map<String, Locator> places,
            int skippedCount,
            Location start) {
        List<Finding> sorted = Finding.inOrder(findings);
        boolean refused = sorted.stream().anyMatch(Finding::isError);
        return new ReadResult(
                form,
                Source.NONE,
                refused ? List.of() : List.copyOf(domains),
                sorted,
                Map.copyOf(places),
                skippedCount,
                start);
    }

    /**
     * Returns the result with another source.
     *
     * @param other the source
     * @return the changed result
     */
    public ReadResult withSource(Source other) {
        return new ReadResult(form, other, domains, findings, places, skippedCount, start);
    }

    /**
     * Returns the form of the text.
     *
     * @return the name that the reader gives it, such as {@code json} or {@code junos}
     */
    public String form() {
        return form;
    }

    /**
     * Returns the source of the domains.
     *
     * @return the source; {@link Source#NONE} if the input has no other content than the domains
     */
    public Source source() {
        return source;
    }

    /**
     * Returns the source of the domains as the type of its format.
     *
     * @param type such as {@code JunosConfiguration}
     * @param <T> the type
     * @return the source; empty if the text was in another format
     */
    public <T extends Source> Optional<T> source(Class<T> type) {
        return type.isInstance(source) ? Optional.of(type.cast(source)) : Optional.empty();
    }

    /**
     * Returns the domains.
     *
     * @return an immutable list in the order of the text; empty if there is an error
     */
    public List<ConfiguredDomain> domains() {
        return domains;
    }

    /**
     * Returns the domains, or throws if there is an error.
     *
     * @return at least one domain
     * @throws MapConfigurationException with all findings if one is an error
     */
    public List<ConfiguredDomain> requireDomains() {
        MapConfigurationException.throwIfAnyError(findings);
        return domains;
    }

    /**
     * Returns whether the text has an error, so that there are no domains.
     *
     * @return true if one of the {@link #findings} is an error
     */
    public boolean isRefused() {
        return firstError().isPresent();
    }

    /**
     * Returns the findings about the text. With several domains, fields begin with the name of the domain.
     *
     * @return an immutable list in the order of the text
     */
    public List<Finding> findings() {
        return findings;
    }

    /**
     * Returns the first error.
     *
     * @return the first error in the order of the text; empty if there is none
     */
    public Optional<Finding> firstError() {
        return findings.stream().filter(Finding::isError).findFirst();
    }

    /**
     * Returns the number of lines or statements that are not about MAP-E.
     *
     * @return the number without empty lines; 0 for JSON, except for YANG interfaces of other kinds
     */
    public int skippedCount() {
        return skippedCount;
    }

    /**
     * Returns the findings, with those about a BR that serves all domains.
     *
     * @return findings in the order of the text; only {@link #findings} if the text has an error
     */
    public List<Finding> validateForRelay() {
        return with(ConfiguredDomain.validateForRelay(domains));
    }

    /**
     * Returns the findings, with those about a CE of one domain. Findings about the End-user prefix have no location.
     *
     * @param domain one of {@link #domains}
     * @param endUserPrefix the prefix delegated to the CE, with its length
     * @return findings in the order of the text, those without a location first
     */
    public List<Finding> validateForEdge(ConfiguredDomain domain, IPv6Address endUserPrefix) {
        String name = domains.size() == 1 ? "" : domain.domain().name();
        return with(domain.validateForEdge(endUserPrefix).stream()
                .map(finding -> finding.inDomain(name))
                .toList());
    }

    /**
     * Returns the findings, and those about the nodes that the text describes: a border relay, or CEs.
     *
     * @return findings in the order of the text
     */
    public List<Finding> validate() {
        return isRefused() ? findings : source.validate(this);
    }

    /**
     * Returns the CE with a delegated prefix, as the source configures it.
     *
     * @param prefix the delegated prefix with its length
     * @return the domain of the CE and all findings
     * @throws MapConfigurationException if several domains cover the prefix
     */
    public Edge edge(IPv6Address prefix) {
        return source.edge(this, prefix);
    }

    /**
     * Returns the domain of a CE.
     *
     * @param prefix the delegated prefix with its length
     * @return the domain whose rules cover the prefix; the first domain if none does
     * @throws MapConfigurationException if the text has an error, or several domains cover the prefix
     */
    public ConfiguredDomain domainOf(IPv6Address prefix) {
        return Edges.choose(requireDomains(), prefix);
    }

    /**
     * Returns the findings with others about the domains, each with its location.
     *
     * @param more findings of a validation of the domains, with paths as in {@link #place}
     * @return findings in the order of the text
     */
    public List<Finding> with(List<Finding> more) {
        List<Finding> all = new ArrayList<>(findings);
        more.forEach(finding -> all.add(place(finding)));
        return Finding.inOrder(all);
    }

    /**
     * Adds the location in the text to a finding.
     *
     * @param finding a finding of a validation of the domains; with several domains its path contains the name of the
     *     domain, as {@link ConfiguredDomain#validateForRelay} writes it
     * @return the finding with the location of its field, or of the nearest enclosing element
     */
    public Finding place(Finding finding) {
        FieldPath path = finding.path();
        if (path.startsWith("endUserPrefix")) {
            return finding.at(Location.NONE);
        }
        Locator where = places.get(path.domain());
        if (where != null) {
            return finding.at(where.locate(path));
        }
        return finding.at(sharedBorderRelay(finding).orElse(start));
    }

    /** Returns the location of V48, which is about several domains: the address in the last domain that has it. */
    private Optional<Location> sharedBorderRelay(Finding finding) {
        return Optional.ofNullable(relays.get(finding.value()))
                .map(last -> last.places().locate(FieldPath.of("borderRelay", last.index())));
    }

    /** Returns the form, and the numbers of domains and findings. */
    @Override
    public String toString() {
        return "ReadResult[" + form + ", domains=" + domains.size() + ", findings=" + findings.size() + "]";
    }
}
