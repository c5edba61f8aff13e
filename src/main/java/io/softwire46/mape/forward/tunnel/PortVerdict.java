package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.fragment.FragmentPortCache;
import io.softwire46.mape.wire.TransportPort;

/**
 * What follows where a packet for or from a shared address has no usable port.
 *
 * <p>Static methods only.
 */
public final class PortVerdict {
    private PortVerdict() {}

    /** From the negative answers of {@link TransportPort}, and of a port cache. */
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
