package io.softwire46.mape;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.fragment.ReassemblyLimits;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.nat.Napt44;
import io.softwire46.mape.nat.NaptOption;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.nat.NaptResult;
import io.softwire46.mape.nat.NaptTable;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import java.nio.ByteBuffer;
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
 * A NAPT with a session per packet of a ring of 64-octet UDP packets: batches of 64, single calls, and what they restore after each
 * packet, which is part of both.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class NaptBenchmark {
    private static final int BURST = 64;
    private static final int OCTETS = 64;
    private static final int PORTS_PER_REMOTE = 190;
    private static final long NOW = 1_000_000_000L;

    @Param({"1024", "65536", "1048576"})
    int sessions;

    private final Packet packet = new Packet();
    private Napt44 napt;
    private PacketRing ring;
    private PacketBatch batch;
    private Floors floors;
    private long[] original;
    private int next;

    @Setup
    public void prepare() {
        MapRule rule = MapRule.builder()
                .ipv6Prefix("2001:db8::/40")
                .ipv4Prefix("192.0.2.0/24")
                .eaLength(16)
                .psidOffset(4)
                .build();
        NaptOptions options = NaptOptions.defaults()
                .with(NaptOption.MAX_SESSIONS, Math.max(sessions, 1 << 16))
                .with(NaptOption.MAX_SESSIONS_PER_HOST, Math.max(sessions, 1 << 16))
                .with(NaptOption.NEW_SESSIONS_PER_SECOND_PER_HOST, 1_000_000);
        NaptTable table = NaptTable.of(CeMapping.of(rule, "2001:db8:12:9c00::/56"), options);
        napt = Napt44.seeded(Published.of(table), ReassemblyLimits.ipv4(), 1);
        int packets = Math.min(sessions, 1 << 16);
        ring = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, packets, OCTETS);
        floors = new Floors(ring, new int[packets], 1);
        batch = new PacketBatch(ring.buffer(0), BURST);
        original = new long[2 * packets];
        for (int i = 0; i < sessions; i++) { // the last ones stay in the ring
            int host = 0xc0a80001 + i % 200;
            int server = 0xc6336400 + i / PORTS_PER_REMOTE;
            int place = i & packets - 1;
            RelayWorld.udp(ring, place, host, server, 1024 + i / 200 % 60_000, 443);
            long first = ring.buffer(place).getLong(ring.offset(place) + 8);
            long second = ring.buffer(place).getLong(ring.offset(place) + 20);
            expect(napt.outbound(packet.attach(ring.buffer(place), ring.offset(place), OCTETS, 0), NOW));
            original[2 * place] = first;
            original[2 * place + 1] = second;
            restore(place);
        }
        System.gc(); // long-lived objects are in the old generation, as after hours in service
    }

    private static void expect(NaptResult result) {
        if (result != NaptResult.TRANSLATED) {
            throw new IllegalStateException(result.name());
        }
    }

    private void restore(int i) {
        ByteBuffer buffer = ring.buffer(i);
        int at = ring.offset(i);
        buffer.putLong(at + 8, original[2 * i]);
        buffer.putLong(at + 20, original[2 * i + 1]);
    }

    private int burst() {
        int from = next;
        next = next + BURST & original.length / 2 - 1;
        return from;
    }

    /** The floor of the other benchmarks. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void storeFloor() {
        floors.store(burst(), BURST);
    }

    /** What the other methods restore. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void restoreFloor() {
        int from = burst();
        for (int i = from; i < from + BURST; i++) {
            restore(i);
        }
    }

    /** Outbound packets of present sessions in batches. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void batches() {
        int from = burst();
        batch.clear();
        for (int i = from; i < from + BURST; i++) {
            batch.add(ring.offset(i), OCTETS, 0);
        }
        if (napt.outbound(batch, 0, NOW) != BURST || batch.others() != 0) {
            throw new IllegalStateException(batch.toString());
        }
        for (int i = from; i < from + BURST; i++) {
            restore(i);
        }
    }

    /** The same in single calls. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void singleCalls() {
        int from = burst();
        for (int i = from; i < from + BURST; i++) {
            expect(napt.outbound(packet.attach(ring.buffer(i), ring.offset(i), OCTETS, 0), NOW));
            restore(i);
        }
    }
}
