package io.softwire46.mape.provision.format.internal;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.MapRule;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A domain of another format before validation. Not thread-safe: use one instance per text, since its builders are
 * mutable.
 *
 * @param name any text
 * @param places locations of its parameters
 * @param rules rules; empty elements for malformed ones, which were reported
 * @param borderRelays border relays of the domain, the preferred one first
 * @param mesh whether CEs send directly to each other
 * @param options forwarding options
 */
public record LenientJsonDomain(
        String name,
        LenientJsonLocator places,
        List<Optional<MapRule.Builder>> rules,
        List<IPv6Address> borderRelays,
        boolean mesh,
        ForwardingOptions options) {
    /** Validates all domains of a text, and gives them valid and different names. */
    public static void assemble(List<LenientJsonDomain> domains, DomainReading reading) {
        UniqueNames names = uniqueNames();
        for (LenientJsonDomain each : domains) {
            String name = names.take(plain(each.name));
            each.assemble(name, reading.part(domains.size() == 1 ? "" : DomainSyntax.shownName(name), each.places));
        }
    }

    private void assemble(String domainName, DomainReading.Part part) {
        SortedMap<Integer, MapRule> made = new TreeMap<>();
        for (int i = 0; i < rules.size(); i++) {
            MapRule.Builder rule = rules.get(i).orElse(null);
            if (rule == null) {
                continue;
            }
            List<Finding> found = rule.validate();
            FieldPath path = FieldPath.of("rules", i);
            if (found.stream().anyMatch(Finding::isError)) {
                found.forEach(finding -> part.add(finding.within(path)));
            } else {
                // The findings of the domain include those of the rule.
                made.put(i, rule.build());
            }
        }
        part.assemble(domainName, made, made.size() == rules.size(), borderRelays, mesh, options);
    }

    /** Returns the name with each invalid character replaced by a hyphen. */
    static String plain(String name) {
        if (DomainSyntax.isName(name)) {
            return name;
        }
        StringBuilder plain = new StringBuilder();
        name.codePoints().limit(DomainSyntax.MAX_NAME).forEach(c -> plain.append(c > ' ' && c < 127 ? (char) c : '-'));
        return plain.isEmpty() ? DomainSyntax.DEFAULT_NAME : plain.toString();
    }

    /** Returns the rule without its forwarding flag if the domain is not a mesh. */
    public static MapRule asMeshSays(MapRule rule, boolean mesh) {
        return mesh || !rule.isForwarding()
                ? rule
                : rule.toBuilder().forwarding(false).build();
    }

    /** Returns a set of names of domains, in which the second NAME becomes NAME-2. */
    public static UniqueNames uniqueNames() {
        return new UniqueNames(DomainSyntax.MAX_NAME, "-");
    }

    /** Returns the border relay of the first rule as that of the domain; rules with another one keep it. */
    public static List<IPv6Address> shareBorderRelay(
            List<Optional<MapRule.Builder>> rules, List<Optional<IPv6Address>> relays) {
        Optional<IPv6Address> first = relays.stream().flatMap(Optional::stream).findFirst();
        for (int i = 0; i < rules.size(); i++) {
            Optional<IPv6Address> own = relays.get(i);
            if (own.isPresent() && !own.equals(first)) {
                rules.get(i).ifPresent(rule -> rule.borderRelay(own.get()));
            }
        }
        return first.stream().toList();
    }
}
