package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.testing.Bytes;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

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
}
