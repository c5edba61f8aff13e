package io.softwire46.mape.forward.edge;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.forward.tunnel.FragmentStores;
import io.softwire46.mape.forward.tunnel.NodeKeys;
import io.softwire46.mape.forward.tunnel.NodeOutput;
import io.softwire46.mape.fragment.ReassemblyLimits;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.nat.Napt44;
import io.softwire46.mape.nat.NaptResult;
import io.softwire46.mape.nat.NaptTable;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import io.softwire46.mape.wire.TransportPort;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The NAPT of a complete customer edge (RFC 7597 section 8): packets from the LAN are translated before they are encapsulated,
 * packets to the LAN while they are still in the tunnel packet. A dropped packet is as it arrived.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class EdgeNapt implements NodeOutput {
    private static final int MAX_ERROR_OCTETS = 1500;

    private final Published<NaptTable> tables;
    private final Napt44 napt;
    private final Packet inner = new Packet();

    /** A relayed ICMP error to an inside host. */
    private final Packet relayed = new Packet();

    private final ByteBuffer relayedOctets = ByteBuffer.allocate(MAX_ERROR_OCTETS);
    private boolean isRelaying;

    /** The last packet that was dropped; the error about it is made from its octets. */
    private final Packet dropped = new Packet();

    /** Whether packets for the LAN are those of the old address and ports. */
    private boolean isInboundToOld;

    private long lastNanos;
    private final ForwardingContext context;
    private CompiledEdgeTable table;

    private EdgeNapt(Published<NaptTable> tables, Napt44 napt, CompiledEdgeTable table, ForwardingContext context) {
        this.tables = tables;
        this.napt = napt;
        this.table = table;
        this.context = context;
        napt.errorSource(table.options().icmpv4Source);
        context.add(this);
    }

    /**
     * Creates the NAPT of a node.
     *
     * @param keys make its ports unpredictable, or reproducible
     * @return null if the table has none
     */
    static @Nullable EdgeNapt of(CompiledEdgeTable table, NodeKeys keys, ForwardingContext context) {
        NaptTable first = table.napt();
        if (first == null) {
            return null;
        }
        Published<NaptTable> tables = Published.of(first);
        ReassemblyLimits fragments = FragmentStores.ipv4Limits(table.options());
        Napt44 napt =
                keys.isSeeded() ? Napt44.seeded(tables, fragments, keys.flowLabel()) : Napt44.of(tables, fragments);
        return new EdgeNapt(tables, napt, table, context);
    }

    /** Returns the translator. */
    public Napt44 napt44() {
        return napt;
    }

    /** Adopts the NAPT of a new table. Without one, the sessions of the old table go on if the address and ports are the same. */
    void adopt(CompiledEdgeTable next) {
        NaptTable published = next.napt();
        if (published == null) {
            context.counters.increment(Event.NAPT_IGNORED, 0);
        } else {
            tables.publish(published);
        }
        napt.errorSource(next.options().icmpv4Source);
        table = next;
    }

    /** Returns whether the NAPT uses the address and ports of the current table. */
    boolean isCurrent() {
        return table.napt() != null || tables.current().ceMapping().equals(table.mapping());
    }

    /** Translates a packet from the LAN. */
    NaptResult outbound(Packet packet, long nowNanos) {
        return finish(napt.outbound(packet, nowNanos), packet, nowNanos);
    }

    /** Translates a packet for the LAN. */
    NaptResult inbound(Packet packet, long nowNanos) {
        return finish(translateInbound(packet, nowNanos), packet, nowNanos);
    }

    private NaptResult translateInbound(Packet packet, long nowNanos) {
        return isInboundToOld ? napt.inboundToOld(packet, nowNanos) : napt.inbound(packet, nowNanos);
    }

    /** Sets whether packets for the LAN arrive at the MAP address of the old table, until the next call. */
    void setInboundToOld(boolean toOld) {
        isInboundToOld = toOld;
    }

    /** Returns whether sessions of the old table go on. */
    boolean isDraining() {
        return napt.isDraining();
    }

    /** Returns whether the last packet or released fragment from the LAN belongs to a session of the old table. */
    boolean isOfOld() {
        return napt.isOfOld();
    }

    /**
     * Translates a packet for the LAN in its tunnel packet.
     *
     * @param ipv4 index of its header
     */
    NaptResult inbound(ByteBuffer buffer, int ipv4, long nowNanos) {
        return inbound(inner.attach(buffer, ipv4, Ipv4Header.totalLength(buffer, ipv4), 0), nowNanos);
    }

    /** Finds the sessions of packets from the LAN. */
    public void readOutbound(PacketBatch batch, int from, int to) {
        napt.readOutbound(batch, from, to);
    }

    /**
     * Translates ordinary packets of established sessions from the LAN that were read.
     *
     * @param maxOctets maximum IPv4 packet that fits into the tunnel
     * @return index of the first packet that was not translated
     */
    public int outboundOrdinary(PacketBatch batch, int from, int to, int maxOctets) {
        return isCurrent() ? napt.outboundOrdinary(batch, from, to, maxOctets, Ipv6Header.OCTETS) : from;
    }

    /** Finds the sessions of packets for the LAN in their tunnel packets. */
    public void readInbound(PacketBatch batch, int from, int to) {
        napt.readInbound(batch, from, to, Ipv6Header.OCTETS);
    }

    /**
     * Translates ordinary packets of established sessions in their tunnel packets that were read.
     *
     * @return index of the first packet that was not translated
     */
    public int inboundOrdinary(PacketBatch batch, int from, int to) {
        return napt.inboundOrdinary(batch, from, to, Ipv6Header.OCTETS);
    }

    /** Sets the clock before packets of a batch. */
    public void setTime(long nowNanos) {
        lastNanos = nowNanos;
        napt.setTime(nowNanos);
    }

    private NaptResult finish(NaptResult result, Packet packet, long nowNanos) {
        lastNanos = nowNanos;
        if (napt.isReleasing()) {
            context.releaseHeld(nowNanos);
        }
        if (result.isDrop() && napt.nextOctets() > 0) {
            dropped.attach(packet.buffer(), packet.offset(), packet.length(), 0);
            context.further = true;
        }
        return result;
    }

    /** Restores the last packet, which was translated and is dropped. */
    void restore() {
        napt.restore();
    }

    /** Returns whether the fragments to release are those for the LAN. */
    boolean isReleasingInbound() {
        return napt.isReleasingInbound();
    }

    /**
     * Releases a fragment that waited for the first fragment of its datagram.
     *
     * @return null if there is none
     */
    @Nullable NaptResult release(Packet fragment, long nowNanos) {
        return napt.release(fragment, nowNanos);
    }

    /** Returns a window for a relayed error, which {@link #relay} then translates. */
    Packet errorWindow() {
        return relayed.attach(relayedOctets, 0, MAX_ERROR_OCTETS, 0);
    }

    /**
     * Translates the error in the window and queues it.
     *
     * @return {@link Verdict#RELAYED}, or the reason for the drop
     */
    Verdict relay(long nowNanos) {
        NaptResult result = translateInbound(relayed, nowNanos);
        isRelaying = !result.isDrop();
        context.further |= isRelaying;
        return isRelaying ? Verdict.RELAYED : verdict(result);
    }

    /** Ends sessions that are over, some of them per call. Returns whether the caller should fetch output and call again. */
    boolean expire(long nowNanos) {
        lastNanos = nowNanos;
        int before = napt.nextOctets();
        boolean more = napt.expire(nowNanos);
        int after = napt.nextOctets();
        context.further |= after > 0;
        return more || (before == 0 && after > 0);
    }

    @Override
    public void discardPending() {
        isRelaying = false;
    }

    @Override
    public int nextOctets() {
        if (isRelaying) {
            return relayed.length();
        }
        int octets = napt.nextOctets();
        return octets > 0 && napt.isNextForTunnel() ? octets + table.options().headerOctets : octets;
    }

    @Override
    public boolean readsFrom(ByteBuffer buffer, int start, int octets) {
        return !isRelaying && napt.nextOctets() > 0 && dropped.overlaps(buffer, start, octets);
    }

    @Override
    public boolean next(Packet place) {
        if (isRelaying) {
            isRelaying = false;
            place.buffer().put(place.offset(), relayedOctets, relayed.offset(), relayed.length());
            place.truncate(relayed.length());
        } else if (napt.isNextForTunnel()) {
            place.trimFront(table.options().headerOctets);
            if (!napt.next(place, lastNanos)) {
                return false;
            }
            context.count(Event.ICMPV4_ERROR_SENT, place.length());
            encapsulate(place);
            return true;
        } else if (!napt.next(place, lastNanos)) {
            return false;
        }
        if (Ipv4Header.protocol(place.buffer(), place.offset()) == ProtocolNumbers.ICMP) { // else a RST
            context.count(Event.ICMPV4_ERROR_SENT, place.length());
        }
        return true;
    }

    /** Encapsulates an error to the sender of a packet from the tunnel. */
    private void encapsulate(Packet error) {
        ByteBuffer buffer = error.buffer();
        int destination = Ipv4Header.destinationAddress(buffer, error.offset());
        int port = Math.max(TransportPort.destinationSide(buffer, error.offset(), error.length()), MapRule.NO_PORT);
        int rule = EdgeUpstream.meshRule(table, destination, port);
        context.errors.encapsulate(
                error,
                table.outerSource(),
                rule < 0 ? table.relayHigh() : table.meshRules().mapAddressHigh(rule, destination, port),
                rule < 0 ? table.relayLow() : table.meshRules().mapAddressLow(rule, destination, port));
    }

    /** Returns the verdict of a packet by the result of its translation. */
    static Verdict verdict(NaptResult result) {
        return switch (result) {
            case TRANSLATED, HAIRPINNED, RELAYED_ERROR, OTHER_WORKER -> Verdict.FORWARDED;
            case BYPASSED -> Verdict.NOT_MAP;
            case HELD -> Verdict.HELD;
            case NO_PORT_EXCLUSIVE -> Verdict.DROP_NAPT_NO_PORT_EXCLUSIVE;
            case NO_PORT_TOWARD_REMOTE -> Verdict.DROP_NAPT_NO_PORT_TOWARD_REMOTE;
            case TABLE_FULL -> Verdict.DROP_NAPT_TABLE_FULL;
            case HOST_LIMIT -> Verdict.DROP_NAPT_HOST_LIMIT;
            case HOST_PORT_LIMIT -> Verdict.DROP_NAPT_HOST_PORT_LIMIT;
            case HOST_RATE -> Verdict.DROP_NAPT_HOST_RATE;
            case HOSTS_FULL -> Verdict.DROP_NAPT_HOSTS_FULL;
            case NO_SESSION_TCP -> Verdict.DROP_NAPT_NO_SESSION_TCP;
            case UNSOLICITED -> Verdict.DROP_NAPT_UNSOLICITED;
            case FILTERED -> Verdict.DROP_NAPT_FILTERED;
            case NOT_INSIDE -> Verdict.DROP_NAPT_NOT_INSIDE;
            case NO_PORT_PROTOCOL -> Verdict.DROP_NAPT_NO_PORT_PROTOCOL;
            case ICMP_TYPE -> Verdict.DROP_NAPT_ICMP_TYPE;
            case ICMP_BAD_CHECKSUM -> Verdict.DROP_NAPT_ICMP_BAD_CHECKSUM;
            case QUOTE_BAD -> Verdict.DROP_NAPT_QUOTE_BAD;
            case QUOTE_UNKNOWN -> Verdict.DROP_NAPT_QUOTE_UNKNOWN;
            case QUOTE_CHECKSUM -> Verdict.DROP_NAPT_QUOTE_CHECKSUM;
            case BAD_HEADER -> Verdict.DROP_BAD_IPV4_HEADER;
            case TRUNCATED -> Verdict.DROP_TRUNCATED;
            case TTL_EXPIRED -> Verdict.DROP_TTL_EXPIRED;
            case FRAGMENT_TINY -> Verdict.DROP_FRAGMENT_TINY;
            case FRAGMENT_REFUSED -> Verdict.DROP_FRAGMENT_DISCARDED;
            case FRAGMENT_BAD -> Verdict.DROP_FRAGMENT_BAD_LENGTH;
            case FRAGMENT_NO_ROOM -> Verdict.DROP_FRAGMENT_NO_BUFFER;
        };
    }

    /** Returns the table in force, for messages. */
    @Override
    public String toString() {
        return Objects.toString(tables.current());
    }
}
