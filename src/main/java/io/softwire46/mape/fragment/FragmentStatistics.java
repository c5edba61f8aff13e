package io.softwire46.mape.fragment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Counters of a reassembler or port cache, in the manner of {@code show services inline ip-reassembly statistics} in
 * Junos.
 *
 * <p>Thread-safe: one thread counts and others may read at any time. Each number is consistent and soon up to date, but
 * numbers that are read one after the other may belong to different moments.
 */
public final class FragmentStatistics {
    // Opaque access (java.lang.invoke.VarHandle) never tears a long and is a plain store on 64-bit machines.
    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);

    private static final int RESULTS = FragmentResult.values().length;

    private static final int FIRST = RESULTS;
    private static final int MIDDLE = RESULTS + 1;
    private static final int LAST = RESULTS + 2;
    private static final int WHOLE = RESULTS + 3;
    private static final int PARTIAL = RESULTS + 4;
    private static final int RELEASED = RESULTS + 5;
    private static final int PENDING = RESULTS + 6;
    private static final int EVICTED_BY_SHARE = RESULTS + 7;
    private static final int EVICTED_BY_TABLE = RESULTS + 8;
    private static final int EXPIRED = RESULTS + 9;
    private static final int COUNTS = RESULTS + 10;

    private final long[] counts = new long[COUNTS];
    private final @Nullable Evictions listener;

    /** Receives evictions when they happen, on the thread that adds fragments. */
    public interface Evictions {
        /**
         * Called when a datagram was evicted to free memory for another one.
         *
         * @param byShare true if its source had used its share, false if a pool was full
         */
        void evicted(boolean byShare);
    }

    FragmentStatistics() {
        this(null);
    }

    FragmentStatistics(@Nullable Evictions listener) {
        this.listener = listener;
    }

    @SuppressWarnings("EnumOrdinal") // indexes an array by the constants of an enum
    FragmentResult countResult(FragmentResult result) {
        add(result.ordinal(), 1);
        return result;
    }

    void countReceived(boolean atStart, boolean more) {
        if (atStart) {
            add(more ? FIRST : WHOLE, 1);
        } else {
            add(more ? MIDDLE : LAST, 1);
        }
    }

    void countPartial() {
        add(PARTIAL, 1);
    }

    void countReleased() {
        add(RELEASED, 1);
    }

    void changePending(int change) {
        add(PENDING, change);
    }

    void countEvicted(boolean byShare) {
        add(byShare ? EVICTED_BY_SHARE : EVICTED_BY_TABLE, 1);
        if (listener != null) {
            listener.evicted(byShare);
        }
    }

    void countExpired() {
        add(EXPIRED, 1);
    }

    private void add(int index, int change) {
        COUNT.setOpaque(counts, index, counts[index] + change);
    }

    private long get(int index) {
        return (long) COUNT.getOpaque(counts, index);
    }

    /**
     * Returns the number of fragments with a result.
     *
     * @param result the result
     * @return the number of fragments
     */
    @SuppressWarnings("EnumOrdinal")
    public long count(FragmentResult result) {
        return get(result.ordinal());
    }

    /**
     * Returns the number of fragments received, including packets that are not fragments.
     *
     * @return the number of fragments
     */
    public long received() {
        long sum = 0;
        for (int i = 0; i < RESULTS; i++) {
            sum += get(i);
        }
        return sum;
    }

    /**
     * Returns the number of fragments that were dropped, for any reason.
     *
     * @return the number of fragments
     */
    public long dropped() {
        long sum = 0;
        for (FragmentResult result : FragmentResult.values()) {
            sum += result.isDrop() ? count(result) : 0;
        }
        return sum;
    }

    /**
     * Returns the number of first fragments: offset 0, MF set.
     *
     * @return the number of fragments, including dropped ones
     */
    public long first() {
        return get(FIRST);
    }

    /**
     * Returns the number of fragments that are neither first nor last, "intermediate" in Junos.
     *
     * @return the number of fragments, including dropped ones
     */
    public long middle() {
        return get(MIDDLE);
    }

    /**
     * Returns the number of last fragments.
     *
     * @return the number of fragments, including dropped ones
     */
    public long last() {
        return get(LAST);
    }

    /**
     * Returns the number of datagrams that were never fragmented: IPv6 atomic fragments (RFC 6946), and IPv4 packets
     * that are not fragments. They count as {@link FragmentResult#COMPLETE}, but are not reassembled.
     *
     * @return the number of datagrams
     */
    public long whole() {
        return get(WHOLE);
    }

    /**
     * Returns the number of reassembled packets, "reassembled full" in Junos.
     *
     * @return the number of packets
     */
    public long reassembledFull() {
        return count(FragmentResult.COMPLETE) - whole();
    }

    /**
     * Returns the number of datagrams that a port cache has forwarded from the first to the last octet, "reassembled
     * partial" in Junos.
     *
     * @return the number of datagrams
     */
    public long reassembledPartial() {
        return get(PARTIAL);
    }

    /**
     * Returns the number of fragments that a port cache has held and released.
     *
     * @return the number of fragments
     */
    public long released() {
        return get(RELEASED);
    }

    /**
     * Returns the number of datagrams with held or recorded fragments at this moment, without discarded ones.
     *
     * @return the number of datagrams
     */
    public long pending() {
        return get(PENDING);
    }

    /**
     * Returns the number of datagrams that were evicted to free memory for others.
     *
     * @return the number of datagrams, including those discarded before
     */
    public long evicted() {
        return evictedByShare() + evictedByTable();
    }

    /**
     * Returns the number of datagrams that were evicted for another one of their own source, which had used its share.
     *
     * @return the part of {@link #evicted}
     */
    public long evictedByShare() {
        return get(EVICTED_BY_SHARE);
    }

    /**
     * Returns the number of datagrams that were evicted because the table or the memory for octets was full.
     *
     * @return the part of {@link #evicted}
     */
    public long evictedByTable() {
        return get(EVICTED_BY_TABLE);
    }

    /**
     * Returns the number of datagrams that expired, "aged out" in Junos, without those discarded before.
     *
     * @return the number of datagrams
     */
    public long expired() {
        return get(EXPIRED);
    }

    /** Returns the most important counters. */
    @Override
    public String toString() {
        return "FragmentStatistics[received=" + received() + ", dropped=" + dropped() + ", reassembled="
                + (reassembledFull() + reassembledPartial()) + ", pending=" + pending() + ", evicted=" + evicted()
                + ", expired=" + expired() + "]";
    }
}
