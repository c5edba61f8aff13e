package io.softwire46.mape.operate;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.map.MapDomain;
import java.util.List;
import java.util.Set;

/**
 * Checks that domains of one version name at most one owner for each address and port.
 *
 * <p>Static methods only.
 */
final class Contradictions {
    /** Errors of a node that forwards, which do not concern who owns an address: no BR address, one PSID for many addresses. */
    private static final Set<FindingId> OF_FORWARDING = Set.of(FindingId.V15, FindingId.V49);

    private Contradictions() {}

    /** Returns the errors between domains; the rules of one domain were checked when it was built. */
    static List<Finding> between(List<ConfiguredDomain> domains) {
        if (domains.size() < 2) {
            return List.of();
        }
        List<MapDomain> all = domains.stream().map(ConfiguredDomain::domain).toList();
        return MapDomain.validateForRelay(all).stream()
                .filter(finding -> finding.isError() && !OF_FORWARDING.contains(finding.id()))
                .toList();
    }
}
