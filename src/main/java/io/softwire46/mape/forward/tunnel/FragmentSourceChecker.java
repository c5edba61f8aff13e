package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.fragment.FragmentPortCache;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;

/**
 * The source check of IPv4 fragments in tunnel packets. If the address is shared, only the first fragment has the port. RFC 7597
 * section 8.1 requires the check and does not describe it for fragments.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class FragmentSourceChecker {
    /** Stored in the port cache instead of a port, for datagrams whose first fragment failed the check. */
    private static final int SPOOFED = -100;

    private final ForwardingContext context;
    private final SourceChecker source;
    private boolean reassembled;

    FragmentSourceChecker(ForwardingContext context, SourceChecker source) {
        this.context = context;
        this.source = source;
    }

    /**
     * Checks a packet of the CE that is the source, after {@link Decapsulator#checkInner}.
     *
     * @return {@link Verdict#FORWARDED}, {@link Verdict#HELD}, or the reason for the drop
     */
    Verdict check(Packet packet, FragmentStores stores, long nowNanos) {
        reassembled = false;
        ByteBuffer buffer = packet.buffer();
        int inner = context.exit.payloadOffset();
        if (!source.needsPortOfFragment(buffer, inner)) {
            return source.check(buffer, inner);
        }
        source.setSubscriber(stores);
        InnerFragments treatment = source.domain().options.innerFragments;
        if (treatment == InnerFragments.DROP) {
            return Verdict.DROP_FRAGMENT_IPV4;
        }
        if (!Reassembly.mayHavePort(buffer, inner)) {
            return Verdict.DROP_UNSUPPORTED_PROTOCOL;
        }
        if (!source.mayPass() || !source.ownsAddress(Ipv4Header.sourceAddress(buffer, inner))) {
            return Verdict.DROP_SPOOFED;
        }
        if (treatment == InnerFragments.CACHE) {
            return byPort(packet, stores, nowNanos);
        }
        boolean tiny = FragmentPortCache.isTiny(buffer, inner);
        if (tiny && treatment == InnerFragments.ADDRESS) { // later fragments cannot be attributed to this datagram
            return Verdict.DROP_FRAGMENT_TINY;
        }
        Verdict shown =
                Ipv4Header.isFirstFragment(buffer, inner) && !tiny ? source.check(buffer, inner) : Verdict.FORWARDED;
        // A fragment with a foreign port is not held: the error at its expiry would be sent to the owner of the port.
        return treatment == InnerFragments.ADDRESS || shown == Verdict.DROP_SPOOFED
                ? shown
                : reassemble(packet, stores, nowNanos);
    }

    private Verdict byPort(Packet packet, FragmentStores stores, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int inner = context.exit.payloadOffset();
        int shown = TransportPort.sourceSide(buffer, inner, Ipv4Header.totalLength(buffer, inner));
        if (withPort(buffer, shown) == Verdict.DROP_SPOOFED) {
            shown = SPOOFED;
        }
        Verdict verdict = context.reassembly.findSourcePort(packet, inner, shown, stores, nowNanos);
        return verdict == Verdict.FORWARDED ? withPort(buffer, context.reassembly.port()) : verdict;
    }

    /** Checks a fragment whose port is known. */
    Verdict withPort(ByteBuffer buffer, int port) {
        if (port < 0) {
            return port == SPOOFED ? Verdict.DROP_SPOOFED : PortVerdict.of(port);
        }
        return source.checkSource(Ipv4Header.sourceAddress(buffer, context.exit.payloadOffset()), port);
    }

    private Verdict reassemble(Packet packet, FragmentStores stores, long nowNanos) {
        Verdict verdict = context.exit.decapsulate(packet, source.domain().options.uniformDscp);
        if (verdict == Verdict.FORWARDED) {
            verdict = context.reassembly.addFromCe(packet, source.high(), source.low(), stores, nowNanos);
        }
        reassembled = verdict == Verdict.FORWARDED;
        return reassembled ? source.check(packet.buffer(), packet.offset()) : verdict;
    }

    /** Returns whether the window is on a reassembled IPv4 packet, without tunnel header, whatever the verdict of the check. */
    boolean isReassembled() {
        return reassembled;
    }
}
