package io.softwire46.mape;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.operate.Diagnosis;
import io.softwire46.mape.operate.Evidence;
import java.util.SplittableRandom;
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

/** The search of {@code mape diagnose} for the rules that explain observed triples of CE address, IPv4 address and port. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(2)
public class DiagnoseBenchmark {
    /** The rules that the triples come from, in turn; RFC 7597 appendix A has the first. */
    private static final MapRule[] RULES = {
        rule("2001:db8::/40", "192.0.2.0/24", 16, 6),
        rule("2001:db8:1000::/44", "198.51.100.0/24", 12, 6),
        rule("2001:db8:2000::/48", "203.0.113.0/24", 12, 4)
    };

    /** All ports from it on belong to a CE, with offset 4 and 6. */
    private static final int FIRST_PORT = 4096;

    /** Number of triples. */
    @Param({"1", "65536"})
    public int triples;

    /** Number of rules that they come from. */
    @Param({"1", "3"})
    public int domains;

    private Evidence evidence = Evidence.builder().build();

    private static MapRule rule(String ipv6, String ipv4, int eaLength, int psidOffset) {
        return MapRule.builder()
                .ipv6Prefix(ipv6)
                .ipv4Prefix(ipv4)
                .eaLength(eaLength)
                .psidOffset(psidOffset)
                .build();
    }

    /** Draws CEs and their ports. */
    @Setup
    public void draw() {
        SplittableRandom random = new SplittableRandom(46);
        Evidence.Builder builder = Evidence.builder();
        for (int i = 0; i < triples; i++) {
            MapRule rule = RULES[i % domains];
            int ipv4 = rule.ipv4() + random.nextInt(256);
            int port = FIRST_PORT + random.nextInt(0x10000 - FIRST_PORT);
            IPv6Address address =
                    rule.owner(new IPv4Address(ipv4), port).orElseThrow().mapAddress();
            long[] bits = Addresses.bits(address);
            builder.seen(bits[0], bits[1], ipv4, port);
        }
        evidence = builder.build();
    }

    @Benchmark
    public Diagnosis search() {
        Diagnosis diagnosis = Diagnosis.of(evidence, Diagnosis.Limits.DEFAULT);
        if (diagnosis.families().isEmpty()) {
            throw new IllegalStateException("nothing was found");
        }
        return diagnosis;
    }
}
