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
 * The result of reading a text or octets: domains with their rules and options, and all findings about them, each with its place
 * in the text.
 *
 * <p>Reading never throws: a text that cannot be used has findings of severity error and no domains.
 *
 * <p>Immutable.
 */
public final class ReadResult {
    /**
     * What a reader knows beyond the domains, which a writer of the same format family keeps.
     *
     * <p>Implementations are immutable.
     */
    public interface Source {
        /** The source of domains about which nothing else is known. */
        Source NONE = new Source() {};

        /**
         * Returns the End-user prefix of the only CE that the source describes.
         *
         * @return with its length; empty for a border relay, several CEs, or a CE without a prefix
         */
        default Optional<IPv6Address> endUserPrefix() {
            return Optional.empty();
        }

        /**
         * Returns the findings about the nodes that the source describes.
         *
         * @param read the result with this source
         * @return by default those of a border relay that serves all domains
         */
        default List<Finding> validate(ReadResult read) {
            return read.validateForRelay();
        }

        /**
         * Returns the CE with a delegated prefix.
         *
         * @param read the result with this source
         * @param prefix with its length
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
         * Returns what is counted by {@link ReadResult#skippedCount}.
         *
         * @return a noun in the singular
         */
        default String unit() {
            return "line";
        }
    }

    /**
     * A CE with a prefix that was delegated to it.
     *
     * <p>Immutable.
     *
     * @param domain the domain that it is in; empty if there is none
     * @param endUserPrefix its prefix in the domain, with its length
     * @param obstacle why there is no domain, and the finding that shows it; empty where findings say it already
     * @param findings about the text, and about the prefix under its rules
     */
    public record Edge(
            Optional<ConfiguredDomain> domain,
            IPv6Address endUserPrefix,
            Optional<Obstacle> obstacle,
            List<Finding> findings) {
        /**
         * Copies the list.
         *
         * @param domain the domain that it is in
         * @param endUserPrefix its prefix in the domain
         * @param obstacle why there is no domain
         * @param findings about the text and the prefix
         */
        public Edge {
            findings = List.copyOf(findings);
        }

        /**
         * Why a source configures no CE for a prefix.
         *
         * @param id its name in logs and statistics
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

    /** Where findings without a place of their own point. */
    private final Location start;

    /** By address: the last domain that has the border relay, and where. Empty for one domain. */
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
     * Makes the result of a reader.
     *
     * @param form name of the form of the text, such as {@code json}
     * @param domains those that could be made; discarded if a finding is an error
     * @param findings in any order
     * @param places by the name of the domain in findings: empty for a text of one domain
     * @param skippedCount number of lines that are not about MAP-E
     * @param start the beginning of the text or octets
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
     * Returns the result with what its reader knows beyond the domains.
     *
     * @param other of the reader
     * @return the same result with that source
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
     * Returns what the reader knows beyond the domains.
     *
     * @return {@link Source#NONE} if that is nothing
     */
    public Source source() {
        return source;
    }

    /**
     * Returns what the reader knows beyond the domains, as the type of its format.
     *
     * @param type such as {@code JunosConfiguration}
     * @param <T> the type
     * @return empty if the text was in another format
     */
    public <T extends Source> Optional<T> source(Class<T> type) {
        return type.isInstance(source) ? Optional.of(type.cast(source)) : Optional.empty();
    }

    /**
     * The domains.
     *
     * @return an immutable list in the order of the text; empty when there is an error
     */
    public List<ConfiguredDomain> domains() {
        return domains;
    }

    /**
     * The domains, for callers that want an exception otherwise.
     *
     * @return at least one
     * @throws MapConfigurationException with all findings when one is an error; their fields begin with the place
     */
    public List<ConfiguredDomain> requireDomains() {
        MapConfigurationException.throwIfAnyError(findings);
        return domains;
    }

    /**
     * Whether the text has an error, so that there are no domains.
     *
     * @return true when one of the {@link #findings} is an error
     */
    public boolean isRefused() {
        return firstError().isPresent();
    }

    /**
     * Everything about the text by itself. When several domains are described, fields begin with the domain's name.
     *
     * @return an immutable list in the order of the text
     */
    public List<Finding> findings() {
        return findings;
    }

    /**
     * The error to tell when there is room for one.
     *
     * @return the first in the order of the text, empty when there is none
     */
    public Optional<Finding> firstError() {
        return findings.stream().filter(Finding::isError).findFirst();
    }

    /**
     * Lines or statements that are not about MAP-E.
     *
     * @return 0 for JSON; empty lines do not count
     */
    public int skippedCount() {
        return skippedCount;
    }

    /**
     * The findings, and what a BR that is to serve all domains has to say beyond them.
     *
     * @return in the order of the text; {@link #findings} when the text is refused already
     */
    public List<Finding> validateForRelay() {
        return with(ConfiguredDomain.validateForRelay(domains));
    }

    /**
     * The findings, and what a CE of one domain has to say beyond them. Those about the End-user prefix are about
     * nothing in the file.
     *
     * @param domain one of {@link #domains}
     * @param endUserPrefix the prefix delegated to the CE, with its length
     * @return in the order of the text, those without a place first
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
     * @return in the order of the text
     */
    public List<Finding> validate() {
        return isRefused() ? findings : source.validate(this);
    }

    /**
     * Returns the CE with a delegated prefix, by what the text says of CEs.
     *
     * @param prefix with its length
     * @return its domain and all findings
     * @throws MapConfigurationException if several domains cover the prefix
     */
    public Edge edge(IPv6Address prefix) {
        return source.edge(this, prefix);
    }

    /**
     * Returns the domain of a CE.
     *
     * @param prefix with its length
     * @return the domain whose rules cover the prefix; the only one if none does
     * @throws MapConfigurationException if the text is refused, or several domains cover the prefix
     */
    public ConfiguredDomain domainOf(IPv6Address prefix) {
        return Edges.choose(requireDomains(), prefix);
    }

    /**
     * The findings, and others about the domains, each with its place.
     *
     * @param more from a validation of the domains, named as {@link #place} says
     * @return in the order of the text
     */
    public List<Finding> with(List<Finding> more) {
        List<Finding> all = new ArrayList<>(findings);
        more.forEach(finding -> all.add(place(finding)));
        return Finding.inOrder(all);
    }

    /**
     * Where in the text the reason of a finding stands.
     *
     * @param finding from a validation of the domains; with several of them its path has the name of the domain,
     *     as {@link ConfiguredDomain#validateForRelay} writes it
     * @return the finding with the place of its field, or of what is nearest around the field
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

    /** V48 is about all domains at once: its place is the border relay address of the last that has it. */
    private Optional<Location> sharedBorderRelay(Finding finding) {
        return Optional.ofNullable(relays.get(finding.value()))
                .map(last -> last.places().locate(FieldPath.of("borderRelay", last.index())));
    }

    /** The form, and numbers of domains and findings. */
    @Override
    public String toString() {
        return "ReadResult[" + form + ", domains=" + domains.size() + ", findings=" + findings.size() + "]";
    }
}
