package io.softwire46.mape.nat.session;

import io.softwire46.mape.wire.internal.KeyedMix;
import java.util.Arrays;

/**
 * The sessions toward each remote endpoint. A key of a session of the class OVERLAPPING is the port space with remote address and
 * port: its sessions use different external ports. A key of the class EXCLUSIVE is the port space with external port and remote
 * address: as long as it has a session, the address-dependent filter permits packets from that address.
 *
 * <pre>
 *   record   a session 32 | number of sessions, or ~ bitmap 32 | next in the hash bucket 32
 * </pre>
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class RemoteEndpoints {
    /*
     * Idea: a record has no key, since its session has it. The sessions of a record are a circular doubly linked list. The
     * sessions in TIME_WAIT are in a second one, in the order in which they closed. If there are any, the session of the record
     * is the one that closed first.
     *
     * Cost: an expected chain of at most 4/3 records; 15 octets per session.
     */

    public static final int NONE = -1;

    private static final int SESSION = 0;
    private static final int COUNT = 1;
    private static final int NEXT = 2;
    private static final int INTS = 3;
    private static final long LOW_32_BITS = 0xffff_ffffL;
    private static final long OVERLAPPING_KEY = 1;

    private final long[] words;
    private final int[] records;
    private final int[] buckets;
    private final int capacity;
    private final long key;
    private PortBitmaps bitmaps;
    private PortNumbers ports;
    private int free;
    private int size;
    private int peak;

    public RemoteEndpoints(SessionTable sessions, PortNumbers ports, PortBitmaps bitmaps, long key) {
        words = sessions.words;
        capacity = sessions.capacity();
        records = new int[INTS * capacity];
        buckets = new int[buckets(capacity)];
        this.ports = ports;
        this.bitmaps = bitmaps;
        this.key = key;
        clear();
    }

    private static int buckets(int maxSessions) {
        return maxSessions - maxSessions / 4;
    }

    /** Returns the octets of the arrays. */
    public static long octets(int maxSessions) {
        return 4L * INTS * maxSessions + 4L * buckets(maxSessions);
    }

    /** Takes another port set, without sessions. */
    public void adopt(PortNumbers newPorts, PortBitmaps newBitmaps) {
        ports = newPorts;
        bitmaps = newBitmaps;
        clear();
    }

    private void clear() {
        Arrays.fill(buckets, NONE);
        for (int record = 0; record < capacity; record++) {
            records[record * INTS + NEXT] = record + 1;
        }
        free = 0;
        size = 0;
    }

    public int size() {
        return size;
    }

    public int peak() {
        return peak;
    }

    /** Returns the key of sessions of the class OVERLAPPING toward a remote endpoint. */
    public static long overlappingKey(int space, int remote, int remotePort) {
        return (long) remote << 32 | (long) remotePort << 16 | (space + 1) << 8 | OVERLAPPING_KEY;
    }

    /** Returns the key of sessions of an EXCLUSIVE mapping toward a remote address. */
    public static long exclusiveKey(int space, int remote, int port) {
        return (long) remote << 32 | (long) port << 16 | (space + 1) << 8;
    }

    private long keyOf(int session) {
        int at = SessionTable.at(session);
        long word1 = words[at + SessionTable.REMOTE];
        return SessionFlags.isOverlapping(words, at)
                ? (word1 & 0xffff_ffff_0000_ff00L) | (words[at] & 0xffff) << 16 | OVERLAPPING_KEY
                : word1 & SessionTable.INBOUND_KEY;
    }

    /** Returns the record of a key, or {@link #NONE}. */
    public int find(long wanted) {
        int record = buckets[bucket(wanted)];
        while (record != NONE && keyOf(session(record)) != wanted) {
            record = records[record * INTS + NEXT];
        }
        return record;
    }

    private int bucket(long wanted) {
        long hash = KeyedMix.of(wanted ^ key) >>> 32;
        return (int) ((hash * buckets.length) >>> 32);
    }

    /** Returns a session of a record: of those in TIME_WAIT the one that closed first, if there are any. */
    public int session(int record) {
        return records[record * INTS + SESSION];
    }

    /** Returns the number of sessions of a record, 0 for {@link #NONE}. */
    public int count(int record) {
        if (record == NONE) {
            return 0;
        }
        int count = records[record * INTS + COUNT];
        return count < 0 ? bitmaps.count(~count) : count;
    }

    /** Returns the bitmap of a record, or {@link PortBitmaps#NONE}. */
    public int bitmap(int record) {
        return record == NONE ? PortBitmaps.NONE : Math.max(~records[record * INTS + COUNT], PortBitmaps.NONE);
    }

    /** Adds a session, whose words 0 to 2 are complete. */
    public void add(int session) {
        int at = SessionTable.at(session);
        long wanted = keyOf(session);
        int record = find(wanted);
        if (record == NONE) {
            setLinks(session, session, session);
            insert(session, wanted);
            return;
        }
        int first = session(record);
        int before = previous(first);
        setLinks(session, before, first);
        setNext(before, session);
        setPrevious(first, session);
        int count = records[record * INTS + COUNT];
        if (count < 0) {
            bitmaps.set(~count, ports.indexOf(SessionFlags.port(words, at)));
            return;
        }
        records[record * INTS + COUNT] = count + 1;
        if (SessionFlags.isOverlapping(words, at) && bitmaps.isNeeded(count + 1)) {
            giveBitmap(record, first);
        }
    }

    private void insert(int session, long wanted) {
        int record = free;
        free = records[record * INTS + NEXT];
        int bucket = bucket(wanted);
        records[record * INTS + SESSION] = session;
        records[record * INTS + COUNT] = 1;
        records[record * INTS + NEXT] = buckets[bucket];
        buckets[bucket] = record;
        size++;
        peak = Math.max(peak, size);
    }

    private void giveBitmap(int record, int first) {
        int bitmap = bitmaps.take();
        int session = first;
        do {
            bitmaps.set(bitmap, ports.indexOf(SessionFlags.port(words, SessionTable.at(session))));
            session = next(session);
        } while (session != first);
        records[record * INTS + COUNT] = ~bitmap;
    }

    /** Marks a session of the class OVERLAPPING as the last that came to TIME_WAIT. Its word 6 becomes a link. */
    public void timeWait(int session) {
        int record = find(keyOf(session));
        int first = session(record);
        int at = SessionTable.at(session) + SessionTable.SEQUENCES;
        if (SessionFlags.state(words, SessionTable.at(first)) != TcpTracker.TIME_WAIT || first == session) {
            words[at] = (long) session << 32 | session;
            records[record * INTS + SESSION] = session;
            return;
        }
        int firstAt = SessionTable.at(first) + SessionTable.SEQUENCES;
        int last = (int) (words[firstAt] >>> 32);
        words[at] = (long) last << 32 | first;
        int lastAt = SessionTable.at(last) + SessionTable.SEQUENCES;
        words[lastAt] = (words[lastAt] & ~LOW_32_BITS) | session;
        words[firstAt] = (long) session << 32 | (words[firstAt] & LOW_32_BITS);
    }

    /** Undoes {@link #timeWait}, before the state of the session changes. Its word 6 becomes 0. */
    public void endTimeWait(int session) {
        int record = find(keyOf(session));
        int at = SessionTable.at(session) + SessionTable.SEQUENCES;
        int before = (int) (words[at] >>> 32);
        int after = (int) words[at];
        if (session(record) == session) {
            records[record * INTS + SESSION] = after != session ? after : next(session);
        }
        int beforeAt = SessionTable.at(before) + SessionTable.SEQUENCES;
        words[beforeAt] = (words[beforeAt] & ~LOW_32_BITS) | after;
        int afterAt = SessionTable.at(after) + SessionTable.SEQUENCES;
        words[afterAt] = (long) before << 32 | (words[afterAt] & LOW_32_BITS);
        words[at] = 0;
    }

    /** Removes a session, which is not in TIME_WAIT any more if it is of the class OVERLAPPING. */
    public void remove(int session) {
        int at = SessionTable.at(session);
        long wanted = keyOf(session);
        int record = find(wanted);
        int after = next(session);
        if (after == session) {
            removeRecord(record, wanted);
            return;
        }
        int before = previous(session);
        setNext(before, after);
        setPrevious(after, before);
        if (session(record) == session) {
            records[record * INTS + SESSION] = after;
        }
        int count = records[record * INTS + COUNT];
        if (count >= 0) {
            records[record * INTS + COUNT] = count - 1;
            return;
        }
        bitmaps.clear(~count, ports.indexOf(SessionFlags.port(words, at)));
        if (bitmaps.isReturned(~count)) {
            records[record * INTS + COUNT] = bitmaps.count(~count);
            bitmaps.give(~count);
        }
    }

    private void removeRecord(int record, long wanted) {
        int count = records[record * INTS + COUNT];
        if (count < 0) {
            bitmaps.give(~count);
        }
        int bucket = bucket(wanted);
        int other = buckets[bucket];
        int after = records[record * INTS + NEXT];
        if (other == record) {
            buckets[bucket] = after;
        } else {
            while (records[other * INTS + NEXT] != record) {
                other = records[other * INTS + NEXT];
            }
            records[other * INTS + NEXT] = after;
        }
        records[record * INTS + NEXT] = free;
        free = record;
        size--;
    }

    /** Returns the next session of the same record, in a circle. */
    public int next(int session) {
        return (int) words[SessionTable.at(session) + SessionTable.PEERS];
    }

    private int previous(int session) {
        return (int) (words[SessionTable.at(session) + SessionTable.PEERS] >>> 32);
    }

    private void setLinks(int session, int previous, int next) {
        words[SessionTable.at(session) + SessionTable.PEERS] = (long) previous << 32 | (next & LOW_32_BITS);
    }

    private void setNext(int session, int next) {
        setLinks(session, previous(session), next);
    }

    private void setPrevious(int session, int previous) {
        setLinks(session, previous, next(session));
    }
}
