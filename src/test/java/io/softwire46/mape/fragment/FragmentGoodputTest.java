package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What becomes of datagrams in two fragments 10 ms apart, in virtual time, with default limits: 1024 places, a tenth of
 * them for one source. Loss does not stop a source's fragments, and a flood of ten times as many first fragments a
 * second as there are places stops no one's, not even if it bears the source's own address.
 */
class FragmentGoodputTest {
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1000 * MILLISECOND;
    private static final int PLACES = 1024;
    private static final int FLOOD = 10 * PLACES; // a second
    private static final int HONEST = 1;

    /** Where fragments wait. */
    enum Collector {
        IPV4_PORT_CACHE,
        IPV4_REASSEMBLY,
        TUNNEL
    }

    private record Arrival(long time, long order, byte[] octets, int datagram) implements Comparable<Arrival> {
        @Override
        public int compareTo(Arrival other) {
            return time == other.time ? Long.compare(order, other.order) : Long.compare(time, other.time);
        }
    }

    private final PriorityQueue<Arrival> arrivals = new PriorityQueue<>();
    private final Random random = new Random(46);
    private int order;

    private static byte[] fragment(Collector collector, int source, int id, boolean first) {
        byte[] data = new byte[first ? 1200 : 100];
        data[0] = 0x45;
        int at = collector == Collector.TUNNEL ? 20 : 12;
        byte[] packet;
        if (collector == Collector.TUNNEL) {
            packet = Cut.ipv6(Cut.ipv6Headers(), 4, first ? 0 : 1200, first, id, data);
        } else {
            byte[] header = Sample.ipv4(20);
            Sample.putWord(header, 4, id & 0xffff);
            packet = Cut.ipv4(header, first ? 0 : 1200, first, data);
        }
        Sample.putWord(packet, at, source >>> 16);
        Sample.putWord(packet, at + 2, source & 0xffff);
        return collector == Collector.TUNNEL ? packet : Sample.withChecksum(packet);
    }

    /** Adds pairs; each fragment is lost with some probability. */
    private Map<Integer, Integer> pairs(
            Collector collector, int perSecond, long from, long to, double loss, boolean swap) {
        Map<Integer, Integer> sent = new HashMap<>();
        for (int i = 0; from + i * (SECOND / perSecond) < to; i++) {
            long time = from + i * (SECOND / perSecond);
            for (int half = 0; half < 2; half++) {
                if (random.nextDouble() >= loss) {
                    byte[] octets = fragment(collector, HONEST, i, (half == 0) != swap);
                    arrivals.add(new Arrival(time + half * 10 * MILLISECOND, order++, octets, i));
                    sent.merge(i, 1, Integer::sum);
                }
            }
        }
        return sent;
    }

    private void flood(Collector collector, long to, DoubleUnaryOperator source) {
        for (int i = 0; i * SECOND / FLOOD < to; i++) {
            int from = (int) source.applyAsDouble(i);
            byte[] octets = fragment(collector, from, 30_000 + i % 30_000, true);
            arrivals.add(new Arrival(i * SECOND / FLOOD, order++, octets, -1));
        }
    }

    /** The part of the datagrams sent with both halves that came through. */
    private double goodput(Collector collector, Map<Integer, Integer> sent) {
        ReassemblyLimits limits = collector == Collector.TUNNEL ? ReassemblyLimits.ipv6() : ReassemblyLimits.ipv4();
        FragmentPortCache cache = new FragmentPortCache(limits, 3, 4);
        Ipv4Reassembler ipv4 = new Ipv4Reassembler(limits, 3, 4);
        Ipv6Reassembler ipv6 = new Ipv6Reassembler(limits, 3, 4);
        Map<Integer, Integer> forwarded = new HashMap<>();
        Packet packet = new Packet();
        while (!arrivals.isEmpty()) {
            Arrival next = arrivals.remove();
            packet.attach(ByteBuffer.wrap(next.octets), 0, next.octets.length, 0);
            switch (collector) {
                case IPV4_PORT_CACHE -> {
                    cache.expire(next.time);
                    boolean first = (Sample.word(next.octets, 6) & 0x1fff) == 0;
                    FragmentResult result =
                            first ? cache.first(packet, 0, 5, next.time) : cache.later(packet, 0, next.time);
                    forwarded.merge(next.datagram, result == FragmentResult.PORT_KNOWN ? 1 : 0, Integer::sum);
                    while (cache.release(packet)) {
                        forwarded.merge(next.datagram, 1, Integer::sum);
                    }
                }
                case IPV4_REASSEMBLY -> {
                    ipv4.expire(next.time);
                    forwarded.merge(
                            next.datagram,
                            ipv4.add(packet, next.time) == FragmentResult.COMPLETE ? 2 : 0,
                            Integer::sum);
                }
                case TUNNEL -> {
                    ipv6.expire(next.time);
                    forwarded.merge(
                            next.datagram,
                            ipv6.add(packet, 40, next.time) == FragmentResult.COMPLETE ? 2 : 0,
                            Integer::sum);
                }
            }
        }
        long whole = sent.values().stream().filter(halves -> halves == 2).count();
        long through = sent.entrySet().stream()
                .filter(entry -> entry.getValue() == 2 && forwarded.getOrDefault(entry.getKey(), 0) == 2)
                .count();
        assertTrue(whole > 100, "that would say little");
        return (double) through / whole;
    }

    private double underLoss(Collector collector, double loss, boolean swap) {
        arrivals.clear();
        return goodput(collector, pairs(collector, 10_000, 0, 3 * SECOND, loss, swap));
    }

    private double underFlood(Collector collector, int perSecond, DoubleUnaryOperator source) {
        arrivals.clear();
        flood(collector, 3 * SECOND, source);
        return goodput(collector, pairs(collector, perSecond, SECOND / 2, 3 * SECOND, 0, false));
    }

    @ParameterizedTest
    @EnumSource
    void lossStopsNothing(Collector collector) {
        for (double loss : new double[] {0, 0.01, 0.05}) {
            assertEquals(1, underLoss(collector, loss, false), "loss " + loss);
        }
        assertEquals(1, underLoss(collector, 0.05, true), "last fragments first");
    }

    @ParameterizedTest
    @EnumSource
    void floodsFromElsewhereStopNothing(Collector collector) {
        assertEquals(1, underFlood(collector, 100, i -> 2), "one source");
        assertTrue(underFlood(collector, 100, i -> 2 + i % 20) >= 0.95, "20 sources");
        assertTrue(underFlood(collector, 100, i -> 2 + i) >= 0.95, "each from another one");
    }

    /** With a tenth of the places an entry lives 10 ms on average, in whatever order they are evicted. */
    @ParameterizedTest
    @EnumSource
    void floodFromTheOwnAddressStopsNoMoreThanHalf(Collector collector) {
        for (int perSecond : new int[] {100, 1000}) {
            double goodput = underFlood(collector, perSecond, i -> HONEST);
            assertTrue(goodput >= 0.5, () -> perSecond + " a second: " + goodput);
        }
    }
}
