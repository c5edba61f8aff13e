package io.softwire46.mape.operate.diff;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.operate.diff.RuleSetDiff.Step;
import io.softwire46.mape.operate.diff.internal.PlacedRule;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The way from one rule set to another: whether a BR can have both at once, and in which order to change.
 *
 * <p>Immutable.
 */
final class Transition {
    private static final Set<FindingId> CONTRADICTIONS =
            EnumSet.of(FindingId.V41, FindingId.V43, FindingId.V44, FindingId.V45, FindingId.V46, FindingId.V48);

    /** The maximum length of a domain's name. */
    private static final int MAX_NAME = 63;

    private static final String OLD_SUFFIX = "-old";

    private final List<ConfiguredDomain> old;
    private final List<ConfiguredDomain> now;
    private final RuleSetDiff diff;

    /** The rules of both sets: domains, or why they are none. */
    private record Union(List<ConfiguredDomain> domains, List<Finding> contradictions) {}

    Transition(List<ConfiguredDomain> old, List<ConfiguredDomain> now, RuleSetDiff diff) {
        this.old = old;
        this.now = now;
        this.diff = diff;
    }

    List<Finding> contradictions() {
        return union().contradictions();
    }

    List<Finding> newFindings() {
        return errors(now);
    }

    private static List<Finding> errors(List<ConfiguredDomain> domains) {
        return ConfiguredDomain.validateForRelay(domains).stream()
                .filter(Finding::isError)
                .toList();
    }

    private Union union() {
        List<UnionDomain> parts = new ArrayList<>();
        Map<MapRule, PlacedRule> byMapping = new HashMap<>();
        Set<String> names = new HashSet<>();
        now.forEach(each -> {
            parts.add(new UnionDomain(each));
            names.add(each.domain().name());
        });
        PlacedRule.of(now).forEach(each -> byMapping.put(UnionDomain.mapping(each.rule()), each));
        List<ConfiguredDomain> domains = new ArrayList<>();
        for (int i = 0; i < old.size(); i++) {
            ConfiguredDomain each = old.get(i);
            int home = diff.pairs().newDomain(i);
            boolean hasHome = home != DomainPairs.NO_DOMAIN && format(each) == format(now.get(home));
            List<MapRule> others = new ArrayList<>();
            for (MapRule rule : each.domain().rules().rules()) {
                PlacedRule kept = byMapping.get(UnionDomain.mapping(rule));
                if (kept != null) {
                    parts.get(kept.domain()).add(rule, each.domain());
                } else if (hasHome) {
                    parts.get(home).add(rule, each.domain());
                } else {
                    others.add(rule);
                }
            }
            if (!others.isEmpty()) {
                domains.add(renamed(each, others, names));
            }
        }
        List<Finding> contradictions = new ArrayList<>();
        for (UnionDomain each : parts) {
            try {
                domains.add(each.build());
            } catch (MapConfigurationException e) { // also a BR address inside a rule prefix of the other set
                e.findings().stream().filter(Finding::isError).forEach(contradictions::add);
            }
        }
        List<MapDomain> all = domains.stream().map(ConfiguredDomain::domain).toList();
        if (all.size() > 1) {
            MapDomain.validateForRelay(all).stream()
                    .filter(finding -> finding.isError() && CONTRADICTIONS.contains(finding.id()))
                    .forEach(contradictions::add);
        }
        return new Union(contradictions.isEmpty() ? domains : List.of(), List.copyOf(contradictions));
    }

    private static InterfaceIdFormat format(ConfiguredDomain domain) {
        return domain.domain().rules().rules().get(0).format();
    }

    /** Returns a domain with some of its rules, under a name that no other one has. */
    private static ConfiguredDomain renamed(ConfiguredDomain domain, List<MapRule> rules, Set<String> names) {
        String name = domain.domain().name();
        String own = names.add(name)
                ? name
                : name.substring(0, Math.min(name.length(), MAX_NAME - OLD_SUFFIX.length())) + OLD_SUFFIX;
        names.add(own);
        return new ConfiguredDomain(
                MapDomain.of(
                        own,
                        RuleSet.of(rules),
                        domain.domain().borderRelays(),
                        domain.domain().isMesh()),
                domain.options());
    }

    List<Step> steps(Duration lease) {
        if (diff.isUnchanged() || !newFindings().isEmpty()) {
            return List.of();
        }
        Steps steps = new Steps();
        Set<String> added = prefixes(now);
        added.removeAll(prefixes(old));
        if (!added.isEmpty()) {
            steps.add(
                    "Announce routes to the BRs for " + shortened(added),
                    "Packets to an address must reach a BR before a CE has the address",
                    "The routers have routes for these prefixes",
                    List.of());
        }
        List<ConfiguredDomain> union = union().domains();
        if (isHarmless(union)) {
            addTogether(steps, union, lease);
        } else {
            addCut(steps, lease);
        }
        Set<String> removed = prefixes(old);
        removed.removeAll(prefixes(now));
        if (!removed.isEmpty()) {
            steps.add(
                    "Withdraw the routes for " + shortened(removed),
                    "No rule has these prefixes",
                    "The routers have no routes for these prefixes",
                    List.of());
        }
        steps.add(
                "Add NEW to the history of rules: mape lookup --add NEW --from TIME --history FILE",
                "A later query for an address and port needs the rules of its time",
                "mape lookup finds a subscriber of NEW at TIME",
                List.of());
        return steps.list;
    }

    private void addTogether(Steps steps, List<ConfiguredDomain> union, Duration lease) {
        if (!isSame(union, old)) {
            steps.add(
                    "Install the rules of OLD and NEW together in each BR",
                    "CEs change one by one; no address and port has two owners meanwhile",
                    "mape diff OLD UNION shows only NEW, UNCHANGED and BR_ONLY",
                    union);
        }
        addProvisioning(steps, lease);
        if (!isSame(union, now)) {
            steps.add(
                    "Remove the rules that only OLD has from each BR",
                    "No CE uses them after its lease (RFC 7597 section 7.1)",
                    "mape diff with the rules of the BR and NEW has exit status 0",
                    now);
        }
    }

    private static void addProvisioning(Steps steps, Duration lease) {
        steps.add(
                "Give the options of NEW to the DHCPv6 server",
                "CEs get NEW when they renew their leases (RFC 7598 section 6)",
                "mape lint shows NEW in a captured reply of the server",
                List.of());
        steps.add(
                "Wait for " + lease + ", the time in which all CEs renew their leases",
                "Until then some CEs use OLD (RFC 7597 section 7.1)",
                "The BR counts no packets of CEs that only OLD serves",
                List.of());
    }

    private void addCut(Steps steps, Duration lease) {
        steps.add(
                "Give leases of a few minutes, and wait for " + lease,
                "With long leases CEs would use OLD for a long time after the cut (RFC 7597 section 7.1)",
                "All leases of the DHCPv6 server end within minutes",
                List.of());
        steps.add(
                String.format(Locale.ROOT, "No order without conflict: cut at once, %,d", affected())
                        + (affected().equals(BigInteger.ONE) ? " subscriber" : " subscribers")
                        + "; replace OLD by NEW in all BRs and in the DHCPv6 server at the same time",
                reasonOfCut(),
                "mape diff with the rules of the BR and NEW has exit status 0",
                now);
        steps.add(
                "Make CEs renew their leases, and restore the length of leases",
                "A CE that still uses OLD sends packets that the BR drops",
                "The BR counts no packets dropped by the source check",
                List.of());
    }

    private String reasonOfCut() {
        List<String> reasons = new ArrayList<>();
        if (diff.conflicts() > 0) {
            reasons.add(String.format(
                    Locale.ROOT, "%,d pairs of an address and a port change their owner", diff.conflicts()));
        }
        Set<FindingId> ids = new TreeSet<>();
        contradictions().forEach(finding -> ids.add(finding.id()));
        if (!ids.isEmpty()) {
            reasons.add("no BR can have both rule sets ("
                    + String.join(", ", ids.stream().map(FindingId::toString).toList()) + ")");
        }
        if (reasons.isEmpty()) {
            reasons.add("in a BR with both rule sets, one hides subscribers of the other");
        }
        return "With some CEs on OLD and others on NEW, " + String.join(" and ", reasons);
    }

    private BigInteger affected() {
        BigInteger sum = BigInteger.ZERO;
        for (SubscriberChange change : SubscriberChange.values()) {
            if (change != SubscriberChange.UNCHANGED && change != SubscriberChange.NEW) {
                sum = sum.add(diff.subscribers(change));
            }
        }
        return sum;
    }

    /** Returns whether a BR with the rules of both sets serves each subscriber of either set as that set does. */
    private boolean isHarmless(List<ConfiguredDomain> union) {
        if (diff.conflicts() > 0 || union.isEmpty() || !errors(union).isEmpty()) {
            return false;
        }
        RuleSetDiff before;
        RuleSetDiff after;
        try {
            before = RuleSetDiff.of(old, union);
            after = RuleSetDiff.of(union, now);
        } catch (IllegalArgumentException e) { // what cannot be compared is not proposed
            return false;
        }
        return before.owners().other() == 0
                && before.owners().lost() == 0
                && after.owners().other() == 0
                && after.owners().gained() == 0
                && hasOnly(before, SubscriberChange.NEW)
                && hasOnly(after, SubscriberChange.LOST);
    }

    private static boolean hasOnly(RuleSetDiff diff, SubscriberChange allowed) {
        Set<SubscriberChange> others =
                EnumSet.complementOf(EnumSet.of(SubscriberChange.UNCHANGED, SubscriberChange.BR_ONLY, allowed));
        return others.stream().allMatch(each -> diff.subscribers(each).signum() == 0);
    }

    /** Returns whether a BR treats each rule alike in both sets; names of domains do not matter. */
    private static boolean isSame(List<ConfiguredDomain> one, List<ConfiguredDomain> other) {
        return treatments(one).equals(treatments(other));
    }

    private static Set<List<Object>> treatments(List<ConfiguredDomain> domains) {
        Set<List<Object>> all = new HashSet<>();
        for (ConfiguredDomain each : domains) {
            MapDomain domain = each.domain();
            domain.rules()
                    .rules()
                    .forEach(rule -> all.add(List.of(rule, domain.borderRelays(), each.options(), domain.isMesh())));
        }
        return all;
    }

    private static Set<String> prefixes(List<ConfiguredDomain> domains) {
        Set<String> all = new LinkedHashSet<>();
        for (ConfiguredDomain each : domains) {
            for (MapRule rule : each.domain().rules().rules()) {
                all.add(rule.ipv4Prefix().toCanonicalString());
                all.add(rule.ipv6Prefix().toCanonicalString());
            }
        }
        return all;
    }

    private static String shortened(Set<String> prefixes) {
        List<String> some = prefixes.stream().limit(4).toList();
        int others = prefixes.size() - some.size();
        return String.join(", ", some) + (others == 0 ? "" : " and " + others + " more prefixes");
    }

    /** Steps with numbers. */
    private static final class Steps {
        final List<Step> list = new ArrayList<>();

        void add(String action, String reason, String check, List<ConfiguredDomain> domains) {
            list.add(new Step(list.size() + 1, action, reason, check, domains));
        }
    }
}
