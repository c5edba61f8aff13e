package io.softwire46.mape.operate.diff;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.operate.OwnershipBoxes;
import io.softwire46.mape.operate.diff.internal.Cell;
import io.softwire46.mape.operate.diff.internal.OwnedBox;
import io.softwire46.mape.operate.diff.internal.PlacedRule;
import io.softwire46.mape.operate.diff.internal.Prefix6;
import io.softwire46.mape.operate.diff.internal.RuleCells;
import io.softwire46.mape.operate.diff.internal.SubscriberTally;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The difference between two rule sets by its effect on subscribers, counted exactly and without enumeration.
 *
 * <p>A subscriber is an End-user prefix of the length n + o that its rule serves. All domains of a set count together: the longest
 * Rule IPv6 prefix decides which rule a prefix has (RFC 7598 section 4.1), the longest Rule IPv4 prefix who owns an address and a port.
 *
 * <p>Immutable.
 */
public final class RuleSetDiff {
    /** The maximum number of boxes, and of pairs of boxes that are compared. */
    static final int MAX_BOXES = 10_000_000;

    private final List<ConfiguredDomain> old;
    private final List<ConfiguredDomain> now;
    private final RuleCells cells;
    private final List<OwnedBox> oldBoxes;
    private final List<OwnedBox> newBoxes;
    private final Map<SubscriberChange, ClassCount> classes;
    private final OwnerChanges owners;
    private final DomainPairs pairs;
    private final List<OptionChange> options;
    private final Transition transition;

    /**
     * A number of subscribers.
     *
     * @param subscribers number of End-user prefixes
     * @param boxes number of boxes that they are in
     */
    public record ClassCount(BigInteger subscribers, long boxes) {
        private ClassCount plus(ClassCount other) {
            return new ClassCount(subscribers.add(other.subscribers), boxes + other.boxes);
        }
    }

    /**
     * Ports of subscribers that keep their IPv4 address, as pairs of a subscriber and a port.
     *
     * @param kept ports in the old set and in the new one
     * @param lost ports in the old set only
     * @param gained ports in the new set only
     */
    public record PortCount(BigInteger kept, BigInteger lost, BigInteger gained) {}

    /**
     * A rule and its place.
     *
     * @param rule the rule
     * @param domain index of its domain
     * @param index its index in the domain
     */
    public record RuleReference(MapRule rule, int domain, int index) {}

    /**
     * Subscribers to whom one pair of rules applies, with one change.
     *
     * @param change what changes
     * @param ipv6Prefix the prefix around their End-user prefixes; longer rule prefixes inside it are other boxes
     * @param unitLength length of the End-user prefixes that are counted, in bits
     * @param oldRule the old rule; null if there is none
     * @param newRule the new rule; null if there is none
     * @param subscribers number of End-user prefixes, at least 1
     * @param ports ports that are kept, lost and gained, if {@code change} is {@code MOVED_PORTS}; else null
     * @param node number of the prefix in its difference
     */
    public record Box(
            SubscriberChange change,
            IPv6Address ipv6Prefix,
            int unitLength,
            @Nullable RuleReference oldRule,
            @Nullable RuleReference newRule,
            long subscribers,
            @Nullable PortCount ports,
            int node) {}

    /** What happens to an address and port. */
    public enum OwnerChange {
        /** The same End-user prefix owns it. */
        SAME,
        /** Another End-user prefix owns it. */
        OTHER,
        /** Only the new rules assign it. */
        GAINED,
        /** Only the old rules assign it. */
        LOST
    }

    /**
     * Addresses and ports with one old and one new rule.
     *
     * @param change what changes
     * @param ipv4First first address, 32 bits in network order
     * @param ipv4Last last address
     * @param oldRule the old rule; null if there is none, or if the new rule gains from no single one
     * @param newRule the new rule; null if there is none, or if the old rule loses to no single one
     * @param ports number of addresses and ports
     */
    public record OwnerBox(
            OwnerChange change,
            int ipv4First,
            int ipv4Last,
            @Nullable RuleReference oldRule,
            @Nullable RuleReference newRule,
            long ports) {}

    /**
     * Numbers of addresses and ports by what happens to their owner.
     *
     * @param same number with the same End-user prefix as owner
     * @param other number with another one
     * @param gained number that only the new rules assign
     * @param lost number that only the old rules assign
     * @param largest boxes, the largest of each change first
     */
    public record OwnerChanges(long same, long other, long gained, long lost, List<OwnerBox> largest) {}

    /**
     * An option, an address of a border relay, the mode, or a field of a rule that differs.
     *
     * @param domain name of the domain in the new set
     * @param option its name as in the domain file; {@code rules[0].forwarding} is that of the first rule of the new domain
     * @param oldValue its old value; null if there is none
     * @param newValue its new value; null if there is none
     */
    public record OptionChange(
            String domain,
            String option,
            @Nullable String oldValue,
            @Nullable String newValue) {}

    /**
     * A step of the change.
     *
     * @param id number from 1
     * @param action what to do
     * @param reason why
     * @param check how to see that it is done
     * @param domains the rules of a border relay after this step; empty if the step does not change them
     */
    public record Step(int id, String action, String reason, String check, List<ConfiguredDomain> domains) {
        /**
         * Copies the list.
         *
         * @param id number from 1
         * @param action what to do
         * @param reason why
         * @param check how to see that it is done
         * @param domains the rules of a border relay after this step
         */
        public Step {
            domains = List.copyOf(domains);
        }
    }

    /**
     * What two rule sets assign to one delegated prefix.
     *
     * @param change what changes; null if no rule serves the prefix
     * @param oldRule the old rule; null if there is none
     * @param newRule the new rule; null if there is none
     */
    public record PrefixChange(
            @Nullable SubscriberChange change,
            @Nullable RuleReference oldRule,
            @Nullable RuleReference newRule) {}

    private RuleSetDiff(List<ConfiguredDomain> old, List<ConfiguredDomain> now) {
        this.old = List.copyOf(old);
        this.now = List.copyOf(now);
        cells = RuleCells.of(rules(old), rules(now));
        oldBoxes = boxes(old);
        newBoxes = boxes(now);
        pairs = new DomainPairs(this.old, this.now);
        classes = count();
        options = OptionChanges.between(this.old, this.now, pairs);
        owners = owners(0);
        transition = new Transition(this.old, this.now, this);
    }

    /**
     * Compares two rule sets.
     *
     * @param old domains that one BR can serve together
     * @param now domains that one BR can serve together
     * @return the difference
     * @throws MapConfigurationException if the domains of one set contradict each other, or two of them have a Rule IPv6 prefix in common
     * @throws IllegalArgumentException if there would be more than ten million boxes
     */
    public static RuleSetDiff of(List<ConfiguredDomain> old, List<ConfiguredDomain> now) {
        return new RuleSetDiff(old, now);
    }

    private static List<PlacedRule> rules(List<ConfiguredDomain> domains) {
        List<PlacedRule> rules = PlacedRule.of(domains);
        Optional<List<PlacedRule>> duplicate = RuleCells.duplicate(rules);
        if (duplicate.isPresent()) {
            MapDomain one = domains.get(duplicate.get().get(0).domain()).domain();
            MapDomain other = domains.get(duplicate.get().get(1).domain()).domain();
            throw new MapConfigurationException(List.of(new Finding(
                    FindingId.V41,
                    Finding.Severity.ERROR,
                    "ipv6Prefix",
                    duplicate.get().get(0).rule().ipv6Prefix().toCanonicalString(),
                    "is a Rule IPv6 prefix of the domains " + one.name() + " and " + other.name()
                            + ", so an End-user prefix would have two BMRs; compare the domains one by one",
                    "RFC 7597 section 5")));
        }
        return rules;
    }

    private static List<OwnedBox> boxes(List<ConfiguredDomain> domains) {
        OwnershipBoxes boxes = OwnershipBoxes.of(domains);
        List<OwnedBox> all = new ArrayList<>(boxes.size());
        for (int i = 0; i < boxes.size(); i++) {
            all.add(new OwnedBox(
                    boxes.ipv4First(i),
                    boxes.ipv4Last(i),
                    boxes.psidFirst(i),
                    boxes.psidLast(i),
                    new PlacedRule(boxes.rule(i), boxes.domainIndex(i), boxes.ruleIndex(i))));
        }
        return all;
    }

    private Map<SubscriberChange, ClassCount> count() {
        Map<SubscriberChange, ClassCount> counts = new EnumMap<>(SubscriberChange.class);
        for (SubscriberChange change : SubscriberChange.values()) {
            counts.put(change, new ClassCount(BigInteger.ZERO, 0));
        }
        for (int node = 0; node < cells.size(); node++) {
            Cell cell = cells.cell(node);
            if (cell == null) {
                continue;
            }
            SubscriberTally tally = cells.tally(cell);
            boolean isEmpty = true;
            for (SubscriberChange change : changes(cell)) {
                long subscribers = change.count(tally);
                if (subscribers > 0) {
                    counts.merge(change, new ClassCount(BigInteger.valueOf(subscribers), 1), ClassCount::plus);
                    isEmpty = false;
                }
            }
            if (!isEmpty) {
                pairs.add(cell);
            }
        }
        long all = counts.values().stream().mapToLong(ClassCount::boxes).sum();
        if (all > MAX_BOXES) {
            throw new IllegalArgumentException(
                    "the comparison has " + all + " boxes, which exceeds " + MAX_BOXES + "; divide the rules");
        }
        return Collections.unmodifiableMap(counts);
    }

    /**
     * Returns the number of subscribers by what changes for them.
     *
     * @return all changes in their order, also those of no subscriber
     */
    public Map<SubscriberChange, ClassCount> classes() {
        return classes;
    }

    /**
     * Returns the number of subscribers with a change.
     *
     * @param change the change
     * @return 0 or more
     */
    public BigInteger subscribers(SubscriberChange change) {
        ClassCount count = classes.get(change);
        return count == null ? BigInteger.ZERO : count.subscribers();
    }

    /**
     * Returns whether no subscriber and no option changes.
     *
     * @return true if a border relay and its CEs need no change
     */
    public boolean isUnchanged() {
        return options().isEmpty()
                && classes.entrySet().stream()
                        .allMatch(each -> each.getKey() == SubscriberChange.UNCHANGED
                                || each.getValue().subscribers().signum() == 0);
    }

    /**
     * Returns the boxes of all changes in the order of their IPv6 prefixes. They are computed as the stream is consumed.
     *
     * @return a stream of boxes with at least one subscriber each
     */
    public Stream<Box> boxes() {
        return IntStream.range(0, cells.size())
                .mapToObj(cells::cell)
                .filter(Objects::nonNull)
                .flatMap(cell -> boxes(cell, cells.tally(cell)).stream());
    }

    private List<Box> boxes(Cell cell, SubscriberTally tally) {
        List<Box> boxes = new ArrayList<>(1);
        for (SubscriberChange change : changes(cell)) {
            long subscribers = change.count(tally);
            if (subscribers > 0) {
                boxes.add(new Box(
                        change,
                        new IPv6Address(
                                cell.within().high(),
                                cell.within().low(),
                                cell.within().length()),
                        cell.unitLength(),
                        reference(cell.old()),
                        reference(cell.now()),
                        subscribers,
                        change == SubscriberChange.MOVED_PORTS ? ports(cell, tally, subscribers) : null,
                        cell.node()));
            }
        }
        return boxes;
    }

    /** Returns the changes that are possible for a pair of rules. */
    private List<SubscriberChange> changes(Cell cell) {
        if (cell.now() == null) {
            return List.of(SubscriberChange.LOST);
        }
        if (cell.old() == null) {
            return List.of(SubscriberChange.NEW);
        }
        if (!cell.isPair()) {
            return List.of(SubscriberChange.PREFIX_LENGTH);
        }
        if (cell.oldRule().rule().kind() != cell.newRule().rule().kind()) {
            return List.of(SubscriberChange.KIND);
        }
        boolean isSameRelay = relays(old, cell.oldRule()).equals(relays(now, cell.newRule()));
        return List.of(
                SubscriberChange.MOVED_IPV4,
                SubscriberChange.MOVED_PORTS,
                SubscriberChange.FORMAT_ONLY,
                isSameRelay ? SubscriberChange.UNCHANGED : SubscriberChange.BR_ONLY);
    }

    private static List<IPv6Address> relays(List<ConfiguredDomain> domains, PlacedRule placed) {
        return placed.rule()
                .borderRelay()
                .map(List::of)
                .orElseGet(() -> domains.get(placed.domain()).domain().borderRelays());
    }

    private static @Nullable RuleReference reference(@Nullable PlacedRule placed) {
        return placed == null ? null : new RuleReference(placed.rule(), placed.domain(), placed.index());
    }

    private static PortCount ports(Cell cell, SubscriberTally tally, long subscribers) {
        BigInteger count = BigInteger.valueOf(subscribers);
        BigInteger before =
                BigInteger.valueOf(cell.oldRule().rule().portParameters().portCount());
        BigInteger after =
                BigInteger.valueOf(cell.newRule().rule().portParameters().portCount());
        // Those with equal sets keep all of their ports, and are in another class.
        BigInteger kept = BigInteger.valueOf(tally.keptPorts())
                .subtract(BigInteger.valueOf(tally.samePorts()).multiply(before));
        return new PortCount(
                kept,
                count.multiply(before).subtract(kept),
                count.multiply(after).subtract(kept));
    }

    /**
     * Returns the largest boxes of each change.
     *
     * @param limit maximum number per change, 0 or more
     * @return by change, the largest boxes first, those of one size in the order of their prefixes
     */
    public Map<SubscriberChange, List<Box>> largest(int limit) {
        Map<SubscriberChange, Largest<Box>> all = new EnumMap<>(SubscriberChange.class);
        for (SubscriberChange change : SubscriberChange.values()) {
            all.put(change, new Largest<>(limit, Box::subscribers));
        }
        boxes().forEach(box -> Objects.requireNonNull(all.get(box.change())).add(box));
        Map<SubscriberChange, List<Box>> lists = new EnumMap<>(SubscriberChange.class);
        all.forEach((change, largest) -> lists.put(change, largest.list()));
        return lists;
    }

    /**
     * Returns one End-user prefix of a box.
     *
     * @param box a box of this difference
     * @return a prefix of the length that is counted
     */
    public IPv6Address example(Box box) {
        Cell cell = Objects.requireNonNull(cells.cell(box.node()));
        Prefix6 found = cells.example(cell, box.change()::count);
        return new IPv6Address(found.high(), found.low(), found.length());
    }

    /**
     * Returns what changes for a CE with a delegated prefix, which may be longer than its rule needs.
     *
     * @param endUserPrefix a prefix with its length
     * @return the change and the rules
     */
    public PrefixChange compare(IPv6Address endUserPrefix) {
        Addresses.Prefix bits = Addresses.Prefix.of(endUserPrefix);
        int length = bits.length() == Addresses.Prefix.NO_LENGTH ? 128 : bits.length();
        Cell cell = cells.find(new Prefix6(bits.high(), bits.low(), length));
        if (cell == null) {
            return new PrefixChange(null, null, null);
        }
        Box box = boxes(cell, cells.tallyOfOne(cell)).get(0);
        return new PrefixChange(box.change(), box.oldRule(), box.newRule());
    }

    /**
     * Returns the difference from the side of addresses and ports.
     *
     * @param limit maximum number of boxes per change, 0 or more
     * @return counts and boxes
     */
    public OwnerChanges owners(int limit) {
        return OwnerSide.compare(oldBoxes, newBoxes, limit, MAX_BOXES);
    }

    /**
     * Returns the difference from the side of addresses and ports.
     *
     * @return counts without boxes
     */
    public OwnerChanges owners() {
        return owners;
    }

    /**
     * Returns the number of addresses and ports whose return traffic would reach a wrong subscriber if some CEs use the old rules and
     * others the new ones (RFC 7597 section 7.1).
     *
     * @return number of pairs of an address and a port with two different owners
     */
    public long conflicts() {
        return owners.other();
    }

    /**
     * Returns why no BR can have the rules of both sets at once. Fields count the rules of OLD first, then those of NEW that OLD has not.
     *
     * @return errors V41, V43 to V46 and V48
     */
    public List<Finding> togetherFindings() {
        return transition.contradictions();
    }

    /**
     * Returns the errors with which no BR can have the new rules.
     *
     * @return errors; empty if a BR can have them
     */
    public List<Finding> newFindings() {
        return transition.newFindings();
    }

    /**
     * Returns what differs besides mappings: options, modes, BR addresses, and the use of rules for forwarding.
     *
     * @return one entry per option and domain; domains that serve the same subscribers are compared, whatever their names
     */
    public List<OptionChange> options() {
        return options;
    }

    DomainPairs pairs() {
        return pairs;
    }

    /**
     * Returns the steps that lead from the old rules to the new ones. No step gives an address and port to two subscribers, and no step
     * installs rules with errors.
     *
     * @param lease how long CEs use old rules after the DHCPv6 server has new ones
     * @return the steps in order; empty if nothing changes, or if no BR can have the new rules
     */
    public List<Step> steps(Duration lease) {
        return transition.steps(lease);
    }

    /** Returns the number of subscribers per change. */
    @Override
    public String toString() {
        return "RuleSetDiff" + classes;
    }
}
