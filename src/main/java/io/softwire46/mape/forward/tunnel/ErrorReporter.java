package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.icmp.Icmpv4Error;
import io.softwire46.mape.icmp.Icmpv4Suppression;
import io.softwire46.mape.icmp.Icmpv6Error;
import io.softwire46.mape.wire.Ipv4Header;
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

    private final ForwardingContext context;
    private int identification;

    // The queued error. It is icmpv4 or icmpv6.
    private Pending pending = Pending.NONE;
    private final Packet quoted = new Packet();
    private DomainOptions options;
    private Icmpv4Error icmpv4 = Icmpv4Error.HOST_UNREACHABLE;
    private Icmpv6Error icmpv6 = Icmpv6Error.REASSEMBLY_TIME_EXCEEDED;
    private int secondWord;
    private int icmpv4Source;

    // The tunnel of the queued error, if it is TUNNELLED_ICMPV4.
    private OuterSource outerSource;
    private long destinationHigh;
    private long destinationLow;

    ErrorReporter(ForwardingContext context, NodeKeys keys, DomainOptions anyOptions) {
        this.context = context;
        identification = (int) keys.next();
        options = anyOptions;
        outerSource = new OuterSource(0, anyOptions, new long[2]);
    }

    /**
     * Returns whether an ICMP error about an IPv4 packet may be sent. Counts the error if RFC 1812 section 4.3.2.7 forbids it.
     */
    public boolean maySendErrorAboutIpv4(Packet about, DomainOptions by) {
        if (!by.icmpv4Errors) {
            return false;
        }
        if (Icmpv4Suppression.forbids(about.buffer(), about.offset(), about.length(), false)) {
            context.count(Event.ICMP_ERROR_SUPPRESSED, about.length());
            return false;
        }
        return true;
    }

    /** Takes a token of the domain's rate limit. Returns false, and counts the error, if there is none. */
    public boolean takeToken(DomainState domain, int available, long nowNanos) {
        if (domain.bucket.tryTake(nowNanos)) {
            return true;
        }
        context.count(Event.ICMP_ERROR_RATE_LIMITED, available);
        return false;
    }

    /**
     * Queues an ICMP error to the source of an IPv4 packet. It is sent without a tunnel, from the address in the options, unless
     * {@link #sendFrom} or {@link #sendThroughTunnel} follows.
     *
     * @param word the second word of the error, 0 if it has none
     */
    public void queueIpv4(Packet about, DomainOptions by, Icmpv4Error error, int word) {
        pending = Pending.ICMPV4;
        quote(about, by, word);
        icmpv4 = error;
        icmpv4Source = by.icmpv4Source;
    }

    /** Replaces the IPv4 source address of the queued ICMP error. */
    public void sendFrom(int source) {
        icmpv4Source = source;
    }

    /**
     * Sends the queued ICMP error in a tunnel packet.
     *
     * @param through source and options of the tunnel
     */
    public void sendThroughTunnel(OuterSource through, long toHigh, long toLow) {
        pending = Pending.TUNNELLED_ICMPV4;
        outerSource = through;
        destinationHigh = toHigh;
        destinationLow = toLow;
    }

    /**
     * Writes the queued ICMP error, which has no tunnel, without counting it: the caller changes and counts it.
     *
     * @return false if the window is too short
     */
    public boolean take(Packet place) {
        int length = nextOctets();
        pending = Pending.NONE;
        return place.truncate(length)
                && icmpv4.write(secondWord, quoted, icmpv4Source, place, identification++ & 0xffff) > 0;
    }

    /** Queues an ICMPv6 error to the source of a tunnel packet, which {@link TunnelErrors} has permitted. */
    void queueIpv6(Packet about, DomainOptions by, Icmpv6Error error, int word) {
        pending = Pending.ICMPV6;
        quote(about, by, word);
        icmpv6 = error;
    }

    private void quote(Packet about, DomainOptions by, int word) {
        quoted.attach(about.buffer(), about.offset(), about.length(), 0);
        options = by;
        secondWord = word;
        context.further = true;
    }

    void discardPending() {
        pending = Pending.NONE;
    }

    /** Returns the octets of the queued error; 0 if there is none. */
    int nextOctets() {
        return switch (pending) {
            case NONE -> 0;
            case ICMPV4 -> Icmpv4Error.octets(quoted);
            case TUNNELLED_ICMPV4 -> outerSource.options.headerOctets + Icmpv4Error.octets(quoted);
            case ICMPV6 -> Icmpv6Error.octets(quoted);
        };
    }

    /** Returns whether the queued error quotes octets in a part of a buffer. */
    boolean readsFrom(ByteBuffer from, int start, int count) {
        return pending != Pending.NONE && quoted.overlaps(from, start, count);
    }

    /** Writes the queued error; returns false if there is none, or if the window is too short. */
    boolean next(Packet place) {
        int length = nextOctets();
        if (length == 0 || !place.truncate(length)) {
            return false;
        }
        switch (pending) {
            case ICMPV4 -> writeIpv4(place);
            case TUNNELLED_ICMPV4 -> writeTunnelled(place);
            default -> {
                int octets = icmpv6.write(secondWord, quoted, options.hopLimit, place);
                context.count(Event.ICMPV6_ERROR_SENT, octets);
            }
        }
        pending = Pending.NONE;
        return true;
    }

    private void writeIpv4(Packet place) {
        int octets = icmpv4.write(secondWord, quoted, icmpv4Source, place, identification++ & 0xffff);
        context.count(Event.ICMPV4_ERROR_SENT, octets);
    }

    private void writeTunnelled(Packet place) {
        DomainOptions tunnel = outerSource.options;
        place.trimFront(tunnel.headerOctets);
        writeIpv4(place);
        encapsulate(place, outerSource, destinationHigh, destinationLow);
    }

    /** Writes tunnel headers before an IPv4 packet of the node itself, which fits into the tunnel. */
    public void encapsulate(Packet place, OuterSource through, long toHigh, long toLow) {
        DomainOptions tunnel = through.options;
        ByteBuffer out = place.buffer();
        int ipv4 = place.offset();
        int total = place.length();
        place.prepend(tunnel.headerOctets);
        TunnelHeader.write(
                out,
                place.offset(),
                tunnel,
                Ipv4Header.typeOfService(out, ipv4),
                context.entry.flowLabel(tunnel, out, ipv4, total),
                total,
                through.sourceHigh,
                through.sourceLow,
                toHigh,
                toLow);
    }
}
