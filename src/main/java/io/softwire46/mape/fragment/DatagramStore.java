package io.softwire46.mape.fragment;

/**
 * Datagrams of which fragments are held: their entries, their chunks, and who may have how many.
 *
 * <p>Room for a fragment is asked for before anything is changed. If there is none, the oldest datagrams go, unless the
 * source that asks has its share already: so a flood from one source harms that source, and one from many sources forgets
 * what is oldest, of which the rest was probably lost. Not thread-safe: one per worker.
 */
final class DatagramStore {
    static final int NONE = DatagramTable.NONE;

    /** One fragment pushes out no more than these, so that no packet takes long. */
    static final int MAXIMUM_EVICTIONS = 64;

    // Fields of an entry; the owner's are behind. Sixteen ints are one cache line.
    private static final int HEAD = 0;
    private static final int TAIL = 1;
    private static final int CHUNKS = 2; // BURIED if the datagram has been given up
    private static final int ACCOUNT = 3;
    private static final int OWN = 4;
    private static final int FIELDS = 16;
    private static final int BURIED = -1;

    final DatagramTable table;
    final ChunkPool chunks;
    final FragmentStatistics statistics = new FragmentStatistics();
    final int[] fields;

    private final SourceShares shares;
    private final long timeoutNanos;

    DatagramStore(ReassemblyLimits limits, long key0, long key1) {
        SipHash hash = SipHash.forTable(key0, key1);
        int datagrams = limits.maxReassemblies();
        timeoutNanos = limits.timeoutNanos();
        table = new DatagramTable(datagrams, hash);
        chunks = new ChunkPool(limits.chunks());
        shares = new SourceShares(datagrams, limits.share(datagrams), limits.share(limits.chunks()), hash);
        fields = new int[datagrams * FIELDS];
    }

    /** Where the owner's fields of an entry are, twelve of them. */
    static int own(int entry) {
        return entry * FIELDS + OWN;
    }

    /** The entry that was found, unless its time is over: then it is removed, and the answer is {@link #NONE}. */
    int current(int found, long nowNanos) {
        if (found == NONE || !table.isOver(found, nowNanos, timeoutNanos)) {
            return found;
        }
        expire(found);
        return NONE;
    }

    /** The oldest entry if its time is over, else {@link #NONE}. */
    int oldestOver(long nowNanos) {
        int entry = table.oldest();
        return entry != NONE && table.isOver(entry, nowNanos, timeoutNanos) ? entry : NONE;
    }

    /** Removes an entry whose time is over. What its fields and chunks hold stays until the next fragment is held. */
    void expire(int entry) {
        if (!isBuried(entry)) {
            statistics.countExpired();
        }
        remove(entry);
    }

    /** Makes room for a new datagram; {@link FragmentResult#HELD} if there is some, or why there is none. */
    FragmentResult roomToBegin(long source, int chunkCount) {
        return shares.mayBegin(source, chunkCount) ? evict(NONE, chunkCount) : FragmentResult.SOURCE_SHARE;
    }

    /** Makes room for more of a datagram; {@link FragmentResult#HELD} if there is some, or why there is none. */
    FragmentResult roomToGrow(int entry, int chunkCount) {
        return shares.mayTake(fields[entry * FIELDS + ACCOUNT], chunkCount)
                ? evict(entry, chunkCount)
                : FragmentResult.SOURCE_SHARE;
    }

    private FragmentResult evict(int entry, int chunkCount) {
        int evictions = 0;
        while (chunks.freeChunks() < chunkCount || (entry == NONE && table.isFull())) {
            int victim = table.oldest();
            if (victim == entry && entry != NONE) {
                victim = table.newer(victim);
            }
            if (victim == NONE || evictions++ == MAXIMUM_EVICTIONS) {
                return FragmentResult.NO_BUFFER;
            }
            statistics.countEvicted();
            remove(victim);
        }
        return FragmentResult.HELD;
    }

    /** An entry for the key that was sought last, by the source for which there is room; the owner's fields are any. */
    int begin(long nowNanos) {
        int entry = table.add(nowNanos);
        int at = entry * FIELDS;
        fields[at + HEAD] = ChunkPool.NONE;
        fields[at + TAIL] = ChunkPool.NONE;
        fields[at + CHUNKS] = 0;
        fields[at + ACCOUNT] = shares.open();
        statistics.changePending(1);
        return entry;
    }

    void remove(int entry) {
        if (!isBuried(entry)) {
            giveChunks(entry);
            statistics.changePending(-1);
        }
        shares.close(fields[entry * FIELDS + ACCOUNT]);
        table.remove(entry);
    }

    /** Gives a datagram up: its key is remembered until its time is over, its octets are not. */
    void bury(int entry) {
        giveChunks(entry);
        statistics.changePending(-1);
        fields[entry * FIELDS + CHUNKS] = BURIED;
    }

    boolean isBuried(int entry) {
        return fields[entry * FIELDS + CHUNKS] == BURIED;
    }

    private void giveChunks(int entry) {
        int at = entry * FIELDS;
        shares.take(fields[at + ACCOUNT], -fields[at + CHUNKS]);
        int chunk = fields[at + HEAD];
        while (chunk != ChunkPool.NONE) {
            int following = chunks.next(chunk);
            chunks.give(chunk);
            chunk = following;
        }
    }

    int firstChunk(int entry) {
        return fields[entry * FIELDS + HEAD];
    }

    int chunkCount(int entry) {
        return fields[entry * FIELDS + CHUNKS];
    }

    /** Takes a chunk for which room was made, and puts it before the others. */
    int prepend(int entry, int note) {
        int at = entry * FIELDS;
        int chunk = take(at, note);
        chunks.link(chunk, fields[at + HEAD]);
        fields[at + HEAD] = chunk;
        return chunk;
    }

    /** Takes a chunk for which room was made, and puts it behind the others. */
    int append(int entry, int note) {
        int at = entry * FIELDS;
        int chunk = take(at, note);
        if (fields[at + HEAD] == ChunkPool.NONE) {
            fields[at + HEAD] = chunk;
        } else {
            chunks.link(fields[at + TAIL], chunk);
        }
        fields[at + TAIL] = chunk;
        return chunk;
    }

    private int take(int at, int note) {
        fields[at + CHUNKS]++;
        shares.take(fields[at + ACCOUNT], 1);
        return chunks.take(note);
    }

    /** Gives the first chunk back. Its octets stay as they are until the next fragment is held. */
    void giveFirst(int entry) {
        int at = entry * FIELDS;
        int chunk = fields[at + HEAD];
        fields[at + HEAD] = chunks.next(chunk);
        fields[at + CHUNKS]--;
        shares.take(fields[at + ACCOUNT], -1);
        chunks.give(chunk);
    }
}
