package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Packet;

/**
 * The held fragments of a node, which it releases once the port of their datagram is known.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public interface HeldFragments {
    /** The result if no held fragment remains. */
    Verdict NOTHING = Verdict.NOT_MAP;

    /**
     * Takes the oldest held fragment and forwards it as if it had just arrived.
     *
     * @param window becomes a window on the packet to send, after {@link Verdict#FORWARDED}
     * @param nowNanos the time of the packet that released it
     * @return the verdict, or {@link #NOTHING}
     */
    Verdict release(Packet window, long nowNanos);
}
