package io.softwire46.mape.provision;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.forward.ConfiguredDomain;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.map.MapConfigurationException;
import io.softwire46.mape.map.RuleFinding;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A CE's configuration as DHCPv6 gives it: a domain and the End-user prefix in it, ready for {@link
 * CustomerEdge#of(ConfiguredDomain, IPv6Address)}; or why there is none.
 *
 * <p>Immutable.
 */
public final class S46Edge {
    private final @Nullable ConfiguredDomain domain;
    private final @Nullable IPv6Address endUserPrefix;
    private final @Nullable S46Obstacle obstacle;
    private final List<PlacedFinding> findings;

    private S46Edge(
            @Nullable ConfiguredDomain domain,
            @Nullable IPv6Address endUserPrefix,
            @Nullable S46Obstacle obstacle,
            List<PlacedFinding> findings) {
        this.domain = domain;
        this.endUserPrefix = endUserPrefix;
        this.obstacle = obstacle;
        this.findings = PlacedFindings.inOrder(findings);
    }

    static S46Edge of(ConfiguredDomain domain, IPv6Address endUserPrefix, List<PlacedFinding> findings) {
        return new S46Edge(domain, endUserPrefix, null, findings);
    }

    static S46Edge none(S46Obstacle obstacle, List<PlacedFinding> findings) {
        return new S46Edge(null, null, obstacle, findings);
    }

    /**
     * The domain that the CE belongs to.
     *
     * @return empty when there is an {@link #obstacle}
     */
    public Optional<ConfiguredDomain> domain() {
        return Optional.ofNullable(domain);
    }

    /**
     * The CE's End-user prefix in the domain.
     *
     * @return with its length; empty when there is an {@link #obstacle}
     */
    public Optional<IPv6Address> endUserPrefix() {
        return Optional.ofNullable(endUserPrefix);
    }

    /**
     * Why there is no configuration.
     *
     * @return empty when there is one
     */
    public Optional<S46Obstacle> obstacle() {
        return Optional.ofNullable(obstacle);
    }

    /**
     * Everything about the message, and about the prefix under its rules.
     *
     * @return an immutable list, what is about no octet first
     */
    public List<PlacedFinding> findings() {
        return findings;
    }

    /**
     * Makes the CE.
     *
     * @return a CE for one worker
     * @throws MapConfigurationException when there is an {@link #obstacle}, with all findings
     */
    public CustomerEdge toCustomerEdge() {
        if (domain == null || endUserPrefix == null) {
            RuleFinding why = DomainSyntax.error(
                    "S46", String.valueOf(obstacle), "is why there is no configuration", "RFC 7598 section 8");
            throw new MapConfigurationException(
                    Stream.concat(Stream.of(why), findings.stream().map(PlacedFinding::finding))
                            .toList());
        }
        return CustomerEdge.of(domain, endUserPrefix);
    }
}
