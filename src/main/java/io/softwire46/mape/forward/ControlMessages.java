package io.softwire46.mape.forward;

import io.softwire46.mape.icmp.Icmpv6Echo;
import io.softwire46.mape.icmp.TunnelErrorRelay;
import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;

/**
 * ICMPv6 messages to the node's own address: echo requests, and errors from within the tunnel as far as their octets go. That
 * the rules would have sent what an error quotes is for the node to say.
 *
 * <p>Not thread-safe: one per worker.
 */
final class ControlMessages {
    private final TunnelErrorRelay error = new TunnelErrorRelay();
    private TunnelErrorRelay.Result result = TunnelErrorRelay.Result.NOTHING;

    /**
     * Treats a message, up to the point at which rules are needed.
     *
     * @return {@link Verdict#RELAYED} where {@link #error} is to be verified, and {@link #afterVerification} to be asked then;
     *     else the verdict
     */
    Verdict take(Packet packet, TunnelExit exit, DomainOptions options) {
        int offset = exit.payloadOffset();
        int octets = exit.payloadOctets();
        if (octets == 0) {
            return Verdict.DROP_ICMPV6;
        }
        int type = Icmpv6Header.type(packet.buffer(), offset);
        if (type == Icmpv6Header.ECHO_REQUEST) {
            return options.echoReply ? echo(packet, offset, octets, options) : Verdict.DROP_ICMPV6_ECHO;
        }
        if (!Icmpv6Header.isError(type)) {
            return Verdict.DROP_ICMPV6;
        }
        result = error.read(packet.buffer(), packet.offset(), offset, octets);
        return switch (result) {
            case RELAY, FORBIDDEN -> Verdict.RELAYED;
            case NOTHING -> error.pathMtu() == TunnelErrorRelay.NO_PATH_MTU ? Verdict.DROP_ICMPV6 : Verdict.RELAYED;
            case TRUNCATED -> Verdict.DROP_TRUNCATED;
            case BAD_CHECKSUM -> Verdict.DROP_ICMPV6_BAD_CHECKSUM;
            case BAD_QUOTE -> Verdict.DROP_ICMPV6_BAD_QUOTE;
            case MTU_TOO_SMALL -> Verdict.DROP_ICMPV6_MTU_TOO_SMALL;
        };
    }

    private static Verdict echo(Packet packet, int offset, int octets, DomainOptions options) {
        if (Ipv6Header.OCTETS + octets > options.mtuV6) {
            return Verdict.DROP_TOO_BIG; // the request came in fragments, and the node cuts no answers
        }
        return switch (Icmpv6Echo.reply(packet, offset, octets, options.hopLimit)) {
            case REPLIED -> Verdict.REPLIED;
            case NOT_ECHO_REQUEST -> Verdict.DROP_ICMPV6;
            case TRUNCATED -> Verdict.DROP_TRUNCATED;
            case BAD_CHECKSUM -> Verdict.DROP_ICMPV6_BAD_CHECKSUM;
            case BAD_ADDRESS -> Verdict.DROP_ICMPV6_SUPPRESSED;
        };
    }

    /** What the error quotes. */
    TunnelErrorRelay error() {
        return error;
    }

    /** Whether the source of the quoted packet is to be told: {@link Verdict#RELAYED}, or why not. */
    Verdict afterVerification(DomainOptions options) {
        return switch (result) {
            case RELAY -> options.tunnelErrorRelay && options.icmpv4Errors ? Verdict.RELAYED : Verdict.DROP_ICMPV6;
            case FORBIDDEN -> Verdict.DROP_ICMPV6_SUPPRESSED;
            default -> Verdict.DROP_ICMPV6;
        };
    }
}
