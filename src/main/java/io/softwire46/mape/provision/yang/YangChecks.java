package io.softwire46.mape.provision.yang;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
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

/** Reports settings for which the modules of RFC 8676 have no leaves. Static methods only. */
final class YangChecks {
    private static final String FORMAT = "RFC 8676";
    private static final int MAX_PSID_LENGTH = 15;
    private static final int DEFAULT_OFFSET = 6;

    private YangChecks() {}

    /** Returns whether all rules are bindings: the address of one CE, or a set of its ports. */
    static boolean areBindings(List<ConfiguredDomain> domains) {
        return domains.stream()
                .allMatch(each -> !each.domain().isMesh()
                        && each.domain().rules().rules().stream()
                                .allMatch(rule -> rule.eaLength() == 0 && rule.ipv4Length() == 32));
    }

    static ConversionReport.Builder report() {
        return ConversionReport.builder(FORMAT);
    }

    /** Checks domains for a border relay; returns the part that can be written. */
    static List<ConfiguredDomain> borderRelay(List<ConfiguredDomain> domains, ConversionReport.Builder report) {
        boolean binding = areBindings(domains);
        List<ConfiguredDomain> rest = new ArrayList<>();
        Map<String, String> relays = new HashMap<>();
        for (ConfiguredDomain each : domains) {
            report.in(each, domains.size() == 1);
            FormatChecks checks = new FormatChecks(report, each, FORMAT, YangNames.BR_RFC);
            common(checks);
            report.options(each.options(), binding ? YangOptions.BINDING : Set.of());
            if (!binding) {
                sharedRelay(each, relays, checks);
            }
            report.rest(each).ifPresent(rest::add);
        }
        return rest;
    }

    /** Checks domains for CEs; returns the part that can be written. */
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
                            i, "psid", rule.explicitPsid(), "has no leaf at a CE; use EA bits that contain the PSID");
                } else if (rule.isShared() && rule.portParameters().psidOffset() != DEFAULT_OFFSET) {
                    checks.refuseRule(
                            i,
                            "psidOffset",
                            rule.portParameters().psidOffset(),
                            "has no leaf at a CE; use the default 6");
                }
            }
            report.options(each.options(), YangOptions.EDGE);
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
                        "is missing in the rule and in the domain; add an address, which RFC 8676 requires");
            }
            if (rule.portParameters().psidLength() > MAX_PSID_LENGTH) {
                checks.refuseRule(i, "psidLength", 16, "is outside 0..15, the range of the leaf psid-len; use 0 to 15");
            }
        }
    }

    /** Warns where the reader would group rules into other domains, because it groups instances by address. */
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
                                "puts the rule into another domain, as readers group instances by this address",
                                checks.rfc());
            }
            String owner = relays.putIfAbsent(relay, name);
            if (owner != null && !owner.equals(name)) {
                checks.report()
                        .warn(
                                "rules[" + i + "].borderRelay",
                                relay,
                                "is also the address of domain " + owner + "; readers put the rule into that domain",
                                checks.rfc());
            }
        }
    }

    static Optional<IPv6Address> relay(ConfiguredDomain configured, MapRule rule) {
        return rule.borderRelay()
                .or(() -> configured.domain().borderRelays().stream().findFirst());
    }
}
