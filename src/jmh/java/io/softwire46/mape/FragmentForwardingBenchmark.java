package io.softwire46.mape;

import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.fragment.Ipv4Fragmenter;
import io.softwire46.mape.fragment.Ipv6Fragmenter;
import io.softwire46.mape.wire.Ipv4Header;
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
 * Fragments through a BR, for datagrams of 1500 octets in two fragments: IPv4 fragments toward a shared address, forwarded by
 * the port of their first fragment; tunnel packets that are reassembled; and packets that are fragmented for the tunnel. Datagrams have
 * different identifications; the copy floor copies the same payload.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FragmentForwardingBenchmark {
    private static final int DATAGRAMS = 64;
    private static final int FRAGMENTS = 2 * DATAGRAMS;
    private static final int SLOT = 2048;
    private static final int AT = 64;
    private static final int OCTETS = 1500;
    private static final int HEADERS = Ipv6Fragmenter.FRAGMENT_HEADERS_OCTETS;

    private final Packet window = new Packet();
    private final Packet output = new Packet();
    private final int[] lengths4 = new int[FRAGMENTS];
    private final int[] lengths6 = new int[FRAGMENTS];
    private final int[] ttlWords = new int[FRAGMENTS];
    private final int[] ttlWordsOfWhole = new int[DATAGRAMS];
    private final ByteBuffer ipv4 = ByteBuffer.allocateDirect(FRAGMENTS * SLOT);
    private final ByteBuffer ipv6 = ByteBuffer.allocateDirect(FRAGMENTS * SLOT);
    private final ByteBuffer whole = ByteBuffer.allocateDirect(DATAGRAMS * SLOT);
    private final ByteBuffer place = ByteBuffer.allocateDirect(DATAGRAMS * SLOT);

    private BorderRelay relay;
    private long nowNanos;

    @Setup
    public void prepare() {
        RelayWorld world = RelayWorld.ofOneRule();
        relay = world.relay();
        PacketRing downstream = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, DATAGRAMS, OCTETS);
        PacketRing upstream = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, DATAGRAMS, OCTETS);
        world.fillDownstream(downstream);
        world.fillUpstream(upstream);
        Ipv4Fragmenter fragmenter4 = new Ipv4Fragmenter();
        Ipv6Fragmenter fragmenter6 = new Ipv6Fragmenter();
        for (int i = 0; i < DATAGRAMS; i++) {
            whole.put(i * SLOT + AT, downstream.buffer(i), downstream.offset(i), OCTETS);
            ttlWordsOfWhole[i] = whole.getInt(i * SLOT + AT + Ipv4Header.TIME_TO_LIVE);
            downstream.attachIpv4(window, i);
            fragmenter4.start(window, 1460, false);
            upstream.attachTunnel(output, i);
            fragmenter6.start(output, OCTETS, i * 77);
            for (int n = 2 * i; n < 2 * i + 2; n++) {
                int at = n * SLOT + AT;
                fragmenter4.next(window.attach(ipv4, at, SLOT - AT, AT));
                lengths4[n] = window.length();
                ttlWords[n] = ipv4.getInt(at + Ipv4Header.TIME_TO_LIVE);
                fragmenter6.next(window.attach(ipv6, at, SLOT - AT, AT));
                lengths6[n] = window.length();
            }
        }
        RelayRun.expect(portCache(), FRAGMENTS);
        RelayRun.expect(join(), DATAGRAMS * OCTETS);
        RelayRun.expect(cut(), DATAGRAMS * (OCTETS + 2 * HEADERS));
    }

    /** The payload of a datagram, which is that of both tunnel fragments. */
    @Benchmark
    @OperationsPerInvocation(DATAGRAMS)
    public int copyFloor() {
        for (int i = 0; i < FRAGMENTS; i++) {
            place.put((i >> 1) * SLOT + (i & 1) * 1448, ipv6, i * SLOT + AT + HEADERS, lengths6[i] - HEADERS);
        }
        return place.get(1000);
    }

    /** An IPv4 fragment toward a CE, first and later ones alternately; each is forwarded by itself. */
    @Benchmark
    @OperationsPerInvocation(FRAGMENTS)
    public int portCache() {
        int forwarded = 0;
        for (int i = 0; i < FRAGMENTS; i++) {
            int at = i * SLOT + AT;
            window.attach(ipv4, at, lengths4[i], AT);
            forwarded += relay.fromIpv4(window, nowNanos++) == Verdict.FORWARDED ? 1 : 0;
            ipv4.putInt(at + Ipv4Header.TIME_TO_LIVE, ttlWords[i]);
        }
        return forwarded;
    }

    /** A datagram of two tunnel fragments, reassembled, checked and decapsulated. */
    @Benchmark
    @OperationsPerInvocation(DATAGRAMS)
    public int join() {
        int octets = 0;
        for (int i = 0; i < FRAGMENTS; i++) {
            window.attach(ipv6, i * SLOT + AT, lengths6[i], AT);
            if (relay.fromIpv6(window, nowNanos++) == Verdict.FORWARDED) {
                octets += window.length();
            }
        }
        return octets;
    }

    /** A datagram fragmented into two tunnel packets: the first in place, the second fetched. */
    @Benchmark
    @OperationsPerInvocation(DATAGRAMS)
    public int cut() {
        int octets = 0;
        for (int i = 0; i < DATAGRAMS; i++) {
            int at = i * SLOT + AT;
            window.attach(whole, at, OCTETS, AT);
            relay.fromIpv4(window, nowNanos++);
            octets += window.length();
            while (relay.next(output.attach(place, 0, SLOT, 0))) {
                octets += output.length();
            }
            whole.putInt(at + Ipv4Header.TIME_TO_LIVE, ttlWordsOfWhole[i]);
        }
        return octets;
    }
}
