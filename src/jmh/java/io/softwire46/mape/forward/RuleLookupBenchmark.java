package io.softwire46.mape.forward;

import inet.ipaddr.ipv4.IPv4Address;
import io.softwire46.mape.forward.fastpath.FastPathPackets;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.lookup.LargeRules;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortParameters;
import java.nio.ByteBuffer;
import java.util.List;
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
 * Rule look-up and derivation between reading an IPv4 header and writing an IPv6 header, with no other work. Its floor is the
 * same loop with one random line of 64 octets from a table with one line per rule instead. Measured packet by packet, and in
 * bursts of 64 that perform each step for all packets.
 *
 * <p>An invocation processes 4,096 packets; a larger ring continues where the last invocation ended.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Xmx3g")
public class RuleLookupBenchmark {
    private static final int SLOT = 128;
    private static final int HEADROOM = 40;
    private static final int BURST = FastPathPackets.PACKETS;
    private static final int BATCH = 4096;

    @Param({"MIXED", "BINDINGS"})
    String arrangement;

    @Param({"1", "10000", "100000", "1000000"})
    int rules;

    @Param({"256", "65536"})
    int ring;

    private final int[] found = new int[BURST];
    private final long[] columns = FastPathPackets.columns();

    private CompiledRules compiled;

    /** The lines that the floor reads instead of rules. */
    private long[] table;

    private ByteBuffer packets;
    private long[] sources;
    private int next;
    int sum;

    /** Rules, packets to random owners (the number of the owner in the place of the source), and the owners' addresses. */
    @Setup
    public void prepare() {
        List<MapRule> list = LargeRules.Arrangement.valueOf(arrangement).rules(rules);
        compiled = CompiledRules.of(list);
        table = new long[6 + 8 * rules];
        packets = ByteBuffer.allocateDirect(ring * SLOT);
        sources = new long[2 * ring];
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < ring; i++) {
            int number = random.nextInt(rules);
            MapRule rule = list.get(number);
            PortParameters parameters = rule.portParameters();
            int host = rule.ipv4Length() == 32 ? 0 : random.nextInt() & -1 >>> rule.ipv4Length();
            int psid = rule.explicitPsid() < 0 ? random.nextInt(parameters.sharingRatio()) : rule.explicitPsid();
            int ipv4 = rule.ipv4() | host;
            int port = 1 + random.nextInt(parameters.rangeCount()) << 16 - parameters.psidOffset()
                    | psid << parameters.contiguousBits();
            int at = i * SLOT + HEADROOM;
            packets.putLong(at, 0x4500_0040_0000_0000L).putLong(at + 8, 0x4011_0000_0000_0000L | number);
            packets.putInt(at + 16, ipv4).putInt(at + 20, 80 << 16 | port);
            CeMapping ce = rule.owner(new IPv4Address(ipv4), port).orElseThrow();
            sources[2 * i] = ce.mapAddressHigh();
            sources[2 * i + 1] = ce.mapAddressLow();
            int slot = compiled.slotOf(ipv4);
            if (slot < 0 || compiled.ruleAt(slot, port) != number) {
                throw new IllegalStateException(number + " is not found");
            }
        }
    }

    private int batch() {
        int from = next;
        next = (from + BATCH) % Math.max(ring, BATCH);
        return from;
    }

    private int at(int packet) {
        return (packet & ring - 1) * SLOT + HEADROOM;
    }

    private void write(int at, long high, long low) {
        long lengths = packets.getLong(at);
        packets.putLong(at - 40, 0x6000000000000440L | (lengths & 0xffff_0000_0000L) >>> 16);
        packets.putLong(at - 32, 0x20010db8_00000000L);
        packets.putLong(at - 24, 1);
        packets.putLong(at - 16, high);
        packets.putLong(at - 8, low);
    }

    /** Reads a packet, reads its line and writes; then the next packet. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void floorSingle() {
        int from = batch();
        for (int i = from; i < from + BATCH; i++) {
            int at = at(i);
            int line = 6 + 8 * (int) packets.getLong(at + 8);
            write(at, table[line] + packets.getLong(at + 16), table[line + 7]);
        }
    }

    /** Reads all packets of a burst, then all lines, then writes all. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void floorBurst() {
        int from = batch();
        for (int burst = from; burst < from + BATCH; burst += BURST) {
            for (int i = 0; i < BURST; i++) {
                found[i] = 6 + 8 * (int) packets.getLong(at(burst + i) + 8);
            }
            long touched = 0;
            for (int i = 0; i < BURST; i++) {
                touched += table[found[i]];
            }
            sum += (int) touched;
            for (int i = 0; i < BURST; i++) {
                int at = at(burst + i);
                write(at, table[found[i]] + packets.getLong(at + 16), table[found[i] + 7]);
            }
        }
    }

    /** Look-up and derivation, packet by packet. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void single() {
        int from = batch();
        for (int i = from; i < from + BATCH; i++) {
            int at = at(i);
            long word = packets.getLong(at + 16);
            int ipv4 = (int) (word >>> 32);
            int slot = compiled.slotOf(ipv4);
            if (slot != CompiledRules.NO_RULE) {
                int port = compiled.needsPort(slot) ? (int) word & 0xffff : MapRule.NO_PORT;
                int rule = compiled.ruleAt(slot, port);
                if (rule >= 0) {
                    write(at, compiled.mapAddressHigh(rule, ipv4, port), compiled.mapAddressLow(rule, ipv4, port));
                }
            }
        }
    }

    /** Each step for all packets of a burst: addresses and ports, slots, rules, lines, MAP addresses, writes. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void burst() {
        int from = batch();
        for (int burst = from; burst < from + BATCH; burst += BURST) {
            for (int i = 0; i < BURST; i++) {
                long word = packets.getLong(at(burst + i) + 16);
                columns[FastPathPackets.KEYS + i] = word >>> 32 << 16 | word & 0xffff;
            }
            compiled.find(columns, BURST);
            for (int i = 0; i < BURST; i++) {
                if (columns[FastPathPackets.SLOTS + i] >= 0) {
                    write(at(burst + i), columns[FastPathPackets.HIGH + i], columns[FastPathPackets.LOW + i]);
                }
            }
        }
    }

    /** Longest match of IPv6 sources that have a rule, one after the other. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int sourceSingle() {
        int from = batch();
        int total = 0;
        for (int i = from; i < from + BATCH; i++) {
            int at = 2 * (i & ring - 1);
            total += compiled.ruleOfSource(sources[at], sources[at + 1]);
        }
        return total;
    }

    /** The same for sources in the same space that have none. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int sourceSpoofed() {
        int from = batch();
        int total = 0;
        for (int i = from; i < from + BATCH; i++) {
            int at = 2 * (i & ring - 1);
            total += compiled.ruleOfSource(sources[at] ^ 0x0008_0000_0000_0000L, sources[at + 1]);
        }
        return total;
    }
}
