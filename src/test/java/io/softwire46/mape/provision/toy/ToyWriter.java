package io.softwire46.mape.provision.toy;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatWriter;
import java.util.List;
import java.util.Set;

/**
 * Writes toy rules, and reports what they cannot express.
 *
 * <p>Immutable.
 */
public final class ToyWriter implements FormatWriter {
    private static final String RFC = "RFC 7597 section 5";
    private static final String REFUSED =
            "belongs to a rule with parameters that toy rules cannot express; remove these, or use another format";

    @Override
    public Set<ForwardingOption<?>> options() {
        return ToyReader.OPTIONS;
    }

    @Override
    public ConversionReport write(Request request) {
        ConversionReport.Builder report = ConversionReport.builder("toy rules");
        if (request.domains().size() > 1) {
            report.refuseDomain("domains", request.domains().size(), "are several; convert one at a time", RFC);
            return report.report("");
        }
        ConfiguredDomain domain = request.domains().get(0);
        report.in(domain, true);
        report.options(domain.options(), options());
        if (domain.domain().isMesh()) {
            report.refuseDomain("mesh", true, "cannot be expressed in toy rules", RFC);
        }
        List<MapRule> rules = domain.domain().rules().rules();
        for (int i = 0; i < rules.size(); i++) {
            MapRule rule = rules.get(i);
            if (!readBack(rule).equals(rule)) { // another offset, a PSID, draft-03, F, or a border relay of its own
                report.refuseRule(i, "ipv6Prefix", rule.ipv6Prefix(), REFUSED, RFC);
            }
        }
        return report.report(report.rest(domain).map(ToyWriter::text).orElse(""));
    }

    /** Returns the rule that the reader makes of the line of a rule. */
    private static MapRule readBack(MapRule rule) {
        return MapRule.builder()
                .ipv6Prefix(rule.ipv6Prefix())
                .ipv4Prefix(rule.ipv4Prefix())
                .eaLength(rule.eaLength())
                .build();
    }

    private static String text(ConfiguredDomain domain) {
        StringBuilder out = new StringBuilder("toy\n");
        domain.domain()
                .borderRelays()
                .forEach(relay ->
                        out.append("relay ").append(relay.toCanonicalString()).append('\n'));
        out.append("mtu ").append(domain.options().mtuV6()).append('\n');
        for (MapRule rule : domain.domain().rules().rules()) {
            out.append("rule ").append(rule.ipv6Prefix().toCanonicalString());
            out.append(' ').append(rule.ipv4Prefix().toCanonicalString());
            out.append(' ').append(rule.eaLength()).append('\n');
        }
        return out.toString();
    }
}
