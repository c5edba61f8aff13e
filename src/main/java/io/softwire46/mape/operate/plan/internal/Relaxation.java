package io.softwire46.mape.operate.plan.internal;

import io.softwire46.mape.map.internal.Bits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The smallest change in one dimension that makes a goal feasible.
 *
 * <p>Immutable.
 *
 * @param dimension name of the option that changes
 * @param change the change for a reader
 * @param goal the changed goal, which is feasible
 */
public record Relaxation(String dimension, String change, Goal goal) {
    private static final int PORT_BITS = 16;
    private static final int MAX_OFFSET = 15;

    /** A block of the registries is not larger. */
    private static final int MIN_IPV6_LENGTH = 12;

    /** The maximum number of prefixes that a change names. */
    private static final int NAMED = 16;

    /** Returns the relaxations of a goal that is not feasible; a dimension is absent if no change of it alone suffices. */
    public static List<Relaxation> of(Goal goal) {
        List<Relaxation> found = new ArrayList<>();
        ports(goal, found);
        excludedPorts(goal, found);
        ipv4(goal, found);
        reserved(goal, found);
        delegated(goal, found);
        ipv6(goal, found);
        return found;
    }

    /** The numbers of ports that port parameters give, from the largest one below the demand. */
    private static void ports(Goal goal, List<Relaxation> found) {
        List<Integer> counts = new ArrayList<>();
        for (int k = 0; k <= PORT_BITS; k++) {
            for (int a = 0; a <= Math.min(MAX_OFFSET, PORT_BITS - k); a++) {
                counts.add(new Candidate(List.of(), 0, k, a, 0, true).ports());
            }
        }
        counts.stream()
                .filter(each -> each < goal.ports())
                .distinct()
                .sorted(Comparator.reverseOrder())
                .map(goal::withPorts)
                .filter(Search::isFeasible)
                .findFirst()
                .ifPresent(each -> found.add(new Relaxation(
                        "ports",
                        number(each.ports()) + (each.ports() == 1 ? " port" : " ports") + " instead of "
                                + number(goal.ports()),
                        each)));
    }

    /** Offset a leaves the ports below 2^(16-a) without an owner, so the highest excluded port alone matters. */
    private static void excludedPorts(Goal goal, List<Relaxation> found) {
        for (int a = 1; a <= PORT_BITS; a++) {
            int highest = a == PORT_BITS ? Goal.NO_PORT : (1 << (PORT_BITS - a)) - 1;
            Goal relaxed = goal.withHighestExcluded(highest);
            if (highest < goal.highestExcluded() && Search.isFeasible(relaxed)) {
                found.add(new Relaxation(
                        "excludePorts",
                        highest == Goal.NO_PORT
                                ? "exclude no port"
                                : "exclude no port above " + highest + " instead of " + goal.highestExcluded(),
                        relaxed));
                return;
            }
        }
    }

    private static void ipv4(Goal goal, List<Relaxation> found) {
        if (!moreIpv4(goal, found)) {
            lessIpv4(goal, found);
        }
    }

    /** Finds the smallest further block; if even that one takes too much of the IPv6 block, the fewest addresses as several blocks. */
    private static boolean moreIpv4(Goal goal, List<Relaxation> found) {
        for (int length = 32; length >= 0; length--) {
            if (addBlocks(goal, List.of(length), found)) {
                return true;
            }
        }
        long present = Blocks.size(Blocks.without(goal.blocks(), goal.reserved()));
        for (int k = PORT_BITS; k >= 0; k--) {
            long further = ((goal.required() + (1L << k) - 1) >> k) - present;
            List<Integer> lengths = new ArrayList<>();
            for (int length = 0; length <= 32; length++) {
                if ((further >>> (32 - length) & 1) == 1) {
                    lengths.add(length);
                }
            }
            if (further > 0 && further <= 1L << 32 && addBlocks(goal, lengths, found)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Finds fewer addresses, as all addresses of the blocks need a place in the IPv6 block: a part of one block instead of it, the
     * largest part that suffices, the blocks without the fewest of them, or a part of one block instead of all. Reserved prefixes must stay in blocks.
     */
    private static void lessIpv4(Goal goal, List<Relaxation> found) {
        long addresses = Search.addresses(goal);
        List<Range> ranges = Search.feasibleAddresses(goal);
        List<Block> largestFirst = new ArrayList<>(goal.blocks());
        largestFirst.sort(Comparator.comparingInt(Block::length).thenComparingLong(Block::first));
        for (Block each : largestFirst) {
            List<Block> others = new ArrayList<>(goal.blocks());
            others.remove(each);
            boolean isPossible = ranges.stream()
                    .anyMatch(range -> range.first() < addresses && range.last() > addresses - each.size());
            if (isPossible && shrink(goal, each, others, each.toString(), found)) {
                return;
            }
        }
        if (dropBlocks(goal, addresses, ranges, found)) {
            return;
        }
        String all = goal.blocks().size() + " blocks";
        for (Block each : largestFirst) {
            boolean isPossible = ranges.stream().anyMatch(range -> range.first() <= each.size());
            if (isPossible && goal.blocks().size() > 1 && shrink(goal, each, List.of(), all, found)) {
                return;
            }
        }
    }

    private static boolean dropBlocks(Goal goal, long addresses, List<Range> ranges, List<Relaxation> found) {
        List<Range> surplus = ranges.stream()
                .filter(each -> each.first() < addresses)
                .map(each -> new Range(Math.max(1, addresses - each.last()), addresses - each.first()))
                .toList();
        List<Block> dropped = new Release(goal.withReserved(goal.blocks())).fewest(0, surplus);
        List<Block> blocks = new ArrayList<>(goal.blocks());
        blocks.removeAll(Set.copyOf(dropped));
        Goal relaxed = goal.withBlocks(blocks);
        if (dropped.isEmpty() || !Search.isFeasible(relaxed) || !overlapsEach(blocks, goal.reserved())) {
            return false;
        }
        found.add(new Relaxation("ipv4", "without " + names(dropped), relaxed));
        return true;
    }

    private static String names(List<Block> blocks) {
        String names = blocks.stream().limit(NAMED).map(Block::toString).collect(Collectors.joining(", "));
        return names + (blocks.size() > NAMED ? " and " + (blocks.size() - NAMED) + " more" : "");
    }

    /** Replaces a block by its largest part that suffices; returns whether there is one. */
    private static boolean shrink(Goal goal, Block block, List<Block> others, String replaced, List<Relaxation> found) {
        for (int length = block.length(); length <= 32; length++) {
            for (Block part : parts(goal, block, length)) {
                List<Block> blocks = new ArrayList<>(others);
                blocks.add(part);
                Goal relaxed = goal.withBlocks(blocks);
                if (Search.isFeasible(relaxed) && overlapsEach(blocks, goal.reserved())) {
                    found.add(new Relaxation("ipv4", part + " instead of " + replaced, relaxed));
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean overlapsEach(List<Block> blocks, List<Block> reserved) {
        return reserved.stream().allMatch(each -> blocks.stream().anyMatch(each::overlaps));
    }

    /** Returns the first part of a block, the last one, and those with reserved prefixes. */
    private static Set<Block> parts(Goal goal, Block block, int length) {
        Set<Block> parts = new LinkedHashSet<>();
        int mask = Bits.ipv4Mask(length);
        parts.add(new Block(block.address(), length));
        parts.add(new Block((int) block.last() & mask, length));
        goal.reserved().stream()
                .filter(block::contains)
                .map(each -> new Block(each.address() & mask, length))
                .forEach(parts::add);
        return parts;
    }

    /** Adds blocks of these lengths; returns whether the goal is then feasible. */
    private static boolean addBlocks(Goal goal, List<Integer> lengths, List<Relaxation> found) {
        Goal relaxed = goal;
        List<Block> added = new ArrayList<>();
        for (int length : lengths) {
            Block further = free(relaxed, length);
            if (further == null) {
                return false;
            }
            added.add(further);
            List<Block> blocks = new ArrayList<>(relaxed.blocks());
            blocks.add(further);
            relaxed = relaxed.withBlocks(blocks);
        }
        if (!Search.isFeasible(relaxed)) {
            return false;
        }
        String names = added.stream().map(each -> "/" + each.length()).collect(Collectors.joining(", one more "));
        String places = added.stream().map(Block::toString).collect(Collectors.joining(", "));
        found.add(new Relaxation("ipv4", "one more " + names + ", in the plan " + places, relaxed));
        return true;
    }

    /** Returns a unicast prefix that overlaps no block and no reserved one, after the last of them if possible; null if none is free. */
    private static @Nullable Block free(Goal goal, int length) {
        List<Block> taken = new ArrayList<>(goal.blocks());
        taken.addAll(goal.reserved());
        long end = taken.stream().mapToLong(Block::last).max().orElseThrow() + 1;
        taken.addAll(Blocks.NOT_UNICAST);
        List<Block> sorted = Blocks.outermost(taken);
        Block after = free(sorted, length, end);
        return after == null ? free(sorted, length, 0) : after;
    }

    /** Returns the first prefix from an address on that overlaps none of some sorted ones; null if none is free. */
    private static @Nullable Block free(List<Block> sorted, int length, long from) {
        long size = 1L << (32 - length);
        long start = roundUp(from, size);
        for (Block each : sorted) {
            if (start + size <= each.first()) {
                break;
            }
            start = roundUp(Math.max(start, each.last() + 1), size);
        }
        return start + size <= 1L << 32 ? new Block((int) start, length) : null;
    }

    private static long roundUp(long address, long size) {
        return (address + size - 1) / size * size;
    }

    /** Finds the fewest prefixes, as capacity depends on the number of addresses alone. */
    private static void reserved(Goal goal, List<Relaxation> found) {
        List<Block> released = new Release(goal).fewest(Search.addresses(goal), Search.feasibleAddresses(goal));
        if (released.isEmpty()) {
            return;
        }
        List<Block> kept = new ArrayList<>(goal.reserved());
        kept.removeAll(Set.copyOf(released));
        found.add(new Relaxation("reserve", "do not reserve " + names(released), goal.withReserved(kept)));
    }

    private static void delegated(Goal goal, List<Relaxation> found) {
        for (int length = goal.delegated() + 1; goal.delegated() != Goal.ANY_LENGTH && length <= 64; length++) {
            if (Search.isFeasible(goal.withDelegated(length))) {
                found.add(new Relaxation("delegate", "delegate /" + length, goal.withDelegated(length)));
                return;
            }
        }
    }

    private static void ipv6(Goal goal, List<Relaxation> found) {
        for (int length = goal.ipv6Length() - 1; length >= MIN_IPV6_LENGTH; length--) {
            if (Search.isFeasible(goal.withIpv6Length(length))) {
                found.add(new Relaxation(
                        "ipv6",
                        "an IPv6 block of /" + length + " instead of /" + goal.ipv6Length(),
                        goal.withIpv6Length(length)));
                return;
            }
        }
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
