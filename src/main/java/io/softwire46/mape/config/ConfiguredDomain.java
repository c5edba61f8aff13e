package io.softwire46.mape.config;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;

/**
 * A domain with its forwarding options: the content of a domain file.
 *
 * <p>Immutable.
 *
 * @param domain addresses and rules
 * @param options its forwarding options
 */
public record ConfiguredDomain(MapDomain domain, ForwardingOptions options) {
    /**
     * Refuses null.
     *
     * @param domain addresses and rules
     * @param options its forwarding options
     */
    public ConfiguredDomain {
        Objects.requireNonNull(domain, "domain");
        Objects.requireNonNull(options, "options");
    }

    /**
     * Returns the findings about the options by themselves and with the rules: V05 as an error under {@code strict64},
     * and V25.
     *
     * @return errors and warnings
     */
    public List<Finding> validateOptions() {
        List<Finding> findings = new ArrayList<>();
        options.validate().forEach(finding -> findings.add(finding.within(FieldPath.of("options"))));
        int icmpv4Source = options.icmpv4Source();
        if (domain.rules().containsIpv4(new IPv4Address(icmpv4Source))) {
            findings.add(new Finding(
                    FindingId.V25,
                    Severity.WARNING,
                    FieldPath.of("options").then("icmpv4Source"),
                    Addresses.toText(icmpv4Source),
                    "is inside a Rule IPv4 prefix and belongs to a subscriber; use an address of the node",
                    "RFC 1812 section 4.3.2.4"));
        }
        List<MapRule> rules = domain.rules().rules();
        for (int i = 0; options.strict64() && i < rules.size(); i++) {
            MapRule rule = rules.get(i);
            if (rule.derivedPrefixLength() > 64 && rule.ipv6Length() < 128) {
                findings.add(new Finding(
                        FindingId.V05,
                        Severity.ERROR,
                        FieldPath.of("rules", i).then("eaLength"),
                        Integer.toString(rule.eaLength()),
                        "extends to bit " + rule.derivedPrefixLength()
                                + ", which option strict64 refuses; shorten the Rule "
                                + "IPv6 prefix or the EA bits, or disable the option",
                        "RFC 7597 section 6"));
            }
        }
        return findings;
    }

    /**
     * Returns all findings about domains that one BR serves.
     *
     * @param domains the domains with their options
     * @return errors, warnings and notes
     */
    public static List<Finding> validateForRelay(List<ConfiguredDomain> domains) {
        List<Finding> findings = new ArrayList<>(MapDomain.validateForRelay(
                domains.stream().map(ConfiguredDomain::domain).toList()));
        List<ForwardingOptions> all =
                domains.stream().map(ConfiguredDomain::options).toList();
        int stores = OptionRules.stores(all);
        int octets = largest(domains, ForwardingOptions::maxBufferedOctets);
        for (ConfiguredDomain each : domains) {
            String name = domains.size() == 1 ? "" : each.domain.name();
            each.validateOptions().forEach(finding -> findings.add(finding.inDomain(name)));
            OptionRules.checkShare(each.options, octets, stores)
                    .ifPresent(finding ->
                            findings.add(finding.within(FieldPath.of("options")).inDomain(name)));
        }
        findings.addAll(validatePool(domains, "maxReassemblies", ForwardingOptions::maxReassemblies));
        findings.addAll(validatePool(domains, "maxBufferedOctets", ForwardingOptions::maxBufferedOctets));
        return findings;
    }

    private static int largest(List<ConfiguredDomain> domains, ToIntFunction<ForwardingOptions> size) {
        return domains.stream()
                .mapToInt(each -> size.applyAsInt(each.options))
                .max()
                .orElse(0);
    }

    /** Reports V53: a fragment pool belongs to the node, so only the largest of different sizes applies. */
    private static List<Finding> validatePool(
            List<ConfiguredDomain> domains, String option, ToIntFunction<ForwardingOptions> size) {
        int largest = largest(domains, size);
        return domains.stream()
                .filter(each -> size.applyAsInt(each.options) != largest)
                .map(each -> new Finding(
                        FindingId.V53,
                        Severity.WARNING,
                        FieldPath.of("options").then(option).inDomain(each.domain.name()),
                        Integer.toString(size.applyAsInt(each.options)),
                        "has no effect, as another domain of the node sets " + largest
                                + " and the largest value applies to the node; use " + largest,
                        "RFC 6146 section 3.4"))
                .toList();
    }

    /**
     * Returns all findings about this domain at a CE.
     *
     * @param endUserPrefix the prefix delegated to the CE, with its length
     * @return errors, warnings and notes
     */
    public List<Finding> validateForEdge(IPv6Address endUserPrefix) {
        List<Finding> findings = new ArrayList<>(domain.validateForEdge(endUserPrefix));
        findings.addAll(validateOptions());
        return findings;
    }
}
