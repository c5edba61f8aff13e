package io.softwire46.mape;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.fragment.ReassemblyLimits;
import io.softwire46.mape.nat.Napt44;
import io.softwire46.mape.nat.NaptOption;
import io.softwire46.mape.nat.NaptResult;
import io.softwire46.mape.wire.Packet;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A NAPT with 960 ports makes 1,000,000 sessions, then ends them. The first is the maximum connection establishment rate of RFC 9693,
 * the second its connection tear-down rate.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(2)
public class NaptSessionBenchmark {
    private static final int SESSIONS = 1_000_000;
    private static final int PORTS = 950;
    private static final int HOSTS = 100;
    private static final int HOST = 0xc0a80001;
    private static final int SERVER = 0x2d000000;
    private static final long LATER = 3_600_000_000_000L;

    private final Packet packet = new Packet();
    private Napt44 napt;
    private PacketRing ring;

    /** Times of single calls. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Slowest {
        /** The slowest session of an iteration, in nanoseconds, with the time that is taken to measure it. */
        public long slowestNanos;

        /** The slowest but for one in 10,000, which the operating system or the collector of the machine may have delayed. */
        public long slowestOf9999Nanos;
    }

    private final long[] longest = new long[SESSIONS / 10_000 + 1];

    @Setup(Level.Invocation)
    public void prepare() {
        var options = NaptRun.options(SESSIONS)
                .with(NaptOption.MIN_EXCLUSIVE_PORTS, 0)
                .with(NaptOption.MAX_SESSIONS, SESSIONS)
                .with(NaptOption.MAX_SESSIONS_PER_HOST, SESSIONS);
        napt = Napt44.seeded(Published.of(NaptRun.table(6, options)), ReassemblyLimits.ipv4(), 1);
        ring = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, 1, NaptRun.OCTETS);
    }

    /** A session in an overlapping port toward one of some 1,000 remote endpoints, each of which fills up to nearly all ports. */
    private void make(int i) {
        int server = SERVER + i / PORTS;
        RelayWorld.udp(ring, 0, HOST + i % HOSTS, server, 1024 + i % PORTS / HOSTS + i / PORTS % 50_000, 443);
        NaptRun.expect(napt.outbound(NaptRun.attach(packet, ring, 0), NaptRun.NOW), NaptResult.TRANSLATED);
    }

    /** What {@link #make} does beside the call. */
    @Benchmark
    @OperationsPerInvocation(SESSIONS)
    public void writeFloor() {
        for (int i = 0; i < SESSIONS; i++) {
            RelayWorld.udp(ring, 0, HOST + i % HOSTS, SERVER + i / PORTS, 1024 + i % PORTS, 443);
        }
    }

    @Benchmark
    @OperationsPerInvocation(SESSIONS)
    public void make() {
        for (int i = 0; i < SESSIONS; i++) {
            make(i);
        }
    }

    @Benchmark
    @OperationsPerInvocation(SESSIONS)
    public void makeEachTimed(Slowest slowest) {
        Arrays.fill(longest, 0);
        for (int i = 0; i < SESSIONS; i++) {
            long from = System.nanoTime();
            make(i);
            long nanos = System.nanoTime() - from;
            if (nanos > longest[0]) { // the smallest of the longest ones
                longest[0] = nanos;
                Arrays.sort(longest);
            }
        }
        slowest.slowestNanos += longest[longest.length - 1];
        slowest.slowestOf9999Nanos += longest[0];
    }

    /** A NAPT whose sessions are all over. */
    @State(Scope.Thread)
    public static class Filled {
        private Napt44 napt;

        @Setup(Level.Invocation)
        public void prepare(NaptSessionBenchmark bench) {
            for (int i = 0; i < SESSIONS; i++) {
                bench.make(i);
            }
            napt = bench.napt;
        }
    }

    /** At most 64 sessions a call. */
    @Benchmark
    @OperationsPerInvocation(SESSIONS)
    public void expire(Filled filled) {
        while (filled.napt.expire(LATER)) {
            // again
        }
    }
}
