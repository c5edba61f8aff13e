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
 * Encapsulation and decapsulation by rules of many sizes, packets to and from random owners, beside the floors of the same ring
 * and a table of the same size. An invocation handles 4,096 packets; a larger ring goes on where the last one ended.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xmx6g")
public class RuleScaleBenchmark {
    private static final int BATCH = 4096;

    /** Arrangement of the rules, how many they are, packets of the ring. */
    @Param({
        "MIXED/1/256",
        "MIXED/1/4096",
        "MIXED/1/65536",
        "MIXED/10000/256",
        "MIXED/10000/4096",
        "MIXED/10000/65536",
        "MIXED/100000/256",
        "MIXED/100000/4096",
        "MIXED/100000/65536",
        "BINDINGS/1000000/256",
        "BINDINGS/1000000/4096",
        "BINDINGS/1000000/65536"
    })
    String scale;

    /** A BR, its ring and the floors of that. */
    private static final class Stage {
        final RelayRun run;
        final Floors floors;
        private final int packets;
        private int next;

        Stage(String scale, boolean fromCe) {
            String[] parts = scale.split("/", -1);
            packets = Integer.parseInt(parts[2]);
            RelayWorld world = RelayWorld.of(parts[0], Integer.parseInt(parts[1]));
            PacketRing ring = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, packets, 64);
            int[] owners = fromCe ? world.fillUpstream(ring) : world.fillDownstream(ring);
            floors = new Floors(ring, owners, world.rules());
            run = new RelayRun(world.relay(), ring);
            RelayRun.expect(fromCe ? run.decapBurst(0, packets) : run.encapBurst(0, packets), packets);
        }

        int batch() {
            int from = next;
            next = (from + BATCH) % Math.max(packets, BATCH);
            return from;
        }
    }

    /** Packets from the Internet. */
    @State(Scope.Thread)
    public static class Downstream {
        private Stage stage;

        @Setup
        public void prepare(RuleScaleBenchmark bench) {
            stage = new Stage(bench.scale, false);
        }
    }

    /** Packets from CEs. */
    @State(Scope.Thread)
    public static class Upstream {
        private Stage stage;

        @Setup
        public void prepare(RuleScaleBenchmark bench) {
            stage = new Stage(bench.scale, true);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void storeFloor(Downstream downstream) {
        downstream.stage.floors.store(downstream.stage.batch(), BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void gatherFloorSingle(Downstream downstream) {
        downstream.stage.floors.gatherSingle(downstream.stage.batch(), BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long gatherFloorBurst(Downstream downstream) {
        downstream.stage.floors.gatherBurst(downstream.stage.batch(), BATCH);
        return downstream.stage.floors.sum;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int encapSingle(Downstream downstream) {
        return downstream.stage.run.encapSingle(downstream.stage.batch(), BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int encapBurst(Downstream downstream) {
        return downstream.stage.run.encapBurst(downstream.stage.batch(), BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int decapSingle(Upstream upstream) {
        return upstream.stage.run.decapSingle(upstream.stage.batch(), BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int decapBurst(Upstream upstream) {
        return upstream.stage.run.decapBurst(upstream.stage.batch(), BATCH);
    }
}
