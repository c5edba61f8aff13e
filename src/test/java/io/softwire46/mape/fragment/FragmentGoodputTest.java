package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
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
 * The rate of completed datagrams of two fragments 10 ms apart, in virtual time, with default limits: 1024 places, a
 * tenth of them for one source. Loss does not stop the fragments of a source. A flood of first fragments, per second ten
 * times the number of places, does not stop them either, even if it has the address of the source.
 */
class FragmentGoodputTest {
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1000 * MILLISECOND;
    private static final int PLACES = 1024;
    private static final int FLOOD = 10 * PLACES; // a second
    private static final int HONEST = 1;

    /** The fragment store under test. */
    enum Store {
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

    private static byte[] fragment(Store store, int source, int id, boolean first) {
        byte[] data = new byte[first ? 1200 : 100];
        data[0] = 0x45;
        int at = store == Store.TUNNEL ? 20 : 12;
        byte[] packet;
        if (store == Store.TUNNEL) {
            packet = CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), 4, first ? 0 : 1200, first, id, data);
        } else {
            byte[] header = Sample.ipv4(20);
            Bytes.put16(header, 4, id & 0xffff);
            packet = CraftedFragments.ipv4(header, first ? 0 : 1200, first, data);
        }
        Bytes.put16(packet, at, source >>> 16);
        Bytes.put16(packet, at + 2, source & 0xffff);
        return store == Store.TUNNEL ? packet : Sample.withChecksum(packet);
    }

    /** Adds pairs; each fragment is lost with some probability. */
    private Map<Integer, Integer> pairs(Store store, int perSecond, long from, long to, double loss, boolean swap) {
        Map<Integer, Integer> sent = new HashMap<>();
        for (int i = 0; from + i * (SECOND / perSecond) < to; i++) {
            long time = from + i * (SECOND / perSecond);
            for (int half = 0; half < 2; half++) {
                if (random.nextDouble() >= loss) {
                    byte[] octets = fragment(store, HONEST, i, (half == 0) != swap);
                    arrivals.add(new Arrival(time + half * 10 * MILLISECOND, order++, octets, i));
                    sent.merge(i, 1, Integer::sum);
                }
            }
        }
        return sent;
    }

    private void flood(Store store, long to, DoubleUnaryOperator source) {
        for (int i = 0; i * SECOND / FLOOD < to; i++) {
            int from = (int) source.applyAsDouble(i);
            byte[] octets = fragment(store, from, 30_000 + i % 30_000, true);
            arrivals.add(new Arrival(i * SECOND / FLOOD, order++, octets, -1));
        }
    }

    /** The completed part of the datagrams of which both halves were sent. */
    private double goodput(Store store, Map<Integer, Integer> sent) {
        ReassemblyLimits limits = store == Store.TUNNEL ? ReassemblyLimits.ipv6() : ReassemblyLimits.ipv4();
        FragmentPortCache cache = new FragmentPortCache(limits, 3, 4);
        Ipv4Reassembler ipv4 = new Ipv4Reassembler(limits, 3, 4);
        Ipv6Reassembler ipv6 = new Ipv6Reassembler(limits, 3, 4);
        Map<Integer, Integer> forwarded = new HashMap<>();
        Packet packet = new Packet();
        while (!arrivals.isEmpty()) {
            Arrival next = arrivals.remove();
            packet.attach(ByteBuffer.wrap(next.octets), 0, next.octets.length, 0);
            switch (store) {
                case IPV4_PORT_CACHE -> {
                    cache.expire(next.time);
                    boolean first = (Bytes.u16(next.octets, 6) & 0x1fff) == 0;
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

    private double underLoss(Store store, double loss, boolean swap) {
        arrivals.clear();
        return goodput(store, pairs(store, 10_000, 0, 3 * SECOND, loss, swap));
    }

    private double underFlood(Store store, int perSecond, DoubleUnaryOperator source) {
        arrivals.clear();
        flood(store, 3 * SECOND, source);
        return goodput(store, pairs(store, perSecond, SECOND / 2, 3 * SECOND, 0, false));
    }

    @ParameterizedTest
    @EnumSource
    void lossStopsNothing(Store store) {
        for (double loss : new double[] {0, 0.01, 0.05}) {
            assertEquals(1, underLoss(store, loss, false), "loss " + loss);
        }
        assertEquals(1, underLoss(store, 0.05, true), "last fragments first");
    }

    @ParameterizedTest
    @EnumSource
    void floodsFromElsewhereStopNothing(Store store) {
        assertEquals(1, underFlood(store, 100, i -> 2), "one source");
        assertTrue(underFlood(store, 100, i -> 2 + i % 20) >= 0.95, "20 sources");
        assertTrue(underFlood(store, 100, i -> 2 + i) >= 0.95, "each from another one");
    }

    /** With a tenth of the places an entry lives 10 ms on average, in whatever order they are evicted. */
    @ParameterizedTest
    @EnumSource
    void floodFromTheOwnAddressStopsNoMoreThanHalf(Store store) {
        for (int perSecond : new int[] {100, 1000}) {
            double goodput = underFlood(store, perSecond, i -> HONEST);
            assertTrue(goodput >= 0.5, () -> perSecond + " a second: " + goodput);
        }
    }
}
