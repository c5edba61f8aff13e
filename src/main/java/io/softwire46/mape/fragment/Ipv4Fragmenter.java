package io.softwire46.mape.fragment;

import io.softwire46.mape.wire.InternetChecksum;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;

/**
 * Divides an IPv4 packet into a minimal number of fragments, in order (RFC 791 section 3.2, RFC 1812 section 4.2.2.7).
 *
 * <pre>{@code
 * FragmentationResult result = fragmenter.start(packet, 1460, false);
 * if (result == FragmentationResult.CUT) {
 *     while (fragmenter.next(place.attach(buffer, 48, buffer.limit() - 48, 48))) {
 *         ... // place is now the fragment, with 48 octets before it for a tunnel header
 *     }
 * }
 * }</pre>
 *
 * <p>Every fragment except the last has the maximum length with a multiple of 8 octets of data. Type of Service,
 * Identification, reserved bit, DF, Time to Live, Protocol and addresses are those of the packet. The first fragment
 * has all options, the others have those with the copied flag. A fragment can be fragmented again: its offset is added,
 * and its MF flag is set on the last fragment, too.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class Ipv4Fragmenter {
    /** Octets that every network can carry: the longest header and eight octets of data (RFC 791 section 3.2). */
    public static final int MINIMUM_LIMIT = Ipv4Header.MAXIMUM_OCTETS + 8;

    // Option types, RFC 791 section 3.1. Both may be deleted on fragmentation.
    private static final int END_OF_OPTION_LIST = 0;
    private static final int NO_OPERATION = 1;
    private static final int COPIED = 0x80;

    private static final int BAD = -1;
    private static final int OFFSET_UNIT = 8;
    private static final int MAXIMUM_OCTETS = 0xffff;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    // A header with the copied options only, or one that the packet itself no longer has. The three fields in which
    // fragments differ are not set.
    private final ByteBuffer rewritten = ByteBuffer.allocate(Ipv4Header.MAXIMUM_OCTETS);

    private ByteBuffer source = NOTHING;
    private int dataAt; // index in source of the next data
    private int dataOctets; // data not yet fragmented; 0 if there is none
    private int limit;
    private int flagsOffset; // of the next fragment, without MF
    private int moreFragments; // the packet's MF
    private boolean atFirst;

    // The header of the next fragment, and its sum with the three fields as 0, so that a checksum takes two additions.
    // It first directly precedes the data, later it is in source or in rewritten.
    private int headerOctets;
    private long headerSum;
    private ByteBuffer later = NOTHING;
    private int laterAt;
    private int laterOctets;
    private long laterSum;

    /** Creates a fragmenter without a packet. */
    public Ipv4Fragmenter() {}

    /**
     * Checks a packet, and prepares its fragmentation if it is too long. Remaining fragments of an earlier packet are
     * discarded. The packet is not changed.
     *
     * @param packet a window on an IPv4 packet whose header has been checked; octets following its total length are
     *     ignored
     * @param limitOctets maximum length of a fragment, header included, at least {@link #MINIMUM_LIMIT}
     * @param ignoreDontFragment whether packets with DF set are fragmented, too. RFC 6864 section 4.3 advises against
     *     it: the Identification of such a packet may repeat, and fragments of two packets may be reassembled into one
     * @return {@link FragmentationResult#CUT} if {@link #next} has fragments, else the reason
     */
    public FragmentationResult start(Packet packet, int limitOctets, boolean ignoreDontFragment) {
        dataOctets = 0;
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        // The caller has checked the header. This check is cheap, and keeps later accesses within bounds in any case.
        if (packet.length() < Ipv4Header.MINIMUM_OCTETS || Ipv4Header.version(buffer, offset) != 4) {
            return FragmentationResult.BAD_HEADER;
        }
        int header = Ipv4Header.headerOctets(buffer, offset);
        int total = Ipv4Header.totalLength(buffer, offset);
        if (header < Ipv4Header.MINIMUM_OCTETS || total < header || total > packet.length()) {
            return FragmentationResult.BAD_HEADER;
        }
        if (total <= limitOctets) {
            return FragmentationResult.FITS;
        }
        if (limitOctets < MINIMUM_LIMIT) {
            return FragmentationResult.LIMIT_TOO_SMALL;
        }
        int flags = Ipv4Header.flagsFragmentOffset(buffer, offset);
        if ((flags & Ipv4Header.DONT_FRAGMENT) != 0 && !ignoreDontFragment) {
            return FragmentationResult.DONT_FRAGMENT;
        }
        int data = total - header;
        int more = flags & Ipv4Header.MORE_FRAGMENTS;
        int begin = (flags & Ipv4Header.FRAGMENT_OFFSET_MASK) * OFFSET_UNIT;
        if (begin + data > MAXIMUM_OCTETS || (more != 0 && data % OFFSET_UNIT != 0)) {
            return FragmentationResult.BAD_FRAGMENT;
        }
        if (!prepareHeaders(buffer, offset, header)) {
            return FragmentationResult.BAD_OPTIONS;
        }
        source = buffer;
        dataAt = offset + header;
        dataOctets = data;
        limit = limitOctets;
        flagsOffset = flags - more;
        moreFragments = more;
        atFirst = true;
        return FragmentationResult.CUT;
    }

    /** Discards the fragments that have not been written. */
    public void forget() {
        dataOctets = 0;
    }

    /**
     * Returns the length of the next fragment.
     *
     * @return octets, header included, at most the limit; 0 if there is none
     */
    public int nextOctets() {
        return dataOctets == 0 ? 0 : headerOctets + nextDataOctets();
    }

    /**
     * Checks whether remaining fragments are made from octets of a part of a buffer.
     *
     * @param buffer any
     * @param start index of the part's first octet
     * @param octets length of the part
     * @return whether {@link #next} must not write there
     */
    @SuppressWarnings("ReferenceEquality") // the same buffer is meant; equals compares what is in it
    public boolean readsFrom(ByteBuffer buffer, int start, int octets) {
        return dataOctets > 0 && buffer == source && start < dataAt + dataOctets && firstRead() < start + octets;
    }

    /**
     * Writes the next fragment.
     *
     * @param place a window that the fragment may fill from its start, not on the packet itself; a window as long as
     *     the limit is sufficient for every fragment. It becomes a window on the fragment, and keeps its headroom
     * @return false if no fragment is left, or if the window is shorter than {@link #nextOctets}; then nothing has
     *     changed
     * @throws IllegalArgumentException if the fragment would overwrite octets that it or a later one is made from; then
     *     nothing has changed
     */
    public boolean next(Packet place) {
        int octets = nextOctets();
        if (octets == 0 || octets > place.length()) {
            return false;
        }
        if (readsFrom(place.buffer(), place.offset(), octets)) {
            throw new IllegalArgumentException("the window is on the packet that is fragmented: " + place);
        }
        place.truncate(octets);
        ByteBuffer to = place.buffer();
        int at = place.offset();
        if (atFirst) {
            to.put(at, source, dataAt - headerOctets, octets);
        } else {
            to.put(at, later, laterAt, headerOctets);
            to.put(at + headerOctets, source, dataAt, octets - headerOctets);
        }
        finish(to, at, octets);
        return true;
    }

    /**
     * Makes the first fragment in place: its header is changed, its data are not copied. {@link #next} writes the later
     * fragments. They are made from the octets following the resulting window, which must not change until the last
     * fragment has been written. The window's own octets and its headroom may be changed.
     *
     * @param packet the window passed to {@link #start}, before any fragment was written. It becomes a window on the
     *     first fragment, and keeps its headroom
     * @return false if the first fragment was already written, or if the window is not on the packet; then nothing has
     *     changed
     */
    @SuppressWarnings("ReferenceEquality") // the same buffer is meant; equals compares what is in it
    public boolean firstInPlace(Packet packet) {
        if (!atFirst || packet.buffer() != source || packet.offset() != dataAt - headerOctets) {
            return false;
        }
        int octets = nextOctets();
        if (octets == 0 || !packet.truncate(octets)) {
            return false;
        }
        if (later != rewritten) { // the header that later fragments repeat is about to change
            rewritten.put(0, later, laterAt, laterOctets);
            later = rewritten;
            laterAt = 0;
        }
        finish(source, packet.offset(), octets);
        return true;
    }

    /** Returns the index in the source of the first octet that is still needed. */
    @SuppressWarnings("ReferenceEquality") // the same buffer is meant
    private int firstRead() {
        if (atFirst) {
            return dataAt - headerOctets;
        }
        return later == source ? laterAt : dataAt;
    }

    /** Writes the three fields in which fragments differ, and advances to the next fragment. */
    private void finish(ByteBuffer to, int at, int octets) {
        int data = octets - headerOctets;
        int flags = flagsOffset | (data < dataOctets ? Ipv4Header.MORE_FRAGMENTS : moreFragments);
        to.putShort(at + Ipv4Header.TOTAL_LENGTH, (short) octets);
        to.putShort(at + Ipv4Header.FLAGS_FRAGMENT_OFFSET, (short) flags);
        to.putShort(at + Ipv4Header.HEADER_CHECKSUM, (short) InternetChecksum.checksum(headerSum + octets + flags));

        dataAt += data;
        dataOctets -= data;
        flagsOffset += data / OFFSET_UNIT; // stays within 13 bits: BAD_FRAGMENT otherwise
        headerOctets = laterOctets;
        headerSum = laterSum;
        atFirst = false;
    }

    private int nextDataOctets() {
        int room = limit - headerOctets;
        return dataOctets <= room ? dataOctets : room - room % OFFSET_UNIT;
    }

    /** Prepares the headers of the first and of the later fragments; returns false if the options are malformed. */
    private boolean prepareHeaders(ByteBuffer buffer, int offset, int octets) {
        headerOctets = octets;
        headerSum = sumWithoutFields(buffer, offset, octets);
        if (octets == Ipv4Header.MINIMUM_OCTETS) {
            later = buffer;
            laterAt = offset;
            laterOctets = octets;
            laterSum = headerSum;
            return true;
        }
        laterOctets = copyOptions(buffer, offset + Ipv4Header.OPTIONS, offset + octets);
        if (laterOctets == BAD) {
            return false;
        }
        rewritten.put(0, buffer, offset, Ipv4Header.MINIMUM_OCTETS);
        rewritten.put(Ipv4Header.VERSION_IHL, (byte) (4 << 4 | laterOctets >>> 2));
        later = rewritten;
        laterAt = 0;
        laterSum = sumWithoutFields(rewritten, 0, laterOctets);
        return true;
    }

    /**
     * Copies the options with the copied flag, without gaps, and pads with End of Option List. A malformed list is
     * refused, as its options cannot be determined.
     */
    private int copyOptions(ByteBuffer buffer, int firstOption, int end) {
        int to = Ipv4Header.OPTIONS;
        int at = firstOption;
        while (at < end) {
            int type = buffer.get(at) & 0xff;
            if (type == END_OF_OPTION_LIST) {
                break;
            }
            if (type == NO_OPERATION) {
                at++;
                continue;
            }
            int octets = buffer.get(at + 1) & 0xff; // data follow the header, so there is a next octet
            if (octets < 2 || octets > end - at) {
                return BAD;
            }
            if ((type & COPIED) != 0) {
                rewritten.put(to, buffer, at, octets);
                to += octets;
            }
            at += octets;
        }
        while (to % 4 != 0) {
            rewritten.put(to++, (byte) END_OF_OPTION_LIST);
        }
        return to;
    }

    /** Returns the sum of a header in which Total Length, Flags and Fragment Offset, and Header Checksum count as 0. */
    private static long sumWithoutFields(ByteBuffer buffer, int offset, int octets) {
        // each of the three is the lower half of a 32-bit word that was added
        return InternetChecksum.sum(buffer, offset, octets)
                - Ipv4Header.totalLength(buffer, offset)
                - Ipv4Header.flagsFragmentOffset(buffer, offset)
                - Ipv4Header.headerChecksum(buffer, offset);
    }

    /** Returns the length of the next fragment. */
    @Override
    public String toString() {
        return "Ipv4Fragmenter[nextOctets=" + nextOctets() + "]";
    }
}
