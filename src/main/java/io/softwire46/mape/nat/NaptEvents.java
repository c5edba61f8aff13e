package io.softwire46.mape.nat;

import io.softwire46.mape.nat.NaptStatistics.Event;
import io.softwire46.mape.nat.session.SessionTable;

/**
 * A bounded ring of events (RFC 8158 section 5.2). When it is full, the newest is lost and counted.
 *
 * <p>EXCLUSIVE mappings give BIB events, sessions of the class OVERLAPPING give session events; no mapping gives both (RFC 8158
 * section 4.6.1). Exhaustion and quotas are recorded once per second and kind.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class NaptEvents {
    static final int SESSION_CREATE = 4;
    static final int SESSION_DELETE = 5;
    static final int BIB_CREATE = 8;
    static final int BIB_DELETE = 9;
    static final int PORTS_EXHAUSTED = 12;
    static final int QUOTA_EXCEEDED = 13;

    static final int QUOTA_SESSIONS = 1;
    static final int QUOTA_PER_USER = 3;
    static final int QUOTA_HOSTS = 4;
    static final int QUOTA_FRAGMENTS = 5;

    private static final int LONGS = 4;
    private static final int KINDS = QUOTA_FRAGMENTS + 1;

    final NaptStatistics statistics;
    private final long[] ring;
    private final int capacity;
    private final int[] lastTicks = new int[KINDS];
    private int first;
    private int size;

    /** Time of the current packet. */
    long nowNanos;

    /** The same in ticks. */
    int tick;

    NaptEvents(int capacity, NaptStatistics statistics) {
        this.capacity = capacity;
        this.statistics = statistics;
        ring = new long[LONGS * capacity];
    }

    /** Returns the octets of the ring. */
    static long octets(int maxEvents) {
        return 8L * LONGS * maxEvents;
    }

    void sessionMade(long[] words, int at, int external) {
        add(SESSION_CREATE, 0, words[at], words[at + SessionTable.REMOTE], external);
    }

    void sessionEnded(long[] words, int at, int external) {
        add(SESSION_DELETE, 0, words[at], words[at + SessionTable.REMOTE], external);
    }

    /** Records the begin or end of an EXCLUSIVE mapping, which has or had the session. */
    void mapping(boolean begins, long[] words, int at, int external) {
        long port = words[at + SessionTable.REMOTE] & 0xffff_ff00L;
        add(begins ? BIB_CREATE : BIB_DELETE, 0, words[at] & ~0xffffL, port, external);
    }

    /** Records that ports are exhausted or a quota is exceeded. */
    void refused(NaptResult result, int tick) {
        int quota = switch (result) {
            case TABLE_FULL -> QUOTA_SESSIONS;
            case HOST_LIMIT, HOST_PORT_LIMIT, HOST_RATE -> QUOTA_PER_USER;
            case HOSTS_FULL -> QUOTA_HOSTS;
            case FRAGMENT_NO_ROOM -> QUOTA_FRAGMENTS;
            default -> 0;
        };
        if (capacity > 0 && lastTicks[quota] != tick) {
            lastTicks[quota] = tick;
            add(quota == 0 ? PORTS_EXHAUSTED : QUOTA_EXCEEDED, quota, 0, 0, 0);
        }
    }

    private void add(int event, int quota, long inside, long outside, int external) {
        if (capacity == 0) {
            return;
        }
        if (size == capacity) {
            statistics.increment(Event.EVENTS_LOST);
            return;
        }
        int to = (int) (((long) first + size++) % capacity) * LONGS;
        ring[to] = nowNanos;
        ring[to + 1] = inside;
        ring[to + 2] = outside;
        ring[to + 3] = (long) external << 32 | event << 8 | quota;
    }

    /** Takes the oldest event. */
    boolean take(NaptEvent into) {
        if (size == 0) {
            return false;
        }
        int from = first * LONGS;
        into.set(ring[from], ring[from + 1], ring[from + 2], ring[from + 3]);
        first = (first + 1) % capacity;
        size--;
        return true;
    }
}
