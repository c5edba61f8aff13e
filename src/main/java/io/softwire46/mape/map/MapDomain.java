package io.softwire46.mape.map;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.Findings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A MAP domain: CEs and BRs on one virtual link that share one rule set (RFC 7597 section 3).
 *
 * <p>Immutable.
 */
public final class MapDomain {
    private static final String RFC = "RFC 7597 section 7";

    private final String name;
    private final RuleSet rules;
    private final List<IPv6Address> borderRelays;
    private final boolean mesh;

    private MapDomain(String name, RuleSet rules, List<IPv6Address> borderRelays, boolean mesh) {
        this.name = name;
        this.rules = rules;
        this.borderRelays = borderRelays;
        this.mesh = mesh;
    }

    /**
     * Creates a hub-and-spoke domain: CEs send all packets to the BR.
     *
     * @param name the operator's name for the domain, 1 to 63 printable ASCII characters without spaces
     * @param rules its rules
     * @param borderRelays addresses of its BRs, the preferred one first; empty if each rule has its own
     * @return the domain
     * @throws MapConfigurationException with finding V23, or if the name is malformed
     */
    public static MapDomain of(String name, RuleSet rules, List<IPv6Address> borderRelays) {
        return of(name, rules, borderRelays, false);
    }

    /**
     * Creates a hub-and-spoke domain from BR addresses as text.
     *
     * @param name the operator's name for the domain, 1 to 63 printable ASCII characters without spaces
     * @param rules all rules of the domain
     * @param borderRelays addresses of the BRs, such as {@code 2001:db8:ffff::1}
     * @return the domain
     * @throws MapConfigurationException with all findings if a text is not an IPv6 address or the domain has an error
     */
    public static MapDomain of(String name, RuleSet rules, String... borderRelays) {
        List<IPv6Address> addresses = new ArrayList<>();
        for (int i = 0; i < borderRelays.length; i++) {
            addresses.add(Addresses.parseIpv6("borderRelay[" + i + "]", borderRelays[i]));
        }
        return of(name, rules, addresses);
    }

    /**
     * Creates a domain.
     *
     * @param name the operator's name for the domain, 1 to 63 printable ASCII characters without spaces
     * @param rules its rules
     * @param borderRelays addresses of its BRs, the preferred one first; empty if each rule has its own
     * @param mesh whether CEs send to each other directly by the forwarding mapping rules
     * @return the domain
     * @throws MapConfigurationException with finding V23, or if the name is malformed
     */
    public static MapDomain of(String name, RuleSet rules, List<IPv6Address> borderRelays, boolean mesh) {
        Findings own = new Findings();
        check(name, rules, borderRelays, own);
        // A rule set has no errors. Its warnings are collected only for the exception.
        if (own.hasError()) {
            throw new MapConfigurationException(validate(name, rules, borderRelays));
        }
        return new MapDomain(
                name, rules, borderRelays.stream().map(Addresses::plain).toList(), mesh);
    }

    /**
     * Returns all findings about the parts of a domain, including those about the rule set.
     *
     * @param name the name to check
     * @param rules the rules
     * @param borderRelays the BR addresses to check
     * @return errors, warnings and notes
     */
    public static List<Finding> validate(String name, RuleSet rules, List<IPv6Address> borderRelays) {
        Findings findings = new Findings();
        findings.addAll(rules.findings());
        check(name, rules, borderRelays, findings);
        return findings.list();
    }

    /**
     * Returns all findings about the parts of a domain, also if rules contradict each other or some rules could not be
     * built. An error in one part does not suppress findings about the others.
     *
     * @param name the name to check
     * @param rules the rules that could be built, by their index in the configuration
     * @param borderRelays the BR addresses to check
     * @return errors, warnings and notes
     */
    public static List<Finding> validate(
            String name, SortedMap<Integer, MapRule> rules, List<IPv6Address> borderRelays) {
        Findings findings = new Findings();
        List<MapRule> list = List.copyOf(rules.values());
        List<FieldPath> names = RuleSetChecks.names(rules.keySet());
        findings.addAll(RuleSetChecks.check(list, names));
        checkName(name, findings);
        DomainChecks.borderRelays(list, Ipv6RuleIndex.of(list), names, borderRelays, findings);
        return findings.list();
    }

    private static void check(String name, RuleSet rules, List<IPv6Address> borderRelays, Findings findings) {
        checkName(name, findings);
        List<Integer> places = IntStream.range(0, rules.rules().size()).boxed().toList();
        DomainChecks.borderRelays(rules.rules(), rules.byIpv6(), RuleSetChecks.names(places), borderRelays, findings);
    }

    private static void checkName(String name, Findings findings) {
        if (name.isEmpty() || name.length() > 63 || !name.chars().allMatch(c -> c > ' ' && c < 127)) {
            findings.error(
                    FindingId.SYNTAX,
                    "name",
                    "\"" + name + "\"",
                    "is not a valid domain name; use 1 to 63 printable ASCII characters without spaces",
                    RFC);
        }
    }

    /**
     * Parses the output of {@link #toString}.
     *
     * @param text a line with name, mode and BR addresses, then one rule per line
     * @return the domain
     * @throws MapConfigurationException if the text is malformed or the domain has an error
     */
    public static MapDomain parse(String text) {
        List<String> lines = text.lines().toList();
        String[] head = lines.isEmpty() ? new String[0] : lines.get(0).split(" ", -1);
        boolean shaped = head.length == 3
                && head[0].startsWith("domain=")
                && head[1].startsWith("mesh=")
                && head[2].startsWith("borderRelay=");
        if (!shaped) {
            throw MapConfigurationException.syntax(
                    "domain",
                    head.length == 0 ? "" : lines.get(0),
                    "does not begin with domain=NAME mesh=false borderRelay=ADDRESS; use this first line",
                    RFC);
        }
        String relays = head[2].substring("borderRelay=".length());
        return of(
                head[0].substring("domain=".length()),
                RuleSet.parse(String.join("\n", lines.subList(1, lines.size()))),
                relays.isEmpty()
                        ? List.of()
                        : Arrays.stream(relays.split(",", -1))
                                .map(br -> Addresses.parseIpv6("borderRelay", br))
                                .toList(),
                RuleText.truth("mesh", head[1].substring("mesh=".length())));
    }

    /**
     * Checks whether one BR can serve these domains: each by itself, and without ambiguity between them (V15, V43 to
     * V46, V48, V49).
     *
     * @param domains the domains that the BR serves
     * @return errors, warnings and notes
     */
    public static List<Finding> validateForRelay(List<MapDomain> domains) {
        return DomainChecks.relay(domains);
    }

    /**
     * Checks whether a CE with an End-user prefix can be configured from this domain (V30 to V36, V47, V49).
     *
     * @param endUserPrefix the prefix delegated to the CE, with its length
     * @return errors, warnings and notes
     */
    public List<Finding> validateForEdge(IPv6Address endUserPrefix) {
        return DomainChecks.edge(this, endUserPrefix);
    }

    /**
     * Returns the warnings and notes about the domain.
     *
     * @return findings of severity warning and info
     */
    public List<Finding> findings() {
        return validate(name, rules, borderRelays);
    }

    /**
     * Returns the operator's name for the domain.
     *
     * @return 1 to 63 characters
     */
    public String name() {
        return name;
    }

    /**
     * Returns the rules of the domain.
     *
     * @return the rules, at least one
     */
    public RuleSet rules() {
        return rules;
    }

    /**
     * Returns the addresses of the domain's BRs.
     *
     * @return an immutable list, the preferred one first
     */
    public List<IPv6Address> borderRelays() {
        return borderRelays;
    }

    /**
     * Returns the BR addresses of the domain and of its rules: the addresses that a BR of this domain serves.
     *
     * @return the domain's addresses first, then those of rules that have their own
     */
    public List<IPv6Address> allBorderRelays() {
        List<IPv6Address> all = new ArrayList<>(borderRelays);
        rules.rules().forEach(rule -> rule.borderRelay().ifPresent(all::add));
        return all;
    }

    /**
     * Returns whether CEs send to each other directly.
     *
     * @return false in hub-and-spoke mode
     */
    public boolean isMesh() {
        return mesh;
    }

    boolean hasBorderRelayForEveryRule() {
        return !borderRelays.isEmpty()
                || rules.rules().stream().allMatch(rule -> rule.borderRelay().isPresent());
    }

    /**
     * Returns the domain in the given mode.
     *
     * @param value whether CEs send to each other directly
     * @return a domain with that mode
     */
    public MapDomain withMesh(boolean value) {
        return new MapDomain(name, rules, borderRelays, value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MapDomain that
                && name.equals(that.name)
                && mesh == that.mesh
                && rules.equals(that.rules)
                && borderRelays.equals(that.borderRelays);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + rules.hashCode();
    }

    /** Returns a line with name, mode and BR addresses, then one rule per line; {@link #parse} reads them. */
    @Override
    public String toString() {
        String relays =
                borderRelays.stream().map(IPv6Address::toCanonicalString).collect(Collectors.joining(","));
        return Stream.of("domain=" + name + " mesh=" + mesh + " borderRelay=" + relays, rules.toString())
                .collect(Collectors.joining("\n"));
    }
}
