package io.softwire46.mape.provision.format;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.map.internal.Addresses;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The output of a writer, and findings about it. An error reports a setting ({@link FindingId#LOST}), a rule or a domain that
 * cannot be expressed and is omitted. A warning reports a difference in behaviour.
 *
 * <p>Immutable.
 *
 * @param text ends with a line feed, unless it is empty because nothing can be expressed
 * @param findings fields as in the domain file, preceded by the name of the domain if there are several
 */
public record ConversionReport(String text, List<Finding> findings) {
    /**
     * Copies the list.
     *
     * @param text ends with a line feed, unless it is empty
     * @param findings in the order of the domains
     */
    public ConversionReport {
        findings = List.copyOf(findings);
    }

    /**
     * Returns whether the text expresses all settings of the domains.
     *
     * @return false if a finding is an error
     */
    public boolean isComplete() {
        return findings.stream().noneMatch(Finding::isError);
    }

    /**
     * Returns the text if it has all rules.
     *
     * @return the text, which may omit settings with errors of {@link FindingId#LOST}
     * @throws MapConfigurationException with all findings if one is another error, such as a rule that cannot be
     *     expressed
     */
    public String requireText() {
        throwIfRefused(findings);
        return text;
    }

    private static void throwIfRefused(List<Finding> findings) {
        if (findings.stream().anyMatch(each -> each.isError() && each.id() != FindingId.LOST)) {
            throw new MapConfigurationException(findings);
        }
    }

    /**
     * Returns a builder of a report.
     *
     * @param system name of the target system in messages
     * @return an empty builder
     */
    public static Builder builder(String system) {
        return new Builder(system);
    }

    /**
     * Builder of a report, to which a writer adds findings.
     *
     * <p>Not thread-safe: use one instance per text.
     */
    public static final class Builder {
        private final String system;
        private final List<Finding> findings = new ArrayList<>();
        private String domainName = "";

        /** Indexes of the rules that findings since the last {@link #in} refuse. */
        private final Set<Integer> refusedRules = new HashSet<>();

        private boolean domainRefused;

        private Builder(String system) {
            this.system = system;
        }

        /**
         * Sets the domain that the next findings are about.
         *
         * @param domain one of the domains of the request
         * @param only whether it is the only domain, so that fields need no domain name
         */
        public void in(ConfiguredDomain domain, boolean only) {
            domainName = only ? "" : domain.domain().name();
            refusedRules.clear();
            domainRefused = false;
        }

        /**
         * Adds an error: the text omits a setting. A rule or domain that is omitted is reported by {@link #refuseRule} or
         * {@link #refuseDomain} instead, since {@link ConversionReport#requireText} returns a text with lost settings.
         *
         * @param field as in the domain file, such as {@code rules[1].psid}
         * @param value of the field
         * @param message problem and remedy
         * @param rfc the clause that defines the field
         */
        public void lost(String field, Object value, String message, String rfc) {
            add(FindingId.LOST, Severity.ERROR, field, value, message, rfc);
        }

        /**
         * Adds a warning: the other system behaves differently.
         *
         * @param field as in the domain file, such as {@code rules[1].psid}
         * @param value of the field
         * @param message the difference
         * @param rfc the clause that defines the behaviour
         */
        public void differs(String field, Object value, String message, String rfc) {
            add(FindingId.DIFFERS, Severity.WARNING, field, value, message, rfc);
        }

        /**
         * Adds a warning about the written form.
         *
         * @param field as in the domain file, such as {@code rules[1].psid}
         * @param value of the field
         * @param message problem of the text
         * @param rfc the clause that defines the format
         */
        public void warn(String field, Object value, String message, String rfc) {
            add(FindingId.SYNTAX, Severity.WARNING, field, value, message, rfc);
        }

        /**
         * Adds an error: the format cannot express the domain.
         *
         * @param field as in the domain file, such as {@code rules[1].psid}
         * @param value of the field
         * @param message problem and remedy
         * @param rfc the clause that defines the format
         */
        public void refuseDomain(String field, Object value, String message, String rfc) {
            domainRefused = true;
            add(FindingId.SYNTAX, Severity.ERROR, field, value, message, rfc);
        }

        /**
         * Adds an error: the format cannot express a rule.
         *
         * @param index index of the rule in its domain, from 0
         * @param field field of the rule, such as {@code psid}
         * @param value of the field
         * @param message problem and remedy
         * @param rfc the clause that defines the format
         */
        public void refuseRule(int index, String field, Object value, String message, String rfc) {
            refusedRules.add(index);
            add(FindingId.SYNTAX, Severity.ERROR, FieldPath.of("rules", index).then(field), value, message, rfc);
        }

        private void add(FindingId id, Severity severity, String field, Object value, String message, String rfc) {
            add(id, severity, FieldPath.of(field), value, message, rfc);
        }

        private void add(FindingId id, Severity severity, FieldPath path, Object value, String message, String rfc) {
            Finding finding = new Finding(id, severity, path, String.valueOf(value), message, rfc);
            findings.add(JsonText.onOneLine(finding.inDomain(domainName)));
        }

        /**
         * Adds an error for each border relay after the first, for a system that has one border relay per domain.
         *
         * @param relays border relays of the domain
         * @param message why the system omits them
         * @param rfc the clause that defines the format
         */
        public void furtherBorderRelays(List<IPv6Address> relays, String message, String rfc) {
            for (int i = 1; i < relays.size(); i++) {
                String relay = Addresses.plain(relays.get(i)).toCanonicalString();
                add(FindingId.LOST, Severity.ERROR, FieldPath.of("borderRelay", i), relay, message, rfc);
            }
        }

        /**
         * Adds an error for each option that cannot be expressed and does not have its default value.
         *
         * @param options options of the domain
         * @param expressed options that the text expresses
         */
        public void options(ForwardingOptions options, Set<ForwardingOption<?>> expressed) {
            for (ForwardingOption<?> option : ForwardingOption.all()) {
                if (!expressed.contains(option) && !options.get(option).equals(option.defaultValue())) {
                    add(
                            FindingId.LOST,
                            Severity.ERROR,
                            FieldPath.of("options").then(option.name()),
                            String.valueOf(options.plain(option)),
                            "cannot be expressed in " + system + "; configure it separately",
                            option.rfc());
                }
            }
        }

        /**
         * Returns the part of the current domain that the text expresses.
         *
         * @param domain the domain given to {@link #in}
         * @return the domain without the refused rules; empty if the domain was refused, or all its rules
         */
        public Optional<ConfiguredDomain> rest(ConfiguredDomain domain) {
            if (refusedRules.isEmpty()) {
                return domainRefused ? Optional.empty() : Optional.of(domain);
            }
            MapDomain all = domain.domain();
            List<MapRule> rules = new ArrayList<>();
            for (int i = 0; i < all.rules().rules().size(); i++) {
                if (!refusedRules.contains(i)) {
                    rules.add(all.rules().rules().get(i));
                }
            }
            return domainRefused || rules.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ConfiguredDomain(
                            MapDomain.of(all.name(), RuleSet.of(rules), all.borderRelays(), all.isMesh()),
                            domain.options()));
        }

        /** Returns the system and the number of findings. */
        @Override
        public String toString() {
            return "Builder[system=" + system + ", findings=" + findings.size() + "]";
        }

        /**
         * Returns the findings so far.
         *
         * @return in the order in which they were added
         */
        public List<Finding> findings() {
            return List.copyOf(findings);
        }

        /**
         * Returns the report of a text.
         *
         * @param text ends with a line feed, unless it is empty
         * @return the text with the findings so far
         */
        public ConversionReport report(String text) {
            return new ConversionReport(text, findings);
        }
    }
}
