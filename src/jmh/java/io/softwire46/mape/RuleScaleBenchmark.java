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
 * Encapsulation and decapsulation with rule lists of many sizes, packets to and from random owners, with the floors of the same
 * ring and a table of the same size. An invocation processes 4,096 packets; a larger ring continues where the last one ended.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xmx6g")
public class RuleScaleBenchmark {
    private static final int BATCH = 4096;

    /** Arrangement of the rules, their number, and packets of the ring. */
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

    /** A ring for one scale, and the start of the next invocation in it. */
    private static final class Stage {
        final PacketRing ring;
        private final String arrangement;
        private final int rules;
        private int next;

        Stage(String scale) {
            String[] parts = scale.split("/", -1);
            arrangement = parts[0];
            rules = Integer.parseInt(parts[1]);
            ring = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, Integer.parseInt(parts[2]), 64);
        }

        RelayRun run(boolean fromCe) {
            RelayWorld world = RelayWorld.of(arrangement, rules);
            if (fromCe) {
                world.fillUpstream(ring);
            } else {
                world.fillDownstream(ring);
            }
            RelayRun run = new RelayRun(world.relay(), ring);
            int all = ring.packets();
            RelayRun.expect(fromCe ? run.decapBurst(0, all) : run.encapBurst(0, all), all);
            return run;
        }

        /** A floor reads no address, so it can use any packets. */
        Floors floors() {
            SplittableRandom random = new SplittableRandom(7);
            int[] owners = random.ints(ring.packets(), 0, rules).toArray();
            for (int i = 0; i < owners.length; i++) {
                RelayWorld.udp(ring, i, RelayWorld.SERVER, random.nextInt(), 80, 1232);
            }
            return new Floors(ring, owners, rules);
        }

        int batch() {
            int from = next;
            next = (from + BATCH) % Math.max(ring.packets(), BATCH);
            return from;
        }
    }

    /** Packets for the floors. */
    @State(Scope.Thread)
    public static class Any {
        private Stage stage;
        private Floors floors;

        @Setup
        public void prepare(RuleScaleBenchmark bench) {
            stage = new Stage(bench.scale);
            floors = stage.floors();
        }
    }

    /** Packets from the Internet. */
    @State(Scope.Thread)
    public static class Downstream {
        private Stage stage;
        private RelayRun run;
        private BatchRun batches;

        @Setup
        public void prepare(RuleScaleBenchmark bench) {
            stage = new Stage(bench.scale);
            run = stage.run(false);
            batches = run.batches();
        }
    }

    /** Packets from CEs. */
    @State(Scope.Thread)
    public static class Upstream {
        private Stage stage;
        private RelayRun run;
        private BatchRun batches;

        @Setup
        public void prepare(RuleScaleBenchmark bench) {
            stage = new Stage(bench.scale);
            run = stage.run(true);
            batches = run.batches();
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void storeFloor(Any any) {
        any.floors.store(any.stage.batch(), BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void gatherFloorSingle(Any any) {
        any.floors.gatherSingle(any.stage.batch(), BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long gatherFloorBurst(Any any) {
        any.floors.gatherBurst(any.stage.batch(), BATCH);
        return any.floors.sum;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int encapSingle(Downstream downstream) {
        return downstream.run.encapSingle(downstream.stage.batch(), BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int encapBurst(Downstream downstream) {
        return downstream.run.encapBurst(downstream.stage.batch(), BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int decapSingle(Upstream upstream) {
        return upstream.run.decapSingle(upstream.stage.batch(), BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int decapBurst(Upstream upstream) {
        return upstream.run.decapBurst(upstream.stage.batch(), BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int encapBatch(Downstream downstream) {
        return RelayRun.expect(downstream.batches.encap(downstream.stage.batch(), BATCH), BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int decapBatch(Upstream upstream) {
        return RelayRun.expect(upstream.batches.decap(upstream.stage.batch(), BATCH), BATCH);
    }
}
