package io.softwire46.mape.fragment;

import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6ExtensionWalk;
import io.softwire46.mape.wire.Ipv6FragmentHeader;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.internal.Ecn;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reassembles IPv6 fragments (RFC 8200 section 4.5, RFC 5722, RFC 6946, RFC 7112).
 *
 * <pre>{@code
 * while (reassembler.expire(now)) {
 *     if (reassembler.expiredFirst(window)) {
 *         ... // ICMPv6 3/1 to the source, with the window quoted
 *     }
 * }
 * switch (reassembler.add(packet, walk.payloadOffset(), now)) {
 *     case HELD -> ...
 *     case COMPLETE -> ... // packet is now the reassembled packet, with 64 octets before it for another header
 *     default -> ... // dropped; a parameter problem may be due
 * }
 * }</pre>
 *
 * <p>Fragments with the same source, destination and identification belong to one datagram. They may arrive in any
 * order and repeatedly. An overlap discards the datagram silently, and its other fragments are dropped until it
 * expires. The reassembled packet has the headers of the first fragment without the Fragment header, and the ECN field
 * of RFC 3168 section 5.3.
 *
 * <p>Nothing is allocated after construction.
 *
 * <p>Not thread-safe: use one instance per thread; other threads may read {@link #statistics}.
 */
public final class Ipv6Reassembler {
    /** Octets of headroom before each reassembled packet. */
    public static final int HEADROOM = Reassembly.HEADROOM;
    /** Maximum octets of extension headers before the Fragment header. */
    public static final int MAXIMUM_EXTENSION_OCTETS = 144;
    /** Result of {@link #parameterProblemCode} if none is due: -1. */
    public static final int NONE = -1;

    private static final int ORIGIN =
            HEADROOM + Ipv6Header.OCTETS + MAXIMUM_EXTENSION_OCTETS + Ipv6FragmentHeader.OCTETS;
    private static final int MAXIMUM_PAYLOAD = 0xffff;
    private static final int LENGTH_OF_FIVE_WORD_KEY = 36;

    private final Reassembly reassembly;
    private final FragmentStatistics statistics;
    private final FragmentSource wholeAddress = new FragmentSource();
    private final ArrivingFragment fragment = new ArrivingFragment();
    private int maxPacketOctets; // of the last fragment's domain
    private int problemCode = NONE;
    private int problemPointer;

    /**
     * Allocates all of its memory.
     *
     * @param limits size of the memory, and the time-out
     * @param key0 64 bits of the secret key of the hash table, for instance from {@link java.security.SecureRandom}
     * @param key1 the other 64 bits
     */
    public Ipv6Reassembler(ReassemblyLimits limits, long key0, long key1) {
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
    public Ipv6Reassembler(
            List<ReassemblyLimits> limits, long key0, long key1, FragmentStatistics.@Nullable Evictions listener) {
        reassembly = new Reassembly(new DatagramStore(limits, key0, key1, listener), ORIGIN);
        statistics = reassembly.store.statistics;
    }

    /**
     * Adds a fragment whose source, for its share, is the whole IPv6 address.
     *
     * @param packet as in {@link #add(Packet, int, FragmentSource, long)}
     * @param fragmentHeaderOffset index of the Fragment header, where {@link Ipv6ExtensionWalk} stopped
     * @param nowNanos time, from any origin; call {@link #expire} before, until it returns false
     * @return the result for the fragment
     */
    public FragmentResult add(Packet packet, int fragmentHeaderOffset, long nowNanos) {
        if (packet.length() >= Ipv6Header.OCTETS) {
            wholeAddress.set(
                    0,
                    Ipv6Header.sourceHi(packet.buffer(), packet.offset()),
                    Ipv6Header.sourceLo(packet.buffer(), packet.offset()));
        }
        return add(packet, fragmentHeaderOffset, wholeAddress, nowNanos);
    }

    /**
     * Adds a fragment.
     *
     * @param packet a window on the fragment, whose header passed {@link Ipv6Header#check}; not in this object's
     *     memory. Its octets may be reused when the method returns. For {@link FragmentResult#COMPLETE} it becomes a
     *     window on the reassembled packet, in this object's memory, valid until the next fragment is added. An atomic
     *     fragment is not copied: its Fragment header is removed in place (RFC 6946). For all other results it is
     *     unchanged
     * @param fragmentHeaderOffset index of the Fragment header, where {@link Ipv6ExtensionWalk} stopped
     * @param source its sender, with the sender's limits
     * @param nowNanos time, from any origin; call {@link #expire} before, until it returns false
     * @return the result for the fragment
     */
    public FragmentResult add(Packet packet, int fragmentHeaderOffset, FragmentSource source, long nowNanos) {
        problemCode = NONE;
        maxPacketOctets = reassembly.store.limits(source).maxPacketOctets();
        return statistics.countResult(check(packet, fragmentHeaderOffset, source, nowNanos));
    }

    private FragmentResult check(Packet packet, int fragmentHeader, FragmentSource source, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int ipv6 = packet.offset();
        if (!isFragment(packet, fragmentHeader)) {
            return FragmentResult.MALFORMED;
        }
        describe(buffer, ipv6, fragmentHeader);
        statistics.countReceived(fragment.start == 0, fragment.more);
        if (fragment.start == 0 && !fragment.more) { // RFC 6946 section 4: no datagram is touched
            return removeAtomic(packet, fragmentHeader) ? FragmentResult.COMPLETE : FragmentResult.MALFORMED;
        }
        FragmentResult alone = checkAlone(buffer, ipv6, fragmentHeader);
        if (alone != FragmentResult.HELD) {
            return alone;
        }
        int found = reassembly.store.table.find(
                Ipv6Header.sourceHi(buffer, ipv6),
                Ipv6Header.sourceLo(buffer, ipv6),
                Ipv6Header.destinationHi(buffer, ipv6),
                Ipv6Header.destinationLo(buffer, ipv6),
                SipHash.tail(
                        Ipv6FragmentHeader.identification(buffer, fragmentHeader) & 0xffff_ffffL,
                        LENGTH_OF_FIVE_WORD_KEY));
        FragmentResult result = reassembly.add(found, source, fragment, buffer, nowNanos);
        return result == FragmentResult.COMPLETE ? assemble(packet, fragmentHeader - ipv6) : result;
    }

    private void describe(ByteBuffer buffer, int ipv6, int fragmentHeader) {
        int data = fragmentHeader + Ipv6FragmentHeader.OCTETS;
        fragment.dataOffset = data;
        fragment.start = Ipv6FragmentHeader.fragmentOffsetOctets(buffer, fragmentHeader);
        fragment.octets = ipv6 + Ipv6Header.OCTETS + Ipv6Header.payloadLength(buffer, ipv6) - data;
        fragment.more = Ipv6FragmentHeader.moreFragments(buffer, fragmentHeader);
        fragment.ecn = Ipv6Header.trafficClass(buffer, ipv6) & Ecn.MASK;
        fragment.headerOctets = fragment.start == 0 ? data - ipv6 : 0;
        fragment.size = 0; // the largest fragment does not matter
    }

    /**
     * Returns whether the window contains a fragment. The caller has checked that; the check is cheap and keeps later
     * accesses within bounds.
     */
    private static boolean isFragment(Packet packet, int fragmentHeader) {
        if (packet.length() < Ipv6Header.OCTETS + Ipv6FragmentHeader.OCTETS) {
            return false;
        }
        int end = Ipv6Header.OCTETS + Ipv6Header.payloadLength(packet.buffer(), packet.offset());
        int before = fragmentHeader - packet.offset();
        return end <= packet.length() && before >= Ipv6Header.OCTETS && before <= end - Ipv6FragmentHeader.OCTETS;
    }

    private FragmentResult checkAlone(ByteBuffer buffer, int ipv6, int fragmentHeader) {
        int extensions = fragmentHeader - ipv6 - Ipv6Header.OCTETS;
        if (fragment.octets == 0) {
            return FragmentResult.EMPTY;
        }
        if (fragment.more && fragment.octets % 8 != 0) {
            return problem(FragmentResult.BAD_LENGTH, Icmpv6Header.ERRONEOUS_HEADER_FIELD, Ipv6Header.PAYLOAD_LENGTH);
        }
        if (extensions + fragment.end() > MAXIMUM_PAYLOAD) {
            int field = fragmentHeader - ipv6 + Ipv6FragmentHeader.FRAGMENT_OFFSET;
            return problem(FragmentResult.TOO_LONG, Icmpv6Header.ERRONEOUS_HEADER_FIELD, field);
        }
        if (Ipv6Header.OCTETS + extensions + fragment.end() > maxPacketOctets) {
            return FragmentResult.OVER_LIMIT;
        }
        if (fragment.start > 0) {
            return FragmentResult.HELD;
        }
        if (extensions > MAXIMUM_EXTENSION_OCTETS) {
            return FragmentResult.HEADERS_TOO_LONG;
        }
        if (nextHeaderField(buffer, ipv6, fragmentHeader) == NONE) {
            return FragmentResult.MALFORMED;
        }
        return isChainComplete(buffer, fragmentHeader, fragment.octets)
                ? FragmentResult.HELD
                : problem(FragmentResult.INCOMPLETE_HEADERS, Icmpv6Header.INCOMPLETE_HEADER_CHAIN, 0);
    }

    private FragmentResult problem(FragmentResult result, int code, int pointer) {
        problemCode = code;
        problemPointer = pointer;
        return result;
    }

    /**
     * Checks RFC 7112 section 5. Errors inside complete headers are not checked: the receiver of the reassembled packet
     * does that, and sends the ICMP error.
     */
    private static boolean isChainComplete(ByteBuffer buffer, int fragmentHeader, int octets) {
        int nextHeader = Ipv6FragmentHeader.nextHeader(buffer, fragmentHeader);
        int at = fragmentHeader + Ipv6FragmentHeader.OCTETS;
        int left = octets;
        for (int i = 0; i < Ipv6ExtensionWalk.MAXIMUM_HEADERS && isExtension(nextHeader); i++) {
            int header = extensionOctets(buffer, at, left, nextHeader);
            if (header > left) {
                return false;
            }
            nextHeader = buffer.get(at) & 0xff;
            at += header;
            left -= header;
        }
        return left >= upperLayerOctets(buffer, at, left, nextHeader);
    }

    private static boolean isExtension(int nextHeader) {
        return switch (nextHeader) {
            case ProtocolNumbers.HOP_BY_HOP_OPTIONS,
                    ProtocolNumbers.ROUTING,
                    ProtocolNumbers.AUTHENTICATION_HEADER,
                    ProtocolNumbers.DESTINATION_OPTIONS -> true;
            default -> false;
        };
    }

    private static int upperLayerOctets(ByteBuffer buffer, int at, int left, int nextHeader) {
        return switch (nextHeader) {
            case ProtocolNumbers.IPV4 ->
                left < Ipv4Header.MINIMUM_OCTETS ? Ipv4Header.MINIMUM_OCTETS : Ipv4Header.headerOctets(buffer, at);
            case ProtocolNumbers.IPV6 -> Ipv6Header.OCTETS;
            case ProtocolNumbers.TCP -> 20;
            case ProtocolNumbers.UDP, ProtocolNumbers.ICMPV6 -> 8;
            default -> 0;
        };
    }

    /** Returns the length of an extension header; 8, the minimum, if its length field is not present. */
    private static int extensionOctets(ByteBuffer buffer, int at, int left, int nextHeader) {
        if (left < 8) {
            return 8;
        }
        int length = buffer.get(at + 1) & 0xff;
        return nextHeader == ProtocolNumbers.AUTHENTICATION_HEADER ? (length + 2) * 4 : (length + 1) * 8;
    }

    /** Builds the reassembled packet (RFC 8200 section 4.5). A problem points into the fragment that completed it. */
    private FragmentResult assemble(Packet packet, int fragmentHeader) {
        ByteBuffer memory = reassembly.memory();
        int ipv6 = reassembly.headersAt();
        int headers = reassembly.headerOctets();
        int length = headers - Ipv6FragmentHeader.OCTETS + reassembly.dataOctets();
        if (length - Ipv6Header.OCTETS > MAXIMUM_PAYLOAD) { // the first fragment had longer headers than the last
            int field = fragmentHeader + Ipv6FragmentHeader.FRAGMENT_OFFSET;
            return problem(FragmentResult.TOO_LONG, Icmpv6Header.ERRONEOUS_HEADER_FIELD, field);
        }
        if (length > maxPacketOctets) {
            return FragmentResult.OVER_LIMIT;
        }
        int label = Ipv6Header.versionClassLabel(memory, ipv6);
        int ecn = reassembly.ecn(label >>> 20 & Ecn.MASK);
        packet.attachBorrowed(memory, ipv6, headers + reassembly.dataOctets(), reassembly.headroom());
        removeFragmentHeader(
                packet,
                ipv6 + headers - Ipv6FragmentHeader.OCTETS,
                (label & ~(Ecn.MASK << 20)) | ecn << 20,
                length - Ipv6Header.OCTETS);
        return FragmentResult.COMPLETE;
    }

    /**
     * Removes the Fragment header of an atomic fragment in place (RFC 6946 section 4). Held fragments are ignored,
     * whatever their identification.
     *
     * @param packet a window on the packet, whose header passed {@link Ipv6Header#check}. It becomes 8 octets shorter
     *     at the front, and octets following the payload are removed
     * @param fragmentHeaderOffset index of the Fragment header, where {@link Ipv6ExtensionWalk} stopped
     * @return false if the packet is not as described, or is a fragment of a larger one; then nothing has changed
     */
    public static boolean removeAtomic(Packet packet, int fragmentHeaderOffset) {
        if (!isFragment(packet, fragmentHeaderOffset)
                || !Ipv6FragmentHeader.isAtomic(packet.buffer(), fragmentHeaderOffset)) {
            return false;
        }
        int payload = Ipv6Header.payloadLength(packet.buffer(), packet.offset());
        int label = Ipv6Header.versionClassLabel(packet.buffer(), packet.offset());
        return removeFragmentHeader(packet, fragmentHeaderOffset, label, payload - Ipv6FragmentHeader.OCTETS);
    }

    /**
     * Moves the headers before the Fragment header over it, from the end, in whole words: a word that is read must not
     * have been written in parts just before. The window then is on a packet with the payload of that many octets.
     */
    private static boolean removeFragmentHeader(Packet packet, int fragmentHeader, int label, int payloadOctets) {
        ByteBuffer buffer = packet.buffer();
        int ipv6 = packet.offset();
        int nextHeader = Ipv6FragmentHeader.nextHeader(buffer, fragmentHeader);
        int field = nextHeaderField(buffer, ipv6, fragmentHeader);
        if (field == NONE) {
            return false;
        }
        boolean isFirst = field == ipv6 + Ipv6Header.NEXT_HEADER;
        int second = buffer.getInt(ipv6 + Ipv6Header.PAYLOAD_LENGTH); // with next header and hop limit
        int kept = isFirst ? (second & 0xff) | nextHeader << 8 : second & 0xffff;
        for (int at = fragmentHeader - Long.BYTES; at > ipv6; at -= Long.BYTES) {
            buffer.putLong(at + Ipv6FragmentHeader.OCTETS, buffer.getLong(at));
        }
        packet.trimFront(Ipv6FragmentHeader.OCTETS);
        packet.truncate(Ipv6Header.OCTETS + payloadOctets);
        buffer.putLong(packet.offset(), (long) label << 32 | (long) payloadOctets << 16 | kept);
        if (!isFirst) {
            buffer.put(field + Ipv6FragmentHeader.OCTETS, (byte) nextHeader);
        }
        return true;
    }

    /** Returns the index of the Next Header field that identifies the Fragment header. */
    private static int nextHeaderField(ByteBuffer buffer, int ipv6, int fragmentHeader) {
        int field = ipv6 + Ipv6Header.NEXT_HEADER;
        int at = ipv6 + Ipv6Header.OCTETS;
        while (at < fragmentHeader) {
            int octets = extensionOctets(buffer, at, fragmentHeader - at, buffer.get(field) & 0xff);
            field = at;
            at += octets;
        }
        return at == fragmentHeader ? field : NONE;
    }

    /**
     * Removes an expired datagram, if there is one. Call it until it returns false, before fragments are added.
     *
     * @param nowNanos time, from the same origin as the others
     * @return true if there was one; then {@link #expiredFirst} returns its first fragment
     */
    public boolean expire(long nowNanos) {
        return reassembly.expire(nowNanos);
    }

    /**
     * Returns the first fragment of the datagram that {@link #expire} has just removed, as it arrived. An ICMPv6 time
     * exceeded with code 1 should be sent about it (RFC 8200 section 4.5).
     *
     * @param window becomes a window on at least the first 1792 octets of the fragment, or all if it is shorter, until
     *     the next fragment is added
     * @return false if no fragment with offset 0 has arrived, or if the datagram was discarded before; then nothing has
     *     changed
     */
    public boolean expiredFirst(Packet window) {
        return reassembly.expiredFirst(window);
    }

    /**
     * Returns the code of the ICMPv6 parameter problem that the last result requires.
     *
     * @return 0 for {@link FragmentResult#BAD_LENGTH} and {@link FragmentResult#TOO_LONG}, 3 for {@link
     *     FragmentResult#INCOMPLETE_HEADERS}, else {@link #NONE}
     */
    public int parameterProblemCode() {
        return problemCode;
    }

    /**
     * Returns the pointer of the parameter problem.
     *
     * @return octets from the start of the IPv6 header of the fragment added last
     */
    public int parameterProblemPointer() {
        return problemPointer;
    }

    /**
     * Returns the live statistics.
     *
     * @return counters that continue to change
     */
    public FragmentStatistics statistics() {
        return statistics;
    }

    /** Returns the counters. */
    @Override
    public String toString() {
        return "Ipv6Reassembler[" + statistics + "]";
    }
}
