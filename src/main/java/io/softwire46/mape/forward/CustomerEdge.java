package io.softwire46.mape.forward;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.FragmentCounters;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.edge.EdgeDownstream;
import io.softwire46.mape.forward.edge.EdgeFragments;
import io.softwire46.mape.forward.edge.EdgeState;
import io.softwire46.mape.forward.edge.EdgeUpstream;
import io.softwire46.mape.forward.fastpath.Burst;
import io.softwire46.mape.forward.fastpath.PlainEdgeDownstream;
import io.softwire46.mape.forward.fastpath.PlainEdgeUpstream;
import io.softwire46.mape.forward.tunnel.Continuation;
import io.softwire46.mape.forward.tunnel.NodeKeys;
import io.softwire46.mape.forward.tunnel.Worker;
import io.softwire46.mape.fragment.FragmentPortCache;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The MAP function of a Customer Edge device, behind its NAPT: what the NAPT gives goes into the tunnel, to another CE where
 * a forwarding mapping rule covers the destination and to the BR otherwise; what comes out of the tunnel goes to the NAPT
 * (RFC 7597 section 8).
 *
 * <p>Packets, windows and further output are treated as by {@link BorderRelay}; ICMP errors about packets from the NAPT go back
 * there. Not thread-safe: one per worker; workers share the table.
 */
public final class CustomerEdge {
    private final Published<EdgeTable> published;
    private final EdgeState state;
    private final Worker worker;
    private final EdgeUpstream upstream;
    private final EdgeDownstream downstream;
    private final EdgeFragments fragments;

    /** On the first fragment of a datagram that has expired. */
    private final Packet window = new Packet();

    private final Burst upstreamBurst;
    private final Burst downstreamBurst;
    private EdgeTable table;
    private long nowNanos;

    private CustomerEdge(Published<EdgeTable> published, EdgeTable first, NodeKeys keys) {
        this.published = published;
        table = first;
        state = new EdgeState(first.compiled(), keys, this::release);
        worker = state.worker;
        upstream = new EdgeUpstream(state, keys);
        fragments = new EdgeFragments(state);
        downstream = new EdgeDownstream(state, fragments);
        upstreamBurst = new Burst(worker, this::begin, new PlainEdgeUpstream(state), this::takeUpstream);
        downstreamBurst = new Burst(worker, this::begin, new PlainEdgeDownstream(state), this::takeDownstream);
    }

    /**
     * A CE with unpredictable flow labels.
     *
     * @param domain the domain that it belongs to
     * @param endUserPrefix the prefix delegated to it, with its length
     * @return a CE for one worker
     * @throws MapConfigurationException with every finding when the domain cannot serve the prefix
     */
    public static CustomerEdge of(ConfiguredDomain domain, IPv6Address endUserPrefix) {
        return of(Published.of(EdgeTable.of(domain, endUserPrefix)));
    }

    /**
     * A CE whose table can be replaced while it runs.
     *
     * @param published where its tables come from
     * @return a CE for one worker; flow labels follow the key of the table that is current now, also under later ones
     */
    public static CustomerEdge of(Published<EdgeTable> published) {
        EdgeTable first = published.current();
        return new CustomerEdge(
                published, first, NodeKeys.unpredictable(first.compiled().flowLabelKey()));
    }

    /**
     * A CE that does the same again for the same packets.
     *
     * @param domain the domain that it belongs to
     * @param endUserPrefix the prefix delegated to it, with its length
     * @param seed of flow labels and identifications
     * @return a CE for one worker
     * @throws MapConfigurationException with every finding when the domain cannot serve the prefix
     */
    public static CustomerEdge seeded(ConfiguredDomain domain, IPv6Address endUserPrefix, long seed) {
        EdgeTable table = EdgeTable.of(domain, endUserPrefix);
        return new CustomerEdge(Published.of(table), table, NodeKeys.seeded(seed));
    }

    /**
     * What this CE owns.
     *
     * @return address or prefix, ports and MAP address, by the table in force at the last packet
     */
    public CeMapping mapping() {
        return state.table.mapping();
    }

    /**
     * What happened so far.
     *
     * @return counters that go on counting
     */
    public Counters counters() {
        return worker.counters;
    }

    /**
     * Takes a packet from the NAPT.
     *
     * @param packet a window on an IPv4 packet whose source is the CE's own
     * @param nowNanos a clock that never goes back
     * @return what became of it; a packet for the CE's own address and ports stays IPv4, for the NAPT
     */
    public Verdict fromIpv4(Packet packet, long nowNanos) {
        begin(nowNanos);
        return takeUpstream(packet, nowNanos);
    }

    private Verdict takeUpstream(Packet packet, long nowNanos) {
        int arrived = packet.length();
        Verdict verdict = upstream.take(packet, nowNanos);
        worker.count(Direction.V4_TO_V6, verdict, arrived, packet);
        return verdict;
    }

    /**
     * Takes a packet from the IPv6 network.
     *
     * @param packet a window on an IPv6 packet, link-layer padding allowed
     * @param nowNanos a clock that never goes back
     * @return what became of it
     */
    public Verdict fromIpv6(Packet packet, long nowNanos) {
        begin(nowNanos);
        return takeDownstream(packet, nowNanos);
    }

    private Verdict takeDownstream(Packet packet, long nowNanos) {
        int arrived = packet.length();
        Verdict verdict = downstream.take(packet, nowNanos);
        worker.count(Direction.V6_TO_V4, verdict, arrived, packet);
        return verdict;
    }

    /** Goes on with a fragment that was held, those that are known to be the CE's own first. */
    private Verdict release(Packet held) {
        Verdict verdict = Continuation.NOTHING;
        FragmentPortCache toSelf = state.collectors.toCePorts;
        FragmentPortCache fromCe = state.collectors.fromCePorts;
        if (toSelf != null && toSelf.release(held)) {
            verdict = fragments.released(held, toSelf.port());
        } else if (fromCe != null && fromCe.release(held)) {
            verdict = downstream.released(held, fromCe.port(), nowNanos);
        }
        if (verdict == Verdict.FORWARDED) {
            worker.counters.happened(Event.RELEASED_FROM_TUNNEL, worker.ipv4Octets);
        }
        return verdict;
    }

    /**
     * Forgets fragments whose time is over. To be called from time to time, best before each burst, until it returns false. After
     * true there may be an ICMP error to pull with {@link #next}.
     *
     * @param nowNanos a clock that never goes back
     * @return whether there was a datagram to forget
     */
    public boolean expire(long nowNanos) {
        begin(nowNanos);
        return fragments.expire(window, nowNanos);
    }

    /**
     * What the collectors of fragments have counted, in the manner of {@code show services inline ip-reassembly statistics}.
     *
     * @return one entry for each collector that the options ask for
     */
    public List<FragmentCounters> fragmentCounters() {
        return state.collectors.statistics();
    }

    private void begin(long now) {
        nowNanos = now;
        EdgeTable current = published.current();
        if (current != table) {
            table = current;
            state.adopt(current.compiled());
        }
        if (worker.further) {
            worker.forgetFurther();
            state.collectors.endRelease();
        }
    }

    /**
     * Takes a packet from the NAPT and leaves it as it is: what leaves is written elsewhere, for callers without headroom.
     *
     * @param packet a window on an IPv4 packet
     * @param destination a window that may be filled, 56 octets longer than the packet. After
     *     {@link Verdict#FORWARDED} it is on the packet that leaves, somewhere within what it was; a joined or
     *     released packet that finds no room there stays in the memory of the node
     * @param nowNanos a clock that never goes back
     * @return what became of it; {@link Verdict#DROP_NO_ROOM} where the destination is too short
     * @throws IllegalArgumentException if the destination overlaps the packet; then nothing has changed
     */
    public Verdict fromIpv4(Packet packet, Packet destination, long nowNanos) {
        Worker.requireApart(packet, destination);
        ByteBuffer buffer = destination.buffer();
        int offset = destination.offset();
        int octets = destination.length();
        begin(nowNanos);
        if (!worker.copy(Direction.V4_TO_V6, packet, destination)) {
            return Verdict.DROP_NO_ROOM;
        }
        Verdict verdict = takeUpstream(destination, nowNanos);
        worker.bring(verdict, destination, buffer, offset, octets);
        return verdict;
    }

    /**
     * Takes a packet from the IPv6 network and leaves it as it is, as {@link #fromIpv4(Packet, Packet, long)} does.
     *
     * @param packet a window on an IPv6 packet
     * @param destination a window that may be filled, 56 octets longer than the packet
     * @param nowNanos a clock that never goes back
     * @return what became of it; {@link Verdict#DROP_NO_ROOM} where the destination is too short
     * @throws IllegalArgumentException if the destination overlaps the packet; then nothing has changed
     */
    public Verdict fromIpv6(Packet packet, Packet destination, long nowNanos) {
        Worker.requireApart(packet, destination);
        ByteBuffer buffer = destination.buffer();
        int offset = destination.offset();
        int octets = destination.length();
        begin(nowNanos);
        if (!worker.copy(Direction.V6_TO_V4, packet, destination)) {
            return Verdict.DROP_NO_ROOM;
        }
        Verdict verdict = takeDownstream(destination, nowNanos);
        worker.bring(verdict, destination, buffer, offset, octets);
        return verdict;
    }

    /**
     * Takes a burst of packets from the NAPT, in order, each as {@link #fromIpv4(Packet, long)} does. It ends early behind a
     * packet that has further output, or that was joined or released in the node's memory: pull with {@link #next}, then go on with
     * the packet behind it.
     *
     * <p>The packets of a burst must be different objects, and no packet with its headroom may overlap another packet. The first is
     * checked before a packet is touched, except where a call continues a burst that ended early (same array and {@code to}, and
     * {@code from} as returned): its remaining packets must not be replaced. The second is not checked.
     *
     * @param packets windows of their own
     * @param verdicts filled at the places of the packets that were handled
     * @param from place of the first packet
     * @param to place behind the last packet
     * @param nowNanos a clock that never goes back
     * @return place behind the last packet that was handled
     * @throws IllegalArgumentException if the burst names one packet twice; then nothing has changed
     * @throws IndexOutOfBoundsException if {@code from} to {@code to} is no range of both arrays; then nothing has changed
     * @throws NullPointerException if a packet is null; then nothing has changed
     */
    public int fromIpv4(Packet[] packets, Verdict[] verdicts, int from, int to, long nowNanos) {
        return upstreamBurst.take(packets, verdicts, from, to, nowNanos);
    }

    /**
     * Takes a burst of packets from the IPv6 network, as {@link #fromIpv4(Packet[], Verdict[], int, int, long)} does.
     *
     * @param packets windows of their own
     * @param verdicts filled at the places of the packets that were handled
     * @param from place of the first packet
     * @param to place behind the last packet
     * @param nowNanos a clock that never goes back
     * @return place behind the last packet that was handled
     * @throws IllegalArgumentException if the burst names one packet twice; then nothing has changed
     * @throws IndexOutOfBoundsException if {@code from} to {@code to} is no range of both arrays; then nothing has changed
     * @throws NullPointerException if a packet is null; then nothing has changed
     */
    public int fromIpv6(Packet[] packets, Verdict[] verdicts, int from, int to, long nowNanos) {
        return downstreamBurst.take(packets, verdicts, from, to, nowNanos);
    }

    /**
     * How long the next packet is that the last one caused beside itself.
     *
     * @return octets, or 0 if there is none
     */
    public int nextOctets() {
        return worker.nextOctets();
    }

    /**
     * Pulls a packet that the last one caused beside itself: IPv4 or IPv6, as its first octet tells.
     *
     * <p>Further output is made from the octets of the packet when it is pulled: a fragment from those after the window of the first
     * fragment, an error from all of the packet that it is about. The output must not be written over them.
     *
     * @param place a window that may be filled from its start; it becomes a window on what leaves. One of {@link #nextOctets} octets
     *     is long enough
     * @return false if there is none, or if the window is too short; then nothing has changed
     * @throws IllegalArgumentException if the packet would overwrite octets that it or later output is made from; then nothing has
     *     changed, and another window may be given. Buffers that share memory, such as slices, are not recognised
     */
    public boolean next(Packet place) {
        return worker.next(place);
    }
}
