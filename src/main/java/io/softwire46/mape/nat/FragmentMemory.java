package io.softwire46.mape.nat;

import io.softwire46.mape.fragment.FragmentPortCache;
import io.softwire46.mape.fragment.FragmentResult;
import io.softwire46.mape.fragment.ReassemblyLimits;
import io.softwire46.mape.nat.session.NaptKeys;
import io.softwire46.mape.wire.IcmpHeader;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;

/**
 * The datagrams of one direction whose fragments are translated one by one, without reassembly. The first fragment makes or finds
 * the session; fragments that arrive before it wait, and leave in order of arrival (RFC 4787 REQ-14).
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class FragmentMemory {
    private static final int BLOCK_OCTETS = 8;

    private final FragmentPortCache cache;
    private final NaptEvents events;
    private final long timeoutNanos;

    FragmentMemory(NaptEvents events, ReassemblyLimits limits, NaptKeys keys) {
        this.events = events;
        timeoutNanos = limits.timeoutNanos();
        cache = new FragmentPortCache(limits, keys.next(), keys.next());
    }

    /** Checks a first fragment; {@link NaptResult#TRANSLATED} if its transport header is present. */
    NaptResult checkFirst(Packet packet, int ipv4, int space, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int headerOctets = Ipv4Header.headerOctets(buffer, ipv4);
        int octets = Ipv4Header.totalLength(buffer, ipv4) - headerOctets;
        expire(nowNanos);
        if (octets < Transport.minimumFragmentOctets(space)) {
            return refuse(packet, ipv4, NaptResult.FRAGMENT_TINY, nowNanos);
        }
        if (octets % BLOCK_OCTETS != 0) {
            return NaptResult.FRAGMENT_BAD;
        }
        if (space == NaptRules.ICMP && !IcmpHeader.isQuery(IcmpHeader.type(buffer, ipv4 + headerOctets))) {
            boolean isError = IcmpHeader.isError(IcmpHeader.type(buffer, ipv4 + headerOctets));
            // The checksum of a fragmented error cannot be verified.
            NaptResult why = isError ? NaptResult.QUOTE_BAD : NaptResult.ICMP_TYPE;
            return refuse(packet, ipv4, why, nowNanos);
        }
        return NaptResult.TRANSLATED;
    }

    /** Drops the datagram of a first fragment: its later fragments, and those that wait. */
    NaptResult refuse(Packet packet, int ipv4, NaptResult why, long nowNanos) {
        cache.discard(packet, ipv4, nowNanos);
        return why;
    }

    /** Admits the datagram of a first fragment that was checked. A value is kept for its later fragments. */
    void admit(Packet packet, int ipv4, int value, long nowNanos) {
        FragmentResult unused = cache.first(packet, ipv4, value, nowNanos);
    }

    /** Finds the value for a later fragment; {@link NaptResult#TRANSLATED} if it is known, and {@link #value} returns it. */
    NaptResult later(Packet packet, int ipv4, long nowNanos) {
        expire(nowNanos);
        NaptResult result = switch (cache.later(packet, ipv4, nowNanos)) {
            case PORT_KNOWN -> isRefused() ? NaptResult.FRAGMENT_REFUSED : NaptResult.TRANSLATED;
            case HELD -> NaptResult.HELD;
            case DISCARDED -> NaptResult.FRAGMENT_REFUSED;
            case TINY -> NaptResult.FRAGMENT_TINY;
            case TOO_MANY_FRAGMENTS, SOURCE_SHARE, NO_BUFFER -> NaptResult.FRAGMENT_NO_ROOM;
            default -> NaptResult.FRAGMENT_BAD;
        };
        if (result == NaptResult.FRAGMENT_NO_ROOM) {
            events.refused(result, events.tick);
        }
        return result;
    }

    /** Releases a fragment that waited for the first one of the last packet. */
    boolean release(Packet window) {
        return cache.release(window);
    }

    boolean isReleasing() {
        return cache.isReleasing();
    }

    void endRelease() {
        cache.endRelease();
    }

    /** Returns the value of the datagram. */
    int value() {
        return cache.port();
    }

    boolean isRefused() {
        return cache.port() == FragmentPortCache.DISCARDED;
    }

    /** Forgets the datagrams whose time is over. */
    void expire(long nowNanos) {
        while (cache.expire(nowNanos)) {
            // each call removes one datagram of a limited number
        }
    }

    /** Forgets one datagram whose time is over; returns whether there was one. */
    boolean expireOne(long nowNanos) {
        return cache.expire(nowNanos);
    }

    /** Forgets all datagrams. */
    void clear(long nowNanos) {
        expire(nowNanos + timeoutNanos + 1);
    }
}
