package io.softwire46.mape.operate.diff;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;

/**
 * The largest of many elements, of those of one size the first.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class Largest<T> {
    private record Numbered<T>(T element, long size, long number) {}

    private final int limit;
    private final ToLongFunction<T> size;

    /** The smallest is at the head. */
    private final PriorityQueue<Numbered<T>> kept = new PriorityQueue<>(
            Comparator.<Numbered<T>>comparingLong(Numbered::size).thenComparingLong(each -> -each.number()));

    private long count;

    Largest(int limit, ToLongFunction<T> size) {
        this.limit = limit;
        this.size = size;
    }

    void add(T element) {
        kept.add(new Numbered<>(element, size.applyAsLong(element), count++));
        if (kept.size() > limit) {
            kept.remove();
        }
    }

    /** Returns the elements, the largest first. */
    List<T> list() {
        List<Numbered<T>> sorted = new ArrayList<>(kept);
        sorted.sort(Comparator.<Numbered<T>>comparingLong(each -> -each.size()).thenComparingLong(Numbered::number));
        return sorted.stream().map(Numbered::element).toList();
    }
}
