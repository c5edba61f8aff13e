package io.softwire46.mape;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.fragment.ReassemblyLimits;
import io.softwire46.mape.nat.Napt44;
import io.softwire46.mape.nat.NaptOption;
import io.softwire46.mape.nat.NaptResult;
import io.softwire46.mape.nat.NaptTable;
import io.softwire46.mape.wire.Packet;
import java.util.OptionalInt;
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

/** Packets that a NAPT with 240 ports refuses, beside packets that it translates, in single calls. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class NaptRefusalBenchmark {
    private static final int RING = 256;
    private static final int HOST = 0xc0a80001;
    private static final int FLOODING_HOST = 0xc0a80101;
    private static final int OTHER_HOST = 0xc0a80201;
    private static final int SERVER = 0xc6336407;

    /** Why packets are refused: no port is free, nothing inside asked for them, or their host has all sessions that it may have. */
    @Param({"TRANSLATED", "NO_PORT_EXCLUSIVE", "UNSOLICITED", "HOST_LIMIT"})
    NaptResult result;

    private final Packet packet = new Packet();
    private Napt44 napt;
    private PacketRing ring;
    private PacketRing fresh;
    private boolean inbound;

    @Setup
    public void prepare() {
        var options = NaptRun.options(1 << 16)
                .with(NaptOption.MAX_SESSIONS_PER_HOST, 1000)
                .with(NaptOption.MAX_EXCLUSIVE_PORTS_PER_HOST, OptionalInt.of(240));
        NaptTable table = NaptRun.table(4, options);
        napt = Napt44.seeded(Published.of(table), ReassemblyLimits.ipv4(), 1);
        ring = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, RING, NaptRun.OCTETS);
        fresh = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, RING, NaptRun.OCTETS);
        inbound = result == NaptResult.UNSOLICITED;
        int own = table.address();
        for (int i = 0; i < RING; i++) {
            switch (result) {
                case NO_PORT_EXCLUSIVE -> take(HOST + i % 8, SERVER, 5000 + i, 9);
                case HOST_LIMIT -> {
                    for (int j = 0; j < 4; j++) {
                        take(FLOODING_HOST, SERVER + 4 * i + j, 5000, 9);
                    }
                }
                default -> {}
            }
        }
        for (int i = 0; i < RING; i++) {
            switch (result) {
                case NO_PORT_EXCLUSIVE -> RelayWorld.udp(fresh, i, OTHER_HOST + i, SERVER, 6000, 9);
                case UNSOLICITED ->
                    RelayWorld.udp(fresh, i, SERVER + i, own, 9, table.portSet().portAt(i % 240));
                case HOST_LIMIT -> RelayWorld.udp(fresh, i, FLOODING_HOST, SERVER + 5000 + i, 5000, 9);
                default -> RelayWorld.udp(fresh, i, HOST + i % 8, SERVER, 5000 + i % 64, 9);
            }
        }
        refuse();
    }

    private void take(int host, int server, int from, int to) {
        RelayWorld.udp(ring, 0, host, server, from, to);
        napt.outbound(NaptRun.attach(packet, ring, 0), NaptRun.NOW);
    }

    /** Outbound packets get 32 octets of their header again, refused ones included. */
    @Benchmark
    @OperationsPerInvocation(RING)
    public void refuse() {
        for (int i = 0; i < RING; i++) {
            for (int at = 0; at < 32; at += 8) {
                ring.buffer(i).putLong(ring.offset(i) + at, fresh.buffer(i).getLong(fresh.offset(i) + at));
            }
            Packet given = NaptRun.attach(packet, ring, i);
            NaptRun.expect(inbound ? napt.inbound(given, NaptRun.NOW) : napt.outbound(given, NaptRun.NOW), result);
        }
    }
}
