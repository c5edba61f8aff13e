package io.softwire46.mape.forward.counter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Packets and octets of one worker, by direction and verdict and by {@link Event}.
 *
 * <p>Octets of a verdict are those of the IPv4 packet where it was forwarded, so that both directions count the same layer, and
 * those of the packet as it came where it was not. The worker counts; any thread may read at any time: no value is ever half
 * written and none goes back. The values of one {@link #snapshot} are read one after the other while the worker goes on, so that
 * they may be some packets apart.
 */
public final class Counters {
    static final int VERDICTS = Verdict.values().length;
    static final int EVENTS = Event.values().length;
    static final int DIRECTIONS = Direction.values().length;

    // Places in the one array: packets and octets of each verdict, direction by direction; packets and octets of each
    // event; then
    // the octets that arrived in each direction.
    static final int EVENTS_AT = 2 * DIRECTIONS * VERDICTS;
    static final int ARRIVED_AT = EVENTS_AT + 2 * EVENTS;
    static final int SIZE = ARRIVED_AT + DIRECTIONS;

    private static final VarHandle VALUES = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] values = new long[SIZE];

    /** All zero. */
    public Counters() {}

    /**
     * Counts one packet. For the thread that owns the node only.
     *
     * @param direction of the packet
     * @param verdict its outcome
     * @param octetCount octets to count for the verdict
     * @param arrivedOctets octets of the packet when it arrived
     */
    public void count(Direction direction, Verdict verdict, int octetCount, int arrivedOctets) {
        int place = place(direction, verdict);
        add(place, 1);
        add(place + 1, octetCount);
        add(arrivedPlace(direction), arrivedOctets);
    }

    /**
     * Counts packets that were forwarded. For the thread that owns the node only.
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
     * Counts an event of several packets. For the thread that owns the node only.
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
     * Counts an event of one packet. For the thread that owns the node only.
     *
     * @param event to count
     * @param octetCount octets of the packet, 0 if there is none
     */
    public void increment(Event event, int octetCount) {
        int place = place(event);
        add(place, 1);
        add(place + 1, octetCount);
    }

    /** One writer, so a plain read and an opaque write lose nothing and are never seen half (cost of both: that of plain ones). */
    private void add(int place, long more) {
        VALUES.setOpaque(values, place, values[place] + more);
    }

    private long get(int place) {
        return (long) VALUES.getOpaque(values, place);
    }

    /**
     * Packets of one direction with one verdict.
     *
     * @param direction where they came from
     * @param verdict what became of them
     * @return how many
     */
    public long packets(Direction direction, Verdict verdict) {
        return get(place(direction, verdict));
    }

    /**
     * Octets of the packets of one direction with one verdict.
     *
     * @param direction where they came from
     * @param verdict what became of them
     * @return how many
     */
    public long octets(Direction direction, Verdict verdict) {
        return get(place(direction, verdict) + 1);
    }

    /**
     * How often something happened.
     *
     * @param event what
     * @return how often
     */
    public long packets(Event event) {
        return get(place(event));
    }

    /**
     * Octets of the packets to which something happened.
     *
     * @param event what
     * @return how many
     */
    public long octets(Event event) {
        return get(place(event) + 1);
    }

    /**
     * All values as they are now, from any thread.
     *
     * @return a copy that does not change
     */
    public CounterSnapshot snapshot() {
        long[] copy = new long[SIZE];
        for (int i = 0; i < SIZE; i++) {
            copy[i] = get(i);
        }
        return new CounterSnapshot(copy);
    }

    /** Packets and drops of both directions, now. */
    @Override
    public String toString() {
        return snapshot().text("Counters");
    }

    @SuppressWarnings("EnumOrdinal") // an array beside an enum is what the ordinal is for
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
}
