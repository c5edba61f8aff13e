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
    private static final int WORDS = 4;
    private static final int LOW = 1;
    private static final int ADDRESS_AND_PORT = 2;
    private static final int ORIGIN = 3;
    private static final long MULTIPLIER = 0xff51afd7ed558ccdL;
    private static final long LAST_MULTIPLIER = 0xc4ceb9fe1a85ec53L;

    private final int maxCount;
    private final long seed;
    /** Four words per slot: high, low, address and port, and the origin plus 1, which is 0 in a free slot. */
    private long[] slots = {};

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

    private void allocate(int slotCount) {
        slots = new long[slotCount * WORDS];
        count = 0;
    }

    /** Adds a triple, unless an equal one is there or the sample excludes it. */
    public void add(long high, long low, int ipv4, int port, int origin) {
        long addressAndPort = (long) ipv4 << 32 | (port & 0xffff_ffffL);
        long hash = hash(high, low, addressAndPort);
        if (isOutside(hash)) {
            return;
        }
        int mask = slots.length - 1;
        int at = (int) hash * WORDS & mask;
        while (slots[at + ORIGIN] != 0) {
            if (slots[at] == high && slots[at + LOW] == low && slots[at + ADDRESS_AND_PORT] == addressAndPort) {
                return;
            }
            at = at + WORDS & mask;
        }
        if (count == maxCount) {
            zeroBits++;
            rebuild(slots.length / WORDS);
            add(high, low, ipv4, port, origin);
            return;
        }
        slots[at] = high;
        slots[at + LOW] = low;
        slots[at + ADDRESS_AND_PORT] = addressAndPort;
        slots[at + ORIGIN] = origin + 1L;
        if (++count > slots.length / WORDS / 2) {
            rebuild(2 * (slots.length / WORDS));
        }
    }

    private boolean isOutside(long hash) {
        return zeroBits > 0 && hash >>> (64 - zeroBits) != 0;
    }

    /** A multiplication per word, and the finalizer of MurmurHash3. */
    private long hash(long high, long low, long addressAndPort) {
        long mixed = (seed ^ high) * MULTIPLIER;
        mixed = (mixed ^ mixed >>> 32 ^ low) * MULTIPLIER;
        mixed = mixed ^ mixed >>> 32 ^ addressAndPort;
        mixed = (mixed ^ mixed >>> 33) * MULTIPLIER;
        mixed = (mixed ^ mixed >>> 33) * LAST_MULTIPLIER;
        return mixed ^ mixed >>> 33;
    }

    private void rebuild(int slotCount) {
        List<Triples.Triple> all = triples();
        allocate(slotCount);
        for (Triples.Triple each : all) {
            add(each.high(), each.low(), each.ipv4(), each.port(), each.origin());
        }
    }

    /** Removes the triples of some CE addresses. */
    void removeAll(List<TunnelEnds.Address> addresses) {
        List<Triples.Triple> all = triples();
        allocate(slots.length / WORDS);
        for (Triples.Triple each : all) {
            if (!addresses.contains(new TunnelEnds.Address(each.high(), each.low()))) {
                add(each.high(), each.low(), each.ipv4(), each.port(), each.origin());
            }
        }
    }

    /** Returns the triples in no order. */
    public List<Triples.Triple> triples() {
        List<Triples.Triple> all = new ArrayList<>(count);
        for (int at = 0; at < slots.length; at += WORDS) {
            if (slots[at + ORIGIN] != 0) {
                long addressAndPort = slots[at + ADDRESS_AND_PORT];
                all.add(new Triples.Triple(
                        slots[at], slots[at + LOW], (int) (addressAndPort >> 32), (int) addressAndPort, (int)
                                (slots[at + ORIGIN] - 1)));
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
