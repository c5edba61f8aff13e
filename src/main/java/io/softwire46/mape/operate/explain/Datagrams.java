package io.softwire46.mape.operate.explain;

import io.softwire46.mape.forward.counter.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams of one fragment store, with the memory of all of them and of each source. To free memory, the oldest datagram is
 * evicted; that of the same source, if the source exceeds its share.
 *
 * <p>Not thread-safe: use one instance per thread.
 *
 * @param <T> what the store knows about a datagram
 */
final class Datagrams<T> {
    private static final int COMPLETED_MARGIN = 8;
    private static final int NEWEST_OF = 3;

    /** The sender of a fragment, for its share. Immutable. */
    record Source(int limits, Object identity) {}

    /** A datagram. Not thread-safe. */
    static final class Entry<T> {
        final Object key;
        final T content;
        private final int kind;
        private final long began;
        private final long number;
        private final int limits;
        private final @Nullable Account<T> account;
        private int chunks;
        private boolean isDiscarded;

        private Entry(
                Object key, T content, int kind, long began, long number, int limits, @Nullable Account<T> account) {
            this.key = key;
            this.content = content;
            this.kind = kind;
            this.began = began;
            this.number = number;
            this.limits = limits;
            this.account = account;
        }

        boolean isDiscarded() {
            return isDiscarded;
        }
    }

    /** The datagrams of one source. */
    private static final class Account<T> {
        final Object identity;
        final TreeMap<Long, Entry<T>> datagrams = new TreeMap<>();
        final TreeMap<Long, Entry<T>> holders = new TreeMap<>();
        final int[] balances = new int[2]; // evicted less completed datagrams: begun by a later fragment, by the first
        int chunks;

        Account(Object identity) {
            this.identity = identity;
        }
    }

    private final List<StoreLimits> limits;
    private final int maxDatagrams;
    private final int maxChunks;
    private final SplittableRandom random;
    private final Consumer<Boolean> onEviction;
    private final Map<Object, Entry<T>> byKey = new HashMap<>();
    private final TreeMap<Long, Entry<T>> byAge = new TreeMap<>();
    private final TreeMap<Long, Entry<T>> holders = new TreeMap<>();
    private final Map<Long, NavigableMap<Long, Entry<T>>> byTimeout = new HashMap<>();
    private final Map<Object, Account<T>> accounts = new HashMap<>();
    private final List<Long> timeouts;
    private int chunks;
    private long begun;

    /**
     * Creates a store.
     *
     * @param seed of the random choice of the datagram to evict from a source that floods the store
     * @param onEviction is called with true if a datagram was evicted because of a share, else with false
     */
    Datagrams(List<StoreLimits> limits, long seed, Consumer<Boolean> onEviction) {
        this.limits = limits;
        this.onEviction = onEviction;
        random = new SplittableRandom(seed);
        maxDatagrams = limits.stream().mapToInt(StoreLimits::datagrams).max().orElseThrow();
        maxChunks = limits.stream().mapToInt(StoreLimits::chunks).max().orElseThrow();
        timeouts = limits.stream().map(StoreLimits::timeoutNanos).distinct().toList();
        timeouts.forEach(timeout -> byTimeout.put(timeout, new TreeMap<>()));
    }

    StoreLimits limits(Source source) {
        return limits.get(source.limits);
    }

    StoreLimits limits(Entry<T> entry) {
        return limits.get(entry.limits);
    }

    private boolean isOver(Entry<T> entry, long nowNanos) {
        return Math.abs(nowNanos - entry.began) >= limits(entry).timeoutNanos();
    }

    /** Returns the datagram with a key, or null; one that has expired is removed. */
    @Nullable Entry<T> current(Object key, long nowNanos) {
        Entry<T> found = byKey.get(key);
        if (found != null && isOver(found, nowNanos)) {
            remove(found);
            return null;
        }
        return found;
    }

    /** Removes the oldest datagram of a time-out that has expired, and returns it; null if there is none. */
    @Nullable Entry<T> expire(long nowNanos) {
        for (Long timeout : timeouts) {
            Map.Entry<Long, Entry<T>> oldest =
                    Objects.requireNonNull(byTimeout.get(timeout)).firstEntry();
            if (oldest != null && isOver(oldest.getValue(), nowNanos)) {
                remove(oldest.getValue());
                return oldest.getValue();
            }
        }
        return null;
    }

    /** Frees memory for a new datagram; returns FORWARDED, or why the fragment is dropped. */
    Verdict makeRoom(Source source, int needed) {
        StoreLimits own = limits(source);
        int most = own.shareOf(maxChunks);
        if (needed > most) {
            return Verdict.DROP_FRAGMENT_SOURCE_SHARE;
        }
        if (most != Integer.MAX_VALUE) {
            Account<T> account = accounts.get(source.identity);
            if (account != null && account.datagrams.size() >= own.shareOf(maxDatagrams)) {
                evictOwn(account, account.datagrams, null, own);
            }
            account = accounts.get(source.identity);
            while (account != null && account.chunks > most - needed) {
                evictOwn(account, account.holders, null, own);
            }
        }
        if (byKey.size() == maxDatagrams) {
            evict(byAge.firstEntry().getValue(), false);
        }
        return makeChunks(null, needed);
    }

    /** Frees memory for more of a datagram. */
    Verdict makeRoom(Entry<T> growing, int needed) {
        StoreLimits own = limits(growing);
        int most = own.shareOf(maxChunks);
        if (needed > most - growing.chunks) {
            return Verdict.DROP_FRAGMENT_SOURCE_SHARE;
        }
        Account<T> account = growing.account;
        while (account != null && account.chunks > most - needed) {
            evictOwn(account, account.holders, growing, own);
        }
        return makeChunks(growing, needed);
    }

    private Verdict makeChunks(@Nullable Entry<T> growing, int needed) {
        while (maxChunks - chunks < needed) {
            Entry<T> victim = oldest(holders, growing, -1);
            if (victim == null) {
                return Verdict.DROP_FRAGMENT_NO_BUFFER;
            }
            evict(victim, false);
        }
        return Verdict.FORWARDED;
    }

    @SuppressWarnings("ReferenceEquality") // identity is meant
    private static <T> @Nullable Entry<T> oldest(SortedMap<Long, Entry<T>> list, @Nullable Entry<T> except, int kind) {
        for (Entry<T> each : list.values()) {
            if (each != except && (kind < 0 || each.kind == kind)) {
                return each;
            }
        }
        return null;
    }

    @SuppressWarnings("ReferenceEquality") // identity is meant
    private static <T> @Nullable Entry<T> newest(NavigableMap<Long, Entry<T>> list, @Nullable Entry<T> except) {
        for (Entry<T> each : list.descendingMap().values()) {
            if (each != except) {
                return each;
            }
        }
        return null;
    }

    private void evictOwn(
            Account<T> account, NavigableMap<Long, Entry<T>> list, @Nullable Entry<T> except, StoreLimits own) {
        int places = own.shareOf(maxDatagrams);
        Entry<T> victim = victim(account, list, except, places);
        int[] balances = account.balances;
        balances[victim.kind] = Math.min(balances[victim.kind] + 1, 2 * places + 2 * COMPLETED_MARGIN);
        evict(victim, true);
    }

    /**
     * Chooses among the datagrams of a source: those of the kind that is never completed while the other is; if more are evicted
     * than completed, now and then the newest; else the oldest.
     */
    private Entry<T> victim(
            Account<T> account, NavigableMap<Long, Entry<T>> list, @Nullable Entry<T> except, int places) {
        int[] balances = account.balances;
        int incomplete = balances[0] >= 0 && balances[1] <= -COMPLETED_MARGIN
                ? 0
                : balances[1] >= 0 && balances[0] <= -COMPLETED_MARGIN ? 1 : -1;
        Entry<T> victim = null;
        if (incomplete >= 0) {
            victim = oldest(list, except, incomplete);
        } else if (Math.max(balances[0], balances[1]) > places && random.nextInt(NEWEST_OF) == 0) {
            victim = newest(list, except);
        }
        victim = victim == null ? oldest(list, except, -1) : victim;
        if (victim == null) {
            throw new IllegalStateException("a source exceeds its share without a datagram");
        }
        return victim;
    }

    private void evict(Entry<T> victim, boolean isByShare) {
        onEviction.accept(isByShare);
        remove(victim);
    }

    /** Adds a datagram, after room was made for it. */
    Entry<T> begin(Object key, T content, Source source, boolean isFirst, long nowNanos) {
        StoreLimits own = limits(source);
        Account<T> account = own.share() == 1 ? null : accounts.computeIfAbsent(source.identity, Account::new);
        Entry<T> entry = new Entry<>(key, content, isFirst ? 1 : 0, nowNanos, begun++, source.limits, account);
        byKey.put(key, entry);
        byAge.put(entry.number, entry);
        timeoutOf(entry).put(entry.number, entry);
        if (account != null) {
            account.datagrams.put(entry.number, entry);
        }
        return entry;
    }

    private NavigableMap<Long, Entry<T>> timeoutOf(Entry<T> entry) {
        return byTimeout.computeIfAbsent(limits(entry).timeoutNanos(), timeout -> new TreeMap<>());
    }

    /** Adds chunks of memory to a datagram; a negative number removes them. */
    void addChunks(Entry<T> entry, int change) {
        if (change == 0) {
            return;
        }
        entry.chunks += change;
        chunks += change;
        Account<T> account = entry.account;
        if (account != null) {
            account.chunks += change;
        }
        if (entry.chunks == 0) {
            holders.remove(entry.number);
            if (account != null) {
                account.holders.remove(entry.number);
            }
        } else {
            holders.put(entry.number, entry);
            if (account != null) {
                account.holders.put(entry.number, entry);
            }
        }
    }

    /** Discards a datagram: its key is kept until it expires. */
    void discard(Entry<T> entry) {
        addChunks(entry, -entry.chunks);
        entry.isDiscarded = true;
    }

    /** Removes a datagram that is complete. */
    void complete(Entry<T> entry) {
        Account<T> account = entry.account;
        if (account != null) {
            int places = limits(entry).shareOf(maxDatagrams);
            account.balances[entry.kind] =
                    Math.max(account.balances[entry.kind] - 1, -2 * places - 2 * COMPLETED_MARGIN);
        }
        remove(entry);
    }

    void remove(Entry<T> entry) {
        addChunks(entry, -entry.chunks);
        byKey.remove(entry.key);
        byAge.remove(entry.number);
        timeoutOf(entry).remove(entry.number);
        Account<T> account = entry.account;
        if (account != null) {
            account.datagrams.remove(entry.number);
            if (account.datagrams.isEmpty()) {
                accounts.remove(account.identity);
            }
        }
    }

    /** Returns the keys, for a test of the bounds. */
    List<Object> keys() {
        return new ArrayList<>(byKey.keySet());
    }
}
