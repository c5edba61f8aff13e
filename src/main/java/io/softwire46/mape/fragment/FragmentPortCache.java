package io.softwire46.mape.fragment;

import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the port of the first fragment of each IPv4 datagram, so that the other fragments can be forwarded one by
 * one without reassembly (RFC 7597 section 8.3.2).
 *
 * <pre>{@code
 * FragmentResult result = offset == 0 ? cache.first(packet, ipv4, port, now) : cache.later(packet, ipv4, now);
 * if (result == FragmentResult.PORT_KNOWN) {
 *     forward(packet, cache.port());
 *     while (cache.release(packet)) {
 *         forward(packet, cache.port()); // arrived before the first fragment
 *     }
 * }
 * }</pre>
 *
 * <p>Fragments that arrive before the first one are held, and are released in the order of arrival. Duplicates are not
 * dropped. The entry of a datagram is removed when all of its octets have been forwarded, else when it expires. No ICMP
 * error is due on expiry, as this node is not the one that reassembles.
 *
 * <p>A fragment that hides ports or TCP flags ends its datagram. Further fragments are dropped; held fragments are
 * released with {@link #DISCARDED}, so that the caller counts them. A whole first fragment starts a new datagram.
 *
 * <p>The window may contain a tunnel header before the IPv4 header. Then the source of the tunnel is part of the key,
 * since subscribers that share an IPv4 address choose identifications independently.
 *
 * <p>Nothing is allocated after construction.
 *
 * <p>Not thread-safe: use one instance per thread; other threads may read {@link #statistics}.
 */
public final class FragmentPortCache {
    /** Octets that are free before each fragment that is released. */
    public static final int HEADROOM = Reassembly.HEADROOM;
    /**
     * Result of {@link #port} for held fragments of a datagram that was discarded, as for {@link FragmentResult#TINY}.
     */
    public static final int DISCARDED = Integer.MIN_VALUE;

    // the owner's fields of an entry
    private static final int PORT = 0;
    private static final int FLAGS = 1;
    private static final int HELD = 2; // fragments
    private static final int END = 3; // of the data, in blocks; 0, which no ranges are exactly, if it is not known yet
    private static final int RANGES = 4;

    private static final int KNOWN = 1;
    private static final int UNTRACEABLE = 2; // octets were seen that could not be noted

    private static final int NONE = DatagramStore.NONE;

    private final DatagramStore store;
    private final FragmentSource address = new FragmentSource();
    private final FragmentStatistics statistics;
    private int port;
    private int releasing = NONE;

    /**
     * Allocates all of its memory.
     *
     * @param limits size of the memory, and the time-out; at most {@link ReassemblyLimits#maxFragmentsPerPacket}
     *     fragments of one datagram are held
     * @param key0 64 bits of the secret key of the hash table, for instance from {@link java.security.SecureRandom}
     * @param key1 the other 64 bits
     */
    public FragmentPortCache(ReassemblyLimits limits, long key0, long key1) {
        this(List.of(limits), key0, key1, null);
    }

    /**
     * Allocates all of its memory, for fragments of several domains.
     *
     * @param limits limits of each domain, at least one; {@link FragmentSource#set} selects among them. Memory is
     *     allocated for the largest limits
     * @param key0 64 bits of the secret key of the hash table
     * @param key1 the other 64 bits
     * @param listener informed of evictions, null for none
     */
    public FragmentPortCache(
            List<ReassemblyLimits> limits, long key0, long key1, FragmentStatistics.@Nullable Evictions listener) {
        store = new DatagramStore(limits, key0, key1, listener);
        statistics = store.statistics;
    }

    /**
     * Stores the port of a datagram whose source, for its share, is the source address of the first header in the
     * window.
     *
     * @param packet as in {@link #first(Packet, int, int, FragmentSource, long)}
     * @param ipv4Offset index of its IPv4 header, which passed {@link Ipv4Header#check}
     * @param port result of {@link #port} for the later fragments
     * @param nowNanos time, from any origin
     * @return {@link FragmentResult#PORT_KNOWN}, or why the fragment is dropped
     */
    public FragmentResult first(Packet packet, int ipv4Offset, int port, long nowNanos) {
        return first(packet, ipv4Offset, port, addressOf(packet, ipv4Offset), nowNanos);
    }

    /**
     * Stores the port of a datagram. It replaces a stored port, as identifications are reused.
     *
     * @param packet a window on the first fragment, MF set and offset 0
     * @param ipv4Offset index of its IPv4 header, which passed {@link Ipv4Header#check}
     * @param port result of {@link #port} for the later fragments: a port, 0 to 65535, or any negative number by which
     *     the caller recognises that they must be refused as well
     * @param source its sender, with the sender's limits
     * @param nowNanos time, from any origin; call {@link #expire} before, until it returns false
     * @return {@link FragmentResult#PORT_KNOWN}, or why the fragment is dropped; after {@link FragmentResult#TINY} call
     *     {@link #release} for held fragments
     */
    public FragmentResult first(Packet packet, int ipv4Offset, int port, FragmentSource source, long nowNanos) {
        return statistics.countResult(check(packet, ipv4Offset, true, port, source, nowNanos));
    }

    /**
     * Finds the port of a datagram whose source, for its share, is the source address of the first header in the
     * window.
     *
     * @param packet as in {@link #later(Packet, int, FragmentSource, long)}
     * @param ipv4Offset index of its IPv4 header, which passed {@link Ipv4Header#check}
     * @param nowNanos time, from any origin
     * @return as for {@link #later(Packet, int, FragmentSource, long)}
     */
    public FragmentResult later(Packet packet, int ipv4Offset, long nowNanos) {
        return later(packet, ipv4Offset, addressOf(packet, ipv4Offset), nowNanos);
    }

    /**
     * Finds the port of a datagram.
     *
     * @param packet a window on a later fragment, offset above 0; not in this object's memory. For {@link FragmentResult#HELD}
     *     its octets have been copied
     * @param ipv4Offset index of its IPv4 header, which passed {@link Ipv4Header#check}
     * @param source its sender, with the sender's limits
     * @param nowNanos time, from any origin; call {@link #expire} before, until it returns false
     * @return {@link FragmentResult#PORT_KNOWN}, and {@link #port} returns the port; {@link FragmentResult#HELD}; or
     *     why the fragment is dropped. After {@link FragmentResult#TINY} call {@link #release} for held fragments
     */
    public FragmentResult later(Packet packet, int ipv4Offset, FragmentSource source, long nowNanos) {
        return statistics.countResult(check(packet, ipv4Offset, false, 0, source, nowNanos));
    }

    /**
     * Discards the datagram of a fragment until it expires, whatever port was stored.
     *
     * @param packet a window on a fragment
     * @param ipv4Offset index of its IPv4 header, which passed {@link Ipv4Header#check}
     * @param nowNanos time, from any origin
     */
    public void discard(Packet packet, int ipv4Offset, long nowNanos) {
        releasing = NONE;
        if (isIpv4(packet, ipv4Offset)) {
            judgeTiny(packet, ipv4Offset, addressOf(packet, ipv4Offset), nowNanos);
        }
    }

    /**
     * Returns whether the datagram of a fragment was discarded. The fragment is not recorded.
     *
     * @param packet a window on a fragment
     * @param ipv4Offset index of its IPv4 header, which passed {@link Ipv4Header#check}
     * @param nowNanos time, from any origin
     * @return true if it was discarded and has not expired
     */
    public boolean isDiscarded(Packet packet, int ipv4Offset, long nowNanos) {
        int entry = isIpv4(packet, ipv4Offset) ? store.current(find(packet, ipv4Offset), nowNanos) : NONE;
        return entry != NONE && isDiscarded(entry);
    }

    /**
     * Removes the mark of a discarded datagram, because a new datagram begins with the same key.
     *
     * @param packet a window on its first fragment
     * @param ipv4Offset index of its IPv4 header, which passed {@link Ipv4Header#check}
     * @param nowNanos time, from any origin
     */
    public void restore(Packet packet, int ipv4Offset, long nowNanos) {
        releasing = NONE;
        int entry = isIpv4(packet, ipv4Offset) ? store.current(find(packet, ipv4Offset), nowNanos) : NONE;
        if (entry != NONE && isDiscarded(entry)) {
            store.remove(entry);
        }
    }

    /**
     * Returns whether an IPv4 fragment hides ports or TCP flags from filters: a first fragment with less than 20 octets
     * of TCP, or 8 of UDP or ICMP, or a TCP fragment at offset 8 (RFC 1858 section 3, RFC 3128 section 3).
     *
     * @param buffer big-endian
     * @param ipv4Offset index of its IPv4 header, which passed {@link Ipv4Header#check}
     * @return true if it does
     */
    public static boolean isTiny(ByteBuffer buffer, int ipv4Offset) {
        return Ipv4Fragment.isTiny(buffer, ipv4Offset);
    }

    private FragmentResult check(
            Packet packet, int ipv4, boolean first, int firstPort, FragmentSource source, long nowNanos) {
        releasing = NONE;
        FragmentResult alone = checkAlone(packet, ipv4, first, source);
        if (alone == FragmentResult.TINY) {
            judgeTiny(packet, ipv4, source, nowNanos);
            return alone;
        }
        if (alone != FragmentResult.HELD) {
            return alone;
        }
        return first
                ? judgeFirst(packet, ipv4, firstPort, source, nowNanos)
                : judgeLater(packet, ipv4, source, nowNanos);
    }

    private FragmentResult judgeFirst(Packet packet, int ipv4, int firstPort, FragmentSource source, long nowNanos) {
        int entry = store.current(find(packet, ipv4), nowNanos);
        if (entry != NONE && isDiscarded(entry)) { // identifications are used again
            store.remove(entry);
            entry = NONE;
        }
        setPort(entry, packet, ipv4, firstPort, source, nowNanos);
        return FragmentResult.PORT_KNOWN;
    }

    /** Discards the datagram of a fragment, unless that was done before. */
    private void judgeTiny(Packet packet, int ipv4, FragmentSource source, long nowNanos) {
        int entry = store.current(find(packet, ipv4), nowNanos);
        if (entry == NONE || !isDiscarded(entry)) {
            setPort(entry, packet, ipv4, DISCARDED, source, nowNanos);
        }
    }

    /** Stores the port of a datagram, which begins if it has no entry. Held fragments can then be released. */
    private void setPort(int found, Packet packet, int ipv4, int firstPort, FragmentSource source, long nowNanos) {
        int entry = found;
        if (entry == NONE) {
            store.roomToBegin(source, true, 0); // succeeds, as no chunk is needed
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
            endIfOver(entry);
        }
    }

    private FragmentResult judgeLater(Packet packet, int ipv4, FragmentSource source, long nowNanos) {
        int entry = store.current(find(packet, ipv4), nowNanos);
        if (entry != NONE && isKnown(entry)) {
            if (isDiscarded(entry)) {
                return FragmentResult.DISCARDED;
            }
            int at = DatagramStore.own(entry);
            port = store.fields[at + PORT];
            note(at, packet.buffer(), ipv4);
            endIfOver(entry);
            return FragmentResult.PORT_KNOWN;
        }
        int chunkCount = (HEADROOM + packet.length() + ChunkPool.OCTETS - 1) >>> ChunkPool.SHIFT;
        FragmentResult room;
        if (entry == NONE) {
            room = store.roomToBegin(source, false, chunkCount);
        } else if (store.fields[DatagramStore.own(entry) + HELD]
                == store.limits(entry).maxFragmentsPerPacket()) {
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

    private FragmentResult checkAlone(Packet packet, int ipv4, boolean first, FragmentSource source) {
        ByteBuffer buffer = packet.buffer();
        if (!isIpv4(packet, ipv4)
                || packet.length() > ChunkPool.ASSEMBLY_OCTETS - HEADROOM
                || Ipv4Header.isFirstFragment(buffer, ipv4) != first
                || !Ipv4Header.isFragment(buffer, ipv4)) {
            return FragmentResult.MALFORMED;
        }
        statistics.countReceived(first, Ipv4Header.moreFragments(buffer, ipv4));
        return Ipv4Fragment.checkAlone(buffer, ipv4, store.limits(source));
    }

    private static boolean isIpv4(Packet packet, int ipv4) {
        int before = ipv4 - packet.offset();
        return before >= 0 && Ipv4Fragment.isPacket(packet.buffer(), ipv4, packet.length() - before);
    }

    private int find(Packet packet, int ipv4) {
        ByteBuffer buffer = packet.buffer();
        int ipv6 = packet.offset();
        return isInTunnel(packet, ipv4)
                ? Ipv4Fragment.find(
                        store.table, buffer, ipv4, Ipv6Header.sourceHi(buffer, ipv6), Ipv6Header.sourceLo(buffer, ipv6))
                : Ipv4Fragment.find(store.table, buffer, ipv4);
    }

    private FragmentSource addressOf(Packet packet, int ipv4) {
        ByteBuffer buffer = packet.buffer();
        int before = ipv4 - packet.offset();
        if (before < 0 || before > packet.length() - Ipv4Header.MINIMUM_OCTETS) {
            return address; // which is not inspected
        }
        return isInTunnel(packet, ipv4)
                ? address.set(
                        0, Ipv6Header.sourceHi(buffer, packet.offset()), Ipv6Header.sourceLo(buffer, packet.offset()))
                : address.set(0, 0, Ipv4Header.sourceAddress(buffer, ipv4));
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

    /** Records which octets have arrived. */
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

    private boolean isKnown(int entry) {
        return (store.fields[DatagramStore.own(entry) + FLAGS] & KNOWN) != 0;
    }

    private boolean isDiscarded(int entry) {
        return isKnown(entry) && store.fields[DatagramStore.own(entry) + PORT] == DISCARDED;
    }

    /**
     * Removes a datagram with a known port once all of it has been forwarded. Of a discarded one only the key is kept.
     */
    private void endIfOver(int entry) {
        if (isDiscarded(entry)) {
            store.discard(entry);
            return;
        }
        int at = DatagramStore.own(entry);
        int[] fields = store.fields;
        boolean complete = fields[at + HELD] == 0
                && (fields[at + FLAGS] & UNTRACEABLE) == 0
                && SeenRanges.isExactly(fields, at + RANGES, fields[at + END]);
        if (complete) {
            statistics.countPartial();
            store.complete(entry);
        }
    }

    /** Copies a fragment into chunks. The note of its first chunk is its length, that of the others is 0. */
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
     * Releases the first of the fragments that are held for the datagram of the last {@link #first}. {@link #port}
     * applies to it as well.
     *
     * @param window becomes a window on the fragment, with {@value Reassembly#HEADROOM} octets of headroom, in this
     *     object's memory, until it is released again or another fragment is added
     * @return false if no fragment is left; then nothing has changed
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
            base = chunks.assemblyAt;
        }
        for (int at = 0; at < HEADROOM + length; at += ChunkPool.OCTETS) {
            int part = store.firstChunk(entry);
            if (base == chunks.assemblyAt) {
                chunks.buffer.put(base + at, chunks.buffer, ChunkPool.at(part), ChunkPool.OCTETS);
            }
            store.giveFirst(entry);
        }
        window.attachBorrowed(chunks.buffer, base + HEADROOM, length, HEADROOM);
        statistics.countReleased();
        if (--store.fields[DatagramStore.own(entry) + HELD] == 0) {
            releasing = NONE;
            endIfOver(entry);
        }
        return true;
    }

    /**
     * Returns whether fragments are held for the datagram of the last {@link #first}.
     *
     * @return true if {@link #release} has a fragment to release
     */
    public boolean isReleasing() {
        return releasing != NONE;
    }

    /** Ends a release early; fragments that are left are held until they expire. */
    public void endRelease() {
        releasing = NONE;
    }

    /**
     * Returns the port of the datagram of the last {@link FragmentResult#PORT_KNOWN}.
     *
     * @return the port passed to {@link #first}; negative for a refusal
     */
    public int port() {
        return port;
    }

    /**
     * Removes an expired datagram, if there is one, with its held fragments. Call it until it returns false, before
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
     * Returns the live statistics.
     *
     * @return live counters
     */
    public FragmentStatistics statistics() {
        return statistics;
    }

    /** Returns the counters. */
    @Override
    public String toString() {
        return "FragmentPortCache[" + statistics + "]";
    }
}
