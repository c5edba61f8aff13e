package io.softwire46.mape.cli;

import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.FragmentCounters;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Packet;
import java.util.List;
import java.util.function.Supplier;

/**
 * A node that a capture is run through.
 *
 * @param fromIpv4 takes a packet from the IPv4 side
 * @param fromIpv6 takes a packet from the IPv6 side
 * @param further pulls what a packet caused beside itself
 * @param expiry forgets fragments whose time is over
 * @param counters what happened so far
 * @param fragmentCounters what happened to fragments so far
 */
record Forwarder(
        Side fromIpv4,
        Side fromIpv6,
        Further further,
        Expiry expiry,
        Supplier<Counters> counters,
        Supplier<List<FragmentCounters>> fragmentCounters) {
    static Forwarder of(BorderRelay relay) {
        return new Forwarder(
                relay::fromIpv4, relay::fromIpv6, relay::next, relay::expire, relay::counters, relay::fragmentCounters);
    }

    static Forwarder of(CustomerEdge edge) {
        return new Forwarder(
                edge::fromIpv4, edge::fromIpv6, edge::next, edge::expire, edge::counters, edge::fragmentCounters);
    }

    /** What happens by time alone. */
    interface Expiry {
        boolean expire(long nowNanos);
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
