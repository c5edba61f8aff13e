package io.softwire46.mape;

import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import java.nio.ByteBuffer;
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
 * Packets that are dropped without an error, at random places among others. Malformed packets have, in turn, a wrong IPv4
 * checksum, a version that is not 4, a header length below 20, and a total length beyond the packet's end. Spoofed packets have a
 * source whose bits are not those of the inner source. In a small ring the branch predictor learns the places, in a large one it
 * cannot.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RefusalBenchmark {
    private static final int BATCH = 4096;

    @Param({"256", "4096"})
    int ring;

    private RelayRun prepare(String refused, boolean fromCe) {
        RelayWorld world = RelayWorld.ofOneRule();
        PacketRing packets = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, ring, 64);
        if (fromCe) {
            world.fillUpstream(packets);
        } else {
            world.fillDownstream(packets);
        }
        String[] parts = refused.split("-", -1);
        int good = good(ring, refused);
        boolean[] wrong = places(ring, ring - good);
        for (int i = 0; i < ring; i++) {
            if (wrong[i] && parts[0].equals("malformed")) {
                damage(packets.buffer(i), packets.offset(i), i);
                packets.written(i);
            } else if (wrong[i]) {
                spoof(packets.buffer(i), packets.offset(i));
            }
        }
        RelayRun run = new RelayRun(world.relay(), packets);
        RelayRun.expect(fromCe ? run.decapSingle(0, ring) : run.encapSingle(0, ring), good);
        return run;
    }

    /** Returns how many packets of a ring are forwarded. */
    private static int good(int ring, String refused) {
        String[] parts = refused.split("-", -1);
        return parts.length == 1 ? ring : ring - ring * Integer.parseInt(parts[1]) / 100;
    }

    private static boolean[] places(int ring, int count) {
        boolean[] chosen = new boolean[ring];
        SplittableRandom random = new SplittableRandom(11);
        for (int left = count; left > 0; ) {
            int i = random.nextInt(ring);
            left -= chosen[i] ? 0 : 1;
            chosen[i] = true;
        }
        return chosen;
    }

    private static void damage(ByteBuffer buffer, int at, int kind) {
        switch (kind & 3) {
            case 0 -> buffer.put(at + Ipv4Header.HEADER_CHECKSUM, (byte) ~buffer.get(at + Ipv4Header.HEADER_CHECKSUM));
            case 1 -> buffer.put(at, (byte) 0x55);
            case 2 -> buffer.put(at, (byte) 0x44);
            default -> buffer.putShort(at + Ipv4Header.TOTAL_LENGTH, (short) 1500);
        }
    }

    private static void spoof(ByteBuffer buffer, int at) {
        int source = at - Ipv6Header.OCTETS + Ipv6Header.SOURCE_ADDRESS;
        buffer.putLong(source, buffer.getLong(source) ^ 0x0100);
    }

    /** A ring of packets from the Internet; none of them can be spoofed. */
    @State(Scope.Thread)
    public static class Downstream {
        /** Kinds of bad packets, and their number in a hundred packets. */
        @Param({"none", "malformed-25"})
        String refused;

        private RelayRun run;
        private BatchRun batches;
        private int good;

        @Setup
        public void prepare(RefusalBenchmark bench) {
            run = bench.prepare(refused, false);
            batches = run.batches();
            good = BATCH / bench.ring * good(bench.ring, refused);
        }
    }

    /** A ring of packets from CEs. */
    @State(Scope.Thread)
    public static class Upstream {
        /** Kinds of bad packets, and their number in a hundred packets. */
        @Param({"none", "malformed-25", "spoofed-25", "spoofed-100"})
        String refused;

        private RelayRun run;
        private BatchRun batches;
        private int good;

        @Setup
        public void prepare(RefusalBenchmark bench) {
            run = bench.prepare(refused, true);
            batches = run.batches();
            good = BATCH / bench.ring * good(bench.ring, refused);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int encap(Downstream downstream) {
        return downstream.run.encapSingle(0, BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int decap(Upstream upstream) {
        return upstream.run.decapSingle(0, BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int encapBurst(Downstream downstream) {
        return downstream.run.encapBurst(0, BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int decapBurst(Upstream upstream) {
        return upstream.run.decapBurst(0, BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int encapBatch(Downstream downstream) {
        return RelayRun.expect(downstream.batches.encap(0, BATCH), downstream.good);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int decapBatch(Upstream upstream) {
        return RelayRun.expect(upstream.batches.decap(0, BATCH), upstream.good);
    }
}
