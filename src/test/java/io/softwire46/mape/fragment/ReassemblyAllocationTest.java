package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.softwire46.mape.testing.Allocation;
import io.softwire46.mape.wire.Packet;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Fragments that are reassembled, held, dropped for every reason and expired: not one octet is allocated. */
class ReassemblyAllocationTest {
    private static final int ROUNDS = 50_000;
    private static final ReassemblyLimits LIMITS = new ReassemblyLimits(1000, 6, 20, 80_000, 0.4, 9000, true);

    /** Four chunks for one source, of which the longest packet takes five. */
    private static final ReassemblyLimits SCARCE = new ReassemblyLimits(1000, 6, 20, 80_000, 0.1, 9000, true);

    private static final ReassemblyLimits FEW = new ReassemblyLimits(200, 6, 4, 80_000, 0.8, 9000, true);

    private final Packet packet = new Packet();
    private final Packet expired = new Packet();
    private final ByteBuffer[] places = {ByteBuffer.allocate(70_000), ByteBuffer.allocateDirect(70_000)};
    private final Set<FragmentResult> results = EnumSet.noneOf(FragmentResult.class);
    private long sink;
    private long now;

    /** A copy of a fragment, alternately in a heap and a direct buffer. */
    private Packet attach(byte[][] fragments, int i) {
        byte[] fragment = fragments[i % fragments.length];
        return packet.attach(places[i & 1].put(0, fragment), 0, fragment.length, 0);
    }

    private static byte[][] fragments(boolean six) {
        List<List<byte[]>> underWay = new ArrayList<>();
        Random random = new Random(11);
        return Stream.generate(() -> RandomFragments.next(underWay, random, six))
                .limit(2001) // odd, so that each is in both kinds of buffers
                .toArray(byte[][]::new);
    }

    private void assertAllocatesNothing(IntConsumer path, Set<FragmentResult> expected) {
        assertEquals(0, Allocation.least(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                now += 4;
                path.accept(i);
            }
        }));
        assertNotEquals(0, sink, "nothing has expired");
        assertEquals(expected, results);
    }

    @Test
    void ipv6() {
        Ipv6Reassembler reassembler = new Ipv6Reassembler(FEW, 1, 2);
        Ipv6Reassembler scarce = new Ipv6Reassembler(SCARCE, 1, 2);
        byte[][] fragments = fragments(true);
        int[] headers = Arrays.stream(fragments)
                .mapToInt(RandomFragments::fragmentHeader)
                .toArray();
        Set<FragmentResult> expected = EnumSet.complementOf(EnumSet.of(
                FragmentResult.PORT_KNOWN, FragmentResult.MALFORMED, FragmentResult.TINY, FragmentResult.NO_BUFFER));
        assertAllocatesNothing(
                i -> {
                    while (reassembler.expire(now)) {
                        sink += reassembler.expiredFirst(expired) ? expired.length() : 0;
                    }
                    results.add(scarce.add(attach(fragments, i), headers[i % headers.length], now));
                    results.add(reassembler.add(attach(fragments, i), headers[i % headers.length], now));
                    sink += reassembler.parameterProblemCode();
                },
                expected);
        assertTrue(reassembler.statistics().evicted() > 0);
    }

    @Test
    void ipv4() {
        Ipv4Reassembler reassembler = new Ipv4Reassembler(LIMITS, 1, 2);
        Ipv4Reassembler scarce = new Ipv4Reassembler(SCARCE, 1, 2);
        byte[][] fragments = fragments(false);
        Set<FragmentResult> expected = EnumSet.complementOf(EnumSet.of(
                FragmentResult.PORT_KNOWN,
                FragmentResult.MALFORMED,
                FragmentResult.INCOMPLETE_HEADERS,
                FragmentResult.HEADERS_TOO_LONG,
                FragmentResult.NO_BUFFER));
        assertAllocatesNothing(
                i -> {
                    while (reassembler.expire(now)) {
                        sink += reassembler.expiredFirst(expired) ? expired.length() : 0;
                    }
                    results.add(scarce.add(attach(fragments, i), now));
                    results.add(reassembler.add(attach(fragments, i), now));
                },
                expected);
        assertTrue(reassembler.statistics().evicted() > 0);
    }

    @Test
    void portCache() {
        FragmentPortCache cache = new FragmentPortCache(LIMITS, 1, 2);
        FragmentPortCache scarce = new FragmentPortCache(SCARCE, 1, 2);
        byte[][] fragments = fragments(false);
        Set<FragmentResult> expected = EnumSet.of(
                FragmentResult.HELD,
                FragmentResult.PORT_KNOWN,
                FragmentResult.MALFORMED,
                FragmentResult.EMPTY,
                FragmentResult.BAD_LENGTH,
                FragmentResult.TOO_LONG,
                FragmentResult.OVER_LIMIT,
                FragmentResult.TINY,
                FragmentResult.TOO_MANY_FRAGMENTS,
                FragmentResult.DISCARDED,
                FragmentResult.SOURCE_SHARE);
        assertAllocatesNothing(
                i -> {
                    while (cache.expire(now)) {
                        sink++;
                    }
                    Packet window = attach(fragments, i);
                    boolean first = (window.buffer().getShort(6) & 0x1fff) == 0;
                    results.add(first ? scarce.first(window, 0, i, now) : scarce.later(window, 0, now));
                    results.add(first ? cache.first(window, 0, i, now) : cache.later(window, 0, now));
                    while (cache.release(packet)) {
                        sink += packet.length();
                    }
                },
                expected);
        assertTrue(cache.statistics().released() > 0);
    }

    /** The formula of {@link ReassemblyLimits}, over the least and the usual. */
    @Test
    void memoryIsThatOfTheFormula() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        new Ipv6Reassembler(LIMITS, 1, 2);
        new FragmentPortCache(LIMITS, 1, 2);
        for (ReassemblyLimits limits : List.of(
                LIMITS,
                ReassemblyLimits.ipv6(),
                new ReassemblyLimits(1, 2, 1, 1540, 1, 1540, true),
                new ReassemblyLimits(1, 2, 1023, 65575, 0.01, 1540, true),
                new ReassemblyLimits(1, 2, 1025, 65575, 0.01, 1540, true),
                new ReassemblyLimits(1, 8192, 100_000, 10_000_000, 0.5, 65575, true))) {
            long before = threads.getCurrentThreadAllocatedBytes();
            Object reassembler = new Ipv6Reassembler(limits, 1, 2);
            long taken = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(taken <= limits.memoryOctets(), () -> taken + " for " + limits);
            assertTrue(taken > limits.memoryOctets() * 0.8 - 40_000, () -> taken + " for " + limits);
            assertNotEquals(null, reassembler);

            before = threads.getCurrentThreadAllocatedBytes();
            Object cache = new FragmentPortCache(limits, 1, 2);
            assertTrue(threads.getCurrentThreadAllocatedBytes() - before <= limits.memoryOctets());
            assertNotEquals(null, cache);
        }
    }
}
