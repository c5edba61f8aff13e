package io.softwire46.mape.provision.hb46pp;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.WritingChecks;
import java.util.ArrayList;
import java.util.List;

/** What an HB46PP document has no members for. Holds no state. */
final class Hb46ppChecks {
    /** So many rules a CPE must take. */
    private static final int RULES = 256;

    private Hb46ppChecks() {}

    /** Whether the domain is one binding of one CE. */
    static boolean isBinding(ConfiguredDomain configured) {
        List<MapRule> rules = configured.domain().rules().rules();
        return rules.size() == 1
                && !configured.domain().isMesh()
                && rules.get(0).eaLength() == 0
                && rules.get(0).ipv4Length() == 32;
    }

    static List<Finding> check(List<ConfiguredDomain> domains) {
        List<Finding> findings = new ArrayList<>();
        long bindings = domains.stream().filter(Hb46ppChecks::isBinding).count();
        if (domains.isEmpty() || bindings > 1 || domains.size() - bindings > 1) {
            findings.add(DomainSyntax.error(
                    "domains",
                    domains.size() + " domains",
                    "do not fit into a document, which has one of MAP-E, or one binding of Lightweight 4over6, or both",
                    Hb46pp.DATA_FORMAT));
        }
        for (ConfiguredDomain each : domains) {
            WritingChecks checks = new WritingChecks(each, "HB46PP", Hb46pp.DATA_FORMAT);
            checks.requireBorderRelay();
            checks.refuseOwnBorderRelays();
            checks.reportFurtherBorderRelays();
            checks.reportOptions();
            if (isBinding(each)) {
                checks.refuseDraft03();
            } else {
                mapE(each, checks);
            }
            String name = domains.size() == 1 ? "" : each.domain().name();
            checks.findings().forEach(finding -> findings.add(finding.inDomain(name)));
        }
        return findings;
    }

    private static void mapE(ConfiguredDomain configured, WritingChecks checks) {
        List<MapRule> rules = checks.rules();
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).isKeyedByPsid()) {
                checks.error(
                        "rules[" + i + "].psid",
                        Integer.toString(rules.get(i).explicitPsid()),
                        "has no member in map_e, where only EA bits carry a PSID");
            }
            if (configured.domain().isMesh() && !rules.get(i).isForwarding()) {
                checks.error(
                        "rules[" + i + "].forwarding",
                        "false",
                        "has no member in map_e, where all rules of a mesh are for forwarding");
            }
        }
        if (rules.size() > RULES) {
            checks.warning("rules", rules.size() + " rules", "are more than the 256 that every CPE takes");
        }
    }
}
