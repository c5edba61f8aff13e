package io.softwire46.mape.nat.session;

import io.softwire46.mape.wire.internal.KeyedMix;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Identifications of outbound datagrams that are fragments or may be fragmented: hosts that share an address choose theirs
 * independently, so the translator chooses others (RFC 6864 sections 4.3 and 5.3.1, RFC 7857 section 10), of all numbers or of the
 * port set (RFC 7597 section 8.3.3).
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class Identifications {
    /*
     * Idea: one counter per hash of destination and protocol, so that a value toward one destination repeats after all numbers, or
     * all ports, were used by datagrams of that counter. The start of each counter is random.
     *
     * The value of a fragmented datagram is in a 4-way set-associative table for as long as its fragments may arrive, keyed by the
     * addresses before the translation. The least recently used entry is replaced.
     */

    private static final int ALL = 1 << 16;
    private static final int COUNTERS = 4096;
    private static final int WAYS = 4;
    private static final int SETS = 1024;

    /** Ticks in which a repeated first fragment belongs to the same datagram: the time-out of fragments and the tick itself. */
    private static final int LIFETIME_TICKS = 3;

    private final long key;
    private final short[] counters = new short[COUNTERS];
    private final long[] datagrams = new long[SETS * WAYS];

    /** Tag in the upper half and value in the lower; 0 if the entry is free. */
    private final long[] values = new long[SETS * WAYS];

    private final int[] usedTicks = new int[SETS * WAYS];

    /** The values; null if all numbers are. */
    private @Nullable PortNumbers ports;

    /** The part of them that is used. */
    private int firstValue;

    private int valueCount = ALL;

    public Identifications(NaptKeys keys) {
        key = keys.next();
        long random = keys.next();
        for (int i = 0; i < COUNTERS; i++) {
            counters[i] = (short) KeyedMix.of(random + i);
        }
    }

    /** Returns the octets of all arrays. */
    public static long octets() {
        return 2L * COUNTERS + 20L * SETS * WAYS;
    }

    /**
     * Uses the ports of a set as values, or all numbers.
     *
     * @param first index of the first value that is used
     * @param count number of values
     */
    public void use(@Nullable PortNumbers next, int first, int count) {
        firstValue = first;
        valueCount = count;
        if (next != null || ports != null) {
            Arrays.fill(values, 0); // they may belong to another CE now
        }
        ports = next;
    }

    /** Returns a value for a datagram. */
    public int next(int destination, int protocol) {
        int counter = (int) (KeyedMix.of(key ^ ((long) destination << 32 | protocol)) >>> 32) & COUNTERS - 1;
        PortNumbers from = ports;
        int turn = counters[counter] & 0xffff;
        if (turn >= valueCount) { // after a round, and for the random start
            turn %= valueCount;
        }
        counters[counter] = (short) (turn + 1);
        return from == null ? firstValue + turn : from.portAt(firstValue + turn);
    }

    /** Returns the value for the fragments of a datagram. */
    public int ofDatagram(int source, int destination, int protocol, int identification, int tick) {
        long addresses = (long) source << 32 | (destination & 0xffff_ffffL);
        long tag = (1L << 24 | (long) protocol << 16 | identification) << 32;
        long hash = KeyedMix.of(KeyedMix.of(addresses ^ key) ^ tag);
        int first = (int) (hash >>> 32 & SETS - 1) * WAYS;
        int oldest = first;
        for (int place = first; place < first + WAYS; place++) {
            boolean isFresh = values[place] != 0 && tick - usedTicks[place] < LIFETIME_TICKS;
            if (isFresh && datagrams[place] == addresses && (values[place] ^ tag) >>> 32 == 0) {
                return (int) values[place] & 0xffff;
            }
            if (values[oldest] != 0 && (values[place] == 0 || tick - usedTicks[place] > tick - usedTicks[oldest])) {
                oldest = place;
            }
        }
        int value = next(destination, protocol);
        datagrams[oldest] = addresses;
        values[oldest] = tag | value;
        usedTicks[oldest] = tick;
        return value;
    }
}
