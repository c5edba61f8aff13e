package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.forward.fastpath.FastPathPackets.FIRST;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.OUTER;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.PUNTS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.RECEIVED;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.TOTALS;

import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.tunnel.Decapsulator;
import io.softwire46.mape.forward.tunnel.DomainOptions;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.forward.tunnel.OuterSource;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import io.softwire46.mape.wire.internal.Ipv4Words;

/**
 * Decapsulates a batch of ordinary packets, which need no other change. {@link Decapsulator} does the same for all packets.
 *
 * <p>Static methods only.
 */
final class FastPathDecapsulation {
    private FastPathDecapsulation() {}

    /** Returns whether a packet needs more than the removal of its tunnel header. */
    static boolean hasMore(long[] columns, int i, DomainOptions options) {
        long outer = columns[OUTER + i];
        // PACKET_SIZE, IPV4_MTU, EGRESS_TTL, all in fastPathExitOctets; DSCP
        return (outer >>> 16 & 0xffff) > options.fastPathExitOctets
                || (options.uniformDscp && (outer >>> 52 & 0xff) != Ipv4Words.typeOfService(columns[FIRST + i]));
    }

    /** Returns whether {@link #checkSizes} finds all packets for which {@link #hasMore}. */
    static boolean needsSizesOnly(DomainOptions options) {
        return !options.uniformDscp;
    }

    /** Punts packets whose size needs more than the removal of the tunnel header. */
    static void checkSizes(long[] columns, int count, DomainOptions options) {
        long octets = options.fastPathExitOctets;
        for (int i = 0; i < count; i++) { // PACKET_SIZE, IPV4_MTU, EGRESS_TTL
            columns[PUNTS + i] |= octets - (columns[OUTER + i] >>> 16 & 0xffff);
        }
    }

    /** Forwards packets up to the first that was punted, as {@link Burst.Steps#forward}. */
    static int forward(
            ForwardingContext context,
            long[] columns,
            OuterSource[] outerSources,
            Packet[] packets,
            Verdict[] verdicts,
            int from,
            int done,
            int count) {
        int i = done;
        while (i < count
                && columns[PUNTS + i] >= 0
                && packets[from + i].unwrap(Ipv6Header.OCTETS, (int) columns[TOTALS + i])) {
            ForwardingContext.set(verdicts, from + i, Verdict.FORWARDED);
            i++;
        }
        count(context, columns, outerSources, done, i);
        return i;
    }

    /** Forwards packets of one buffer, as {@link Burst.Steps#forward(PacketBatch, int, int, int)}. */
    static int forward(
            ForwardingContext context,
            long[] columns,
            OuterSource[] outerSources,
            PacketBatch batch,
            int from,
            int done,
            int count) {
        int punted = FastPathPackets.firstPunted(columns, done, count);
        int end = batch.unwrap(from + done, from + punted, Ipv6Header.OCTETS, columns, TOTALS + done) - from;
        batch.setForwarded(from + done, from + end);
        count(context, columns, outerSources, done, end);
        return end;
    }

    /** Counts packets that were forwarded. */
    private static void count(ForwardingContext context, long[] columns, OuterSource[] outerSources, int done, int i) {
        if (i > done) {
            long totals = 0;
            long arrivals = (long) Ipv6Header.OCTETS * (i - done);
            for (int j = done; j < i; j++) {
                totals += columns[TOTALS + j];
                arrivals += columns[RECEIVED + j];
            }
            context.countForwarded(Direction.V6_TO_V4, i - done, (int) columns[TOTALS + i - 1], totals, arrivals);
            DomainColumns.count(
                    context.domains,
                    Direction.V6_TO_V4,
                    columns,
                    outerSources,
                    done,
                    i,
                    Ipv6Header.OCTETS,
                    Event.SENT_IPV4,
                    0);
        }
    }
}
