package io.softwire46.mape.fragment;

import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6FragmentHeader;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * Fragments a tunnel packet or an ICMPv6 message that this node has made into IPv6 fragments (RFC 8200 section 4.5, RFC 2473 section
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
 * Fragments are as few as possible, do not overlap (RFC 5722) and come in order; all but the last carry a multiple of 8
 * octets. There is never an atomic fragment (RFC 8021): a packet that fits needs none. The first fragment has the whole
 * header chain, IPv4 header included (RFC 7112 section 5).
 *
 * <p>Use it as {@link Ipv4Fragmenter}. Not thread-safe: use one instance per thread.
 */
public final class Ipv6Fragmenter {
    /** Octets before the data of a fragment: IPv6 header and Fragment header. */
    public static final int FRAGMENT_HEADERS_OCTETS = Ipv6Header.OCTETS + Ipv6FragmentHeader.OCTETS;

    private static final int OFFSET_UNIT = 8;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    // The IPv6 header, if the first fragment was made in its place.
    private final ByteBuffer kept = ByteBuffer.allocate(Ipv6Header.OCTETS);

    private ByteBuffer source = NOTHING;
    private int ipv6At; // index in source of the IPv6 header
    private ByteBuffer header = NOTHING; // the IPv6 header that all fragments have: in source, or kept
    private int headerAt;
    private int dataAt; // index in source of the data that comes next
    private int dataOctets; // what is still to be fragmented; 0 if nothing is
    private int mtu;
    private int identification;

    /** A fragmenter with nothing to do yet. */
    public Ipv6Fragmenter() {}

    /**
     * Inspects a tunnel packet, and prepares to fragment it if that has to be done. Fragments of an earlier packet that were
     * not pulled are discarded. The packet is not changed.
     *
     * @param packet a window on an IPv6 packet that carries IPv4 or ICMPv6, at most one Destination Options header before
     *     that; octets following its payload length are ignored
     * @param mtuOctets how long a fragment may be, IPv6 header included, at least {@link Ipv6Header#MINIMUM_MTU}
     * @param identification what the fragments have in common, from {@link FragmentIdentification} for instance
     * @return {@link FragmentationResult#CUT} if there are fragments to pull; or {@link FragmentationResult#FITS}, {@link
     *     FragmentationResult#LIMIT_TOO_SMALL}, {@link FragmentationResult#BAD_HEADER}
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

    /** Discards the fragments that have not been pulled. */
    public void forget() {
        dataOctets = 0;
    }

    /**
     * Returns how long the next fragment is.
     *
     * @return octets, IPv6 header included, at most the MTU; 0 if there is none
     */
    public int nextOctets() {
        return dataOctets == 0 ? 0 : FRAGMENT_HEADERS_OCTETS + nextDataOctets();
    }

    /**
     * Checks whether fragments that were not pulled are made from octets of a part of a buffer.
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
     * @param place a window that the fragment may fill from its start, not on the packet that is fragmented; a window as long as
     *     the MTU takes every fragment. It becomes a window on the fragment
     * @return false if there is no fragment left, or if the window is shorter than {@link #nextOctets}; then nothing has
     *     changed
     * @throws IllegalArgumentException if the fragment would overwrite octets that it or a later one is made from; then nothing
     *     has changed
     */
    public boolean next(Packet place) {
        int octets = nextOctets();
        if (octets == 0 || octets > place.length()) {
            return false;
        }
        if (readsFrom(place.buffer(), place.offset(), octets)) {
            throw new IllegalArgumentException("the window is on the packet that is cut: " + place);
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
     * Makes the first fragment where the packet is: its IPv6 header moves to the front by the 8 octets of the Fragment header,
     * its data stay where they are. Later fragments are pulled with {@link #next} as usual. They come from the octets following
     * the window unchanged then, which must stay unchanged until the last fragment has been pulled; the window's own octets
     * and its headroom may be changed.
     *
     * @param packet the window that {@link #start} was given, with nothing pulled from it and 8 octets of headroom at least. It
     *     becomes a window on the first fragment
     * @return false if there is no such fragment left, if the window is not where the packet was, or if the headroom is too
     *     small; then nothing has changed
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

    /** Makes a copy of the IPv6 header that of a fragment, puts the Fragment header following it, and goes on to the next. */
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

    /** RFC 7112 section 5. Options take 8 octets here and an IPv4 header 60 at most: only a foreign packet is refused. */
    private static boolean headersFitInto(int octets, ByteBuffer buffer, int ipv6Offset) {
        // The packet does not fit into the MTU, so there are more octets than these behind the IPv6 header.
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
