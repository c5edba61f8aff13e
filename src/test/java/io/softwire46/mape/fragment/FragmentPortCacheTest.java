package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FragmentPortCacheTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int PORT = 1232;

    private final FragmentPortCache cache = new FragmentPortCache(ReassemblyLimits.ipv4(), 1, 2);
    private final List<byte[]> three = CraftedFragments.ipv4(Sample.ipv4(3000), 1000, 2000);
    private final Packet window = new Packet();

    private Packet attach(byte[] octets) {
        return window.attach(ByteBuffer.wrap(octets.clone()), 0, octets.length, 0);
    }

    private FragmentResult first(byte[] octets, int port) {
        return cache.first(attach(octets), 0, port, 0);
    }

    private FragmentResult later(byte[] octets) {
        return cache.later(attach(octets), 0, 0);
    }

    private List<byte[]> released() {
        List<byte[]> released = new ArrayList<>();
        while (cache.release(window)) {
            assertEquals(FragmentPortCache.HEADROOM, window.headroom());
            released.add(ReassemblerHarness.octets(window));
        }
        return released;
    }

    private static byte[] tunnel(int source, byte[] inner) {
        byte[] packet = Sample.ipv6(4, inner);
        packet[23] = (byte) source;
        return packet;
    }

    /** RFC 7597 section 8.3.2: the port is that of the first fragment. */
    @Test
    void laterFragmentsHaveThePortOfTheFirst() {
        assertEquals(FragmentResult.PORT_KNOWN, first(three.get(0), PORT));
        assertEquals(PORT, cache.port());
        assertEquals(FragmentResult.PORT_KNOWN, later(three.get(1)));
        assertEquals(PORT, cache.port());
        assertEquals(1, cache.statistics().pending());
        assertEquals(FragmentResult.PORT_KNOWN, later(three.get(2)));
        assertEquals(PORT, cache.port());

        assertEquals(0, cache.statistics().pending(), "the last octet has passed, and all others");
        assertEquals(1, cache.statistics().reassembledPartial());
    }

    @Test
    void fragmentsBeforeTheFirstAreReleasedInTheOrderOfTheirArrival() {
        assertEquals(FragmentResult.HELD, later(three.get(2)));
        assertEquals(FragmentResult.HELD, later(three.get(1)));
        assertEquals(FragmentResult.HELD, later(three.get(2)));
        assertFalse(cache.release(window));

        assertEquals(FragmentResult.PORT_KNOWN, first(three.get(0), PORT));

        List<byte[]> released = released();
        assertEquals(3, released.size(), "duplicates pass");
        assertArrayEquals(three.get(2), released.get(0));
        assertArrayEquals(three.get(1), released.get(1));
        assertArrayEquals(three.get(2), released.get(2));
        assertEquals(PORT, cache.port());
        assertEquals(0, cache.statistics().pending());
        assertEquals(3, cache.statistics().released());
    }

    /** Nine fragments in reverse order: a border relay is known that loses eight of them. */
    @Test
    void nineFragmentsInReverseOrder() {
        int[] places = {8, 16, 24, 32, 40, 48, 56, 64};
        List<byte[]> fragments = CraftedFragments.ipv4(Sample.ipv4(20 + 70), places);
        for (int i = 8; i > 0; i--) {
            assertEquals(FragmentResult.HELD, later(fragments.get(i)));
        }
        assertEquals(FragmentResult.PORT_KNOWN, first(fragments.get(0), PORT));

        List<byte[]> released = released();
        Collections.reverse(released);
        assertEquals(8, released.size());
        for (int i = 0; i < 8; i++) {
            assertArrayEquals(fragments.get(i + 1), released.get(i));
        }
        assertEquals(0, cache.statistics().pending());
    }

    @Test
    void refusalHoldsForTheWholeDatagram() {
        later(three.get(1));
        assertEquals(FragmentResult.PORT_KNOWN, first(three.get(0), -7));
        assertEquals(-7, cache.port());
        assertEquals(1, released().size());
        assertEquals(-7, cache.port());
        assertEquals(FragmentResult.PORT_KNOWN, later(three.get(2)));
        assertEquals(-7, cache.port());
    }

    /** Identifications are used again: the newest first fragment counts. */
    @Test
    void anotherFirstFragmentReplacesThePort() {
        first(three.get(0), PORT);
        later(three.get(1));
        first(three.get(0), PORT + 1);
        later(three.get(1));
        assertEquals(PORT + 1, cache.port());
    }

    @Test
    void duplicatesPassAndAreNotTakenForMissingOctets() {
        first(three.get(0), PORT);
        later(three.get(2));
        later(three.get(2));
        later(three.get(2));
        assertEquals(1, cache.statistics().pending());
        later(three.get(1));
        assertEquals(0, cache.statistics().pending());
    }

    /** Upstream: the window begins with the tunnel header, and all of it is held. */
    @Test
    void tunnelHeaderIsHeldWithItsFragment() {
        byte[] early = tunnel(1, three.get(1));
        assertEquals(FragmentResult.HELD, cache.later(attach(early), 40, 0));
        assertEquals(FragmentResult.PORT_KNOWN, cache.first(attach(tunnel(1, three.get(0))), 40, PORT, 0));

        List<byte[]> released = released();
        assertEquals(1, released.size());
        assertArrayEquals(early, released.get(0));
    }

    /** Subscribers that share an address may choose the same identification for the same destination. */
    @Test
    void subscribersWithTheSameAddressAreKeptApart() {
        assertEquals(FragmentResult.PORT_KNOWN, cache.first(attach(tunnel(1, three.get(0))), 40, PORT, 0));
        assertEquals(FragmentResult.HELD, cache.later(attach(tunnel(2, three.get(1))), 40, 0));
        assertEquals(FragmentResult.HELD, later(three.get(1)));
        assertEquals(FragmentResult.PORT_KNOWN, cache.later(attach(tunnel(1, three.get(1))), 40, 0));
    }

    @Test
    void largestFragmentIsHeldAndReleased() {
        List<byte[]> two = CraftedFragments.ipv4(Sample.ipv4(65535), 16);
        byte[] early = tunnel(1, two.get(1));
        assertEquals(FragmentResult.HELD, cache.later(attach(early), 40, 0));
        cache.first(attach(tunnel(1, two.get(0))), 40, PORT, 0);

        assertArrayEquals(early, released().get(0));
    }

    /** A tunnel packet with padding after it may be longer than all memory, even if no other datagram is held. */
    @Test
    void fragmentLongerThanAllMemoryIsNotHeld() {
        ReassemblyLimits least = new ReassemblyLimits(SECOND, 2, 2, 1540, 1, 1540, true);
        FragmentPortCache small = new FragmentPortCache(least, 1, 2);
        List<byte[]> two = CraftedFragments.ipv4(Sample.ipv4(1500), 800);
        byte[] early = Arrays.copyOf(tunnel(1, two.get(1)), 4000);

        assertEquals(FragmentResult.NO_BUFFER, small.later(attach(early), 40, 0));
        assertEquals(FragmentResult.PORT_KNOWN, small.first(attach(tunnel(1, two.get(0))), 40, PORT, 0));
        assertEquals(FragmentResult.PORT_KNOWN, small.later(attach(early), 40, 0));
    }

    @Test
    void timeRunsFromTheFirstArrivalAndNoErrorIsSent() {
        cache.later(attach(three.get(2)), 0, 5);
        cache.later(attach(three.get(1)), 0, 5 + SECOND);

        assertFalse(cache.expire(5 + 2 * SECOND - 1));
        assertTrue(cache.expire(5 + 2 * SECOND));
        assertFalse(cache.expire(5 + 2 * SECOND));
        assertEquals(FragmentResult.PORT_KNOWN, cache.first(attach(three.get(0)), 0, PORT, 5 + 2 * SECOND));
        assertFalse(cache.release(window));
        assertEquals(1, cache.statistics().expired());
    }

    @Test
    void expiredPortIsNotUsedWithoutACallOfExpire() {
        cache.first(attach(three.get(0)), 0, PORT, 0);
        assertEquals(FragmentResult.HELD, cache.later(attach(three.get(1)), 0, 2 * SECOND));
        assertEquals(1, cache.statistics().expired());
    }

    @Test
    void moreThanSoManyAreNotHeldForOneDatagram() {
        FragmentPortCache small =
                new FragmentPortCache(new ReassemblyLimits(SECOND, 2, 10, 1 << 20, 1, 65575, true), 1, 2);
        assertEquals(FragmentResult.HELD, small.later(attach(three.get(2)), 0, 0));
        assertEquals(FragmentResult.HELD, small.later(attach(three.get(2)), 0, 0));
        assertEquals(FragmentResult.TOO_MANY_FRAGMENTS, small.later(attach(three.get(1)), 0, 0));
        assertEquals(FragmentResult.PORT_KNOWN, small.first(attach(three.get(0)), 0, PORT, 0));
        assertTrue(small.release(window));
        assertTrue(small.release(window));
        assertFalse(small.release(window));
        assertEquals(FragmentResult.PORT_KNOWN, small.later(attach(three.get(1)), 0, 0), "no more is held");
    }

    /** Malformed fragments are not forwarded: an MF fragment of 11 octets, or tiny ones (RFC 1858, RFC 3128). */
    @Test
    void fragmentsThatAreBadInThemselvesAreRefused() {
        byte[] tcp = Sample.ipv4(6, new byte[0], 0, new byte[0]);
        byte[] udp = Sample.ipv4(20);
        assertEquals(FragmentResult.BAD_LENGTH, later(CraftedFragments.ipv4(udp, 8, true, new byte[11])));
        assertEquals(FragmentResult.TOO_LONG, later(CraftedFragments.ipv4(udp, 65528, false, new byte[8])));
        assertEquals(FragmentResult.EMPTY, later(CraftedFragments.ipv4(udp, 8, false, new byte[0])));
        assertEquals(FragmentResult.TINY, first(CraftedFragments.ipv4(tcp, 0, true, new byte[16]), PORT));
        assertEquals(FragmentResult.TINY, later(CraftedFragments.ipv4(tcp, 8, false, new byte[100])));
        assertEquals(0, cache.statistics().pending());
    }

    @Test
    void firstIsForFirstFragmentsAndLaterForLaterOnes() {
        byte[] whole = Sample.ipv4(100);
        assertEquals(FragmentResult.MALFORMED, first(three.get(1), PORT));
        assertEquals(FragmentResult.MALFORMED, later(three.get(0)));
        assertEquals(FragmentResult.MALFORMED, first(whole, PORT));
        assertEquals(FragmentResult.MALFORMED, later(whole));
        for (int length = 0; length < 1020; length++) {
            assertEquals(FragmentResult.MALFORMED, later(Arrays.copyOf(three.get(1), length)));
        }
        for (int wrong : new int[] {Integer.MIN_VALUE, -1, 1, 1020, 1021, Integer.MAX_VALUE}) {
            assertEquals(FragmentResult.MALFORMED, cache.later(attach(three.get(1)), wrong, 0));
        }
        byte[] endless = Bytes.concat(three.get(1), new byte[100_000]);
        assertEquals(FragmentResult.MALFORMED, later(endless));
        assertEquals(0, cache.statistics().pending());
    }

    @Test
    void anythingElseEndsTheRelease() {
        later(three.get(2));
        first(three.get(0), PORT);
        assertEquals(FragmentResult.PORT_KNOWN, later(three.get(1)));

        assertFalse(cache.release(window));
        assertEquals(1, cache.statistics().pending(), "until its time is over");
        assertTrue(cache.expire(2 * SECOND));
    }

    private Packet inTheMiddle(byte[] octets) {
        ByteBuffer buffer = ByteBuffer.wrap(Bytes.concat(new byte[100], octets, new byte[100]));
        return window.attach(buffer, 100, octets.length, 0);
    }

    private boolean isDiscarded(byte[] octets, long now) {
        return cache.isDiscarded(attach(octets), 0, now);
    }

    @Test
    void discardedDatagramIsRefusedUntilItExpires() {
        assertFalse(isDiscarded(three.get(0), 0), "unknown");
        first(three.get(0), PORT);
        assertFalse(isDiscarded(three.get(0), 0), "its port is known");
        assertEquals(1, cache.statistics().pending());

        cache.discard(attach(three.get(1)), 0, 0);

        assertEquals(0, cache.statistics().pending());
        assertTrue(isDiscarded(three.get(0), 2 * SECOND - 1));
        assertEquals(FragmentResult.DISCARDED, later(three.get(2)));
        cache.discard(attach(three.get(1)), 0, 0);
        assertEquals(0, cache.statistics().pending(), "it is discarded once");
        assertFalse(isDiscarded(three.get(0), 2 * SECOND));
    }

    @Test
    void datagramIsDiscardedByAnyOfItsFragmentsAndNoOther() {
        byte[] other = three.get(0).clone();
        other[5] ^= 1; // identification
        cache.discard(inTheMiddle(three.get(2)), 100, 0);

        assertTrue(cache.isDiscarded(inTheMiddle(three.get(0)), 100, 0));
        assertTrue(isDiscarded(three.get(0), 0));
        assertFalse(isDiscarded(other, 0));
        assertFalse(cache.isDiscarded(attach(tunnel(1, three.get(0))), 40, 0), "of a tunnel");
    }

    @Test
    void heldFragmentsOfADiscardedDatagramAreReleasedAsDiscarded() {
        later(three.get(2));
        assertFalse(isDiscarded(three.get(0), 0), "held");
        assertFalse(cache.isReleasing());

        cache.discard(attach(three.get(1)), 0, 0);

        assertTrue(cache.isReleasing());
        assertEquals(FragmentPortCache.DISCARDED, cache.port());
        assertEquals(1, released().size());
        assertFalse(cache.isReleasing());
        assertTrue(isDiscarded(three.get(0), 0));
        assertEquals(0, cache.statistics().pending());
    }

    @Test
    void restoredDatagramBeginsAgain() {
        cache.discard(attach(three.get(1)), 0, 0);
        cache.restore(attach(three.get(0)), 0, 0);
        assertFalse(isDiscarded(three.get(0), 0));
        assertEquals(FragmentResult.HELD, later(three.get(1)));

        cache.restore(attach(three.get(0)), 0, 0);
        assertEquals(1, cache.statistics().pending(), "not discarded, so it is kept");
        first(three.get(0), PORT);
        assertTrue(cache.isReleasing());
        cache.restore(attach(three.get(0)), 0, 0);
        assertFalse(cache.isReleasing());
        assertEquals(1, cache.statistics().pending());
    }

    @Test
    void windowsThatHoldNoPacketAreNeitherDiscardedNorRestored() {
        byte[] good = three.get(1);
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            cache.discard(attach(cut), 0, 0);
            cache.restore(attach(cut), 0, 0);
            assertFalse(isDiscarded(cut, 0));
        }
        for (int wrong : new int[] {Integer.MIN_VALUE, -1, 1, 1020, Integer.MAX_VALUE}) {
            cache.discard(attach(good), wrong, 0);
            cache.restore(attach(good), wrong, 0);
            assertFalse(cache.isDiscarded(attach(good), wrong, 0));
        }
        assertFalse(isDiscarded(good, 0));
    }

    /** RFC 1858 section 3.2: a tiny fragment ends its datagram; a whole first fragment begins another one. */
    @Test
    void tinyFragmentDiscardsItsDatagram() {
        byte[] tcp = Sample.ipv4(6, new byte[0], 0, new byte[0]);
        byte[] tiny = CraftedFragments.ipv4(tcp, 8, true, new byte[8]);
        byte[] after = CraftedFragments.ipv4(tcp, 24, false, new byte[9]);
        assertEquals(FragmentResult.HELD, later(after));

        assertEquals(FragmentResult.TINY, later(tiny));

        assertEquals(1, released().size());
        assertEquals(FragmentPortCache.DISCARDED, cache.port());
        assertEquals(FragmentResult.DISCARDED, later(after));
        assertEquals(FragmentResult.TINY, later(tiny));
        assertEquals(0, cache.statistics().pending());
        assertEquals(FragmentResult.PORT_KNOWN, first(CraftedFragments.ipv4(tcp, 0, true, new byte[24]), PORT));
        assertEquals(FragmentResult.PORT_KNOWN, later(after));
        assertEquals(PORT, cache.port());
    }

    /** RFC 1858 section 3.2, RFC 3128 section 3. */
    @ParameterizedTest
    @CsvSource({
        "6, 0, 19, true",
        "6, 0, 20, false",
        "6, 8, 100, true",
        "6, 16, 8, false",
        "17, 0, 7, true",
        "17, 0, 8, false",
        "17, 8, 7, false",
        "1, 0, 7, true",
        "1, 0, 8, false",
        "47, 0, 7, false"
    })
    void fragmentThatHidesPortsOrFlagsIsTiny(int protocol, int start, int octets, boolean tiny) {
        byte[] header = Sample.ipv4(protocol, new byte[8], 0, new byte[0]);
        byte[] fragment = CraftedFragments.ipv4(header, start, true, new byte[octets]);
        ByteBuffer buffer = ByteBuffer.wrap(Bytes.concat(new byte[40], fragment, new byte[20]));

        assertEquals(tiny, FragmentPortCache.isTiny(buffer, 40));
    }

    /** Five ranges that do not touch are one too many, so the last octet cannot be recognised. */
    @Test
    void datagramInMoreThanFourPartsEndsWithItsTimeout() {
        for (int parts = 4; parts <= 5; parts++) {
            List<byte[]> fragments = CraftedFragments.ipv4(Sample.ipv4(20 + 8 * (2 * parts - 2) + 3), places(parts));
            for (int i = 0; i < fragments.size(); i += 2) {
                assertEquals(
                        FragmentResult.PORT_KNOWN, i == 0 ? first(fragments.get(0), PORT) : later(fragments.get(i)));
            }
            for (int i = 1; i < fragments.size(); i += 2) {
                assertEquals(FragmentResult.PORT_KNOWN, later(fragments.get(i)));
            }
            assertEquals(parts == 4 ? 0 : 1, cache.statistics().pending());
        }
        assertTrue(cache.expire(2 * SECOND));
    }

    /** The boundaries of that number of parts with one fragment between each two of them, of 8 octets each. */
    private static int[] places(int parts) {
        int[] places = new int[2 * parts - 2];
        Arrays.setAll(places, i -> 8 * (i + 1));
        return places;
    }

    /** A chunk of 2048 octets contains 64 of headroom. */
    @Test
    void windowThatFillsAllMemoryIsHeld() {
        FragmentPortCache small = new FragmentPortCache(new ReassemblyLimits(SECOND, 2, 2, 1540, 1, 1540, true), 1, 2);
        byte[] early = CraftedFragments.ipv4(Sample.ipv4(1500), 800).get(1);
        byte[] fills = Arrays.copyOf(early, 2048 - 64);

        assertEquals(FragmentResult.NO_BUFFER, small.later(attach(Arrays.copyOf(early, 2048 - 63)), 0, 0));
        assertEquals(FragmentResult.HELD, small.later(attach(fills), 0, 0));
        small.first(attach(CraftedFragments.ipv4(Sample.ipv4(1500), 800).get(0)), 0, PORT, 0);
        assertTrue(small.release(window));
        assertArrayEquals(fills, ReassemblerHarness.octets(window));
        assertFalse(small.release(window));
    }

    /** 33 chunks of 2048 octets, 64 of them headroom, contain the longest packet. */
    @Test
    void longestWindowIsHeldWhereverItsChunksAre() {
        byte[] longest = Arrays.copyOf(three.get(1), 33 * 2048 - 64);
        assertEquals(FragmentResult.MALFORMED, later(Arrays.copyOf(longest, longest.length + 1)));
        for (int i = 0; i < 3; i++) { // each release mixes the free chunks
            assertEquals(FragmentResult.HELD, later(longest));
            assertEquals(FragmentResult.HELD, later(three.get(2)));
            assertEquals(FragmentResult.PORT_KNOWN, first(three.get(0), PORT));
            assertArrayEquals(longest, released().get(0));
        }
    }

    /** The share of one datagram is that of the first header's source address: of the tunnel, if there is one. */
    @Test
    void sourceAddressOfTheFirstHeaderNamesTheShare() {
        FragmentPortCache one =
                new FragmentPortCache(new ReassemblyLimits(SECOND, 64, 100, 1 << 20, 0.01, 65575, true), 1, 2);
        byte[] second = three.get(0).clone();
        second[5] ^= 1; // identification
        byte[] other = second.clone();
        other[15] ^= 1; // source
        byte[] header = CraftedFragments.ipv4(Sample.ipv4(20), 0, true, new byte[0]);
        header[15] ^= 3;

        one.first(inTheMiddle(three.get(0)), 100, PORT, 0);
        one.discard(inTheMiddle(header), 100, 0); // of 20 octets
        one.first(inTheMiddle(other), 100, PORT, 0);
        one.first(inTheMiddle(tunnel(1, second)), 140, PORT, 0);
        one.first(inTheMiddle(tunnel(2, second)), 140, PORT, 0);
        assertEquals(0, one.statistics().evicted(), "five sources");

        one.first(inTheMiddle(second), 100, PORT, 0);
        assertEquals(1, one.statistics().evictedByShare());
        one.first(inTheMiddle(tunnel(2, other)), 140, PORT, 0);
        assertEquals(2, one.statistics().evictedByShare());
        assertEquals(4, one.statistics().pending());
    }

    @Test
    void fragmentsAreCountedByTheirPlace() {
        first(three.get(0), PORT);
        later(three.get(1));
        later(three.get(1));
        later(three.get(2));
        later(three.get(0)); // malformed

        FragmentStatistics statistics = cache.statistics();
        assertEquals(List.of(1L, 2L, 1L), List.of(statistics.first(), statistics.middle(), statistics.last()));
        assertEquals(4, statistics.count(FragmentResult.PORT_KNOWN));
        assertEquals(
                "FragmentPortCache[FragmentStatistics[received=5, dropped=1, reassembled=1, pending=0, evicted=0,"
                        + " expired=0]]",
                cache.toString());
    }

    @Test
    void textOfASourceIsItsNumbers() {
        assertEquals(
                "FragmentSource[limits=1, scope=2, number=3]",
                new FragmentSource().set(1, 2, 3).toString());
    }
}
