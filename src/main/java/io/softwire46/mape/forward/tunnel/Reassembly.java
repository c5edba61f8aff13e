package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.fragment.FragmentPortCache;
import io.softwire46.mape.fragment.FragmentResult;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * Adds fragments to the fragment stores, for both nodes: reassembles tunnel packets and IPv4 datagrams, and finds the port of an
 * IPv4 datagram for each of its fragments (RFC 2473 section 7, RFC 7597 section 8.3.2).
 *
 * <p>Before each call, the caller sets the source of the fragment in {@link FragmentStores}.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class Reassembly {
    private final ForwardingContext context;
    private int port;

    Reassembly(ForwardingContext context) {
        this.context = context;
    }

    /**
     * Returns whether the protocol of a packet can have ports. Other packets are never forwarded from or to a shared address, so
     * their fragments are not stored.
     *
     * @param ipv4 index of its IPv4 header
     */
    public static boolean mayHavePort(ByteBuffer buffer, int ipv4) {
        int protocol = Ipv4Header.protocol(buffer, ipv4);
        return protocol == ProtocolNumbers.ICMP || TransportPort.minimumHeaderOctets(protocol) > 0;
    }

    /**
     * Adds a fragment of a tunnel packet, which {@link Decapsulator#find} has found.
     *
     * @return {@link Verdict#FORWARDED} with the window on the reassembled packet, {@link Verdict#HELD}, or a drop
     */
    Verdict addToTunnelPacket(Packet packet, FragmentStores stores, long nowNanos) {
        FragmentResult result = FragmentStores.require(stores.tunnel)
                .add(packet, context.exit.payloadOffset(), stores.source(), nowNanos);
        return added(result, packet, Event.IPV6_REASSEMBLED);
    }

    /**
     * Adds a fragment of an IPv4 datagram from the IPv4 side toward a shared address.
     *
     * @return as {@link #addToTunnelPacket}
     */
    public Verdict addToCe(Packet packet, FragmentStores stores, long nowNanos) {
        FragmentResult result = FragmentStores.require(stores.toCe).add(packet, stores.source(), nowNanos);
        return added(result, packet, Event.IPV4_REASSEMBLED);
    }

    /**
     * Adds a fragment of an IPv4 datagram from a tunnel. Senders that share an address may use the same Identification, so the
     * outer source is a part of the key.
     *
     * @return as {@link #addToTunnelPacket}
     */
    public Verdict addToCe(Packet packet, long sourceHigh, long sourceLow, FragmentStores stores, long nowNanos) {
        FragmentResult result =
                FragmentStores.require(stores.toCe).add(packet, sourceHigh, sourceLow, stores.source(), nowNanos);
        return added(result, packet, Event.IPV4_REASSEMBLED);
    }

    /** Adds a fragment of an IPv4 datagram from a CE, for the source check, as {@link #addToCe}. */
    Verdict addFromCe(Packet packet, long sourceHigh, long sourceLow, FragmentStores stores, long nowNanos) {
        FragmentResult result =
                FragmentStores.require(stores.fromCe).add(packet, sourceHigh, sourceLow, stores.source(), nowNanos);
        return added(result, packet, Event.IPV4_REASSEMBLED);
    }

    private Verdict added(FragmentResult result, Packet packet, Event whole) {
        if (result == FragmentResult.COMPLETE) {
            context.count(whole, packet.length());
            context.further = true; // ends the burst, since the memory of the reassembled packet is reused
        }
        return verdict(result);
    }

    /**
     * Finds the destination port of the datagram of a fragment toward a shared address.
     *
     * @param ipv4 index of its IPv4 header
     * @return {@link Verdict#FORWARDED}, after which {@link #port} is known; {@link Verdict#HELD}; or a drop
     */
    public Verdict findDestinationPort(Packet packet, int ipv4, FragmentStores stores, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int shown = TransportPort.destinationSide(buffer, ipv4, Ipv4Header.totalLength(buffer, ipv4));
        return findPort(FragmentStores.require(stores.toCePorts), packet, ipv4, shown, stores, nowNanos);
    }

    /**
     * Finds the source port of the datagram of a fragment from a CE.
     *
     * @param shown the source port or negative result for the first fragment, or the value to store instead; ignored for later
     *     fragments
     * @return as {@link #findDestinationPort}
     */
    Verdict findSourcePort(Packet packet, int ipv4, int shown, FragmentStores stores, long nowNanos) {
        return findPort(FragmentStores.require(stores.fromCePorts), packet, ipv4, shown, stores, nowNanos);
    }

    private Verdict findPort(
            FragmentPortCache cache, Packet packet, int ipv4, int shown, FragmentStores stores, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        port = shown;
        FragmentResult result;
        if (!Ipv4Header.isFirstFragment(buffer, ipv4)) {
            result = cache.later(packet, ipv4, stores.source(), nowNanos);
            port = cache.port();
        } else if (TransportPort.isIcmpError(buffer, ipv4, Ipv4Header.totalLength(buffer, ipv4))) {
            return Verdict.FORWARDED; // never stored
        } else {
            result = cache.first(packet, ipv4, shown, stores.source(), nowNanos);
        }
        if (cache.isReleasing()) {
            context.releaseHeld(nowNanos);
        }
        return verdict(result);
    }

    /** Returns the port that was found, or a negative result of {@link TransportPort} or of the cache. */
    public int port() {
        return port;
    }

    private static Verdict verdict(FragmentResult result) {
        return switch (result) {
            case HELD -> Verdict.HELD;
            case COMPLETE, PORT_KNOWN -> Verdict.FORWARDED;
            case MALFORMED -> Verdict.DROP_BAD_EXTENSION_HEADER; // of IPv6 only: IPv4 headers have been checked
            case EMPTY -> Verdict.DROP_FRAGMENT_EMPTY;
            case BAD_LENGTH -> Verdict.DROP_FRAGMENT_BAD_LENGTH;
            case TOO_LONG -> Verdict.DROP_FRAGMENT_TOO_LONG;
            case OVER_LIMIT -> Verdict.DROP_FRAGMENT_OVER_LIMIT;
            case HEADERS_TOO_LONG -> Verdict.DROP_FRAGMENT_HEADERS_TOO_LONG;
            case INCOMPLETE_HEADERS -> Verdict.DROP_FRAGMENT_INCOMPLETE_HEADERS;
            case TINY -> Verdict.DROP_FRAGMENT_TINY;
            case DUPLICATE -> Verdict.DROP_FRAGMENT_DUPLICATE;
            case OVERLAP -> Verdict.DROP_FRAGMENT_OVERLAP;
            case TWO_ENDS -> Verdict.DROP_FRAGMENT_TWO_ENDS;
            case BEYOND_END -> Verdict.DROP_FRAGMENT_BEYOND_END;
            case TOO_MANY_FRAGMENTS -> Verdict.DROP_FRAGMENT_TOO_MANY;
            case DISCARDED -> Verdict.DROP_FRAGMENT_DISCARDED;
            case SOURCE_SHARE -> Verdict.DROP_FRAGMENT_SOURCE_SHARE;
            case NO_BUFFER -> Verdict.DROP_FRAGMENT_NO_BUFFER;
            case ECN -> Verdict.DROP_FRAGMENT_ECN;
        };
    }
}
