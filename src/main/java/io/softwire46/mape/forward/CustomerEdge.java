package io.softwire46.mape.forward;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.Counters.DomainCounters;
import io.softwire46.mape.forward.counter.Counters.FragmentCounters;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.edge.EdgeNapt;
import io.softwire46.mape.forward.edge.EdgePaths;
import io.softwire46.mape.forward.fastpath.FastPathEdgeDownstream;
import io.softwire46.mape.forward.fastpath.FastPathEdgeUpstream;
import io.softwire46.mape.forward.fastpath.FastPathNaptDownstream;
import io.softwire46.mape.forward.fastpath.FastPathNaptUpstream;
import io.softwire46.mape.forward.tunnel.NodeKeys;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.nat.Napt44;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A Customer Edge device (RFC 7597 section 8): with its NAPT if its {@link EdgeTable} has NAPT options, else the MAP function between
 * a NAPT and the tunnel. It encapsulates packets to another CE if a Forwarding Mapping Rule covers the destination, else to the BR, and
 * decapsulates tunnel packets.
 *
 * <p>With NAPT, pass packets of the LAN to {@code fromIpv4}; packets for the LAN, ICMP errors included, leave as IPv4.
 *
 * <p>Without NAPT, pass packets that a NAPT has translated to {@code fromIpv4}. That NAPT must use only the address and ports of
 * {@link #mapping}: packets with another source are dropped. ICMP errors about its packets are IPv4 packets for it.
 *
 * <p>In both cases pass packets from the IPv6 network to {@code fromIpv6}.
 *
 * <p>Not thread-safe: use one instance per thread; instances share the table.
 */
public final class CustomerEdge implements Forwarder {
    private final ForwarderCalls<EdgeTable> calls;
    private final Optional<Napt44> napt;

    private CustomerEdge(Published<EdgeTable> published, EdgeTable first, NodeKeys keys) {
        EdgePaths paths = new EdgePaths(first.compiled(), keys);
        EdgeNapt translator = paths.state.napt;
        napt = Optional.ofNullable(translator).map(EdgeNapt::napt44);
        calls = new ForwarderCalls<>(
                published,
                first,
                paths,
                translator == null
                        ? new FastPathEdgeUpstream(paths.state)
                        : new FastPathNaptUpstream(paths.state, translator),
                translator == null
                        ? new FastPathEdgeDownstream(paths.state)
                        : new FastPathNaptDownstream(paths.state, translator),
                table -> paths.adopt(table.compiled()),
                translator == null ? null : translator::setTime);
    }

    /**
     * Creates a CE with unpredictable flow labels.
     *
     * @param domain the domain that it belongs to
     * @param endUserPrefix the prefix delegated to it, with its length
     * @return a CE for one thread
     * @throws MapConfigurationException with all findings if the domain cannot serve the prefix
     */
    public static CustomerEdge of(ConfiguredDomain domain, IPv6Address endUserPrefix) {
        return of(Published.of(EdgeTable.of(domain, endUserPrefix)));
    }

    /**
     * Creates a CE with unpredictable flow labels.
     *
     * @param domain the domain that it belongs to
     * @param endUserPrefix the prefix delegated to it, such as {@code 2001:db8:12:3400::/56}
     * @return a CE for one thread
     * @throws MapConfigurationException if the text is not an IPv6 prefix, or with all findings if the domain cannot serve it
     */
    public static CustomerEdge of(ConfiguredDomain domain, String endUserPrefix) {
        return of(Published.of(EdgeTable.of(domain, endUserPrefix)));
    }

    /**
     * Creates a CE whose table can be replaced while it runs. A new table takes effect at the next call, and
     * in a call for many packets after at most 64 of them.
     *
     * @param published the source of its tables
     * @return a CE for one thread; its flow labels use the key of the current table, also after the table is replaced
     */
    public static CustomerEdge of(Published<EdgeTable> published) {
        EdgeTable first = published.current();
        return new CustomerEdge(
                published, first, NodeKeys.unpredictable(first.compiled().flowLabelKey()));
    }

    /**
     * Creates a CE whose output is reproducible: the same packets with the same seed give the same octets.
     *
     * @param domain the domain that it belongs to
     * @param endUserPrefix the prefix delegated to it, with its length
     * @param seed seed of flow labels and identifications; they are predictable, so use it for tests only
     * @return a CE for one thread
     * @throws MapConfigurationException with all findings if the domain cannot serve the prefix
     */
    public static CustomerEdge seeded(ConfiguredDomain domain, IPv6Address endUserPrefix, long seed) {
        EdgeTable table = EdgeTable.of(domain, endUserPrefix);
        return new CustomerEdge(Published.of(table), table, NodeKeys.seeded(seed));
    }

    /**
     * Creates a CE whose table can be replaced while it runs and whose output is reproducible.
     *
     * @param published the source of its tables
     * @param seed seed of flow labels, identifications and ports; they are predictable, so use it for tests only
     * @return a CE for one thread
     */
    public static CustomerEdge seeded(Published<EdgeTable> published, long seed) {
        return new CustomerEdge(published, published.current(), NodeKeys.seeded(seed));
    }

    /**
     * Returns the IPv4 address or prefix, ports and MAP address of this CE, by the table in force at the last call.
     *
     * @return the mapping
     */
    public CeMapping mapping() {
        return calls.table().mapping();
    }

    /**
     * Returns the NAPT of a complete CE, for its counters, events and gauges. Call its other methods between packets, on the
     * thread of the CE.
     *
     * @return empty if the first table of the CE had none
     */
    public Optional<Napt44> napt() {
        return napt;
    }

    @Override
    public Verdict fromIpv4(Packet packet, long nowNanos) {
        return calls.fromIpv4(packet, nowNanos);
    }

    @Override
    public Verdict fromIpv6(Packet packet, long nowNanos) {
        return calls.fromIpv6(packet, nowNanos);
    }

    @Override
    public Verdict receive(Packet packet, long nowNanos) {
        return calls.receive(packet, nowNanos);
    }

    @Override
    public Verdict fromIpv4(Packet packet, Packet destination, long nowNanos) {
        return calls.fromIpv4(packet, destination, nowNanos);
    }

    @Override
    public Verdict fromIpv6(Packet packet, Packet destination, long nowNanos) {
        return calls.fromIpv6(packet, destination, nowNanos);
    }

    @Override
    public Verdict receive(Packet packet, Packet destination, long nowNanos) {
        return calls.receive(packet, destination, nowNanos);
    }

    @Override
    public int fromIpv4(Packet[] packets, Verdict[] verdicts, int from, int to, long nowNanos) {
        return calls.fromIpv4(packets, verdicts, null, from, to, nowNanos);
    }

    @Override
    public int fromIpv6(Packet[] packets, Verdict[] verdicts, int from, int to, long nowNanos) {
        return calls.fromIpv6(packets, verdicts, null, from, to, nowNanos);
    }

    @Override
    public int fromIpv4(Packet[] packets, Verdict[] verdicts, int[] rules, int from, int to, long nowNanos) {
        return calls.fromIpv4(packets, verdicts, Objects.requireNonNull(rules, "rules"), from, to, nowNanos);
    }

    @Override
    public int fromIpv6(Packet[] packets, Verdict[] verdicts, int[] rules, int from, int to, long nowNanos) {
        return calls.fromIpv6(packets, verdicts, Objects.requireNonNull(rules, "rules"), from, to, nowNanos);
    }

    @Override
    public int fromIpv4(PacketBatch batch, int from, long nowNanos) {
        return calls.fromIpv4(batch, from, nowNanos);
    }

    @Override
    public int fromIpv6(PacketBatch batch, int from, long nowNanos) {
        return calls.fromIpv6(batch, from, nowNanos);
    }

    @Override
    public int nextOctets() {
        return calls.context().nextOctets();
    }

    @Override
    public boolean next(Packet place) {
        return calls.context().next(place);
    }

    @Override
    public boolean expire(long nowNanos) {
        return calls.expire(nowNanos);
    }

    @Override
    public Counters counters() {
        return calls.context().counters;
    }

    @Override
    public List<DomainCounters> domainCounters() {
        return calls.context().domains.list();
    }

    @Override
    public int lastDomain() {
        return calls.context().domain();
    }

    @Override
    public int lastRule() {
        return calls.context().rule();
    }

    @Override
    public List<ConfiguredDomain> domains() {
        return calls.table().domains();
    }

    @Override
    public List<MapRule> rules() {
        return calls.table().rules();
    }

    @Override
    public List<FragmentCounters> fragmentCounters() {
        return calls.fragmentCounters();
    }

    /** Returns the table, and packets and drops of both directions. */
    @Override
    public String toString() {
        return "CustomerEdge[" + calls + "]";
    }
}
