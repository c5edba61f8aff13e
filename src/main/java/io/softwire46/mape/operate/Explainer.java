package io.softwire46.mape.operate;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.operate.explain.Check;
import io.softwire46.mape.operate.explain.EdgeReading;
import io.softwire46.mape.operate.explain.NodeReading;
import io.softwire46.mape.operate.explain.PacketText;
import io.softwire46.mape.operate.explain.RelayReading;
import io.softwire46.mape.operate.explain.Repairs;
import io.softwire46.mape.operate.explain.Trace;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Explains the packets of a border relay or a customer edge, one after the other.
 *
 * <p>Each packet is passed to a real node, whose verdict is the answer, and to a second reading of the packet by other code, which
 * is the explanation. The explainer compares verdict, octets of all packets sent, and events; a difference is an error in one of
 * both, and {@link Explanation#difference} says which it is about. Flow labels and Identifications, which the node chooses, are
 * not predicted. Both keep the fragments, rate limits and path MTUs of earlier packets, within the limits of the options.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class Explainer {
    private static final int HEADROOM_OCTETS = 64;
    private static final int MAX_PATHS = 10_000;
    private static final int EVENT_INTERVAL = 16;
    private static final Event[] EVENTS = Event.values();
    private static final int MAX_PACKET_OCTETS = 0x1_0000 + HEADROOM_OCTETS;

    /**
     * The node whose packets are explained. Immutable.
     *
     * @param endUserPrefix the prefix delegated to the customer edge; null for the border relay
     */
    public record Role(@Nullable IPv6Address endUserPrefix) {
        /**
         * Returns the role of a border relay.
         *
         * @return the role
         */
        public static Role borderRelay() {
            return new Role(null);
        }

        /**
         * Returns the role of a customer edge without NAPT.
         *
         * @param endUserPrefix the prefix delegated to it
         * @return the role
         */
        public static Role customerEdge(IPv6Address endUserPrefix) {
            return new Role(endUserPrefix);
        }
    }

    /** How much an explanation contains. */
    public enum Detail {
        /** Verdicts alone: enough to keep the state of earlier packets. Events are compared every 16 packets. */
        STATE(Trace.Level.NOTHING),
        /** Steps without facts, and no repair: enough to group packets. Events are compared every 16 packets. */
        PATH(Trace.Level.STEPS),
        /** Everything. */
        FULL(Trace.Level.FACTS);

        private final Trace.Level level;

        Detail(Trace.Level level) {
            this.level = level;
        }
    }

    private final List<ConfiguredDomain> domains;
    private final Role role;
    private final long seed;
    private final Forwarder node;
    private final NodeReading reading;
    private final @Nullable Check inverted;
    private ByteBuffer buffer = ByteBuffer.allocate(MAX_PACKET_OCTETS + HEADROOM_OCTETS);
    private final ByteBuffer further = ByteBuffer.allocate(MAX_PACKET_OCTETS);
    private final Packet window = new Packet();
    private final Packet next = new Packet();
    private final Map<Event, Long> explainedEvents = new EnumMap<>(Event.class);
    private int eventInterval = EVENT_INTERVAL;

    /** The steps of paths without facts, so that packets of one path share them. */
    private final Map<List<Object>, List<Explanation.Step>> stepsOfPaths = new HashMap<>();

    private long index;
    private @Nullable String expiryDifference;
    private List<byte[]> lastSent = List.of();

    private Explainer(List<ConfiguredDomain> domains, Role role, long seed, @Nullable Check inverted) {
        this.domains = List.copyOf(domains);
        this.role = role;
        this.seed = seed;
        this.inverted = inverted;
        node = node();
        IPv6Address prefix = role.endUserPrefix;
        reading = prefix == null
                ? RelayReading.of(domains, seed)
                : EdgeReading.of(domains.get(0), prefix.getLower().getBytes(), prefixLength(prefix), seed);
    }

    private static int prefixLength(IPv6Address prefix) {
        Integer length = prefix.getNetworkPrefixLength();
        return length == null ? 128 : length;
    }

    private Forwarder node() {
        return role.endUserPrefix == null
                ? BorderRelay.seeded(RuleTable.of(domains), seed)
                : CustomerEdge.seeded(domains.get(0), role.endUserPrefix, seed);
    }

    /**
     * Creates an explainer for a domain.
     *
     * @param domain without findings of severity error for the role
     * @param role the node
     * @param seed of the node's random choices, as that of {@code mape relay}
     * @return an explainer that has received no packet
     */
    public static Explainer of(ConfiguredDomain domain, Role role, long seed) {
        return of(List.of(domain), role, seed);
    }

    /**
     * Creates an explainer for a node that serves several domains.
     *
     * @param domains at least one, without findings of severity error for the role; one for a customer edge
     * @param role the node
     * @param seed of the node's random choices, as that of {@code mape relay}
     * @return an explainer that has received no packet
     */
    public static Explainer of(List<ConfiguredDomain> domains, Role role, long seed) {
        if (role.endUserPrefix != null && domains.size() != 1) {
            throw new IllegalArgumentException("a customer edge has one domain, not " + domains.size());
        }
        return new Explainer(domains, role, seed, null);
    }

    /** Creates an explainer with a check inverted, for tests. */
    static Explainer mutant(List<ConfiguredDomain> domains, Role role, long seed, Check inverted) {
        return new Explainer(domains, role, seed, inverted);
    }

    /**
     * Explains the next packet. Its first octet determines whether it is IPv4 or IPv6.
     *
     * @param packet a window on it, which link-layer padding may follow; its octets are not changed
     * @param nowNanos its time, not before that of the previous packet
     * @return the explanation
     */
    public Explanation next(Packet packet, long nowNanos) {
        return next(packet, packet.ipVersion() == 6, nowNanos, Detail.FULL);
    }

    /**
     * Explains the next packet.
     *
     * @param packet a window on it, which link-layer padding may follow; its octets are not changed
     * @param isIpv6 whether the link layer declares it as IPv6; else it is IPv4
     * @param nowNanos its time, not before that of the previous packet
     * @param detail how much the explanation contains
     * @return the explanation
     */
    public Explanation next(Packet packet, boolean isIpv6, long nowNanos, Detail detail) {
        byte[] octets = new byte[packet.length()];
        packet.buffer().get(packet.offset(), octets);
        return explain(octets, isIpv6, nowNanos, detail);
    }

    /**
     * Skips a record that is not an IP packet, about which the data plane is not asked.
     *
     * @param facts about the record
     * @param nowNanos its time, not before that of the previous packet
     * @return an explanation with the step {@code capture} alone, and verdict {@link Verdict#NOT_MAP}
     */
    public Explanation skip(List<Explanation.Fact> facts, long nowNanos) {
        expire(nowNanos);
        Explanation.Step step =
                new Explanation.Step("capture", Explanation.Step.Result.DROP, facts, "RFC 791 section 3.1", null);
        return new Explanation(
                index++, null, null, Verdict.NOT_MAP, Verdict.NOT_MAP, null, List.of(step), List.of(), null);
    }

    /**
     * Returns the packet of a text, such as {@code udp 203.0.113.9:53 > 192.0.2.18:1232 len 1400 df ttl 3}.
     *
     * @param text as docs/operate.md describes it
     * @return the octets of the packet
     * @throws IllegalArgumentException if the text is not a packet; the message names the place and the remedy
     */
    public static byte[] packet(String text) {
        return PacketText.parse(text);
    }

    private Explanation explain(byte[] packet, boolean isIpv6, long nowNanos, Detail detail) {
        boolean isDetailed = detail == Detail.FULL;
        expire(nowNanos);
        List<byte[]> sent = new ArrayList<>(1);
        Verdict verdict = run(node, packet, isIpv6, nowNanos, sent);
        lastSent = sent;
        Trace trace = new Trace(detail.level, inverted);
        String difference = null;
        NodeReading.Reading read = null;
        try {
            read = reading.read(packet, isIpv6, trace, index, nowNanos);
            difference = read.difference(verdict, sent, reading);
            explained(read.events());
            if (difference == null && (isDetailed || index % eventInterval == 0)) {
                difference = eventDifference();
            }
        } catch (RuntimeException e) {
            difference = "the explanation failed: " + e;
        }
        if (expiryDifference != null) {
            difference = "at an expiry before this packet: " + expiryDifference;
            expiryDifference = null;
        }
        boolean isUpstream = isIpv6 == (role.endUserPrefix == null);
        Explanation.Repair repair = isDetailed && verdict.isDrop() ? repair(packet, isIpv6, verdict, nowNanos) : null;
        return new Explanation(
                index++,
                null,
                isUpstream ? "upstream" : "downstream",
                verdict,
                read == null ? verdict : read.verdict(),
                difference,
                isDetailed ? Conversions.steps(trace) : stepsOfPath(trace),
                isDetailed ? Conversions.outputs(sent, read) : List.of(),
                repair);
    }

    /** Returns the packets that the node sent because of the last one. */
    List<byte[]> lastSent() {
        return lastSent;
    }

    private Explanation.Repair repair(byte[] packet, boolean isIpv6, Verdict verdict, long nowNanos) {
        for (Repairs.Change change : Repairs.of(packet, isIpv6, verdict, reading)) {
            Verdict repaired = run(node(), change.packet(), isIpv6, nowNanos, new ArrayList<>());
            if (repaired.leaves() || repaired == Verdict.RELAYED) {
                return new Explanation.Repair(change.field(), change.value(), change.text());
            }
        }
        return new Explanation.Repair(
                null, null, "no change of one field is known after which the node would forward the packet");
    }

    /** Discards the datagrams whose time-out has passed, at both. */
    private void expire(long nowNanos) {
        boolean isMore = true;
        while (isMore) {
            isMore = node.expire(nowNanos);
            NodeReading.Reading read = reading.expire(nowNanos);
            if (read == null) {
                note(isMore ? "the explanation holds no expired datagram" : null);
            } else if (isMore) {
                List<byte[]> sent = new ArrayList<>(1);
                drain(node, sent);
                explained(read.events());
                note(read.difference(Verdict.NOT_MAP, sent, reading));
            } else {
                note("the data plane holds no expired datagram");
            }
        }
    }

    /** Returns the steps of a packet without facts. */
    private List<Explanation.Step> stepsOfPath(Trace trace) {
        List<Object> path = trace.path();
        List<Explanation.Step> steps = stepsOfPaths.get(path);
        if (steps == null) {
            if (stepsOfPaths.size() == MAX_PATHS) {
                stepsOfPaths.clear();
            }
            steps = List.copyOf(Conversions.steps(trace));
            stepsOfPaths.put(path, steps);
        }
        return steps;
    }

    private void note(@Nullable String difference) {
        expiryDifference = expiryDifference == null ? difference : expiryDifference;
    }

    private Verdict run(Forwarder by, byte[] packet, boolean isIpv6, long nowNanos, List<byte[]> sent) {
        if (buffer.capacity() < HEADROOM_OCTETS + packet.length) {
            buffer = ByteBuffer.allocate(HEADROOM_OCTETS + packet.length);
        }
        buffer.put(HEADROOM_OCTETS, packet);
        window.attach(buffer, HEADROOM_OCTETS, packet.length, HEADROOM_OCTETS);
        Verdict verdict = isIpv6 ? by.fromIpv6(window, nowNanos) : by.fromIpv4(window, nowNanos);
        if (verdict.leaves()) {
            sent.add(octets(window));
        }
        drain(by, sent);
        return verdict;
    }

    private void drain(Forwarder by, List<byte[]> sent) {
        while (by.next(next.attach(further, 0, further.capacity(), 0))) {
            sent.add(octets(next));
        }
    }

    private static byte[] octets(Packet packet) {
        byte[] octets = new byte[packet.length()];
        packet.buffer().get(packet.offset(), octets);
        return octets;
    }

    private void explained(Map<Event, Integer> events) {
        events.forEach((event, count) -> explainedEvents.merge(event, (long) count, Long::sum));
    }

    /** Compares all events since the explainer was created. */
    private @Nullable String eventDifference() {
        for (Event event : EVENTS) {
            long counted = node.counters().packets(event);
            long explained = explainedEvents.getOrDefault(event, 0L);
            if (counted != explained) {
                return "event " + event + ": " + explained + " explained since the first packet, " + counted
                        + " counted";
            }
        }
        return null;
    }

    /** Compares events after every packet, for tests. */
    void compareAllEvents() {
        eventInterval = 1;
    }

    /** Returns the number of packets explained. */
    @Override
    public String toString() {
        return "Explainer[" + index + " packets]";
    }
}
