package io.softwire46.mape.fragment;

import io.softwire46.mape.wire.Ipv6Header;
import java.nio.ByteBuffer;

/**
 * Identifications for the fragments of tunnel packets: different from those recently used between the same two
 * addresses (RFC 8200 section 4.5), and must not be guessed by others (RFC 7739 section 4).
 *
 * <p>Both strategies rest on one keyed function. A plain generator would do for statistics, but a CE sees the numbers
 * that are sent to it, and from a few outputs of such a generator it could compute what its neighbours get.
 *
 * <ul>
 *   <li>{@link #random}: a number per packet, RFC 7739 section 5.2. For border relays that share an anycast address, whose
 *       counters could run in step. Among n packets that wait for reassembly between two addresses, some two have the same
 *       number with a probability of about n<sup>2</sup> / 2<sup>33</sup>.
 *   <li>{@link #counters}: RFC 7739 section 5.3. Addresses are hashed to one of some counters, and by the same hash to a
 *       distance from it. No number repeats between two addresses until 2<sup>32</sup> packets have used their counter.
 * </ul>
 *
 * <p>Workers need keys of their own: with the same key and counters they would send the same numbers. A key comes from
 * {@link java.security.SecureRandom}; a fixed one makes a run reproducible. Not thread-safe: use one instance per
 * thread.
 */
public final class FragmentIdentification {
    /** The most counters that {@link #counters} makes, 64 MiB of them. */
    public static final int MAXIMUM_COUNTERS = 1 << 24;

    private final SipHash hash;
    private final int[] counters; // a power of two of them, or none
    private long drawn;

    private FragmentIdentification(SipHash hash, int[] counters) {
        this.hash = hash;
        this.counters = counters;
        for (int i = 0; i < counters.length; i++) {
            counters[i] = draw();
        }
    }

    /**
     * Returns a random number per packet.
     *
     * @param key0 64 bits of the key
     * @param key1 the other 64 bits
     * @return a new sequence
     */
    public static FragmentIdentification random(long key0, long key1) {
        return new FragmentIdentification(new SipHash(key0, key1), new int[0]);
    }

    /**
     * Counters with random starts.
     *
     * @param key0 64 bits of the key
     * @param key1 the other 64 bits
     * @param counters how many, a power of two, 1 to {@link #MAXIMUM_COUNTERS}, four octets each. The more there are,
     *     the less one destination learns about the traffic to others
     * @return new sequences
     * @throws IllegalArgumentException if the number of counters is not as described
     */
    public static FragmentIdentification counters(long key0, long key1, int counters) {
        if (counters < 1 || counters > MAXIMUM_COUNTERS || Integer.bitCount(counters) != 1) {
            throw new IllegalArgumentException(
                    "counters " + counters + " is not a power of two from 1 to " + MAXIMUM_COUNTERS);
        }
        return new FragmentIdentification(new SipHash(key0, key1), new int[counters]);
    }

    /**
     * Takes an identification for a packet.
     *
     * @param buffer big-endian
     * @param ipv6Offset index of the packet's IPv6 header, of which the addresses are read
     * @return 32 bits, any
     */
    public int next(ByteBuffer buffer, int ipv6Offset) {
        if (counters.length == 0) {
            return draw();
        }
        long hashed = hash.hash(
                Ipv6Header.sourceHi(buffer, ipv6Offset),
                Ipv6Header.sourceLo(buffer, ipv6Offset),
                Ipv6Header.destinationHi(buffer, ipv6Offset),
                Ipv6Header.destinationLo(buffer, ipv6Offset));
        // RFC 7739 section 5.3: F + counter[G]++; F is the upper half of the hash, G is in the lower one
        int counter = (int) hashed & counters.length - 1;
        return (int) (hashed >>> 32) + counters[counter]++;
    }

    private int draw() {
        return (int) hash.hash(drawn++);
    }

    /** Returns the kind, without its keys. */
    @Override
    public String toString() {
        return counters.length == 0
                ? "FragmentIdentification[random]"
                : "FragmentIdentification[counters=" + counters.length + "]";
    }
}
