package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Floods in virtual time. Ten times as many datagrams as the table has entries begin in each timeout and are never
 * completed, each from a source of its own; meanwhile an honest source sends datagrams whose fragments arrive within 10 ms of
 * each other.
 */
class FragmentFloodTest {
    private static final long MILLISECOND = 1_000_000L;
    private static final int FACTOR = 10;

    private record Arrival(long time, long order, byte[] fragment, boolean good) implements Comparable<Arrival> {
        @Override
        public int compareTo(Arrival other) {
            return time == other.time ? Long.compare(order, other.order) : Long.compare(time, other.time);
        }
    }

    /** The reassembler or port cache under test. */
    private interface Engine {
        FragmentResult add(Packet packet, long now);

        boolean expire(long now);
    }

    /** The fragments of a flood. */
    private interface Flood {
        byte[] fragment(int number, Random random);
    }

    private static byte[] source(byte[] fragment, int at, int number) {
        Bytes.put16(fragment, at, number >>> 16);
        Bytes.put16(fragment, at + 2, number & 0xffff);
        return fragment;
    }

    private static byte[] ipv4(int number, boolean first, int start, int octets) {
        byte[] header = Sample.ipv4(20);
        Bytes.put16(header, 4, number & 0xffff);
        return Sample.withChecksum(
                source(CraftedFragments.ipv4(header, start, first, new byte[octets]), 12, 0x64000000 + number));
    }

    private static byte[] ipv6(int number, int start, int octets) {
        byte[] data = new byte[octets];
        data[0] = 0x45;
        return source(CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), 4, start, true, number, data), 12, number);
    }

    /** Share of the good datagrams that come through, of this many timeouts, after one that fills the table. */
    private static double survivors(
            Engine engine, ReassemblyLimits limits, Flood flood, List<byte[]> good, FragmentStatistics statistics) {
        Random random = new Random(8);
        PriorityQueue<Arrival> arrivals = new PriorityQueue<>();
        long timeout = limits.timeoutNanos();
        int timeouts = 3;
        int number = timeouts * FACTOR * limits.maxReassemblies();
        for (int i = 0; i < number; i++) {
            long time = timeouts * timeout / number * i;
            arrivals.add(new Arrival(time, i, flood.fragment(i, random), false));
        }
        int sent = 0;
        for (long time = timeout; time < timeouts * timeout; time += timeout / 200) {
            for (byte[] fragment : good) {
                byte[] copy = fragment.clone();
                boolean six = copy[0] >> 4 == 6;
                Bytes.put16(copy, six ? 46 : 4, sent & 0xffff);
                long at = time + (long) (random.nextDouble() * 10 * MILLISECOND);
                arrivals.add(new Arrival(at, random.nextLong(), six ? copy : Sample.withChecksum(copy), true));
            }
            sent++;
        }
        int reassembled = 0;
        Packet packet = new Packet();
        while (!arrivals.isEmpty()) {
            Arrival arrival = arrivals.remove();
            while (engine.expire(arrival.time)) {
                assertTrue(statistics.expired() > 0);
            }
            long evicted = statistics.evicted();
            packet.attach(ByteBuffer.wrap(arrival.fragment), 0, arrival.fragment.length, 0);
            FragmentResult result = engine.add(packet, arrival.time);
            assertTrue(statistics.evicted() - evicted <= DatagramStore.MAXIMUM_EVICTIONS, "one packet takes long");
            if (arrival.good && result == FragmentResult.COMPLETE) {
                reassembled++;
            }
        }
        assertTrue(statistics.evicted() + statistics.dropped() > number / 2, "it was no flood");
        return (double) reassembled / sent;
    }

    private static Engine ipv6(Ipv6Reassembler reassembler) {
        return new Engine() {
            @Override
            public FragmentResult add(Packet packet, long now) {
                return reassembler.add(packet, 40, now);
            }

            @Override
            public boolean expire(long now) {
                return reassembler.expire(now);
            }
        };
    }

    private static Engine ipv4(Ipv4Reassembler reassembler) {
        return new Engine() {
            @Override
            public FragmentResult add(Packet packet, long now) {
                return reassembler.add(packet, now);
            }

            @Override
            public boolean expire(long now) {
                return reassembler.expire(now);
            }
        };
    }

    private static void assertIpv6Survives(Flood flood) {
        ReassemblyLimits limits = ReassemblyLimits.ipv6();
        Ipv6Reassembler reassembler = new Ipv6Reassembler(limits, 3, 4);
        List<byte[]> good = CraftedFragments.ipv6(Sample.ipv6(4, Sample.ipv4(3000)), 0, 1448, 2896);
        double survivors = survivors(ipv6(reassembler), limits, flood, good, reassembler.statistics());
        assertTrue(survivors >= 0.95, () -> "only " + survivors);
    }

    private static void assertIpv4Survives(Flood flood) {
        ReassemblyLimits limits = ReassemblyLimits.ipv4();
        Ipv4Reassembler reassembler = new Ipv4Reassembler(limits, 3, 4);
        List<byte[]> good = CraftedFragments.ipv4(Sample.ipv4(3000), 1440, 2880);
        double survivors = survivors(ipv4(reassembler), limits, flood, good, reassembler.statistics());
        assertTrue(survivors >= 0.95, () -> "only " + survivors);
    }

    @Test
    void firstFragmentsFromNewSources() {
        assertIpv6Survives((number, random) -> ipv6(number, 0, 1232));
        assertIpv4Survives((number, random) -> ipv4(number, true, 0, 1440));
    }

    /** A few octets at a high offset use as much memory as a few octets at the start. */
    @Test
    void fewOctetsAtTheFarEnd() {
        assertIpv6Survives((number, random) -> ipv6(number, 8 * random.nextInt(8190), 8));
        assertIpv4Survives((number, random) -> ipv4(number, true, 8 * (2 + random.nextInt(8000)), 8));
    }

    @Test
    void largestFragments() {
        assertIpv6Survives((number, random) -> ipv6(number, 0, 1232 * random.nextInt(1, 30)));
    }

    /** Two fragments of each, so that the table is full of datagrams that have been discarded. */
    @Test
    void overlaps() {
        assertIpv6Survives((number, random) -> ipv6(number / 2, number % 2 * 8, 1232));
        assertIpv4Survives((number, random) -> ipv4(number / 2, true, number % 2 * 8, 1440));
    }

    /** A source at any rate uses its own share only. */
    @Test
    void oneSourceHarmsItselfOnly() {
        ReassemblyLimits limits = ReassemblyLimits.ipv6();
        Ipv6Reassembler reassembler = new Ipv6Reassembler(limits, 3, 4);
        Flood flood = (number, random) ->
                CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), 99, 0, true, number, new byte[1232]);
        byte[] other = Sample.ipv6(4, Sample.ipv4(3000));
        other[8] ^= 1;
        List<byte[]> good = CraftedFragments.ipv6(other, 0, 1448, 2896);

        double survivors = survivors(ipv6(reassembler), limits, flood, good, reassembler.statistics());

        assertEquals(1, survivors);
        assertEquals(0, reassembler.statistics().evictedByTable());
        assertTrue(reassembler.statistics().evictedByShare() > 20_000);
        assertEquals(0, reassembler.statistics().count(FragmentResult.SOURCE_SHARE));
    }

    @Test
    void portCacheUnderAFloodOfLaterFragments() {
        ReassemblyLimits limits = ReassemblyLimits.ipv4();
        FragmentPortCache cache = new FragmentPortCache(limits, 3, 4);
        int[] released = new int[1];
        Packet window = new Packet();
        Engine engine = new Engine() {
            @Override
            public FragmentResult add(Packet packet, long now) {
                byte[] octets = packet.buffer().array();
                if ((Bytes.u16(octets, 6) & 0x1fff) > 0) {
                    return cache.later(packet, 0, now);
                }
                cache.first(packet, 0, 5, now);
                while (cache.release(window)) {
                    released[0]++;
                }
                return FragmentResult.COMPLETE; // with nothing lost, this many fragments pass
            }

            @Override
            public boolean expire(long now) {
                return cache.expire(now);
            }
        };
        List<byte[]> good = CraftedFragments.ipv4(Sample.ipv4(3000), 1440, 2880);
        Flood flood = (number, random) -> ipv4(number, true, 1440, 1440);

        assertEquals(1, survivors(engine, limits, flood, good, cache.statistics()));
        assertEquals(400, cache.statistics().reassembledPartial());
        assertTrue(released[0] > 100, "some came before the first");
    }

    /** A fragment that needs much evicts datagrams that have memory, and leaves those alone that have none. */
    @Test
    void oneFragmentEvictsALimitedNumber() {
        ReassemblerHarness harness =
                new ReassemblerHarness(new ReassemblyLimits(1_000_000_000L, 64, 200, 65575, 1, 65575, true));
        for (int i = 0; i < 100; i++) {
            harness.ipv6(ipv6(i, 0, 1232), i);
            assertEquals(FragmentResult.OVERLAP, harness.ipv6(ipv6(i, 8, 1232), i));
        }
        for (int i = 100; i < 132; i++) {
            assertEquals(FragmentResult.HELD, harness.ipv6(ipv6(i, 0, 1232), i));
        }

        assertEquals(FragmentResult.HELD, harness.ipv6(ipv6(1000, 0, 65520), 1000));
        assertEquals(32, harness.ipv6.statistics().evictedByTable());
        assertEquals(1, harness.ipv6.statistics().pending());
        assertEquals(FragmentResult.DISCARDED, harness.ipv6(ipv6(0, 0, 1232), 1001), "its key is still known");
    }
}
