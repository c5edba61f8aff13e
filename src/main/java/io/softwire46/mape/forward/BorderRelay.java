package io.softwire46.mape.forward;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.FragmentCounters;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.fastpath.Burst;
import io.softwire46.mape.forward.fastpath.PlainDownstream;
import io.softwire46.mape.forward.fastpath.PlainUpstream;
import io.softwire46.mape.forward.relay.RelayDownstream;
import io.softwire46.mape.forward.relay.RelayErrors;
import io.softwire46.mape.forward.relay.RelayExpiry;
import io.softwire46.mape.forward.relay.RelayFragments;
import io.softwire46.mape.forward.relay.RelayState;
import io.softwire46.mape.forward.relay.RelayUpstream;
import io.softwire46.mape.forward.tunnel.Continuation;
import io.softwire46.mape.forward.tunnel.NodeKeys;
import io.softwire46.mape.forward.tunnel.Worker;
import io.softwire46.mape.fragment.FragmentPortCache;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A MAP Border Relay: IPv4 packets go to the CE that owns their destination and port, tunnel packets are checked against
 * their source and leave as IPv4 (RFC 7597 section 8).
 *
 * <p>Packets are changed in place. After {@link Verdict#FORWARDED} and {@link Verdict#REPLIED} the window is on the first packet
 * that leaves. Further packets, the other pieces of one that was cut and ICMP errors, are pulled with {@link #next} before the
 * next packet is given; until then the octets of the packet, whatever became of it, must stay as they are outside its window. A
 * tunnel header wants 40 octets of headroom, 8 more with a Tunnel Encapsulation Limit, and 8 more where a packet is cut into
 * IPv6 fragments. An echo reply needs 8 where it is longer than the MTU.
 *
 * <p>What is joined from fragments, or was held for others, leaves in the node's own memory: the window is then on that, until the
 * next call.
 *
 * <p>What came as a broadcast or multicast of the link layer is not to be given to a node: it must not be forwarded, and no
 * error may tell of it (RFC 1812 sections 5.3.4 and 4.3.2.7, RFC 4443 section 2.4 e.4).
 *
 * <p>Nothing is allocated after construction but when a new table comes into force. Not thread-safe: one per worker; workers
 * share the table.
 */
public final class BorderRelay {
    private final Published<RuleTable> published;
    private final RelayState state;
    private final Worker worker;
    private final RelayErrors errors;
    private final RelayDownstream downstream;
    private final RelayUpstream upstream;

    /** On the first fragment of a datagram that has expired. */
    private final Packet window = new Packet();

    private final Burst downstreamBurst;
    private final Burst upstreamBurst;
    private RuleTable table;
    private long nowNanos;

    private BorderRelay(Published<RuleTable> published, RuleTable first, NodeKeys keys) {
        this.published = published;
        table = first;
        state = new RelayState(first.compiled(), keys, this::release);
        worker = state.worker;
        errors = new RelayErrors(state);
        RelayFragments fragments = new RelayFragments(state, errors);
        downstream = new RelayDownstream(state, errors, fragments);
        upstream = new RelayUpstream(state, errors, fragments, downstream);
        downstreamBurst = new Burst(worker, this::begin, new PlainDownstream(state), this::takeDownstream);
        upstreamBurst = new Burst(worker, this::begin, new PlainUpstream(state), this::takeUpstream);
    }

    /**
     * A BR that stays with one table.
     *
     * @param table the rules to serve
     * @return a BR for one worker; flow labels are unpredictable, and the same in all workers of a table
     */
    public static BorderRelay of(RuleTable table) {
        return of(Published.of(table));
    }

    /**
     * A BR whose table can be replaced while it runs.
     *
     * @param published where its tables come from
     * @return a BR for one worker; flow labels follow the key of the table that is current now, also under later ones
     */
    public static BorderRelay of(Published<RuleTable> published) {
        RuleTable first = published.current();
        return new BorderRelay(
                published, first, NodeKeys.unpredictable(first.compiled().flowLabelKey()));
    }

    /**
     * A BR that does the same again for the same packets.
     *
     * @param table the rules to serve
     * @param seed of flow labels and identifications
     * @return a BR for one worker
     */
    public static BorderRelay seeded(RuleTable table, long seed) {
        return new BorderRelay(Published.of(table), table, NodeKeys.seeded(seed));
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
     * Takes a packet from the IPv4 side.
     *
     * @param packet a window on an IPv4 packet, link-layer padding allowed
     * @param nowNanos a clock that never goes back
     * @return what became of it
     */
    public Verdict fromIpv4(Packet packet, long nowNanos) {
        begin(nowNanos);
        return takeDownstream(packet, nowNanos);
    }

    private Verdict takeDownstream(Packet packet, long nowNanos) {
        int arrived = packet.length();
        Verdict verdict = downstream.take(packet, nowNanos);
        worker.count(Direction.V4_TO_V6, verdict, arrived, packet);
        return verdict;
    }

    /**
     * Takes a packet from the IPv6 side.
     *
     * @param packet a window on an IPv6 packet, link-layer padding allowed
     * @param nowNanos a clock that never goes back
     * @return what became of it; a packet for another CE of the BR leaves on the IPv6 side again, where hairpinning is on
     */
    public Verdict fromIpv6(Packet packet, long nowNanos) {
        begin(nowNanos);
        return takeUpstream(packet, nowNanos);
    }

    private Verdict takeUpstream(Packet packet, long nowNanos) {
        int arrived = packet.length();
        Verdict verdict = upstream.take(packet, nowNanos);
        worker.count(Direction.V6_TO_V4, verdict, arrived, packet);
        return verdict;
    }

    /** Goes on with a fragment that was held, those toward CEs first. */
    private Verdict release(Packet window) {
        FragmentPortCache toCe = state.collectors.toCePorts;
        if (toCe != null && toCe.release(window)) {
            return downstream.released(window, toCe.port(), nowNanos);
        }
        FragmentPortCache fromCe = state.collectors.fromCePorts;
        if (fromCe != null && fromCe.release(window)) {
            return upstream.released(window, fromCe.port(), nowNanos);
        }
        return Continuation.NOTHING;
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
        return RelayExpiry.expire(state, errors, window, nowNanos);
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
        RuleTable current = published.current();
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
     * Takes a packet from the IPv4 side and leaves it as it is: what leaves is written elsewhere, for callers without headroom.
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
        Verdict verdict = takeDownstream(destination, nowNanos);
        worker.bring(verdict, destination, buffer, offset, octets);
        return verdict;
    }

    /**
     * Takes a packet from the IPv6 side and leaves it as it is, as {@link #fromIpv4(Packet, Packet, long)} does.
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
        Verdict verdict = takeUpstream(destination, nowNanos);
        worker.bring(verdict, destination, buffer, offset, octets);
        return verdict;
    }

    /**
     * Takes a burst of packets from the IPv4 side, in order, each as {@link #fromIpv4(Packet, long)} does. It ends early behind a
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
        return downstreamBurst.take(packets, verdicts, from, to, nowNanos);
    }

    /**
     * Takes a burst of packets from the IPv6 side, as {@link #fromIpv4(Packet[], Verdict[], int, int, long)} does.
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
        return upstreamBurst.take(packets, verdicts, from, to, nowNanos);
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
