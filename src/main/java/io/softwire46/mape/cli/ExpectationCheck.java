package io.softwire46.mape.cli;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.Bits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares an observed mapping with rules. Reports each rule parameter that contradicts the observation, and the rules that would
 * agree with it.
 *
 * <p>Not thread-safe: use one instance per observed mapping.
 */
final class ExpectationCheck {
    private static final int MAX_SHOWN = 3;

    private final Expectation seen;
    private final List<Finding> findings = new ArrayList<>();

    /** Path of the checked rule, a prefix of its fields' names. */
    private FieldPath path = FieldPath.ROOT;

    private ExpectationCheck(Expectation seen) {
        this.seen = seen;
    }

    /** Returns the findings, whose fields are named as in the domain file. */
    static List<Finding> of(List<ConfiguredDomain> domains, Expectation seen) {
        ExpectationCheck check = new ExpectationCheck(seen);
        check.run(domains);
        return check.findings;
    }

    private void run(List<ConfiguredDomain> domains) {
        MapRule best = null;
        for (ConfiguredDomain domain : domains) {
            List<MapRule> rules = domain.domain().rules().rules();
            for (int i = 0; i < rules.size(); i++) {
                MapRule rule = rules.get(i);
                if (((rule.ipv4() ^ seen.ipv4()) & Bits.ipv4Mask(rule.ipv4Length())) == 0 && isBetter(rule, best)) {
                    best = rule;
                    path = FieldPath.of("rules", i)
                            .inDomain(domains.size() == 1 ? "" : domain.domain().name());
                }
            }
        }
        if (best == null) {
            path = FieldPath.ROOT;
            add(Severity.ERROR, "expect", seen.source(), "is in no Rule IPv4 prefix", "RFC 7597 section 5.3");
            fitting(FittingRules.any(seen), "");
        } else if (seen.isMetBy(best)) {
            add(
                    Severity.INFO,
                    "ipv6Prefix",
                    prefix(best),
                    "maps " + seen.source() + " to the observed " + seen.observed(),
                    "RFC 7597 section 5.3");
        } else {
            explain(best);
        }
    }

    /**
     * Prefers a rule that agrees; then the longest IPv4 prefix; then, for the same length, a rule that assigns the
     * port.
     */
    private boolean isBetter(MapRule rule, @Nullable MapRule best) {
        if (best == null || seen.isMetBy(rule)) {
            return true;
        }
        if (seen.isMetBy(best) || rule.ipv4Length() != best.ipv4Length()) {
            return !seen.isMetBy(best) && rule.ipv4Length() > best.ipv4Length();
        }
        return best.owner(seen.address(), seen.port()).isEmpty()
                && rule.owner(seen.address(), seen.port()).isPresent();
    }

    private void explain(MapRule rule) {
        derived(rule);
        ipv6Prefix(rule);
        format(rule);
        offset(rule);
        length(rule);
        List<MapRule> like = FittingRules.like(rule, seen);
        String kept = "with IPv4 prefix /" + rule.ipv4Length() + ", EA length " + rule.eaLength()
                + (rule.isShared() ? " and PSID length " + rule.portParameters().psidLength() : "") + " unchanged";
        if (like.isEmpty()) {
            add(
                    Severity.INFO,
                    "eaLength",
                    rule.eaLength(),
                    "fits no rule for the observed mapping " + kept + "; change the lengths",
                    "RFC 7597 section 5.2");
            fitting(FittingRules.any(seen), "");
        } else {
            fitting(like, " " + kept);
        }
    }

    private void derived(MapRule rule) {
        CeMapping owner = rule.owner(seen.address(), seen.port()).orElse(null);
        String derived;
        if (owner != null) {
            derived = "this rule maps to " + Addresses.toText(owner.mapAddressHigh(), owner.mapAddressLow())
                    + ", not to the observed " + seen.observed();
        } else {
            derived = (seen.port() < 0
                            ? "several CEs share, so that the port is needed to derive a MAP address"
                            : "this rule assigns to no CE")
                    + "; the observed MAP address is " + seen.observed();
        }
        add(
                Severity.ERROR,
                "ipv4Prefix",
                Addresses.toText(rule.ipv4()) + "/" + rule.ipv4Length(),
                "covers " + seen.source() + ", which " + derived,
                "RFC 7597 section 5.3");
    }

    private void ipv6Prefix(MapRule rule) {
        if (commonBits(rule) >= rule.ipv6Length()) {
            return;
        }
        int common = commonBits(rule);
        add(
                Severity.ERROR,
                "ipv6Prefix",
                prefix(rule),
                "does not cover the observed MAP address: only the first " + common + " of " + rule.ipv6Length()
                        + " bits are equal, so the sending CE uses another rule",
                "RFC 7597 section 5");
    }

    private int commonBits(MapRule rule) {
        long high = rule.ipv6High() ^ seen.high();
        return high != 0
                ? Long.numberOfLeadingZeros(high)
                : 64 + Long.numberOfLeadingZeros(rule.ipv6Low() ^ seen.low());
    }

    private @Nullable InterfaceIdFormat observedFormat() {
        for (InterfaceIdFormat format : InterfaceIdFormat.values()) {
            if ((seen.low() ^ format.interfaceId(seen.ipv4(), observedPsid(format))) == 0) {
                return format;
            }
        }
        return null;
    }

    /** Returns the 16 bits at the position of the PSID in the format. */
    private int observedPsid(InterfaceIdFormat format) {
        return (int) (format == InterfaceIdFormat.RFC7597 ? seen.low() : seen.low() >>> 8) & 0xffff;
    }

    private void format(MapRule rule) {
        InterfaceIdFormat observed = observedFormat();
        if (observed != null && observed != rule.format()) {
            add(
                    Severity.ERROR,
                    "format",
                    rule.format(),
                    "differs from the observed MAP address, whose interface identifier has "
                            + Addresses.toText(seen.ipv4()) + " at the position of format " + observed,
                    "RFC 7597 section 6");
        } else if (observed == null && rule.derivedPrefixLength() <= 64) {
            add(
                    Severity.ERROR,
                    "format",
                    rule.format(),
                    "puts " + Addresses.toText(seen.ipv4())
                            + " into the interface identifier, but the observed address does not contain it there; in"
                            + " neither format is it a MAP address of this IPv4 address",
                    "RFC 7597 section 6");
        }
    }

    private void offset(MapRule rule) {
        InterfaceIdFormat format = observedFormat();
        if (format == null || !rule.isShared() || seen.port() < 0) {
            return;
        }
        int a = rule.portParameters().psidOffset();
        int k = rule.portParameters().psidLength();
        int expected = observedPsid(format);
        int configured = seen.port() >>> (16 - a - k) & (int) Bits.mask(k);
        if (configured == expected) {
            return;
        }
        String right = IntStream.rangeClosed(0, Math.min(15, 16 - k))
                .filter(each -> (each == 0 || seen.port() >>> (16 - each) > 0)
                        && (seen.port() >>> (16 - each - k) & (int) Bits.mask(k)) == expected)
                .mapToObj(each ->
                        each + (each == 4 ? " (the Junos default)" : each == 6 ? " (the RFC 7597 default)" : ""))
                .collect(Collectors.joining(" or "));
        add(
                Severity.ERROR,
                "psidOffset",
                a,
                String.format(
                                Locale.ROOT,
                                "gives port %d PSID 0x%x, but the observed MAP address has PSID 0x%x; ",
                                seen.port(),
                                configured,
                                expected)
                        + (right.isEmpty() ? "no offset gives the port this PSID" : "use offset " + right),
                "RFC 7597 section 5.1");
    }

    private void length(MapRule rule) {
        int end = rule.derivedPrefixLength();
        if (end > 64 && observedFormat() != null) {
            add(
                    Severity.ERROR,
                    "eaLength",
                    rule.eaLength(),
                    "after a /" + rule.ipv6Length() + " ends at bit " + end + ": the EA bits overlap bits 64 to "
                            + (end - 1) + " of the interface identifier, but the observed MAP address has a complete"
                            + " identifier, so its EA bits end at bit 64 or earlier",
                    "RFC 7597 section 6");
        }
    }

    private void fitting(List<MapRule> rules, String kept) {
        if (rules.isEmpty()) {
            add(
                    Severity.INFO,
                    "expect",
                    seen.observed(),
                    "fits no rule" + (seen.port() < 0 ? " without a port; add the port" : ""),
                    "RFC 7597 section 5.2");
            return;
        }
        String shown =
                rules.stream().limit(MAX_SHOWN).map(ExpectationCheck::text).collect(Collectors.joining("; or "));
        int more = rules.size() - MAX_SHOWN;
        add(
                Severity.INFO,
                "expect",
                seen.observed(),
                "fits " + (rules.size() == 1 ? "one combination" : rules.size() + " combinations") + kept + ": " + shown
                        + (more > 0 ? "; and " + more + " more" : ""),
                "RFC 7597 section 5.2");
    }

    private static String text(MapRule rule) {
        return "Rule IPv6 prefix " + prefix(rule) + ", IPv4 prefix " + Addresses.toText(rule.ipv4()) + "/"
                + rule.ipv4Length() + ", EA length " + rule.eaLength()
                + (rule.isShared() ? ", PSID offset " + rule.portParameters().psidOffset() : "")
                + (rule.format() == InterfaceIdFormat.RFC7597 ? "" : ", format " + rule.format());
    }

    private static String prefix(MapRule rule) {
        return Addresses.toText(rule.ipv6High(), rule.ipv6Low()) + "/" + rule.ipv6Length();
    }

    private void add(Severity severity, String field, Object value, String message, String rfc) {
        boolean own = !field.equals("expect");
        findings.add(new Finding(
                FindingId.EXPECT,
                severity,
                own ? path.then(field) : FieldPath.of(field),
                String.valueOf(value),
                message,
                rfc));
    }
}
