package io.softwire46.mape.cli;

import io.softwire46.mape.forward.Counters;
import io.softwire46.mape.forward.Verdict;
import io.softwire46.mape.wire.Packet;
import java.util.function.Supplier;

/**
 * A node that a capture is run through.
 *
 * @param fromIpv4 takes a packet from the IPv4 side
 * @param fromIpv6 takes a packet from the IPv6 side
 * @param counters what happened so far
 */
record Forwarder(Side fromIpv4, Side fromIpv6, Supplier<Counters> counters) {
    /** One side of the node. */
    interface Side {
        Verdict take(Packet packet, long nowNanos);
    }
}
