package io.softwire46.mape.nat;

import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The calls of {@link Napt44} for several packets: the headers of a burst are read and its sessions are found first, so that the
 * reads of the tables overlap. Ordinary packets are then translated by {@link Hits}, others as in a single call. Each direction has
 * loops of its own, so that each is compiled for itself: one loop for both is slower.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
@SuppressWarnings("EnumOrdinal") // the batch does not know the type
final class NaptBursts {
    private final NaptTranslators translators;
    private final NaptStatistics statistics;
    private final Packet window = new Packet();

    /** Index of the first packet that was read in its batch. */
    private int firstRead;

    NaptBursts(NaptTranslators translators, NaptStatistics statistics) {
        this.translators = translators;
        this.statistics = statistics;
    }

    int outbound(PacketBatch batch, int from, long nowNanos) {
        batch.begin(from);
        translators.begin(nowNanos);
        int size = batch.size();
        int next = from;
        while (next < size) {
            int end = Math.min(size, next + Hits.BURST);
            int done = outboundBurst(batch, next, end, nowNanos);
            if (done < end || translators.hasOutput()) {
                return done;
            }
            next = end;
            translators.adopt();
        }
        return next;
    }

    int inbound(PacketBatch batch, int from, long nowNanos) {
        batch.begin(from);
        translators.begin(nowNanos);
        int size = batch.size();
        int next = from;
        while (next < size) {
            int end = Math.min(size, next + Hits.BURST);
            int done = inboundBurst(batch, next, end, nowNanos);
            if (done < end || translators.hasOutput()) {
                return done;
            }
            next = end;
            translators.adopt();
        }
        return next;
    }

    /** Translates up to {@link Hits#BURST} packets; returns the index after the last one. */
    private int outboundBurst(PacketBatch batch, int from, int to, long nowNanos) {
        ByteBuffer buffer = batch.buffer();
        Hits hits = translators.current.hits;
        for (int i = from; i < to; i++) {
            hits.readOutbound(i - from, buffer, batch.offset(i), batch.length(i));
        }
        hits.findOutbound(to - from);
        int done = from; // packets before it have their outcome
        long octets = 0;
        for (int i = from; i < to; i++) {
            if (hits.outbound(i - from, buffer, batch.offset(i))) {
                octets += batch.length(i);
                continue;
            }
            statistics.countTranslated(false, i - done, octets);
            batch.setForwarded(done, i);
            octets = 0;
            done = i + 1;
            NaptResult result = translators.outbound(batch.attach(i, window), nowNanos);
            batch.set(i, result.ordinal(), window);
            if (translators.hasOutput()) {
                return done;
            }
        }
        statistics.countTranslated(false, to - done, octets);
        batch.setForwarded(done, to);
        return to;
    }

    /** Translates up to {@link Hits#BURST} packets; returns the index after the last one. */
    private int inboundBurst(PacketBatch batch, int from, int to, long nowNanos) {
        ByteBuffer buffer = batch.buffer();
        Hits hits = translators.current.hits;
        for (int i = from; i < to; i++) {
            hits.readInbound(i - from, buffer, batch.offset(i), batch.length(i));
        }
        hits.findInbound(to - from);
        int done = from; // packets before it have their outcome
        long octets = 0;
        for (int i = from; i < to; i++) {
            if (hits.inbound(i - from, buffer, batch.offset(i))) {
                octets += batch.length(i);
                continue;
            }
            statistics.countTranslated(true, i - done, octets);
            batch.setForwarded(done, i);
            octets = 0;
            done = i + 1;
            NaptResult result = translators.inbound(batch.attach(i, window), nowNanos);
            batch.set(i, result.ordinal(), window);
            if (translators.hasOutput()) {
                return done;
            }
        }
        statistics.countTranslated(true, to - done, octets);
        batch.setForwarded(done, to);
        return to;
    }

    void readOutbound(PacketBatch batch, int from, int to) {
        ByteBuffer buffer = batch.buffer();
        Hits hits = translators.current.hits;
        for (int i = from; i < to; i++) {
            hits.readOutbound(i - from, buffer, batch.offset(i), batch.length(i));
        }
        hits.findOutbound(to - from);
        firstRead = from;
    }

    int outboundOrdinary(PacketBatch batch, int from, int to, int maxOctets, int headroom) {
        ByteBuffer buffer = batch.buffer();
        Hits hits = translators.current.hits;
        long octets = 0;
        int i = from;
        while (i < to
                && hits.totalLength(i - firstRead) <= maxOctets
                && batch.headroom(i) >= headroom
                && hits.outbound(i - firstRead, buffer, batch.offset(i))) {
            octets += hits.totalLength(i - firstRead);
            i++;
        }
        statistics.countTranslated(false, i - from, octets);
        return i;
    }

    void readInbound(PacketBatch batch, int from, int to, int skipOctets) {
        ByteBuffer buffer = batch.buffer();
        Hits hits = translators.current.hits;
        for (int i = from; i < to; i++) {
            hits.readInbound(i - from, buffer, batch.offset(i) + skipOctets, batch.length(i) - skipOctets);
        }
        hits.findInbound(to - from);
        firstRead = from;
    }

    int inboundOrdinary(PacketBatch batch, int from, int to, int skipOctets) {
        ByteBuffer buffer = batch.buffer();
        Hits hits = translators.current.hits;
        long octets = 0;
        int i = from;
        while (i < to && hits.inbound(i - firstRead, buffer, batch.offset(i) + skipOctets)) {
            octets += hits.totalLength(i - firstRead);
            i++;
        }
        statistics.countTranslated(true, i - from, octets);
        return i;
    }

    int outbound(Packet[] packets, NaptResult[] results, int from, int to, long nowNanos) {
        check(packets, results, from, to);
        translators.begin(nowNanos);
        int next = from;
        while (next < to) {
            int end = Math.min(to, next + Hits.BURST);
            Hits hits = translators.current.hits;
            for (int i = next; i < end; i++) {
                Packet packet = packets[i];
                hits.readOutbound(i - next, packet.buffer(), packet.offset(), packet.length());
            }
            hits.findOutbound(end - next);
            for (int i = next; i < end; i++) {
                Packet packet = packets[i];
                if (hits.outbound(i - next, packet.buffer(), packet.offset())) {
                    statistics.countTranslated(false, 1, packet.length());
                    results[i] = NaptResult.TRANSLATED;
                } else {
                    results[i] = translators.outbound(packet, nowNanos);
                    if (translators.hasOutput()) {
                        return i + 1;
                    }
                }
            }
            next = end;
            translators.adopt();
        }
        return to;
    }

    int inbound(Packet[] packets, NaptResult[] results, int from, int to, long nowNanos) {
        check(packets, results, from, to);
        translators.begin(nowNanos);
        int next = from;
        while (next < to) {
            int end = Math.min(to, next + Hits.BURST);
            Hits hits = translators.current.hits;
            for (int i = next; i < end; i++) {
                Packet packet = packets[i];
                hits.readInbound(i - next, packet.buffer(), packet.offset(), packet.length());
            }
            hits.findInbound(end - next);
            for (int i = next; i < end; i++) {
                Packet packet = packets[i];
                if (hits.inbound(i - next, packet.buffer(), packet.offset())) {
                    statistics.countTranslated(true, 1, packet.length());
                    results[i] = NaptResult.TRANSLATED;
                } else {
                    results[i] = translators.inbound(packet, nowNanos);
                    if (translators.hasOutput()) {
                        return i + 1;
                    }
                }
            }
            next = end;
            translators.adopt();
        }
        return to;
    }

    private static void check(Packet[] packets, NaptResult[] results, int from, int to) {
        Objects.checkFromToIndex(from, to, packets.length);
        Objects.checkFromToIndex(from, to, results.length);
        Packet.requireDistinct(packets, from, to);
    }
}
