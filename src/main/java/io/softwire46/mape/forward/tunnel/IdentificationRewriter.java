package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.internal.KeyedMix;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the Identification of IPv4 datagrams that are fragments or may be fragmented by a value from the CE's port set. So CEs
 * that share an address never use the same one (RFC 7597 section 8.3.3, RFC 6864 section 5.3.1).
 *
 * <p>An unfragmented datagram gets the next value of the set. All fragments of one datagram get the same value: a 4-way
 * set-associative table maps the old values, and replaces the least recently used entry. With few ports, values repeat soon
 * (after 252 datagrams in the example of RFC 7597), so this is an option.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class IdentificationRewriter {
    private static final int WAYS = 4;
    private static final int SETS = 1024;
    private static final long LIFETIME_NANOS = 120_000_000_000L; // RFC 6864 section 3: the maximum datagram lifetime
    private static final int NON_ATOMIC = Ipv4Header.MORE_FRAGMENTS | Ipv4Header.FRAGMENT_OFFSET_MASK;

    private final long key;
    private final long[] addresses = new long[SETS * WAYS];
    private final long[] usedNanos = new long[SETS * WAYS];

    /** Protocol and old Identification, with a bit that marks a used entry; 0 is a free entry. */
    private final int[] old = new int[SETS * WAYS];

    private final int[] given = new int[SETS * WAYS];
    private int turn;

    /** The port set of all values in the table; null before the first. */
    private @Nullable PortSet known;

    public IdentificationRewriter(NodeKeys keys) {
        key = keys.next();
        turn = (int) keys.next() & Integer.MAX_VALUE;
    }

    /** Returns the Identification that a packet must have: its own if it is atomic (RFC 6864 section 4.1). */
    @SuppressWarnings("ReferenceEquality") // a fast first check: each table has its own object
    public int identification(ByteBuffer buffer, int ipv4, PortSet ports, long nowNanos) {
        if (ports != known) {
            if (known != null && !known.equals(ports)) { // old values belong to another CE
                Arrays.fill(old, 0);
            }
            known = ports;
        }
        int own = Ipv4Header.identification(buffer, ipv4);
        int flags = Ipv4Header.flagsFragmentOffset(buffer, ipv4);
        if ((flags & NON_ATOMIC) != 0) {
            return ofDatagram(buffer, ipv4, own, ports, nowNanos);
        }
        return (flags & Ipv4Header.DONT_FRAGMENT) != 0 ? own : next(ports);
    }

    private int next(PortSet ports) {
        turn = turn + 1 & Integer.MAX_VALUE;
        if (turn >= ports.size()) { // after a round, and for the random first value
            turn %= ports.size();
        }
        return ports.portAt(turn);
    }

    private int ofDatagram(ByteBuffer buffer, int ipv4, int own, PortSet ports, long nowNanos) {
        long between = buffer.getLong(ipv4 + Ipv4Header.SOURCE_ADDRESS);
        int tag = 1 << 24 | Ipv4Header.protocol(buffer, ipv4) << 16 | own;
        int first = (int) (KeyedMix.of(KeyedMix.of(between ^ key) ^ tag) >>> 32 & SETS - 1) * WAYS;
        int oldest = first;
        for (int place = first; place < first + WAYS; place++) {
            boolean fresh = old[place] != 0 && nowNanos - usedNanos[place] < LIFETIME_NANOS;
            if (fresh && old[place] == tag && addresses[place] == between) {
                usedNanos[place] = nowNanos;
                return given[place];
            }
            if (!fresh) {
                old[place] = 0;
            }
            boolean older =
                    old[oldest] != 0 && (old[place] == 0 || nowNanos - usedNanos[place] > nowNanos - usedNanos[oldest]);
            oldest = older ? place : oldest;
        }
        addresses[oldest] = between;
        usedNanos[oldest] = nowNanos;
        old[oldest] = tag;
        given[oldest] = next(ports);
        return given[oldest];
    }
}
