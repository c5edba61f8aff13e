package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.fragment.FragmentPortCache;
import io.softwire46.mape.fragment.FragmentResult;
import io.softwire46.mape.fragment.FragmentSource;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;

/**
 * The source check of IPv4 fragments in tunnel packets, where the address is shared and only the first fragment has the port
 * (RFC 7597 section 8.1; what becomes of fragments it does not say).
 *
 * <p>Not thread-safe: one per worker.
 */
public final class SourceFragments {
    /** What the cache of ports says of datagrams whose first fragment failed the check. */
    private static final int SPOOFED = -100;

    private final Worker worker;
    private boolean joined;

    public SourceFragments(Worker worker) {
        this.worker = worker;
    }

    /**
     * Checks a fragment, after {@link TunnelExit#checkInner}.
     *
     * @param collectors with the subscriber at the outer source as their source
     * @param rule by longest match of the outer source
     * @return {@link Verdict#FORWARDED}, {@link Verdict#HELD}, or the reason for the drop
     */
    public Verdict check(
            Packet packet,
            Collectors collectors,
            CompiledRules rules,
            DomainOptions options,
            int rule,
            long sourceHigh,
            long sourceLow,
            long nowNanos) {
        joined = false;
        ByteBuffer buffer = packet.buffer();
        int inner = worker.exit.payloadOffset();
        if (options.innerFragments == InnerFragments.DROP) {
            return Verdict.DROP_FRAGMENT_IPV4;
        }
        if (!SourceGuard.mayHavePort(buffer, inner)) {
            return Verdict.DROP_UNSUPPORTED_PROTOCOL;
        }
        if (!SourceGuard.mayPass(rules, options.sourceCheck, rule, sourceHigh, sourceLow)
                || !rules.ownsAddress(rule, sourceHigh, sourceLow, Ipv4Header.sourceAddress(buffer, inner))) {
            return Verdict.DROP_SPOOFED;
        }
        if (options.innerFragments == InnerFragments.CACHE) {
            FragmentPortCache cache = Collectors.there(collectors.fromCePorts);
            return byPort(packet, cache, collectors.source(), rules, options, rule, sourceHigh, sourceLow, nowNanos);
        }
        boolean tiny = FragmentPortCache.isTiny(buffer, inner);
        if (tiny
                && options.innerFragments
                        == InnerFragments.ADDRESS) { // the others cannot be told from those of other datagrams
            return Verdict.DROP_FRAGMENT_TINY;
        }
        Verdict shown = Ipv4Header.isFirstFragment(buffer, inner) && !tiny
                ? checkWhole(buffer, rules, options, rule, sourceHigh, sourceLow)
                : Verdict.FORWARDED;
        // A foreign port is not waited for: whom it belongs to would hear of it when the time is over.
        return options.innerFragments == InnerFragments.ADDRESS || shown == Verdict.DROP_SPOOFED
                ? shown
                : join(packet, collectors, rules, options, rule, sourceHigh, sourceLow, nowNanos);
    }

    /** Checks a packet that has its port, or that may come from any. */
    public Verdict checkWhole(
            ByteBuffer buffer, CompiledRules rules, DomainOptions options, int rule, long sourceHigh, long sourceLow) {
        joined = false;
        return SourceGuard.check(
                rules, options.sourceCheck, buffer, worker.exit.payloadOffset(), rule, sourceHigh, sourceLow);
    }

    private Verdict byPort(
            Packet packet,
            FragmentPortCache cache,
            FragmentSource source,
            CompiledRules rules,
            DomainOptions options,
            int rule,
            long sourceHigh,
            long sourceLow,
            long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int inner = worker.exit.payloadOffset();
        if (!Ipv4Header.isFirstFragment(buffer, inner)) {
            FragmentResult result = cache.later(packet, inner, source, nowNanos);
            worker.releasing |= cache.isReleasing();
            return result == FragmentResult.PORT_KNOWN
                    ? withPort(buffer, cache.port(), rules, options, rule, sourceHigh, sourceLow)
                    : FragmentVerdict.of(result);
        }
        int total = Ipv4Header.totalLength(buffer, inner);
        int port = TransportPort.sourceSide(buffer, inner, total);
        Verdict verdict = withPort(buffer, port, rules, options, rule, sourceHigh, sourceLow);
        if (TransportPort.isIcmpError(buffer, inner, total)) { // never remembered
            return verdict;
        }
        int remembered = verdict == Verdict.DROP_SPOOFED ? SPOOFED : port;
        FragmentResult result = cache.first(packet, inner, remembered, source, nowNanos);
        worker.releasing |= cache.isReleasing();
        return result == FragmentResult.PORT_KNOWN ? verdict : FragmentVerdict.of(result);
    }

    /** Checks a fragment of which the port is known. */
    public Verdict withPort(
            ByteBuffer buffer,
            int port,
            CompiledRules rules,
            DomainOptions options,
            int rule,
            long sourceHigh,
            long sourceLow) {
        if (port < 0) {
            return port == SPOOFED ? Verdict.DROP_SPOOFED : PortVerdict.of(port);
        }
        int source = Ipv4Header.sourceAddress(buffer, worker.exit.payloadOffset());
        return SourceGuard.check(rules, options.sourceCheck, source, port, rule, sourceHigh, sourceLow);
    }

    private Verdict join(
            Packet packet,
            Collectors collectors,
            CompiledRules rules,
            DomainOptions options,
            int rule,
            long sourceHigh,
            long sourceLow,
            long nowNanos) {
        Verdict left = worker.exit.leave(packet, options.uniformDscp);
        if (left != Verdict.FORWARDED) {
            return left;
        }
        FragmentResult result =
                Collectors.there(collectors.fromCe).add(packet, sourceHigh, sourceLow, collectors.source(), nowNanos);
        if (result != FragmentResult.COMPLETE) {
            return FragmentVerdict.of(result);
        }
        worker.counters.happened(Event.IPV4_REASSEMBLED, packet.length());
        worker.further = true; // a burst ends here, since the memory of the joined packet is used again
        joined = true;
        return SourceGuard.check(
                rules, options.sourceCheck, packet.buffer(), packet.offset(), rule, sourceHigh, sourceLow);
    }

    /** Whether the window is on a joined IPv4 packet, outside of the tunnel, whatever the check says of it. */
    public boolean isJoined() {
        return joined;
    }
}
