package io.softwire46.mape.provision.format;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.Locator;
import io.softwire46.mape.finding.MapConfigurationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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
    /** How a domain file may be written. */
    public enum Form {
        /** An object or an array of objects (RFC 8259). */
        JSON,
        /** Lines that begin with {@code set}. */
        JUNOS,
        /** Octets of DHCPv6 (RFC 7598), which S46Codec reads. */
        DHCPV6,
        /** Data of the YANG modules of RFC 8676, which SoftwireYang reads. */
        YANG,
        /** The JSON document of HB46PP, which Hb46pp reads. */
        HB46PP;

        /** The name in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Form form;
    private final List<ConfiguredDomain> domains;
    private final List<Finding> findings;
    private final Map<String, Locator> places;
    private final int passedOver;

    /** By address: the last domain that has the border relay, and where. Empty for one domain. */
    private final Map<String, SharedRelay> relays;

    private record SharedRelay(Locator places, int index) {}

    private ReadResult(
            Form form,
            List<ConfiguredDomain> domains,
            List<Finding> findings,
            Map<String, Locator> places,
            int passedOver) {
        this.form = form;
        this.domains = domains;
        this.findings = findings;
        this.places = places;
        this.passedOver = passedOver;
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
     * @param form the form of the text
     * @param domains those that could be made; discarded if a finding is an error
     * @param findings in any order
     * @param places by the name of the domain in findings: empty for a text of one domain
     * @param passedOver number of lines that are not about MAP-E
     * @return the result
     */
    public static ReadResult of(
            Form form,
            List<ConfiguredDomain> domains,
            List<Finding> findings,
            Map<String, Locator> places,
            int passedOver) {
        List<Finding> sorted = Finding.inOrder(findings);
        boolean refused = sorted.stream().anyMatch(Finding::isError);
        return new ReadResult(form, refused ? List.of() : List.copyOf(domains), sorted, Map.copyOf(places), passedOver);
    }

    /**
     * How the text was written.
     *
     * @return the form by which it was read
     */
    public Form form() {
        return form;
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
     * Lines of a Junos configuration that are not about MAP-E.
     *
     * @return 0 for JSON; empty lines do not count
     */
    public int passedOver() {
        return passedOver;
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
        return finding.at(sharedBorderRelay(finding).orElse(form == Form.DHCPV6 ? Location.octet(0) : Location.START));
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
