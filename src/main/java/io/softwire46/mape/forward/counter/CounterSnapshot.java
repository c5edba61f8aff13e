package io.softwire46.mape.forward.counter;

import java.util.Collection;

/**
 * Values of {@link Counters} of one or several nodes at one time, or the difference between two times.
 *
 * <p>Immutable.
 */
public final class CounterSnapshot {
    private final long[] values;

    CounterSnapshot(long[] values) {
        this.values = values;
    }

    /**
     * Returns the sum over several nodes.
     *
     * @param counters the counters of the nodes, which may change during the call
     * @return the sum, value by value
     */
    public static CounterSnapshot of(Collection<Counters> counters) {
        CounterSnapshot sum = new CounterSnapshot(new long[Counters.SIZE]);
        for (Counters each : counters) {
            sum = sum.plus(each.snapshot());
        }
        return sum;
    }

    /**
     * Returns the sum with the values of another node.
     *
     * @param other a snapshot of the other node
     * @return the sum, value by value
     */
    public CounterSnapshot plus(CounterSnapshot other) {
        long[] sum = values.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other.values[i];
        }
        return new CounterSnapshot(sum);
    }

    /**
     * Returns the increase since an earlier time.
     *
     * @param earlier a snapshot of the same nodes
     * @return the difference, value by value
     */
    public CounterSnapshot minus(CounterSnapshot earlier) {
        long[] difference = values.clone();
        for (int i = 0; i < difference.length; i++) {
            difference[i] -= earlier.values[i];
        }
        return new CounterSnapshot(difference);
    }

    /**
     * Returns the number of packets of one direction with one verdict.
     *
     * @param direction the side from which they arrived
     * @param verdict their outcome
     * @return packets, 0 or more
     */
    public long packets(Direction direction, Verdict verdict) {
        return values[Counters.place(direction, verdict)];
    }

    /**
     * Returns the octets of the packets of one direction with one verdict, as {@link Counters} counts them.
     *
     * @param direction the side from which they arrived
     * @param verdict their outcome
     * @return octets, 0 or more
     */
    public long octets(Direction direction, Verdict verdict) {
        return values[Counters.place(direction, verdict) + 1];
    }

    /**
     * Returns how often an event occurred.
     *
     * @param event the event
     * @return occurrences, 0 or more
     */
    public long packets(Event event) {
        return values[Counters.place(event)];
    }

    /**
     * Returns the octets of the packets of an event.
     *
     * @param event the event
     * @return octets, 0 or more
     */
    public long octets(Event event) {
        return values[Counters.place(event) + 1];
    }

    /**
     * Returns the number of all packets that arrived from one side.
     *
     * @param direction the side
     * @return packets, of all verdicts
     */
    public long arrivedPackets(Direction direction) {
        long sum = 0;
        for (Verdict verdict : Verdict.values()) {
            sum += packets(direction, verdict);
        }
        return sum;
    }

    /**
     * Returns the octets of all packets that arrived from one side, before they were changed.
     *
     * @param direction the side
     * @return octets, of all verdicts
     */
    public long arrivedOctets(Direction direction) {
        return values[Counters.arrivedPlace(direction)];
    }

    /**
     * Returns the number of packets from one side that were dropped.
     *
     * @param direction the side
     * @return packets, of all verdicts for which {@link Verdict#isDrop} is true
     */
    public long droppedPackets(Direction direction) {
        long sum = 0;
        for (Verdict verdict : Verdict.values()) {
            sum += verdict.isDrop() ? packets(direction, verdict) : 0;
        }
        return sum;
    }

    /**
     * Returns the octets of the packets from one side that were dropped.
     *
     * @param direction the side
     * @return octets, of all verdicts for which {@link Verdict#isDrop} is true
     */
    public long droppedOctets(Direction direction) {
        long sum = 0;
        for (Verdict verdict : Verdict.values()) {
            sum += verdict.isDrop() ? octets(direction, verdict) : 0;
        }
        return sum;
    }

    /** Returns packets and drops of both directions. */
    @Override
    public String toString() {
        return text("CounterSnapshot");
    }

    String text(String name) {
        StringBuilder text = new StringBuilder(name);
        String before = "[";
        for (Direction direction : Direction.values()) {
            text.append(before).append(direction).append('=').append(arrivedPackets(direction));
            text.append(" packets, ").append(droppedPackets(direction)).append(" dropped");
            before = "; ";
        }
        return text.append(']').toString();
    }
}
