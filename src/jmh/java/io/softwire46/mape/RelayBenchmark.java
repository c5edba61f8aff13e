package io.softwire46.mape;

import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.ConfiguredDomain;
import io.softwire46.mape.forward.ForwardingOptions;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.forward.Verdict;
import io.softwire46.mape.map.Addresses;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.ProtocolNumbers;
import java.nio.ByteBuffer;
import java.util.List;
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
 * One rule, a hot ring of 256 UDP packets of 64 octets in one buffer, rewritten in place; each pass first restores what the last
 * one changed, and the floor does that too.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RelayBenchmark {
    private static final int RING = 256;
    private static final int SLOT = 256;
    private static final int HEADROOM = 64;
    private static final int TOTAL = 64;
    private static final int SERVER = 0x01020304;

    @Param({"heap", "direct"})
    String memory;

    private final Packet packet = new Packet();
    /** TTL, protocol and checksum of each packet as it arrives. */
    private final int[] ttlWords = new int[RING];

    private ByteBuffer ring;
    private BorderRelay relay;
    private CeMapping ce;
    private long brHigh;
    private long brLow;

    @Setup
    public void prepare() {
        MapRule rule = MapRule.of("2001:db8::/40", "192.0.2.0/24", 16);
        long[] br = Addresses.bits(Addresses.parseIpv6("borderRelay", "2001:db8:ffff::1"));
        brHigh = br[0];
        brLow = br[1];
        ConfiguredDomain domain = new ConfiguredDomain(
                MapDomain.of(
                        "bench", RuleSet.of(rule), List.of(Addresses.parseIpv6("borderRelay", "2001:db8:ffff::1"))),
                ForwardingOptions.defaults());
        relay = BorderRelay.seeded(RuleTable.of(domain), 1);
        ce = CeMapping.of(rule, Addresses.parseIpv6Prefix("endUserPrefix", "2001:db8:12:3400::/56"));
        ring = memory.equals("heap") ? ByteBuffer.allocate(RING * SLOT) : ByteBuffer.allocateDirect(RING * SLOT);
    }

    private void fill(boolean fromCe) {
        for (int i = 0; i < RING; i++) {
            int at = i * SLOT + HEADROOM;
            int here = ce.ipv4Bits();
            Ipv4Header.write(
                    ring, at, 0, TOTAL, i, 0, 64, ProtocolNumbers.UDP, fromCe ? here : SERVER, fromCe ? SERVER : here);
            ring.putShort(at + 20, (short) (fromCe ? 1232 : 80)).putShort(at + 22, (short) (fromCe ? 80 : 1232));
            ring.putShort(at + 24, (short) (TOTAL - 20)).putShort(at + 26, (short) 0);
            ttlWords[i] = ring.getInt(at + Ipv4Header.TIME_TO_LIVE);
            if (fromCe) {
                Ipv6Header.write(
                        ring,
                        at - 40,
                        0x60000000,
                        TOTAL,
                        ProtocolNumbers.IPV4,
                        64,
                        ce.mapAddressHigh(),
                        ce.mapAddressLow(),
                        brHigh,
                        brLow);
            }
        }
    }

    /** Fills the ring for one direction. */
    @State(Scope.Thread)
    public static class Downstream {
        @Setup
        public void prepare(RelayBenchmark bench) {
            bench.fill(false);
        }
    }

    /** Fills the ring for the other direction. */
    @State(Scope.Thread)
    public static class Upstream {
        @Setup
        public void prepare(RelayBenchmark bench) {
            bench.fill(true);
        }
    }

    /** Reads 24 octets and writes a 40-octet header before them: what cannot be saved. */
    @Benchmark
    @OperationsPerInvocation(RING)
    public long storeFloor(Downstream downstream) {
        long sum = 0;
        for (int i = 0; i < RING; i++) {
            int at = i * SLOT + HEADROOM;
            sum += ring.getLong(at) ^ ring.getLong(at + 8) ^ ring.getLong(at + 16);
            ring.putLong(at - 40, 0x6000000000400440L);
            ring.putLong(at - 32, brHigh);
            ring.putLong(at - 24, brLow);
            ring.putLong(at - 16, sum);
            ring.putLong(at - 8, sum);
        }
        return sum;
    }

    /** IPv4 to CE: every check, derivation, header. The TTL is put back for the next pass. */
    @Benchmark
    @OperationsPerInvocation(RING)
    public int encap(Downstream downstream) {
        int forwarded = 0;
        for (int i = 0; i < RING; i++) {
            int at = i * SLOT + HEADROOM;
            packet.attach(ring, at, TOTAL, HEADROOM);
            if (relay.fromIpv4(packet, 0) == Verdict.FORWARDED) {
                forwarded++;
            }
            ring.putInt(at + Ipv4Header.TIME_TO_LIVE, ttlWords[i]);
        }
        return forwarded;
    }

    /** CE to IPv4: header checks, strict source check, header away. Nothing changes in the octets. */
    @Benchmark
    @OperationsPerInvocation(RING)
    public int decap(Upstream upstream) {
        int forwarded = 0;
        for (int i = 0; i < RING; i++) {
            packet.attach(ring, i * SLOT + HEADROOM - 40, TOTAL + 40, HEADROOM - 40);
            if (relay.fromIpv6(packet, 0) == Verdict.FORWARDED) {
                forwarded++;
            }
        }
        return forwarded;
    }
}
