package io.softwire46.mape.forward;

import io.softwire46.mape.fragment.FragmentPortCache;
import io.softwire46.mape.fragment.Ipv4Reassembler;
import io.softwire46.mape.fragment.Ipv6Reassembler;
import io.softwire46.mape.fragment.ReassemblyLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where the fragments of one worker wait, as far as the options of its domains ask for it. All memory is taken here: each collector
 * has its part of {@code maxBufferedOctets}, and room for one packet at least. Of limits that differ between domains, the largest
 * count, since a fragment waits before its domain is known.
 *
 * <p>Not thread-safe: one per worker.
 */
final class Collectors {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Joins tunnel packets; null where no domain does. */
    final @Nullable Ipv6Reassembler tunnel;

    /** Joins IPv4 datagrams toward shared addresses. */
    final @Nullable Ipv4Reassembler toCe;

    /** Knows the destination port of datagrams toward shared addresses. */
    final @Nullable FragmentPortCache toCePorts;

    /** Joins IPv4 datagrams from CEs, for the source check. */
    final @Nullable Ipv4Reassembler fromCe;

    /** Knows the source port of datagrams from CEs, for the source check. */
    final @Nullable FragmentPortCache fromCePorts;

    private final boolean oneSource;
    private final Plan plan;

    /** Which collectors there are, and their limits; the same plan wants the same memory. */
    private record Plan(
            boolean joinsTunnel,
            boolean joinsToCe,
            boolean cachesToCe,
            boolean joinsFromCe,
            boolean cachesFromCe,
            ReassemblyLimits ipv6,
            ReassemblyLimits ipv4) {}

    /**
     * Takes the memory.
     *
     * @param domains all that the node serves
     * @param oneSource whether all fragments come from one source, as at a CE from its BR, so that there are no shares
     */
    Collectors(List<DomainOptions> domains, boolean oneSource, NodeKeys keys) {
        this.oneSource = oneSource;
        plan = plan(domains, oneSource);
        tunnel = plan.joinsTunnel ? new Ipv6Reassembler(plan.ipv6, keys.next(), keys.next()) : null;
        toCe = plan.joinsToCe ? new Ipv4Reassembler(plan.ipv4, keys.next(), keys.next()) : null;
        toCePorts = plan.cachesToCe ? new FragmentPortCache(plan.ipv4, keys.next(), keys.next()) : null;
        fromCe = plan.joinsFromCe ? new Ipv4Reassembler(plan.ipv4, keys.next(), keys.next()) : null;
        fromCePorts = plan.cachesFromCe ? new FragmentPortCache(plan.ipv4, keys.next(), keys.next()) : null;
    }

    /** Whether what is there is just what domains need, so that nothing that waits has to be given up. */
    boolean serve(List<DomainOptions> domains) {
        return plan.equals(plan(domains, oneSource));
    }

    private static Plan plan(List<DomainOptions> domains, boolean oneSource) {
        boolean joinsTunnel = any(domains, options -> options.v6Reassembly);
        boolean joinsToCe = any(domains, options -> options.v4Reassembly == V4Reassembly.FULL);
        boolean cachesToCe = any(domains, options -> options.v4Reassembly == V4Reassembly.PARTIAL);
        boolean joinsFromCe = any(domains, options -> options.innerFragments == InnerFragments.REASSEMBLE);
        boolean cachesFromCe = any(domains, options -> options.innerFragments == InnerFragments.CACHE);
        int collectors = 0;
        for (boolean each : new boolean[] {joinsTunnel, joinsToCe, cachesToCe, joinsFromCe, cachesFromCe}) {
            collectors += each ? 1 : 0;
        }
        int ipv6Millis = largest(domains, options -> options.v6TimeoutMillis);
        int ipv4Millis = largest(domains, options -> options.v4TimeoutMillis);
        return new Plan(
                joinsTunnel,
                joinsToCe,
                cachesToCe,
                joinsFromCe,
                cachesFromCe,
                limits(domains, ipv6Millis, collectors, oneSource),
                limits(domains, ipv4Millis, collectors, oneSource));
    }

    private static boolean any(List<DomainOptions> domains, Predicate<DomainOptions> option) {
        return domains.stream().anyMatch(option);
    }

    private static int largest(List<DomainOptions> domains, ToIntFunction<DomainOptions> option) {
        return domains.stream().mapToInt(option).max().orElseThrow();
    }

    private static ReassemblyLimits limits(
            List<DomainOptions> domains, int timeoutMillis, int collectors, boolean oneSource) {
        int packet = largest(domains, options -> options.maxPacketSize);
        int octets = largest(domains, options -> options.maxBufferedOctets) / Math.max(1, collectors);
        double share = domains.stream()
                .mapToDouble(options -> options.fragmentSharePerSource)
                .max()
                .orElseThrow();
        return new ReassemblyLimits(
                timeoutMillis * NANOS_PER_MILLI,
                largest(domains, options -> options.maxFragmentsPerPacket),
                largest(domains, options -> options.maxReassemblies),
                Math.max(packet, octets),
                oneSource ? 1 : share,
                packet,
                true);
    }

    /** A collector that the options of the table in force ask for. */
    static <T> T there(@Nullable T collector) {
        return Objects.requireNonNull(collector);
    }

    /** Leaves what was to be released and was not asked for until its time is over. */
    void endRelease() {
        if (toCePorts != null) {
            toCePorts.endRelease();
        }
        if (fromCePorts != null) {
            fromCePorts.endRelease();
        }
    }

    /** Forgets one datagram whose port was waited for in vain; false if there is none. */
    boolean expirePorts(long nowNanos) {
        return (toCePorts != null && toCePorts.expire(nowNanos))
                || (fromCePorts != null && fromCePorts.expire(nowNanos));
    }

    /** What each collector has counted, those that there are. */
    List<FragmentCounters> statistics() {
        List<FragmentCounters> all = new ArrayList<>();
        if (tunnel != null) {
            all.add(new FragmentCounters("v6-reassembly", tunnel.statistics()));
        }
        if (toCe != null) {
            all.add(new FragmentCounters("v4-reassembly", toCe.statistics()));
        }
        if (toCePorts != null) {
            all.add(new FragmentCounters("v4-partial-reassembly", toCePorts.statistics()));
        }
        if (fromCe != null) {
            all.add(new FragmentCounters("inner-reassembly", fromCe.statistics()));
        }
        if (fromCePorts != null) {
            all.add(new FragmentCounters("inner-partial-reassembly", fromCePorts.statistics()));
        }
        return all;
    }
}
