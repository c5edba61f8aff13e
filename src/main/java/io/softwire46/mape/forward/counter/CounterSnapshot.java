package io.softwire46.mape.forward.counter;

import java.util.Collection;

/**
 * Values of {@link Counters} at one time, of one worker or of several, or what came between two times.
 *
 * <p>Immutable.
 */
public final class CounterSnapshot {
    private final long[] values;

    CounterSnapshot(long[] values) {
        this.values = values;
    }

    /**
     * The sum over workers.
     *
     * @param workers their counters, which may be counting meanwhile
     * @return what they have counted altogether
     */
    public static CounterSnapshot of(Collection<Counters> workers) {
        CounterSnapshot sum = new CounterSnapshot(new long[Counters.SIZE]);
        for (Counters context : workers) {
            sum = sum.plus(context.snapshot());
        }
        return sum;
    }

    /**
     * Adds what another worker counted.
     *
     * @param other of the other worker
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
     * What was counted since an earlier time.
     *
     * @param earlier of the same workers
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
     * Packets of one direction with one verdict.
     *
     * @param direction where they came from
     * @param verdict what became of them
     * @return how many
     */
    public long packets(Direction direction, Verdict verdict) {
        return values[Counters.place(direction, verdict)];
    }

    /**
     * Octets of the packets of one direction with one verdict, as {@link Counters} counts them.
     *
     * @param direction where they came from
     * @param verdict what became of them
     * @return how many
     */
    public long octets(Direction direction, Verdict verdict) {
        return values[Counters.place(direction, verdict) + 1];
    }

    /**
     * How often something happened.
     *
     * @param event what
     * @return how often
     */
    public long packets(Event event) {
        return values[Counters.place(event)];
    }

    /**
     * Octets of the packets to which something happened.
     *
     * @param event what
     * @return how many
     */
    public long octets(Event event) {
        return values[Counters.place(event) + 1];
    }

    /**
     * All packets that came from one side.
     *
     * @param direction where they came from
     * @return how many, whatever became of them
     */
    public long arrivedPackets(Direction direction) {
        long sum = 0;
        for (Verdict verdict : Verdict.values()) {
            sum += packets(direction, verdict);
        }
        return sum;
    }

    /**
     * Octets of all packets that came from one side, as they came.
     *
     * @param direction where they came from
     * @return how many
     */
    public long arrivedOctets(Direction direction) {
        return values[Counters.arrivedPlace(direction)];
    }

    /**
     * Packets of one side that were lost.
     *
     * @param direction where they came from
     * @return how many, for whatever reason
     */
    public long droppedPackets(Direction direction) {
        long sum = 0;
        for (Verdict verdict : Verdict.values()) {
            sum += verdict.isDrop() ? packets(direction, verdict) : 0;
        }
        return sum;
    }

    /**
     * Octets of the packets of one side that were lost.
     *
     * @param direction where they came from
     * @return how many, for whatever reason
     */
    public long droppedOctets(Direction direction) {
        long sum = 0;
        for (Verdict verdict : Verdict.values()) {
            sum += verdict.isDrop() ? octets(direction, verdict) : 0;
        }
        return sum;
    }

    /** Packets and drops of both directions. */
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
