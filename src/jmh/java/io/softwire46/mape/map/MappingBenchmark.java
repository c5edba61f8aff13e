package io.softwire46.mape.map;

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

/** The primitive derivations of the algebra, which the data plane performs for each packet. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MappingBenchmark {
    /** Number of disjoint /24 rules in the set. */
    @Param({"1", "10000"})
    int rules;

    private RuleSet set;
    private PortSet ports;
    private int next;

    @Setup
    public void prepare() {
        List<MapRule> list = new ArrayList<>();
        for (int i = 0; i < rules; i++) {
            String ipv6 =
                    "2001:" + Integer.toHexString(0x1000 + (i >>> 8)) + ":" + Integer.toHexString(i & 0xff) + "00::/40";
            String ipv4 = (20 + (i >>> 16)) + "." + (i >>> 8 & 0xff) + "." + (i & 0xff) + ".0/24";
            list.add(MapRule.of(ipv6, ipv4, 16));
        }
        set = RuleSet.of(list);
        ports = PortSet.of(6, 8, 52);
    }

    /** Addresses that step through all rules and hosts. */
    private int address() {
        int n = next++;
        return 20 << 24 | Integer.remainderUnsigned(n * 0x9e3779b1, rules) << 8 | (n & 0xff);
    }

    /** IPv4 address and port to MAP address. */
    @Benchmark
    public long derive() {
        int address = address();
        int place = set.byIpv4().ruleOf(address, 1232);
        MapRule rule = set.rules().get(place);
        long eaBits = rule.eaBits(address, rule.psidOf(1232));
        return rule.mapAddressHigh(eaBits) ^ rule.mapAddressLow(eaBits);
    }

    /** The same, then the strict source check of that address. */
    @Benchmark
    public SourceCheck deriveAndCheck() {
        int address = address();
        MapRule rule = set.rules().get(set.byIpv4().ruleOf(address, 1232));
        long eaBits = rule.eaBits(address, rule.psidOf(1232));
        return set.check(
                rule.mapAddressHigh(eaBits), rule.mapAddressLow(eaBits), address, 1232, SourceCheck.Mode.STRICT);
    }

    /** A port by index, and its index again. */
    @Benchmark
    public int portAndIndex() {
        return ports.indexOf(ports.portAt((next++ & 0xffff) % 252));
    }
}
