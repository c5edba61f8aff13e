package io.softwire46.mape.fragment;

import io.softwire46.mape.wire.Ipv6Header;
import java.nio.ByteBuffer;

/**
 * Identifications for the fragments of tunnel packets. They differ from those recently used between the same two
 * addresses (RFC 8200 section 4.5), and other nodes cannot predict them (RFC 7739 section 4).
 *
 * <p>Both strategies use one keyed function, {@link SipHash}. A CE sees the identifications that are sent to it. From a
 * few outputs of an ordinary random number generator it could compute those that its neighbours receive.
 *
 * <ul>
 *   <li>{@link #random}: a random number per packet, RFC 7739 section 5.2, for border relays that share an anycast
 *       address, since their counters could have the same values. Among n packets in reassembly between two addresses, two
 *       have the same number with a probability of about n<sup>2</sup> / 2<sup>33</sup>.
 *   <li>{@link #counters}: hash-based counters, RFC 7739 section 5.3. A hash of the addresses selects a counter and an
 *       offset that is added to it. No number repeats between two addresses until 2<sup>32</sup> packets have used their
 *       counter.
 * </ul>
 *
 * <p>Each instance needs its own key: instances with the same key and counters send the same numbers. A key should come
 * from {@link java.security.SecureRandom}; a fixed key makes a run reproducible.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class FragmentIdentification {
    /** Maximum number of counters; they need 64 MiB. */
    public static final int MAXIMUM_COUNTERS = 1 << 24;

    private final SipHash hash;
    private final int[] counters; // their number is a power of two, or 0
    private long drawn;

    private FragmentIdentification(SipHash hash, int[] counters) {
        this.hash = hash;
        this.counters = counters;
        for (int i = 0; i < counters.length; i++) {
            counters[i] = draw();
        }
    }

    /**
     * Returns a generator of a random number per packet.
     *
     * @param key0 64 bits of the key
     * @param key1 the other 64 bits
     * @return a new generator
     */
    public static FragmentIdentification random(long key0, long key1) {
        return new FragmentIdentification(new SipHash(key0, key1), new int[0]);
    }

    /**
     * Returns a generator with counters that have random initial values.
     *
     * @param key0 64 bits of the key
     * @param key1 the other 64 bits
     * @param counters number of counters of four octets each, a power of two, 1 to {@link #MAXIMUM_COUNTERS}. With more
     *     counters a destination learns less about the traffic to others
     * @return a new generator
     * @throws IllegalArgumentException if the number of counters is not a power of two or out of range
     */
    public static FragmentIdentification counters(long key0, long key1, int counters) {
        if (counters < 1 || counters > MAXIMUM_COUNTERS || Integer.bitCount(counters) != 1) {
            throw new IllegalArgumentException(
                    "counters " + counters + " is not a power of two from 1 to " + MAXIMUM_COUNTERS);
        }
        return new FragmentIdentification(new SipHash(key0, key1), new int[counters]);
    }

    /**
     * Returns the identification for a packet.
     *
     * @param buffer big-endian
     * @param ipv6Offset index of the packet's IPv6 header, of which the addresses are read
     * @return any 32 bits
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

    /** Returns the strategy, without the key. */
    @Override
    public String toString() {
        return counters.length == 0
                ? "FragmentIdentification[random]"
                : "FragmentIdentification[counters=" + counters.length + "]";
    }
}
