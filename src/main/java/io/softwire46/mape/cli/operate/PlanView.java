package io.softwire46.mape.cli.operate;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Bits;
import io.softwire46.mape.operate.RuleVersion;
import io.softwire46.mape.operate.diff.RuleSetDiff;
import io.softwire46.mape.operate.diff.SubscriberChange;
import io.softwire46.mape.operate.plan.Plan;
import io.softwire46.mape.operate.plan.PlanResult;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plans with what texts, JSON and pages show of them besides.
 *
 * <p>Immutable.
 *
 * @param result the plans
 * @param changes by plan, the number of subscribers per change from the rules of {@code --from}; empty without them
 */
record PlanView(PlanResult result, List<Map<SubscriberChange, RuleSetDiff.ClassCount>> changes) {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /**
     * The use of a rule, when rules are filled one after the other.
     *
     * @param rule the rule
     * @param now places that subscribers take today
     * @param growth places that growth takes
     * @param spare other places
     */
    record Fill(MapRule rule, long now, long growth, long spare) {
        long capacity() {
            return now + growth + spare;
        }
    }

    static PlanView of(PlanResult result, @Nullable RuleVersion old) {
        List<Map<SubscriberChange, RuleSetDiff.ClassCount>> changes = new ArrayList<>();
        if (old != null) {
            for (Plan each : result.plans()) {
                changes.add(new EnumMap<>(
                        RuleSetDiff.of(old.domains(), List.of(each.domain())).classes()));
            }
        }
        return new PlanView(result, changes);
    }

    /** Returns the numbers of a plan that are not 0; null without old rules. */
    @Nullable Map<SubscriberChange, RuleSetDiff.ClassCount> changes(Plan plan) {
        return changes.isEmpty() || plan.rank() > changes.size() ? null : changes.get(plan.rank() - 1);
    }

    /** Returns the number of subscribers of a changed demand. */
    long subscribers(PlanResult.Relaxation relaxation) {
        Plan plan = relaxation.plan();
        return relaxation.dimension().equals("subscribers")
                ? BigDecimal.valueOf(plan.capacity() - plan.spare())
                        .multiply(HUNDRED)
                        .divide(HUNDRED.add(result.demand().growth()), 0, RoundingMode.FLOOR)
                        .longValueExact()
                : result.demand().subscribers();
    }

    /** Returns the use of each rule by a number of subscribers and their growth, in the order of the rules. */
    static List<Fill> fills(Plan plan, long subscribers) {
        long now = subscribers;
        long growth = plan.capacity() - plan.spare() - now;
        List<Fill> fills = new ArrayList<>();
        for (MapRule each : plan.rules()) {
            long capacity = 1L << each.eaLength();
            long taken = Math.min(now, capacity);
            long grown = Math.min(growth, capacity - taken);
            fills.add(new Fill(each, taken, grown, capacity - taken - grown));
            now -= taken;
            growth -= grown;
        }
        return fills;
    }

    /** Returns the CE with the PSID in the middle, of the first address. */
    static CeMapping example(MapRule rule) {
        int k = rule.portParameters().psidLength();
        long eaBits = k == 0 ? 0 : 1L << (k - 1);
        return rule.decode(new IPv6Address(
                        rule.ipv6High() | Bits.placeHigh(eaBits, rule.ipv6Length(), rule.eaLength()),
                        rule.ipv6Low() | Bits.placeLow(eaBits, rule.ipv6Length(), rule.eaLength())))
                .orElseThrow();
    }

    /** Returns the rules with different bits of the End-user prefix, one for each layout. */
    static List<MapRule> layouts(Plan plan) {
        List<MapRule> layouts = new ArrayList<>();
        for (MapRule each : plan.rules()) {
            if (layouts.isEmpty() || layouts.get(layouts.size() - 1).ipv6Length() != each.ipv6Length()) {
                layouts.add(each);
            }
        }
        return layouts;
    }

    /** Returns the share of a bar, at least one column for a number that is not 0. */
    static int columns(long number, long whole, int columns) {
        return number == 0 ? 0 : Math.max(1, (int) Math.round((double) number / whole * columns));
    }
}
