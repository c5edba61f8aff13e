package io.softwire46.mape.throughput;

import java.util.List;

/**
 * The goals of the operator tools that search and compare rules, in time.
 *
 * <p>Static methods only.
 */
final class OperatorGoals {
    private OperatorGoals() {}

    static List<Goal> of(Results results) {
        return List.of(
                goal(results, "diagnose, one triple", 50, "DiagnoseBenchmark.search", "triples=1"),
                goal(results, "diagnose, 65,536 triples", 5000, "DiagnoseBenchmark.search", "triples=65536"),
                goal(results, "diff, 100,000 rules", 5000, "DiffBenchmark.compare", "rules=100000"),
                goal(results, "plan, 64 blocks", 1000, "PlanBenchmark.feasible", "blocks=64"),
                goal(results, "plan, 64 blocks, not feasible", 1000, "PlanBenchmark.infeasible", "blocks=64"));
    }

    private static Goal goal(Results results, String name, double millis, String benchmark, String parameter) {
        List<Measurement> rows = results.of(benchmark).stream()
                .filter(row -> (row.key() + ",").contains(parameter + ","))
                .toList();
        return Goals.most(name, millis, "ms", rows, Measurement::median);
    }
}
