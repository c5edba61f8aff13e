package io.softwire46.mape;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time per line of {@code mape lookup --in} by one thread, from octets to octets, with its floor. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LookupLinesBenchmark {
    private final LookupLines lines = new LookupLines();

    @Benchmark
    @OperationsPerInvocation(LookupLines.LINES)
    public long floor() {
        return lines.scan();
    }

    @Benchmark
    @OperationsPerInvocation(LookupLines.LINES)
    public long csv() {
        return lines.csv();
    }

    @Benchmark
    @OperationsPerInvocation(LookupLines.LINES)
    public long json() {
        return lines.json();
    }
}
