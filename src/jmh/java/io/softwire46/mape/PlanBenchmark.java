package io.softwire46.mape;

import io.softwire46.mape.operate.plan.Demand;
import io.softwire46.mape.operate.plan.Plan;
import io.softwire46.mape.operate.plan.PlanResult;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The search of {@code mape plan} over IPv4 blocks that are not adjacent, each with a reserved address. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(2)
public class PlanBenchmark {
    private static final int MAX_SUBSCRIBERS_PER_BLOCK = 1 << 12;

    /** Number of IPv4 blocks, each a /24. */
    @Param({"64", "1024"})
    public int blocks;

    private Demand demand(long subscribers) {
        Demand.Builder builder = Demand.builder()
                .subscribers(subscribers)
                .growth("30%")
                .ports(1000)
                .ipv6("2001:d00::/24")
                .delegate(56)
                .borderRelay("3fff::1");
        for (int i = 0; i < blocks; i++) {
            String block = "60." + (i >> 7) + "." + (i & 127) * 2 + ".";
            builder.ipv4(block + "0/24").reserve(block + (i & 255));
        }
        return builder.build();
    }

    @Benchmark
    public PlanResult feasible() {
        PlanResult result = Plan.search(demand((long) blocks * MAX_SUBSCRIBERS_PER_BLOCK));
        if (!result.isFeasible()) {
            throw new IllegalStateException("no plan was found");
        }
        return result;
    }

    /** Also searches the smallest changes that suffice. */
    @Benchmark
    public PlanResult infeasible() {
        PlanResult result = Plan.search(demand((long) blocks << 16));
        if (result.isFeasible() || result.relaxations().isEmpty()) {
            throw new IllegalStateException("no change was found");
        }
        return result;
    }
}
