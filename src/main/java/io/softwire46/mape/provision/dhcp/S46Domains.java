package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DefaultMapping;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.FormatChecks;
import io.softwire46.mape.provision.format.internal.LenientJsonDomain;
import io.softwire46.mape.provision.format.internal.Locations;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Converts containers to domains, and domains to containers. A container has no name. The F flags of its rules determine whether
 * CEs send directly to each other.
 *
 * <p>Static methods only.
 */
final class S46Domains {
    private static final String FORMAT = "DHCPv6";

    private S46Domains() {}

    /** Returns the domains; {@code skipped} lines of the text had no octets. */
    static ReadResult read(S46Reading reading, int skipped) {
        DomainReading domains = new DomainReading();
        for (int i = 0; i < skipped; i++) {
            domains.skip();
        }
        reading.findings().forEach(domains::add);
        boolean translated = isTranslated(reading);
        List<S46ContainerReader.Read> usable = reading.read().stream()
                .filter(each -> isUsable(each) && isTranslated(each) == translated)
                .toList();
        reading.read().stream()
                .filter(each -> isUsable(each) && isTranslated(each))
                .forEach(each -> translation(each, translated, domains));
        if (usable.isEmpty() && !domains.hasError()) {
            domains.add(Locations.put(
                    Location.octet(0),
                    DomainSyntax.error(
                            "options",
                            Finding.MISSING,
                            "have no valid container of MAP-E, Lightweight 4over6 or MAP-T",
                            "RFC 7598 section 5")));
        }
        int number = 0;
        for (S46ContainerReader.Read each : usable) {
            String name = name(Objects.requireNonNull(each.counting()), ++number);
            read(each, name, domains.part(usable.size() == 1 ? "" : DomainSyntax.shownName(name), each.places()));
        }
        return domains.finish("dhcpv6", Location.octet(0)).withSource(reading);
    }

    private static boolean isUsable(S46ContainerReader.Read read) {
        S46Container container = read.counting();
        return container != null && !rules(container).isEmpty();
    }

    private static boolean isTranslated(S46ContainerReader.Read read) {
        S46Container container = read.counting();
        return container != null && !container.mechanism().isForwarded();
    }

    /** Returns whether all usable containers are of MAP-T. */
    static boolean isTranslated(S46Reading reading) {
        return reading.read().stream().filter(S46Domains::isUsable).allMatch(S46Domains::isTranslated)
                && reading.read().stream().anyMatch(S46Domains::isTranslated);
    }

    /** Reports a container of MAP-T: once that packets are not translated, and its DMR; or that it is skipped. */
    private static void translation(S46ContainerReader.Read read, boolean used, DomainReading domains) {
        S46Container container = Objects.requireNonNull(read.counting());
        String name = container.mechanism().container().toString();
        if (!used) {
            domains.add(Locations.put(read.places().locate(FieldPath.ROOT), DefaultMapping.skipped(name)));
            return;
        }
        if (domains.isFirst(name)) {
            domains.add(Locations.put(read.places().locate(FieldPath.ROOT), DefaultMapping.mechanism(name)));
        }
        container
                .dmr()
                .ifPresent(dmr -> domains.add(Locations.put(
                        read.places().locate(FieldPath.of(DefaultMapping.FIELD)), DefaultMapping.finding(dmr))));
    }

    static String name(S46Container container, int number) {
        return switch (container.mechanism()) {
            case MAP_E -> "map-e-" + number;
            case MAP_T -> "map-t-" + number;
            case LW -> "lw4o6-" + number;
        };
    }

    static void read(S46ContainerReader.Read read, String name, DomainReading.Part part) {
        S46Container container = Objects.requireNonNull(read.counting());
        List<MapRule> rules = rules(container);
        part.assemble(
                name,
                DomainReading.byPlace(rules),
                true,
                container.borderRelays(),
                rules.stream().anyMatch(MapRule::isForwarding),
                ForwardingOptions.defaults());
    }

    /** Returns the rules, or the binding; empty if a binding is missing. */
    static List<MapRule> rules(S46Container container) {
        return container.mechanism() == S46Container.Mechanism.LW
                ? container.binding().map(S46Container.Binding::toMapRule).stream()
                        .toList()
                : container.rules().stream().map(S46Rule::toMapRule).toList();
    }

    static ConversionReport.Builder report() {
        return ConversionReport.builder(FORMAT);
    }

    /** Checks domains; returns the part that options can express. */
    static List<ConfiguredDomain> check(List<ConfiguredDomain> domains, ConversionReport.Builder report) {
        List<ConfiguredDomain> rest = new ArrayList<>();
        for (ConfiguredDomain each : domains) {
            report.in(each, domains.size() == 1);
            FormatChecks checks = new FormatChecks(report, each, FORMAT, "RFC 7598 section 5.1");
            checks.refuseDraft03();
            checks.requireBorderRelay();
            checks.refuseOwnBorderRelays();
            report.options(each.options(), S46Format.OPTIONS);
            report.rest(each).ifPresent(rest::add);
        }
        return rest;
    }

    /** Writes domains without errors. */
    static ByteBuffer write(List<ConfiguredDomain> checked) {
        return S46Codec.writeContainers(
                checked.stream().map(S46Domains::container).toList());
    }

    /**
     * Returns whether OPTION_S46_V4V6BIND can express a rule: it has an IPv4 address without a length (RFC 7598 section
     * 4.4).
     */
    private static boolean isBinding(MapRule rule) {
        return rule.ipv6Length() == 128 && rule.ipv4Length() == 32;
    }

    private static S46Container container(ConfiguredDomain configured) {
        MapDomain domain = configured.domain();
        List<MapRule> rules = domain.rules().rules();
        if (rules.size() == 1 && isBinding(rules.get(0)) && !domain.isMesh()) {
            MapRule rule = rules.get(0);
            return S46Container.lw(
                    domain.borderRelays(),
                    S46Container.Binding.of(
                            rule.ipv4Prefix(),
                            rule.ipv6Prefix(),
                            S46Rule.of(rule).portParameters().orElse(null)));
        }
        return S46Container.mapE(
                rules.stream()
                        .map(rule -> S46Rule.of(LenientJsonDomain.asMeshSays(rule, domain.isMesh())))
                        .toList(),
                domain.borderRelays());
    }
}
