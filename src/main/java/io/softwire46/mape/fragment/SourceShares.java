package io.softwire46.mape.fragment;

import java.util.Arrays;

/**
 * How many datagrams and chunks each source has, and whether it may have more. A source has an account as long as it has a
 * datagram, so there are never more accounts than datagrams. Without a limit there are none at all. Not thread-safe: one per
 * worker.
 */
final class SourceShares {
    static final int NONE = -1;

    // fields of an account
    private static final int CHAIN = 0; // the next in its bucket, or among the free ones
    private static final int BUCKET = 1;
    private static final int DATAGRAMS = 2;
    private static final int CHUNKS = 3;
    private static final int FIELDS = 4;

    private final SipHash hash;
    private final boolean limited;
    private final int maxDatagrams;
    private final int maxChunks;
    private final long[] sources;
    private final int[] fields;
    private final int[] buckets;
    private int free = NONE;

    // what was sought last
    private long source;
    private int bucket;
    private int account = NONE;

    SourceShares(int accounts, int maxDatagrams, int maxChunks, SipHash hash) {
        this.hash = hash;
        this.maxDatagrams = maxDatagrams;
        this.maxChunks = maxChunks;
        limited = maxDatagrams != Integer.MAX_VALUE;
        int room = limited ? accounts : 0;
        sources = new long[room];
        fields = new int[room * FIELDS];
        buckets = new int[limited ? Integer.highestOneBit(Math.max(1, 2 * accounts - 1)) : 0];
        Arrays.fill(buckets, NONE);
        for (int i = room - 1; i >= 0; i--) {
            fields[i * FIELDS + CHAIN] = free;
            free = i;
        }
    }

    /** Whether that source may begin a datagram of so many chunks; {@link #open} would open it. */
    boolean mayBegin(long source, int chunks) {
        if (!limited) {
            return true;
        }
        this.source = source;
        bucket = (int) hash.hash(source) & buckets.length - 1;
        account = find();
        return account == NONE
                ? chunks <= maxChunks
                : fields[account * FIELDS + DATAGRAMS] < maxDatagrams && mayTake(account, chunks);
    }

    private int find() {
        int found = buckets[bucket];
        while (found != NONE && sources[found] != source) {
            found = fields[found * FIELDS + CHAIN];
        }
        return found;
    }

    /** The account of the source that {@link #mayBegin} was asked about, with one datagram more. */
    int open() {
        if (!limited) {
            return NONE;
        }
        account = find(); // it may have been closed meanwhile
        if (account == NONE) {
            account = free;
            int at = account * FIELDS;
            free = fields[at + CHAIN];
            fields[at + CHAIN] = buckets[bucket];
            fields[at + BUCKET] = bucket;
            fields[at + DATAGRAMS] = 0;
            fields[at + CHUNKS] = 0;
            buckets[bucket] = account;
            sources[account] = source;
        }
        fields[account * FIELDS + DATAGRAMS]++;
        return account;
    }

    /** Takes a datagram off the account. */
    void close(int account) {
        if (account == NONE || --fields[account * FIELDS + DATAGRAMS] > 0) {
            return;
        }
        int at = account * FIELDS;
        int following = fields[at + CHAIN];
        int before = buckets[fields[at + BUCKET]];
        if (before == account) {
            buckets[fields[at + BUCKET]] = following;
        } else {
            while (fields[before * FIELDS + CHAIN] != account) {
                before = fields[before * FIELDS + CHAIN];
            }
            fields[before * FIELDS + CHAIN] = following;
        }
        fields[at + CHAIN] = free;
        free = account;
    }

    boolean mayTake(int account, int chunks) {
        return account == NONE || chunks <= maxChunks - fields[account * FIELDS + CHUNKS];
    }

    /** Puts chunks on the account, or takes them off if the number is negative. */
    void take(int account, int chunks) {
        if (account != NONE) {
            fields[account * FIELDS + CHUNKS] += chunks;
        }
    }
}
