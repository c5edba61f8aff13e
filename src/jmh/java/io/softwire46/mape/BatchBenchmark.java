package io.softwire46.mape;

import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.internal.Addresses;
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
 * One rule, hot rings of 256 UDP packets of 64 octets in one buffer, forwarded in place in batches of that buffer, at a BR and at a CE,
 * with the floors of the same rings.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BatchBenchmark {
    private static final int RING = 256;

    @Param({"direct", "heap"})
    String memory;

    private Floors floors;
    private BatchRun relayEncap;
    private BatchRun relayDecap;
    private BatchRun edgeEncap;
    private BatchRun edgeDecap;

    private PacketRing ring() {
        return new PacketRing(
                memory.equals("heap") ? PacketRing.Memory.HEAP_ONE_BUFFER : PacketRing.Memory.DIRECT_ONE_BUFFER,
                RING,
                64);
    }

    @Setup
    public void prepare() {
        RelayWorld world = RelayWorld.ofOneRule();
        PacketRing downstream = ring();
        floors = new Floors(downstream, world.fillDownstream(downstream), world.rules());
        relayEncap = new BatchRun(world.relay(), downstream);
        PacketRing upstream = ring();
        world.fillUpstream(upstream);
        relayDecap = new BatchRun(world.relay(), upstream);

        CustomerEdge edge = CustomerEdge.seeded(
                world.domain, Addresses.parseIpv6Prefix("endUserPrefix", RelayWorld.ONE_RULE_CE), 1);
        CeMapping ce = edge.mapping();
        PacketRing fromHome = ring();
        PacketRing fromRelay = ring();
        for (int i = 0; i < RING; i++) {
            int port = ce.portSet().portAt(i % ce.portSet().size());
            RelayWorld.udp(fromHome, i, ce.ipv4Bits(), RelayWorld.SERVER, port, 80);
            RelayWorld.udp(fromRelay, i, RelayWorld.SERVER, ce.ipv4Bits(), 80, port);
        }
        // encapsulation by the relay writes the tunnel header before each packet
        RelayRun.expect(new RelayRun(world.relay(), fromRelay).encapSingle(0, RING), RING);
        edgeEncap = new BatchRun(edge, fromHome);
        edgeDecap = new BatchRun(edge, fromRelay);
        System.gc(); // long-lived objects are in the old generation, as after hours in service
    }

    /** The floor of the other benchmarks: the buffer of each packet is read from an array. */
    @Benchmark
    @OperationsPerInvocation(RING)
    public void storeFloor() {
        floors.store(0, RING);
    }

    /** The floor with one buffer in a local variable. */
    @Benchmark
    @OperationsPerInvocation(RING)
    public void oneBufferFloor() {
        floors.storeOneBuffer(0, RING);
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public int encapBatch() {
        return RelayRun.expect(relayEncap.encap(0, RING), RING);
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public int decapBatch() {
        return RelayRun.expect(relayDecap.decap(0, RING), RING);
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public int edgeEncapBatch() {
        return RelayRun.expect(edgeEncap.encap(0, RING), RING);
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public int edgeDecapBatch() {
        return RelayRun.expect(edgeDecap.decap(0, RING), RING);
    }
}
