package io.softwire46.mape.forward.lookup;

/**
 * Sorts numbers of things by what the things are, without an object for each: a merge sort, n log n comparisons in the worst
 * case, equal ones in ascending order.
 *
 * <p>Static methods only.
 */
final class IndexSort {
    /** What to sort by. */
    interface Order {
        /** Negative, zero or positive as thing {@code a} comes before, with or after thing {@code b}. */
        int compare(int a, int b);
    }

    private IndexSort() {}

    /** The numbers 0 to {@code count - 1} in that order. */
    static int[] sorted(int count, Order order) {
        int[] from = new int[count];
        for (int i = 0; i < count; i++) {
            from[i] = i;
        }
        return sorted(from, order);
    }

    /** Ascending numbers in that order; the array is used up. */
    static int[] sorted(int[] numbers, Order order) {
        int[] from = numbers;
        int[] to = new int[numbers.length];
        for (long run = 1; run < numbers.length; run *= 2) {
            for (long start = 0; start < numbers.length; start += 2 * run) {
                int middle = (int) Math.min(start + run, numbers.length);
                int end = (int) Math.min(start + 2 * run, numbers.length);
                merge(from, to, (int) start, middle, end, order);
            }
            int[] done = from;
            from = to;
            to = done;
        }
        return from;
    }

    private static void merge(int[] from, int[] to, int start, int middle, int end, Order order) {
        if (middle == end || order.compare(from[middle - 1], from[middle]) <= 0) {
            System.arraycopy(from, start, to, start, end - start);
            return;
        }
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++) {
            boolean takeLeft = right == end || (left < middle && order.compare(from[left], from[right]) <= 0);
            to[i] = takeLeft ? from[left++] : from[right++];
        }
    }
}
