package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.forward.lookup.KeyedMix;
import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.wire.Ipv4Header;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes the Identification of IPv4 datagrams that are or may become fragments from the CE's port set, so that CEs that share an
 * address never use the same one (RFC 7597 section 8.3.3, RFC 6864 section 5.3.1).
 *
 * <p>Whole datagrams take the next value of the set in turn. Those that are fragments already keep one value together: the table
 * has four places for what hashes alike, and a fifth datagram takes the place of the one that was used longest ago. With few ports
 * values come again soon (after 252 datagrams with RFC 7597's example), which is why this is an option. Not thread-safe: one per
 * worker.
 */
public final class IdentificationRewriter {
    private static final int WAYS = 4;
    private static final int SETS = 1024;
    private static final long LIFETIME_NANOS = 120_000_000_000L; // RFC 6864 section 3: the maximum datagram lifetime
    private static final int NON_ATOMIC = Ipv4Header.MORE_FRAGMENTS | Ipv4Header.FRAGMENT_OFFSET_MASK;

    private final long key;
    private final long[] addresses = new long[SETS * WAYS];
    private final long[] usedNanos = new long[SETS * WAYS];

    /** Protocol and old Identification, with a bit that tells a used place; 0 is a free one. */
    private final int[] old = new int[SETS * WAYS];

    private final int[] given = new int[SETS * WAYS];
    private int turn;

    /** The set that all values are from that were given; null before the first. */
    private @Nullable PortSet known;

    public IdentificationRewriter(NodeKeys keys) {
        key = keys.next();
        turn = (int) keys.next() & Integer.MAX_VALUE;
    }

    /** The Identification that a packet is to have: its own where it is atomic (RFC 6864 section 4.1). */
    @SuppressWarnings("ReferenceEquality") // only to be quick: with each table comes another object
    public int identification(ByteBuffer buffer, int ipv4, PortSet ports, long nowNanos) {
        if (ports != known) {
            if (known != null && !known.equals(ports)) { // what was given belongs to another CE now
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
        if (turn >= ports.size()) { // after a round, or where it began, anywhere
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
