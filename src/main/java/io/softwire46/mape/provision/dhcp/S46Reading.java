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
 * The softwire options of a DHCPv6 message, and the findings about the message. {@link #containers} omits a container that
 * violates RFC 7598; a warning gives the reason.
 *
 * <p>Immutable.
 */
public final class S46Reading implements ReadResult.Source {
    private final List<Finding> findings;
    private final List<S46ContainerReader.Read> read;
    private final @Nullable List<Integer> priority;
    private final List<IPv6Address> borderRelays;
    private final @Nullable IPv6Address bindPrefix;
    private final List<DelegatedPrefixes.Delegated> delegated;

    private S46Reading(
            List<Finding> findings,
            List<S46ContainerReader.Read> read,
            @Nullable List<Integer> priority,
            List<IPv6Address> borderRelays,
            @Nullable IPv6Address bindPrefix,
            List<DelegatedPrefixes.Delegated> delegated) {
        this.findings = findings;
        this.read = read;
        this.priority = priority;
        this.borderRelays = borderRelays;
        this.bindPrefix = bindPrefix;
        this.delegated = delegated;
    }

    static S46Reading of(
            Collection<Finding> findings,
            List<S46ContainerReader.Read> read,
            @Nullable List<Integer> priority,
            List<IPv6Address> borderRelays,
            @Nullable IPv6Address bindPrefix,
            List<DelegatedPrefixes.Delegated> delegated) {
        return new S46Reading(
                Finding.inOrder(findings),
                List.copyOf(read),
                priority == null ? null : List.copyOf(priority),
                List.copyOf(borderRelays),
                bindPrefix,
                delegated);
    }

    /** Returns the reading with more findings about its input. */
    S46Reading withFindings(List<Finding> more) {
        return more.isEmpty()
                ? this
                : of(
                        Stream.concat(more.stream(), findings.stream()).toList(),
                        read,
                        priority,
                        borderRelays,
                        bindPrefix,
                        delegated);
    }

    /** Returns the result of a malformed message. */
    static S46Reading refused(Finding error) {
        return of(List.of(error), List.of(), null, List.of(), null, List.of());
    }

    /**
     * Returns the valid containers.
     *
     * @return an immutable list in the order of the message; several containers of one kind are several domains
     */
    public List<S46Container> containers() {
        return read.stream()
                .map(S46ContainerReader.Read::counting)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Returns well-formed containers that are ignored, because a value is out of range or contradicts another (RFC 7598
     * section 8). Containers with options that are not permitted are not included.
     *
     * @return an immutable list in the order of the message, for diagnosis
     */
    public List<S46Container> ignoredContainers() {
        return read.stream()
                .filter(each -> !each.counts())
                .map(S46ContainerReader.Read::container)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Returns OPTION_S46_PRIORITY (RFC 8026): option codes of containers, the preferred one first.
     *
     * @return codes as received, including unknown ones; empty if there is no valid list
     */
    public Optional<List<Integer>> priority() {
        return Optional.ofNullable(priority);
    }

    /**
     * Returns OPTION_S46_BR outside of a container, which is valid only in a DHCPV4-RESPONSE (RFC 8539).
     *
     * @return an immutable list
     */
    public List<IPv6Address> borderRelays() {
        return borderRelays;
    }

    /**
     * Returns OPTION_S46_BIND_IPV6_PREFIX, which is valid only in a DHCPV4-RESPONSE (RFC 8539).
     *
     * @return the prefix with its length; empty if there is none
     */
    public Optional<IPv6Address> bindIpv6Prefix() {
        return Optional.ofNullable(bindPrefix);
    }

    /**
     * Returns the prefixes that the server delegates to the CE in IA_PD options (RFC 8415 sections 21.21 and 21.22).
     *
     * @return an immutable list of prefixes with their lengths, without those whose valid lifetime is 0
     */
    public List<IPv6Address> delegatedPrefixes() {
        return delegated.stream().map(DelegatedPrefixes.Delegated::prefix).toList();
    }

    /** Returns the delegated prefix if there is only one. */
    @Override
    public Optional<IPv6Address> endUserPrefix() {
        return delegated.size() == 1 ? Optional.of(delegated.get(0).prefix()) : Optional.empty();
    }

    /** Returns the delegated prefixes with the octets of their options. */
    @Override
    public List<ReadResult.OfferedPrefix> offeredPrefixes() {
        return delegated.stream()
                .map(each -> new ReadResult.OfferedPrefix(
                        each.prefix(), "OPTION_IAPREFIX of the server (RFC 8415 section 21.22), octet " + each.at()))
                .toList();
    }

    /**
     * Returns the findings about the message. Offsets count from the first octet of the reader's input.
     *
     * @return an immutable list in the order of the octets
     */
    public List<Finding> findings() {
        return findings;
    }

    /**
     * Returns whether the message is malformed. Containers that precede the error are available.
     *
     * @return true if one of the {@link #findings} is an error
     */
    public boolean isRefused() {
        return findings.stream().anyMatch(Finding::isError);
    }

    /**
     * Returns the received mechanisms in the order in which a client tries them: that of OPTION_S46_PRIORITY, or without it
     * MAP-E, MAP-T, Lightweight 4over6.
     *
     * @return an immutable list of mechanisms with a valid container
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
        // RFC 8026: the client uses the first mechanism of the list that it received.
        List<S46Container.Mechanism> ordered = new ArrayList<>();
        for (int code : priority) {
            S46Container.Mechanism.of(code).filter(received::contains).ifPresent(ordered::add);
        }
        return List.copyOf(ordered);
    }

    /** Returns containers with their locators, including ignored ones. */
    List<S46ContainerReader.Read> read() {
        return read;
    }

    /**
     * Returns the domains of the containers of MAP-E and Lightweight 4over6. Without such a container, it returns those of MAP-T,
     * whose addresses and ports are the same, with a warning that packets are not translated.
     *
     * @return domains and findings; without domains if a finding is an error; a message without such a container has an
     *     error
     */
    public ReadResult toDomains() {
        return S46Domains.read(this, 0);
    }

    /**
     * Returns the configuration of a CE with a delegated prefix.
     *
     * @param delegatedPrefix the prefix from OPTION_IAPREFIX, with its length; bits beyond the length are ignored
     * @return a domain and the End-user prefix in it, or the obstacle
     */
    public Edge edge(IPv6Address delegatedPrefix) {
        return S46EdgeChoice.choose(this, delegatedPrefix);
    }

    /** Returns the findings about the rules. A domain of MAP-T needs no address of a border relay (RFC 7599 section 5.1). */
    @Override
    public List<Finding> validate(ReadResult result) {
        return withoutBorderRelay(result.validateForRelay());
    }

    private List<Finding> withoutBorderRelay(List<Finding> all) {
        return S46Domains.isTranslated(this)
                ? all.stream().filter(each -> each.id() != FindingId.V49).toList()
                : all;
    }

    /** Returns the CE that the containers configure, or the obstacle; for MAP-T the CE with its address and ports. */
    @Override
    public ReadResult.Edge edge(ReadResult result, IPv6Address prefix) {
        Edge edge = edge(prefix);
        if (!result.isRefused()
                && S46Domains.isTranslated(this)
                && edge.obstacle()
                        .filter(each -> each == Obstacle.MECHANISM_NOT_SUPPORTED)
                        .isPresent()) {
            ReadResult.Edge translated = ReadResult.Source.super.edge(result, prefix);
            return new ReadResult.Edge(
                    translated.domain(),
                    translated.endUserPrefix(),
                    translated.obstacle(),
                    withoutBorderRelay(translated.findings()));
        }
        Optional<ReadResult.Edge.Obstacle> obstacle = edge.obstacle()
                .map(each -> new ReadResult.Edge.Obstacle(
                        each.finding(), edge.reason().orElseThrow()));
        return new ReadResult.Edge(edge.domain(), edge.endUserPrefix().orElse(prefix), obstacle, edge.findings());
    }

    /**
     * Configuration of a CE by DHCPv6: a domain and the End-user prefix in it, which are the arguments of
     * {@code CustomerEdge.of}; or the obstacle.
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
         * Returns the domain of the CE.
         *
         * @return the domain; empty if there is an {@link #obstacle}
         */
        public Optional<ConfiguredDomain> domain() {
            return Optional.ofNullable(domain);
        }

        /**
         * Returns the CE's End-user prefix in the domain.
         *
         * @return the prefix with its length; empty if there is an {@link #obstacle}
         */
        public Optional<IPv6Address> endUserPrefix() {
            return Optional.ofNullable(endUserPrefix);
        }

        /**
         * Returns the reason why there is no configuration.
         *
         * @return the obstacle; empty if there is a configuration
         */
        public Optional<Obstacle> obstacle() {
            return Optional.ofNullable(obstacle);
        }

        /**
         * Returns the finding that shows the {@link #obstacle}, with its location and remedy.
         *
         * @return an error, with the octet of the message if it is about one; empty if there is no obstacle
         */
        public Optional<Finding> reason() {
            return Optional.ofNullable(reason);
        }

        /**
         * Returns the findings about the message, and about the prefix under its rules.
         *
         * @return an immutable list, in which findings without an octet precede the others
         */
        public List<Finding> findings() {
            return findings;
        }

        /**
         * Throws if there is no configuration.
         *
         * @return this
         * @throws MapConfigurationException if there is an {@link #obstacle}, with its {@link #reason} first, then all
         *     findings
         */
        public Edge requireConfiguration() {
            if (domain == null || endUserPrefix == null) {
                throw new MapConfigurationException(Stream.concat(Stream.ofNullable(reason), findings.stream())
                        .distinct()
                        .toList());
            }
            return this;
        }

        /** Returns domain and prefix, or the obstacle. */
        @Override
        public String toString() {
            return "Edge[" + (domain == null ? obstacle : domain.domain().name() + ", " + endUserPrefix) + "]";
        }
    }

    /**
     * Reasons why a DHCPv6 message and a delegated prefix do not configure a CE. The names are stable, for logs and
     * statistics.
     *
     * <p>Immutable.
     */
    public enum Obstacle {
        /** The octets are not DHCPv6 options. */
        MALFORMED_MESSAGE,
        /** The message has no container, which the client must request (RFC 7598 section 8). */
        NO_CONTAINER,
        /** All containers of the message violate RFC 7598 and are ignored. */
        CONTAINER_IGNORED,
        /** Only MAP-T was received, or OPTION_S46_PRIORITY permits only MAP-T. */
        MECHANISM_NOT_SUPPORTED,
        /** The rules contradict each other, or the BR's address cannot be used. */
        CONTRADICTING_RULES,
        /** A container of Lightweight 4over6 has no binding (RFC 7598 section 5.3). */
        NO_BINDING,
        /** The delegated prefix has no length, or is not a single prefix. */
        NO_DELEGATED_PREFIX,
        /** No Rule IPv6 prefix contains the delegated prefix (RFC 7597 section 5). */
        NO_MATCHING_RULE,
        /** The delegated prefix is shorter than Rule IPv6 prefix and EA bits together (RFC 7597 section 5.2). */
        PREFIX_TOO_SHORT,
        /** The delegated prefix has bits after the EA bits that the BR cannot derive (RFC 7597 section 5.3). */
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

    /** Returns the numbers of containers and findings. */
    @Override
    public String toString() {
        return "S46Reading[containers=" + read.size() + ", findings=" + findings.size() + "]";
    }
}
