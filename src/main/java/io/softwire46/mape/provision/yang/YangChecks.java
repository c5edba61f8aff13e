package io.softwire46.mape.provision.yang;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.internal.WritingChecks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the modules of RFC 8676 have no leaves for. Holds no state. */
final class YangChecks {
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

    static List<Finding> borderRelay(List<ConfiguredDomain> domains) {
        boolean binding = areBindings(domains);
        List<Finding> findings = new ArrayList<>();
        Map<String, String> relays = new HashMap<>();
        for (ConfiguredDomain each : domains) {
            WritingChecks checks = new WritingChecks(each, "RFC 8676", YangNames.BR_RFC);
            common(each, checks);
            if (binding) {
                checks.reportOptionsBut(bindingOptions(each.options()));
            } else {
                checks.reportOptions();
                sharedRelay(each, relays, checks);
            }
            add(each, domains, checks, findings);
        }
        return findings;
    }

    static List<Finding> customerEdge(List<ConfiguredDomain> domains) {
        List<Finding> findings = new ArrayList<>();
        for (ConfiguredDomain each : domains) {
            WritingChecks checks = new WritingChecks(each, "RFC 8676", YangNames.CE_RFC);
            common(each, checks);
            List<MapRule> rules = checks.rules();
            for (int i = 0; i < rules.size(); i++) {
                MapRule rule = rules.get(i);
                if (rule.isKeyedByPsid()) {
                    checks.error(
                            "rules[" + i + "].psid",
                            Integer.toString(rule.explicitPsid()),
                            "has no leaf at a CE, where only EA bits carry a PSID");
                } else if (rule.isShared() && rule.portParameters().psidOffset() != DEFAULT_OFFSET) {
                    checks.error(
                            "rules[" + i + "].psidOffset",
                            Integer.toString(rule.portParameters().psidOffset()),
                            "has no leaf at a CE, which takes the default 6");
                }
            }
            checks.reportOptionsBut(
                    each.options().with(ForwardingOption.MTU_V6, ForwardingOption.MTU_V6.defaultValue()));
            add(each, domains, checks, findings);
        }
        return findings;
    }

    private static void common(ConfiguredDomain each, WritingChecks checks) {
        checks.refuseDraft03();
        checks.reportFurtherBorderRelays();
        List<MapRule> rules = checks.rules();
        for (int i = 0; i < rules.size(); i++) {
            MapRule rule = rules.get(i);
            if (each.domain().borderRelays().isEmpty() && rule.borderRelay().isEmpty()) {
                checks.error(
                        "rules[" + i + "].borderRelay",
                        Finding.MISSING,
                        "is missing, and so is the domain's; RFC 8676 needs an address for each rule");
            }
            if (rule.portParameters().psidLength() > MAX_PSID_LENGTH) {
                checks.error(
                        "rules[" + i + "].psidLength", "16", "is outside of 0..15, the range of the leaf psid-len");
            }
        }
    }

    /** Instances with one address are one domain when they are read. */
    private static void sharedRelay(ConfiguredDomain each, Map<String, String> relays, WritingChecks checks) {
        String name = each.domain().name();
        List<MapRule> rules = checks.rules();
        String domainRelay = null;
        for (int i = 0; i < rules.size(); i++) {
            String relay = relay(each, rules.get(i))
                    .map(IPv6Address::toCanonicalString)
                    .orElse("");
            domainRelay = domainRelay == null ? relay : domainRelay;
            if (!relay.equals(domainRelay)) {
                checks.warning(
                        "rules[" + i + "].borderRelay",
                        relay,
                        "makes the rule one of another domain, since instances are grouped by it");
            }
            String owner = relays.putIfAbsent(relay, name);
            if (owner != null && !owner.equals(name)) {
                checks.warning(
                        "rules[" + i + "].borderRelay",
                        relay,
                        "is that of domain " + owner + " too, with which the rule is read as one");
            }
        }
    }

    static Optional<IPv6Address> relay(ConfiguredDomain configured, MapRule rule) {
        return rule.borderRelay()
                .or(() -> configured.domain().borderRelays().stream().findFirst());
    }

    /** The options without those that a binding instance has leaves for. */
    private static ForwardingOptions bindingOptions(ForwardingOptions options) {
        ForwardingOptions rest = options;
        for (ForwardingOption<?> option : List.of(
                ForwardingOption.MTU_V6,
                ForwardingOption.HAIRPIN,
                ForwardingOption.ICMPV4_NO_MAPPING_ERRORS,
                ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS,
                ForwardingOption.ICMP_ERRORS_PER_SECOND)) {
            rest = defaulted(rest, option);
        }
        return rest;
    }

    private static <T> ForwardingOptions defaulted(ForwardingOptions options, ForwardingOption<T> option) {
        return options.with(option, option.defaultValue());
    }

    private static void add(
            ConfiguredDomain each, List<ConfiguredDomain> domains, WritingChecks checks, List<Finding> findings) {
        String name = domains.size() == 1 ? "" : each.domain().name();
        checks.findings().forEach(finding -> findings.add(finding.inDomain(name)));
    }
}
