package io.softwire46.mape;

import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.RuleTable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One and two threads that share a table of 100,000 rules, each with its own BR and ring. The time is per packet and thread: if
 * it stays the same, two threads forward twice as many.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ScalingBenchmark {
    private static final int RING = 4096;

    private RelayRun encap;
    private RelayRun decap;
    private BatchRun encapBatches;
    private BatchRun decapBatches;

    /** The state that the threads share. */
    @State(Scope.Benchmark)
    public static class Shared {
        private final RelayWorld world = RelayWorld.of("MIXED", 100_000);
        private final RuleTable table = world.table();
    }

    @Setup
    public void prepare(Shared shared) {
        PacketRing downstream = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, RING, 64);
        PacketRing upstream = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, RING, 64);
        shared.world.fillDownstream(downstream);
        shared.world.fillUpstream(upstream);
        encap = new RelayRun(BorderRelay.of(shared.table), downstream);
        decap = new RelayRun(BorderRelay.of(shared.table), upstream);
        encapBatches = encap.batches();
        decapBatches = decap.batches();
        RelayRun.expect(encap.encapBurst(0, RING), RING);
        RelayRun.expect(decap.decapBurst(0, RING), RING);
    }

    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(RING)
    public int encapOneWorker() {
        return encap.encapBurst(0, RING);
    }

    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(RING)
    public int encapTwoWorkers() {
        return encap.encapBurst(0, RING);
    }

    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(RING)
    public int decapOneWorker() {
        return decap.decapBurst(0, RING);
    }

    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(RING)
    public int decapTwoWorkers() {
        return decap.decapBurst(0, RING);
    }

    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(RING)
    public int encapBatchOneWorker() {
        return RelayRun.expect(encapBatches.encap(0, RING), RING);
    }

    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(RING)
    public int encapBatchTwoWorkers() {
        return RelayRun.expect(encapBatches.encap(0, RING), RING);
    }

    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(RING)
    public int decapBatchOneWorker() {
        return RelayRun.expect(decapBatches.decap(0, RING), RING);
    }

    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(RING)
    public int decapBatchTwoWorkers() {
        return RelayRun.expect(decapBatches.decap(0, RING), RING);
    }
}
