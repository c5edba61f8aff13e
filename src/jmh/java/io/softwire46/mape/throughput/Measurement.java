package io.softwire46.mape.throughput;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;

/**
 * One row of a run: the result of each fork. A fork counts as one value, the median of its iterations, since what differs between
 * virtual machines (inlining, placement) is the noise that matters.
 *
 * <p>Immutable; the array must not be changed.
 *
 * @param benchmark class and method, such as {@code RelayBenchmark.encap}
 * @param params in the order of their names
 * @param mode of JMH: {@code avgt}, {@code sample} or {@code ss}
 * @param threads that measured at the same time
 * @param unit of the times, such as {@code ns/op}
 * @param forks median time of each fork
 * @param tails time that one of a thousand operations exceeds, of each fork; empty unless the mode is {@code sample}
 * @param secondary medians of the profilers' counters, by JMH's name
 */
record Measurement(
        String benchmark,
        SortedMap<String, String> params,
        String mode,
        int threads,
        String unit,
        double[] forks,
        double[] tails,
        Map<String, Double> secondary) {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    /** The allocation of JMH itself: about 6,000 octets per iteration of 200 to 300 ms, and more for the first operation. */
    private static final double OWN_OCTETS = 0.1;

    private static final double OWN_OCTETS_A_NANOSECOND = 4e-5;

    /** The key that distinguishes rows, the same in every run. */
    String key() {
        return params.isEmpty()
                ? benchmark
                : benchmark + " " + params.toString().replaceAll("[{}]", "");
    }

    double median() {
        return median(forks);
    }

    /** Octets per operation; NaN if they were not measured; 0 if there are no more than JMH itself allocates. */
    double allocated() {
        double counted = secondary.getOrDefault(ALLOCATED, Double.NaN);
        return counted < OWN_OCTETS + OWN_OCTETS_A_NANOSECOND * median() ? 0 : counted;
    }

    double packetsPerMicrosecond() {
        return threads * 1000 / median();
    }

    static double median(double[] values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
