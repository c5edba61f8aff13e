package io.softwire46.mape.provision.dhcp;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.internal.DefaultMapping;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.Locations;
import io.softwire46.mape.provision.format.internal.OptionOctets;
import io.softwire46.mape.provision.format.internal.OptionOctets.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads one container. RFC 7598 section 8: a container is ignored if it has a softwire option that section 6 does not permit, or
 * a value out of range. One warning per violation gives the reason.
 *
 * <p>Not thread-safe: use one instance per container.
 */
final class S46ContainerReader {
    private static final String IGNORED = "; the container is ignored";

    private final byte[] octets;
    private final S46Container.Mechanism mechanism;
    private final Option container;
    private final S46OptionReader options;
    private final List<Finding> findings = new ArrayList<>();

    /** Whether the container has options that are malformed or not permitted. */
    private boolean ignored;

    private boolean counts = true;

    /** First finding for which the container is ignored. */
    private @Nullable Finding reason;

    private final List<S46Rule> rules = new ArrayList<>();
    private final List<S46RuleLocator> rulePlaces = new ArrayList<>();
    private final List<IPv6Address> borderRelays = new ArrayList<>();
    private final List<Integer> borderRelayPlaces = new ArrayList<>();
    private @Nullable IPv6Address dmr;
    private int dmrPlace;
    private S46Container.@Nullable Binding binding;
    private int dmrs;
    private int bindings;

    private S46ContainerReader(
            byte[] octets, Option container, S46Container.Mechanism mechanism, S46Codec.Dialect dialect) {
        this.octets = octets;
        this.container = container;
        this.mechanism = mechanism;
        dmrPlace = container.at();
        options = new S46OptionReader(octets, dialect, this);
    }

    /**
     * Result of reading a container.
     *
     * @param container the container; null if its options are malformed or not permitted
     * @param counts whether its values are in range and make valid rules
     * @param reason first finding for which it is ignored; null if it is used
     */
    record Read(
            @Nullable S46Container container,
            boolean counts,
            S46ContainerLocator places,
            List<Finding> findings,
            @Nullable Finding reason) {
        @Nullable S46Container counting() {
            return counts ? container : null;
        }
    }

    static Read read(byte[] octets, Option container, S46Container.Mechanism mechanism, S46Codec.Dialect dialect) {
        return new S46ContainerReader(octets, container, mechanism, dialect).read();
    }

    private Read read() {
        OptionOctets.Options inside = OptionOctets.split(octets, container.from(), container.to());
        inside.list().forEach(this::option);
        if (inside.end() < container.to()) {
            ignore(
                    inside.end(),
                    mechanism.container().toString(),
                    container.to() - inside.end() + " octets",
                    "ends with an incomplete option",
                    OptionOctets.RFC);
        }
        checkTable();
        S46Container made = ignored ? null : make();
        return new Read(
                made,
                made != null && counts,
                new S46ContainerLocator(
                        container.at(), List.copyOf(rulePlaces), List.copyOf(borderRelayPlaces), dmrPlace),
                findings,
                reason);
    }

    private S46Container make() {
        return switch (mechanism) {
            case MAP_E -> S46Container.mapE(rules, borderRelays);
            case MAP_T -> S46Container.mapT(rules, Objects.requireNonNull(dmr));
            case LW -> S46Container.lw(borderRelays, binding);
        };
    }

    private void option(Option option) {
        S46Option known = S46Option.of(option.code()).orElse(null);
        if (known == null) {
            warn(
                    option.at(),
                    mechanism.container().toString(),
                    "option " + option.code(),
                    "is unknown in this container and ignored",
                    "RFC 8415 section 16");
        } else if (!isAllowed(known)) {
            ignore(
                    option.at(),
                    known.toString(),
                    Finding.MISSING,
                    "is not permitted in " + mechanism.container(),
                    S46Container.TABLE_RFC);
        } else {
            allowed(option, known);
        }
    }

    /** Returns whether the table of RFC 7598 section 6 permits an option. */
    private boolean isAllowed(S46Option option) {
        return switch (option) {
            case RULE -> mechanism != S46Container.Mechanism.LW;
            case BR -> mechanism != S46Container.Mechanism.MAP_T;
            case DMR -> mechanism == S46Container.Mechanism.MAP_T;
            case V4V6BIND -> mechanism == S46Container.Mechanism.LW;
            default -> false;
        };
    }

    private void allowed(Option option, S46Option known) {
        switch (known) {
            case RULE -> rule(option);
            case BR -> {
                IPv6Address address = options.borderRelay(option);
                if (address != null) {
                    borderRelays.add(address);
                    borderRelayPlaces.add(option.from());
                }
            }
            case DMR -> {
                dmrs++;
                dmr = options.prefix(option, known, "RFC 7598 section 4.3");
                dmrPlace = option.from();
                dmrLength();
            }
            default -> {
                bindings++;
                binding = options.binding(option);
                rulePlaces.add(S46OptionReader.places(option, null));
            }
        }
    }

    /** RFC 7599 section 5.1: the length of a DMR must not exceed 96. */
    private void dmrLength() {
        Integer length = dmr == null ? null : dmr.getNetworkPrefixLength();
        if (dmr != null && length != null && length > DefaultMapping.MAX_LENGTH) {
            contradicted(
                    new Finding(
                            FindingId.V01,
                            Finding.Severity.ERROR,
                            S46Option.DMR.toString(),
                            dmr.toCanonicalString(),
                            "is longer than /96; use /64, or at most /96",
                            DefaultMapping.RFC),
                    Location.octet(dmrPlace));
        }
    }

    private void rule(Option option) {
        S46OptionReader.RuleRead read = options.rule(option);
        if (read != null) {
            rules.add(read.rule());
            rulePlaces.add(read.places());
            read.rule().parameters().validate().stream()
                    .filter(Finding::isError)
                    .forEach(error -> contradicted(error, read.places().locate(error.path())));
        }
    }

    /** Checks the number of each option in RFC 7598 section 6, malformed options included. */
    private void checkTable() {
        if (ignored) {
            return;
        }
        if (mechanism != S46Container.Mechanism.LW && rules.isEmpty()) {
            missing(S46Option.RULE);
        }
        if (mechanism != S46Container.Mechanism.MAP_T && borderRelays.isEmpty()) {
            missing(S46Option.BR);
        }
        if (mechanism == S46Container.Mechanism.MAP_T && dmrs == 0) {
            missing(S46Option.DMR);
        }
        if (dmrs > 1 || bindings > 1) {
            S46Option option = dmrs > 1 ? S46Option.DMR : S46Option.V4V6BIND;
            ignore(
                    container.at(),
                    option.toString(),
                    Math.max(dmrs, bindings) + " times",
                    "is present in a container that permits at most one",
                    S46Container.TABLE_RFC);
        }
    }

    private void missing(S46Option option) {
        ignore(
                container.at(),
                option.toString(),
                Finding.MISSING,
                "is missing in " + mechanism.container(),
                S46Container.TABLE_RFC);
    }

    void warn(int at, String field, String value, String message, String rfc) {
        findings.add(Locations.put(Location.octet(at), DomainSyntax.warning(field, value, message, rfc)));
    }

    void ignore(int at, String field, String value, String message, String rfc) {
        ignored = true;
        warn(at, field, value, message + IGNORED, rfc);
        because();
    }

    /** Ignores the container because of an error about a value, with the id of the error. */
    void ignore(Finding error, Location place) {
        ignored = true;
        contradicted(error, place);
    }

    /** Ignores the container because of well-formed values that do not make a valid rule. */
    private void contradicted(Finding error, Location place) {
        counts = false;
        findings.add(Locations.put(
                place,
                new Finding(
                        error.id(),
                        Finding.Severity.WARNING,
                        error.field(),
                        error.value(),
                        error.message() + IGNORED,
                        error.rfc())));
        because();
    }

    /** Makes the last finding the reason, if there is none. */
    private void because() {
        reason = reason == null ? findings.get(findings.size() - 1) : reason;
    }
}
