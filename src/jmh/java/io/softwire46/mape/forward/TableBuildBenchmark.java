package io.softwire46.mape.forward;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.forward.lookup.LargeRules;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.map.internal.Addresses;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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

/** Compiles a table from a domain, with all checks, and counts the octets of index and lines per rule. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 3)
@Fork(value = 2, jvmArgsAppend = "-Xmx6g")
public class TableBuildBenchmark {
    /** Arrangement of the rules and their number. */
    @Param({"MIXED/10000", "MIXED/100000", "BINDINGS/100000", "BINDINGS/1000000"})
    String rules;

    private ConfiguredDomain domain;
    private int count;

    /** Read by JMH as a result of its own. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Memory {
        public double octetsPerRule;
    }

    @Setup
    public void prepare() {
        String[] parts = rules.split("/", -1);
        count = Integer.parseInt(parts[1]);
        RuleSet set = RuleSet.of(LargeRules.Arrangement.valueOf(parts[0]).rules(count));
        domain = new ConfiguredDomain(
                MapDomain.of("bench", set, List.of(Addresses.parseIpv6("borderRelay", "2001:db8:ffff::1"))),
                ForwardingOptions.defaults());
    }

    @Benchmark
    public RuleTable build(Memory memory) {
        RuleTable table = RuleTable.of(domain);
        memory.octetsPerRule = (double) table.octets() / count;
        return table;
    }
}
