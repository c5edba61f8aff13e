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
 * A domain as a foreign format describes it, read and yet to be judged. Immutable but for the builders.
 *
 * @param name any text
 * @param places where its parameters stand
 * @param rules empty for those that cannot be read, about which all is said
 * @param borderRelays of the domain, the preferred one first
 * @param mesh whether CEs send to each other
 * @param options how packets are treated
 */
public record LenientJsonDomain(
        String name,
        LenientJsonLocator places,
        List<Optional<MapRule.Builder>> rules,
        List<IPv6Address> borderRelays,
        boolean mesh,
        ForwardingOptions options) {
    private static final int MAX_NAME = 63;

    /** Judges all domains of a text, under names that differ and that a domain can have. */
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
                // The findings of the rule come with those of the domain.
                made.put(i, rule.build());
            }
        }
        part.assemble(domainName, made, made.size() == rules.size(), borderRelays, mesh, options);
    }

    /** The name with a hyphen for what a domain's name cannot have. */
    private static String plain(String name) {
        if (DomainSyntax.isName(name)) {
            return name;
        }
        StringBuilder plain = new StringBuilder();
        name.codePoints().limit(MAX_NAME).forEach(c -> plain.append(c > ' ' && c < 127 ? (char) c : '-'));
        return plain.isEmpty() ? DomainSyntax.DEFAULT_NAME : plain.toString();
    }

    /** Without a mesh no rule is for forwarding between CEs, whatever it says by itself. */
    public static MapRule asMeshSays(MapRule rule, boolean mesh) {
        return mesh || !rule.isForwarding()
                ? rule
                : rule.toBuilder().forwarding(false).build();
    }

    /** Names of domains, of which a second one is called NAME-2. */
    public static UniqueNames uniqueNames() {
        return new UniqueNames(MAX_NAME, "-");
    }

    /** The border relay of most rules is the domain's: that of the first. The others keep their own. */
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
