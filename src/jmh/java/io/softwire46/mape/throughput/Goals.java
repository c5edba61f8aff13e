package io.softwire46.mape.throughput;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The performance goals of this library, as ratios to floors of the same run, which are comparable between machines.
 *
 * <p>Static methods only.
 */
final class Goals {
    private static final String MIXED_10K = " scale=MIXED/10000/4096";
    private static final String MIXED_100K = " scale=MIXED/100000/4096";
    private static final String BINDINGS = " scale=BINDINGS/1000000/65536";
    private static final String FLOOR = "x floor";

    private Goals() {}

    static List<Goal> of(Results results) {
        List<Goal> goals = new ArrayList<>();
        for (String memory : List.of("direct", "heap")) {
            String of = " memory=" + memory;
            for (String row : List.of("encapBatch", "decapBatch", "edgeEncapBatch", "edgeDecapBatch")) {
                goals.add(
                        oneRule(results, "BatchBenchmark", row, of, name(row) + ", one rule, batches, " + memory, 2.2));
            }
        }
        for (String way : List.of("encap", "decap")) {
            goals.add(scale(results, way, "10,000 rules, mixed lengths, 4 Ki ring", 2, MIXED_10K));
            goals.add(scale(results, way, "100,000 rules, mixed lengths, 4 Ki ring", 2, MIXED_100K));
            goals.add(scale(results, way, "1,000,000 bindings, 64 Ki ring", 1.8, BINDINGS));
        }
        for (String memory : List.of("direct", "heap")) {
            String of = " memory=" + memory;
            for (String row : List.of("encapBurst", "decapBurst")) {
                goals.add(
                        oneRule(results, "RelayBenchmark", row, of, name(row) + ", one rule, bursts, " + memory, 2.9));
            }
            for (String row : List.of("encap", "decap")) {
                String name = row + ", one rule, single calls, " + memory;
                goals.add(oneRule(results, "RelayBenchmark", row, of, name, 5.5));
            }
        }
        for (String form : List.of("Batch", "Burst", "")) {
            goals.add(refused(results, "encap", form, "malformed-25"));
            goals.add(refused(results, "decap", form, "malformed-25"));
            goals.add(refused(results, "decap", form, "spoofed-25"));
        }
        goals.addAll(NaptGoals.of(results));
        for (String family : List.of("joinIpv6", "joinIpv4")) {
            goals.add(reassembly(results, family));
        }
        goals.add(ratio(
                results,
                "fragment through the port cache of a BR",
                "unfragmented encap",
                2,
                "FragmentForwardingBenchmark.portCache",
                "RelayBenchmark.encap memory=direct"));
        goals.add(most(
                "allocation, any packet path",
                0,
                "octets",
                results.rows().stream().filter(Goals::isPacketPath).toList(),
                Measurement::allocated));
        goals.add(most(
                "table of 100,000 rules, checks included",
                1000,
                "ms",
                results.of("TableBuildBenchmark.build").stream()
                        .filter(row -> row.key().endsWith("/100000"))
                        .toList(),
                Measurement::median));
        goals.add(most(
                "memory of 1,000,000 bindings",
                100,
                "octets each",
                results.find("TableBuildBenchmark.build rules=BINDINGS/1000000").stream()
                        .toList(),
                row -> row.secondary().getOrDefault("octetsPerRule", Double.NaN)));
        goals.addAll(OperatorGoals.of(results));
        return goals;
    }

    /** Rows that process packets or fragments only. */
    static boolean isPacketPath(Measurement row) {
        return row.mode().equals("avgt");
    }

    /** Returns {@code CE encap} for {@code edgeEncapBatch}. */
    private static String name(String row) {
        String way = row.replace("edge", "").replaceAll("Batch|Burst", "").toLowerCase(Locale.ROOT);
        return row.startsWith("edge") ? "CE " + way : way;
    }

    private static Goal oneRule(Results results, String benchmark, String row, String of, String name, double limit) {
        return ratio(results, name, "store floor", limit, benchmark + "." + row + of, benchmark + ".storeFloor" + of);
    }

    private static Goal scale(Results results, String way, String name, double limit, String scale) {
        return ratio(
                results,
                way + ", " + name + ", batches",
                "gather floor in bursts",
                limit,
                "RuleScaleBenchmark." + way + "Batch" + scale,
                "RuleScaleBenchmark.gatherFloorBurst" + scale);
    }

    private static Goal refused(Results results, String way, String form, String kind) {
        String calls = form.isEmpty() ? "single calls" : form.equals("Batch") ? "batches" : "bursts";
        return ratio(
                results,
                way + ", " + kind.replace("-25", "") + " 25 %, 256-packet ring, " + calls,
                "no packet refused",
                1.3,
                "RefusalBenchmark." + way + form + " refused=" + kind + ", ring=256",
                "RefusalBenchmark." + way + form + " refused=none, ring=256");
    }

    private static Goal reassembly(Results results, String family) {
        String of = " memory=direct, order=paired";
        Optional<Measurement> reassembly = results.find("ReassemblyBenchmark." + family + of);
        Optional<Measurement> copy = results.find("ReassemblyBenchmark.copyFloor" + of);
        Optional<Measurement> cache = results.find("ReassemblyBenchmark.portCache" + of);
        String name = "two " + family.replace("joinIpv", "IPv") + " fragments reassembled";
        String measure = "copy floor + 2 x port cache";
        if (reassembly.isEmpty() || copy.isEmpty() || cache.isEmpty()) {
            return new Goal(name, measure, 1, "x", Optional.empty(), 0, 0);
        }
        double floor = copy.get().median() + 2 * cache.get().median();
        double[] forks = reassembly.get().forks();
        return new Goal(
                name,
                measure,
                1,
                "x",
                Optional.of(reassembly.get().median() / floor),
                least(forks) / (most(copy.get().forks()) + 2 * most(cache.get().forks())),
                most(forks) / (least(copy.get().forks()) + 2 * least(cache.get().forks())));
    }

    static Goal ratio(Results results, String name, String measure, double limit, String row, String floor) {
        Optional<Measurement> above = results.find(row);
        Optional<Measurement> below = results.find(floor);
        String unit = measure.contains("floor") ? FLOOR : "x";
        if (above.isEmpty() || below.isEmpty()) {
            return new Goal(name, measure, limit, unit, Optional.empty(), 0, 0);
        }
        double[] forks = above.get().forks();
        double[] floors = below.get().forks();
        return new Goal(
                name,
                measure,
                limit,
                unit,
                Optional.of(above.get().median() / below.get().median()),
                least(forks) / most(floors),
                most(forks) / least(floors));
    }

    /** The largest of all rows. */
    static Goal most(String name, double limit, String unit, List<Measurement> rows, ToDoubleFunction<Measurement> of) {
        double[] values = rows.stream()
                .mapToDouble(of)
                .filter(each -> !Double.isNaN(each))
                .toArray();
        double worst = most(values);
        return new Goal(
                name,
                values.length > 1 ? "worst of " + values.length + " rows" : "",
                limit,
                unit,
                values.length == 0 ? Optional.empty() : Optional.of(worst),
                worst,
                worst);
    }

    private static double least(double[] values) {
        return Arrays.stream(values).min().orElse(Double.NaN);
    }

    private static double most(double[] values) {
        return Arrays.stream(values).max().orElse(Double.NaN);
    }
}
