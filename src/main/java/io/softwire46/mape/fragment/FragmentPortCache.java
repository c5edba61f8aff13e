package io.softwire46.mape.fragment;

import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;

/**
 * Remembers which port the first fragment of an IPv4 datagram has, so that the others can follow it one by one, without being
 * joined (RFC 7597 section 8.3.2).
 *
 * <pre>{@code
 * FragmentResult result = offset == 0 ? cache.first(packet, ipv4, port, now) : cache.later(packet, ipv4, now);
 * if (result == FragmentResult.PORT_KNOWN) {
 *     forward(packet, cache.port());
 *     while (cache.release(packet)) {
 *         forward(packet, cache.port()); // came before the first fragment
 *     }
 * }
 * }</pre>
 *
 * <p>Fragments that come before the first are held, and are released in the order in which they came. Nothing is dropped for
 * being a duplicate. A datagram is forgotten when its last octet has passed and none is missing, else when its time is over;
 * no ICMP error is due then, since nobody was to reassemble here.
 *
 * <p>The window may begin with a tunnel header before the IPv4 header. Then the tunnel's source belongs to the key, since
 * subscribers that share an IPv4 address do not agree on identifications, and the share of a source is that of the tunnel's.
 *
 * <p>Nothing is allocated after construction. Not thread-safe: one per worker; {@link #statistics} may be read by others.
 */
public final class FragmentPortCache {
    /** Octets that are free before each fragment that is released. */
    public static final int HEADROOM = Reassembly.HEADROOM;

    // the owner's fields of an entry
    private static final int PORT = 0;
    private static final int FLAGS = 1;
    private static final int HELD = 2; // fragments
    private static final int END = 3; // of the data, in blocks; 0 if it is not known yet
    private static final int RANGES = 4;

    private static final int KNOWN = 1;
    private static final int UNTRACEABLE = 2; // octets were seen that could not be noted

    private static final int NONE = DatagramStore.NONE;

    private final ReassemblyLimits limits;
    private final DatagramStore store;
    private final FragmentStatistics statistics;
    private int port;
    private int releasing = NONE;

    /**
     * Takes all the memory that it will ever have.
     *
     * @param limits how much that is, and how long datagrams are remembered; {@link ReassemblyLimits#maxFragmentsPerPacket} is
     *     how many of one datagram are held
     * @param key0 64 bits of the key that hides which datagrams meet in a hash table, of {@link java.security.SecureRandom} for
     *     instance
     * @param key1 the other 64 bits
     */
    public FragmentPortCache(ReassemblyLimits limits, long key0, long key1) {
        this.limits = limits;
        store = new DatagramStore(limits, key0, key1);
        statistics = store.statistics;
    }

    /**
     * Notes the port of a datagram. A port that was noted before is replaced: identifications are used again.
     *
     * @param packet a window on the first fragment, MF set and offset 0
     * @param ipv4Offset index of its IPv4 header, which passed {@link Ipv4Header#check}
     * @param port what {@link #port} shall answer for the later fragments: a port, 0 to 65535, or any negative number by which the
     *     caller knows that they are to be refused as well
     * @param nowNanos time, from any origin; call {@link #expire} first until there is no more to expire
     * @return {@link FragmentResult#PORT_KNOWN}, or why the fragment is to be dropped
     */
    public FragmentResult first(Packet packet, int ipv4Offset, int port, long nowNanos) {
        return statistics.countResult(judgeFirst(packet, ipv4Offset, port, nowNanos));
    }

    /**
     * Finds the port of a datagram.
     *
     * @param packet a window on a later fragment, offset above 0; not in this object's memory. With {@link
     *     FragmentResult#HELD} its octets have been copied
     * @param ipv4Offset index of its IPv4 header, which passed {@link Ipv4Header#check}
     * @param nowNanos time, from any origin; call {@link #expire} first until there is no more to expire
     * @return {@link FragmentResult#PORT_KNOWN} and {@link #port} tells it, {@link FragmentResult#HELD}, or why the fragment is
     *     to be dropped
     */
    public FragmentResult later(Packet packet, int ipv4Offset, long nowNanos) {
        return statistics.countResult(judgeLater(packet, ipv4Offset, nowNanos));
    }

    private FragmentResult judgeFirst(Packet packet, int ipv4, int firstPort, long nowNanos) {
        releasing = NONE;
        FragmentResult alone = judgeAlone(packet, ipv4, true);
        if (alone != FragmentResult.HELD) {
            return alone;
        }
        int entry = store.current(seek(packet, ipv4), nowNanos);
        if (entry == NONE) {
            FragmentResult room = store.roomToBegin(source(packet, ipv4), 0);
            if (room != FragmentResult.HELD) {
                return room;
            }
            entry = begin(nowNanos);
        }
        int at = DatagramStore.own(entry);
        store.fields[at + PORT] = firstPort;
        store.fields[at + FLAGS] |= KNOWN;
        port = firstPort;
        note(at, packet.buffer(), ipv4);
        if (store.fields[at + HELD] > 0) {
            releasing = entry;
        } else {
            forgetIfComplete(entry);
        }
        return FragmentResult.PORT_KNOWN;
    }

    private FragmentResult judgeLater(Packet packet, int ipv4, long nowNanos) {
        releasing = NONE;
        FragmentResult alone = judgeAlone(packet, ipv4, false);
        if (alone != FragmentResult.HELD) {
            return alone;
        }
        int entry = store.current(seek(packet, ipv4), nowNanos);
        int at = DatagramStore.own(entry);
        if (entry != NONE && (store.fields[at + FLAGS] & KNOWN) != 0) {
            port = store.fields[at + PORT];
            note(at, packet.buffer(), ipv4);
            forgetIfComplete(entry);
            return FragmentResult.PORT_KNOWN;
        }
        int chunkCount = (HEADROOM + packet.length() + ChunkPool.OCTETS - 1) >>> ChunkPool.SHIFT;
        FragmentResult room;
        if (entry == NONE) {
            room = store.roomToBegin(source(packet, ipv4), chunkCount);
        } else if (store.fields[at + HELD] == limits.maxFragmentsPerPacket()) {
            room = FragmentResult.TOO_MANY_FRAGMENTS;
        } else {
            room = store.roomToGrow(entry, chunkCount);
        }
        if (room != FragmentResult.HELD) {
            return room;
        }
        if (entry == NONE) {
            entry = begin(nowNanos);
        }
        hold(entry, packet);
        note(DatagramStore.own(entry), packet.buffer(), ipv4);
        return FragmentResult.HELD;
    }

    private FragmentResult judgeAlone(Packet packet, int ipv4, boolean first) {
        ByteBuffer buffer = packet.buffer();
        int before = ipv4 - packet.offset();
        if (before < 0
                || before > packet.length()
                || !Ipv4Fragment.isPacket(buffer, ipv4, packet.length() - before)
                || packet.length() > ChunkPool.JOINED_OCTETS - HEADROOM
                || Ipv4Header.isFirstFragment(buffer, ipv4) != first
                || !Ipv4Header.isFragment(buffer, ipv4)) {
            return FragmentResult.MALFORMED;
        }
        statistics.countReceived(first, Ipv4Header.moreFragments(buffer, ipv4));
        return Ipv4Fragment.judgeAlone(buffer, ipv4, limits);
    }

    private int seek(Packet packet, int ipv4) {
        ByteBuffer buffer = packet.buffer();
        int ipv6 = packet.offset();
        return isInTunnel(packet, ipv4)
                ? Ipv4Fragment.seek(
                        store.table, buffer, ipv4, Ipv6Header.sourceHi(buffer, ipv6), Ipv6Header.sourceLo(buffer, ipv6))
                : Ipv4Fragment.seek(store.table, buffer, ipv4);
    }

    private static long source(Packet packet, int ipv4) {
        return isInTunnel(packet, ipv4)
                ? Ipv6Header.sourceHi(packet.buffer(), packet.offset())
                : Ipv4Header.sourceAddress(packet.buffer(), ipv4);
    }

    private static boolean isInTunnel(Packet packet, int ipv4) {
        return ipv4 - packet.offset() >= Ipv6Header.OCTETS;
    }

    private int begin(long nowNanos) {
        int entry = store.begin(nowNanos);
        int at = DatagramStore.own(entry);
        store.fields[at + FLAGS] = 0;
        store.fields[at + HELD] = 0;
        store.fields[at + END] = 0;
        SeenRanges.clear(store.fields, at + RANGES);
        return entry;
    }

    /** Notes which octets have come. */
    private void note(int at, ByteBuffer buffer, int ipv4) {
        int start = Ipv4Header.fragmentOffsetOctets(buffer, ipv4);
        int end = start + Ipv4Header.totalLength(buffer, ipv4) - Ipv4Header.headerOctets(buffer, ipv4);
        int from = start >>> 3;
        int to = (end + 7) >>> 3;
        if (!Ipv4Header.moreFragments(buffer, ipv4)) {
            store.fields[at + END] = to;
        }
        if (!SeenRanges.add(store.fields, at + RANGES, from, to)) {
            store.fields[at + FLAGS] |= UNTRACEABLE;
        }
    }

    private void forgetIfComplete(int entry) {
        int at = DatagramStore.own(entry);
        int[] fields = store.fields;
        boolean complete = fields[at + HELD] == 0
                && fields[at + END] != 0
                && (fields[at + FLAGS] & UNTRACEABLE) == 0
                && SeenRanges.isExactly(fields, at + RANGES, fields[at + END]);
        if (complete) {
            statistics.countPartial();
            store.remove(entry);
        }
    }

    /** The first chunk of a fragment has its length as note, the others have 0. */
    private void hold(int entry, Packet packet) {
        int length = packet.length();
        int from = packet.offset();
        int left = length;
        int at = HEADROOM;
        int note = length;
        while (left > 0) {
            int chunk = store.append(entry, note);
            int octets = Math.min(left, ChunkPool.OCTETS - at);
            store.chunks.buffer.put(ChunkPool.at(chunk) + at, packet.buffer(), from, octets);
            from += octets;
            left -= octets;
            at = 0;
            note = 0;
        }
        store.fields[DatagramStore.own(entry) + HELD]++;
    }

    /**
     * Releases the fragment that came first among those that were held for the datagram that {@link #first} was about. {@link #port}
     * is theirs as well.
     *
     * @param window becomes a window on the fragment, with {@value Reassembly#HEADROOM} octets of headroom, in this object's
     *     memory, until it is released anew or another fragment is given to the cache
     * @return false if there is none left; then nothing has changed
     */
    public boolean release(Packet window) {
        if (releasing == NONE) {
            return false;
        }
        int entry = releasing;
        ChunkPool chunks = store.chunks;
        int chunk = store.firstChunk(entry);
        int length = chunks.note(chunk);
        int base = ChunkPool.at(chunk);
        if (HEADROOM + length > ChunkPool.OCTETS) {
            base = chunks.joinedAt;
        }
        for (int at = 0; at < HEADROOM + length; at += ChunkPool.OCTETS) {
            int part = store.firstChunk(entry);
            if (base == chunks.joinedAt) {
                chunks.buffer.put(base + at, chunks.buffer, ChunkPool.at(part), ChunkPool.OCTETS);
            }
            store.giveFirst(entry);
        }
        window.attach(chunks.buffer, base + HEADROOM, length, HEADROOM);
        statistics.countReleased();
        if (--store.fields[DatagramStore.own(entry) + HELD] == 0) {
            releasing = NONE;
            forgetIfComplete(entry);
        }
        return true;
    }

    /**
     * Whether fragments were held for the datagram that {@link #first} was about.
     *
     * @return true where {@link #release} has one to give
     */
    public boolean isReleasing() {
        return releasing != NONE;
    }

    /** Ends a release before nothing is left; what is left waits until its time is over. */
    public void endRelease() {
        releasing = NONE;
    }

    /**
     * The port of the datagram of the last {@link FragmentResult#PORT_KNOWN}.
     *
     * @return what {@link #first} was told, negative for a refusal
     */
    public int port() {
        return port;
    }

    /**
     * Forgets a datagram whose time is over, if there is one, with what is held of it. To be called until it returns false, before
     * fragments are added.
     *
     * @param nowNanos time, from the same origin as the others
     * @return true if there was one
     */
    public boolean expire(long nowNanos) {
        releasing = NONE;
        int entry = store.oldestOver(nowNanos);
        if (entry == NONE) {
            return false;
        }
        store.expire(entry);
        return true;
    }

    /**
     * What has happened so far.
     *
     * @return live counters
     */
    public FragmentStatistics statistics() {
        return statistics;
    }
}
