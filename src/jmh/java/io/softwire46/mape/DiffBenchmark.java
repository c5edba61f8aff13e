package io.softwire46.mape;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.operate.diff.RuleSetDiff;
import io.softwire46.mape.operate.diff.SubscriberChange;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The comparison of {@code mape diff}: a quarter of the rules gets another offset, and a quarter other IPv4 addresses. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(2)
public class DiffBenchmark {
    private static final long SUBSCRIBERS_PER_RULE = 256;

    /** Number of rules of each set. */
    @Param("100000")
    public int rules;

    private List<ConfiguredDomain> old = List.of();
    private List<ConfiguredDomain> now = List.of();

    /** Builds both sets. */
    @Setup
    public void build() {
        old = List.of(domain(false));
        now = List.of(domain(true));
    }

    private ConfiguredDomain domain(boolean isChanged) {
        List<MapRule> all = new ArrayList<>();
        for (int i = 0; i < rules; i++) {
            int place = isChanged && i % 4 == 2 ? i + rules : i;
            all.add(MapRule.builder()
                    .ipv6Prefix(new IPv6Address(0x2a00_0000_0000_0000L | (long) i << 16, 0, 48).toPrefixBlock(48))
                    .ipv4Prefix(new IPv4Address(0x0b00_0000 + (place << 2)).toPrefixBlock(30))
                    .eaLength(8)
                    .psidOffset(isChanged && i % 4 == 1 ? 4 : 6)
                    .build());
        }
        return new ConfiguredDomain(MapDomain.of("d", RuleSet.of(all), List.of(), false), ForwardingOptions.defaults());
    }

    @Benchmark
    public RuleSetDiff compare() {
        RuleSetDiff diff = RuleSetDiff.of(old, now);
        BigInteger moved = diff.subscribers(SubscriberChange.MOVED_PORTS);
        if (!moved.equals(BigInteger.valueOf((rules + 2) / 4 * SUBSCRIBERS_PER_RULE))) {
            throw new IllegalStateException(moved + " subscribers have other ports");
        }
        return diff;
    }
}
