package io.softwire46.mape.forward.lookup;

/**
 * Sorts indexes by a given order, without an object per element: a stable merge sort with at most n log n comparisons.
 *
 * <p>Static methods only.
 */
final class IndexSort {
    /** The order of elements. */
    interface Order {
        /**
         * Returns a negative value, zero or a positive value if element {@code a} comes before, with or after element {@code b}.
         */
        int compare(int a, int b);
    }

    private IndexSort() {}

    /** Returns the numbers 0 to {@code count - 1} in the given order. */
    static int[] sorted(int count, Order order) {
        int[] from = new int[count];
        for (int i = 0; i < count; i++) {
            from[i] = i;
        }
        return sorted(from, order);
    }

    /** Returns ascending numbers in the given order. Overwrites the argument. */
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
