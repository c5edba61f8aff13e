package io.softwire46.mape.operate.plan.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fewest reserved prefixes whose release gives a number of addresses in a range.
 *
 * <p>Most reserved prefixes are in no other one, contain no other one, and take 2^s addresses. For these, the greedy choice of the
 * largest one that does not exceed the range takes the fewest: of any choice without it, either a part has the same sum, since the
 * sizes divide one another, or all of it is smaller. Prefixes that contain others are released before those inside them. Their
 * choices are enumerated by their sum, and the greedy choice adds the rest.
 *
 * <p>Not thread-safe: use one instance per search.
 */
final class Release {
    /** The maximum number of choices among prefixes that contain others; those with the fewest prefixes are kept. */
    private static final int MAX_CHOICES = 1024;

    private final List<Block> blocks;

    /** Prefixes that take a power of two of addresses, and are not nested, the largest first. */
    private final List<Block> plain = new ArrayList<>();

    /** Choices among the others. */
    private List<Choice> choices = List.of(new Choice(0, 0, null));

    /** Reserved prefixes to release, the last one first; with the number of addresses that this adds. */
    private record Choice(
            long addresses, int count, @Nullable Named names) {
        Choice plus(Choice other) {
            Named all = names;
            for (Named each = other.names; each != null; each = each.next) {
                all = new Named(each.block, all);
            }
            return new Choice(addresses + other.addresses, count + other.count, all);
        }
    }

    private record Named(Block block, @Nullable Named next) {}

    /** A reserved prefix with those directly inside it. */
    private record Node(Block block, List<Node> inside) {}

    Release(Goal goal) {
        blocks = goal.blocks();
        for (Node each : forest(goal.reserved())) {
            long taken = taken(each.block);
            if (each.inside.isEmpty() && Long.bitCount(taken) == 1) {
                plain.add(each.block);
            } else if (taken > 0) {
                choices = product(choices, choices(each));
            }
        }
        plain.sort(Comparator.comparingLong((Block each) -> -taken(each)).thenComparingLong(Block::first));
    }

    private static List<Node> forest(List<Block> reserved) {
        List<Block> sorted = new ArrayList<>(new LinkedHashSet<>(reserved));
        sorted.sort(Blocks.ORDER);
        List<Node> roots = new ArrayList<>();
        List<Node> open = new ArrayList<>();
        for (Block each : sorted) {
            while (!open.isEmpty() && !open.get(open.size() - 1).block.contains(each)) {
                open.remove(open.size() - 1);
            }
            Node node = new Node(each, new ArrayList<>());
            (open.isEmpty() ? roots : open.get(open.size() - 1).inside).add(node);
            open.add(node);
        }
        return roots;
    }

    /** Returns the number of addresses of the blocks that a reserved prefix takes. */
    private long taken(Block reserved) {
        return blocks.stream()
                .filter(reserved::overlaps)
                .mapToLong(each -> Math.min(each.size(), reserved.size()))
                .sum();
    }

    /** Returns the choices in a tree: nothing, or its prefix and choices in the trees inside it. */
    private List<Choice> choices(Node node) {
        long own = taken(node.block);
        List<Choice> released = List.of(new Choice(0, 0, null));
        for (Node each : node.inside) {
            own -= taken(each.block);
            released = product(released, choices(each));
        }
        Choice alone = new Choice(own, 1, new Named(node.block, null));
        List<Choice> all = new ArrayList<>();
        all.add(new Choice(0, 0, null));
        released.forEach(each -> all.add(alone.plus(each)));
        return all;
    }

    /** Returns the sums of two choices, of those with one number of addresses that with the fewest prefixes. */
    private static List<Choice> product(List<Choice> one, List<Choice> other) {
        Map<Long, Choice> byAddresses = new TreeMap<>();
        for (Choice left : one) {
            for (Choice right : other) {
                long addresses = left.addresses + right.addresses;
                Choice known = byAddresses.get(addresses);
                if (known == null || known.count > left.count + right.count) {
                    byAddresses.put(addresses, left.plus(right));
                }
            }
        }
        List<Choice> all = new ArrayList<>(byAddresses.values());
        all.sort(Comparator.comparingInt(Choice::count));
        return all.size() > MAX_CHOICES ? List.copyOf(all.subList(0, MAX_CHOICES)) : all;
    }

    /**
     * Returns the fewest prefixes to release.
     *
     * @param present number of addresses without any of them
     * @param ranges numbers of addresses that suffice
     * @return the prefixes, the largest first; empty if no choice suffices
     */
    List<Block> fewest(long present, List<Range> ranges) {
        int[] plainCounts = new int[Long.SIZE];
        plain.forEach(each -> plainCounts[exponent(each)]++);
        int best = Integer.MAX_VALUE;
        List<Block> found = List.of();
        for (Range range : ranges) {
            for (Choice choice : choices) {
                long sum = present + choice.addresses;
                int[] taken = sum > range.last() ? null : greedy(plainCounts, range.first() - sum, range.last() - sum);
                int count = taken == null
                        ? best
                        : choice.count + Arrays.stream(taken).sum();
                if (taken != null && count < best) {
                    best = count;
                    found = blocks(choice, taken);
                }
            }
        }
        return found;
    }

    /** Returns the number of plain prefixes of each size whose sum is in a range; null if there is none. */
    private static int @Nullable [] greedy(int[] counts, long first, long last) {
        int[] taken = new int[counts.length];
        long missing = first;
        long room = last;
        for (int exponent = Integer.SIZE; exponent >= 0 && missing > 0; exponent--) {
            long needed = (missing + (1L << exponent) - 1) >> exponent;
            taken[exponent] = (int) Math.min(counts[exponent], Math.min(needed, room >> exponent));
            missing -= (long) taken[exponent] << exponent;
            room -= (long) taken[exponent] << exponent;
        }
        return missing > 0 ? null : taken;
    }

    private List<Block> blocks(Choice choice, int[] taken) {
        List<Block> all = new ArrayList<>();
        for (Named each = choice.names; each != null; each = each.next) {
            all.add(each.block);
        }
        int[] rest = taken.clone();
        for (Block each : plain) {
            if (rest[exponent(each)]-- > 0) {
                all.add(each);
            }
        }
        all.sort(Comparator.comparingInt(Block::length).thenComparingLong(Block::first));
        return all;
    }

    private int exponent(Block plainBlock) {
        return Long.numberOfTrailingZeros(taken(plainBlock));
    }
}
