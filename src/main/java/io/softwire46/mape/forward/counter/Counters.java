package io.softwire46.mape.forward.counter;

import io.softwire46.mape.fragment.FragmentStatistics;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Packets and octets of one node, by direction and verdict and by {@link Event}.
 *
 * <p>For a forwarded packet, the octets are those of the IPv4 packet, so that both directions count the same layer. For all other
 * verdicts, they are those of the packet as it arrived.
 *
 * <p>Thread-safe for readers: only the thread that owns the node counts, and any thread may read at any time. A reader never sees
 * a half-written or decreasing value. A {@link #snapshot} reads the values one after the other while the node may count, so that
 * they may differ by some packets.
 */
public final class Counters {
    static final int VERDICTS = Verdict.values().length;
    static final int EVENTS = Event.values().length;
    static final int DIRECTIONS = Direction.values().length;

    // Indexes in the array: packets and octets of each verdict, by direction; then packets and octets of each event;
    // then the octets that arrived in each direction.
    static final int EVENTS_AT = 2 * DIRECTIONS * VERDICTS;
    static final int ARRIVED_AT = EVENTS_AT + 2 * EVENTS;
    static final int SIZE = ARRIVED_AT + DIRECTIONS;

    private static final VarHandle VALUES = MethodHandles.arrayElementVarHandle(long[].class);

    private static final Counters[] NONE = {};

    private final long[] values = new long[SIZE];

    /** Counters whose values are part of the values of these. */
    private volatile Counters[] included = NONE;

    /** Creates counters, all zero. */
    public Counters() {}

    /**
     * Includes the values of other counters in these, so that a packet of a domain is counted once and also appears in the total.
     * Counters that were included before and are no longer remain part of these with their last values. Call it from the thread
     * that owns the node only, which must not count in those any more.
     *
     * @param others the counters to include; they must not include these
     * @throws IllegalArgumentException if these counters are among them
     */
    public void include(Collection<Counters> others) {
        Set<Counters> kept = new HashSet<>(others);
        if (kept.contains(this)) {
            throw new IllegalArgumentException("counters cannot include themselves");
        }
        Counters former = new Counters();
        for (Counters each : included) {
            if (!kept.contains(each)) {
                former.addAll(each);
            }
        }
        Counters[] next = Stream.concat(Stream.of(former), others.stream()).toArray(Counters[]::new);
        included = next; // one write: a reader sees the former values once
    }

    private void addAll(Counters other) {
        for (int place = 0; place < SIZE; place++) {
            values[place] += other.get(place);
        }
    }

    /**
     * Counts one packet. Call it from the thread that owns the node only.
     *
     * @param direction of the packet
     * @param verdict its outcome
     * @param octetCount octets to count for the verdict, 0 or more
     * @param arrivedOctets octets of the packet when it arrived
     */
    public void count(Direction direction, Verdict verdict, int octetCount, int arrivedOctets) {
        int place = place(direction, verdict);
        add(place, 1);
        add(place + 1, octetCount);
        add(arrivedPlace(direction), arrivedOctets);
    }

    /**
     * Counts packets that were forwarded. Call it from the thread that owns the node only.
     *
     * @param direction of the packets
     * @param packets their number
     * @param octets of the IPv4 packets
     * @param arrivedOctets octets of the packets when they arrived
     */
    public void countForwarded(Direction direction, int packets, long octets, long arrivedOctets) {
        int place = place(direction, Verdict.FORWARDED);
        add(place, packets);
        add(place + 1, octets);
        add(arrivedPlace(direction), arrivedOctets);
    }

    /**
     * Counts an event of several packets. Call it from the thread that owns the node only.
     *
     * @param event to count
     * @param packets their number
     * @param octets of all of them
     */
    public void increment(Event event, int packets, long octets) {
        int place = place(event);
        add(place, packets);
        add(place + 1, octets);
    }

    /**
     * Counts an event of one packet. Call it from the thread that owns the node only.
     *
     * @param event to count
     * @param octetCount octets of the packet, 0 if there is none
     */
    public void increment(Event event, int octetCount) {
        int place = place(event);
        add(place, 1);
        add(place + 1, octetCount);
    }

    /**
     * Adds to a value. There is one writer, so a plain read and an opaque write lose no count; both cost as much as plain
     * accesses.
     */
    private void add(int place, long more) {
        VALUES.setOpaque(values, place, values[place] + more);
    }

    private long get(int place) {
        return sum(included, place);
    }

    private long sum(Counters[] others, int place) {
        long sum = (long) VALUES.getOpaque(values, place);
        for (Counters each : others) {
            sum += each.get(place);
        }
        return sum;
    }

    /**
     * Returns the number of packets of one direction with one verdict.
     *
     * @param direction the side from which they arrived
     * @param verdict their outcome
     * @return packets, 0 or more
     */
    public long packets(Direction direction, Verdict verdict) {
        return get(place(direction, verdict));
    }

    /**
     * Returns the octets of the packets of one direction with one verdict.
     *
     * @param direction the side from which they arrived
     * @param verdict their outcome
     * @return octets, 0 or more
     */
    public long octets(Direction direction, Verdict verdict) {
        return get(place(direction, verdict) + 1);
    }

    /**
     * Returns how often an event occurred.
     *
     * @param event the event
     * @return occurrences, 0 or more
     */
    public long packets(Event event) {
        return get(place(event));
    }

    /**
     * Returns the octets of the packets of an event.
     *
     * @param event the event
     * @return octets, 0 or more
     */
    public long octets(Event event) {
        return get(place(event) + 1);
    }

    /**
     * Returns a copy of all values.
     *
     * @return a copy that does not change
     */
    public CounterSnapshot snapshot() {
        Counters[] parts = included;
        long[] copy = new long[SIZE];
        for (int i = 0; i < SIZE; i++) {
            copy[i] = sum(parts, i);
        }
        return new CounterSnapshot(copy);
    }

    /** Returns packets and drops of both directions. */
    @Override
    public String toString() {
        return snapshot().text("Counters");
    }

    @SuppressWarnings("EnumOrdinal") // the ordinal is an array index here
    static int place(Direction direction, Verdict verdict) {
        return 2 * (direction.ordinal() * VERDICTS + verdict.ordinal());
    }

    @SuppressWarnings("EnumOrdinal")
    static int place(Event event) {
        return EVENTS_AT + 2 * event.ordinal();
    }

    @SuppressWarnings("EnumOrdinal")
    static int arrivedPlace(Direction direction) {
        return ARRIVED_AT + direction.ordinal();
    }

    /**
     * Counters of one domain at one node.
     *
     * <p>Fragments that expire or are evicted are counted for the node only. Thread-safe: the values are live, and any thread may
     * read them.
     *
     * @param domain name of the domain
     * @param counters its counters
     */
    public record DomainCounters(String domain, Counters counters) {}

    /**
     * The counters of one fragment store.
     *
     * <p>Thread-safe: the statistics are live, and any thread may read them.
     *
     * @param store name of the fragment store: {@code v6-reassembly} for tunnel packets, {@code v4-reassembly} and {@code
     *     v4-partial-reassembly} toward shared addresses, {@code inner-reassembly} and {@code inner-partial-reassembly} for the
     *     source check
     * @param statistics its counters
     */
    public record FragmentCounters(String store, FragmentStatistics statistics) {}
}
