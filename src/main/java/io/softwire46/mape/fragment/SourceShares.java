package io.softwire46.mape.fragment;

import java.util.Arrays;

/**
 * The accounts of sources: which datagrams each has, in the order in which they began, how many chunks, and whether
 * they are rather completed or evicted. Datagrams that began with their first fragment and those that began with
 * another one have lists of their own. A source has an account while it has a datagram, so there are never more
 * accounts than datagrams. Not thread-safe: use one instance per thread.
 */
final class SourceShares {
    static final int NONE = -1;

    // fields of an account
    private static final int CHAIN = 0; // the next in its bucket, or among the free ones
    private static final int BUCKET = 1;
    private static final int DATAGRAMS = 2;
    private static final int CHUNKS = 3;
    private static final int BALANCE = 4; // datagrams evicted less those completed, of either kind
    private static final int FIELDS = 6;

    /** Kinds of datagrams: begun with a later fragment, or with the first. */
    static final int KINDS = 2;

    /** A kind completes its datagrams if this many more were completed than evicted. */
    private static final int COMPLETING = 8;

    private final SipHash hash;
    private final long[] sources; // scope and number
    private final int[] fields;
    private final int[] buckets;
    private int free = NONE;

    /** The datagrams of each account, by {@link #list}. */
    final AgeLists datagrams;

    /** Those of them that have chunks, by {@link #list}. */
    final AgeLists holders;

    // what was sought last
    private long scope;
    private long number;
    private int bucket;

    SourceShares(int accounts, SipHash hash) {
        this.hash = hash;
        datagrams = new AgeLists(accounts, KINDS * accounts);
        holders = new AgeLists(accounts, KINDS * accounts);
        sources = new long[2 * accounts];
        fields = new int[accounts * FIELDS];
        buckets = new int[accounts == 0 ? 0 : Integer.highestOneBit(Math.max(1, 2 * accounts - 1))];
        Arrays.fill(buckets, NONE);
        for (int i = accounts - 1; i >= 0; i--) {
            fields[i * FIELDS + CHAIN] = free;
            free = i;
        }
    }

    /** Returns the list of an account's datagrams of one kind. */
    static int list(int account, int kind) {
        return KINDS * account + kind;
    }

    /** Returns the account of a source, or {@link #NONE}; {@link #open} would open it. */
    int seek(FragmentSource source) {
        scope = source.scope();
        number = source.number();
        bucket = (int) hash.hash(scope, number) & buckets.length - 1;
        return find();
    }

    private int find() {
        int found = buckets[bucket];
        while (found != NONE && (sources[2 * found] != scope || sources[2 * found + 1] != number)) {
            found = fields[found * FIELDS + CHAIN];
        }
        return found;
    }

    /** Returns the account of the source that was sought last, with one datagram more. */
    int open(int entry, int kind) {
        int account = find(); // it may have been closed meanwhile
        if (account == NONE) {
            account = free;
            int at = account * FIELDS;
            free = fields[at + CHAIN];
            fields[at + CHAIN] = buckets[bucket];
            fields[at + BUCKET] = bucket;
            fields[at + DATAGRAMS] = 0;
            fields[at + CHUNKS] = 0;
            fields[at + BALANCE] = 0;
            fields[at + BALANCE + 1] = 0;
            buckets[bucket] = account;
            sources[2 * account] = scope;
            sources[2 * account + 1] = number;
        }
        fields[account * FIELDS + DATAGRAMS]++;
        datagrams.append(list(account, kind), entry);
        return account;
    }

    /** Takes a datagram off the account. */
    void close(int account, int entry, int kind) {
        datagrams.remove(list(account, kind), entry);
        if (--fields[account * FIELDS + DATAGRAMS] > 0) {
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

    int datagrams(int account) {
        return fields[account * FIELDS + DATAGRAMS];
    }

    int chunks(int account) {
        return fields[account * FIELDS + CHUNKS];
    }

    /** Puts chunks on the account, or takes them off if the number is negative. */
    void take(int account, int chunks) {
        fields[account * FIELDS + CHUNKS] += chunks;
    }

    /** Notes that the share cost a datagram of some kind. */
    void noteEvicted(int account, int kind, int maxDatagrams) {
        int at = account * FIELDS + BALANCE + kind;
        fields[at] = Math.min(fields[at] + 1, bound(maxDatagrams));
    }

    /** Notes that a datagram of some kind is complete. */
    void noteCompleted(int account, int kind, int maxDatagrams) {
        int at = account * FIELDS + BALANCE + kind;
        fields[at] = Math.max(fields[at] - 1, -bound(maxDatagrams));
    }

    private static int bound(int maxDatagrams) {
        return 2 * maxDatagrams + 2 * COMPLETING;
    }

    /**
     * Returns the kind that is not completed while the other one is, or {@link #NONE}: its datagrams probably lost a
     * fragment.
     */
    int hopeless(int account) {
        int at = account * FIELDS + BALANCE;
        for (int kind = 0; kind < KINDS; kind++) {
            if (fields[at + kind] >= 0 && fields[at + 1 - kind] <= -COMPLETING) {
                return kind;
            }
        }
        return NONE;
    }

    /**
     * Returns whether more datagrams of a kind were evicted than completed, by more than the share: a flood, not loss.
     */
    boolean isFlooded(int account, int maxDatagrams) {
        int at = account * FIELDS + BALANCE;
        return Math.max(fields[at], fields[at + 1]) > maxDatagrams;
    }
}
