package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.icmp.Icmpv6Error;
import io.softwire46.mape.icmp.Icmpv6Suppression;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;

/**
 * ICMPv6 errors to the source of a tunnel packet, if options, RFC 4443 section 2.4 and the rate limit of the domain permit them.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class TunnelErrors {
    /** The BR addresses of the current table that several BRs may share. */
    public interface AnycastAddresses {
        boolean contains(long high, long low);
    }

    private final ForwardingContext context;
    private AnycastAddresses anycast;

    public TunnelErrors(ForwardingContext context, AnycastAddresses anycast) {
        this.context = context;
        this.anycast = anycast;
    }

    /** Adopts the addresses of a new table. */
    public void adopt(AnycastAddresses next) {
        anycast = next;
    }

    /**
     * Queues an error about a tunnel packet.
     *
     * @param word the second word of the error, 0 if it has none
     */
    public void send(Packet packet, DomainState domain, Icmpv6Error error, int word, long nowNanos) {
        if (!domain.options.icmpv6Errors) {
            return;
        }
        boolean forbidden = anycast.contains(
                        Ipv6Header.sourceHi(packet.buffer(), packet.offset()),
                        Ipv6Header.sourceLo(packet.buffer(), packet.offset())) // RFC 4443 section 2.4 e.6
                || Icmpv6Suppression.forbids(
                        packet.buffer(), packet.offset(), packet.length(), error.type(), error.code(), false);
        if (forbidden) {
            context.count(Event.ICMP_ERROR_SUPPRESSED, packet.length());
        } else if (context.errors.takeToken(domain, packet.length(), nowNanos)) {
            context.errors.queueIpv6(packet, domain.options, error, word);
        }
    }

    /** RFC 7596 section 6.2: queues ICMPv6 type 1 code 5 about a failed source check, if an option enables it. */
    public void sendAboutSource(Packet packet, DomainState domain, long nowNanos) {
        if (domain.options.sourceCheckErrors) {
            send(packet, domain, Icmpv6Error.SOURCE_ADDRESS_FAILED_POLICY, 0, nowNanos);
        }
    }

    /**
     * Drops a tunnel packet for its extension headers, with a parameter problem if RFC 8200 section 4 requires one.
     *
     * @param found the payload that {@link Decapsulator} found and no node accepts
     */
    public Verdict drop(Packet packet, TunnelPayload found, DomainState domain, long nowNanos) {
        Decapsulator exit = context.exit;
        if (exit.parameterProblemCode() != Decapsulator.NO_PROBLEM) {
            Icmpv6Error error = Icmpv6Error.parameterProblem(exit.parameterProblemCode());
            send(packet, domain, error, exit.pointer(), nowNanos);
        }
        return found == TunnelPayload.BAD_EXTENSION_HEADER
                ? Verdict.DROP_BAD_EXTENSION_HEADER
                : Verdict.DROP_UNSUPPORTED_NEXT_HEADER;
    }
}
