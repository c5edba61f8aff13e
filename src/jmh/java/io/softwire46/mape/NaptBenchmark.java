package io.softwire46.mape;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Translation of 64-octet packets with a session each, in batches of 64 and in single calls. Floors: the store floor of the other
 * benchmarks, and one random index line and one random record line per packet.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class NaptBenchmark {
    private static final int BURST = NaptRun.BURST;

    @Param({"1024", "65536", "1048576"})
    int sessions;

    @Param({"UDP", "UDP_WITHOUT_DF", "TCP"})
    NaptRun.Kind kind;

    private NaptRun run;
    private Floors stores;
    private Floors lines;

    @Setup
    public void prepare() {
        run = new NaptRun(sessions, kind);
        int packets = run.outbound.packets();
        SplittableRandom random = new SplittableRandom(5);
        stores = new Floors(run.outbound, new int[packets], 1);
        // index and records take 32 and 64 octets a session: a line of each is as far away as in one table of both
        lines = new Floors(run.outbound, random.ints(packets, 0, sessions).toArray(), sessions);
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void storeFloor() {
        stores.store(run.burst(), BURST);
    }

    /** Two random lines of each packet are read, and the packet is written. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void twoLineFloor() {
        lines.twoLineBurst(run.burst(), BURST);
    }

    /** What the other methods restore after each packet. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void restoreFloor() {
        run.restoreBurst();
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void outboundBatch() {
        run.outboundBatch();
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void inboundBatch() {
        run.inboundBatch();
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void outbound() {
        run.outboundCalls();
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void inbound() {
        run.inboundCalls();
    }
}
