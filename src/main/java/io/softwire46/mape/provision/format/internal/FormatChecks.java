package io.softwire46.mape.provision.format.internal;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.ConversionReport;
import java.util.List;

/**
 * Checks of a domain that several formats need. Not thread-safe: use one instance per domain.
 *
 * @param report builder to which the checks add findings
 * @param configured the domain that the report is about
 * @param format name of the format in messages
 * @param rfc the clause that defines the format
 */
public record FormatChecks(ConversionReport.Builder report, ConfiguredDomain configured, String format, String rfc) {
    public List<MapRule> rules() {
        return configured.domain().rules().rules();
    }

    public void refuseDraft03() {
        if (rules().get(0).format() == InterfaceIdFormat.DRAFT03) {
            report.refuseDomain("format", "draft03", "cannot be expressed in " + format + "; use format rfc7597", rfc);
        }
    }

    public void requireBorderRelay() {
        if (configured.domain().borderRelays().isEmpty()) {
            report.refuseDomain(
                    "borderRelay",
                    "[]",
                    "is empty; add the address of the border relay, which " + format + " requires",
                    rfc);
        }
    }

    public void refuseOwnBorderRelays() {
        List<IPv6Address> relays = configured.domain().borderRelays();
        for (int i = 0; i < rules().size(); i++) {
            IPv6Address own = rules().get(i).borderRelay().orElse(null);
            if (own != null && !(relays.size() == 1 && relays.get(0).equals(own))) {
                refuseRule(
                        i,
                        "borderRelay",
                        own.toCanonicalString(),
                        "cannot be expressed in " + format + " for one rule; use one domain per border relay");
            }
        }
    }

    public void refuseRule(int index, String field, Object value, String message) {
        report.refuseRule(index, field, value, message, rfc);
    }

    public void reportFurtherBorderRelays() {
        report.furtherBorderRelays(
                configured.domain().borderRelays(), "is omitted: " + format + " has one border relay per domain", rfc);
    }
}
