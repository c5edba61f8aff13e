package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Packet;

/**
 * The forwarding paths of one node, a border relay or a customer edge.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public interface NodePaths {
    ForwardingContext context();

    /** Returns the fragment stores, which a new table may replace. */
    FragmentStores stores();

    Verdict fromIpv4(Packet packet, long nowNanos);

    Verdict fromIpv6(Packet packet, long nowNanos);

    /** Discards one datagram whose reassembly time has expired; returns false if there is none. */
    boolean expire(long nowNanos);
}
