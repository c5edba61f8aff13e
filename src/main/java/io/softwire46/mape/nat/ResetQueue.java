package io.softwire46.mape.nat;

import io.softwire46.mape.nat.NaptStatistics.Event;
import io.softwire46.mape.nat.session.SessionFlags;
import io.softwire46.mape.nat.session.SessionTable;
import io.softwire46.mape.nat.session.TcpTracker;

/**
 * Ended TCP sessions whose inside hosts are to receive a RST with the next sequence number (RFC 5382 section 5).
 *
 * <p>Bounded: the newest is not queued when the queue is full. Not thread-safe: use one instance per thread.
 */
final class ResetQueue {
    private static final int CAPACITY = Sessions.PER_CALL;
    private static final int LONGS = 3;

    private final long[] queued = new long[LONGS * CAPACITY];
    private int first;
    private int size;

    // the session that was taken last
    private int at;

    /** Returns the octets of the array. */
    static long octets() {
        return 8L * LONGS * CAPACITY;
    }

    /** Queues a session that is still open for both sides and whose sequence numbers are known. */
    void add(long[] words, int session, Event reason) {
        int state = SessionFlags.state(words, session);
        int known = SessionFlags.OUTSIDE_KNOWN | SessionFlags.INSIDE_KNOWN;
        boolean isOpen = state == TcpTracker.ESTABLISHED
                || state == TcpTracker.INSIDE_FIN
                || state == TcpTracker.OUTSIDE_FIN
                || (state == TcpTracker.TRANS && reason != Event.ENDED_RESET);
        if (!isOpen || (SessionFlags.flags(words, session) & known) != known || size == CAPACITY) {
            return;
        }
        int to = (first + size++) % CAPACITY * LONGS;
        queued[to] = words[session];
        queued[to + 1] = words[session + SessionTable.REMOTE];
        queued[to + 2] = words[session + SessionTable.SEQUENCES];
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Takes the oldest session. */
    boolean take() {
        if (size == 0) {
            return false;
        }
        at = first * LONGS;
        first = (first + 1) % CAPACITY;
        size--;
        return true;
    }

    int insideAddress() {
        return (int) (queued[at] >>> 32);
    }

    int insidePort() {
        return (int) (queued[at] >>> 16) & 0xffff;
    }

    int remotePort() {
        return (int) queued[at] & 0xffff;
    }

    int remoteAddress() {
        return (int) (queued[at + 1] >>> 32);
    }

    /** Returns the next sequence number of the remote side. */
    int sequence() {
        return (int) queued[at + 2];
    }

    /** Returns the next sequence number of the inside. */
    int acknowledgment() {
        return (int) (queued[at + 2] >>> 32);
    }
}
