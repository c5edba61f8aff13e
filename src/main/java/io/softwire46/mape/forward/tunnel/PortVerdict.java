package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.fragment.FragmentPortCache;
import io.softwire46.mape.wire.TransportPort;

/**
 * Maps a missing port of a packet from or to a shared address to its verdict.
 *
 * <p>Static methods only.
 */
public final class PortVerdict {
    private PortVerdict() {}

    /** Returns the verdict for a negative result of {@link TransportPort} or of a port cache. */
    public static Verdict of(int port) {
        return switch (port) {
            case TransportPort.FRAGMENT -> Verdict.DROP_FRAGMENT_IPV4;
            case TransportPort.TRUNCATED -> Verdict.DROP_TRUNCATED;
            case TransportPort.BAD_QUOTE -> Verdict.DROP_ICMP_BAD_QUOTE;
            case FragmentPortCache.DISCARDED -> Verdict.DROP_FRAGMENT_DISCARDED;
            default -> Verdict.DROP_UNSUPPORTED_PROTOCOL;
        };
    }
}
