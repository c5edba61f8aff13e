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

/** Packets of different lengths by one rule in a hot ring: only headers are read and written, so the length should not matter. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PacketSizeBenchmark {
    private static final int RING = 256;

    /** Octets of the IPv4 packet. */
    @Param({"64", "512", "1400"})
    int octets;

    private RelayRun encap;
    private RelayRun decap;
    private BatchRun encapBatches;
    private BatchRun decapBatches;
    private Floors floors;

    @Setup
    public void prepare() {
        RelayWorld world = RelayWorld.ofOneRule();
        PacketRing downstream = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, RING, octets);
        PacketRing upstream = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, RING, octets);
        floors = new Floors(downstream, world.fillDownstream(downstream), 1);
        world.fillUpstream(upstream);
        encap = new RelayRun(world.relay(), downstream);
        decap = new RelayRun(world.relay(), upstream);
        encapBatches = encap.batches();
        decapBatches = decap.batches();
        RelayRun.expect(encap.encapSingle(0, RING), RING);
        RelayRun.expect(decap.decapSingle(0, RING), RING);
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public void storeFloor() {
        floors.store(0, RING);
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public int encap() {
        return encap.encapSingle(0, RING);
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public int decap() {
        return decap.decapSingle(0, RING);
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public int encapBatch() {
        return RelayRun.expect(encapBatches.encap(0, RING), RING);
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public int decapBatch() {
        return RelayRun.expect(decapBatches.decap(0, RING), RING);
    }
}
