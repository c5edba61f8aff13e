package io.softwire46.mape.nat.session;

import io.softwire46.mape.wire.internal.KeyedMix;

/**
 * The sessions of a NAPT: one record of 64 octets each, and two hash indexes, one per direction.
 *
 * <pre>
 *   word 0   inside address 32 | inside port 16 | remote port 16
 *   word 1   remote address 32 | external port 16 | port space 8 | TCP state 8
 *   word 2   address delta 16 | transport delta 16 | host 16 | flags 16
 *   word 3   tick from which the session is over 32 | next inside endpoint in a hash bucket 32
 *   word 4   previous 32 | next 32, in a slot of the timer wheel
 *   word 5   previous 32 | next 32, among the sessions of one remote endpoint
 *   word 6   next sequence number of the inside 32 | of the outside 32; in TIME_WAIT previous 32 | next 32
 *   word 7   previous 32 | next 32, among the OVERLAPPING sessions of one inside endpoint
 * </pre>
 *
 * <p>An outbound packet finds its session by port space, inside endpoint and remote endpoint, an inbound packet by port space,
 * external port and remote endpoint. No two sessions have the same key in either index.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class SessionTable {
    /*
     * Idea: open addressing with linear probing, at most half full. An index entry is 32 bits of the hash and the number of the
     * session, so that a probe compares 32 bits and reads a record only if they are equal. The home position is the hash,
     * scaled to the number of entries; hence it follows from the entry, and a removal shifts later entries back without reading
     * a record.
     *
     * Cost: a hit reads one line of the index and one of the records. The expected number of probes at half load is 1.5 for a
     * hit and 2.5 for a miss.
     *
     * Trade-off: 32 octets per session for both indexes.
     */

    public static final int NONE = -1;

    /** Words of a record. */
    public static final int WORDS = 8;

    /** Words before the first record: the header of a large array has 16 octets, so that records begin on cache lines. */
    public static final int BEFORE = 6;

    public static final int REMOTE = 1;
    public static final int DELTAS = 2;
    public static final int END = 3;
    public static final int WHEEL = 4;
    public static final int PEERS = 5;
    public static final int SEQUENCES = 6;
    public static final int ENDPOINT = 7;

    /** The bits of word 1 in the key of outbound packets: remote address and port space. */
    public static final long OUTBOUND_KEY = 0xffff_ffff_0000_ff00L;

    /** The bits of word 1 in the key of inbound packets: remote address, external port and port space. */
    public static final long INBOUND_KEY = 0xffff_ffff_ffff_ff00L;

    private static final long LOW_32_BITS = 0xffff_ffffL;
    private static final int SLOTS_PER_SESSION = 2;

    /** The records; see the layout above. */
    public final long[] words;

    private final long[] outbound;
    private final long[] inbound;
    private final long slots;
    private final long key;
    private final int capacity;

    private int size;
    private int peak;
    private int unused; // records from here on were never used
    private int free = NONE; // the first of a chain through word 0

    public SessionTable(int capacity, long key) {
        this.capacity = capacity;
        this.key = key;
        words = new long[BEFORE + capacity * WORDS];
        slots = (long) SLOTS_PER_SESSION * capacity;
        outbound = new long[(int) slots];
        inbound = new long[(int) slots];
    }

    /** Returns the octets of all arrays. */
    public static long octets(int capacity) {
        return 8L * (BEFORE + (long) capacity * (WORDS + 2 * SLOTS_PER_SESSION));
    }

    /** Returns the index of a record's word 0. */
    public static int at(int session) {
        return BEFORE + session * WORDS;
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

    /** Returns the number of records that were ever used; sessions have smaller numbers. */
    public int used() {
        return unused;
    }

    /** Returns whether the record is a session. A free record has no port space in word 1. */
    public boolean isSession(int session) {
        return words[at(session) + REMOTE] != 0;
    }

    /**
     * Finds the session of an outbound packet.
     *
     * @param word0 as in the record
     * @param remote word 1, masked with {@link #OUTBOUND_KEY}
     * @return number of the session, or {@link #NONE}
     */
    public int findOutbound(long word0, long remote) {
        long[] index = outbound;
        long tag = tag(word0, remote);
        int slot = home(tag);
        for (long entry = index[slot]; entry != 0; entry = index[slot]) {
            if (((entry ^ tag) & ~LOW_32_BITS) == 0) {
                int at = at((int) entry - 1);
                if (words[at] == word0 && (words[at + REMOTE] & OUTBOUND_KEY) == remote) {
                    return (int) entry - 1;
                }
            }
            slot = after(slot);
        }
        return NONE;
    }

    /**
     * Finds the session of an inbound packet.
     *
     * @param remotePort as in word 0
     * @param remote word 1, masked with {@link #INBOUND_KEY}
     * @return number of the session, or {@link #NONE}
     */
    public int findInbound(int remotePort, long remote) {
        long[] index = inbound;
        long tag = tag(remotePort, remote);
        int slot = home(tag);
        for (long entry = index[slot]; entry != 0; entry = index[slot]) {
            if (((entry ^ tag) & ~LOW_32_BITS) == 0) {
                int at = at((int) entry - 1);
                if ((words[at + REMOTE] & INBOUND_KEY) == remote && (words[at] & 0xffff) == remotePort) {
                    return (int) entry - 1;
                }
            }
            slot = after(slot);
        }
        return NONE;
    }

    /**
     * Inserts a session; the table must not be full, and neither key may be in it. The other words are zero.
     *
     * @return its number
     */
    public int insert(long word0, long word1) {
        int session = free;
        if (session == NONE) {
            session = unused++;
        } else {
            free = (int) words[at(session)];
        }
        int at = at(session);
        words[at] = word0;
        words[at + REMOTE] = word1;
        for (int word = DELTAS; word < WORDS; word++) {
            words[at + word] = 0;
        }
        put(outbound, outboundTag(at), session);
        put(inbound, inboundTag(at), session);
        size++;
        peak = Math.max(peak, size);
        return session;
    }

    public void remove(int session) {
        int at = at(session);
        take(outbound, outboundTag(at), session);
        take(inbound, inboundTag(at), session);
        words[at + REMOTE] = 0;
        words[at] = free;
        free = session;
        size--;
    }

    private long outboundTag(int at) {
        return tag(words[at], words[at + REMOTE] & OUTBOUND_KEY);
    }

    private long inboundTag(int at) {
        return tag(words[at] & 0xffff, words[at + REMOTE] & INBOUND_KEY);
    }

    /** Returns the session of the first entry with a tag in the index of outbound packets, or {@link #NONE}. */
    public int outboundCandidate(long tag) {
        return candidate(outbound, tag);
    }

    /** The same for inbound packets. */
    public int inboundCandidate(long tag) {
        return candidate(inbound, tag);
    }

    private int candidate(long[] index, long tag) {
        int slot = home(tag);
        long entry = index[slot];
        while (entry != 0 && ((entry ^ tag) & ~LOW_32_BITS) != 0) {
            slot = after(slot);
            entry = index[slot];
        }
        return (int) entry - 1;
    }

    /** Returns the tag of a key: the hash in the upper half. */
    public long tag(long first, long second) {
        return KeyedMix.of(KeyedMix.of(first ^ key) ^ second) & ~LOW_32_BITS;
    }

    private int home(long entry) {
        return (int) (((entry >>> 32) * slots) >>> 32);
    }

    private int after(int slot) {
        return slot + 1 == (int) slots ? 0 : slot + 1;
    }

    private void put(long[] index, long tag, int session) {
        int slot = home(tag);
        while (index[slot] != 0) {
            slot = after(slot);
        }
        index[slot] = tag | session + 1;
    }

    private void take(long[] index, long tag, int session) {
        long entry = tag | session + 1;
        int hole = home(tag);
        while (index[hole] != entry) {
            hole = after(hole);
        }
        for (int next = after(hole); index[next] != 0; next = after(next)) {
            int home = home(index[next]);
            boolean between = hole < next ? hole < home && home <= next : hole < home || home <= next;
            if (!between) {
                index[hole] = index[next];
                hole = next;
            }
        }
        index[hole] = 0;
    }

    /** Returns the probes that the longest search takes; for tests. */
    public int longestSearch() {
        int longest = 0;
        for (long[] index : new long[][] {outbound, inbound}) {
            int run = 0;
            for (int slot = 0; slot < 2 * slots; slot++) {
                run = index[slot % (int) slots] == 0 ? 0 : run + 1;
                longest = Math.max(longest, Math.min(run, (int) slots));
            }
        }
        return longest + 1;
    }
}
