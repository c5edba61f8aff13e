package io.softwire46.mape.nat.session;

/**
 * Ended TCP sessions whose inside hosts are to receive a RST with the next sequence number (RFC 5382 section 5).
 *
 * <p>Bounded: the newest is not queued when the queue is full. Not thread-safe: use one instance per thread.
 */
public final class ResetQueue {
    private static final int LONGS = 3;

    private final long[] queued;
    private final int capacity;
    private int first;
    private int size;

    // the session that was taken last
    private int at;

    /**
     * Creates an empty queue.
     *
     * @param capacity maximum number of sessions
     */
    public ResetQueue(int capacity) {
        this.capacity = capacity;
        queued = new long[LONGS * capacity];
    }

    /** Returns the octets of the array. */
    public static long octets(int capacity) {
        return 8L * LONGS * capacity;
    }

    /**
     * Queues a session that is still open for both sides and whose sequence numbers are known.
     *
     * @param wasReset whether a RST has ended it
     */
    public void add(long[] words, int session, boolean wasReset) {
        int state = SessionFlags.state(words, session);
        int known = SessionFlags.OUTSIDE_KNOWN | SessionFlags.INSIDE_KNOWN;
        boolean isOpen = state == TcpTracker.ESTABLISHED
                || state == TcpTracker.INSIDE_FIN
                || state == TcpTracker.OUTSIDE_FIN
                || (state == TcpTracker.TRANS && !wasReset);
        if (!isOpen || (SessionFlags.flags(words, session) & known) != known || size == capacity) {
            return;
        }
        int to = (first + size++) % capacity * LONGS;
        queued[to] = words[session];
        queued[to + 1] = words[session + SessionTable.REMOTE];
        queued[to + 2] = words[session + SessionTable.SEQUENCES];
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Takes the oldest session. */
    public boolean take() {
        if (size == 0) {
            return false;
        }
        at = first * LONGS;
        first = (first + 1) % capacity;
        size--;
        return true;
    }

    public int insideAddress() {
        return (int) (queued[at] >>> 32);
    }

    public int insidePort() {
        return (int) (queued[at] >>> 16) & 0xffff;
    }

    public int remotePort() {
        return (int) queued[at] & 0xffff;
    }

    public int remoteAddress() {
        return (int) (queued[at + 1] >>> 32);
    }

    /** Returns the next sequence number of the remote side. */
    public int sequence() {
        return (int) queued[at + 2];
    }

    /** Returns the next sequence number of the inside. */
    public int acknowledgment() {
        return (int) (queued[at + 2] >>> 32);
    }
}
