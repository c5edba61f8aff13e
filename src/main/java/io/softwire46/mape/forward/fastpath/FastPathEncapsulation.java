package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.forward.fastpath.FastPathPackets.FIRST;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.HEADERS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.HIGH;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.HOPS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.LOW;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.PUNTS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.RECEIVED;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SECOND;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.TAGS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.TOTALS;

import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.tunnel.DomainOptions;
import io.softwire46.mape.forward.tunnel.Encapsulator;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.forward.tunnel.OuterSource;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import io.softwire46.mape.wire.internal.Ipv4Words;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Encapsulates a batch of ordinary packets, which fit into the tunnel without fragmentation and of which only the TTL changes.
 * {@link Encapsulator} does the same for all packets.
 *
 * <p>Static methods only.
 */
final class FastPathEncapsulation {
    private FastPathEncapsulation() {}

    /**
     * Computes the headers of packets. Punts a packet of which more than the TTL must change.
     *
     * @param columns keys have been looked up: {@link FastPathPackets#TAGS} are indexes of outer sources
     * @return whether {@link MssColumns} must check the packets
     */
    static boolean classify(long[] columns, int count, OuterSource[] outerSources, long flowLabelKey) {
        for (int i = 0; i < count; i++) { // TTL: 0 or 1
            columns[PUNTS + i] |= (columns[SECOND + i] >>> 56) - 2;
        }
        FlowLabelColumns.labels(flowLabelKey, columns, count);
        for (int i = 0; i < count; i++) {
            columns[HEADERS + i] =
                    columns[HEADERS + i] << 32 | columns[FIRST + i] << 8 >>> 56 << 52 | columns[TOTALS + i] << 16;
        }
        for (int i = 0; i < count; i++) {
            columns[HOPS + i] = Ipv4Words.oneHopLess(columns[SECOND + i]);
        }
        return outerSources.length == 1
                ? applyOptions(columns, count, outerSources[0].options)
                : applyOptions(columns, count, outerSources);
    }

    /** Applies the options of the only domain: a loop without branches. */
    private static boolean applyOptions(long[] columns, int count, DomainOptions options) {
        long word = options.headerWord;
        long mask = options.headerMask;
        long octets = options.fastPathEntryOctets;
        for (int i = 0; i < count; i++) { // TUNNEL_MTU, PATH_MTU, ENCAPSULATION_LIMIT, FLOW_LABEL
            columns[HEADERS + i] = word + (columns[HEADERS + i] & mask);
            columns[PUNTS + i] |= octets - columns[TOTALS + i];
        }
        return options.lowersMss(); // MSS
    }

    /** Applies the options of each packet's domain. */
    private static boolean applyOptions(long[] columns, int count, OuterSource[] outerSources) {
        boolean clamps = false;
        for (int i = 0; i < count; i++) {
            if (columns[PUNTS + i] >= 0) {
                DomainOptions options = outerSources[(int) columns[TAGS + i]].options;
                columns[HEADERS + i] = options.headerWord + (columns[HEADERS + i] & options.headerMask);
                // TUNNEL_MTU, and in fastPathEntryOctets PATH_MTU, ENCAPSULATION_LIMIT, FLOW_LABEL
                columns[PUNTS + i] |= options.fastPathEntryOctets - columns[TOTALS + i];
                clamps |= Encapsulator.mayClamp(columns[SECOND + i], options); // MSS
            }
        }
        return clamps;
    }

    /** Drops and counts a packet from the IPv4 side with an invalid header, as {@link Burst.Steps#refuse}. */
    static @Nullable Verdict refuse(ForwardingContext context, long[] columns, int i) {
        if (!FastPathRefusals.isIpv4Packet(columns, i)) {
            return null;
        }
        int arrived = (int) columns[RECEIVED + i];
        Verdict verdict = FastPathRefusals.ofHeader(columns, i, arrived);
        if (verdict != null) {
            context.countRefused(Direction.V4_TO_V6, verdict, ForwardingContext.NO_MATCH, arrived);
        }
        return verdict;
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
                && encapsulate(packets[from + i], outerSources[(int) columns[TAGS + i]], columns, i)) {
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
        // HEADROOM
        int end = batch.wrap(from + done, from + punted, Ipv6Header.OCTETS, columns, TOTALS + done) - from;
        if (outerSources.length == 1) {
            write(batch, from, outerSources[0], columns, done, end);
        } else {
            for (int i = done; i < end; i++) {
                write(batch, from, outerSources[(int) columns[TAGS + i]], columns, i, i + 1);
            }
        }
        batch.setForwarded(from + done, from + end);
        count(context, columns, outerSources, done, end);
        return end;
    }

    /** Writes the tunnel headers of packets of one buffer that have been wrapped, and the new TTLs. */
    private static void write(PacketBatch batch, int from, OuterSource outerSource, long[] columns, int done, int end) {
        ByteBuffer buffer = batch.buffer();
        long sourceHigh = outerSource.sourceHigh;
        long sourceLow = outerSource.sourceLow;
        for (int i = done; i < end; i++) {
            int outer = FastPathPackets.bounded(batch.offset(from + i), FastPathPackets.MINIMUM_TUNNEL_OCTETS);
            write(buffer, outer + Ipv6Header.OCTETS, sourceHigh, sourceLow, columns, i);
        }
    }

    /** Counts packets that were forwarded. */
    private static void count(ForwardingContext context, long[] columns, OuterSource[] outerSources, int done, int i) {
        if (i > done) {
            long totals = 0;
            long arrivals = 0;
            for (int j = done; j < i; j++) {
                totals += columns[TOTALS + j];
                arrivals += columns[RECEIVED + j];
            }
            context.countForwarded(Direction.V4_TO_V6, i - done, (int) columns[TOTALS + i - 1], totals, arrivals);
            DomainColumns.count(
                    context.domains,
                    Direction.V4_TO_V6,
                    columns,
                    outerSources,
                    done,
                    i,
                    0,
                    Event.SENT_IPV6,
                    Ipv6Header.OCTETS);
        }
    }

    /** Encapsulates a packet; returns false if its window has changed since it was classified. */
    private static boolean encapsulate(Packet packet, OuterSource outerSource, long[] columns, int i) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        if (!packet.wrap(Ipv6Header.OCTETS, (int) columns[TOTALS + i])) {
            return false;
        }
        write(buffer, offset, outerSource.sourceHigh, outerSource.sourceLow, columns, i);
        return true;
    }

    /** Writes the tunnel header before an IPv4 header, and the new TTL. */
    private static void write(ByteBuffer buffer, int offset, long sourceHigh, long sourceLow, long[] columns, int i) {
        buffer.putInt(offset + Ipv4Header.TIME_TO_LIVE, (int) columns[HOPS + i]);
        Ipv6Header.write(
                buffer,
                offset - Ipv6Header.OCTETS,
                columns[HEADERS + i],
                sourceHigh,
                sourceLow,
                columns[HIGH + i],
                columns[LOW + i]);
    }
}
