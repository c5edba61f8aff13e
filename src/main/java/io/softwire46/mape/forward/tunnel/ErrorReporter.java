package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.icmp.Icmpv4Error;
import io.softwire46.mape.icmp.Icmpv4Suppression;
import io.softwire46.mape.icmp.Icmpv6Error;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;

/**
 * Decides whether an error is sent, and writes it when the caller fetches it: ICMP about an IPv4 packet, bare or in the tunnel to
 * the CE that sent the packet, and ICMPv6 about a tunnel packet.
 *
 * <p>The error quotes the packet from the buffer that holds it, so nothing is copied before {@link #next}.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class ErrorReporter {
    private enum Pending {
        NONE,
        ICMPV4,
        TUNNELLED_ICMPV4,
        ICMPV6
    }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ForwardingContext context;
    private int identification;

    private Pending pending = Pending.NONE;
    private DomainOptions options;
    private DomainOptions tunnelOptions;
    private ByteBuffer buffer = NOTHING;
    private int offset;
    private int octets;
    private int type;
    private int code;
    private int secondWord;
    private int icmpv4Source;

    // Outer addresses of an error in the tunnel. The source is also that of an ICMPv6 error.
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;

    ErrorReporter(ForwardingContext context, NodeKeys keys, DomainOptions anyOptions) {
        this.context = context;
        identification = (int) keys.next();
        options = anyOptions;
        tunnelOptions = anyOptions;
    }

    /**
     * Returns whether an ICMP error about an IPv4 packet may be sent. Counts the error if RFC 1812 section 4.3.2.7 forbids it.
     */
    public boolean maySendErrorAboutIpv4(ByteBuffer about, int ipv4, int available, DomainOptions by) {
        if (!by.icmpv4Errors) {
            return false;
        }
        if (Icmpv4Suppression.forbids(about, ipv4, available, false)) {
            context.counters.increment(Event.ICMP_ERROR_SUPPRESSED, available);
            return false;
        }
        return true;
    }

    /** Takes a token of the domain's rate limit. Returns false, and counts the error, if there is none. */
    public boolean takeToken(DomainState domain, int available, long nowNanos) {
        if (domain.bucket.tryTake(nowNanos)) {
            return true;
        }
        context.counters.increment(Event.ICMP_ERROR_RATE_LIMITED, available);
        return false;
    }

    /** Queues an ICMP error to the source of an IPv4 packet, not in a tunnel. */
    public void ipv4(
            ByteBuffer about, int ipv4, int available, DomainOptions by, int icmpType, int icmpCode, int word) {
        pending = Pending.ICMPV4;
        set(about, ipv4, available, by, icmpType, icmpCode, word);
    }

    /**
     * Queues an ICMP error in a tunnel packet.
     *
     * @param source IPv4 source address of the ICMP error
     * @param through options of the tunnel
     */
    public void tunnelled(
            ByteBuffer about,
            int ipv4,
            int available,
            DomainOptions by,
            int icmpType,
            int icmpCode,
            int word,
            int source,
            DomainOptions through,
            long fromHigh,
            long fromLow,
            long toHigh,
            long toLow) {
        pending = Pending.TUNNELLED_ICMPV4;
        set(about, ipv4, available, by, icmpType, icmpCode, word);
        icmpv4Source = source;
        tunnelOptions = through;
        sourceHigh = fromHigh;
        sourceLow = fromLow;
        destinationHigh = toHigh;
        destinationLow = toLow;
    }

    private void set(ByteBuffer about, int at, int available, DomainOptions by, int icmpType, int icmpCode, int word) {
        buffer = about;
        offset = at;
        octets = available;
        options = by;
        icmpv4Source = by.icmpv4Source;
        type = icmpType;
        code = icmpCode;
        secondWord = word;
        context.further = true;
    }

    /** Queues an ICMPv6 error to the source of a tunnel packet, which {@link TunnelErrors} has permitted. */
    void ipv6(Packet about, DomainOptions by, int icmpType, int icmpCode, int word) {
        pending = Pending.ICMPV6;
        set(about.buffer(), about.offset(), about.length(), by, icmpType, icmpCode, word);
        sourceHigh = Ipv6Header.destinationHi(buffer, offset);
        sourceLow = Ipv6Header.destinationLo(buffer, offset);
    }

    void discardPending() {
        pending = Pending.NONE;
    }

    /** Returns the octets of the queued error; 0 if there is none. */
    int nextOctets() {
        return switch (pending) {
            case NONE -> 0;
            case ICMPV4 -> Icmpv4Error.octets(buffer, offset, octets);
            case TUNNELLED_ICMPV4 -> tunnelOptions.headerOctets + Icmpv4Error.octets(buffer, offset, octets);
            case ICMPV6 -> Icmpv6Error.octets(buffer, offset, octets);
        };
    }

    /** Returns whether the queued error quotes a packet with octets in a part of a buffer. */
    @SuppressWarnings("ReferenceEquality") // identity is meant; equals compares contents
    boolean readsFrom(ByteBuffer from, int start, int count) {
        return pending != Pending.NONE && from == buffer && start < offset + octets && offset < start + count;
    }

    /** Writes the queued error; returns false if there is none, or if the window is too short. */
    boolean next(Packet place) {
        int length = nextOctets();
        if (length == 0 || !place.truncate(length)) {
            return false;
        }
        ByteBuffer out = place.buffer();
        int at = place.offset();
        switch (pending) {
            case ICMPV4 -> writeIpv4(out, at);
            case TUNNELLED_ICMPV4 -> writeTunnelled(out, at, length);
            default ->
                context.counters.increment(
                        Event.ICMPV6_ERROR_SENT,
                        Icmpv6Error.write(
                                buffer,
                                offset,
                                octets,
                                out,
                                at,
                                type,
                                code,
                                secondWord,
                                sourceHigh,
                                sourceLow,
                                options.hopLimit));
        }
        pending = Pending.NONE;
        return true;
    }

    private void writeIpv4(ByteBuffer out, int at) {
        context.counters.increment(
                Event.ICMPV4_ERROR_SENT,
                Icmpv4Error.write(
                        buffer,
                        offset,
                        octets,
                        out,
                        at,
                        type,
                        code,
                        secondWord,
                        icmpv4Source,
                        identification++ & 0xffff));
    }

    private void writeTunnelled(ByteBuffer out, int at, int length) {
        int ipv4 = at + tunnelOptions.headerOctets;
        int total = length - tunnelOptions.headerOctets;
        writeIpv4(out, ipv4);
        TunnelHeader.write(
                out,
                at,
                tunnelOptions,
                Ipv4Header.typeOfService(out, ipv4),
                context.entry.flowLabel(tunnelOptions, out, ipv4, total),
                total,
                sourceHigh,
                sourceLow,
                destinationHigh,
                destinationLow);
    }
}
