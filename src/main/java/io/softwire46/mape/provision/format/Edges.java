package io.softwire46.mape.provision.format;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.MapConfigurationException;
import java.util.List;

/** Finds the domain of a CE. Static methods only. */
final class Edges {
    /** The field of findings about the prefix of a CE. */
    static final String END_USER_PREFIX = "endUserPrefix";

    private Edges() {}

    /**
     * Returns the domain whose rules cover the prefix; if none does, the first domain, so that its findings explain
     * why.
     */
    static ConfiguredDomain choose(List<ConfiguredDomain> domains, IPv6Address prefix) {
        List<ConfiguredDomain> covering = domains.stream()
                .filter(each -> each.domain().rules().bmr(prefix).isPresent())
                .toList();
        if (covering.size() > 1) {
            throw MapConfigurationException.syntax(
                    END_USER_PREFIX,
                    prefix.toCanonicalString(),
                    "is covered by domains " + covering.get(0).domain().name() + " and "
                            + covering.get(1).domain().name() + "; use a file with one of them",
                    "RFC 7597 section 5");
        }
        return covering.isEmpty() ? domains.get(0) : covering.get(0);
    }
}
