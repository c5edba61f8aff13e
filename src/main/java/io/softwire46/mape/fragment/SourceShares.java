package io.softwire46.mape.fragment;

import java.util.Arrays;

/**
 * The accounts of sources: the datagrams of each in the order in which they began, the number of its chunks, and the
 * balance of its evicted and completed datagrams. Datagrams that began with their first fragment are listed separately
 * from those that began with a later one. A source has an account while it has a datagram, so the number of accounts
 * never exceeds that of datagrams.
 *
 * <p>Accounts are found by a hash table with chaining. The hash is keyed, so that an attacker cannot choose addresses
 * that fall into one bucket.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class SourceShares {
    static final int NONE = -1;

    // fields of an account
    private static final int CHAIN = 0; // the next account in its bucket or in the free list
    private static final int BUCKET = 1;
    private static final int DATAGRAMS = 2;
    private static final int CHUNKS = 3;
    private static final int BALANCE = 4; // evicted less completed datagrams, one field per kind
    private static final int FIELDS = 6;

    /** Kinds of datagrams: 0 began with a later fragment, 1 with the first. */
    static final int KINDS = 2;

    /** A kind is regarded as completed if its completed datagrams exceed the evicted ones by this number. */
    private static final int COMPLETED_MARGIN = 8;

    private final SipHash hash;
    private final long[] sources; // scope and number
    private final int[] fields;
    private final int[] buckets;
    private int free = NONE;

    /** The datagrams of each account, by {@link #list}. */
    final AgeLists datagrams;

    /** The datagrams of each account that have chunks, by {@link #list}. */
    final AgeLists holders;

    // the source of the last look-up
    private long scope;
    private long number;
    private int bucket;

    SourceShares(int accounts, SipHash hash) {
        this.hash = hash;
        datagrams = new AgeLists(accounts, KINDS * accounts);
        holders = new AgeLists(accounts, KINDS * accounts);
        sources = new long[2 * accounts];
        fields = new int[accounts * FIELDS];
        buckets = new int[Integer.highestOneBit(Math.max(1, 2 * accounts - 1))];
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

    /** Returns the account of a source, or {@link #NONE}; {@link #open} then opens it. */
    int find(FragmentSource source) {
        scope = source.scope();
        number = source.number();
        bucket = (int) hash.hash(scope, number) & buckets.length - 1;
        return findAgain();
    }

    /** Returns the account of the source of the last look-up, without hashing again, or {@link #NONE}. */
    int findAgain() {
        int found = buckets[bucket];
        while (found != NONE && (sources[2 * found] != scope || sources[2 * found + 1] != number)) {
            found = fields[found * FIELDS + CHAIN];
        }
        return found;
    }

    /** Adds a datagram to the account of the source of the last look-up, and returns the account. */
    int open(int entry, int kind) {
        int account = findAgain(); // may have been closed since
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

    /** Removes a datagram from the account, and closes the account with the last one. */
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

    /** Adds chunks to the account; a negative number removes them. */
    void addChunks(int account, int chunks) {
        fields[account * FIELDS + CHUNKS] += chunks;
    }

    /** Counts a datagram that was evicted because of the share. */
    void countEvicted(int account, int kind, int maxDatagrams) {
        int at = account * FIELDS + BALANCE + kind;
        fields[at] = Math.min(fields[at] + 1, bound(maxDatagrams));
    }

    /** Counts a datagram that was completed. */
    void countCompleted(int account, int kind, int maxDatagrams) {
        int at = account * FIELDS + BALANCE + kind;
        fields[at] = Math.max(fields[at] - 1, -bound(maxDatagrams));
    }

    private static int bound(int maxDatagrams) {
        return 2 * maxDatagrams + 2 * COMPLETED_MARGIN;
    }

    /**
     * Returns the kind of datagrams that are not completed while those of the other kind are, or {@link #NONE}. A fragment
     * of such datagrams was probably lost.
     */
    int incompleteKind(int account) {
        int at = account * FIELDS + BALANCE;
        for (int kind = 0; kind < KINDS; kind++) {
            if (fields[at + kind] >= 0 && fields[at + 1 - kind] <= -COMPLETED_MARGIN) {
                return kind;
            }
        }
        return NONE;
    }

    /**
     * Returns whether the evicted datagrams of a kind exceed the completed ones by more than the share, which indicates a
     * flood rather than loss.
     */
    boolean isFlooded(int account, int maxDatagrams) {
        int at = account * FIELDS + BALANCE;
        return Math.max(fields[at], fields[at + 1]) > maxDatagrams;
    }
}
