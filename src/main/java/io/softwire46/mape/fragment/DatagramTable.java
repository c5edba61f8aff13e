package io.softwire46.mape.fragment;

import java.util.Arrays;

/**
 * Which datagrams are known, found by key, and when each of them began.
 *
 * <p>A key is five words; an IPv4 key has two, and zeros between them. Entries are numbers from 0 on. Hashing is keyed, so that
 * no one can choose addresses and identifications that meet in one bucket. Fragments of a datagram often come one behind
 * the other: the entry found last is inspected first, which saves the hash, about 15 ns for five words. Not thread-safe: one per
 * thread.
 */
final class DatagramTable {
    static final int NONE = -1;

    // words of an entry: the key, and when it began
    private static final int BEGAN = 5;
    private static final int WORDS = 6;

    // links of an entry
    private static final int CHAIN = 0; // the next in its bucket, or among the free ones
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

    // what was sought last
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
            links[i * LINKS + CHAIN] = i + 1 < capacity ? i + 1 : NONE;
        }
    }

    /** Returns the entry with that key, or {@link #NONE}; {@link #add} would add the key. */
    int seek(long word0, long tail) {
        remember(word0, 0, 0, 0, tail);
        if (isRecent()) {
            return recent;
        }
        return seek(hash.hash(word0, tail));
    }

    /** Returns the entry with that key, or {@link #NONE}; {@link #add} would add the key. */
    int seek(long word0, long word1, long word2, long word3, long tail) {
        remember(word0, word1, word2, word3, tail);
        if (isRecent()) {
            return recent;
        }
        return seek(hash.hash(word0, word1, word2, word3, tail));
    }

    private void remember(long word0, long word1, long word2, long word3, long tail) {
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

    private int seek(long hashed) {
        bucket = (int) hashed & buckets.length - 1;
        int entry = buckets[bucket];
        while (entry != NONE && !hasKey(entry)) {
            entry = links[entry * LINKS + CHAIN];
        }
        if (entry != NONE) {
            recent = entry;
        }
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

    /** Adds the key that was sought last and not found; there must be room. */
    int add(long nowNanos) {
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

    /** When an entry began. */
    long began(int entry) {
        return words[entry * WORDS + BEGAN];
    }

    /**
     * Returns whether the time of an entry is over. That is also so if it began that long in the future: time that goes back a little, as
     * in captures, does no harm, but one wrong time stamp must not keep an entry forever.
     */
    boolean isOver(int entry, long nowNanos, long timeoutNanos) {
        long age = nowNanos - began(entry);
        return age >= timeoutNanos || age <= -timeoutNanos;
    }
}
