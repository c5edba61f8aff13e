package io.softwire46.mape.operate.plan.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The search over all port parameters, End-user prefix lengths, and rules with or without merged blocks.
 *
 * <p>The number of candidates is below 20,000 for any goal: with disjoint blocks, capacity and IPv6 space depend on the number of
 * addresses alone, and aligned prefixes that are placed in the order of their size leave no gap.
 *
 * <p>Static methods only.
 */
public final class Search {
    private static final int PORT_BITS = 16;
    private static final int MAX_OFFSET = 15;
    private static final int MAX_EA_BITS = 48;

    private Search() {}

    /** Returns the feasible candidates that no other one dominates, in the order of preference. */
    public static List<Candidate> front(Goal goal) {
        List<Candidate> feasible = new ArrayList<>();
        forEachFeasible(goal, feasible::add);
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
    public static boolean isFeasible(Goal goal) {
        return maxCapacity(goal) >= goal.required();
    }

    /** Returns the largest number of subscribers with all other constraints; 0 if they cannot be met. */
    public static long maxCapacity(Goal goal) {
        long[] max = {0};
        forEachFeasible(goal.withRequired(1), each -> max[0] = Math.max(max[0], each.capacity()));
        return max[0];
    }

    private static void forEachFeasible(Goal goal, Consumer<Candidate> consumer) {
        List<Block> separate = Blocks.without(goal.blocks(), goal.reserved());
        if (separate.isEmpty()) {
            return;
        }
        List<Block> merged = Blocks.merge(separate);
        portParameters(goal, merged, consumer);
        if (merged.size() < separate.size()) {
            portParameters(goal, separate, consumer);
        }
    }

    private static void portParameters(Goal goal, List<Block> blocks, Consumer<Candidate> consumer) {
        long addresses = Blocks.size(blocks);
        for (int k = 0; k <= PORT_BITS; k++) {
            int maxOffset = k == 0 ? 0 : Math.min(MAX_OFFSET, PORT_BITS - k);
            for (int a = 0; a <= maxOffset; a++) {
                int from = goal.delegated() == Goal.ANY_LENGTH ? goal.ipv6Length() : goal.delegated();
                int to = goal.delegated() == Goal.ANY_LENGTH ? Goal.MAX_LENGTH : goal.delegated();
                for (int length = from; length <= to; length++) {
                    Candidate candidate =
                            new Candidate(blocks, addresses, k, a, length, k == 0 || a == goal.defaultOffset());
                    if (isFeasible(goal, candidate)) {
                        consumer.accept(candidate);
                    }
                }
            }
        }
    }

    private static boolean isFeasible(Goal goal, Candidate candidate) {
        return candidate.ports() >= goal.ports()
                && candidate.capacity() >= goal.required()
                && (goal.highestExcluded() == Goal.NO_PORT || candidate.firstPort() > goal.highestExcluded())
                && fits(goal, candidate)
                && candidate.blocks().stream()
                        .allMatch(each -> 32 - each.length() + candidate.psidLength() <= MAX_EA_BITS);
    }

    /** Returns whether the IPv6 block has an End-user prefix for each subscriber. */
    private static boolean fits(Goal goal, Candidate candidate) {
        int bits = candidate.delegated() - goal.ipv6Length();
        return bits >= 63 || candidate.capacity() <= 1L << bits;
    }
}
