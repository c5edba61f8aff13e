package io.softwire46.mape.nat;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counters and gauges of one {@link Napt44}: packets and octets by direction and result, and events.
 *
 * <p>The number of {@link Event#CREATED} and {@link Event#RESTORED} equals the number of present sessions, of all events whose names
 * begin with ENDED, and of {@link Event#TIME_WAIT_RECLAIMED}.
 *
 * <p>Thread-safe for readers: one thread counts, and any thread may read at any time. A reader never sees a decreasing counter.
 */
@SuppressWarnings("EnumOrdinal") // each constant has its place in one array
public final class NaptStatistics {
    /** What happened beside the results of packets. */
    public enum Event {
        /** A session was made. */
        CREATED,
        /** A session ended because it was idle. */
        ENDED_IDLE,
        /** A TCP session ended after both sides closed it. */
        ENDED_CLOSED,
        /** A TCP session ended after a RST. */
        ENDED_RESET,
        /** A session ended because a new table has another address, other ports or reserves its port. */
        ENDED_TABLE,
        /** A session ended because its forward ended, or because a forward took its port. */
        ENDED_FORWARD,
        /** A TCP session in TIME_WAIT ended early, since its port was needed toward the same remote endpoint. */
        TIME_WAIT_RECLAIMED,
        /** An unsolicited SYN was not answered, since too many wait. */
        SYN_NOT_HELD,
        /** An ICMP error was translated that quotes an IPv4 header with a wrong checksum. */
        QUOTE_CHECKSUM,
        /** An event was not recorded, since the ring was full. */
        EVENTS_LOST,
        /** A saved session was restored. */
        RESTORED,
        /** A saved session or requested mapping was not restored, since it does not fit. */
        NOT_RESTORED,
        /** An ICMP error or RST was sent to an inside host, or an ICMP error to a remote host. */
        ERROR_SENT,
        /** An ICMP error or RST was not sent because of the rate limit. */
        ERROR_RATE_LIMITED
    }

    /** The direction of a packet. */
    public enum Direction {
        /** From the inside into the tunnel. */
        OUTBOUND,
        /** From the tunnel to the inside. */
        INBOUND
    }

    /** What a port of the set is used for, in the port space of one protocol. */
    public enum PortUse {
        /** Not used. */
        FREE,
        /** Used by an EXCLUSIVE mapping. */
        EXCLUSIVE,
        /** Used by sessions of the class OVERLAPPING. */
        OVERLAPPING,
        /** Released by an EXCLUSIVE mapping, and not yet given to another inside endpoint (RFC 6888 REQ-8). */
        RESTING,
        /** Held by a forward. */
        FORWARD
    }

    private static final VarHandle VALUES = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int RESULTS = NaptResult.values().length;
    private static final int EVENTS_AT = 4 * RESULTS;
    private static final int GAUGES_AT = EVENTS_AT + Event.values().length;

    /** A number that rises and falls, with its peak. */
    public enum Gauge {
        /** Sessions. */
        SESSIONS,
        /** The maximum of {@link #SESSIONS}. */
        SESSIONS_PEAK,
        /** EXCLUSIVE mappings. */
        MAPPINGS,
        /** The maximum of {@link #MAPPINGS}. */
        MAPPINGS_PEAK,
        /** Inside hosts with sessions. */
        HOSTS,
        /** The maximum of {@link #HOSTS}. */
        HOSTS_PEAK,
        /** Remote endpoints with sessions. */
        REMOTES,
        /** The maximum of {@link #REMOTES}. */
        REMOTES_PEAK,
        /** Unsolicited SYNs that wait for their answer. */
        HELD_SYNS,
        /** Limits of a later table that are larger than the memory that the first one has allocated. */
        LIMITS_CLIPPED
    }

    private final long[] values = new long[GAUGES_AT + Gauge.values().length];

    NaptStatistics() {}

    void count(boolean inbound, NaptResult result, int octets) {
        int at = 4 * result.ordinal() + (inbound ? 2 : 0);
        add(at, 1);
        add(at + 1, octets);
    }

    /** Counts translated packets of a batch. */
    void countTranslated(boolean inbound, int packets, long octets) {
        int at = inbound ? 2 : 0;
        add(at, packets);
        add(at + 1, octets);
    }

    void increment(Event event) {
        add(EVENTS_AT + event.ordinal(), 1);
    }

    /** Counts a session that was made as restored. */
    void restored() {
        add(EVENTS_AT + Event.CREATED.ordinal(), -1);
        add(EVENTS_AT + Event.RESTORED.ordinal(), 1);
    }

    void set(Gauge gauge, long value) {
        VALUES.setOpaque(values, GAUGES_AT + gauge.ordinal(), value);
    }

    private void add(int at, long more) {
        VALUES.setOpaque(values, at, values[at] + more);
    }

    private long get(int at) {
        return (long) VALUES.getOpaque(values, at);
    }

    /**
     * Returns the number of packets with a result.
     *
     * @param direction of the packets
     * @param result the result
     * @return 0 or more
     */
    public long packets(Direction direction, NaptResult result) {
        return get(4 * result.ordinal() + 2 * direction.ordinal());
    }

    /**
     * Returns the octets of the packets with a result, as they arrived.
     *
     * @param direction of the packets
     * @param result the result
     * @return 0 or more
     */
    public long octets(Direction direction, NaptResult result) {
        return get(4 * result.ordinal() + 2 * direction.ordinal() + 1);
    }

    /**
     * Returns how often an event happened.
     *
     * @param event the event
     * @return 0 or more
     */
    public long count(Event event) {
        return get(EVENTS_AT + event.ordinal());
    }

    /**
     * Returns a gauge.
     *
     * @param gauge the gauge
     * @return 0 or more
     */
    public long get(Gauge gauge) {
        return get(GAUGES_AT + gauge.ordinal());
    }

    /** Returns the number of sessions and the counts of results that are not 0, of both directions. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("NaptStatistics[sessions=").append(get(Gauge.SESSIONS));
        for (NaptResult result : NaptResult.values()) {
            long packets = 0;
            for (Direction direction : Direction.values()) {
                packets += packets(direction, result);
            }
            if (packets > 0) {
                text.append(", ").append(result).append('=').append(packets);
            }
        }
        return text.append(']').toString();
    }
}
