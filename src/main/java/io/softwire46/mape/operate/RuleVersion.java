package io.softwire46.mape.operate;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.provision.RuleFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a network during one period. All of its rules act together: the longest Rule IPv4 prefix over all domains decides.
 *
 * <p>Immutable.
 *
 * @param from first instant, in whole milliseconds
 * @param until end of the period, which is not part of it; null if it has no end
 * @param grace for how long after the end CEs may still use the rules (RFC 7597 section 7.1)
 * @param domains at least one domain
 * @param ruleNames by domain, the name of each rule in answers; an empty list for a domain whose rules have their index as name
 * @param note remark of the operator; empty for none
 */
public record RuleVersion(
        Instant from,
        @Nullable Instant until,
        Duration grace,
        List<ConfiguredDomain> domains,
        List<List<String>> ruleNames,
        String note) {
    /** Default of {@code grace}: two hours. */
    public static final Duration DEFAULT_GRACE = Duration.ofHours(2);

    /**
     * Copies the lists.
     *
     * @param from first instant
     * @param until end
     * @param grace time after the end, not negative
     * @param domains at least one domain
     * @param ruleNames as many lists as domains, each empty or as long as the rules of its domain
     * @param note remark
     */
    public RuleVersion {
        Objects.requireNonNull(from, "from");
        domains = List.copyOf(domains);
        ruleNames = ruleNames.stream().map(List::copyOf).toList();
        if (grace.isNegative()) {
            throw new IllegalArgumentException("grace " + grace + " is negative; use 0 or more");
        }
        if (ruleNames.size() != domains.size()) {
            throw new IllegalArgumentException(ruleNames.size() + " lists of names for " + domains.size() + " domains");
        }
        for (int i = 0; i < domains.size(); i++) {
            int names = ruleNames.get(i).size();
            if (names != 0 && names != domains.get(i).domain().rules().rules().size()) {
                throw new IllegalArgumentException("domain " + i + " has not as many rules as names");
            }
        }
    }

    /**
     * Returns a version with the default grace, without names of rules and without a note.
     *
     * @param from first instant
     * @param until end, or null for none
     * @param domains at least one domain
     * @return the version
     */
    public static RuleVersion of(Instant from, @Nullable Instant until, List<ConfiguredDomain> domains) {
        return new RuleVersion(
                from,
                until,
                DEFAULT_GRACE,
                domains,
                domains.stream().map(each -> List.<String>of()).toList(),
                "");
    }

    /**
     * Reads the rules of a version in any format that {@code mape lint} reads.
     *
     * @param rules octets of a rule file
     * @param from first instant
     * @return a version without an end, with the default grace and the names that a Junos configuration gives its rules
     * @throws MapConfigurationException with the errors of the rules, or if they are in no format that is read
     */
    public static RuleVersion read(byte[] rules, Instant from) {
        RuleFiles.Rules read = RuleFiles.read(rules)
                .orElseThrow(() -> MapConfigurationException.syntax(
                        "file",
                        Finding.MISSING,
                        "is not in any format that is read; use one of "
                                + RuleFormat.readable().stream()
                                        .map(RuleFormat::toString)
                                        .collect(Collectors.joining(", ")),
                        "RFC 7597 section 5"));
        MapConfigurationException.throwIfAnyError(read.errors());
        return new RuleVersion(from, null, DEFAULT_GRACE, read.domains(), read.names(), "");
    }

    /**
     * Returns the version with a note.
     *
     * @param text remark of the operator
     * @return the changed version
     */
    public RuleVersion withNote(String text) {
        return new RuleVersion(from, until, grace, domains, ruleNames, text);
    }
}
