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

/**
 * One rule, a hot ring of 256 UDP packets of 64 octets in one buffer, forwarded in place, in bursts and by single calls, with the
 * floor of the same ring.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RelayBenchmark {
    private static final int RING = 256;

    @Param({"heap", "direct"})
    String memory;

    /** A BR and its ring. */
    private static final class Stage {
        final RelayRun run;
        final Floors floors;

        Stage(String memory, boolean fromCe) {
            RelayWorld world = RelayWorld.ofOneRule();
            PacketRing ring = new PacketRing(
                    memory.equals("heap") ? PacketRing.Memory.HEAP_ONE_BUFFER : PacketRing.Memory.DIRECT_ONE_BUFFER,
                    RING,
                    64);
            int[] owners = fromCe ? world.fillUpstream(ring) : world.fillDownstream(ring);
            floors = new Floors(ring, owners, world.rules());
            run = new RelayRun(world.relay(), ring);
            System.gc(); // long-lived objects are in the old generation, as after hours in service
        }
    }

    /** Packets from the Internet. */
    @State(Scope.Thread)
    public static class Downstream {
        private Stage stage;

        @Setup
        public void prepare(RelayBenchmark bench) {
            stage = new Stage(bench.memory, false);
        }
    }

    /** Packets from CEs. */
    @State(Scope.Thread)
    public static class Upstream {
        private Stage stage;

        @Setup
        public void prepare(RelayBenchmark bench) {
            stage = new Stage(bench.memory, true);
        }
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public void storeFloor(Downstream downstream) {
        downstream.stage.floors.store(0, RING);
    }

    /** IPv4 to CE: all checks, derivation, header. */
    @Benchmark
    @OperationsPerInvocation(RING)
    public int encap(Downstream downstream) {
        return RelayRun.expect(downstream.stage.run.encapSingle(0, RING), RING);
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public int encapBurst(Downstream downstream) {
        return RelayRun.expect(downstream.stage.run.encapBurst(0, RING), RING);
    }

    /** CE to IPv4: header checks, strict source check, removal of the header. */
    @Benchmark
    @OperationsPerInvocation(RING)
    public int decap(Upstream upstream) {
        return RelayRun.expect(upstream.stage.run.decapSingle(0, RING), RING);
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public int decapBurst(Upstream upstream) {
        return RelayRun.expect(upstream.stage.run.decapBurst(0, RING), RING);
    }
}
