package io.softwire46.mape.fragment;

import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6FragmentHeader;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * Divides a tunnel packet or an ICMPv6 message of this node into IPv6 fragments (RFC 8200 section 4.5, RFC 2473 section
 * 7.2).
 *
 * <pre>
 *   | IPv6 | Destination Options, if any | IPv4 packet                          |      the packet
 *                 the fragmentable part starts here: offset 0
 *
 *   | IPv6 | Fragment | Destination Options, if any | IPv4 header, data         |      first fragment
 *   | IPv6 | Fragment | data |                                                         later fragments
 * </pre>
 *
 * <p>Only the source of a packet may fragment it, so this is for packets that have just been given their IPv6 header.
 * The number of fragments is minimal. Fragments do not overlap (RFC 5722) and are written in order; all but the last
 * carry a multiple of 8 octets. Atomic fragments are never generated (RFC 8021), as a packet that fits needs none. The
 * first fragment has the whole header chain, IPv4 header included (RFC 7112 section 5).
 *
 * <p>It is used like {@link Ipv4Fragmenter}.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class Ipv6Fragmenter {
    /** Octets before the data of a fragment: IPv6 header and Fragment header. */
    public static final int FRAGMENT_HEADERS_OCTETS = Ipv6Header.OCTETS + Ipv6FragmentHeader.OCTETS;

    private static final int OFFSET_UNIT = 8;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    // Copy of the IPv6 header, if the first fragment was made in place.
    private final ByteBuffer kept = ByteBuffer.allocate(Ipv6Header.OCTETS);

    private ByteBuffer source = NOTHING;
    private int ipv6At; // index in source of the IPv6 header
    private ByteBuffer header = NOTHING; // contains the IPv6 header of all fragments: source, or kept
    private int headerAt;
    private int dataAt; // index in source of the next data
    private int dataOctets; // data not yet fragmented; 0 if there is none
    private int mtu;
    private int identification;

    /** Creates a fragmenter without a packet. */
    public Ipv6Fragmenter() {}

    /**
     * Checks a tunnel packet, and prepares its fragmentation if it is too long. Remaining fragments of an earlier
     * packet are discarded. The packet is not changed.
     *
     * @param packet a window on an IPv6 packet that carries IPv4 or ICMPv6, at most one Destination Options header
     *     before that; octets following its payload length are ignored
     * @param mtuOctets maximum length of a fragment, IPv6 header included, at least {@link Ipv6Header#MINIMUM_MTU}
     * @param identification identification of the fragments, for instance from {@link FragmentIdentification}
     * @return {@link FragmentationResult#CUT} if {@link #next} has fragments; or {@link FragmentationResult#FITS},
     *     {@link FragmentationResult#LIMIT_TOO_SMALL}, {@link FragmentationResult#BAD_HEADER}
     */
    public FragmentationResult start(Packet packet, int mtuOctets, int identification) {
        dataOctets = 0;
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        if (packet.length() < Ipv6Header.OCTETS || Ipv6Header.version(buffer, offset) != 6) {
            return FragmentationResult.BAD_HEADER;
        }
        int payload = Ipv6Header.payloadLength(buffer, offset);
        if (payload == 0 || payload > packet.length() - Ipv6Header.OCTETS) {
            return FragmentationResult.BAD_HEADER;
        }
        if (Ipv6Header.OCTETS + payload <= mtuOctets) {
            return FragmentationResult.FITS;
        }
        if (mtuOctets < Ipv6Header.MINIMUM_MTU) {
            return FragmentationResult.LIMIT_TOO_SMALL;
        }
        if (!headersFitInto(firstDataOctets(mtuOctets), buffer, offset)) {
            return FragmentationResult.BAD_HEADER;
        }
        source = buffer;
        ipv6At = offset;
        header = buffer;
        headerAt = offset;
        dataAt = offset + Ipv6Header.OCTETS;
        dataOctets = payload;
        mtu = mtuOctets;
        this.identification = identification;
        return FragmentationResult.CUT;
    }

    /** Discards the fragments that have not been written. */
    public void forget() {
        dataOctets = 0;
    }

    /**
     * Returns the length of the next fragment.
     *
     * @return octets, IPv6 header included, at most the MTU; 0 if there is none
     */
    public int nextOctets() {
        return dataOctets == 0 ? 0 : FRAGMENT_HEADERS_OCTETS + nextDataOctets();
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
     *     the MTU is sufficient for every fragment. It becomes a window on the fragment
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
        int data = octets - FRAGMENT_HEADERS_OCTETS;
        to.put(at, header, headerAt, Ipv6Header.OCTETS);
        to.put(at + FRAGMENT_HEADERS_OCTETS, source, dataAt, data);
        finish(to, at, data);
        return true;
    }

    /**
     * Makes the first fragment in place: its IPv6 header moves to the front by the 8 octets of the Fragment header, and
     * its data are not moved. {@link #next} writes the later fragments. They are made from the octets following the
     * resulting window, which must not change until the last fragment has been written. The window's own octets and its
     * headroom may be changed.
     *
     * @param packet the window passed to {@link #start}, before any fragment was written, with at least 8 octets of
     *     headroom. It becomes a window on the first fragment
     * @return false if the first fragment was already written, if the window is not on the packet, or if the headroom
     *     is too small; then nothing has changed
     */
    @SuppressWarnings("ReferenceEquality") // the same buffer is meant; equals compares what is in it
    public boolean firstInPlace(Packet packet) {
        int octets = nextOctets();
        boolean nothingPulled = dataAt == ipv6At + Ipv6Header.OCTETS;
        if (octets == 0 || !nothingPulled || packet.buffer() != source || packet.offset() != ipv6At) {
            return false;
        }
        if (packet.length() < octets - Ipv6FragmentHeader.OCTETS || !packet.prepend(Ipv6FragmentHeader.OCTETS)) {
            return false;
        }
        packet.truncate(octets);
        kept.put(0, source, ipv6At, Ipv6Header.OCTETS);
        header = kept;
        headerAt = 0;
        source.put(packet.offset(), kept, 0, Ipv6Header.OCTETS);
        finish(source, packet.offset(), octets - FRAGMENT_HEADERS_OCTETS);
        return true;
    }

    /** Returns the index in the source of the first octet that is still needed. */
    @SuppressWarnings("ReferenceEquality") // the same buffer is meant
    private int firstRead() {
        return header == source ? headerAt : dataAt;
    }

    /**
     * Turns a copy of the IPv6 header into that of a fragment, writes the Fragment header, and advances to the next
     * fragment.
     */
    private void finish(ByteBuffer to, int at, int data) {
        Ipv6Header.setPayload(to, at, Ipv6FragmentHeader.OCTETS + data, ProtocolNumbers.FRAGMENT);
        Ipv6FragmentHeader.write(
                to,
                at + Ipv6Header.OCTETS,
                Ipv6Header.nextHeader(header, headerAt),
                dataAt - ipv6At - Ipv6Header.OCTETS, // below 65536, since the payload length was
                data < dataOctets,
                identification);
        dataAt += data;
        dataOctets -= data;
    }

    private int nextDataOctets() {
        return dataOctets <= mtu - FRAGMENT_HEADERS_OCTETS ? dataOctets : firstDataOctets(mtu);
    }

    private static int firstDataOctets(int mtu) {
        int room = mtu - FRAGMENT_HEADERS_OCTETS;
        return room - room % OFFSET_UNIT;
    }

    /**
     * Checks RFC 7112 section 5. Options take 8 octets and an IPv4 header at most 60, so packets of this node always
     * pass.
     */
    private static boolean headersFitInto(int octets, ByteBuffer buffer, int ipv6Offset) {
        // The packet exceeds the MTU, so more octets than these follow the IPv6 header.
        int start = ipv6Offset + Ipv6Header.OCTETS;
        int chain = 0;
        int nextHeader = Ipv6Header.nextHeader(buffer, ipv6Offset);
        if (nextHeader == ProtocolNumbers.DESTINATION_OPTIONS) {
            nextHeader = buffer.get(start) & 0xff;
            chain = ((buffer.get(start + 1) & 0xff) + 1) * 8; // RFC 8200 section 4.6
        }
        if (nextHeader == ProtocolNumbers.ICMPV6) {
            return chain + Icmpv6Header.OCTETS <= octets;
        }
        return nextHeader == ProtocolNumbers.IPV4
                && chain + Ipv4Header.MINIMUM_OCTETS <= octets
                && chain + Ipv4Header.headerOctets(buffer, start + chain) <= octets;
    }

    /** Returns the length of the next fragment. */
    @Override
    public String toString() {
        return "Ipv6Fragmenter[nextOctets=" + nextOctets() + "]";
    }
}
