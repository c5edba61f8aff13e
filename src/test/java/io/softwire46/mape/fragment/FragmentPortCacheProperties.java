package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaivePortCache;
import io.softwire46.mape.testing.GuardedOctets;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Random fragments in any order, with and without a tunnel header: at every step as a naive model. */
class FragmentPortCacheProperties {
    private static final int STEPS = 200;
    private static final long TIMEOUT = 1000;

    private final Packet window = new Packet();
    private final FragmentSource source = new FragmentSource();

    private static ReassemblyLimits limits(Random random) {
        int maxPacket = random.nextBoolean() ? 65575 : 1540 + random.nextInt(4000);
        return new ReassemblyLimits(
                TIMEOUT,
                random.nextBoolean() ? 64 : 2 + random.nextInt(3),
                random.nextBoolean() ? 100 : 1 + random.nextInt(6),
                maxPacket + random.nextInt(random.nextBoolean() ? 100_000 : 5000),
                random.nextBoolean() ? 1 : 0.05 + random.nextDouble() * 0.9,
                maxPacket,
                random.nextInt(3) == 0);
    }

    private static List<ReassemblyLimits> domains(Random random) {
        ReassemblyLimits other = limits(random);
        ReassemblyLimits shorter = new ReassemblyLimits(
                TIMEOUT / 3,
                other.maxFragmentsPerPacket(),
                other.maxReassemblies(),
                other.maxBufferedOctets(),
                other.sharePerSource(),
                other.maxPacketOctets(),
                other.tinyFragmentCheck());
        return random.nextBoolean() ? List.of(limits(random)) : List.of(limits(random), shorter);
    }

    private FragmentSource source(byte[] window, int ipv4, int domain) {
        ByteBuffer buffer = ByteBuffer.wrap(window);
        return ipv4 == 0
                ? source.set(domain, 0, buffer.getInt(12))
                : source.set(domain, buffer.getLong(8), buffer.getLong(16));
    }

    /** The windows of a datagram's fragments, some lost, some twice, some spoiled, mostly out of order. */
    private static List<byte[]> datagram(Random random, boolean tunnel) {
        int octets = random.nextInt(8) == 0 ? 1 + random.nextInt(65000) : 9 + random.nextInt(4000);
        int[] places = random.ints(1 + random.nextInt(random.nextInt(4) == 0 ? 11 : 4), 0, (octets + 7) / 8)
                .filter(n -> n > 0)
                .map(n -> n * 8)
                .distinct()
                .sorted()
                .toArray();
        int protocol = random.nextInt(3) == 0 ? 6 : 17;
        byte[] packet = Sample.ipv4(protocol, new byte[0], 0, Sample.data(octets, random.nextLong()));
        packet[15] = (byte) random.nextInt(3);
        Bytes.put16(packet, 4, random.nextInt(3));
        List<byte[]> fragments = new ArrayList<>();
        byte[] outer = Arrays.copyOf(Sample.ipv6(4, new byte[0]), 40);
        outer[15] = (byte) random.nextInt(2);
        outer[23] = (byte) random.nextInt(2);
        for (byte[] fragment : CraftedFragments.ipv4(packet, places)) {
            byte[] one = fragment;
            if (random.nextInt(30) == 0) {
                Bytes.put16(one, 6, Bytes.u16(one, 6) ^ (random.nextBoolean() ? 0x2000 : 0x1ff0));
                one = Sample.withChecksum(one);
            }
            fragments.add(tunnel ? Bytes.concat(outer, one) : one);
        }
        if (random.nextInt(3) == 0 && fragments.size() > 1) {
            fragments.remove(random.nextInt(fragments.size()));
        } else if (random.nextInt(3) == 0) {
            fragments.add(fragments.get(random.nextInt(fragments.size())));
        }
        if (random.nextInt(3) > 0) {
            Collections.shuffle(fragments, random);
        }
        return fragments;
    }

    // A seed cannot be shrunk: a smaller one gives other fragments, not fewer.
    @Property(shrinking = ShrinkingMode.OFF)
    void asTheModel(@ForAll long seed) {
        run(new Random(seed));
    }

    private Set<FragmentResult> run(Random random) {
        List<ReassemblyLimits> limits = domains(random);
        FragmentPortCache cache = new FragmentPortCache(limits, 1, 2, null);
        NaivePortCache model = new NaivePortCache(ModelLimits.of(limits), 1, 2);
        Set<FragmentResult> results = EnumSet.noneOf(FragmentResult.class);
        List<List<byte[]>> underWay = new ArrayList<>();
        boolean tunnel = random.nextBoolean();
        long now = random.nextLong();
        int released = 0;
        for (int step = 0; step < STEPS; step++) {
            now += random.nextInt(30) == 0 ? random.nextInt(1500) - 20 : random.nextInt(10);
            if (random.nextInt(10) > 0) {
                while (model.expire(now)) {
                    assertTrue(cache.expire(now));
                }
                assertFalse(cache.expire(now));
            }
            while (underWay.size() < 4) {
                underWay.add(datagram(random, tunnel));
            }
            List<byte[]> datagram = underWay.get(random.nextInt(4));
            byte[] octets = datagram.remove(0);
            underWay.removeIf(List::isEmpty);
            int ipv4 = tunnel ? 40 : 0;
            int word = Bytes.u16(octets, ipv4 + 6);
            if ((word & 0x3fff) == 0) {
                continue; // no fragment
            }
            boolean first = (word & 0x1fff) == 0;
            int port = random.nextInt(65536 + 1000) - 1000;
            int domain = (octets[15] & 1) % limits.size();

            NaivePortCache.Outcome expected = model.add(octets, ipv4, first, port, domain, now);
            GuardedOctets place = GuardedOctets.of(octets, step);
            window.attach(place.buffer(), place.offset(), place.length(), 0);
            FragmentResult result = first
                    ? cache.first(window, place.offset() + ipv4, port, source(octets, ipv4, domain), now)
                    : cache.later(window, place.offset() + ipv4, source(octets, ipv4, domain), now);

            assertEquals(expected.result().name(), result.name());
            place.assertUntouched();
            assertEquals(place.offset(), window.offset());
            results.add(result);
            if (result == FragmentResult.PORT_KNOWN) {
                assertEquals(model.port(), cache.port());
            }
            for (byte[] held : expected.released()) {
                assertTrue(cache.release(window));
                assertArrayEquals(held, ReassemblerHarness.octets(window));
                assertEquals(64, window.headroom());
                assertEquals(model.port(), cache.port());
                window.prepend(64);
                window.buffer().put(window.offset(), GuardedOctets.canaries(64 + held.length)); // as its owner may
                released++;
            }
            int offset = window.offset();
            assertFalse(cache.release(window));
            assertEquals(offset, window.offset());
            FragmentStatistics statistics = cache.statistics();
            assertEquals(model.pending(), statistics.pending());
            assertEquals(model.partial(), statistics.reassembledPartial());
            assertEquals(model.expired(), statistics.expired());
            assertEquals(model.evictedByShare(), statistics.evictedByShare());
            assertEquals(model.evictedByTable(), statistics.evictedByTable());
            assertEquals(released, statistics.released());
        }
        return results;
    }

    /** Otherwise the property above would prove less than it says. */
    @Example
    void everyResultOccurs() {
        Set<FragmentResult> results = EnumSet.noneOf(FragmentResult.class);
        for (long i = 1; i <= 60; i++) {
            results.addAll(run(new Random(i * 0x9e3779b97f4a7c15L)));
        }
        assertEquals(
                EnumSet.of(
                        FragmentResult.HELD,
                        FragmentResult.PORT_KNOWN,
                        FragmentResult.BAD_LENGTH,
                        FragmentResult.TOO_LONG,
                        FragmentResult.OVER_LIMIT,
                        FragmentResult.TOO_MANY_FRAGMENTS,
                        FragmentResult.TINY,
                        FragmentResult.DISCARDED,
                        FragmentResult.SOURCE_SHARE,
                        FragmentResult.NO_BUFFER),
                results);
    }
}
