package io.softwire46.mape.operate.diagnose;

import java.util.ArrayList;
import java.util.List;

/*
 * A set of bounded size that holds a uniform sample of the distinct triples added: those whose keyed hash is below a threshold,
 * which is halved whenever the set is full (the adaptive sampling of Wegman; Flajolet, "On adaptive sampling", Computing 43,
 * 1990). How often a triple was added does not matter. Open addressing with linear probing; at most half of the slots are used.
 */

/**
 * Distinct triples, or a sample of them if there are too many.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class TripleSet {
    private static final int MIN_SLOTS = 64;

    private final int maxCount;
    private final long seed;
    private long[] high = {};
    private long[] low = {};
    private int[] ipv4 = {};
    private int[] port = {};
    private int[] origin = {};
    private boolean[] used = {};
    private int count;
    /** Number of first bits that are zero in the hash of each triple of the sample. */
    private int zeroBits;

    /**
     * Creates an empty set.
     *
     * @param maxCount maximum number of triples, 1 to 2^24
     * @param seed determines the sample
     */
    public TripleSet(int maxCount, long seed) {
        this.maxCount = maxCount;
        this.seed = seed;
        allocate(MIN_SLOTS);
    }

    private void allocate(int slots) {
        high = new long[slots];
        low = new long[slots];
        ipv4 = new int[slots];
        port = new int[slots];
        origin = new int[slots];
        used = new boolean[slots];
        count = 0;
    }

    /** Adds a triple, unless an equal one is there or the sample excludes it. */
    public void add(long addedHigh, long addedLow, int addedIpv4, int addedPort, int addedOrigin) {
        long hash = hash(addedHigh, addedLow, addedIpv4, addedPort);
        if (isOutside(hash)) {
            return;
        }
        int mask = used.length - 1;
        int slot = (int) hash & mask;
        while (used[slot]) {
            if (high[slot] == addedHigh
                    && low[slot] == addedLow
                    && ipv4[slot] == addedIpv4
                    && port[slot] == addedPort) {
                return;
            }
            slot = slot + 1 & mask;
        }
        if (count == maxCount) {
            zeroBits++;
            rebuild(used.length);
            add(addedHigh, addedLow, addedIpv4, addedPort, addedOrigin);
            return;
        }
        used[slot] = true;
        high[slot] = addedHigh;
        low[slot] = addedLow;
        ipv4[slot] = addedIpv4;
        port[slot] = addedPort;
        origin[slot] = addedOrigin;
        if (++count > used.length / 2) {
            rebuild(2 * used.length);
        }
    }

    private boolean isOutside(long hash) {
        return zeroBits > 0 && hash >>> (64 - zeroBits) != 0;
    }

    private long hash(long h, long l, int address, int number) {
        long mixed = mix(seed ^ h);
        mixed = mix(mixed ^ l);
        return mix(mixed ^ (((long) address << 32) | (number & 0xffff_ffffL)));
    }

    /** The finalizer of MurmurHash3. */
    private static long mix(long value) {
        long mixed = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }

    private void rebuild(int slots) {
        List<Triples.Triple> all = triples();
        allocate(slots);
        for (Triples.Triple each : all) {
            add(each.high(), each.low(), each.ipv4(), each.port(), each.origin());
        }
    }

    /** Removes the triples of some CE addresses. */
    void removeAll(List<TunnelEnds.Address> addresses) {
        List<Triples.Triple> all = triples();
        allocate(used.length);
        for (Triples.Triple each : all) {
            if (!addresses.contains(new TunnelEnds.Address(each.high(), each.low()))) {
                add(each.high(), each.low(), each.ipv4(), each.port(), each.origin());
            }
        }
    }

    /** Returns the triples in no order. */
    public List<Triples.Triple> triples() {
        List<Triples.Triple> all = new ArrayList<>(count);
        for (int slot = 0; slot < used.length; slot++) {
            if (used[slot]) {
                all.add(new Triples.Triple(high[slot], low[slot], ipv4[slot], port[slot], origin[slot]));
            }
        }
        return all;
    }

    /** Returns whether triples were excluded since there were too many. */
    public boolean isSampled() {
        return zeroBits > 0;
    }

    /** Returns the number of triples. */
    public int size() {
        return count;
    }
}
