package io.softwire46.mape.map;

import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.Findings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;

/**
 * Checks of the relations between rules: findings V40 to V46 and V50.
 *
 * <p>The rules are sorted by prefix and walked with a stack of the prefixes that enclose the current one. Rules with
 * disjoint prefixes are therefore never compared.
 *
 * <p>Not thread-safe: use one instance per validation.
 */
final class RuleSetChecks {
    /** Orders by ascending address, with enclosing prefixes before the prefixes inside them. */
    static final Comparator<MapRule> BY_IPV6_PREFIX = Comparator.<MapRule>comparingLong(
                    rule -> rule.ipv6High() ^ Long.MIN_VALUE)
            .thenComparingLong(rule -> rule.ipv6Low() ^ Long.MIN_VALUE)
            .thenComparingInt(MapRule::ipv6Length);

    private static final String LOOKUP_RFC = "RFC 7597 section 5";
    private static final String PORTS_RFC = "RFC 7597 section 5.1";

    private final List<MapRule> rules;
    private final List<FieldPath> names;

    /** Selects the pairs of rules to compare. Rules of one domain were compared when that domain was checked. */
    private final BiPredicate<Integer, Integer> compared;

    private final Findings findings = new Findings();

    private RuleSetChecks(List<MapRule> rules, List<FieldPath> names, BiPredicate<Integer, Integer> compared) {
        this.rules = rules;
        this.names = names;
        this.compared = compared;
    }

    /** Returns the findings about a set, including those about each rule. */
    static List<Finding> check(List<MapRule> rules) {
        return check(rules, names(IntStream.range(0, rules.size()).boxed().toList()));
    }

    /** Returns the field paths of the rules with these indexes. */
    static List<FieldPath> names(Collection<Integer> places) {
        return places.stream().map(place -> FieldPath.of("rules", place)).toList();
    }

    /** Returns the findings about a set whose rules have these field paths. */
    static List<Finding> check(List<MapRule> rules, List<FieldPath> names) {
        RuleSetChecks checks = new RuleSetChecks(rules, names, (a, b) -> true);
        for (int i = 0; i < rules.size(); i++) {
            FieldPath name = names.get(i);
            rules.get(i).findings().forEach(finding -> checks.findings.add(finding.within(name)));
        }
        checks.relations();
        return checks.findings.list();
    }

    /** Returns the findings about the relations of valid rules, without those about each rule. */
    static List<Finding> checkRelations(List<MapRule> rules) {
        RuleSetChecks checks = new RuleSetChecks(
                rules, names(IntStream.range(0, rules.size()).boxed().toList()), (a, b) -> true);
        checks.relations();
        return checks.findings.list();
    }

    private void relations() {
        if (rules.isEmpty()) {
            findings.error(FindingId.V40, "rules", "[]", "is empty; add a basic mapping rule", LOOKUP_RFC);
        }
        formats();
        ipv6Prefixes();
        ipv4Prefixes();
    }

    /** Checks only the Rule IPv4 prefixes, between rules of different domains that one BR serves. */
    static List<Finding> checkIpv4(List<MapRule> rules, List<FieldPath> names, List<Integer> domains) {
        RuleSetChecks checks =
                new RuleSetChecks(rules, names, (a, b) -> !domains.get(a).equals(domains.get(b)));
        checks.ipv4Prefixes();
        return checks.findings.list();
    }

    private void formats() {
        for (int i = 1; i < rules.size(); i++) {
            if (rules.get(i).format() != rules.get(0).format()) {
                findings.error(
                        FindingId.V50,
                        names.get(i).then("format"),
                        rules.get(i).format(),
                        "differs from " + rules.get(0).format() + " of " + names.get(0)
                                + "; use one format per domain, or make two domains",
                        "RFC 7597 section 6");
            }
        }
    }

    private void ipv6Prefixes() {
        List<Integer> sorted = sorted(BY_IPV6_PREFIX);
        Deque<Integer> open = new ArrayDeque<>();
        for (int i : sorted) {
            MapRule rule = rules.get(i);
            while (!open.isEmpty() && !enclosesIpv6(rules.get(open.peek()), rule)) {
                open.pop();
            }
            if (!open.isEmpty() && rules.get(open.peek()).ipv6Length() == rule.ipv6Length()) {
                findings.error(
                        FindingId.V41,
                        names.get(i).then("ipv6Prefix"),
                        rule.ipv6Prefix().toCanonicalString(),
                        "is also the Rule IPv6 prefix of " + names.get(open.peek())
                                + ", so an End-user prefix would have two BMRs; remove one of the rules",
                        LOOKUP_RFC);
                continue;
            }
            if (!open.isEmpty()) {
                nestedIpv6(i, open.element());
            }
            open.push(i);
        }
    }

    /**
     * Reports a rule inside another one's prefix. The longest match decides (RFC 7598 section 4.1), so this is never an
     * error. Only the nearest enclosing rule counts: CEs of a shorter prefix that lie inside are already hidden by that
     * rule, and its own finding counts them.
     */
    private void nestedIpv6(int inner, int outer) {
        MapRule rule = rules.get(inner);
        NestedRules.Hidden hidden = NestedRules.hidden(rules.get(outer), rule);
        FieldPath around = names.get(outer);
        String where = "lies inside " + rules.get(outer).ipv6Prefix().toCanonicalString() + " of " + around;
        String many = hidden.count() + (hidden.count() == 1 ? " CE" : " CEs") + " of " + around;
        String example = Addresses.toText(hidden.exampleHigh(), hidden.exampleLow());
        String message;
        if (hidden.count() == 0) {
            message = where + " and hides no CE of it, as the longest match decides";
        } else if (hidden.alike()) {
            message = where + ", and by the longest match this rule gives the same addresses and ports to the " + many
                    + " inside it, for example " + example;
        } else {
            message = where + ", and the longest match hides " + many + ", for example " + example
                    + ", whose packets a BR refuses; delegate no prefix inside it under " + around;
        }
        findings.warning(
                FindingId.V42,
                names.get(inner).then("ipv6Prefix"),
                rule.ipv6Prefix().toCanonicalString(),
                message,
                "RFC 7598 section 4.1");
    }

    private void ipv4Prefixes() {
        List<Integer> sorted = sorted(Comparator.<MapRule>comparingInt(rule -> rule.ipv4() ^ Integer.MIN_VALUE)
                .thenComparingInt(MapRule::ipv4Length)
                // Rules of one kind are adjacent, so that comparing adjacent rules finds every kind of contradiction.
                .thenComparing(MapRule::isShared)
                .thenComparing(MapRule::isKeyedByPsid)
                .thenComparingInt(MapRule::explicitPsid));
        Deque<Integer> open = new ArrayDeque<>();
        int previous = -1;
        for (int i : sorted) {
            MapRule rule = rules.get(i);
            if (previous >= 0
                    && rules.get(previous).ipv4() == rule.ipv4()
                    && rules.get(previous).ipv4Length() == rule.ipv4Length()) {
                if (compared.test(previous, i)) {
                    sameIpv4(previous, i);
                }
            } else {
                while (!open.isEmpty() && !enclosesIpv4(rules.get(open.peek()), rule)) {
                    open.pop();
                }
                nestedIpv4(i, open);
                open.push(i);
            }
            previous = i;
        }
    }

    /**
     * Checks two rules with one IPv4 prefix: valid only for 1:1 rules with the same port parameters and different
     * PSIDs.
     */
    private void sameIpv4(int first, int second) {
        MapRule a = rules.get(first);
        MapRule b = rules.get(second);
        boolean whole = !a.isShared() && !b.isShared();
        if (a.isShared() != b.isShared()) {
            findings.error(
                    FindingId.V46,
                    names.get(second).then("ipv4Prefix"),
                    text4(b),
                    "is shared in one and whole in the other of " + names.get(first) + " and " + names.get(second)
                            + ", and the rule without sharing owns all ports; remove one of the rules",
                    PORTS_RFC);
        } else if (whole || (!a.isKeyedByPsid() && !b.isKeyedByPsid())) {
            findings.error(
                    FindingId.V43,
                    names.get(second).then("ipv4Prefix"),
                    text4(b),
                    "is also the Rule IPv4 prefix of " + names.get(first)
                            + ", so a destination would have two CEs; remove one of the rules",
                    "RFC 7597 section 5.3");
        } else if (!a.portParameters().equals(b.portParameters())) {
            findings.error(
                    FindingId.V44,
                    names.get(second).then("ipv4Prefix"),
                    text4(b),
                    "has PSID offset and length " + b.portParameters() + " here and " + a.portParameters() + " in "
                            + names.get(first) + "; use the same values for all CEs of an address",
                    PORTS_RFC);
        } else if (!a.isKeyedByPsid() || !b.isKeyedByPsid() || a.explicitPsid() == b.explicitPsid()) {
            findings.error(
                    FindingId.V44,
                    names.get(second).then("psid"),
                    b.explicitPsid(),
                    "is already assigned for " + text4(b) + " by " + names.get(first)
                            + "; use a different PSID for each CE",
                    PORTS_RFC);
        }
    }

    private void nestedIpv4(int i, Deque<Integer> enclosingRules) {
        List<Integer> open = enclosingRules.stream()
                .filter(around -> compared.test(around, i))
                .toList();
        if (open.isEmpty()) {
            return;
        }
        boolean refused = false;
        MapRule rule = rules.get(i);
        FieldPath field = names.get(i).then("ipv4Prefix");
        String value = rule.ipv4Prefix().toCanonicalString();
        for (int enclosing : open) {
            MapRule around = rules.get(enclosing);
            String where = around.ipv4Prefix().toCanonicalString() + " of " + names.get(enclosing);
            if (around.isShared() != rule.isShared()) {
                findings.error(
                        FindingId.V46,
                        field,
                        value,
                        "lies inside " + where
                                + ", and only one of them is shared, so one CE would own all ports of an "
                                + "address that others share; separate the prefixes",
                        PORTS_RFC);
                refused = true;
            } else if (rule.isShared() && !around.portParameters().equals(rule.portParameters())) {
                findings.error(
                        FindingId.V45,
                        field,
                        value,
                        "lies inside " + where + ", which has PSID offset and length " + around.portParameters()
                                + " instead of " + rule.portParameters()
                                + ", so port sets of one address would overlap; use the same values",
                        PORTS_RFC);
                refused = true;
            }
        }
        if (refused) {
            return;
        }
        findings.warning(
                FindingId.V45,
                field,
                value,
                "lies inside " + rules.get(open.get(0)).ipv4Prefix().toCanonicalString() + " of "
                        + names.get(open.get(0))
                        + ", so that CEs of the shorter prefix get no service if this rule hides them by the longest match",
                LOOKUP_RFC);
    }

    private static String text4(MapRule rule) {
        return Addresses.toText(rule.ipv4()) + "/" + rule.ipv4Length();
    }

    private List<Integer> sorted(Comparator<MapRule> order) {
        List<Integer> places =
                new ArrayList<>(IntStream.range(0, rules.size()).boxed().toList());
        places.sort(Comparator.comparing(rules::get, order));
        return places;
    }

    private static boolean enclosesIpv6(MapRule outer, MapRule inner) {
        return outer.ipv6Length() <= inner.ipv6Length() && outer.containsIpv6(inner.ipv6High(), inner.ipv6Low());
    }

    private static boolean enclosesIpv4(MapRule outer, MapRule inner) {
        return outer.ipv4Length() <= inner.ipv4Length() && outer.containsIpv4(inner.ipv4());
    }
}
