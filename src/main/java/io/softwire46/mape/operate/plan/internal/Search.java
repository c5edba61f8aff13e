package io.softwire46.mape.operate.plan.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * The search over all port parameters and End-user prefix lengths. Adjacent blocks are one rule: the same blocks as several rules have
 * the same capacity, ports and IPv6 space, and so are never better.
 *
 * <p>The number of candidates is below 20,000 for any goal: with disjoint blocks, capacity and IPv6 space depend on the number of
 * addresses alone, and aligned prefixes that are placed in the order of their size leave no gap. EA bits never exceed 48, since a
 * block has at most 32 suffix bits, and a PSID 16.
 *
 * <p>Static methods only.
 */
public final class Search {
    private static final int PORT_BITS = 16;
    private static final int MAX_OFFSET = 15;

    private Search() {}

    /** Returns the feasible candidates that no other one dominates, in the order of preference. */
    public static List<Candidate> front(Goal goal) {
        List<Block> blocks = Blocks.merge(Blocks.without(goal.blocks(), goal.reserved()));
        List<Candidate> feasible = new ArrayList<>();
        for (Candidate each : all(goal, blocks, Blocks.size(blocks))) {
            for (int length = shortest(goal); length <= longest(goal); length++) {
                Candidate candidate = each.withDelegated(length);
                if (candidate.capacity() >= goal.required() && fits(goal, candidate.capacity(), length)) {
                    feasible.add(candidate);
                }
            }
        }
        feasible.sort(Candidate.BEST_FIRST);
        List<Candidate> front = new ArrayList<>();
        for (Candidate each : feasible) {
            if (front.stream().noneMatch(better -> better.dominates(each))) {
                front.add(each);
            }
        }
        front.sort(Candidate.ORDER);
        return front;
    }

    /** Returns whether any candidate is feasible. */
    static boolean isFeasible(Goal goal) {
        long addresses = addresses(goal);
        return feasibleAddresses(goal).stream().anyMatch(each -> each.contains(addresses));
    }

    /** Returns which numbers of addresses, instead of those of the blocks, make a goal feasible. */
    static List<Range> feasibleAddresses(Goal goal) {
        int bits = longest(goal) - goal.ipv6Length();
        long places = bits >= 63 ? Long.MAX_VALUE : 1L << bits;
        return all(goal, List.of(), 1).stream()
                .map(Candidate::psidLength)
                .distinct()
                .map(k -> new Range((goal.required() + (1L << k) - 1) >> k, places >> k))
                .filter(each -> each.first() <= each.last())
                .toList();
    }

    /** Returns the number of addresses of the blocks without the reserved ones. */
    static long addresses(Goal goal) {
        return Blocks.size(Blocks.without(goal.blocks(), goal.reserved()));
    }

    /** Returns the largest number of subscribers with all other constraints; 0 if they cannot be met. */
    public static long maxCapacity(Goal goal) {
        return all(goal, List.of(), addresses(goal)).stream()
                .mapToLong(Candidate::capacity)
                .filter(capacity -> fits(goal, capacity, longest(goal)))
                .max()
                .orElse(0);
    }

    /** Returns a candidate for all port parameters that give the ports of the goal, with the longest End-user prefixes. */
    private static List<Candidate> all(Goal goal, List<Block> blocks, long addresses) {
        List<Candidate> all = new ArrayList<>();
        for (int k = 0; k <= PORT_BITS && addresses > 0; k++) {
            int maxOffset = k == 0 ? 0 : Math.min(MAX_OFFSET, PORT_BITS - k);
            for (int a = 0; a <= maxOffset; a++) {
                boolean isDefaultOffset = k == 0 || a == goal.defaultOffset();
                Candidate candidate = new Candidate(blocks, addresses, k, a, longest(goal), isDefaultOffset);
                if (candidate.ports() >= goal.ports() && candidate.firstPort() > goal.highestExcluded()) {
                    all.add(candidate);
                }
            }
        }
        return all;
    }

    private static int shortest(Goal goal) {
        return goal.delegated() == Goal.ANY_LENGTH ? goal.ipv6Length() : goal.delegated();
    }

    private static int longest(Goal goal) {
        return goal.delegated() == Goal.ANY_LENGTH ? Goal.MAX_LENGTH : goal.delegated();
    }

    /** Returns whether the IPv6 block has an End-user prefix for each subscriber. */
    private static boolean fits(Goal goal, long capacity, int length) {
        int bits = length - goal.ipv6Length();
        return bits >= 63 || capacity <= 1L << bits;
    }
}
