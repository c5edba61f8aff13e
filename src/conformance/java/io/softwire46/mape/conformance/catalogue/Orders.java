package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Orders in which pieces of a packet arrive: all of 2 to 5 pieces; of 6 to 9 the reversed, the rotated and 100 others.
 *
 * <p>Static methods only.
 */
final class Orders {
    static final int MIN = 2;
    static final int MAX = 9;
    private static final int ALL_TO = 5;
    private static final int OTHERS = 25;

    private static final List<List<Integer>> CORPUS = corpus();

    /** 2! + 3! + ... + 9! */
    static final int ALL = 409_112;

    private static final List<List<Integer>> USUAL = usual();

    private Orders() {}

    private static List<List<Integer>> usual() {
        List<List<Integer>> orders = new ArrayList<>();
        for (int count = MIN; count <= MAX; count++) {
            orders.add(ascending(count));
            List<Integer> reversed = ascending(count);
            Collections.reverse(reversed);
            orders.add(reversed);
            if (count > MIN) {
                for (int distance : new int[] {-1, 1}) {
                    List<Integer> rotated = ascending(count);
                    Collections.rotate(rotated, distance);
                    orders.add(rotated);
                }
            }
        }
        return orders;
    }

    private static List<List<Integer>> corpus() {
        List<List<Integer>> orders = new ArrayList<>();
        for (int count = MIN; count <= ALL_TO; count++) {
            permute(new ArrayList<>(), ascending(count), orders);
        }
        for (int count = ALL_TO + 1; count <= MAX; count++) {
            List<Integer> reversed = ascending(count);
            Collections.reverse(reversed);
            orders.add(reversed);
            for (int first = 1; first < count; first++) {
                List<Integer> rotated = ascending(count);
                Collections.rotate(rotated, -first);
                orders.add(rotated);
            }
            for (int other = 0; other < OTHERS; other++) {
                List<Integer> shuffled = ascending(count);
                Choices.of(100L * count + other).shuffle(shuffled);
                orders.add(shuffled);
            }
        }
        return orders;
    }

    private static void permute(List<Integer> start, List<Integer> rest, List<List<Integer>> orders) {
        if (rest.isEmpty()) {
            orders.add(List.copyOf(start));
        }
        for (Integer next : rest) {
            List<Integer> longer = new ArrayList<>(start);
            longer.add(next);
            permute(longer, rest.stream().filter(each -> !each.equals(next)).toList(), orders);
        }
    }

    static List<Integer> ascending(int count) {
        return new ArrayList<>(IntStream.range(0, count).boxed().toList());
    }

    /** Draws an order; an enumeration goes through all of the corpus. */
    static List<Integer> every(Choices draw) {
        return CORPUS.get(draw.in(Stage.FRAGMENTS, () -> draw.aspect(CORPUS.size())));
    }

    /** Draws an order; an enumeration goes through all of 2 to 9 pieces. */
    static List<Integer> all(Choices draw) {
        return number(draw.in(Stage.FRAGMENTS, () -> draw.aspect(ALL)));
    }

    /** An order by its number: those of fewer pieces first, each as digits of the factorial number system. */
    static List<Integer> number(int number) {
        int rest = number;
        int count = MIN;
        int orders = 2;
        while (rest >= orders) {
            rest -= orders;
            count++;
            orders *= count;
        }
        List<Integer> left = ascending(count);
        List<Integer> order = new ArrayList<>();
        for (int i = count; i > 0; i--) {
            orders /= i;
            int place = rest / orders;
            order.add(left.get(place));
            left.subList(place, place + 1).clear();
            rest %= orders;
        }
        return order;
    }

    /** Draws an order of each number of pieces that is ascending, reversed, or has the first piece last or the last one first. */
    static List<Integer> usual(Choices draw) {
        return USUAL.get(draw.in(Stage.FRAGMENTS, () -> draw.aspect(USUAL.size())));
    }

    /** Draws an order of any number of pieces. */
    static List<Integer> any(Choices draw) {
        return any(draw, draw.in(Stage.FRAGMENTS, () -> draw.between(MIN, MAX)));
    }

    /** Draws an order of this many pieces. */
    static List<Integer> any(Choices draw, int count) {
        List<Integer> order = ascending(count);
        draw.in(Stage.FRAGMENTS, () -> {
            draw.shuffle(order);
            return order;
        });
        return order;
    }

    /** The value of the class {@code order}. */
    static String text(List<Integer> order) {
        int last = order.size() - 1;
        if (order.equals(ascending(order.size()))) {
            return "ascending";
        }
        List<Integer> reversed = ascending(order.size());
        Collections.reverse(reversed);
        if (order.equals(reversed)) {
            return "reversed";
        }
        return order.get(last) == 0 ? "first-last" : order.get(0) == last ? "last-first" : "other";
    }
}
