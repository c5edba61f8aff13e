package io.softwire46.mape;

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

/** Packets in one large buffer with offsets, and in one buffer per packet, on the heap and outside it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BufferBenchmark {
    private static final int BATCH = 4096;

    @Param({"HEAP_ONE_BUFFER", "DIRECT_ONE_BUFFER", "HEAP_BUFFER_A_PACKET", "DIRECT_BUFFER_A_PACKET"})
    String memory;

    @Param({"256", "4096"})
    int ring;

    private RelayRun encap;
    private RelayRun decap;
    private Floors floors;

    @Setup
    public void prepare() {
        RelayWorld world = RelayWorld.ofOneRule();
        PacketRing.Memory kind = PacketRing.Memory.valueOf(memory);
        PacketRing downstream = new PacketRing(kind, ring, 64);
        PacketRing upstream = new PacketRing(kind, ring, 64);
        floors = new Floors(downstream, world.fillDownstream(downstream), 1);
        world.fillUpstream(upstream);
        encap = new RelayRun(world.relay(), downstream);
        decap = new RelayRun(world.relay(), upstream);
        RelayRun.expect(encap.encapBurst(0, BATCH), BATCH);
        RelayRun.expect(decap.decapBurst(0, BATCH), BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void storeFloor() {
        floors.store(0, BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int encap() {
        return encap.encapSingle(0, BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int decap() {
        return decap.decapSingle(0, BATCH);
    }
}
