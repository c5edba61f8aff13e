package io.softwire46.mape.throughput;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The main figures of a report. */
final class Tiles {
    private Tiles() {}

    static List<List<String>> of(Results results, List<Goal> goals) {
        List<List<String>> tiles = new ArrayList<>();
        long met = goals.stream().filter(Goal::isMet).count();
        long measured = goals.stream().filter(goal -> goal.value().isPresent()).count();
        tiles.add(List.of(met + " of " + measured, "goals met", "of " + goals.size() + " that there are"));
        add(tiles, results, "BatchBenchmark.encapBatch memory=direct", "encap, one rule");
        add(tiles, results, "BatchBenchmark.decapBatch memory=direct", "decap, full check");
        add(tiles, results, "RuleScaleBenchmark.encapBatch scale=MIXED/100000/4096", "encap, 100,000 rules");
        add(tiles, results, "RuleScaleBenchmark.encapBatch scale=BINDINGS/1000000/65536", "encap, 1,000,000 bindings");
        return tiles;
    }

    private static void add(List<List<String>> tiles, Results results, String key, String name) {
        results.find(key)
                .ifPresent(row -> tiles.add(List.of(
                        String.format(Locale.ROOT, "%.1f", row.packetsPerMicrosecond()),
                        "Mpps a core",
                        String.format(Locale.ROOT, "%s: %.1f ns", name, row.median()))));
    }
}
