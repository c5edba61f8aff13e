package io.softwire46.mape.cli;

import io.softwire46.mape.forward.Counters;
import io.softwire46.mape.forward.Verdict;
import io.softwire46.mape.wire.Packet;

/**
 * A node that a capture is run through.
 */
interface Forwarder {
    /** Takes a packet from the IPv4 side. */
    Verdict fromIpv4(Packet packet, long nowNanos);

    /** Takes a packet from the IPv6 side. */
    Verdict fromIpv6(Packet packet, long nowNanos);

    /** What happened so far. */
    Counters counters();
}
