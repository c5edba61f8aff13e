package io.softwire46.mape.operate.plan;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.operate.plan.PlanResult.Mtu;
import io.softwire46.mape.operate.plan.internal.Candidate;
import io.softwire46.mape.operate.plan.internal.Drawback;
import io.softwire46.mape.operate.plan.internal.Goal;
import io.softwire46.mape.operate.plan.internal.Placement;
import io.softwire46.mape.operate.plan.internal.Relaxation;
import io.softwire46.mape.operate.plan.internal.Search;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The search of {@link Plan}: builds and checks the rules of the candidates that are left.
 *
 * <p>Static methods only.
 */
final class PlanSearch {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private PlanSearch() {}

    static PlanResult of(Demand demand) {
        List<Candidate> front = Search.front(demand.goal());
        List<Plan> plans = plans(demand, demand.goal(), front, demand.alternatives());
        List<PlanResult.Relaxation> relaxations = new ArrayList<>();
        if (plans.isEmpty()) {
            List<Relaxation> found = new ArrayList<>(Relaxation.of(demand.goal()));
            subscribers(demand, found);
            for (Relaxation each : found) {
                List<Plan> best = plans(demand, each.goal(), Search.front(each.goal()), 1);
                best.forEach(plan -> relaxations.add(new PlanResult.Relaxation(each.dimension(), each.change(), plan)));
            }
        }
        return new PlanResult(demand, plans, front.size(), relaxations, Mtu.of(demand.linkMtu()));
    }

    /** Adds the largest growth, and the largest number of subscribers with the growth of the demand. */
    private static void subscribers(Demand demand, List<Relaxation> found) {
        long capacity = Search.maxCapacity(demand.goal());
        long subscribers = BigDecimal.valueOf(capacity)
                .multiply(HUNDRED)
                .divide(HUNDRED.add(demand.growth()), 0, RoundingMode.FLOOR)
                .longValueExact();
        if (subscribers > 0) {
            found.add(new Relaxation(
                    "subscribers",
                    String.format(Locale.ROOT, "%,d subscribers instead of %,d", subscribers, demand.subscribers()),
                    demand.goal().withRequired(demand.required(subscribers))));
        }
        if (capacity >= demand.subscribers() && demand.growth().signum() > 0) {
            BigDecimal growth = BigDecimal.valueOf(capacity - demand.subscribers())
                    .multiply(HUNDRED)
                    .divide(BigDecimal.valueOf(demand.subscribers()), 0, RoundingMode.FLOOR);
            found.add(new Relaxation(
                    "growth",
                    "a growth of " + growth.toPlainString() + " % instead of "
                            + demand.growth().toPlainString() + " %",
                    demand.goal().withRequired(Demand.required(demand.subscribers(), growth))));
        }
    }

    /** Returns the first plans. */
    private static List<Plan> plans(Demand demand, Goal goal, List<Candidate> front, int limit) {
        List<Plan> plans = new ArrayList<>();
        for (int i = 0; i < Math.min(limit, front.size()); i++) {
            Candidate candidate = front.get(i);
            ConfiguredDomain domain = domain(demand, goal, candidate, i + 1);
            plans.add(new Plan(
                    i + 1,
                    domain,
                    candidate.capacity(),
                    candidate.capacity() - goal.required(),
                    candidate.wastedPorts(),
                    around(domain.domain().rules().rules()),
                    Drawback.of(goal, front, i),
                    PlanFindings.of(domain, demand)));
        }
        return plans;
    }

    private static ConfiguredDomain domain(Demand demand, Goal goal, Candidate candidate, int rank) {
        return new ConfiguredDomain(
                MapDomain.of(
                        "plan-" + rank,
                        RuleSet.of(rules(demand, goal, candidate)),
                        demand.borderRelay().map(List::of).orElse(List.of())),
                ForwardingOptions.defaults().with(ForwardingOption.MTU_V6, demand.linkMtu()));
    }

    private static List<MapRule> rules(Demand demand, Goal goal, Candidate candidate) {
        long high = Addresses.bits(demand.ipv6())[0];
        long start = goal.ipv6Length() == 0 ? 0 : high & -1L << (64 - goal.ipv6Length());
        List<MapRule> rules = new ArrayList<>();
        for (Placement each : Placement.of(candidate, start)) {
            MapRule.Builder builder = MapRule.builder()
                    .ipv6Prefix(new IPv6Address(each.high(), 0, each.length()))
                    .ipv4Prefix(each.block().toString())
                    .eaLength(each.eaLength())
                    .format(demand.format());
            rules.add(
                    candidate.psidLength() == 0
                            ? builder.build()
                            : builder.psidOffset(candidate.psidOffset()).build());
        }
        return rules;
    }

    /** Returns the longest prefix that contains all Rule IPv6 prefixes. */
    private static IPv6Address around(List<MapRule> rules) {
        long first = rules.get(0).ipv6High();
        int length = rules.get(0).ipv6Length();
        for (MapRule each : rules) {
            int common = Long.numberOfLeadingZeros(first ^ each.ipv6High());
            length = Math.min(Math.min(length, each.ipv6Length()), common);
        }
        return new IPv6Address(length == 0 ? 0 : first & -1L << (64 - length), 0, length);
    }
}
