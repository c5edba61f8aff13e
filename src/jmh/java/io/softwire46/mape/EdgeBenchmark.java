package io.softwire46.mape;

import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.wire.Packet;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The MAP function of a CE without its NAPT, in both directions, in a hot ring: IPv4 packets from its port set into the tunnel,
 * and tunnel packets of the BR.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class EdgeBenchmark {
    private static final int RING = 256;
    private static final int BURST = RelayRun.BURST;

    private final Packet window = new Packet();
    private final Packet[] windows = new Packet[BURST];
    private final Verdict[] verdicts = new Verdict[BURST];

    private CustomerEdge edge;
    private PacketRing fromHome;
    private PacketRing fromRelay;
    private Floors floors;

    @Setup
    public void prepare() {
        RelayWorld world = RelayWorld.ofOneRule();
        Arrays.setAll(windows, i -> new Packet());
        edge = CustomerEdge.seeded(world.domain, Addresses.parseIpv6Prefix("endUserPrefix", RelayWorld.ONE_RULE_CE), 1);
        fromHome = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, RING, 64);
        fromRelay = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, RING, 64);
        CeMapping ce = edge.mapping();
        for (int i = 0; i < RING; i++) {
            int port = ce.portSet().portAt(i % ce.portSet().size());
            RelayWorld.udp(fromHome, i, ce.ipv4Bits(), RelayWorld.SERVER, port, 80);
            RelayWorld.udp(fromRelay, i, RelayWorld.SERVER, ce.ipv4Bits(), 80, port);
        }
        // encapsulation by the relay writes the tunnel header before each packet
        RelayRun.expect(new RelayRun(world.relay(), fromRelay).encapSingle(0, RING), RING);
        floors = new Floors(fromHome, new int[RING], 1);
        RelayRun.expect(encap(), RING);
        RelayRun.expect(decap(), RING);
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public void storeFloor() {
        floors.store(0, RING);
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public int encap() {
        int forwarded = 0;
        for (int i = 0; i < RING; i++) {
            fromHome.attachIpv4(window, i);
            forwarded += edge.fromIpv4(window, 0) == Verdict.FORWARDED ? 1 : 0;
            fromHome.restore(i);
        }
        return forwarded;
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public int decap() {
        int forwarded = 0;
        for (int i = 0; i < RING; i++) {
            fromRelay.attachTunnel(window, i);
            forwarded += edge.fromIpv6(window, 0) == Verdict.FORWARDED ? 1 : 0;
        }
        return forwarded;
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public int encapBurst() {
        int forwarded = 0;
        for (int at = 0; at < RING; at += BURST) {
            for (int i = 0; i < BURST; i++) {
                fromHome.attachIpv4(windows[i], at + i);
            }
            for (int done = 0; done < BURST; ) {
                done = edge.fromIpv4(windows, verdicts, done, BURST, 0);
            }
            for (int i = 0; i < BURST; i++) {
                forwarded += verdicts[i] == Verdict.FORWARDED ? 1 : 0;
                fromHome.restore(at + i);
            }
        }
        return forwarded;
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public int decapBurst() {
        int forwarded = 0;
        for (int at = 0; at < RING; at += BURST) {
            for (int i = 0; i < BURST; i++) {
                fromRelay.attachTunnel(windows[i], at + i);
            }
            for (int done = 0; done < BURST; ) {
                done = edge.fromIpv6(windows, verdicts, done, BURST, 0);
            }
            for (int i = 0; i < BURST; i++) {
                forwarded += verdicts[i] == Verdict.FORWARDED ? 1 : 0;
            }
        }
        return forwarded;
    }
}
