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
 * Encapsulates IPv4 packets: TTL, size, MSS, and the tunnel header (RFC 2473 sections 5 and 7.2).
 *
 * <p>A packet that exceeds the MTU is fragmented after encapsulation (outer) or before (inner), by an option. A reassembled
 * packet is fragmented before encapsulation if it cannot be fragmented after it, and if its fragments as received would have
 * fitted. The first fragment is made in place; {@link #next} writes the others.
 *
 * <p>Not thread-safe: use one instance per thread.
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

    /** Path MTUs, for domains with dynamic path MTU; 448 KiB. */
    private final PathMtuCache pathMtus;

    /** The next-hop MTU to report after {@link Verdict#DROP_TOO_BIG}, or 0 if no error is due. */
    private int nextHopMtu;

    // Header fields that all fragments of a packet share, if it was fragmented before encapsulation.
    private DomainOptions fragmentOptions;
    private int fragmentTypeOfService;
    private int fragmentLabel;
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
        fragmentOptions = anyOptions;
    }

    /**
     * Checks the header of an IPv4 packet (RFC 1812 section 5.2.2).
     *
     * @param packet a window on an IPv4 packet, which link-layer padding may follow
     * @return {@link Verdict#FORWARDED}, {@link Verdict#NOT_MAP} for a multicast or broadcast destination, or the reason for the
     *     drop
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
     * @return {@link Verdict#FORWARDED}, or the reason for the drop with the packet unchanged
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

    /** Returns the maximum IPv6 packet toward an address: the option, or a lower path MTU. */
    int mtu(DomainOptions options, long toHigh, long toLow, long nowNanos) {
        return options.dynamicPmtu ? Math.min(options.mtuV6, pathMtus.mtu(toHigh, toLow, nowNanos)) : options.mtuV6;
    }

    /** Returns whether the MSS of a packet of the fast path is lowered if it is a SYN. */
    public static boolean mayClamp(long second, DomainOptions options) {
        return options.lowersMss() && Ipv4Words.protocol(second) == ProtocolNumbers.TCP;
    }

    /** Returns whether a packet of the fast path is a SYN. */
    public static boolean isSyn(ByteBuffer buffer, int ipv4, long second) {
        return Ipv4Words.protocol(second) == ProtocolNumbers.TCP
                && TcpMss.isSyn(buffer, ipv4 + Ipv4Header.MINIMUM_OCTETS);
    }

    /** Lowers the MSS of a SYN. Called only if the packet will be sent. */
    public void clamp(ByteBuffer buffer, int ipv4, int total, DomainOptions options) {
        if (options.lowersMss() && TcpMss.clamp(buffer, ipv4, total, options.tcpMss)) {
            context.count(Event.MSS_CLAMPED, total);
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
        boolean afterEncapsulation = options.fragmentation == Fragmentation.OUTER && !tooLong;
        boolean beforeEncapsulation = options.fragmentation == Fragmentation.INNER || context.received.fit(tunnelMtu);
        if (!afterEncapsulation && !beforeEncapsulation) {
            return Verdict.DROP_TOO_BIG;
        }
        int headers = options.headerOctets + (afterEncapsulation ? Ipv6FragmentHeader.OCTETS : 0);
        if (packet.headroom() < headers) {
            return Verdict.DROP_NO_ROOM;
        }
        if (!afterEncapsulation) {
            return encapsulateInFragments(packet, options, tunnelMtu, fromHigh, fromLow, toHigh, toLow);
        }
        Ipv4Header.decrementTtl(buffer, ipv4);
        clamp(buffer, ipv4, total, options);
        int label = FlowLabelHash.of(options.flowLabel, flowLabelKey, buffer, ipv4, total);
        encapsulate(packet, options, label, fromHigh, fromLow, toHigh, toLow);
        context.count(Event.TUNNEL_PACKET_CUT, packet.length());
        fragmentOutside(packet, options, mtu);
        return Verdict.FORWARDED;
    }

    /**
     * Fragments an IPv6 packet of the node that is longer than the MTU. The first fragment is made in place; {@link #next} writes
     * the others.
     *
     * @param packet with at least 8 octets of headroom
     */
    void fragmentOutside(Packet packet, DomainOptions options, int mtu) {
        // RFC 7597 section 8.3.1: BRs that share an address must not use the same sequence
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
        if (inner.start(packet, limit, true) != FragmentationResult.CUT) { // DF has been checked
            return Verdict.DROP_BAD_IPV4_HEADER;
        }
        Ipv4Header.decrementTtl(buffer, ipv4);
        context.received.restoreDf(packet);
        inner.start(packet, limit, true); // again: fragments repeat the current header
        clamp(buffer, ipv4, total, options);
        context.count(Event.IPV4_PACKET_CUT, total);
        inner.firstInPlace(packet);
        context.further = true;
        fragmentOptions = options;
        fragmentTypeOfService = Ipv4Header.typeOfService(buffer, ipv4);
        fragmentLabel = FlowLabelHash.of(options.flowLabel, flowLabelKey, buffer, ipv4, packet.length());
        sourceHigh = fromHigh;
        sourceLow = fromLow;
        destinationHigh = toHigh;
        destinationLow = toLow;
        encapsulate(packet, options, fragmentLabel, fromHigh, fromLow, toHigh, toLow);
        return Verdict.FORWARDED;
    }

    /** Returns the next-hop MTU to report to the sender of a packet that was too big, or 0 if no error is due. */
    public int nextHopMtu() {
        return nextHopMtu;
    }

    /** Updates the path MTU toward a destination from a verified error. */
    void lowerPathMtu(DomainOptions options, long toHigh, long toLow, int mtu, long nowNanos) {
        if (options.dynamicPmtu && mtu < options.mtuV6 && pathMtus.lower(toHigh, toLow, mtu, nowNanos)) {
            context.count(Event.PATH_MTU_LOWERED, 0);
        }
    }

    /** Returns the flow label of an IPv4 packet that the node itself has made. */
    int flowLabel(DomainOptions options, ByteBuffer buffer, int ipv4, int total) {
        return FlowLabelHash.of(options.flowLabel, flowLabelKey, buffer, ipv4, total);
    }

    /** Discards fragments that have not been written. */
    void discardPending() {
        outer.forget();
        inner.forget();
    }

    /** Returns the octets of the next fragment; 0 if there is none. */
    int nextOctets() {
        int octets = outer.nextOctets();
        if (octets > 0) {
            return octets;
        }
        octets = inner.nextOctets();
        return octets == 0 ? 0 : octets + fragmentOptions.headerOctets;
    }

    /** Returns whether fragments that have not been written are made from octets of a part of a buffer. */
    boolean readsFrom(ByteBuffer buffer, int start, int octets) {
        return outer.readsFrom(buffer, start, octets) || inner.readsFrom(buffer, start, octets);
    }

    /** Writes the next fragment; returns false if there is none, or if the window is too short. */
    boolean next(Packet place) {
        if (outer.nextOctets() > 0) {
            return outer.next(place);
        }
        int headers = fragmentOptions.headerOctets;
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
                fragmentOptions,
                fragmentTypeOfService,
                fragmentLabel,
                octets,
                sourceHigh,
                sourceLow,
                destinationHigh,
                destinationLow);
        return true;
    }
}
