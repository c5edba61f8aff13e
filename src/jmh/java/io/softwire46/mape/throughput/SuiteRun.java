package io.softwire46.mape.throughput;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures the parts of a suite and stores JMH's JSON, also of a run that is interrupted.
 *
 * <p>Forks of a part are interleaved: each row once, then each again. So a machine that slows down during the run affects a row
 * and its floor alike.
 */
final class SuiteRun {
    private final Suite.Size size;
    private final Path json;

    /** Forks of each row, in the order of the rows. */
    private final Map<String, List<BenchmarkResult>> forks = new LinkedHashMap<>();

    SuiteRun(Suite.Size size, Path json) {
        this.size = size;
        this.json = json;
    }

    void run() throws RunnerException {
        for (Suite part : size.parts()) {
            for (int round = 0; round < part.forks(); round++) {
                for (RunResult row : new Runner(options(part).build()).run()) {
                    forks.computeIfAbsent(key(row.getParams()), key -> new ArrayList<>())
                            .addAll(row.getBenchmarkResults());
                }
                write();
            }
        }
    }

    private ChainedOptionsBuilder options(Suite part) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(part.benchmarks())
                .forks(1)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true);
        if (part.benchmarks().contains("TableBuild")) {
            // single shots, each of which takes its time
            options.warmupIterations(size.warmups).measurementIterations(size.iterations);
        } else {
            options.warmupIterations(size.warmups)
                    .warmupTime(TimeValue.milliseconds(size.warmupMillis))
                    .measurementIterations(size.iterations)
                    .measurementTime(TimeValue.milliseconds(size.millis));
        }
        part.params().forEach((name, values) -> options.param(name, values.toArray(String[]::new)));
        return options;
    }

    private static String key(BenchmarkParams params) {
        StringBuilder key = new StringBuilder(params.getBenchmark());
        for (String name : params.getParamsKeys()) {
            key.append(' ').append(name).append('=').append(params.getParam(name));
        }
        return key.toString();
    }

    private void write() {
        Collection<RunResult> rows = new ArrayList<>();
        for (List<BenchmarkResult> each : forks.values()) {
            rows.add(new RunResult(each.get(0).getParams(), each));
        }
        ResultFormatFactory.getInstance(ResultFormatType.JSON, json.toString()).writeOut(rows);
    }
}
