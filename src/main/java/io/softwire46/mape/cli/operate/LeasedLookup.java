package io.softwire46.mape.cli.operate;

import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.operate.Answer;
import io.softwire46.mape.operate.Answer.LeaseResult;
import io.softwire46.mape.operate.Attribution;
import io.softwire46.mape.operate.LookupQuery;
import io.softwire46.mape.operate.lookup.Leases;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Look-ups that also name the subscriber with the delegation, if delegations are known.
 *
 * <p>Immutable.
 *
 * @param rules finds prefixes
 * @param leases delegations; null if none are known
 * @param isFullPrefix whether prefixes are written as eight groups of four digits
 */
record LeasedLookup(Attribution rules, @Nullable Leases leases, boolean isFullPrefix) {
    Answer find(LookupQuery query) {
        Answer answer = rules.find(query);
        Answer leased = leases == null || answer.prefix() == null ? answer : withSubscriber(answer, query);
        return isFullPrefix ? leased.withFullPrefix() : leased;
    }

    private Answer withSubscriber(Answer answer, LookupQuery query) {
        Addresses.Prefix prefix = Addresses.ipv6Prefix("prefix", Objects.requireNonNull(answer.prefix()));
        long tolerance = rules.tolerance().toMillis();
        Set<String> all = new HashSet<>();
        for (LookupQuery.Interval each : query.intervals()) {
            String found = Objects.requireNonNull(leases)
                    .subscriber(
                            prefix.high(),
                            prefix.low(),
                            prefix.length(),
                            each.firstMillis() - tolerance,
                            each.lastMillis() + tolerance);
            if (found != null) {
                all.add(found);
            }
        }
        if (all.isEmpty()) {
            return answer.withSubscriber(null, LeaseResult.NONE);
        }
        boolean isOne = all.size() == 1 && !all.contains(Leases.SEVERAL);
        return isOne
                ? answer.withSubscriber(all.iterator().next(), LeaseResult.FOUND)
                : answer.withSubscriber(null, LeaseResult.SEVERAL);
    }
}
