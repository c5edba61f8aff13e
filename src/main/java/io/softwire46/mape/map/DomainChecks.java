package io.softwire46.mape.map;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.Findings;
import io.softwire46.mape.map.internal.Unicast;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks of domains as a BR or a CE serves them: findings V15, V23, V33 and V47 to V49.
 *
 * <p>Static methods only.
 */
final class DomainChecks {
    private static final String CONFIGURATION_RFC = "RFC 7597 section 7";

    private DomainChecks() {}

    /** Checks BR addresses against the rules of their domain. The names are the field paths of the rules. */
    static void borderRelays(
            List<MapRule> rules,
            Ipv6RuleIndex byIpv6,
            List<FieldPath> names,
            List<IPv6Address> borderRelays,
            Findings findings) {
        for (int i = 0; i < borderRelays.size(); i++) {
            borderRelay(FieldPath.of("borderRelay", i), borderRelays.get(i), rules, byIpv6, findings);
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < rules.size(); i++) {
            IPv6Address own = rules.get(i).borderRelay().orElse(null);
            if (own != null && seen.add(own.toCanonicalString())) {
                borderRelay(names.get(i).then("borderRelay"), own, rules, byIpv6, findings);
            }
        }
    }

    private static void borderRelay(
            FieldPath field, IPv6Address address, List<MapRule> rules, Ipv6RuleIndex byIpv6, Findings findings) {
        Unicast.checkBorderRelay(field, address, findings);
        String text = address.toCanonicalString();
        long[] bits = Addresses.bits(address);
        boolean derivable = byIpv6.rulesAround(bits[0], bits[1])
                .mapToObj(rules::get)
                .anyMatch(rule -> derives(rule, bits[0], bits[1]));
        if (derivable) {
            findings.error(
                    FindingId.V23,
                    field,
                    text,
                    "is the MAP address of a CE, so packets to it would not be sent to the BR; use an address outside the rules",
                    "RFC 7597 section 8.1");
        } else if (byIpv6.ruleOf(bits[0], bits[1]) != Ipv6RuleIndex.NO_RULE) {
            findings.warning(
                    FindingId.V23,
                    field,
                    text,
                    "lies inside a Rule IPv6 prefix; use an address outside, which cannot be delegated to a CE",
                    "RFC 7597 section 8.1");
        }
    }

    /** Returns the findings about all domains that one BR serves, including those about each domain. */
    static List<Finding> relay(List<MapDomain> domains) {
        Findings findings = new Findings();
        for (MapDomain domain : domains) {
            String name = domains.size() == 1 ? "" : domain.name();
            for (Finding finding : domain.findings()) {
                boolean onePsid = finding.id() == FindingId.V15;
                findings.add((onePsid ? finding.withSeverity(Finding.Severity.ERROR) : finding).inDomain(name));
            }
            if (!domain.hasBorderRelayForEveryRule()) {
                findings.error(
                        FindingId.V49,
                        FieldPath.of("borderRelay").inDomain(name),
                        "[]",
                        "is empty and a rule has no BR address of its own; set the BR's address",
                        CONFIGURATION_RFC);
            }
        }
        if (domains.size() > 1) {
            sharedIpv4(domains, findings);
            sharedBorderRelays(domains, findings);
        }
        return findings.list();
    }

    private static void sharedIpv4(List<MapDomain> domains, Findings findings) {
        List<MapRule> rules = new ArrayList<>();
        List<FieldPath> names = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        for (int d = 0; d < domains.size(); d++) {
            MapDomain domain = domains.get(d);
            for (int i = 0; i < domain.rules().rules().size(); i++) {
                rules.add(domain.rules().rules().get(i));
                names.add(FieldPath.of("rules", i).inDomain(domain.name()));
                owners.add(d);
            }
        }
        findings.addAll(RuleSetChecks.checkIpv4(rules, names, owners));
    }

    private static void sharedBorderRelays(List<MapDomain> domains, Findings findings) {
        Map<String, List<Integer>> byAddress = new LinkedHashMap<>();
        for (int d = 0; d < domains.size(); d++) {
            int domain = d;
            domains.get(d).allBorderRelays().stream()
                    .map(IPv6Address::toCanonicalString)
                    .distinct()
                    .forEach(br -> byAddress
                            .computeIfAbsent(br, key -> new ArrayList<>())
                            .add(domain));
        }
        // Several addresses may serve the same domains. The domains are compared and reported once.
        Set<List<Integer>> seen = new HashSet<>();
        byAddress.forEach((br, sharing) -> {
            String clash = sharing.size() > 1 && seen.add(sharing)
                    ? firstOverlap(sharing.stream().map(domains::get).toList())
                    : null;
            if (clash != null) {
                findings.error(
                        FindingId.V48,
                        "borderRelay",
                        br,
                        "serves " + clash
                                + ", which the IPv6 source cannot distinguish; use different border relay addresses for "
                                + "these domains",
                        "RFC 7597 section 8.1");
            }
        });
    }

    /** Returns a text that names two rules of different domains whose IPv6 prefixes overlap, or null. */
    private static @Nullable String firstOverlap(List<MapDomain> domains) {
        record Owned(MapRule rule, int domain) {}
        List<Owned> all = new ArrayList<>();
        for (int d = 0; d < domains.size(); d++) {
            for (MapRule rule : domains.get(d).rules().rules()) {
                all.add(new Owned(rule, d));
            }
        }
        all.sort(Comparator.comparing(Owned::rule, RuleSetChecks.BY_IPV6_PREFIX));
        // Enclosing rules that are open, by prefix length. A rule of another domain among them overlaps.
        TreeMap<Integer, Owned> open = new TreeMap<>();
        for (Owned next : all) {
            MapRule rule = next.rule();
            while (!open.isEmpty()
                    && !open.lastEntry().getValue().rule().containsIpv6(rule.ipv6High(), rule.ipv6Low())) {
                open.pollLastEntry();
            }
            for (Owned around : open.values()) {
                if (around.domain() != next.domain()) {
                    return around.rule().ipv6Prefix().toCanonicalString() + " of "
                            + domains.get(around.domain()).name() + " and "
                            + rule.ipv6Prefix().toCanonicalString() + " of "
                            + domains.get(next.domain()).name();
                }
            }
            open.put(rule.ipv6Length(), next);
        }
        return null;
    }

    /** Returns the findings about a CE with this End-user prefix. */
    static List<Finding> edge(MapDomain domain, IPv6Address endUserPrefix) {
        Findings findings = new Findings();
        findings.addAll(domain.findings());
        MapRule bmr = domain.rules().bmr(endUserPrefix).orElse(null);
        if (bmr == null) {
            findings.error(
                    FindingId.V30,
                    "endUserPrefix",
                    endUserPrefix.toCanonicalString(),
                    "is inside no Rule IPv6 prefix of the domain; add a rule for it, or correct the prefix",
                    "RFC 7597 section 5");
            if (!domain.hasBorderRelayForEveryRule()) {
                noBorderRelay(findings);
            }
            return findings.list();
        }
        for (Finding finding : CeMapping.validate(bmr, endUserPrefix)) {
            boolean disagreed = finding.id() == FindingId.V33;
            findings.add(disagreed ? finding.withSeverity(Finding.Severity.ERROR) : finding);
        }
        boolean unused = domain.rules().rules().stream().anyMatch(rule -> rule.isForwarding() && !rule.equals(bmr));
        if (!domain.isMesh() && unused) {
            findings.warning(
                    FindingId.V47,
                    "mesh",
                    false,
                    "ignores the forwarding rules other than the BMR, as a hub-and-spoke CE sends all packets to the BR; enable mesh or remove these rules",
                    "RFC 7597 section 5");
        }
        if (bmr.borderRelay().isEmpty() && domain.borderRelays().isEmpty()) {
            noBorderRelay(findings);
        }
        return findings.list();
    }

    private static void noBorderRelay(Findings findings) {
        findings.error(
                FindingId.V49,
                "borderRelay",
                "[]",
                "is empty, but a CE sends to the BR all packets that no forwarding rule covers; set the BR's address",
                CONFIGURATION_RFC);
    }

    private static boolean derives(MapRule rule, long high, long low) {
        long eaBits = rule.eaBitsOf(high, low);
        return rule.mapAddressHigh(eaBits) == high && rule.mapAddressLow(eaBits) == low;
    }
}
