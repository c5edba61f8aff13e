package io.softwire46.mape.operate.plan;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortParameters;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.FormatWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Findings about the rules of a plan: those of {@code mape lint}, notes on ports, and what a system cannot express.
 *
 * <p>Static methods only.
 */
final class PlanFindings {
    /** An address for documentation (RFC 9637). */
    private static final IPv6Address ANY_RELAY = new IPv6Address(0x3fff_0000_0000_0000L, 1);

    private static final String PORTS_RFC = "RFC 7597 section 5.1";

    private PlanFindings() {}

    /** Returns the first finding of each kind, with the number of others. */
    static List<Finding> of(ConfiguredDomain domain, Demand demand) {
        List<Finding> all = new ArrayList<>();
        for (Finding each : ConfiguredDomain.validateForRelay(List.of(domain))) {
            // as in lint: rules can be checked without the address of a border relay
            all.add(each.id() == FindingId.V49 ? each.withSeverity(Severity.INFO) : each);
        }
        PortParameters ports = domain.domain().rules().rules().get(0).portParameters();
        if (ports.isShared() && ports.psidOffset() == 0) {
            all.add(new Finding(
                    FindingId.PLAN01,
                    Severity.INFO,
                    "rules[0].psidOffset",
                    "0",
                    "gives each CE one contiguous range of ports, which is easy to guess; use an offset of 1 to 6",
                    "RFC 7597 section 11"));
        }
        ConfiguredDomain complete = withRelay(domain);
        demand.targets().forEach(each -> target(each, complete, all));
        return first(all);
    }

    /** Returns the domain with any border relay if it has none, so that writers check everything else. */
    private static ConfiguredDomain withRelay(ConfiguredDomain domain) {
        MapDomain rules = domain.domain();
        return rules.borderRelays().isEmpty()
                ? new ConfiguredDomain(MapDomain.of(rules.name(), rules.rules(), List.of(ANY_RELAY)), domain.options())
                : domain;
    }

    private static void target(Demand.Target target, ConfiguredDomain domain, List<Finding> all) {
        switch (target) {
            case JUNOS -> written(RuleFormat.JUNOS_SET, FormatWriter.Request.of(List.of(domain)), all);
            case VPP -> written(RuleFormat.VPP, FormatWriter.Request.of(List.of(domain)), all);
            case OPENWRT -> {
                MapRule rule = domain.domain().rules().rules().get(0);
                IPv6Address prefix =
                        new IPv6Address(rule.ipv6High(), rule.ipv6Low(), rule.ipv6Length() + rule.eaLength());
                written(
                        RuleFormat.OPENWRT,
                        FormatWriter.Request.of(List.of(domain)).withEndUserPrefix(prefix),
                        all);
                offset("OpenWrt", rule.format().defaultPsidOffset(), domain, all);
            }
            case NOKIA -> offset("Nokia SR OS", 6, domain, all);
        }
    }

    private static void written(RuleFormat format, FormatWriter.Request request, List<Finding> all) {
        try {
            all.addAll(format.write(request).findings());
        } catch (MapConfigurationException e) {
            all.addAll(e.findings());
        }
    }

    private static void offset(String system, int byDefault, ConfiguredDomain domain, List<Finding> all) {
        PortParameters ports = domain.domain().rules().rules().get(0).portParameters();
        if (ports.isShared() && ports.psidOffset() != byDefault) {
            all.add(new Finding(
                    FindingId.DIFFERS,
                    Severity.WARNING,
                    "rules[0].psidOffset",
                    Integer.toString(ports.psidOffset()),
                    "is not the default of " + system + ", " + byDefault + "; set it on each node",
                    PORTS_RFC));
        }
    }

    /** Returns one finding for each problem, as many rules have the same ones. */
    private static List<Finding> first(List<Finding> all) {
        Map<String, Finding> first = new LinkedHashMap<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Finding each : all) {
            String kind = each.id() + " " + withoutIndex(each.path()) + " " + each.message();
            first.putIfAbsent(kind, each);
            counts.merge(kind, 1, Integer::sum);
        }
        List<Finding> list = new ArrayList<>();
        first.forEach((kind, each) -> {
            int others = counts.getOrDefault(kind, 1) - 1;
            list.add(
                    others == 0
                            ? each
                            : new Finding(
                                    each.id(),
                                    each.severity(),
                                    each.path(),
                                    each.value(),
                                    each.message() + "; also " + others + " further "
                                            + (others == 1 ? "rule" : "rules"),
                                    each.rfc()));
        });
        return list;
    }

    private static String withoutIndex(FieldPath path) {
        return path.toString().replaceAll("\\[[0-9]+\\]", "");
    }
}
