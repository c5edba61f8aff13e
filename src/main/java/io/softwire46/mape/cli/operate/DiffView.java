package io.softwire46.mape.cli.operate;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.operate.RuleVersion;
import io.softwire46.mape.operate.diff.RuleSetDiff;
import io.softwire46.mape.operate.diff.RuleSetDiff.Box;
import io.softwire46.mape.operate.diff.RuleSetDiff.RuleReference;
import io.softwire46.mape.operate.diff.SubscriberChange;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A difference with what its texts, JSON and pages show of it: names of rules, the largest boxes, and examples.
 *
 * <p>Immutable.
 *
 * @param old the old rules
 * @param now the new rules
 * @param diff their difference
 * @param largest the boxes to show, by change
 */
record DiffView(RuleVersion old, RuleVersion now, RuleSetDiff diff, Map<SubscriberChange, List<Box>> largest) {
    /**
     * One subscriber.
     *
     * @param endUserPrefix its prefix
     * @param old its old mapping; null if no old rule serves it
     * @param now its new mapping; null if no new rule serves it
     */
    record Example(
            IPv6Address endUserPrefix,
            @Nullable CeMapping old,
            @Nullable CeMapping now) {}

    static DiffView of(RuleVersion old, RuleVersion now, int limit) {
        RuleSetDiff diff = RuleSetDiff.of(old.domains(), now.domains());
        return new DiffView(old, now, diff, diff.largest(limit));
    }

    /** Returns the number of all boxes of a change. */
    long boxCount(SubscriberChange change) {
        return Objects.requireNonNull(diff.classes().get(change)).boxes();
    }

    List<Box> boxes(SubscriberChange change) {
        return Objects.requireNonNull(largest.get(change));
    }

    @Nullable String oldName(@Nullable RuleReference rule) {
        return rule == null ? null : name(old, rule);
    }

    @Nullable String newName(@Nullable RuleReference rule) {
        return rule == null ? null : name(now, rule);
    }

    private static String name(RuleVersion version, RuleReference rule) {
        List<String> names = version.ruleNames().get(rule.domain());
        return version.domains().get(rule.domain()).domain().name() + "/"
                + (names.isEmpty() ? Integer.toString(rule.index()) : names.get(rule.index()));
    }

    Example example(Box box) {
        return example(diff.example(box), box.oldRule(), box.newRule());
    }

    static Example example(IPv6Address prefix, @Nullable RuleReference old, @Nullable RuleReference now) {
        return new Example(prefix, mapping(prefix, old), mapping(prefix, now));
    }

    private static @Nullable CeMapping mapping(IPv6Address prefix, @Nullable RuleReference rule) {
        IPv6Address address = prefix.getLower().withoutPrefixLength();
        return rule == null ? null : rule.rule().decode(address).orElseThrow();
    }

    /** Returns the rule whose addresses a box shows: the old one, unless only the new rules serve its subscribers. */
    static MapRule shownRule(Box box) {
        RuleReference shown = box.oldRule() == null ? box.newRule() : box.oldRule();
        return Objects.requireNonNull(shown).rule();
    }

    /** Returns the IPv4 prefix that the shown rule gives to the subscribers of a box. */
    static IPv4Address ipv4Prefix(Box box) {
        MapRule rule = shownRule(box);
        int suffixBits = Math.min(rule.suffixLength(), Math.max(0, fixedEaBits(box, rule)));
        int address = firstOf(box, rule).ipv4Bits();
        return new IPv4Address(address, rule.ipv4Length() + suffixBits);
    }

    /** Returns the first and the last PSID that the shown rule gives to the subscribers of a box; 0 if it shares no address. */
    static int[] psids(Box box) {
        MapRule rule = shownRule(box);
        int free = Math.min(rule.psidLengthInEa(), rule.eaLength() - fixedEaBits(box, rule));
        int first = firstOf(box, rule).psid();
        return new int[] {first, first | (1 << Math.max(0, free)) - 1};
    }

    private static CeMapping firstOf(Box box, MapRule rule) {
        return rule.decode(box.ipv6Prefix().getLower().withoutPrefixLength()).orElseThrow();
    }

    private static int fixedEaBits(Box box, MapRule rule) {
        int length = Objects.requireNonNull(box.ipv6Prefix().getNetworkPrefixLength());
        return Math.min(rule.eaLength(), length - rule.ipv6Length());
    }
}
