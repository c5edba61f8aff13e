package io.softwire46.mape.provision.hb46pp;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.internal.FormatChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reports settings for which an HB46PP document has no members. Static methods only. */
final class Hb46ppChecks {
    /** Number of rules that every CPE must accept. */
    private static final int RULES = 256;

    /** A document contains no forwarding options. */
    static final Set<ForwardingOption<?>> OPTIONS = Set.of();

    private static final String FORMAT = "HB46PP";

    private Hb46ppChecks() {}

    static ConversionReport.Builder report() {
        return ConversionReport.builder(FORMAT);
    }

    /** Returns whether the domain is one binding of one CE. */
    static boolean isBinding(ConfiguredDomain configured) {
        List<MapRule> rules = configured.domain().rules().rules();
        return rules.size() == 1
                && !configured.domain().isMesh()
                && rules.get(0).eaLength() == 0
                && rules.get(0).ipv4Length() == 32;
    }

    /** Checks domains; returns the part that can be written, empty if the domains do not fit into one document. */
    static List<ConfiguredDomain> check(List<ConfiguredDomain> domains, ConversionReport.Builder report) {
        long bindings = domains.stream().filter(Hb46ppChecks::isBinding).count();
        boolean fits = !domains.isEmpty() && bindings <= 1 && domains.size() - bindings <= 1;
        if (!fits) {
            report.refuseDomain(
                    "domains",
                    domains.size() + " domains",
                    "do not fit into a document; use one MAP-E domain, one binding of Lightweight 4over6, or both",
                    Hb46pp.DATA_FORMAT);
        }
        List<ConfiguredDomain> rest = new ArrayList<>();
        for (ConfiguredDomain each : domains) {
            report.in(each, domains.size() == 1);
            FormatChecks checks = new FormatChecks(report, each, FORMAT, Hb46pp.DATA_FORMAT);
            checks.requireBorderRelay();
            checks.refuseOwnBorderRelays();
            checks.reportFurtherBorderRelays();
            report.options(each.options(), OPTIONS);
            if (isBinding(each)) {
                checks.refuseDraft03();
            } else {
                mapE(each, checks);
            }
            report.rest(each).ifPresent(rest::add);
        }
        return fits ? rest : List.of();
    }

    private static void mapE(ConfiguredDomain configured, FormatChecks checks) {
        List<MapRule> rules = checks.rules();
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).isKeyedByPsid()) {
                checks.refuseRule(
                        i,
                        "psid",
                        rules.get(i).explicitPsid(),
                        "has no member in map_e; use EA bits that contain the PSID");
            }
            if (configured.domain().isMesh() && !rules.get(i).isForwarding()) {
                checks.refuseRule(
                        i, "forwarding", false, "has no member in map_e; in a mesh use forwarding true for all rules");
            }
        }
        if (rules.size() > RULES) {
            checks.report()
                    .warn(
                            "rules",
                            rules.size() + " rules",
                            "exceed the 256 rules that every CPE accepts; use at most 256",
                            Hb46pp.DATA_FORMAT);
        }
    }
}
