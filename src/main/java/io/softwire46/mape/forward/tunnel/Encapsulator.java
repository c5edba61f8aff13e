package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.fragment.FragmentIdentification;
import io.softwire46.mape.fragment.FragmentationResult;
import io.softwire46.mape.fragment.Ipv4Fragmenter;
import io.softwire46.mape.fragment.Ipv6Fragmenter;
import io.softwire46.mape.wire.HeaderCheck;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6FragmentHeader;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.internal.Ipv4Address;
import io.softwire46.mape.wire.internal.Ipv4Words;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * Puts IPv4 packets into the tunnel: TTL, size, MSS, and the tunnel header (RFC 2473 sections 5 and 7.2).
 *
 * <p>A packet that does not fit is cut after encapsulation (outer) or before (inner); one that was joined from fragments which would
 * have fitted, before it where it cannot be cut after it. Its first piece is made where the packet
 * is; the others are pulled with {@link #next}. Not thread-safe: one per worker.
 */
public final class Encapsulator {
    private static final int MAXIMUM_PAYLOAD = 0xffff;
    private static final int COUNTERS = 4096;

    private final ForwardingContext context;
    private final long flowLabelKey;
    private final Ipv6Fragmenter outer = new Ipv6Fragmenter();
    private final Ipv4Fragmenter inner = new Ipv4Fragmenter();
    private final FragmentIdentification randomIdentification;
    private final FragmentIdentification countedIdentification;

    /** Path MTUs, for domains with the option; 448 KiB. */
    private final PathMtuCache pathMtus;

    /** What a sender has to be told after {@link Verdict#DROP_TOO_BIG}, or 0 for nothing. */
    private int nextHopMtu;

    // What the pieces of a packet that was cut before encapsulation have in common.
    private DomainOptions pieceOptions;
    private int pieceTypeOfService;
    private int pieceLabel;
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;

    Encapsulator(ForwardingContext context, NodeKeys keys, DomainOptions anyOptions) {
        this.context = context;
        flowLabelKey = keys.flowLabel();
        randomIdentification = FragmentIdentification.random(keys.next(), keys.next());
        countedIdentification = FragmentIdentification.counters(keys.next(), keys.next(), COUNTERS);
        pathMtus = new PathMtuCache(keys.next());
        pieceOptions = anyOptions;
    }

    /**
     * Checks the header of an IPv4 packet (RFC 1812 section 5.2.2).
     *
     * @param packet link-layer padding allowed
     * @return {@link Verdict#FORWARDED}, {@link Verdict#NOT_MAP} for a multicast or broadcast, or the reason for the drop
     */
    public static Verdict checkHeader(Packet packet) {
        ByteBuffer buffer = packet.buffer();
        HeaderCheck check = Ipv4Header.check(buffer, packet.offset(), packet.length());
        if (check != HeaderCheck.OK) {
            return Decapsulator.refusal(check);
        }
        int destination = Ipv4Header.destinationAddress(buffer, packet.offset());
        return Ipv4Address.isMulticast(destination) || Ipv4Address.isBroadcast(destination)
                ? Verdict.NOT_MAP
                : Verdict.FORWARDED;
    }

    /**
     * Forwards a packet into the tunnel.
     *
     * @param packet a window on exactly the IPv4 packet, whose header has been checked
     * @return {@link Verdict#FORWARDED}, or why not; the packet is unchanged then
     */
    public Verdict encapsulate(
            Packet packet, DomainOptions options, long fromHigh, long fromLow, long toHigh, long toLow, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int ipv4 = packet.offset();
        int total = packet.length();
        if (Ipv4Header.timeToLive(buffer, ipv4) <= 1) { // RFC 1812 section 5.3.1
            return Verdict.DROP_TTL_EXPIRED;
        }
        if (total > options.tunnelMtu || options.dynamicPmtu) {
            int mtu = mtu(options, toHigh, toLow, nowNanos);
            if (total > Math.min(mtu, options.maxPacketSize) - options.headerOctets) {
                return encapsulateFragmented(packet, options, mtu, fromHigh, fromLow, toHigh, toLow);
            }
        }
        if (packet.headroom() < options.headerOctets) {
            return Verdict.DROP_NO_ROOM;
        }
        clamp(buffer, ipv4, total, options);
        int label = FlowLabelHash.of(options.flowLabel, flowLabelKey, buffer, ipv4, total);
        Ipv4Header.decrementTtl(buffer, ipv4); // RFC 2473 section 3.1
        encapsulate(packet, options, label, fromHigh, fromLow, toHigh, toLow);
        return Verdict.FORWARDED;
    }

    public long flowLabelKey() {
        return flowLabelKey;
    }

    /** The largest IPv6 packet toward an address: by the option, or by a report that lowered it. */
    int mtu(DomainOptions options, long toHigh, long toLow, long nowNanos) {
        return options.dynamicPmtu ? Math.min(options.mtuV6, pathMtus.mtu(toHigh, toLow, nowNanos)) : options.mtuV6;
    }

    /** Whether the MSS of a plain packet may have to be lowered. */
    public static boolean mayClamp(ByteBuffer buffer, int ipv4, long second, DomainOptions options) {
        return options.tcpMss != DomainOptions.NO_LIMIT
                && Ipv4Words.protocol(second) == ProtocolNumbers.TCP
                && TcpMss.isSyn(buffer, ipv4 + Ipv4Header.MINIMUM_OCTETS);
    }

    /** Lowers the MSS of a SYN; called where the packet is sure to leave. */
    public void clamp(ByteBuffer buffer, int ipv4, int total, DomainOptions options) {
        if (options.tcpMss != DomainOptions.NO_LIMIT && TcpMss.clamp(buffer, ipv4, total, options.tcpMss)) {
            context.counters.increment(Event.MSS_CLAMPED, total);
        }
    }

    private static void encapsulate(
            Packet packet, DomainOptions options, int label, long fromHigh, long fromLow, long toHigh, long toLow) {
        ByteBuffer buffer = packet.buffer();
        int total = packet.length();
        int tos = Ipv4Header.typeOfService(buffer, packet.offset());
        packet.prepend(options.headerOctets);
        TunnelHeader.write(buffer, packet.offset(), options, tos, label, total, fromHigh, fromLow, toHigh, toLow);
    }

    private Verdict encapsulateFragmented(
            Packet packet, DomainOptions options, int mtu, long fromHigh, long fromLow, long toHigh, long toLow) {
        ByteBuffer buffer = packet.buffer();
        int ipv4 = packet.offset();
        int total = packet.length();
        int tunnelMtu = Math.min(mtu, options.maxPacketSize) - options.headerOctets;
        nextHopMtu = 0;
        if (!options.ignoreDf && context.received.forbidFragments(packet, tunnelMtu)) { // RFC 6864 section 4.3
            nextHopMtu = tunnelMtu;
            return Verdict.DROP_TOO_BIG;
        }
        boolean tooLong = total + options.headerOctets > options.maxPacketSize
                || total + options.optionOctets > MAXIMUM_PAYLOAD; // RFC 8200 section 3
        boolean cutOutside = options.fragmentation == Fragmentation.OUTER && !tooLong;
        boolean cutInside = options.fragmentation == Fragmentation.INNER || context.received.fit(tunnelMtu);
        if (!cutOutside && !cutInside) {
            return Verdict.DROP_TOO_BIG;
        }
        int room = options.headerOctets + (cutOutside ? Ipv6FragmentHeader.OCTETS : 0);
        if (packet.headroom() < room) {
            return Verdict.DROP_NO_ROOM;
        }
        if (!cutOutside) {
            return encapsulateInFragments(packet, options, tunnelMtu, fromHigh, fromLow, toHigh, toLow);
        }
        Ipv4Header.decrementTtl(buffer, ipv4);
        clamp(buffer, ipv4, total, options);
        int label = FlowLabelHash.of(options.flowLabel, flowLabelKey, buffer, ipv4, total);
        encapsulate(packet, options, label, fromHigh, fromLow, toHigh, toLow);
        context.counters.increment(Event.TUNNEL_PACKET_CUT, packet.length());
        fragmentOutside(packet, options, mtu);
        return Verdict.FORWARDED;
    }

    /**
     * Cuts an IPv6 packet of the node's own that is longer than the MTU. Its first fragment is made where it is; the others are pulled.
     *
     * @param packet with 8 octets of headroom at least
     */
    void fragmentOutside(Packet packet, DomainOptions options, int mtu) {
        // RFC 7597 section 8.3.1: several BRs with one address must not count alike
        FragmentIdentification identification = options.anycast ? randomIdentification : countedIdentification;
        outer.start(packet, mtu, identification.next(packet.buffer(), packet.offset()));
        outer.firstInPlace(packet);
        context.further = true;
    }

    private Verdict encapsulateInFragments(
            Packet packet, DomainOptions options, int tunnelMtu, long fromHigh, long fromLow, long toHigh, long toLow) {
        ByteBuffer buffer = packet.buffer();
        int ipv4 = packet.offset();
        int total = packet.length();
        int limit = context.received.limit(tunnelMtu);
        if (inner.start(packet, limit, true) != FragmentationResult.CUT) { // whether DF forbids it has been decided
            return Verdict.DROP_BAD_IPV4_HEADER;
        }
        Ipv4Header.decrementTtl(buffer, ipv4);
        context.received.restoreDf(packet);
        inner.start(packet, limit, true); // once more: pieces repeat the header as it is now
        clamp(buffer, ipv4, total, options);
        context.counters.increment(Event.IPV4_PACKET_CUT, total);
        inner.firstInPlace(packet);
        context.further = true;
        pieceOptions = options;
        pieceTypeOfService = Ipv4Header.typeOfService(buffer, ipv4);
        pieceLabel = FlowLabelHash.of(options.flowLabel, flowLabelKey, buffer, ipv4, packet.length());
        sourceHigh = fromHigh;
        sourceLow = fromLow;
        destinationHigh = toHigh;
        destinationLow = toLow;
        encapsulate(packet, options, pieceLabel, fromHigh, fromLow, toHigh, toLow);
        return Verdict.FORWARDED;
    }

    /** What the sender of a packet that was too big has to be told as next-hop MTU, or 0 for nothing. */
    public int nextHopMtu() {
        return nextHopMtu;
    }

    /** Notes a verified report about the path toward a destination. */
    void lowerPathMtu(DomainOptions options, long toHigh, long toLow, int mtu, long nowNanos) {
        if (options.dynamicPmtu && mtu < options.mtuV6 && pathMtus.lower(toHigh, toLow, mtu, nowNanos)) {
            context.counters.increment(Event.PATH_MTU_LOWERED, 0);
        }
    }

    /** Flow label of an IPv4 packet that the node itself has made. */
    int flowLabel(DomainOptions options, ByteBuffer buffer, int ipv4, int total) {
        return FlowLabelHash.of(options.flowLabel, flowLabelKey, buffer, ipv4, total);
    }

    /** Forgets pieces that nobody pulled. */
    void forget() {
        outer.forget();
        inner.forget();
    }

    /** Octets of the next piece, 0 if there is none. */
    int nextOctets() {
        int octets = outer.nextOctets();
        if (octets > 0) {
            return octets;
        }
        octets = inner.nextOctets();
        return octets == 0 ? 0 : octets + pieceOptions.headerOctets;
    }

    /** Whether pieces that were not pulled are made from octets of a part of a buffer. */
    boolean readsFrom(ByteBuffer buffer, int start, int octets) {
        return outer.readsFrom(buffer, start, octets) || inner.readsFrom(buffer, start, octets);
    }

    /** Writes the next piece; false if there is none, or the place is too short. */
    boolean next(Packet place) {
        if (outer.nextOctets() > 0) {
            return outer.next(place);
        }
        int headers = pieceOptions.headerOctets;
        int octets = inner.nextOctets();
        if (octets == 0 || octets + headers > place.length()) {
            return false;
        }
        place.trimFront(headers);
        inner.next(place);
        place.prepend(headers);
        TunnelHeader.write(
                place.buffer(),
                place.offset(),
                pieceOptions,
                pieceTypeOfService,
                pieceLabel,
                octets,
                sourceHigh,
                sourceLow,
                destinationHigh,
                destinationLow);
        return true;
    }
}
