package io.softwire46.mape.operate.explain;

import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The packet that is being read: its trace, the events that it causes, and the packets that are sent for it.
 *
 * <p>Not thread-safe: use one instance per node.
 */
final class Work {
    /** An ICMP error that will be sent. Immutable. */
    record PendingError(Sent sent, Event event) {}

    Trace trace = new Trace(Trace.Level.NOTHING, null);
    long now;

    /** The place of the packet in the capture, from 0. */
    long number;

    /** What the current IPv4 packet was reassembled from. */
    Received received = Received.WHOLE;

    /** The packet to send after FORWARDED or REPLIED. */
    @Nullable Sent first;

    /** The IPv4 packet after decapsulation. */
    byte[] ipv4 = new byte[0];

    /** Whether the port of held fragments is known. */
    boolean isReleasing;

    /** Where the node has chosen the Identification of the current IPv4 packet: 0, or -1 if it has not. */
    int anyIdentificationAt = -1;

    /** The next-hop MTU to report after DROP_TOO_BIG; 0 for no error. */
    int nextHopMtu;

    private Map<Event, Integer> events = new EnumMap<>(Event.class);
    private final Deque<Sent> fragments = new ArrayDeque<>();
    private @Nullable PendingError error;

    /** Begins a packet. */
    void begin(Trace of, long packetNumber, long nowNanos) {
        trace = of;
        number = packetNumber;
        now = nowNanos;
        received = Received.WHOLE;
        first = null;
        isReleasing = false;
        anyIdentificationAt = -1;
        fragments.clear();
        error = null;
        events = new EnumMap<>(Event.class);
    }

    void count(Event event) {
        events.merge(event, 1, Integer::sum);
    }

    Map<Event, Integer> events() {
        return events;
    }

    boolean test(Check check, boolean condition) {
        return trace.test(check, condition);
    }

    /** Sends a packet. */
    Verdict forward(byte[] octets) {
        first = new Sent(octets, Sent.Kind.FORWARDED, anyIdentificationAt, false);
        return Verdict.FORWARDED;
    }

    /** Sends fragments. */
    Verdict forward(List<Sent> all) {
        first = all.get(0);
        fragments.addAll(all.subList(1, all.size()));
        return Verdict.FORWARDED;
    }

    boolean hasFragments() {
        return !fragments.isEmpty();
    }

    void queue(Sent sent, Event event) {
        error = new PendingError(sent, event);
    }

    /** Takes the next fragment or error of the last packet; null if there is none. */
    @Nullable Sent nextOfLast() {
        if (!fragments.isEmpty()) {
            return fragments.remove();
        }
        PendingError pending = error;
        if (pending == null) {
            return null;
        }
        error = null;
        count(pending.event);
        return pending.sent;
    }
}
