package io.softwire46.mape.provision.dhcp;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a DHCPv6 message says about softwires, and everything there is to say about the message. A container that
 * breaks a rule of RFC 7598 is not among {@link #containers}: a warning tells why.
 *
 * <p>Immutable.
 */
public final class S46Reading implements ReadResult.Source {
    private final List<Finding> findings;
    private final List<S46ContainerReader.Read> read;
    private final @Nullable List<Integer> priority;
    private final List<IPv6Address> borderRelays;
    private final @Nullable IPv6Address bindPrefix;

    private S46Reading(
            List<Finding> findings,
            List<S46ContainerReader.Read> read,
            @Nullable List<Integer> priority,
            List<IPv6Address> borderRelays,
            @Nullable IPv6Address bindPrefix) {
        this.findings = findings;
        this.read = read;
        this.priority = priority;
        this.borderRelays = borderRelays;
        this.bindPrefix = bindPrefix;
    }

    static S46Reading of(
            Collection<Finding> findings,
            List<S46ContainerReader.Read> read,
            @Nullable List<Integer> priority,
            List<IPv6Address> borderRelays,
            @Nullable IPv6Address bindPrefix) {
        return new S46Reading(
                Finding.inOrder(findings),
                List.copyOf(read),
                priority == null ? null : List.copyOf(priority),
                List.copyOf(borderRelays),
                bindPrefix);
    }

    /** A message that cannot be taken apart at all. */
    static S46Reading refused(Finding error) {
        return of(List.of(error), List.of(), null, List.of(), null);
    }

    /**
     * The containers that count.
     *
     * @return an immutable list in the order of the message; a message may have several of one kind, each a domain
     */
    public List<S46Container> containers() {
        return read.stream()
                .map(S46ContainerReader.Read::counting)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Containers that can be read and do not count, since a value is out of range or contradicts another (RFC 7598
     * section 8). Those with options that do not belong there are not even here.
     *
     * @return an immutable list in the order of the message, for people to look at
     */
    public List<S46Container> ignoredContainers() {
        return read.stream()
                .filter(each -> !each.counts())
                .map(S46ContainerReader.Read::container)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * OPTION_S46_PRIORITY (RFC 8026): option codes of containers, the preferred one first.
     *
     * @return codes as received, unknown ones among them; empty when there is no valid list
     */
    public Optional<List<Integer>> priority() {
        return Optional.ofNullable(priority);
    }

    /**
     * OPTION_S46_BR outside of a container, which counts in a DHCPV4-RESPONSE only (RFC 8539).
     *
     * @return an immutable list
     */
    public List<IPv6Address> borderRelays() {
        return borderRelays;
    }

    /**
     * OPTION_S46_BIND_IPV6_PREFIX, which counts in a DHCPV4-RESPONSE only (RFC 8539).
     *
     * @return the prefix with its length, empty when there is none
     */
    public Optional<IPv6Address> bindIpv6Prefix() {
        return Optional.ofNullable(bindPrefix);
    }

    /**
     * Everything about the message. Offsets count from the first octet that was given to the reader.
     *
     * @return an immutable list in the order of the octets
     */
    public List<Finding> findings() {
        return findings;
    }

    /**
     * Whether the message is damaged. Containers in front of the damage are still there.
     *
     * @return true when one of the {@link #findings} is an error
     */
    public boolean isRefused() {
        return findings.stream().anyMatch(Finding::isError);
    }

    /**
     * The mechanisms in the order in which a client tries them: by OPTION_S46_PRIORITY those that were received, and
     * without it MAP-E, MAP-T, Lightweight 4over6.
     *
     * @return an immutable list of mechanisms with a container that counts
     */
    public List<S46Container.Mechanism> mechanisms() {
        List<S46Container.Mechanism> received = containers().stream()
                .map(S46Container::mechanism)
                .distinct()
                .sorted()
                .toList();
        if (priority == null) {
            return received;
        }
        // RFC 8026: the first that the list names and the message has.
        List<S46Container.Mechanism> ordered = new ArrayList<>();
        for (int code : priority) {
            S46Container.Mechanism.of(code).filter(received::contains).ifPresent(ordered::add);
        }
        return List.copyOf(ordered);
    }

    /** Containers with their places, those that are ignored too. */
    List<S46ContainerReader.Read> read() {
        return read;
    }

    /**
     * The domains of the containers that the library can forward: MAP-E and Lightweight 4over6.
     *
     * @return as other readers give them: without domains when there is an error, or nothing to forward
     */
    public ReadResult toDomains() {
        return S46Domains.read(this);
    }

    /**
     * What a CE with a delegated prefix is to be configured with.
     *
     * @param delegatedPrefix the prefix from OPTION_IAPREFIX, with its length; bits beyond the length are ignored
     * @return a domain and the End-user prefix in it, or why there is none
     */
    public Edge edge(IPv6Address delegatedPrefix) {
        return S46EdgeChoice.choose(this, delegatedPrefix);
    }

    /** The CE that the containers configure, or the obstacle. */
    @Override
    public ReadResult.Edge edge(ReadResult result, IPv6Address prefix) {
        Edge edge = edge(prefix);
        Optional<ReadResult.Edge.Obstacle> obstacle = edge.obstacle()
                .map(each -> new ReadResult.Edge.Obstacle(
                        each.finding(), edge.reason().orElseThrow()));
        return new ReadResult.Edge(edge.domain(), edge.endUserPrefix().orElse(prefix), obstacle, edge.findings());
    }

    /**
     * A CE's configuration as DHCPv6 gives it: a domain and the End-user prefix in it, as
     * {@code CustomerEdge.of} takes them; or why there is none.
     *
     * <p>Immutable.
     */
    public static final class Edge {
        private final @Nullable ConfiguredDomain domain;
        private final @Nullable IPv6Address endUserPrefix;
        private final @Nullable Obstacle obstacle;
        private final @Nullable Finding reason;
        private final List<Finding> findings;

        private Edge(
                @Nullable ConfiguredDomain domain,
                @Nullable IPv6Address endUserPrefix,
                @Nullable Obstacle obstacle,
                @Nullable Finding reason,
                List<Finding> findings) {
            this.domain = domain;
            this.endUserPrefix = endUserPrefix;
            this.obstacle = obstacle;
            this.reason = reason;
            this.findings = Finding.inOrder(findings);
        }

        static Edge of(ConfiguredDomain domain, IPv6Address endUserPrefix, List<Finding> findings) {
            return new Edge(domain, endUserPrefix, null, null, findings);
        }

        static Edge none(Obstacle obstacle, Finding reason, List<Finding> findings) {
            return new Edge(null, null, obstacle, reason, findings);
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
        public Optional<Obstacle> obstacle() {
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
        public Edge requireConfiguration() {
            if (domain == null || endUserPrefix == null) {
                throw new MapConfigurationException(Stream.concat(Stream.ofNullable(reason), findings.stream())
                        .distinct()
                        .toList());
            }
            return this;
        }

        /** Domain and prefix, or the obstacle. */
        @Override
        public String toString() {
            return "Edge[" + (domain == null ? obstacle : domain.domain().name() + ", " + endUserPrefix) + "]";
        }
    }

    /**
     * Why a DHCPv6 message and a delegated prefix give no CE: stable names for logs and statistics.
     *
     * <p>Immutable.
     */
    public enum Obstacle {
        /** The octets are no DHCPv6 options. */
        MALFORMED_MESSAGE,
        /** The message has no container at all (RFC 7598 section 8: was it requested?). */
        NO_CONTAINER,
        /** The containers of the message break RFC 7598 and are ignored. */
        CONTAINER_IGNORED,
        /** Nothing but MAP-T was received, or OPTION_S46_PRIORITY names nothing else. */
        MECHANISM_NOT_SUPPORTED,
        /** The rules contradict each other, or the BR's address cannot be used. */
        CONTRADICTING_RULES,
        /** A container of Lightweight 4over6 has no binding (RFC 7598 section 5.3). */
        NO_BINDING,
        /** The delegated prefix has no length, or is no single prefix. */
        NO_DELEGATED_PREFIX,
        /** No Rule IPv6 prefix contains the delegated prefix (RFC 7597 section 5). */
        NO_MATCHING_RULE,
        /** The delegated prefix is shorter than Rule IPv6 prefix and EA bits together (RFC 7597 section 5.2). */
        PREFIX_TOO_SHORT,
        /** The delegated prefix has bits behind the EA bits that the BR cannot know (RFC 7597 section 5.3). */
        PREFIX_NOT_DERIVABLE,
        /** The explicit PSID is not that of the EA bits (RFC 7598 section 4.5). */
        CONTRADICTING_PSID;

        /**
         * Returns the id of findings about this obstacle.
         *
         * @return the id of the same name
         */
        public FindingId finding() {
            return FindingId.valueOf(name());
        }
    }

    /** Numbers of containers and findings. */
    @Override
    public String toString() {
        return "S46Reading[containers=" + read.size() + ", findings=" + findings.size() + "]";
    }
}
