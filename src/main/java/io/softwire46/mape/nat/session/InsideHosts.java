package io.softwire46.mape.nat.session;

import io.softwire46.mape.wire.internal.KeyedMix;

/**
 * The inside hosts with sessions, and what each of them uses, for the limits per host (RFC 6888 section 3, REQ-4).
 *
 * <pre>
 *   word 0   address 32 | first host of a bucket 32
 *   word 1   next host in the bucket 32 | tick of the last new session 32
 *   word 2   EXCLUSIVE ports of the port spaces 0 to 3, 16 bits each
 *   word 3   EXCLUSIVE ports of the port space 4 16 | new sessions in that tick 20 | sessions 28
 * </pre>
 *
 * <p>Hosts are numbers from 0; links are numbers plus 1, and 0 is none. A host is forgotten with its last session. Not thread-safe:
 * use one instance per thread.
 */
public final class InsideHosts {
    public static final int NONE = -1;

    private static final int WORDS = 4;
    private static final long LOW_32_BITS = 0xffff_ffffL;
    private static final int SESSION_BITS = 28;
    private static final long SESSION_MASK = (1L << SESSION_BITS) - 1;
    private static final int NEW_BITS = 20;
    private static final long NEW_MASK = (1L << NEW_BITS) - 1;

    private final long[] words;
    private final int capacity;
    private final long key;
    private int free;
    private int unused;
    private int size;
    private int peak;

    public InsideHosts(int capacity, long key) {
        this.capacity = capacity;
        this.key = key;
        words = new long[WORDS * capacity];
    }

    /** Returns the octets of the array. */
    public static long octets(int maxHosts) {
        return 8L * WORDS * maxHosts;
    }

    public int size() {
        return size;
    }

    public int peak() {
        return peak;
    }

    public int capacity() {
        return capacity;
    }

    public boolean isFull() {
        return size == capacity;
    }

    /** Returns the number of a host, or {@link #NONE}. */
    public int find(int address) {
        int link = (int) words[bucket(address)];
        while (link != 0) {
            int at = (link - 1) * WORDS;
            if ((int) (words[at] >>> 32) == address) {
                return link - 1;
            }
            link = (int) (words[at + 1] >>> 32);
        }
        return NONE;
    }

    /** Adds a host that is not in the table, which must not be full. */
    public int add(int address) {
        int host = free != 0 ? free - 1 : unused++;
        int at = host * WORDS;
        if (free != 0) {
            free = (int) (words[at + 1] >>> 32);
        }
        int bucket = bucket(address);
        words[at] = (long) address << 32 | (words[at] & LOW_32_BITS); // the bucket is another's
        words[at + 1] = words[bucket] << 32;
        words[at + 2] = 0;
        words[at + 3] = 0;
        words[bucket] = (words[bucket] & ~LOW_32_BITS) | host + 1;
        size++;
        peak = Math.max(peak, size);
        return host;
    }

    private int bucket(int address) {
        long hash = KeyedMix.of(key ^ address) >>> 32;
        return (int) ((hash * capacity) >>> 32) * WORDS;
    }

    private void remove(int host) {
        int at = host * WORDS;
        int bucket = bucket((int) (words[at] >>> 32));
        long after = words[at + 1] & ~LOW_32_BITS;
        if ((int) words[bucket] == host + 1) {
            words[bucket] = (words[bucket] & ~LOW_32_BITS) | after >>> 32;
        } else {
            int other = ((int) words[bucket] - 1) * WORDS;
            while ((int) (words[other + 1] >>> 32) != host + 1) {
                other = ((int) (words[other + 1] >>> 32) - 1) * WORDS;
            }
            words[other + 1] = after | (words[other + 1] & LOW_32_BITS);
        }
        words[at + 1] = (long) free << 32;
        free = host + 1;
        size--;
    }

    public int address(int host) {
        return (int) (words[host * WORDS] >>> 32);
    }

    public int sessions(int host) {
        return (int) (words[host * WORDS + 3] & SESSION_MASK);
    }

    /** Returns the number of sessions that a host has started in a tick. */
    public int newSessions(int host, int tick) {
        int at = host * WORDS;
        return (int) words[at + 1] == tick ? (int) (words[at + 3] >>> SESSION_BITS & NEW_MASK) : 0;
    }

    /** Counts a session; one that the host has started counts for the rate, too. */
    public void addSession(int host, int tick, boolean started) {
        int at = host * WORDS;
        words[at + 3]++;
        if (started) {
            long count = newSessions(host, tick) + 1L;
            words[at + 1] = (words[at + 1] & ~LOW_32_BITS) | (tick & LOW_32_BITS);
            words[at + 3] = (words[at + 3] & ~(NEW_MASK << SESSION_BITS)) | count << SESSION_BITS;
        }
    }

    /** Removes a session; without sessions and ports the host is forgotten. */
    public void removeSession(int host) {
        words[host * WORDS + 3]--;
        removeIfIdle(host);
    }

    private void removeIfIdle(int host) {
        int at = host * WORDS;
        if (sessions(host) == 0 && words[at + 2] == 0 && words[at + 3] >>> (NEW_BITS + SESSION_BITS) == 0) {
            remove(host);
        }
    }

    /** Returns the number of EXCLUSIVE ports of a host in a port space. */
    public int ports(int host, int space) {
        return (int) (words[portsAt(host, space)] >>> portsShift(space)) & 0xffff;
    }

    public void addPort(int host, int space) {
        words[portsAt(host, space)] += 1L << portsShift(space);
    }

    /** Removes a port; {@link #removeSession} follows. */
    public void removePort(int host, int space) {
        words[portsAt(host, space)] -= 1L << portsShift(space);
    }

    private static int portsAt(int host, int space) {
        return host * WORDS + (space < 4 ? 2 : 3);
    }

    private static int portsShift(int space) {
        return space < 4 ? 16 * space : 48;
    }
}
