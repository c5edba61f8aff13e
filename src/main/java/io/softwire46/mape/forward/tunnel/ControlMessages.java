package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.icmp.Icmpv6Echo;
import io.softwire46.mape.icmp.TunnelErrorRelay;
import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.Ipv6FragmentHeader;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;

/**
 * ICMPv6 messages to the node's own address: echo requests, and errors from within the tunnel. Checks all that their octets show;
 * the node checks whether the rules would have sent the packet that an error quotes.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class ControlMessages {
    private static final int NO_TYPE = -1;

    private final ForwardingContext context;
    private final TunnelErrorRelay error = new TunnelErrorRelay();
    private final Packet quoted = new Packet();
    private TunnelErrorRelay.Result result = TunnelErrorRelay.Result.NOTHING;

    public ControlMessages(ForwardingContext context) {
        this.context = context;
    }

    /**
     * Processes a message, up to the point at which rules are needed.
     *
     * @return {@link Verdict#RELAYED} if the caller must check {@link #quoted} against its rules and then call {@link #verified};
     *     else the verdict
     */
    public Verdict take(Packet packet, DomainOptions options, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int offset = context.exit.payloadOffset();
        int octets = context.exit.payloadOctets();
        int type = octets == 0 ? NO_TYPE : Icmpv6Header.type(buffer, offset);
        boolean isRequest = type == Icmpv6Header.ECHO_REQUEST;
        if (type == NO_TYPE || (!isRequest && !Icmpv6Header.isError(type))) {
            return Verdict.DROP_ICMPV6;
        }
        int ipv6 = packet.offset();
        if (!Ipv6Header.isNodeAddress(Ipv6Header.sourceHi(buffer, ipv6), Ipv6Header.sourceLo(buffer, ipv6))) {
            return Verdict.DROP_ICMPV6_SUPPRESSED; // RFC 4291 sections 2.5.2, 2.5.3, 2.5.5.2 and 2.7
        }
        if (isRequest) {
            return options.echoReply ? echo(packet, offset, octets, options, nowNanos) : Verdict.DROP_ICMPV6_ECHO;
        }
        result = error.read(buffer, ipv6, offset, octets);
        Verdict verdict = verdictOfRead();
        if (verdict == Verdict.RELAYED) {
            quoted.attach(buffer, error.innerOffset(), error.innerOctets(), 0);
        }
        return verdict;
    }

    private Verdict verdictOfRead() {
        return switch (result) {
            case RELAY, FORBIDDEN -> Verdict.RELAYED;
            case NOTHING -> error.pathMtu() == TunnelErrorRelay.NO_PATH_MTU ? Verdict.DROP_ICMPV6 : Verdict.RELAYED;
            case TRUNCATED -> Verdict.DROP_TRUNCATED;
            case BAD_CHECKSUM -> Verdict.DROP_ICMPV6_BAD_CHECKSUM;
            case BAD_QUOTE -> Verdict.DROP_ICMPV6_BAD_QUOTE;
            case MTU_TOO_SMALL -> Verdict.DROP_ICMPV6_MTU_TOO_SMALL;
        };
    }

    /** RFC 4443 section 4.2: the reply returns all data. It is fragmented if it is longer than the MTU. */
    private Verdict echo(Packet packet, int offset, int octets, DomainOptions options, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int ipv6 = packet.offset();
        int mtu = context.entry.mtu(
                options, Ipv6Header.sourceHi(buffer, ipv6), Ipv6Header.sourceLo(buffer, ipv6), nowNanos);
        int reply = offset - Ipv6Header.OCTETS;
        boolean tooLong = Ipv6Header.OCTETS + octets > mtu;
        if (tooLong && packet.headroom() + reply - ipv6 < Ipv6FragmentHeader.OCTETS) {
            return Verdict.DROP_NO_ROOM;
        }
        Verdict verdict = switch (Icmpv6Echo.reply(packet, offset, octets, options.hopLimit)) {
            case REPLIED -> Verdict.REPLIED;
            case NOT_ECHO_REQUEST -> Verdict.DROP_ICMPV6;
            case TRUNCATED -> Verdict.DROP_TRUNCATED;
            case BAD_CHECKSUM -> Verdict.DROP_ICMPV6_BAD_CHECKSUM;
            case BAD_ADDRESS -> Verdict.DROP_ICMPV6_SUPPRESSED;
        };
        if (tooLong && verdict == Verdict.REPLIED) {
            context.entry.fragmentOutside(packet, options, mtu);
        }
        return verdict;
    }

    /** Returns the fields of the last error and of the packet that it quotes. */
    public TunnelErrorRelay error() {
        return error;
    }

    /** Returns a window on the IPv4 packet that the last error quotes, as far as present. Its header is valid. */
    public Packet quoted() {
        return quoted;
    }

    /** Queues the ICMP error to the source of the quoted packet. */
    public void queueError(DomainOptions options) {
        context.errors.queueIpv4(quoted, options, error.error(), error.secondWord());
    }

    /**
     * Processes an error whose quoted packet matches the rules: updates the path MTU.
     *
     * @return {@link Verdict#RELAYED} if the error must be relayed to the source of the quoted packet; else the reason for the
     *     drop
     */
    public Verdict verified(DomainOptions options, long nowNanos) {
        if (error.pathMtu() != TunnelErrorRelay.NO_PATH_MTU) {
            context.entry.lowerPathMtu(
                    options, error.outerDestinationHi(), error.outerDestinationLo(), error.pathMtu(), nowNanos);
        }
        return switch (result) {
            case RELAY -> options.tunnelErrorRelay && options.icmpv4Errors ? Verdict.RELAYED : Verdict.DROP_ICMPV6;
            case FORBIDDEN -> Verdict.DROP_ICMPV6_SUPPRESSED;
            default -> Verdict.DROP_ICMPV6;
        };
    }
}
