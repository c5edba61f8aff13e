package io.softwire46.mape.forward;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.DomainCounters;
import io.softwire46.mape.forward.counter.FragmentCounters;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.edge.EdgePaths;
import io.softwire46.mape.forward.fastpath.FastPathEdgeDownstream;
import io.softwire46.mape.forward.fastpath.FastPathEdgeUpstream;
import io.softwire46.mape.forward.tunnel.NodeKeys;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.wire.Packet;
import java.util.List;
import java.util.Objects;

/**
 * The MAP function of a Customer Edge device, after its NAPT: it sends packets from the NAPT into the tunnel, to another CE if a
 * forwarding mapping rule covers the destination and to the BR otherwise, and packets from the tunnel to the NAPT (RFC 7597 section 8).
 *
 * <p>ICMP errors about packets from the NAPT are sent to the NAPT. Not thread-safe: use one instance per thread; instances share the
 * table.
 */
public final class CustomerEdge implements Forwarder {
    private final ForwarderCalls<EdgeTable> calls;

    private CustomerEdge(Published<EdgeTable> published, EdgeTable first, NodeKeys keys) {
        EdgePaths paths = new EdgePaths(first.compiled(), keys);
        calls = new ForwarderCalls<>(
                published,
                first,
                paths,
                new FastPathEdgeUpstream(paths.state),
                new FastPathEdgeDownstream(paths.state),
                table -> paths.state.adopt(table.compiled()));
    }

    /**
     * Makes a CE with unpredictable flow labels.
     *
     * @param domain the domain that it belongs to
     * @param endUserPrefix the prefix delegated to it, with its length
     * @return a CE for one thread
     * @throws MapConfigurationException with every finding when the domain cannot serve the prefix
     */
    public static CustomerEdge of(ConfiguredDomain domain, IPv6Address endUserPrefix) {
        return of(Published.of(EdgeTable.of(domain, endUserPrefix)));
    }

    /**
     * Makes a CE with unpredictable flow labels.
     *
     * @param domain the domain that it belongs to
     * @param endUserPrefix the prefix delegated to it, such as {@code 2001:db8:12:3400::/56}
     * @return a CE for one thread
     * @throws MapConfigurationException if the text is not an IPv6 prefix, or with every finding when the domain cannot serve it
     */
    public static CustomerEdge of(ConfiguredDomain domain, String endUserPrefix) {
        return of(Published.of(EdgeTable.of(domain, endUserPrefix)));
    }

    /**
     * Makes a CE whose table can be replaced while it runs.
     *
     * @param published the source of its tables
     * @return a CE for one thread; flow labels use the key of the table that is current now, also with later ones
     */
    public static CustomerEdge of(Published<EdgeTable> published) {
        EdgeTable first = published.current();
        return new CustomerEdge(
                published, first, NodeKeys.unpredictable(first.compiled().flowLabelKey()));
    }

    /**
     * Makes a CE that does the same again for the same packets.
     *
     * @param domain the domain that it belongs to
     * @param endUserPrefix the prefix delegated to it, with its length
     * @param seed of flow labels and identifications
     * @return a CE for one thread
     * @throws MapConfigurationException with every finding when the domain cannot serve the prefix
     */
    public static CustomerEdge seeded(ConfiguredDomain domain, IPv6Address endUserPrefix, long seed) {
        EdgeTable table = EdgeTable.of(domain, endUserPrefix);
        return new CustomerEdge(Published.of(table), table, NodeKeys.seeded(seed));
    }

    /**
     * Returns what this CE owns.
     *
     * @return address or prefix, ports and MAP address, by the table in force at the last packet
     */
    public CeMapping mapping() {
        return calls.table().mapping();
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
        return calls.context().domain;
    }

    @Override
    public int lastRule() {
        return calls.context().rule;
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

    /** The table, and the packets that were taken. */
    @Override
    public String toString() {
        return "CustomerEdge[" + calls + "]";
    }
}
