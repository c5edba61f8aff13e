package io.softwire46.mape.operate.plan.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.LongPredicate;
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

    private static final int NAMED = 3;

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
                        "ports", number(each.ports()) + (each.ports() == 1 ? " port" : " ports") + " instead of " + number(goal.ports()), each)));
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

    /** Finds the smallest further block; if even that one takes too much of the IPv6 block, the fewest addresses as several blocks. */
    private static void ipv4(Goal goal, List<Relaxation> found) {
        for (int length = 32; length >= 0; length--) {
            if (addBlocks(goal, List.of(length), found)) {
                return;
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
                return;
            }
        }
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

    /**
     * Finds the fewest prefixes, as capacity depends on the number of addresses alone: first those that take the most addresses, then
     * smaller ones, since too many addresses take more than the IPv6 block.
     */
    private static void reserved(Goal goal, List<Relaxation> found) {
        List<Block> largestFirst = new ArrayList<>(Blocks.outermost(goal.reserved()));
        largestFirst.removeIf(each -> taken(goal, each) == 0);
        largestFirst.sort(
                Comparator.comparingLong((Block each) -> -taken(goal, each)).thenComparingLong(Block::first));
        long[] addresses = new long[largestFirst.size() + 1]; // of all before an index, and of the blocks
        addresses[0] = Search.addresses(goal);
        for (int i = 0; i < largestFirst.size(); i++) {
            addresses[i + 1] = addresses[i] + taken(goal, largestFirst.get(i));
        }
        LongPredicate isFeasible = Search.feasibleAddresses(goal);
        for (int count = 1; count <= largestFirst.size(); count++) {
            for (int first = 0; first + count <= largestFirst.size(); first++) {
                if (isFeasible.test(addresses[0] + addresses[first + count] - addresses[first])) {
                    found.add(release(goal, largestFirst, first, count));
                    return;
                }
            }
        }
    }

    private static Relaxation release(Goal goal, List<Block> reserved, int first, int count) {
        String names = reserved.subList(first, first + Math.min(NAMED, count)).stream()
                .map(Block::toString)
                .collect(Collectors.joining(", "));
        String others = count > NAMED ? " and " + (count - NAMED) + " more" : "";
        List<Block> kept = new ArrayList<>(reserved);
        kept.subList(first, first + count).clear();
        return new Relaxation("reserve", "do not reserve " + names + others, goal.withReserved(kept));
    }

    /** Returns the number of addresses of the blocks that a reserved prefix takes. */
    private static long taken(Goal goal, Block reserved) {
        return goal.blocks().stream()
                .filter(reserved::overlaps)
                .mapToLong(each -> Math.min(each.size(), reserved.size()))
                .sum();
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
