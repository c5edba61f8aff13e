package io.softwire46.mape.throughput;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Each benchmark runs once with its smallest worlds; it checks its own packets. What it measures here means nothing. */
class BenchmarksTest {
    /** Values of parameters that take long in their full range. */
    private static final Map<String, String[]> SMALL = Map.of(
            "sessions", new String[] {"1024"},
            "ring", new String[] {"256"},
            "memory", new String[] {"direct"},
            "octets", new String[] {"512"},
            "order", new String[] {"paired"});

    private static Collection<RunResult> run(String benchmarks, Map<String, String[]> params) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(benchmarks)
                .forks(0)
                .mode(Mode.SingleShotTime)
                .warmupIterations(0)
                .measurementIterations(1)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        params.forEach(options::param);
        return new Runner(options.build()).run();
    }

    @Test
    void naptBenchmarksRun() throws RunnerException {
        assertTrue(run("\\.Napt(Refusal)?Benchmark\\.|\\.CompleteEdgeBenchmark\\.", SMALL)
                        .size()
                >= 20);
    }

    @Test
    void sessionsAreMadeAndExpire() throws RunnerException {
        assertTrue(run("\\.NaptSessionBenchmark\\.", Map.of()).size() >= 4);
    }

    @Test
    void benchmarksOfOperatorToolsRun() throws RunnerException {
        Map<String, String[]> small = Map.of(
                "rules", new String[] {"1000"},
                "triples", new String[] {"1"},
                "blocks", new String[] {"64"});
        assertTrue(run("\\.(Diagnose|Diff|Plan)Benchmark\\.", small).size() >= 5);
    }

    @Test
    void otherBenchmarksRun() throws RunnerException {
        Map<String, String[]> small = new HashMap<>(SMALL);
        small.put("rules", new String[] {"1"});
        small.put("scale", new String[] {"MIXED/1/256"});
        small.put("arrangement", new String[] {"MIXED"});
        assertTrue(run(
                                "\\.(Attribution|Batch|Edge|Icmp|Refusal|Relay|Reassembly|FragmentForwarding|Fragmenter)Benchmark\\.",
                                small)
                        .size()
                >= 20);
    }
}
