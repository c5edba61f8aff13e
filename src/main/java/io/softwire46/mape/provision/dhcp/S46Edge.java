package io.softwire46.mape.provision.dhcp;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A CE's configuration as DHCPv6 gives it: a domain and the End-user prefix in it, as
 * {@code CustomerEdge.of} takes them; or why there is none.
 *
 * <p>Immutable.
 */
public final class S46Edge {
    private final @Nullable ConfiguredDomain domain;
    private final @Nullable IPv6Address endUserPrefix;
    private final @Nullable S46Obstacle obstacle;
    private final @Nullable Finding reason;
    private final List<Finding> findings;

    private S46Edge(
            @Nullable ConfiguredDomain domain,
            @Nullable IPv6Address endUserPrefix,
            @Nullable S46Obstacle obstacle,
            @Nullable Finding reason,
            List<Finding> findings) {
        this.domain = domain;
        this.endUserPrefix = endUserPrefix;
        this.obstacle = obstacle;
        this.reason = reason;
        this.findings = Finding.inOrder(findings);
    }

    static S46Edge of(ConfiguredDomain domain, IPv6Address endUserPrefix, List<Finding> findings) {
        return new S46Edge(domain, endUserPrefix, null, null, findings);
    }

    static S46Edge none(S46Obstacle obstacle, Finding reason, List<Finding> findings) {
        return new S46Edge(null, null, obstacle, reason, findings);
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
     * The finding that shows the {@link #obstacle}: what is wrong, where, and what to do.
     *
     * @return an error, with the octet of the message if it is about one; empty if there is no obstacle
     */
    public Optional<Finding> reason() {
        return Optional.ofNullable(reason);
    }

    /**
     * Everything about the message, and about the prefix under its rules.
     *
     * @return an immutable list, what is about no octet first
     */
    public List<Finding> findings() {
        return findings;
    }

    /**
     * Throws if there is no configuration.
     *
     * @return this
     * @throws MapConfigurationException when there is an {@link #obstacle}: first its {@link #reason}, then all findings
     */
    public S46Edge requireConfiguration() {
        if (domain == null || endUserPrefix == null) {
            throw new MapConfigurationException(Stream.concat(Stream.ofNullable(reason), findings.stream())
                    .distinct()
                    .toList());
        }
        return this;
    }

    /** The End-user prefix, or the obstacle. */
    @Override
    public String toString() {
        return endUserPrefix == null
                ? "S46Edge[" + obstacle + "]"
                : "S46Edge[" + endUserPrefix.toCanonicalString() + "]";
    }
}
