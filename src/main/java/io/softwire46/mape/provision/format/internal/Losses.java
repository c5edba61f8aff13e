package io.softwire46.mape.provision.format.internal;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.finding.FindingId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Collects what a writer cannot express, and what the system that it writes for does otherwise.
 *
 * <p>Not thread-safe: one a text.
 */
public final class Losses {
    private final List<Finding> findings = new ArrayList<>();
    private String prefix = "";

    /** Names the domain that findings are about from now on. */
    public void in(ConfiguredDomain domain, boolean only) {
        prefix = only ? "" : domain.domain().name() + ": ";
    }

    public void lost(String field, Object value, String message, String rfc) {
        add(FindingId.LOST, Severity.ERROR, field, value, message, rfc);
    }

    public void differs(String field, Object value, String message, String rfc) {
        add(FindingId.DIFFERS, Severity.WARNING, field, value, message, rfc);
    }

    private void add(FindingId id, Severity severity, String field, Object value, String message, String rfc) {
        findings.add(
                DomainSyntax.onOneLine(new Finding(id, severity, prefix + field, String.valueOf(value), message, rfc)));
    }

    /** Border relays behind the first, for a system that has room for one. */
    public void furtherBorderRelays(List<IPv6Address> relays, String system) {
        for (int i = 1; i < relays.size(); i++) {
            lost(
                    "borderRelay[" + i + "]",
                    RuleJson.text(relays.get(i)),
                    "is left out: " + system + " has room for one",
                    DomainSyntax.DOMAIN_RFC);
        }
    }

    /** Options that were set and that the text has no word for. */
    public void options(ForwardingOptions options, Set<ForwardingOption<?>> expressed, String system) {
        for (ForwardingOption<?> option : ForwardingOption.all()) {
            if (!expressed.contains(option) && !options.get(option).equals(option.defaultValue())) {
                lost(
                        "options." + option.name(),
                        String.valueOf(options.plain(option)),
                        "has no word in " + system + ", and is not the default; set it there by other means",
                        option.rfc());
            }
        }
    }

    public List<Finding> findings() {
        return findings;
    }
}
