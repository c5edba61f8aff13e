package io.softwire46.mape.throughput;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The rows to measure in each size. The parts of a run contain their floors.
 *
 * <p>Immutable.
 *
 * @param benchmarks regular expression of class and method
 * @param params values of parameters; others take the values of the benchmark
 * @param forks virtual machines that measure each row
 */
record Suite(String benchmarks, Map<String, List<String>> params, int forks) {
    private static final String SCALE_GOALS = "RuleScaleBenchmark.(gatherFloorBurst|encapBatch|decapBatch)";

    /** Sizes of the suite. */
    enum Size {
        /** The rows of the goals; about seven minutes. */
        QUICK(2, 300, 3, 200),
        /** All rows; about 50 minutes. */
        FULL(2, 400, 4, 300),
        /** The rows of quick, too short for valid figures: checks that the suite works. */
        TINY(1, 20, 2, 20);

        final int warmups;
        final int warmupMillis;
        final int iterations;
        final int millis;

        Size(int warmups, int warmupMillis, int iterations, int millis) {
            this.warmups = warmups;
            this.warmupMillis = warmupMillis;
            this.iterations = iterations;
            this.millis = millis;
        }

        List<Suite> parts() {
            return switch (this) {
                case QUICK -> quick();
                case FULL -> full();
                case TINY ->
                    quick().stream()
                            .map(part -> new Suite(part.benchmarks, part.params, 1))
                            .toList();
            };
        }
    }

    private static List<Suite> quick() {
        List<Suite> parts = new ArrayList<>();
        parts.add(of("BatchBenchmark", 5, Map.of("memory", List.of("direct"))));
        parts.add(of("RelayBenchmark", 3, Map.of("memory", List.of("direct"))));
        parts.add(of(SCALE_GOALS, 3, Map.of("scale", List.of("MIXED/10000/4096", "MIXED/100000/4096"))));
        parts.add(of(SCALE_GOALS, 2, Map.of("scale", List.of("BINDINGS/1000000/65536"))));
        parts.add(of("RefusalBenchmark", 2, Map.of("ring", List.of("256"))));
        parts.add(of("PacketSizeBenchmark.(encap|decap)Batch", 2, Map.of("octets", List.of("512", "1400"))));
        parts.add(of("EdgeBenchmark.(encap|decap)", 2, Map.of()));
        parts.add(of("IcmpBenchmark", 2, Map.of()));
        parts.add(of("FragmentForwardingBenchmark", 2, Map.of()));
        parts.add(of(
                "ReassemblyBenchmark.(copyFloor|joinIpv6|joinIpv4|portCache)",
                2,
                Map.of("memory", List.of("direct"), "order", List.of("paired"))));
        parts.add(of("NaptBenchmark.(storeFloor|outboundBatch|inboundBatch)", 2, Map.of("sessions", List.of("1024"))));
        parts.add(of("NaptRefusalBenchmark", 2, Map.of()));
        parts.add(of("CompleteEdgeBenchmark", 2, Map.of()));
        parts.add(of("ScalingBenchmark.encapBatch.*", 2, Map.of()));
        parts.add(of("PublishBenchmark", 2, Map.of()));
        parts.add(of("TableBuildBenchmark", 1, Map.of("rules", List.of("MIXED/100000", "BINDINGS/1000000"))));
        parts.add(of("(Diagnose|Diff|Plan)Benchmark", 1, Map.of()));
        return parts;
    }

    private static List<Suite> full() {
        List<Suite> parts = new ArrayList<>();
        parts.add(of("BatchBenchmark", 10, Map.of()));
        parts.add(of("RelayBenchmark", 6, Map.of()));
        parts.add(of("RuleScaleBenchmark", 2, Map.of()));
        List<String> goals = List.of("MIXED/10000/4096", "MIXED/100000/4096", "BINDINGS/1000000/65536");
        parts.add(of(SCALE_GOALS, 4, Map.of("scale", goals))); // six in all, with the two above
        for (String all : List.of(
                "Refusal",
                "FragmentForwarding",
                "Edge",
                "Napt",
                "NaptRefusal",
                "CompleteEdge",
                "Icmp",
                "Reassembly",
                "Scaling")) {
            parts.add(of(all + "Benchmark", 3, Map.of()));
        }
        for (String all : List.of(
                "PacketSize", "Buffer", "Fragmenter", "Publish", "Mapping", "TableBuild", "(Diagnose|Diff|Plan)")) {
            parts.add(of(all + "Benchmark", 2, Map.of()));
        }
        return parts;
    }

    private static Suite of(String benchmarks, int forks, Map<String, List<String>> params) {
        String methods = benchmarks.contains(".") ? benchmarks : benchmarks + ".[a-zA-Z0-9]+";
        return new Suite(".*\\." + methods + "$", params, forks);
    }
}
