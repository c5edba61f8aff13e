package io.softwire46.mape.provision.dhcp;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.Locations;
import io.softwire46.mape.provision.format.internal.PrefixField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the container that configures a CE. It tries the mechanisms in the order of RFC 8026. Of several containers of one
 * mechanism, it prefers the longest Rule IPv6 prefix that covers the delegated prefix (RFC 7598 section 4.1). If no container
 * matches, it reports the first obstacle with the finding that shows it.
 *
 * <p>Not thread-safe: use one instance per CE.
 */
final class S46EdgeChoice {
    private static final Map<FindingId, S46Reading.Obstacle> OBSTACLES = Map.of(
            FindingId.V30, S46Reading.Obstacle.NO_MATCHING_RULE,
            FindingId.V31, S46Reading.Obstacle.PREFIX_TOO_SHORT,
            FindingId.V33, S46Reading.Obstacle.PREFIX_NOT_DERIVABLE,
            FindingId.V14, S46Reading.Obstacle.CONTRADICTING_PSID);

    private final IPv6Address delegated;
    private final List<Finding> findings;
    private S46Reading.@Nullable Obstacle first;

    /** Error that shows the first obstacle. */
    private @Nullable Finding reason;

    private S46EdgeChoice(IPv6Address delegated, List<Finding> findings) {
        this.delegated = delegated;
        this.findings = findings;
    }

    static S46Reading.Edge choose(S46Reading reading, IPv6Address delegatedPrefix) {
        List<Finding> findings = new ArrayList<>(reading.findings());
        if (reading.isRefused()) {
            Finding error =
                    findings.stream().filter(Finding::isError).findFirst().orElseThrow();
            return S46Reading.Edge.none(S46Reading.Obstacle.MALFORMED_MESSAGE, error, findings);
        }
        Integer length = delegatedPrefix.getNetworkPrefixLength();
        boolean single = !delegatedPrefix.isMultiple() || delegatedPrefix.isSinglePrefixBlock();
        if (length == null || !single || delegatedPrefix.hasZone()) {
            Finding error = Locations.put(
                    Location.NONE,
                    DomainSyntax.error(
                            "endUserPrefix",
                            delegatedPrefix.toString(),
                            "is not a single prefix with its length; use the prefix of OPTION_IAPREFIX, such as 2001:db8:12:3400::/56",
                            "RFC 8415 section 21.22"));
            findings.add(error);
            return S46Reading.Edge.none(S46Reading.Obstacle.NO_DELEGATED_PREFIX, error, findings);
        }
        long[] bits = Addresses.bits(delegatedPrefix);
        return new S46EdgeChoice(PrefixField.masked(bits[0], bits[1], length), findings).choose(reading);
    }

    private S46Reading.Edge choose(S46Reading reading) {
        if (reading.read().isEmpty()) {
            return none(
                    S46Reading.Obstacle.NO_CONTAINER,
                    "options",
                    "have no softwire container; configure the client to request options 94 and 96 in OPTION_ORO, and the "
                            + "server to send one of them",
                    "RFC 7598 section 8");
        }
        if (reading.containers().isEmpty()) {
            return ignored(reading);
        }
        for (S46Container.Mechanism mechanism : reading.mechanisms()) {
            Optional<S46Reading.Edge> edge = mechanism.isForwarded() ? choose(reading, mechanism) : Optional.empty();
            if (edge.isPresent()) {
                return edge.get();
            }
        }
        return first == null || reason == null
                ? none(
                        S46Reading.Obstacle.MECHANISM_NOT_SUPPORTED,
                        S46Container.Mechanism.MAP_T.container().toString(),
                        "is the only container that may be used, but MAP-T is not supported; configure the server to send "
                                + "option 94 (MAP-E) or 96 (Lightweight 4over6)",
                        "RFC 8026 section 1.4")
                : S46Reading.Edge.none(first, reason, findings);
    }

    private S46Reading.Edge none(S46Reading.Obstacle obstacle, String field, String message, String rfc) {
        Finding error = Locations.put(Location.octet(0), DomainSyntax.error(field, Finding.MISSING, message, rfc));
        return S46Reading.Edge.none(obstacle, error, findings);
    }

    /** Returns the result if all containers are ignored, with the reason of the first one. */
    private S46Reading.Edge ignored(S46Reading reading) {
        Finding why = reading.read().stream()
                .flatMap(read -> Stream.ofNullable(read.reason()))
                .findFirst()
                .orElseThrow();
        Finding finding = why;
        Finding error = new Finding(
                finding.id(),
                Finding.Severity.ERROR,
                finding.path(),
                finding.value(),
                finding.message() + "; correct it at the DHCPv6 server",
                finding.rfc());
        return S46Reading.Edge.none(S46Reading.Obstacle.CONTAINER_IGNORED, error.at(why.location()), findings);
    }

    private Optional<S46Reading.Edge> choose(S46Reading reading, S46Container.Mechanism mechanism) {
        record Candidate(S46ContainerReader.Read read, MapDomain domain, int match) {}
        List<Candidate> candidates = new ArrayList<>();
        int number = 0;
        for (S46ContainerReader.Read read : reading.read()) {
            S46Container container = read.counting();
            if (container == null || container.mechanism() != mechanism) {
                continue;
            }
            MapDomain domain = domain(read, container, ++number);
            if (domain != null) {
                candidates.add(new Candidate(read, domain, match(container, domain)));
            }
        }
        // The sort is stable: of equal matches the first received is preferred.
        candidates.sort(Comparator.comparingInt(Candidate::match).reversed());
        for (Candidate each : candidates) {
            Optional<S46Reading.Edge> edge = edge(each.read(), each.domain());
            if (edge.isPresent()) {
                return edge;
            }
        }
        return Optional.empty();
    }

    private @Nullable MapDomain domain(S46ContainerReader.Read read, S46Container container, int number) {
        List<MapRule> rules = S46Domains.rules(container);
        if (rules.isEmpty()) {
            obstacle(
                    S46Reading.Obstacle.NO_BINDING,
                    read,
                    DomainSyntax.error(
                            S46Option.V4V6BIND.toString(),
                            Finding.MISSING,
                            "is missing in " + container.mechanism().container()
                                    + "; configure the DHCPv6 server to add the binding of this CE",
                            "RFC 7598 section 5.3"));
            return null;
        }
        try {
            return MapDomain.of(
                    S46Domains.name(container, number),
                    RuleSet.of(rules),
                    container.borderRelays(),
                    rules.stream().anyMatch(MapRule::isForwarding));
        } catch (MapConfigurationException e) {
            add(read, e.findings());
            obstacle(S46Reading.Obstacle.CONTRADICTING_RULES, read, e.first());
            return null;
        }
    }

    /** Returns the length of the Rule IPv6 prefix that the CE would use; negative without one. */
    private int match(S46Container container, MapDomain domain) {
        return domain.rules()
                .bmr(endUserPrefix(container))
                .map(MapRule::ipv6Length)
                .orElse(-1);
    }

    private Optional<S46Reading.Edge> edge(S46ContainerReader.Read read, MapDomain domain) {
        ConfiguredDomain configured = new ConfiguredDomain(domain, ForwardingOptions.defaults());
        IPv6Address prefix = endUserPrefix(Objects.requireNonNull(read.counting()));
        List<Finding> all = configured.validateForEdge(prefix);
        Optional<Finding> error = all.stream().filter(Finding::isError).findFirst();
        if (error.isPresent()) {
            S46Reading.Obstacle obstacle =
                    OBSTACLES.getOrDefault(error.get().id(), S46Reading.Obstacle.CONTRADICTING_RULES);
            obstacle(obstacle, read, error.get());
            // An unsuitable container is not an error of the message, because another container may match.
            add(
                    read,
                    all.stream()
                            .filter(Finding::isError)
                            .map(finding -> finding.withSeverity(Finding.Severity.WARNING))
                            .toList());
            return Optional.empty();
        }
        add(read, all);
        return Optional.of(S46Reading.Edge.of(configured, prefix, findings));
    }

    /**
     * Returns the prefix of the tunnel address. RFC 7598 section 4.4: the binding selects it within the delegated
     * prefix.
     */
    private IPv6Address endUserPrefix(S46Container container) {
        IPv6Address bind =
                container.binding().map(S46Container.Binding::ipv6Prefix).orElse(null);
        return bind != null && delegated.toPrefixBlock().contains(bind.toPrefixBlock()) ? bind : delegated;
    }

    private void obstacle(S46Reading.Obstacle obstacle, S46ContainerReader.Read read, Finding error) {
        if (first == null) {
            first = obstacle;
            reason = place(read, error);
        }
    }

    private void add(S46ContainerReader.Read read, List<Finding> about) {
        about.forEach(finding -> findings.add(place(read, finding)));
    }

    private static Finding place(S46ContainerReader.Read read, Finding finding) {
        boolean ofCe = finding.path().startsWith("endUserPrefix");
        return Locations.put((ofCe ? Location.NONE : read.places().locate(finding.path())), finding);
    }
}
