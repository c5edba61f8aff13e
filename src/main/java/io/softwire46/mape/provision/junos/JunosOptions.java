package io.softwire46.mape.provision.junos;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.provision.format.internal.DomainReading;
import java.util.stream.Stream;

/**
 * Statements of a Junos NAME that are options of its domain. Options without a Junos statement keep the library's
 * default.
 *
 * <p>Static methods only.
 */
final class JunosOptions {

    private JunosOptions() {}

    static ForwardingOptions of(JunosRule rule) {
        return ForwardingOptions.defaults()
                .with(ForwardingOption.MTU_V6, rule.mtuV6())
                .with(ForwardingOption.V4_REASSEMBLY, rule.v4Reassembly())
                .with(ForwardingOption.V6_REASSEMBLY, rule.v6Reassembly());
    }

    /** Reports all options in which two NAMEs of one domain differ; returns true if there are none. */
    static boolean compare(JunosRule first, JunosRule other, DomainReading.Part part) {
        Comparison comparison = new Comparison(first, other, part);
        return Stream.of(
                        comparison.alike(
                                "options.mtuV6",
                                first.mtuV6(),
                                other.mtuV6(),
                                FindingId.OPTION,
                                "RFC 7597 section 8.3"),
                        comparison.alike(
                                "options.v4Reassembly",
                                first.v4Reassembly(),
                                other.v4Reassembly(),
                                FindingId.OPTION,
                                "RFC 7597 section 8.3.2"),
                        comparison.alike(
                                "options.v6Reassembly",
                                first.v6Reassembly(),
                                other.v6Reassembly(),
                                FindingId.OPTION,
                                "RFC 2473 section 7"),
                        comparison.alike("format", first.format(), other.format(), FindingId.V50, "RFC 7597 section 6"))
                .allMatch(alike -> alike);
    }

    private record Comparison(JunosRule first, JunosRule other, DomainReading.Part part) {
        boolean alike(String field, Object ofFirst, Object ofOther, FindingId id, String rfc) {
            if (ofFirst.equals(ofOther)) {
                return true;
            }
            part.add(
                    new Finding(
                            id,
                            Severity.ERROR,
                            field,
                            ofOther.toString(),
                            "of " + other.title() + " differs from " + ofFirst + " of " + first.title() + "; "
                                    + first.together(),
                            rfc),
                    other.says(field) ? other.placeOf(field) : first.placeOf(field));
            return false;
        }
    }
}
