package io.softwire46.mape.fragment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a reassembler or port cache has done, counted in the manner of {@code show services inline ip-reassembly statistics}.
 *
 * <p>One thread counts. Others may read at any time: each number is whole and soon up to date, but numbers read one after the
 * other need not be of the same moment.
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

    /** Is informed of evictions while they happen, by the thread that adds fragments. */
    public interface Evictions {
        /**
         * A datagram was evicted, to make room for another one.
         *
         * @param byShare whether its own source had its share, else a pool was full
         */
        void evicted(boolean byShare);
    }

    FragmentStatistics() {
        this(null);
    }

    FragmentStatistics(@Nullable Evictions listener) {
        this.listener = listener;
    }

    @SuppressWarnings("EnumOrdinal") // an array beside an enum is what the ordinal is for
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
     * Fragments with one result.
     *
     * @param result what became of them
     * @return how many
     */
    @SuppressWarnings("EnumOrdinal")
    public long count(FragmentResult result) {
        return get(result.ordinal());
    }

    /**
     * Fragments that were given to the object, those that turned out must not be any included.
     *
     * @return how many
     */
    public long received() {
        long sum = 0;
        for (int i = 0; i < RESULTS; i++) {
            sum += get(i);
        }
        return sum;
    }

    /**
     * Fragments that were dropped, for any reason.
     *
     * @return how many
     */
    public long dropped() {
        long sum = 0;
        for (FragmentResult result : FragmentResult.values()) {
            sum += result.isDrop() ? count(result) : 0;
        }
        return sum;
    }

    /**
     * Fragments at offset 0 that others are to follow.
     *
     * @return how many, dropped ones included
     */
    public long first() {
        return get(FIRST);
    }

    /**
     * Fragments with others on both sides, "intermediate" in Junos.
     *
     * @return how many, dropped ones included
     */
    public long middle() {
        return get(MIDDLE);
    }

    /**
     * Fragments behind which there is no other.
     *
     * @return how many, dropped ones included
     */
    public long last() {
        return get(LAST);
    }

    /**
     * Datagrams that were never fragmented: IPv6 atomic fragments (RFC 6946), and IPv4 packets that are no fragments. They count as
     * {@link FragmentResult#COMPLETE}, but are not reassembled.
     *
     * @return how many
     */
    public long whole() {
        return get(WHOLE);
    }

    /**
     * Packets reassembled from fragments, "reassembled full" in Junos.
     *
     * @return how many
     */
    public long reassembledFull() {
        return count(FragmentResult.COMPLETE) - whole();
    }

    /**
     * Port cache: datagrams that have passed from the first to the last octet, "reassembled partial" in Junos.
     *
     * @return how many
     */
    public long reassembledPartial() {
        return get(PARTIAL);
    }

    /**
     * Port cache: fragments that were held and have been released.
     *
     * @return how many
     */
    public long released() {
        return get(RELEASED);
    }

    /**
     * Datagrams of which something is held or known at this moment, not those that have been discarded.
     *
     * @return how many
     */
    public long pending() {
        return get(PENDING);
    }

    /**
     * Datagrams that were discarded before their time, to make room for others.
     *
     * @return how many, those that had been discarded before included
     */
    public long evicted() {
        return evictedByShare() + evictedByTable();
    }

    /**
     * Datagrams that were evicted for another one of their own source, which had its share.
     *
     * @return how many of {@link #evicted}
     */
    public long evictedByShare() {
        return get(EVICTED_BY_SHARE);
    }

    /**
     * Datagrams that were evicted because the table or the memory for octets was full.
     *
     * @return how many of {@link #evicted}
     */
    public long evictedByTable() {
        return get(EVICTED_BY_TABLE);
    }

    /**
     * Datagrams that expired, "aged out" in Junos; not those that had been discarded before.
     *
     * @return how many
     */
    public long expired() {
        return get(EXPIRED);
    }

    /** Returns the counters that are most often needed, now. */
    @Override
    public String toString() {
        return "FragmentStatistics[received=" + received() + ", dropped=" + dropped() + ", reassembled="
                + (reassembledFull() + reassembledPartial()) + ", pending=" + pending() + ", evicted=" + evicted()
                + ", expired=" + expired() + "]";
    }
}
