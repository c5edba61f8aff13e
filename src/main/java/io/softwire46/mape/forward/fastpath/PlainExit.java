package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.forward.fastpath.PlainPackets.FIRST;
import static io.softwire46.mape.forward.fastpath.PlainPackets.FLAWS;
import static io.softwire46.mape.forward.fastpath.PlainPackets.OUTER;
import static io.softwire46.mape.forward.fastpath.PlainPackets.RECEIVED;
import static io.softwire46.mape.forward.fastpath.PlainPackets.SECOND;

import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.tunnel.DomainOptions;
import io.softwire46.mape.forward.tunnel.Origin;
import io.softwire46.mape.forward.tunnel.TunnelEntry;
import io.softwire46.mape.forward.tunnel.TunnelExit;
import io.softwire46.mape.forward.tunnel.Worker;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.internal.Ipv4Words;

/**
 * Takes plain packets out of the tunnel, many together: those that leave as they are. What {@link TunnelExit} does for all packets.
 *
 * <p>Static methods only.
 */
final class PlainExit {
    private PlainExit() {}

    /** Whether more is to be done with a packet than to take the tunnel header away. */
    static boolean hasMore(Packet packet, long[] columns, int i, DomainOptions options) {
        long outer = columns[OUTER + i];
        // PACKET_SIZE, IPV4_MTU, EGRESS_TTL, all in plainExitOctets; DSCP; MSS
        return (outer >>> 16 & 0xffff) > options.plainExitOctets
                || (options.uniformDscp && (outer >>> 52 & 0xff) != Ipv4Words.typeOfService(columns[FIRST + i]))
                || TunnelEntry.mayClamp(
                        packet.buffer(), packet.offset() + Ipv6Header.OCTETS, columns[SECOND + i], options);
    }

    /** Forwards packets up to one with a flaw, as {@link Burst.Steps#forward} does. */
    static int forward(
            Worker worker,
            long[] columns,
            Origin[] origins,
            Packet[] packets,
            Verdict[] verdicts,
            int from,
            int done,
            int count) {
        int i = done;
        while (i < count
                && columns[FLAWS + i] >= 0
                && packets[from + i].unwrap(Ipv6Header.OCTETS, Ipv4Words.totalLength(columns[FIRST + i]))) {
            Worker.set(verdicts, from + i, Verdict.FORWARDED);
            i++;
        }
        if (i > done) {
            long totals = 0;
            long arrivals = (long) Ipv6Header.OCTETS * (i - done);
            for (int j = done; j < i; j++) {
                totals += columns[FIRST + j] >>> 32 & 0xffff;
                arrivals += columns[RECEIVED + j];
            }
            worker.countForwarded(
                    Direction.V6_TO_V4,
                    i - done,
                    Ipv4Words.totalLength(columns[FIRST + i - 1]),
                    totals,
                    arrivals,
                    Event.SENT_IPV4,
                    totals);
            DomainColumns.count(worker.domains, Direction.V6_TO_V4, columns, origins, done, i, Ipv6Header.OCTETS);
        }
        return i;
    }
}
