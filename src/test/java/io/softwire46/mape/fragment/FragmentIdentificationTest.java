package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7739 section 5. The keys are fixed, so every run is the same. */
class FragmentIdentificationTest {
    private static final long KEY_0 = 0x0123456789abcdefL;
    private static final long KEY_1 = 0x2718281828459045L;

    /** A tunnel header to the CE with that number, preceded by three other octets. */
    private static ByteBuffer to(int ce) {
        ByteBuffer buffer = ByteBuffer.allocate(43);
        buffer.putLong(3 + 8, 0x20010db8ffff0000L).putLong(3 + 16, 1);
        buffer.putLong(3 + 24, 0x20010db800120000L | ce).putLong(3 + 32, 0x0000c00002120034L);
        return buffer;
    }

    private static FragmentIdentification counters(int count) {
        return FragmentIdentification.counters(KEY_0, KEY_1, count);
    }

    /** 32 random bits: each set in half of the draws, no two neighbours alike, and no step between them frequent. */
    private static void assertLooksRandom(IntSupplier draw) {
        int draws = 20_000;
        int[] set = new int[Integer.SIZE];
        Set<Integer> steps = new HashSet<>();
        int before = 0;
        for (int i = 0; i < draws; i++) {
            int value = draw.getAsInt();
            for (int bit = 0; bit < Integer.SIZE; bit++) {
                set[bit] += value >>> bit & 1;
            }
            steps.add(value - before);
            before = value;
        }
        for (int count : set) {
            assertTrue(Math.abs(count - draws / 2) < 425, "six standard deviations: " + count);
        }
        // a pair among 20,000 steps is alike with probability 0.05, three pairs with less than 0.0001
        assertTrue(steps.size() > draws - 3);
    }

    @Test
    void randomOnesLookRandom() {
        FragmentIdentification random = FragmentIdentification.random(KEY_0, KEY_1);
        ByteBuffer packet = to(1);

        assertLooksRandom(() -> random.next(packet, 3));
    }

    @Test
    void counterCountsAndDoesNotRepeat() {
        FragmentIdentification counters = counters(64);
        ByteBuffer packet = to(1);
        int first = counters.next(packet, 3);

        for (int i = 1; i <= 100_000; i++) {
            assertEquals(first + i, counters.next(packet, 3));
        }
    }

    @Test
    void destinationsOfOneCounterAreFarApart() {
        FragmentIdentification counter = counters(1);
        int[] ce = {0};

        assertLooksRandom(() -> counter.next(to(ce[0]++), 3));
    }

    @Test
    void sourcesAreDistinguished() {
        ByteBuffer other = to(1).put(3 + 23, (byte) 2);

        assertNotEquals(1, counters(1).next(other, 3) - counters(1).next(to(1), 3));
        assertNotEquals(0, counters(1).next(other, 3) - counters(1).next(to(1), 3));
    }

    /** Traffic to one destination moves its own counter: others see nothing of it, but for those that share it. */
    @Test
    void destinationsAreSpreadOverTheCounters() {
        FragmentIdentification counters = counters(64);
        int[] before = new int[6400];
        for (int ce = 0; ce < before.length; ce++) {
            before[ce] = counters.next(to(ce), 3);
        }
        int shared = 0;
        for (int i = 0; i < 64_000; i++) {
            counters.next(to(7), 3);
        }
        for (int ce = 0; ce < before.length; ce++) {
            int moved = counters.next(to(ce), 3) - before[ce];
            shared += moved > 64_000 ? 1 : 0;
            assertTrue(moved >= 1 && moved < 64_000 + 2 * before.length, "moved by " + moved);
        }
        // 100 of 6400 on the average, standard deviation 10
        assertTrue(shared > 50 && shared < 150, "shared by " + shared);
    }

    @Test
    void startIsAnotherForEachKey() {
        Set<Integer> starts = new HashSet<>();
        Set<Integer> draws = new HashSet<>();
        for (int key = 0; key < 1000; key++) {
            starts.add(FragmentIdentification.counters(key, KEY_1, 4).next(to(1), 3));
            starts.add(FragmentIdentification.counters(KEY_0, key, 4).next(to(1), 3));
            draws.add(FragmentIdentification.random(key, KEY_1).next(to(1), 3));
            draws.add(FragmentIdentification.random(KEY_0, key).next(to(1), 3));
        }
        assertTrue(starts.size() > 1998 && draws.size() > 1998);
    }

    /**
     * The hash gives the distance, the table the count: the start is must not be computed from the key of one of them.
     */
    @Test
    void countersDoNotStartAtZero() {
        SipHash hash = new SipHash(KEY_0, KEY_1);
        ByteBuffer packet = to(1);
        long hashed = hash.hash(packet.getLong(11), packet.getLong(19), packet.getLong(27), packet.getLong(35));

        int start = counters(1).next(packet, 3) - (int) (hashed >>> 32);

        assertEquals((int) hash.hash(0), start);
        assertNotEquals(0, start);
    }

    @Test
    void sameKeyGivesTheSameNumbers() {
        FragmentIdentification one = counters(16);
        FragmentIdentification two = counters(16);
        FragmentIdentification random = FragmentIdentification.random(KEY_0, KEY_1);
        FragmentIdentification again = FragmentIdentification.random(KEY_0, KEY_1);
        for (int i = 0; i < 1000; i++) {
            assertEquals(one.next(to(i % 10), 3), two.next(to(i % 10), 3));
            assertEquals(random.next(to(i), 3), again.next(to(1), 3));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 3, 6, 1000, (1 << 24) + 1, 1 << 25, 1 << 30})
    void numberOfCountersIsAPowerOfTwo(int count) {
        assertThrows(IllegalArgumentException.class, () -> counters(count));
    }

    @Test
    void textIsTheStrategyWithoutTheKey() {
        assertEquals(
                "FragmentIdentification[random]",
                FragmentIdentification.random(KEY_0, KEY_1).toString());
        assertEquals("FragmentIdentification[counters=64]", counters(64).toString());
    }
}
