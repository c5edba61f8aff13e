package io.softwire46.mape.fragment;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams with held fragments: their entries and chunks, and the shares of their sources.
 *
 * <p>Memory for a fragment is freed before anything else changes. If a source has used its share, one of its own
 * datagrams is evicted for the new one; if the table is full, the oldest datagram of all. So a source is never refused while its lost
 * datagrams wait for their time-out, and a flood from one source harms only that source.
 *
 * <p><b>Choice of the source's own datagram.</b> Normally the oldest. If few fragments are lost, the oldest can
 * no longer be completed: complete datagrams have been removed, so a datagram older than all those in transit will
 * never be complete. If a source's datagrams arrive first fragment first and are completed, those that began with a
 * later fragment have lost the first one; they are evicted before older ones. For a source that sends its last
 * fragments first the reverse applies.
 *
 * <p>In a flood of first fragments under the source's own address the oldest is the worst choice: all datagrams are
 * evicted at one age, share / rate, and if honest datagrams take a little longer to be complete, all of them are lost.
 * No order can keep all, since the average age at eviction is share / rate in any order (Little's law). But if one
 * datagram of three is evicted at once, the other two live half as long again. So in such a flood the newest datagram
 * is evicted with a probability of one third. An entry is the newest of its source until the next one begins; hence it
 * is at risk once. A flood is recognized by the balance of evicted and completed datagrams. The choice is random, so
 * that an attacker cannot time fragments by it.
 *
 * <p>Every step takes constant time. One fragment evicts at most {@value #MAXIMUM_EVICTIONS} datagrams, since each
 * eviction for memory frees at least one chunk.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class DatagramStore {
    static final int NONE = DatagramTable.NONE;

    /**
     * Maximum evictions for one fragment: a datagram and a longest packet's chunks, for the share and for the pool.
     */
    static final int MAXIMUM_EVICTIONS = 2 * (1 + ChunkPool.ASSEMBLY_OCTETS / ChunkPool.OCTETS);

    /** In a flood, one of this number of evictions takes the newest datagram, on average. */
    private static final int NEWEST_OF = 3;

    // Fields of an entry, followed by the owner's. Sixteen ints are one cache line.
    private static final int HEAD = 0;
    private static final int TAIL = 1;
    private static final int CHUNKS = 2; // DISCARDED if the datagram was discarded
    private static final int ACCOUNT = 3;
    private static final int LIMITS = 4;
    private static final int KIND = 5;
    private static final int NUMBER = 6; // ascending
    private static final int OWN = 7;
    private static final int FIELDS = 16;
    private static final int DISCARDED = -1;

    private static final int ALL = 0; // the only list

    final DatagramTable table;
    final ChunkPool chunks;
    final FragmentStatistics statistics;
    final int[] fields;

    private final ReassemblyLimits[] limits;
    private final int[] maxDatagrams; // by limits; MAX_VALUE without a share
    private final int[] maxChunks;
    private final AgeLists ages;
    private final AgeLists holders; // datagrams that have chunks
    private final ExpiryLists expiry;
    private final SourceShares shares;
    private final SplittableRandom random;
    private int beginning; // limits of the source of the last roomToBegin
    private int beginningKind;
    private int begun; // datagrams

    DatagramStore(
            List<ReassemblyLimits> limits, long key0, long key1, FragmentStatistics.@Nullable Evictions listener) {
        SipHash hash = SipHash.forTable(key0, key1);
        this.limits = limits.toArray(ReassemblyLimits[]::new);
        int datagrams = ReassemblyLimits.maxReassemblies(limits);
        int chunkCount = ReassemblyLimits.chunks(limits);
        statistics = new FragmentStatistics(listener);
        table = new DatagramTable(datagrams, hash);
        chunks = new ChunkPool(chunkCount);
        fields = new int[datagrams * FIELDS];
        ages = new AgeLists(datagrams, 1);
        holders = new AgeLists(datagrams, 1);
        expiry = new ExpiryLists(table, limits, datagrams);
        maxDatagrams = limits.stream().mapToInt(each -> each.share(datagrams)).toArray();
        maxChunks = limits.stream().mapToInt(each -> each.share(chunkCount)).toArray();
        boolean limited = limits.stream().anyMatch(each -> each.sharePerSource() < 1);
        shares = new SourceShares(limited ? datagrams : 0, hash);
        random = new SplittableRandom(key0 ^ key1);
    }

    /** Returns the index of the owner's nine fields of an entry. */
    static int own(int entry) {
        return entry * FIELDS + OWN;
    }

    /** Returns the limits of an entry's domain. */
    ReassemblyLimits limits(int entry) {
        return limits[fields[entry * FIELDS + LIMITS]];
    }

    /** Returns the limits of a source's domain. */
    ReassemblyLimits limits(FragmentSource source) {
        return limits[source.limits()];
    }

    /** Returns the entry that was found; if it has expired, removes it and returns {@link #NONE}. */
    int current(int found, long nowNanos) {
        if (found == NONE || !table.isOver(found, nowNanos, limits(found).timeoutNanos())) {
            return found;
        }
        expire(found);
        return NONE;
    }

    /** Returns an expired entry, the oldest of those with the same time-out; or {@link #NONE}. */
    int oldestOver(long nowNanos) {
        return expiry.oldestOver(nowNanos);
    }

    /** Removes an expired entry. Its fields and chunks stay valid until the next fragment is held. */
    void expire(int entry) {
        if (!isDiscarded(entry)) {
            statistics.countExpired();
        }
        remove(entry);
    }

    /** Frees memory for a new datagram; returns {@link FragmentResult#HELD} on success, else the reason to drop. */
    FragmentResult roomToBegin(FragmentSource source, boolean first, int chunkCount) {
        beginning = source.limits();
        beginningKind = first ? 1 : 0;
        if (chunkCount > maxChunks[beginning]) {
            return FragmentResult.SOURCE_SHARE;
        }
        if (maxDatagrams[beginning] != Integer.MAX_VALUE) {
            int account = shares.find(source);
            if (account != NONE && shares.datagrams(account) >= maxDatagrams[beginning]) {
                evictOwn(shares.datagrams, account, NONE, beginning);
                account = shares.findAgain(); // closed if that was its last datagram
            }
            if (account != NONE) {
                evictForChunks(account, NONE, beginning, chunkCount);
            }
        }
        if (table.isFull()) {
            evict(ages.oldest(ALL, NONE), false);
        }
        return evictForChunks(NONE, chunkCount);
    }

    /** Frees memory for more of a datagram; returns {@link FragmentResult#HELD} on success, else the reason to drop. */
    FragmentResult roomToGrow(int entry, int chunkCount) {
        int at = entry * FIELDS;
        int own = fields[at + LIMITS];
        if (chunkCount > maxChunks[own] - fields[at + CHUNKS]) {
            return FragmentResult.SOURCE_SHARE;
        }
        if (fields[at + ACCOUNT] != NONE) {
            evictForChunks(fields[at + ACCOUNT], entry, own, chunkCount);
        }
        return evictForChunks(entry, chunkCount);
    }

    /** Frees chunks of an account until it may have a number of further ones. Their own datagram is not evicted. */
    private void evictForChunks(int account, int entry, int own, int chunkCount) {
        while (shares.chunks(account) > maxChunks[own] - chunkCount) {
            evictOwn(shares.holders, account, entry, own);
        }
    }

    /** Frees chunks of the pool until the given number is free. */
    private FragmentResult evictForChunks(int entry, int chunkCount) {
        while (chunks.freeChunks() < chunkCount) {
            int victim = holders.oldest(ALL, entry);
            if (victim == NONE) {
                return FragmentResult.NO_BUFFER;
            }
            evict(victim, false);
        }
        return FragmentResult.HELD;
    }

    private void evictOwn(AgeLists list, int account, int entry, int own) {
        int victim = victim(list, account, entry, own);
        shares.countEvicted(account, fields[victim * FIELDS + KIND], maxDatagrams[own]);
        evict(victim, true);
    }

    private int victim(AgeLists list, int account, int entry, int own) {
        int incomplete = shares.incompleteKind(account);
        if (incomplete != NONE) {
            int oldest = list.oldest(SourceShares.list(account, incomplete), entry);
            if (oldest != NONE) {
                return oldest;
            }
        } else if (shares.isFlooded(account, maxDatagrams[own]) && random.nextInt(NEWEST_OF) == 0) {
            int later = list.newest(SourceShares.list(account, 0), entry);
            int first = list.newest(SourceShares.list(account, 1), entry);
            return isOlder(later, first) ? first : later;
        }
        int later = list.oldest(SourceShares.list(account, 0), entry);
        int first = list.oldest(SourceShares.list(account, 1), entry);
        return later == NONE || (first != NONE && isOlder(first, later)) ? first : later;
    }

    /** Returns whether an entry began before another one; {@link #NONE} is older than any entry. */
    private boolean isOlder(int entry, int other) {
        return entry == NONE
                || (other != NONE && fields[entry * FIELDS + NUMBER] - fields[other * FIELDS + NUMBER] < 0);
    }

    private void evict(int victim, boolean byShare) {
        statistics.countEvicted(byShare);
        remove(victim);
    }

    /**
     * Returns an entry for the key of the last look-up, for the source of the last roomToBegin; the owner's fields are
     * undefined.
     */
    int begin(long nowNanos) {
        int entry = table.insert(nowNanos);
        int at = entry * FIELDS;
        fields[at + HEAD] = ChunkPool.NONE;
        fields[at + TAIL] = ChunkPool.NONE;
        fields[at + CHUNKS] = 0;
        fields[at + ACCOUNT] = maxDatagrams[beginning] == Integer.MAX_VALUE ? NONE : shares.open(entry, beginningKind);
        fields[at + KIND] = beginningKind;
        fields[at + NUMBER] = begun++;
        fields[at + LIMITS] = beginning;
        ages.append(ALL, entry);
        expiry.append(entry, beginning);
        statistics.changePending(1);
        return entry;
    }

    /** Removes a datagram that is complete. */
    void complete(int entry) {
        int at = entry * FIELDS;
        if (fields[at + ACCOUNT] != NONE) {
            shares.countCompleted(fields[at + ACCOUNT], fields[at + KIND], maxDatagrams[fields[at + LIMITS]]);
        }
        remove(entry);
    }

    void remove(int entry) {
        int at = entry * FIELDS;
        if (!isDiscarded(entry)) {
            giveChunks(entry);
            statistics.changePending(-1);
        }
        if (fields[at + ACCOUNT] != NONE) {
            shares.close(fields[at + ACCOUNT], entry, fields[at + KIND]);
        }
        ages.remove(ALL, entry);
        expiry.remove(entry, fields[at + LIMITS]);
        table.remove(entry);
    }

    /** Discards a datagram: its key is kept until it expires, its octets are not. */
    void discard(int entry) {
        giveChunks(entry);
        statistics.changePending(-1);
        fields[entry * FIELDS + CHUNKS] = DISCARDED;
    }

    boolean isDiscarded(int entry) {
        return fields[entry * FIELDS + CHUNKS] == DISCARDED;
    }

    private void giveChunks(int entry) {
        int at = entry * FIELDS;
        if (fields[at + CHUNKS] == 0) {
            return;
        }
        int chunk = fields[at + HEAD];
        while (chunk != ChunkPool.NONE) {
            int following = chunks.next(chunk);
            chunks.give(chunk);
            chunk = following;
        }
        count(entry, -fields[at + CHUNKS]);
    }

    int firstChunk(int entry) {
        return fields[entry * FIELDS + HEAD];
    }

    int chunkCount(int entry) {
        return fields[entry * FIELDS + CHUNKS];
    }

    /** Takes a chunk for which memory was freed, and adds it at the front of a list that {@link #append} never extends. */
    int prepend(int entry, int note) {
        int at = entry * FIELDS;
        int chunk = take(entry, note);
        chunks.link(chunk, fields[at + HEAD]);
        fields[at + HEAD] = chunk;
        return chunk;
    }

    /** Takes a chunk for which memory was freed, and adds it at the end of the list. */
    int append(int entry, int note) {
        int at = entry * FIELDS;
        int chunk = take(entry, note);
        if (fields[at + HEAD] == ChunkPool.NONE) {
            fields[at + HEAD] = chunk;
        } else {
            chunks.link(fields[at + TAIL], chunk);
        }
        fields[at + TAIL] = chunk;
        return chunk;
    }

    private int take(int entry, int note) {
        count(entry, 1);
        return chunks.take(note);
    }

    /** Returns the first chunk to the pool. Its octets stay valid until the next fragment is held. */
    void giveFirst(int entry) {
        int at = entry * FIELDS;
        int chunk = fields[at + HEAD];
        fields[at + HEAD] = chunks.next(chunk);
        count(entry, -1);
        chunks.give(chunk);
    }

    /**
     * Counts chunks of an entry. An entry gets its first chunk when it begins or never, so the list of entries with
     * chunks is in the order of age as well.
     */
    private void count(int entry, int change) {
        int at = entry * FIELDS;
        int account = fields[at + ACCOUNT];
        int before = fields[at + CHUNKS];
        int after = before + change;
        fields[at + CHUNKS] = after;
        if (before == 0) {
            holders.append(ALL, entry);
        } else if (after == 0) {
            holders.remove(ALL, entry);
        }
        if (account != NONE) {
            shares.addChunks(account, change);
            if (before == 0) {
                shares.holders.append(SourceShares.list(account, fields[at + KIND]), entry);
            } else if (after == 0) {
                shares.holders.remove(SourceShares.list(account, fields[at + KIND]), entry);
            }
        }
    }
}
