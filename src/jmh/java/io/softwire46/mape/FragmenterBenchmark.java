package io.softwire46.mape;

import io.softwire46.mape.fragment.Ipv4Fragmenter;
import io.softwire46.mape.fragment.Ipv6Fragmenter;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
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
 * A tunnel packet with 1500 octets of IPv4, and those 1500 alone, each fragmented in two in another buffer, with the copy of the
 * payload as floor.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FragmenterBenchmark {
    private static final int RING = 64;
    private static final int OCTETS = 1500;
    private static final int PLACE = 2048;

    private final Packet window = new Packet();
    private final Packet output = new Packet();
    private final Ipv4Fragmenter cut4 = new Ipv4Fragmenter();
    private final Ipv6Fragmenter cut6 = new Ipv6Fragmenter();
    private final ByteBuffer place = ByteBuffer.allocateDirect(2 * PLACE);

    private PacketRing ring;

    @Setup
    public void prepare() {
        ring = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, RING, OCTETS);
        RelayWorld.ofOneRule().fillUpstream(ring);
        RelayRun.expect(cutIpv4(), 2 * RING);
        RelayRun.expect(cutIpv6(), 2 * RING);
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public int copyFloor() {
        for (int i = 0; i < RING; i++) {
            place.put(0, ring.buffer(i), ring.offset(i), OCTETS);
        }
        return place.get(1000);
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public int cutIpv4() {
        int fragments = 0;
        for (int i = 0; i < RING; i++) {
            ring.attachIpv4(window, i);
            cut4.start(window, 1460, false);
            for (int at = 0; cut4.next(output.attach(place, at, PLACE, 0)); at ^= PLACE) {
                fragments++;
            }
        }
        return fragments;
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public int cutIpv6() {
        int fragments = 0;
        for (int i = 0; i < RING; i++) {
            ring.attachTunnel(window, i);
            cut6.start(window, OCTETS, i);
            for (int at = 0; cut6.next(output.attach(place, at, PLACE, 0)); at ^= PLACE) {
                fragments++;
            }
        }
        return fragments;
    }
}
