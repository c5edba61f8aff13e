package io.softwire46.mape.provision;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.forward.ConfiguredDomain;
import io.softwire46.mape.map.MapConfigurationException;
import io.softwire46.mape.map.RuleFinding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The text of a domain file, read: domains with their rules and options, and everything that there is to say about
 * them, each with its place in the text.
 *
 * <p>Two forms are read. JSON is one object for a domain, or an array of several:
 *
 * <pre>{@code
 * { "name": "example", "format": "rfc7597", "mesh": false,
 *   "borderRelay": ["2001:db8:ffff::1"],
 *   "rules": [ { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16,
 *                "psidOffset": 6 } ],
 *   "options": { "mtuV6": 1500 } }
 * }</pre>
 *
 * Required are {@code rules}, in each rule both prefixes and {@code eaLength}, and in an array of domains the
 * {@code name}, which must differ from domain to domain; a single object without a name is called {@code domain}. Any
 * field that may be absent may be {@code null} with the same meaning. The options are those of
 * {@link io.softwire46.mape.forward.ForwardingOption}; one of them is {@code null} only where its values include it.
 *
 * <p>The other form is a Junos configuration as {@code show configuration | display set} prints it. Its lines
 * {@code set services softwire softwire-concentrator map-e NAME ...} count; one NAME is one rule, and NAMEs that share
 * a softwire-address are one domain, named as the first of them.
 *
 * <p>Reading never throws: a text that cannot be used has findings of severity error and no domains.
 *
 * <p>Immutable.
 */
public final class DomainFile {
    /** What a Junos session prints before the text proper: {@code {master}} and {@code [edit]}. */
    private static final Pattern JUNOS_BANNER = Pattern.compile("\\{[a-z]+(:[a-z0-9]+)?\\}|\\[edit[\\s\\]]");

    private static final String FORMS =
            "a JSON object with rules, or Junos lines that begin with set services softwire";

    /** How a domain file may be written. */
    public enum Form {
        /** An object or an array of objects (RFC 8259). */
        JSON,
        /** Lines that begin with {@code set}. */
        JUNOS,
        /** Octets of DHCPv6 (RFC 7598), which {@link S46Codec} reads. */
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

    private DomainFile(
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

    static DomainFile of(
            Form form,
            List<ConfiguredDomain> domains,
            List<PlacedFinding> findings,
            Map<String, Places> places,
            int passedOver) {
        List<PlacedFinding> sorted = PlacedFindings.inOrder(findings);
        boolean refused = sorted.stream().anyMatch(PlacedFinding::isError);
        return new DomainFile(form, refused ? List.of() : List.copyOf(domains), sorted, Map.copyOf(places), passedOver);
    }

    /**
     * Reads the text of a domain file. The form is detected: a brace or a bracket begins JSON, and a Junos configuration has
     * words of its own. A byte order mark is ignored.
     *
     * @param given any size
     * @return domains, or what is wrong
     */
    public static DomainFile read(String given) {
        String text = DomainSyntax.withoutByteOrderMark(given);
        String begin = text.stripLeading();
        if (begin.isEmpty()) {
            return unknown("\"\"", "is empty; expected " + FORMS, Form.JSON);
        }
        boolean json = begin.charAt(0) == '{' || begin.charAt(0) == '[';
        if (json && !JUNOS_BANNER.matcher(begin).lookingAt()) {
            return readJson(text);
        }
        return JunosDetection.isJunos(text)
                ? JunosDomains.read(text)
                : unknown("text", "is not in any format that is read: " + FORMS, Form.JUNOS);
    }

    private static DomainFile unknown(String value, String message, Form form) {
        DomainReading reading = new DomainReading();
        reading.add(Place.START.about(DomainSyntax.error("file", value, message, DomainSyntax.DOMAIN_RFC)));
        return reading.finish(form);
    }

    private static DomainFile readJson(String text) {
        JsonValue value;
        try {
            value = Json.parse(text);
        } catch (JsonException e) {
            DomainReading reading = new DomainReading();
            reading.add(new Place(e.line(), e.column())
                    .about(DomainSyntax.error("JSON", "text", "is not well-formed: " + e.problem(), "RFC 8259")));
            return reading.finish(Form.JSON);
        }
        return JsonDomains.mayBeDomain(value)
                ? read(value)
                : unknown("text", "is JSON and not in any format that is read: " + JsonDomains.DESCRIPTION, Form.JSON);
    }

    /**
     * Whether a JSON document may be a domain file, with errors or without: an object of it has a field of one, or none at all.
     *
     * @param value of the whole text
     * @return false for documents of other formats
     */
    public static boolean mayBeDomain(JsonValue value) {
        return JsonDomains.mayBeDomain(value);
    }

    /**
     * Reads a domain, or an array of domains, that stands within another JSON text.
     *
     * @param value places of findings are places in its text
     * @return domains, or what is wrong
     */
    public static DomainFile read(JsonValue value) {
        return JsonDomains.read(value);
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
                findings.stream().map(DomainFile::named).toList());
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
     * The findings, and all findings of CEs beyond them, each CE with its own prefix. A CE without a prefix adds none.
     *
     * @param edges each with one of {@link #domains}
     * @return in the order of the text, those without a place first
     */
    public List<PlacedFinding> validateForEdges(List<JunosEdge> edges) {
        List<RuleFinding> more = new ArrayList<>();
        for (JunosEdge edge : edges) {
            IPv6Address prefix = edge.endUserPrefix();
            if (prefix != null) {
                String title = domains.size() == 1 ? "" : edge.domain().domain().name() + ": ";
                edge.domain().validateForEdge(prefix).forEach(finding -> more.add(finding.within(title)));
            }
        }
        return with(more);
    }

    private List<PlacedFinding> with(List<RuleFinding> more) {
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
