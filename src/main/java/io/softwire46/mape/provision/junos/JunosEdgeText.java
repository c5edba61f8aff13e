package io.softwire46.mape.provision.junos;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.RuleJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes a domain for a Junos CE, below {@code security softwires map-e}: the CE's own rule as BMR, and in a mesh the forwarding
 * rules as FMR. A rule that is both is written twice.
 *
 * <p>Static methods only.
 */
final class JunosEdgeText {
    private static final String SYSTEM = "a Junos CE";
    private static final int MAX_NAME = 11;
    private static final int MAX_RULES = 101;

    private JunosEdgeText() {}

    /**
     * Writes the configuration of one CE.
     *
     * @param domain the CE's domain
     * @param endUserPrefix prefix delegated to the CE; null if the CE takes it from an interface, which requires a domain with
     *     one rule
     * @param form either form
     * @return the text, and findings about settings that Junos cannot express
     */
    public static ConversionReport write(
            ConfiguredDomain domain, @Nullable IPv6Address endUserPrefix, JunosConfiguration.Form form) {
        ConversionReport.Builder report = ConversionReport.builder(SYSTEM);
        ForwardingOptions options = JunosOptions.expressible(domain.options(), report);
        List<List<String>> statements =
                statements(new ConfiguredDomain(domain.domain(), options), endUserPrefix, report);
        return report.report(JunosWriter.print(statements, form));
    }

    private static List<List<String>> statements(
            ConfiguredDomain configured, @Nullable IPv6Address endUserPrefix, ConversionReport.Builder report) {
        MapDomain domain = configured.domain();
        List<MapRule> rules = domain.rules().rules();
        MapRule bmr = rules.size() == 1
                ? rules.get(0)
                : endUserPrefix == null
                        ? null
                        : domain.rules().bmr(endUserPrefix).orElse(null);
        if (bmr == null) {
            report.refuseDomain(
                    "rules",
                    rules.size(),
                    endUserPrefix == null
                            ? "are several, so the CE's own rule depends on its End-user prefix; add the prefix"
                            : "do not cover the End-user prefix; use the prefix of a CE of this domain",
                    "RFC 7597 section 5");
            return List.of();
        }
        IPv6Address relay = bmr.borderRelay()
                .orElse(
                        domain.borderRelays().isEmpty()
                                ? null
                                : domain.borderRelays().get(0));
        if (relay == null) {
            report.refuseDomain(
                    "borderRelay", "null", "is missing; add the address, which a CE requires", DomainSyntax.DOMAIN_RFC);
            return List.of();
        }
        report.furtherBorderRelays(
                domain.borderRelays(), "is omitted: a CE has one br-address", DomainSyntax.DOMAIN_RFC);
        String name = domain.name().substring(0, Math.min(domain.name().length(), MAX_NAME));
        if (!name.equals(domain.name())) {
            report.differs(
                    "name",
                    domain.name(),
                    "exceeds 11 characters, the maximum of Junos; it becomes " + name,
                    DomainSyntax.DOMAIN_RFC);
        }
        List<String> head = List.of("security", "softwires", "map-e " + JunosWriter.word(name));
        List<List<String>> all = new ArrayList<>();
        all.add(JunosWriter.below(head, JunosEdges.BR_ADDRESS + " " + RuleJson.text(relay)));
        if (endUserPrefix != null) {
            all.add(JunosWriter.below(
                    head,
                    JunosEdges.END_USER_PREFIX + " " + RuleJson.text(endUserPrefix) + "/"
                            + endUserPrefix.getNetworkPrefixLength()));
        }
        rules(configured, bmr, head, all, report);
        if (!canServe(configured, bmr, report)) {
            return List.of();
        }
        if (bmr.format() == InterfaceIdFormat.DRAFT03) {
            all.add(JunosWriter.below(head, JunosEdges.VERSION + " " + JunosEdges.DRAFT_VERSION));
        }
        all.add(JunosWriter.below(head, JunosEdges.ROLE + " CE"));
        return all;
    }

    /** Returns whether the domain, and in it the rule of the CE, are not refused. */
    private static boolean canServe(ConfiguredDomain configured, MapRule bmr, ConversionReport.Builder report) {
        return report.rest(configured)
                .filter(rest -> rest.domain().rules().rules().contains(bmr))
                .isPresent();
    }

    private static void rules(
            ConfiguredDomain configured,
            MapRule bmr,
            List<String> head,
            List<List<String>> all,
            ConversionReport.Builder report) {
        boolean mesh = configured.domain().isMesh();
        List<MapRule> rules = configured.domain().rules().rules();
        int written = 0;
        for (int i = 0; i < rules.size(); i++) {
            MapRule rule = rules.get(i);
            boolean own = rule.equals(bmr);
            boolean forwarding = mesh && rule.isForwarding();
            if (!own && !forwarding) {
                report.differs(
                        "rules[" + i + "]",
                        RuleJson.text(rule.ipv6Prefix()) + "/" + rule.ipv6Length(),
                        "is omitted: this CE does not use it",
                        "RFC 7597 section 5");
                continue;
            }
            if (rule.explicitPsid() >= 0) {
                report.refuseRule(
                        i,
                        "psid",
                        rule.explicitPsid(),
                        "cannot be expressed in Junos, whose rules take the PSID from EA bits; the rule is omitted",
                        "RFC 7598 section 4.5");
                continue;
            }
            if (own) {
                rule("bmr", JunosEdges.BMR, rule, configured.options(), head, all);
                written++;
            }
            if (forwarding) {
                rule("fmr" + (i + 1), JunosEdges.FMR, rule, configured.options(), head, all);
                written++;
            }
        }
        if (written > MAX_RULES) {
            report.refuseDomain(
                    "rules", written, "exceed 101 rules, the maximum of a CE; use fewer rules", "RFC 7597 section 5");
        }
    }

    private static void rule(
            String name,
            String type,
            MapRule rule,
            ForwardingOptions options,
            List<String> head,
            List<List<String>> all) {
        List<String> levels = JunosWriter.below(head, JunosEdges.RULE + " " + name);
        List<String> statements = JunosRuleText.parameters(rule, JunosSchema.CUSTOMER_EDGE);
        statements.add(0, JunosStatements.RULE_TYPE + " " + type);
        statements.addAll(JunosOptions.write(options));
        statements.forEach(statement -> all.add(JunosWriter.below(levels, Objects.requireNonNull(statement))));
    }
}
