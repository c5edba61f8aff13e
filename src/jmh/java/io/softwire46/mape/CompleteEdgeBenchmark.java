package io.softwire46.mape;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.EdgeTable;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Ipv4Header;
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
 * A CE with its NAPT, or without, in batches of 64: LAN packets into the tunnel, tunnel packets to the LAN. The octets of each packet
 * are restored in both cases.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CompleteEdgeBenchmark {
    private static final int RING = 1024;
    private static final int BURST = RelayRun.BURST;
    private static final int OCTETS = 64;
    private static final int KEPT_LONGS = 4;
    private static final int HOST = 0xc0a80001;
    private static final int HOSTS = 200;
    private static final int SERVER = 0xc6336400;

    @Param({"true", "false"})
    boolean napt;

    private CustomerEdge edge;
    private PacketRing lan;
    private PacketRing tunnel;
    private PacketBatch lanBatch;
    private PacketBatch tunnelBatch;
    private Floors floors;
    private final long[] lanOctets = new long[KEPT_LONGS * RING];
    private final long[] tunnelOctets = new long[KEPT_LONGS * RING];
    private int next;

    @Setup
    public void prepare() {
        RelayWorld world = RelayWorld.ofOneRule();
        EdgeTable table = napt
                ? EdgeTable.of(world.domain, RelayWorld.ONE_RULE_CE, NaptRun.options(1 << 16))
                : EdgeTable.of(world.domain, RelayWorld.ONE_RULE_CE);
        edge = CustomerEdge.seeded(Published.of(table), 1);
        lan = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, RING, OCTETS);
        tunnel = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, RING, OCTETS);
        lanBatch = lan.batch(BURST);
        tunnelBatch = tunnel.batch(BURST);
        Packet window = new Packet();
        int ports = edge.mapping().portSet().size();
        for (int i = 0; i < RING; i++) {
            int source = napt ? HOST + i % HOSTS : edge.mapping().ipv4Bits();
            int port = napt ? 1024 + i : edge.mapping().portSet().portAt(i % ports);
            RelayWorld.udp(lan, i, source, SERVER + i / (ports / 2), port, 443);
            whole(lan, i);
            save(lan, lanOctets, i);
            lan.attachIpv4(window, i);
            expect(edge.fromIpv4(window, NaptRun.NOW));
            ByteBuffer buffer = lan.buffer(i);
            int at = lan.offset(i);
            RelayWorld.udp(
                    tunnel,
                    i,
                    buffer.getInt(at + Ipv4Header.DESTINATION_ADDRESS),
                    edge.mapping().ipv4Bits(),
                    443,
                    buffer.getShort(at + 20) & 0xffff);
            whole(tunnel, i);
            restore(lan, lanOctets, i);
        }
        RelayRun.expect(new RelayRun(world.relay(), tunnel).encapSingle(0, RING), RING);
        for (int i = 0; i < RING; i++) {
            save(tunnel, tunnelOctets, i);
        }
        floors = new Floors(lan, new int[RING], 1);
        fromLan();
        toLan();
    }

    /** Sets the DF bit. */
    private static void whole(PacketRing ring, int i) {
        Ipv4Header.write(
                ring.buffer(i),
                ring.offset(i),
                0,
                OCTETS,
                i,
                0x4000,
                64,
                17,
                ring.buffer(i).getInt(ring.offset(i) + Ipv4Header.SOURCE_ADDRESS),
                ring.buffer(i).getInt(ring.offset(i) + Ipv4Header.DESTINATION_ADDRESS));
        ring.written(i);
    }

    private static void save(PacketRing ring, long[] octets, int i) {
        for (int j = 0; j < KEPT_LONGS; j++) {
            octets[KEPT_LONGS * i + j] = ring.buffer(i).getLong(ring.offset(i) + 8 * j);
        }
    }

    private static void restore(PacketRing ring, long[] octets, int i) {
        ByteBuffer buffer = ring.buffer(i);
        int at = ring.offset(i);
        for (int j = 0; j < KEPT_LONGS; j++) {
            buffer.putLong(at + 8 * j, octets[KEPT_LONGS * i + j]);
        }
    }

    private static void expect(Verdict verdict) {
        if (verdict != Verdict.FORWARDED) {
            throw new IllegalStateException(verdict.name());
        }
    }

    private int burst() {
        int from = next;
        next = next + BURST & RING - 1;
        return from;
    }

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
            restore(lan, lanOctets, i);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void fromLan() {
        int from = burst();
        lanBatch.clear();
        for (int i = from; i < from + BURST; i++) {
            lan.addIpv4(lanBatch, i);
        }
        for (int done = 0; done < BURST; ) {
            done = edge.fromIpv4(lanBatch, done, NaptRun.NOW);
        }
        expectAll(lanBatch);
        for (int i = from; i < from + BURST; i++) {
            restore(lan, lanOctets, i);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void toLan() {
        int from = burst();
        tunnelBatch.clear();
        for (int i = from; i < from + BURST; i++) {
            tunnel.addTunnel(tunnelBatch, i);
        }
        for (int done = 0; done < BURST; ) {
            done = edge.fromIpv6(tunnelBatch, done, NaptRun.NOW);
        }
        expectAll(tunnelBatch);
        for (int i = from; i < from + BURST; i++) {
            restore(tunnel, tunnelOctets, i);
        }
    }

    private static void expectAll(PacketBatch batch) {
        if (batch.others() != 0) {
            throw new IllegalStateException(batch.toString());
        }
    }
}
