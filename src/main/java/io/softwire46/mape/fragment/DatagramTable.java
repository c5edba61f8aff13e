package io.softwire46.mape.fragment;

import java.util.Arrays;

/**
 * Hash table of the known datagrams, with the time at which each began.
 *
 * <p>A key is five words; an IPv4 key has two, and zeros between them. Entries are numbers from 0 on. Collisions are
 * chained. The hash is keyed ({@link SipHash}), so that an attacker cannot choose addresses and identifications that
 * fall into one bucket. Fragments of a datagram often arrive in succession, so the entry found last is compared first,
 * which saves the hash.
 *
 * <p>A look-up and the insertion of its key are separate, since an expired entry is removed, and memory is freed, before
 * a new datagram begins; if there is no memory, no entry is inserted. The table stores key and bucket of the last
 * look-up, so {@link #insert} does not hash again. Removals between the two calls do not change the bucket of a key.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class DatagramTable {
    static final int NONE = -1;

    // words of an entry: the key, and the time at which it began
    private static final int BEGAN = 5;
    private static final int WORDS = 6;

    // links of an entry
    private static final int CHAIN = 0; // the next entry in its bucket, or in the free list
    private static final int BUCKET = 1;
    private static final int LINKS = 2;

    private final SipHash hash;
    private final long[] words;
    private final int[] links;
    private final int[] buckets; // a power of two
    private final int capacity;
    private int size;
    private int free;
    private int recent = NONE;

    // the key of the last look-up
    private long key0;
    private long key1;
    private long key2;
    private long key3;
    private long key4;
    private int bucket;

    DatagramTable(int capacity, SipHash hash) {
        this.hash = hash;
        this.capacity = capacity;
        words = new long[capacity * WORDS];
        links = new int[capacity * LINKS];
        buckets = new int[Integer.highestOneBit(Math.max(1, 2 * capacity - 1))];
        Arrays.fill(buckets, NONE);
        for (int i = 0; i < capacity; i++) {
            links[i * LINKS + CHAIN] = i + 1; // the last link is not followed
        }
    }

    /** Returns the entry with a key of two words, or {@link #NONE}; {@link #insert} then inserts this key. */
    int find(long word0, long tail) {
        setKey(word0, 0, 0, 0, tail);
        if (isRecent()) {
            return recent;
        }
        return findHashed(hash.hash(word0, tail));
    }

    /** Returns the entry with a key of five words, or {@link #NONE}; {@link #insert} then inserts this key. */
    int find(long word0, long word1, long word2, long word3, long tail) {
        setKey(word0, word1, word2, word3, tail);
        if (isRecent()) {
            return recent;
        }
        return findHashed(hash.hash(word0, word1, word2, word3, tail));
    }

    private void setKey(long word0, long word1, long word2, long word3, long tail) {
        key0 = word0;
        key1 = word1;
        key2 = word2;
        key3 = word3;
        key4 = tail;
    }

    private boolean isRecent() {
        if (recent == NONE || !hasKey(recent)) {
            return false;
        }
        bucket = links[recent * LINKS + BUCKET];
        return true;
    }

    private int findHashed(long hashed) {
        bucket = (int) hashed & buckets.length - 1;
        int entry = buckets[bucket];
        while (entry != NONE && !hasKey(entry)) {
            entry = links[entry * LINKS + CHAIN];
        }
        recent = entry;
        return entry;
    }

    private boolean hasKey(int entry) {
        int at = entry * WORDS;
        return words[at] == key0
                && words[at + 1] == key1
                && words[at + 2] == key2
                && words[at + 3] == key3
                && words[at + 4] == key4;
    }

    /** Inserts the key of the last look-up, which has no entry; the table must not be full. */
    int insert(long nowNanos) {
        int entry = free;
        int link = entry * LINKS;
        free = links[link + CHAIN];
        links[link + CHAIN] = buckets[bucket];
        links[link + BUCKET] = bucket;
        buckets[bucket] = entry;
        int at = entry * WORDS;
        words[at] = key0;
        words[at + 1] = key1;
        words[at + 2] = key2;
        words[at + 3] = key3;
        words[at + 4] = key4;
        words[at + BEGAN] = nowNanos;
        size++;
        recent = entry;
        return entry;
    }

    void remove(int entry) {
        int link = entry * LINKS;
        int following = links[link + CHAIN];
        int before = buckets[links[link + BUCKET]];
        if (before == entry) {
            buckets[links[link + BUCKET]] = following;
        } else {
            while (links[before * LINKS + CHAIN] != entry) {
                before = links[before * LINKS + CHAIN];
            }
            links[before * LINKS + CHAIN] = following;
        }
        links[link + CHAIN] = free;
        free = entry;
        size--;
        if (recent == entry) {
            recent = NONE;
        }
    }

    boolean isFull() {
        return size == capacity;
    }

    /** Returns the time at which an entry began. */
    long began(int entry) {
        return words[entry * WORDS + BEGAN];
    }

    /**
     * Returns whether an entry has expired. An entry that began further in the future than the time-out has expired,
     * too: a small step back of time, as in captures, has no effect, but one wrong time stamp must not keep an entry
     * forever.
     */
    boolean isOver(int entry, long nowNanos, long timeoutNanos) {
        long age = nowNanos - began(entry);
        return age >= timeoutNanos || age <= -timeoutNanos;
    }
}
