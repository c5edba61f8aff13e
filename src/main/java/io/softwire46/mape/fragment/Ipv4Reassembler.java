package io.softwire46.mape.fragment;

import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.internal.Ecn;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reassembles IPv4 fragments (RFC 791 section 3.2, RFC 1122 section 3.3.2, RFC 1812 section 4.2.2.8).
 *
 * <p>Fragments with the same source, destination, protocol and identification belong to one datagram. They may arrive
 * in any order and repeatedly. An overlap discards the datagram, as in IPv6: systems differ in whether the earlier or
 * the later octets count, and attacks use the difference (RFC 1858). The reassembled packet has the header of the first
 * fragment with its options and its DF flag, and the ECN field of RFC 3168 section 5.3. A packet that is not a fragment
 * is complete at once and affects no datagram, since its identification may be meaningless (RFC 6864 section 4.1).
 *
 * <p>It is used like {@link Ipv6Reassembler}. Nothing is allocated after construction.
 *
 * <p>Not thread-safe: use one instance per thread; other threads may read {@link #statistics}.
 */
public final class Ipv4Reassembler {
    /** Octets of headroom before each reassembled packet. */
    public static final int HEADROOM = Reassembly.HEADROOM;

    private static final int ORIGIN = HEADROOM + Ipv4Header.MAXIMUM_OCTETS + 4; // a multiple of 8
    private static final int MAXIMUM_OCTETS = 0xffff;

    private final FragmentSource address = new FragmentSource();
    private final ArrivingFragment fragment = new ArrivingFragment();
    private final Reassembly reassembly;
    private final FragmentStatistics statistics;

    /**
     * Allocates all of its memory.
     *
     * @param limits size of the memory, and the time-out
     * @param key0 64 bits of the secret key of the hash table, for instance from {@link java.security.SecureRandom}
     * @param key1 the other 64 bits
     */
    public Ipv4Reassembler(ReassemblyLimits limits, long key0, long key1) {
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
    public Ipv4Reassembler(
            List<ReassemblyLimits> limits, long key0, long key1, FragmentStatistics.@Nullable Evictions listener) {
        reassembly = new Reassembly(new DatagramStore(limits, key0, key1, listener), ORIGIN);
        statistics = reassembly.store.statistics;
    }

    /**
     * Adds a fragment whose source, for its share, is its IPv4 address.
     *
     * @param packet as in {@link #add(Packet, FragmentSource, long)}
     * @param nowNanos time, from any origin; call {@link #expire} before, until it returns false
     * @return the result for the fragment
     */
    public FragmentResult add(Packet packet, long nowNanos) {
        if (packet.length() >= Ipv4Header.MINIMUM_OCTETS) {
            address.set(0, 0, Ipv4Header.sourceAddress(packet.buffer(), packet.offset()));
        }
        return add(packet, address, nowNanos);
    }

    /**
     * Adds a fragment.
     *
     * @param packet a window on the fragment, whose header passed {@link Ipv4Header#check}; not in this object's
     *     memory. Its octets may be reused when the method returns. For {@link FragmentResult#COMPLETE} it becomes a
     *     window on the reassembled packet, in this object's memory, valid until the next fragment is added. A packet
     *     that is not a fragment is not copied. For all other results it is unchanged
     * @param source its sender, with the sender's limits
     * @param nowNanos time, from any origin; call {@link #expire} before, until it returns false
     * @return the result for the fragment
     */
    public FragmentResult add(Packet packet, FragmentSource source, long nowNanos) {
        return statistics.countResult(check(packet, false, 0, 0, source, nowNanos));
    }

    /**
     * Adds a fragment that was decapsulated. The source of the tunnel is part of the key, since subscribers that share
     * an IPv4 address choose identifications independently.
     *
     * @param packet as in {@link #add(Packet, FragmentSource, long)}
     * @param tunnelHi bits 0 to 63 of the tunnel's source address
     * @param tunnelLo bits 64 to 127 of it
     * @param source its sender, with the sender's limits
     * @param nowNanos time, from any origin
     * @return the result for the fragment
     */
    public FragmentResult add(Packet packet, long tunnelHi, long tunnelLo, FragmentSource source, long nowNanos) {
        return statistics.countResult(check(packet, true, tunnelHi, tunnelLo, source, nowNanos));
    }

    private FragmentResult check(
            Packet packet, boolean tunnelled, long tunnelHi, long tunnelLo, FragmentSource source, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int ipv4 = packet.offset();
        if (!Ipv4Fragment.isPacket(buffer, ipv4, packet.length())) {
            return FragmentResult.MALFORMED;
        }
        int start = Ipv4Header.fragmentOffsetOctets(buffer, ipv4);
        boolean more = Ipv4Header.moreFragments(buffer, ipv4);
        statistics.countReceived(start == 0, more);
        if (start == 0 && !more) {
            return FragmentResult.COMPLETE;
        }
        ReassemblyLimits limits = reassembly.store.limits(source);
        FragmentResult alone = Ipv4Fragment.checkAlone(buffer, ipv4, limits);
        if (alone != FragmentResult.HELD && alone != FragmentResult.TINY) {
            return alone;
        }
        int found = tunnelled
                ? Ipv4Fragment.find(reassembly.store.table, buffer, ipv4, tunnelHi, tunnelLo)
                : Ipv4Fragment.find(reassembly.store.table, buffer, ipv4);
        if (alone == FragmentResult.TINY) {
            reassembly.discard(found, source, nowNanos);
            return FragmentResult.TINY;
        }
        describe(buffer, ipv4);
        FragmentResult result = reassembly.add(found, source, fragment, buffer, nowNanos);
        return result == FragmentResult.COMPLETE ? assemble(packet, limits) : result;
    }

    private void describe(ByteBuffer buffer, int ipv4) {
        int header = Ipv4Header.headerOctets(buffer, ipv4);
        int total = Ipv4Header.totalLength(buffer, ipv4);
        fragment.dataOffset = ipv4 + header;
        fragment.start = Ipv4Header.fragmentOffsetOctets(buffer, ipv4);
        fragment.octets = total - header;
        fragment.more = Ipv4Header.moreFragments(buffer, ipv4);
        fragment.ecn = Ipv4Header.typeOfService(buffer, ipv4) & Ecn.MASK;
        fragment.headerOctets = fragment.start == 0 ? header : 0;
        fragment.size = total << 1 | (Ipv4Header.dontFragment(buffer, ipv4) ? 1 : 0);
    }

    /** RFC 791 section 3.2: the first header, with the length of all. */
    private FragmentResult assemble(Packet packet, ReassemblyLimits limits) {
        ByteBuffer memory = reassembly.memory();
        int ipv4 = reassembly.headersAt();
        int length = reassembly.headerOctets() + reassembly.dataOctets();
        if (length > MAXIMUM_OCTETS) { // the first fragment had a longer header than the last
            return FragmentResult.TOO_LONG;
        }
        if (length > limits.maxPacketOctets()) {
            return FragmentResult.OVER_LIMIT;
        }
        int flags = Ipv4Header.flagsFragmentOffset(memory, ipv4);
        Ipv4Header.setTotalLength(memory, ipv4, length);
        Ipv4Header.setFlagsFragmentOffset(memory, ipv4, flags & ~Ipv4Header.MORE_FRAGMENTS);
        int typeOfService = Ipv4Header.typeOfService(memory, ipv4);
        int ecn = reassembly.ecn(typeOfService & Ecn.MASK);
        if (ecn != (typeOfService & Ecn.MASK)) {
            Ipv4Header.setTypeOfService(memory, ipv4, (typeOfService & ~Ecn.MASK) | ecn);
        }
        packet.attachBorrowed(memory, ipv4, length, reassembly.headroom());
        return FragmentResult.COMPLETE;
    }

    /**
     * Returns the size of the largest fragment of the datagram that was reassembled last: where the reassembled packet
     * is too long for a link, fragments of that size may still fit.
     *
     * @return octets of that fragment with its header, 21 to 65535
     */
    public int largestFragmentOctets() {
        return reassembly.largest() >>> 1;
    }

    /**
     * Returns whether that fragment had DF, so that its sender expects an error where it does not fit (RFC 1191 section
     * 3).
     *
     * @return true if the largest fragment, or any of several that size, had DF
     */
    public boolean largestFragmentHasDf() {
        return (reassembly.largest() & 1) != 0;
    }

    /**
     * Discards a datagram that has expired, if there is one. To be called until it returns false, before fragments are
     * added.
     *
     * @param nowNanos time, from the same origin as the others
     * @return true if there was one; {@link #expiredFirst} returns its first fragment
     */
    public boolean expire(long nowNanos) {
        return reassembly.expire(nowNanos);
    }

    /**
     * Returns the first fragment of the datagram that {@link #expire} has just discarded, as it arrived. An ICMP time
     * exceeded with code 1 is to be sent about it (RFC 1122 section 3.3.2).
     *
     * @param window becomes a window on the first 1920 octets of the fragment or more, if it has as many, until the
     *     next fragment is added
     * @return false if no fragment with offset 0 had arrived, or if the datagram had been discarded; then nothing has
     *     changed
     */
    public boolean expiredFirst(Packet window) {
        return reassembly.expiredFirst(window);
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
        return "Ipv4Reassembler[" + statistics + "]";
    }
}
