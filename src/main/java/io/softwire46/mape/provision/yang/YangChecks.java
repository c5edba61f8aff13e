package io.softwire46.mape.provision.yang;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.internal.FormatChecks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reports what the modules of RFC 8676 have no leaves for. Static methods only. */
final class YangChecks {
    /** Options with leaves at a binding instance of a border relay; an algorithm instance has none. */
    static final Set<ForwardingOption<?>> BINDING_OPTIONS = Set.of(
            ForwardingOption.MTU_V6,
            ForwardingOption.HAIRPIN,
            ForwardingOption.ICMPV4_NO_MAPPING_ERRORS,
            ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS,
            ForwardingOption.ICMP_ERRORS_PER_SECOND);

    /** Options with leaves at the interface of a CE. */
    static final Set<ForwardingOption<?>> EDGE_OPTIONS = Set.of(ForwardingOption.MTU_V6);

    private static final String FORMAT = "RFC 8676";
    private static final int MAX_PSID_LENGTH = 15;
    private static final int DEFAULT_OFFSET = 6;

    private YangChecks() {}

    /** Whether all rules are bindings: one address of one CE, or a set of its ports. */
    static boolean areBindings(List<ConfiguredDomain> domains) {
        return domains.stream()
                .allMatch(each -> !each.domain().isMesh()
                        && each.domain().rules().rules().stream()
                                .allMatch(rule -> rule.eaLength() == 0 && rule.ipv4Length() == 32));
    }

    static ConversionReport.Builder report() {
        return ConversionReport.builder(FORMAT);
    }

    /** Reports on a border relay; returns what can be written of the domains. */
    static List<ConfiguredDomain> borderRelay(List<ConfiguredDomain> domains, ConversionReport.Builder report) {
        boolean binding = areBindings(domains);
        List<ConfiguredDomain> rest = new ArrayList<>();
        Map<String, String> relays = new HashMap<>();
        for (ConfiguredDomain each : domains) {
            report.in(each, domains.size() == 1);
            FormatChecks checks = new FormatChecks(report, each, FORMAT, YangNames.BR_RFC);
            common(checks);
            report.options(each.options(), binding ? BINDING_OPTIONS : Set.of());
            if (!binding) {
                sharedRelay(each, relays, checks);
            }
            report.rest(each).ifPresent(rest::add);
        }
        return rest;
    }

    /** Reports on CEs; returns what can be written of the domains. */
    static List<ConfiguredDomain> customerEdge(List<ConfiguredDomain> domains, ConversionReport.Builder report) {
        List<ConfiguredDomain> rest = new ArrayList<>();
        for (ConfiguredDomain each : domains) {
            report.in(each, domains.size() == 1);
            FormatChecks checks = new FormatChecks(report, each, FORMAT, YangNames.CE_RFC);
            common(checks);
            List<MapRule> rules = checks.rules();
            for (int i = 0; i < rules.size(); i++) {
                MapRule rule = rules.get(i);
                if (rule.isKeyedByPsid()) {
                    checks.refuseRule(
                            i, "psid", rule.explicitPsid(), "has no leaf at a CE, where only EA bits carry a PSID");
                } else if (rule.isShared() && rule.portParameters().psidOffset() != DEFAULT_OFFSET) {
                    checks.refuseRule(
                            i,
                            "psidOffset",
                            rule.portParameters().psidOffset(),
                            "has no leaf at a CE, which takes the default 6");
                }
            }
            report.options(each.options(), EDGE_OPTIONS);
            report.rest(each).ifPresent(rest::add);
        }
        return rest;
    }

    private static void common(FormatChecks checks) {
        checks.refuseDraft03();
        checks.reportFurtherBorderRelays();
        List<MapRule> rules = checks.rules();
        for (int i = 0; i < rules.size(); i++) {
            MapRule rule = rules.get(i);
            if (checks.configured().domain().borderRelays().isEmpty()
                    && rule.borderRelay().isEmpty()) {
                checks.refuseRule(
                        i,
                        "borderRelay",
                        Finding.MISSING,
                        "is missing, and so is the domain's; RFC 8676 needs an address for each rule");
            }
            if (rule.portParameters().psidLength() > MAX_PSID_LENGTH) {
                checks.refuseRule(i, "psidLength", 16, "is outside of 0..15, the range of the leaf psid-len");
            }
        }
    }

    /** Instances with one address are one domain when they are read. */
    private static void sharedRelay(ConfiguredDomain each, Map<String, String> relays, FormatChecks checks) {
        String name = each.domain().name();
        List<MapRule> rules = checks.rules();
        String domainRelay = null;
        for (int i = 0; i < rules.size(); i++) {
            String relay = relay(each, rules.get(i))
                    .map(IPv6Address::toCanonicalString)
                    .orElse("");
            domainRelay = domainRelay == null ? relay : domainRelay;
            if (!relay.equals(domainRelay)) {
                checks.report()
                        .warn(
                                "rules[" + i + "].borderRelay",
                                relay,
                                "makes the rule one of another domain, since instances are grouped by it",
                                checks.rfc());
            }
            String owner = relays.putIfAbsent(relay, name);
            if (owner != null && !owner.equals(name)) {
                checks.report()
                        .warn(
                                "rules[" + i + "].borderRelay",
                                relay,
                                "is that of domain " + owner + " too, with which the rule is read as one",
                                checks.rfc());
            }
        }
    }

    static Optional<IPv6Address> relay(ConfiguredDomain configured, MapRule rule) {
        return rule.borderRelay()
                .or(() -> configured.domain().borderRelays().stream().findFirst());
    }
}
