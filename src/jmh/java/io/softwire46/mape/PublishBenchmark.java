package io.softwire46.mape;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.RuleTable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The time of a burst of 64 packets, by percentile, while another thread publishes tables of 100,000 rules: none, two existing
 * tables alternately a thousand times per second, or newly compiled tables in succession, which produce garbage.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xmx3g")
public class PublishBenchmark {
    private static final int RING = 4096;

    @Param({"nothing", "ready-tables", "compiled-tables"})
    String published;

    private RelayWorld world;
    private Published<RuleTable> current;
    private RelayRun run;
    private int next;
    private Thread publisher;
    private volatile boolean over;

    @Setup
    public void prepare() {
        world = RelayWorld.of("MIXED", 100_000);
        current = Published.of(world.table());
        PacketRing ring = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, RING, 64);
        world.fillDownstream(ring);
        run = new RelayRun(BorderRelay.of(current), ring);
        RelayRun.expect(run.encapBurst(0, RING), RING);
        RuleTable[] ready = {current.current(), world.table()};
        publisher = new Thread(() -> publish(ready), "publisher");
        publisher.setDaemon(true);
        if (!published.equals("nothing")) {
            publisher.start();
        }
    }

    private void publish(RuleTable[] ready) {
        for (int i = 0; !over; i++) {
            if (published.equals("compiled-tables")) {
                current.publish(world.table());
            } else {
                current.publish(ready[i & 1]);
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    @TearDown(Level.Trial)
    public void stop() throws InterruptedException {
        over = true;
        publisher.join();
    }

    @Benchmark
    public int burst() {
        int from = next;
        next = (from + RelayRun.BURST) % RING;
        return run.encapBurst(from, RelayRun.BURST);
    }
}
