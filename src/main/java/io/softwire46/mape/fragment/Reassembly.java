package io.softwire46.mape.fragment;

import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.internal.Ecn;
import java.nio.ByteBuffer;

/**
 * Reassembly common to IPv4 and IPv6: copies the data of fragments to their final position until no octet is missing.
 *
 * <pre>
 *   place 0                                 origin                   2048                 4096
 *     | at least 64 octets of headroom, headers | data of the datagram  |  ...               |
 *     |------------------------- chunk 0 ------------------------------|---- chunk 1 -----| ...
 * </pre>
 *
 * <p>The first fragment is copied with its headers, as it arrived. It can therefore be quoted in an ICMP error, and the
 * complete packet only needs other values in its header.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class Reassembly {
    /** Octets of headroom before each reassembled packet. */
    static final int HEADROOM = 64;

    /** Maximum octets before the data, headroom included. */
    static final int MAXIMUM_ORIGIN = 256;

    // the owner's fields of an entry
    private static final int RECEIVED = 0; // octets
    private static final int END = 1; // of the data, or UNKNOWN
    private static final int HIGHEST = 2; // the end of the data received so far
    private static final int FRAGMENTS = 3;
    private static final int CODEPOINTS = 4; // a bit for each that was seen
    private static final int HEADERS = 5; // octets before the data of the first fragment; 0 if it is still missing
    private static final int FIRST_OCTETS = 6; // of the first fragment, headers included
    private static final int LARGEST = 7; // the largest size passed to add
    private static final int UNKNOWN = -1;

    private static final int BLOCK_SHIFT = 3;

    final DatagramStore store;
    private final ByteBuffer memory;
    private final BlockMap blocks;
    private final int origin;

    // the datagram that was reassembled, or has expired, last
    private int base; // index of place 0 in memory
    private int headerOctets;
    private int dataOctets;
    private int codepoints;
    private int largest;

    Reassembly(DatagramStore store, int origin) {
        this.store = store;
        memory = store.chunks.buffer;
        blocks = new BlockMap(store.chunks.freeChunks());
        this.origin = origin;
    }

    /**
     * Adds a fragment to the datagram that was last looked up in the table.
     *
     * @param found result of the look-up in the table
     * @param from buffer of the fragment
     */
    FragmentResult add(int found, FragmentSource source, ArrivingFragment fragment, ByteBuffer from, long nowNanos) {
        int firstChunk = (origin + fragment.start) >>> ChunkPool.SHIFT; // of the headers too: the origin is in chunk 0
        int lastChunk = (origin + fragment.end() - 1) >>> ChunkPool.SHIFT;
        int entry = store.current(found, nowNanos);
        if (entry == DatagramStore.NONE) {
            FragmentResult room = store.roomToBegin(source, fragment.start == 0, lastChunk - firstChunk + 1);
            if (room != FragmentResult.HELD) {
                return room;
            }
            entry = begin(nowNanos);
        } else {
            if (store.isDiscarded(entry)) {
                return FragmentResult.DISCARDED;
            }
            FragmentResult fits = check(entry, fragment, from);
            if (fits == FragmentResult.HELD) {
                fits = store.roomToGrow(entry, missing(entry, firstChunk, lastChunk));
            }
            if (fits == FragmentResult.DUPLICATE) {
                return fits;
            }
            if (fits != FragmentResult.HELD) {
                store.discard(entry); // the lost datagram can never be completed
                return fits;
            }
        }
        copy(entry, fragment, from);
        int largestAt = DatagramStore.own(entry) + LARGEST;
        store.fields[largestAt] = Math.max(store.fields[largestAt], fragment.size);
        return note(entry, fragment) ? complete(entry) : FragmentResult.HELD;
    }

    /** Discards the datagram that was last looked up, with its further fragments. */
    void discard(int found, FragmentSource source, long nowNanos) {
        int entry = store.current(found, nowNanos);
        if (entry == DatagramStore.NONE) {
            store.roomToBegin(source, true, 0); // succeeds, as no chunk is needed
            entry = begin(nowNanos);
        }
        if (!store.isDiscarded(entry)) {
            store.discard(entry);
        }
    }

    /** Records the copied octets; returns true if the datagram is complete. */
    private boolean note(int entry, ArrivingFragment fragment) {
        int at = DatagramStore.own(entry);
        int[] fields = store.fields;
        int end = fragment.end();
        int received = fields[at + RECEIVED] + fragment.octets;
        fields[at + RECEIVED] = received;
        fields[at + HIGHEST] = Math.max(fields[at + HIGHEST], end);
        fields[at + FRAGMENTS]++;
        fields[at + CODEPOINTS] |= 1 << fragment.ecn;
        if (!fragment.more) {
            fields[at + END] = end;
        }
        if (fragment.start == 0) {
            fields[at + HEADERS] = fragment.headerOctets;
            fields[at + FIRST_OCTETS] = fragment.headerOctets + end;
        }
        return received == fields[at + END];
    }

    private int begin(long nowNanos) {
        int entry = store.begin(nowNanos);
        int at = DatagramStore.own(entry);
        store.fields[at + RECEIVED] = 0;
        store.fields[at + END] = UNKNOWN;
        store.fields[at + HIGHEST] = 0;
        store.fields[at + FRAGMENTS] = 0;
        store.fields[at + CODEPOINTS] = 0;
        store.fields[at + HEADERS] = 0;
        store.fields[at + LARGEST] = 0;
        return entry;
    }

    /** Checks a fragment against those received before. */
    private FragmentResult check(int entry, ArrivingFragment fragment, ByteBuffer from) {
        int[] fields = store.fields;
        int at = DatagramStore.own(entry);
        int start = fragment.start;
        int end = fragment.end();
        boolean more = fragment.more;
        int known = fields[at + END];
        if (known != UNKNOWN) {
            if (!more && end != known) {
                return FragmentResult.TWO_ENDS;
            }
            if (more && end >= known) {
                return FragmentResult.BEYOND_END;
            }
        } else if (!more && end < fields[at + HIGHEST]) {
            return FragmentResult.BEYOND_END; // of others
        }
        // fragments in order, the common case, need no further check
        if (start < fields[at + HIGHEST]) {
            int received = count(entry, start, end, true);
            if (received > 0) {
                boolean maybe = more || known != UNKNOWN; // as the last fragment it would be new
                return maybe && isDuplicate(entry, fragment, from, received)
                        ? FragmentResult.DUPLICATE
                        : FragmentResult.OVERLAP;
            }
        }
        return fields[at + FRAGMENTS] == store.limits(entry).maxFragmentsPerPacket()
                ? FragmentResult.TOO_MANY_FRAGMENTS
                : FragmentResult.HELD;
    }

    /** Returns whether the same octets were received before in one fragment with the same boundaries. */
    private boolean isDuplicate(int entry, ArrivingFragment fragment, ByteBuffer from, int received) {
        int start = fragment.start;
        int end = fragment.end();
        if (received != blocksUpTo(end) - (start >>> BLOCK_SHIFT)
                || count(entry, start, start + 1, false) != 1
                || count(entry, start, end, false) != 1) {
            return false;
        }
        // no data follow, or another fragment starts there; only the last block ends off a boundary
        boolean endsThere = end % 8 != 0 || count(entry, end, end + 1, true) == count(entry, end, end + 1, false);
        return endsThere && hasSameOctets(entry, fragment, from);
    }

    private boolean hasSameOctets(int entry, ArrivingFragment fragment, ByteBuffer from) {
        int place = origin + fragment.start;
        int end = origin + fragment.end();
        int fromPlace = fragment.dataOffset - place; // from place to the fragment
        while (place < end) {
            int number = place >>> ChunkPool.SHIFT;
            int stop = Math.min(end, (number + 1) << ChunkPool.SHIFT);
            int delta = ChunkPool.at(chunk(entry, number)) - ChunkPool.at(number); // from place to memory
            for (; place + Long.BYTES <= stop; place += Long.BYTES) {
                if (memory.getLong(place + delta) != from.getLong(place + fromPlace)) {
                    return false;
                }
            }
            for (; place < stop; place++) {
                if (memory.get(place + delta) != from.get(place + fromPlace)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Returns the number of received blocks in a range of data, or the number of fragments that start there. */
    private int count(int entry, int start, int end, boolean received) {
        int from = (origin + start) >>> BLOCK_SHIFT;
        int to = blocksUpTo(origin + end);
        int count = 0;
        while (from < to) {
            int number = from / BlockMap.BLOCKS;
            int shift = number * BlockMap.BLOCKS;
            int stop = Math.min(to, shift + BlockMap.BLOCKS);
            int chunk = chunk(entry, number);
            if (chunk != ChunkPool.NONE) {
                count += received
                        ? blocks.received(chunk, from - shift, stop - shift)
                        : blocks.starts(chunk, from - shift, stop - shift);
            }
            from = stop;
        }
        return count;
    }

    private static int blocksUpTo(int octets) {
        return (octets + 7) >>> BLOCK_SHIFT;
    }

    private int missing(int entry, int firstChunk, int lastChunk) {
        int missing = 0;
        for (int number = firstChunk; number <= lastChunk; number++) {
            missing += chunk(entry, number) == ChunkPool.NONE ? 1 : 0;
        }
        return missing;
    }

    /** Returns the chunk with a number. If fragments arrive in order, it is the first in the list. */
    private int chunk(int entry, int number) {
        int chunk = store.firstChunk(entry);
        while (chunk != ChunkPool.NONE && store.chunks.note(chunk) != number) {
            chunk = store.chunks.next(chunk);
        }
        return chunk;
    }

    private void copy(int entry, ArrivingFragment fragment, ByteBuffer from) {
        int dataPlace = origin + fragment.start;
        int place = dataPlace - fragment.headerOctets;
        int end = origin + fragment.end();
        int fromPlace = fragment.dataOffset - dataPlace; // from place to the fragment
        int block = dataPlace >>> BLOCK_SHIFT;
        boolean begins = true;
        while (place < end) {
            int number = place >>> ChunkPool.SHIFT;
            int stop = Math.min(end, (number + 1) << ChunkPool.SHIFT);
            int chunk = chunk(entry, number);
            if (chunk == ChunkPool.NONE) {
                chunk = store.prepend(entry, number);
                blocks.clear(chunk);
            }
            memory.put(place - ChunkPool.at(number) + ChunkPool.at(chunk), from, place + fromPlace, stop - place);
            int shift = number * BlockMap.BLOCKS;
            if (begins) {
                blocks.setStart(chunk, block - shift);
                begins = false;
            }
            blocks.setReceived(chunk, Math.max(block, shift) - shift, blocksUpTo(stop) - shift);
            place = stop;
        }
    }

    private FragmentResult complete(int entry) {
        int at = DatagramStore.own(entry);
        headerOctets = store.fields[at + HEADERS];
        dataOctets = store.fields[at + END];
        codepoints = store.fields[at + CODEPOINTS];
        largest = store.fields[at + LARGEST];
        base = store.chunkCount(entry) == 1 ? ChunkPool.at(store.firstChunk(entry)) : gather(entry);
        store.complete(entry);
        // RFC 3168 section 5.3
        int congestionWithoutEct = 1 << Ecn.CE | 1 << Ecn.NOT_ECT;
        return (codepoints & congestionWithoutEct) == congestionWithoutEct
                ? FragmentResult.ECN
                : FragmentResult.COMPLETE;
    }

    private int gather(int entry) {
        int end = origin + dataOctets;
        for (int chunk = store.firstChunk(entry); chunk != ChunkPool.NONE; chunk = store.chunks.next(chunk)) {
            int place = ChunkPool.at(store.chunks.note(chunk));
            int octets = Math.min(ChunkPool.OCTETS, end - place);
            memory.put(store.chunks.assemblyAt + place, memory, ChunkPool.at(chunk), octets);
        }
        return store.chunks.assemblyAt;
    }

    /** Removes an expired datagram; returns false if there is none. */
    boolean expire(long nowNanos) {
        headerOctets = 0;
        int entry = store.oldestOver(nowNanos);
        if (entry == DatagramStore.NONE) {
            return false;
        }
        int at = DatagramStore.own(entry);
        if (!store.isDiscarded(entry) && store.fields[at + HEADERS] > 0) {
            headerOctets = store.fields[at + HEADERS];
            base = ChunkPool.at(chunk(entry, 0));
            int kept = ChunkPool.OCTETS - origin + headerOctets;
            dataOctets = Math.min(store.fields[at + FIRST_OCTETS], kept) - headerOctets;
        }
        store.expire(entry);
        return true;
    }

    /**
     * Moves a window to the first fragment of the datagram that has just expired; returns false if it was not received.
     */
    boolean expiredFirst(Packet window) {
        if (headerOctets == 0) {
            return false;
        }
        window.attachBorrowed(memory, headersAt(), headerOctets + dataOctets, origin - headerOctets);
        return true;
    }

    ByteBuffer memory() {
        return memory;
    }

    /** Returns the index of the headers of the last reassembled packet, {@link #headerOctets} before the data. */
    int headersAt() {
        return base + origin - headerOctets;
    }

    int headerOctets() {
        return headerOctets;
    }

    /** Returns the headroom before the headers. */
    int headroom() {
        return origin - headerOctets;
    }

    int dataOctets() {
        return dataOctets;
    }

    /** Returns the largest size passed to {@link #add} for the last reassembled packet. */
    int largest() {
        return largest;
    }

    /**
     * Returns the ECN field of the last reassembled packet (RFC 3168 section 5.3): CE if one fragment has CE; else
     * Not-ECT if one fragment has Not-ECT; else the ECT codepoint of the first fragment.
     */
    int ecn(int first) {
        if ((codepoints & 1 << Ecn.CE) != 0) {
            return Ecn.CE;
        }
        return (codepoints & 1 << Ecn.NOT_ECT) != 0 ? Ecn.NOT_ECT : first;
    }
}
