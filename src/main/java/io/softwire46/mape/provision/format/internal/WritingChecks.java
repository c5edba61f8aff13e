package io.softwire46.mape.provision.format.internal;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.WrittenText;
import java.util.ArrayList;
import java.util.List;

/**
 * What cannot be expressed in a format of another system. An error of any id but {@link FindingId#LOST} means that no text
 * can be written; those of this id name what the text lacks. Differences in behaviour are warnings.
 *
 * <p>Not thread-safe: use one instance per domain.
 */
public final class WritingChecks {
    private final ConfiguredDomain configured;
    private final String format;
    private final String rfc;
    private final List<Finding> findings = new ArrayList<>();

    public WritingChecks(ConfiguredDomain configured, String format, String rfc) {
        this.configured = configured;
        this.format = format;
        this.rfc = rfc;
    }

    public List<Finding> findings() {
        return findings;
    }

    public List<MapRule> rules() {
        return configured.domain().rules().rules();
    }

    public void error(String field, String value, String message) {
        findings.add(DomainSyntax.error(field, value, message, rfc));
    }

    public void warning(String field, String value, String message) {
        findings.add(DomainSyntax.warning(field, value, message, rfc));
    }

    public void refuseDraft03() {
        if (rules().get(0).format() == InterfaceIdFormat.DRAFT03) {
            error("format", "draft03", "cannot be said in " + format + ", whose rules have the format of RFC 7597");
        }
    }

    public void requireBorderRelay() {
        if (configured.domain().borderRelays().isEmpty()) {
            error("borderRelay", "[]", "is empty; " + format + " needs the address of the domain's border relay");
        }
    }

    public void refuseOwnBorderRelays() {
        List<IPv6Address> relays = configured.domain().borderRelays();
        for (int i = 0; i < rules().size(); i++) {
            IPv6Address own = rules().get(i).borderRelay().orElse(null);
            if (own != null && !(relays.size() == 1 && relays.get(0).equals(own))) {
                error(
                        "rules[" + i + "].borderRelay",
                        own.toCanonicalString(),
                        "cannot be said in " + format
                                + " for one rule; make a domain of the rules of each border relay");
            }
        }
    }

    public void reportFurtherBorderRelays() {
        List<IPv6Address> relays = configured.domain().borderRelays();
        for (int i = 1; i < relays.size(); i++) {
            lost(
                    "borderRelay[" + i + "]",
                    relays.get(i).toCanonicalString(),
                    "is left out; " + format + " has room for one",
                    rfc);
        }
    }

    public void reportOptions() {
        reportOptionsBut(configured.options());
    }

    /** Takes the options with defaults for those that the format has words for. */
    public void reportOptionsBut(ForwardingOptions rest) {
        for (ForwardingOption<?> option : ForwardingOption.all()) {
            if (!rest.get(option).equals(option.defaultValue())) {
                lost(
                        "options." + option.name(),
                        String.valueOf(rest.plain(option)),
                        "has no word in " + format + ", and is not the default; set it there by other means",
                        option.rfc());
            }
        }
    }

    private void lost(String field, String value, String message, String clause) {
        findings.add(DomainSyntax.onOneLine(
                new Finding(FindingId.LOST, Finding.Severity.ERROR, field, value, message, clause)));
    }

    /** Throws if a text cannot be written at all. What a text would lack is no reason: it is reported, and left out. */
    public static void throwIfNothingCanBeWritten(List<Finding> findings) {
        if (findings.stream().anyMatch(WrittenText::preventsWriting)) {
            throw new MapConfigurationException(findings);
        }
    }

    /** Without a mesh no rule is for forwarding between CEs, whatever it says by itself. */
    public static MapRule asMeshSays(MapRule rule, boolean mesh) {
        return mesh || !rule.isForwarding()
                ? rule
                : rule.toBuilder().forwarding(false).build();
    }
}
