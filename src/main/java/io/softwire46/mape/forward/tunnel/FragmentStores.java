package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.Counters.FragmentCounters;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.fragment.FragmentPortCache;
import io.softwire46.mape.fragment.FragmentSource;
import io.softwire46.mape.fragment.FragmentStatistics;
import io.softwire46.mape.fragment.Ipv4Reassembler;
import io.softwire46.mape.fragment.Ipv6Reassembler;
import io.softwire46.mape.fragment.ReassemblyLimits;
import io.softwire46.mape.wire.Packet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The fragment stores of one node, as its domains' options require them. All memory is allocated here: each store has its share
 * of {@code maxBufferedOctets}, and room for at least one packet. The pools belong to the node, so the largest {@code
 * maxReassemblies} and {@code maxBufferedOctets} of all domains apply; all other limits are those of a fragment's own domain.
 *
 * <p>The caller sets the source of a fragment here before it adds the fragment to a store.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class FragmentStores {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Reassembles tunnel packets; null if no domain requires it. */
    public final @Nullable Ipv6Reassembler tunnel;

    /** Reassembles IPv4 datagrams toward shared addresses; null if no domain requires it. */
    public final @Nullable Ipv4Reassembler toCe;

    /** Destination ports of datagrams toward shared addresses; null if no domain requires it. */
    public final @Nullable FragmentPortCache toCePorts;

    /** Reassembles IPv4 datagrams from CEs, for the source check; null if no domain requires it. */
    public final @Nullable Ipv4Reassembler fromCe;

    /** Source ports of datagrams from CEs, for the source check; null if no domain requires it. */
    public final @Nullable FragmentPortCache fromCePorts;

    /** At a CE: datagrams from the NAPT of which a fragment was dropped. It stores no octets. Null at a BR. */
    public final @Nullable FragmentPortCache refused;

    /** The scope of BRs as sources. Other scopes are rule numbers, 0 or more. */
    private static final int RELAYS = -1;

    private final boolean edge;
    private final Counters counters;
    private final NodeKeys keys;
    private final Plan plan;
    private final FragmentSource source = new FragmentSource();

    /** Index of the limits in the plan, by domain. */
    private int[] limitsOfDomain;

    /** The limits of a domain. */
    private record Limits(ReassemblyLimits ipv6, ReassemblyLimits ipv4) {}

    /** Which stores exist, and the distinct limits of the domains. */
    private record Plan(
            boolean reassemblesTunnel,
            boolean reassemblesToCe,
            boolean cachesToCe,
            boolean reassemblesFromCe,
            boolean cachesFromCe,
            List<Limits> limits) {

        List<ReassemblyLimits> ipv6() {
            return limits.stream().map(Limits::ipv6).toList();
        }

        List<ReassemblyLimits> ipv4() {
            return limits.stream().map(Limits::ipv4).toList();
        }

        /** Returns whether the stores of this plan can serve another plan. */
        boolean serves(Plan other) {
            return new HashSet<>(limits).containsAll(other.limits)
                    && equals(new Plan(
                            other.reassemblesTunnel,
                            other.reassemblesToCe,
                            other.cachesToCe,
                            other.reassemblesFromCe,
                            other.cachesFromCe,
                            limits));
        }
    }

    /**
     * Allocates the memory.
     *
     * @param domains all domains that the node serves
     * @param edge whether the node is a CE. Its BR forwards packets of many sources, so the BR has no share limit
     * @param counters where evictions are counted
     */
    public FragmentStores(List<DomainOptions> domains, boolean edge, Counters counters, NodeKeys keys) {
        this.edge = edge;
        this.counters = counters;
        this.keys = keys;
        plan = plan(domains, edge);
        limitsOfDomain = limitsOfDomain(domains);
        FragmentStatistics.Evictions evictions = byShare ->
                counters.increment(byShare ? Event.FRAGMENTS_EVICTED_BY_SHARE : Event.FRAGMENTS_EVICTED_BY_TABLE, 0);
        List<ReassemblyLimits> ipv4 = plan.ipv4();
        tunnel = plan.reassemblesTunnel ? new Ipv6Reassembler(plan.ipv6(), keys.next(), keys.next(), evictions) : null;
        toCe = plan.reassemblesToCe ? new Ipv4Reassembler(ipv4, keys.next(), keys.next(), evictions) : null;
        toCePorts = plan.cachesToCe ? new FragmentPortCache(ipv4, keys.next(), keys.next(), evictions) : null;
        fromCe = plan.reassemblesFromCe ? new Ipv4Reassembler(ipv4, keys.next(), keys.next(), evictions) : null;
        fromCePorts = plan.cachesFromCe ? new FragmentPortCache(ipv4, keys.next(), keys.next(), evictions) : null;
        refused = edge ? new FragmentPortCache(ofRefused(ipv4), keys.next(), keys.next(), evictions) : null;
    }

    private static List<ReassemblyLimits> ofRefused(List<ReassemblyLimits> ipv4) {
        ReassemblyLimits own = ipv4.get(0);
        int octets = ReassemblyLimits.MAXIMUM_PACKET_OCTETS;
        return List.of(new ReassemblyLimits(
                own.timeoutNanos(), own.maxFragmentsPerPacket(), own.maxReassemblies(), octets, 1, octets, true));
    }

    /** Returns the stores for other domains: these if they can serve them, so that held fragments are kept, else new ones. */
    public FragmentStores adopt(List<DomainOptions> domains) {
        if (!plan.serves(plan(domains, edge))) {
            return new FragmentStores(domains, edge, counters, keys);
        }
        limitsOfDomain = limitsOfDomain(domains);
        return this;
    }

    private int[] limitsOfDomain(List<DomainOptions> domains) {
        int stores = stores(domains);
        return domains.stream()
                .mapToInt(options -> plan.limits.indexOf(limits(options, domains, stores)))
                .toArray();
    }

    /** Sets the source of the next fragment: an IPv4 address. */
    public void setAddress(int domain, int ipv4) {
        source.set(limitsOfDomain[domain], limitsOfDomain[domain], ipv4);
    }

    /** Sets the source of the next fragment: a subscriber, identified by rule and EA bits. */
    public void setSubscriber(int domain, int rule, long eaBits) {
        source.set(limitsOfDomain[domain], rule, eaBits);
    }

    /** Sets the source of the next fragment: another BR that a domain accepts. */
    public void setPeer(int domain, int relay) {
        source.set(limitsOfDomain[domain], RELAYS, (long) limitsOfDomain[domain] << Integer.SIZE | relay);
    }

    /** At a CE: sets the source of the next fragment to a BR, which has no share limit. */
    public void setRelay() {
        source.set(plan.limits.size() - 1, RELAYS, 0);
    }

    /** Returns the source that was set last. */
    public FragmentSource source() {
        return source;
    }

    private static Plan plan(List<DomainOptions> domains, boolean edge) {
        int stores = stores(domains);
        Set<Limits> limits = new LinkedHashSet<>();
        for (DomainOptions options : domains) {
            limits.add(limits(options, domains, stores));
        }
        List<Limits> all = new ArrayList<>(limits);
        if (edge) {
            all.add(new Limits(withoutShare(all.get(0).ipv6), withoutShare(all.get(0).ipv4)));
        }
        return new Plan(
                reassemblesTunnel(domains),
                reassemblesToCe(domains),
                cachesToCe(domains),
                reassemblesFromCe(domains),
                cachesFromCe(domains),
                all);
    }

    private static int stores(List<DomainOptions> domains) {
        int stores = 0;
        for (boolean each : new boolean[] {
            reassemblesTunnel(domains),
            reassemblesToCe(domains),
            cachesToCe(domains),
            reassemblesFromCe(domains),
            cachesFromCe(domains)
        }) {
            stores += each ? 1 : 0;
        }
        return stores;
    }

    private static boolean reassemblesTunnel(List<DomainOptions> domains) {
        return any(domains, options -> options.v6Reassembly);
    }

    private static boolean reassemblesToCe(List<DomainOptions> domains) {
        return any(domains, options -> options.v4Reassembly == V4Reassembly.FULL);
    }

    private static boolean cachesToCe(List<DomainOptions> domains) {
        return any(domains, options -> options.v4Reassembly == V4Reassembly.PARTIAL);
    }

    private static boolean reassemblesFromCe(List<DomainOptions> domains) {
        return any(domains, options -> options.innerFragments == InnerFragments.REASSEMBLE);
    }

    private static boolean cachesFromCe(List<DomainOptions> domains) {
        return any(domains, options -> options.innerFragments == InnerFragments.CACHE);
    }

    private static boolean any(List<DomainOptions> domains, Predicate<DomainOptions> option) {
        return domains.stream().anyMatch(option);
    }

    private static int largest(List<DomainOptions> domains, ToIntFunction<DomainOptions> option) {
        return domains.stream().mapToInt(option).max().orElseThrow();
    }

    private static Limits limits(DomainOptions own, List<DomainOptions> domains, int stores) {
        int largestPacket = largest(domains, options -> options.maxPacketSize);
        int octets = largest(domains, options -> options.maxBufferedOctets) / Math.max(1, stores);
        int datagrams = largest(domains, options -> options.maxReassemblies);
        int pool = Math.max(largestPacket, octets);
        return new Limits(
                limits(own, own.v6TimeoutMillis, datagrams, pool), limits(own, own.v4TimeoutMillis, datagrams, pool));
    }

    private static ReassemblyLimits limits(DomainOptions own, int timeoutMillis, int datagrams, int octets) {
        return new ReassemblyLimits(
                timeoutMillis * NANOS_PER_MILLI,
                own.maxFragmentsPerPacket,
                datagrams,
                octets,
                own.fragmentSharePerSource,
                own.maxPacketSize,
                true);
    }

    /** Returns the limits of a store of IPv4 fragments that a CE has beside these. */
    public static ReassemblyLimits ipv4Limits(DomainOptions own) {
        return limits(own, List.of(own), 1).ipv4();
    }

    private static ReassemblyLimits withoutShare(ReassemblyLimits limits) {
        return new ReassemblyLimits(
                limits.timeoutNanos(),
                limits.maxFragmentsPerPacket(),
                limits.maxReassemblies(),
                limits.maxBufferedOctets(),
                1,
                limits.maxPacketOctets(),
                limits.tinyFragmentCheck());
    }

    /** Returns a store that the options of the current table require. */
    public static <T> T require(@Nullable T store) {
        return Objects.requireNonNull(store);
    }

    /** Ends a release before its end: fragments that have not been fetched stay until their reassembly time expires. */
    public void endRelease() {
        if (toCePorts != null) {
            toCePorts.endRelease();
        }
        if (fromCePorts != null) {
            fromCePorts.endRelease();
        }
    }

    /** The kind of datagram that {@link #expire} has discarded, and whether an error may be due. */
    public enum Expired {
        /** None: no reassembly time has expired. */
        NONE,
        /** A datagram without its first fragment, or of which only the port was missing. */
        WITHOUT_ERROR,
        TUNNEL_PACKET,
        TO_CE,
        FROM_CE
    }

    /**
     * Discards one datagram whose reassembly time has expired. An error is due if the datagram was to be reassembled and its
     * first fragment has arrived (RFC 8200 section 4.5, RFC 1122 section 3.3.2). None is due if only the port was missing.
     *
     * @param window becomes a window on the first fragment if an error is due
     */
    public Expired expire(Packet window, long nowNanos) {
        Expired expired = Expired.NONE;
        if (tunnel != null && tunnel.expire(nowNanos)) {
            expired = tunnel.expiredFirst(window) ? Expired.TUNNEL_PACKET : Expired.WITHOUT_ERROR;
        } else if (toCe != null && toCe.expire(nowNanos)) {
            expired = toCe.expiredFirst(window) ? Expired.TO_CE : Expired.WITHOUT_ERROR;
        } else if (fromCe != null && fromCe.expire(nowNanos)) {
            expired = fromCe.expiredFirst(window) ? Expired.FROM_CE : Expired.WITHOUT_ERROR;
        } else if ((toCePorts != null && toCePorts.expire(nowNanos))
                || (fromCePorts != null && fromCePorts.expire(nowNanos))) {
            expired = Expired.WITHOUT_ERROR;
        }
        if (expired != Expired.NONE) {
            counters.increment(Event.FRAGMENTS_EXPIRED, 0);
        }
        return expired;
    }

    /** Returns the counters of each existing store. */
    public List<FragmentCounters> statistics() {
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
