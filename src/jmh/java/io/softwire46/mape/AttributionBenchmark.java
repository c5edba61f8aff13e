package io.softwire46.mape;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.operate.Attribution;
import io.softwire46.mape.operate.RuleHistory;
import io.softwire46.mape.operate.RuleVersion;
import java.time.Instant;
import java.util.ArrayList;
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
 * The look-up of owners on numbers, for random addresses and ports that all have one. The floor reads the same queries and sums one
 * array entry each; the gather floor also reads one random line of 64 octets of a table as long as the rules.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class AttributionBenchmark {
    private static final int QUERIES = 1 << 16;
    private static final int LINE = 8;
    private static final int FIRST_PORT = 1024;
    private static final long BEGIN = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    /** Number of rules: prefixes of six lengths. */
    @Param({"1", "100000"})
    public int rules;

    private final int[] ipv4 = new int[QUERIES];
    private final int[] port = new int[QUERIES];
    private final long[] time = new long[QUERIES];
    private final int[] line = new int[QUERIES];
    private final long[] small = new long[1024];
    private long[] table = {};
    private Attribution attribution = Attribution.always(List.of(domain(1)));

    private static ConfiguredDomain domain(int count) {
        List<MapRule> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = 24 + i % 6;
            all.add(MapRule.builder()
                    .ipv6Prefix(new IPv6Address(0x2000_0000_0000_0000L | (long) i << 24, 0, 40).toPrefixBlock(40))
                    .ipv4Prefix(new IPv4Address(0x1000_0000 + (i << 8)).toPrefixBlock(length))
                    .eaLength(32 - length + 8)
                    .psidOffset(6)
                    .build());
        }
        return new ConfiguredDomain(MapDomain.of("d", RuleSet.of(all), List.of(), false), ForwardingOptions.defaults());
    }

    /** Draws the queries. */
    @Setup
    public void draw() {
        SplittableRandom random = new SplittableRandom(1);
        attribution = Attribution.of(
                RuleHistory.of(List.of(RuleVersion.of(Instant.ofEpochMilli(BEGIN), null, List.of(domain(rules))))));
        table = new long[rules * LINE];
        for (int i = 0; i < QUERIES; i++) {
            int rule = random.nextInt(rules);
            ipv4[i] = 0x1000_0000 + (rule << 8) + random.nextInt(8); // in a prefix of any of the lengths
            port[i] = FIRST_PORT + random.nextInt(0x10000 - FIRST_PORT);
            time[i] = BEGIN + random.nextInt(1_000_000_000);
            line[i] = random.nextInt(rules) * LINE;
            if (attribution.find(ipv4[i], port[i], time[i]) < 0) {
                throw new IllegalStateException("a query has no owner");
            }
        }
    }

    /** Reads the queries, and sums one array entry each. */
    @Benchmark
    @OperationsPerInvocation(QUERIES)
    public long floor() {
        long sum = 0;
        for (int i = 0; i < QUERIES; i++) {
            sum += small[(ipv4[i] + port[i] + (int) time[i]) & 1023];
        }
        return sum;
    }

    /** Reads the queries, and a random line of the table each. */
    @Benchmark
    @OperationsPerInvocation(QUERIES)
    public long gatherFloor() {
        long sum = 0;
        for (int i = 0; i < QUERIES; i++) {
            int at = line[i];
            sum += ipv4[i] + port[i] + time[i];
            for (int word = 0; word < LINE; word++) {
                sum += table[at + word];
            }
        }
        return sum;
    }

    /** Finds the handle of each owner. */
    @Benchmark
    @OperationsPerInvocation(QUERIES)
    public long find() {
        long sum = 0;
        for (int i = 0; i < QUERIES; i++) {
            sum += attribution.find(ipv4[i], port[i], time[i]);
        }
        return sum;
    }

    /** Finds each owner, and derives its prefix. */
    @Benchmark
    @OperationsPerInvocation(QUERIES)
    public long findAndDerive() {
        long sum = 0;
        for (int i = 0; i < QUERIES; i++) {
            long handle = attribution.find(ipv4[i], port[i], time[i]);
            sum += attribution.prefixHigh(handle, ipv4[i], port[i]) + attribution.prefixLow(handle, ipv4[i], port[i]);
        }
        return sum;
    }
}
