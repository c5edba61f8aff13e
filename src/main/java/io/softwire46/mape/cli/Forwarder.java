package io.softwire46.mape.cli;

import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.Counters;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.Verdict;
import io.softwire46.mape.wire.Packet;
import java.util.function.Supplier;

/**
 * A node that a capture is run through.
 *
 * @param fromIpv4 takes a packet from the IPv4 side
 * @param fromIpv6 takes a packet from the IPv6 side
 * @param further pulls what a packet caused beside itself
 * @param counters what happened so far
 */
record Forwarder(Side fromIpv4, Side fromIpv6, Further further, Supplier<Counters> counters) {
    static Forwarder of(BorderRelay relay) {
        return new Forwarder(relay::fromIpv4, relay::fromIpv6, relay::next, relay::counters);
    }

    static Forwarder of(CustomerEdge edge) {
        return new Forwarder(edge::fromIpv4, edge::fromIpv6, edge::next, edge::counters);
    }

    /** What a packet caused beside itself. */
    interface Further {
        boolean next(Packet place);
    }

    /** One side of the node. */
    interface Side {
        Verdict take(Packet packet, long nowNanos);
    }
}
