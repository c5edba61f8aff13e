package io.softwire46.mape.provision.format;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.finding.RuleFinding;
import io.softwire46.mape.provision.format.internal.Place;
import io.softwire46.mape.provision.format.internal.PlacedFindings;
import io.softwire46.mape.provision.format.internal.Places;
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
    private final List<PlacedFinding> findings;
    private final Map<String, Places> places;
    private final int passedOver;

    /** By address: the last domain that has the border relay, and where. Empty for one domain. */
    private final Map<String, SharedRelay> relays;

    private record SharedRelay(Places places, int index) {}

    private ReadResult(
            Form form,
            List<ConfiguredDomain> domains,
            List<PlacedFinding> findings,
            Map<String, Places> places,
            int passedOver) {
        this.form = form;
        this.domains = domains;
        this.findings = findings;
        this.places = places;
        this.passedOver = passedOver;
        relays = domains.size() > 1 ? relays(domains, places) : Map.of();
    }

    private static Map<String, SharedRelay> relays(List<ConfiguredDomain> domains, Map<String, Places> places) {
        Map<String, SharedRelay> last = new HashMap<>();
        for (ConfiguredDomain each : domains) {
            Places where = places.get(each.domain().name() + ": ");
            List<IPv6Address> addresses = each.domain().borderRelays();
            for (int i = 0; where != null && i < addresses.size(); i++) {
                last.put(addresses.get(i).toCanonicalString(), new SharedRelay(where, i));
            }
        }
        return last;
    }

    public static ReadResult of(
            Form form,
            List<ConfiguredDomain> domains,
            List<PlacedFinding> findings,
            Map<String, Places> places,
            int passedOver) {
        List<PlacedFinding> sorted = PlacedFindings.inOrder(findings);
        boolean refused = sorted.stream().anyMatch(PlacedFinding::isError);
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
        MapConfigurationException.throwIfAnyError(
                findings.stream().map(ReadResult::named).toList());
        return domains;
    }

    private static RuleFinding named(PlacedFinding placed) {
        String place = placed.octet() >= 0 ? placed.place() : "line " + placed.line() + ", column " + placed.column();
        return placed.finding().within(place + ": ");
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
    public List<PlacedFinding> findings() {
        return findings;
    }

    /**
     * The error to tell when there is room for one.
     *
     * @return the first in the order of the text, empty when there is none
     */
    public Optional<PlacedFinding> firstError() {
        return findings.stream().filter(PlacedFinding::isError).findFirst();
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
    public List<PlacedFinding> validateForRelay() {
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
    public List<PlacedFinding> validateForEdge(ConfiguredDomain domain, IPv6Address endUserPrefix) {
        String prefix = domains.size() == 1 ? "" : domain.domain().name() + ": ";
        return with(domain.validateForEdge(endUserPrefix).stream()
                .map(finding -> finding.within(prefix))
                .toList());
    }

    /**
     * The findings, and others about the domains, each with its place.
     *
     * @param more from a validation of the domains, named as {@link #place} says
     * @return in the order of the text
     */
    public List<PlacedFinding> with(List<RuleFinding> more) {
        List<PlacedFinding> all = new ArrayList<>(findings);
        more.forEach(finding -> all.add(place(finding)));
        return PlacedFindings.inOrder(all);
    }

    /**
     * Where in the text the reason of a finding stands.
     *
     * @param finding from a validation of the domains; with several of them its field begins with the domain's name,
     *     as {@link ConfiguredDomain#validateForRelay} writes it
     * @return the finding with the place of its field, or of what is nearest around the field
     */
    public PlacedFinding place(RuleFinding finding) {
        int colon = finding.field().indexOf(": ");
        String prefix = colon < 0 ? "" : finding.field().substring(0, colon + 2);
        String field = finding.field().substring(prefix.length());
        if (field.startsWith("endUserPrefix")) {
            return Place.NOWHERE.about(finding);
        }
        Places where = places.get(prefix);
        if (where != null) {
            return where.of(field).about(finding);
        }
        return sharedBorderRelay(finding)
                .orElse(form == Form.DHCPV6 ? Place.octet(0) : Place.START)
                .about(finding);
    }

    /** V48 is about all domains at once: its place is the border relay address of the last that has it. */
    private Optional<Place> sharedBorderRelay(RuleFinding finding) {
        return Optional.ofNullable(relays.get(finding.value()))
                .map(last -> last.places().of("borderRelay[" + last.index() + "]"));
    }
}
