package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveFragments;
import io.softwire46.mape.testing.GuardedOctets;
import io.softwire46.mape.testing.ModelAssertions;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The first fragment is made where the packet is, and what becomes of it there does not reach the later ones. */
class FirstInPlaceTest {
    private static final int ID = 0x89abcdef;
    private static final int HEADROOM = 56;
    private static final byte[] LIMIT = Bytes.hex("04 00 04 01 04 01 01 00");
    private static final byte[] OPTIONS = Bytes.hex("070704c0000201 01 8305040102 00 00 00");

    private final Ipv4Fragmenter ipv4 = new Ipv4Fragmenter();
    private final Ipv6Fragmenter ipv6 = new Ipv6Fragmenter();

    /** A packet with room before it, in one of four kinds of buffers. */
    private static GuardedOctets guarded(byte[] packet, int headroom, int kind) {
        return GuardedOctets.of(Bytes.concat(GuardedOctets.canaries(headroom), packet), kind);
    }

    private static Packet window(GuardedOctets place, int headroom) {
        return new Packet().attach(place.buffer(), place.offset() + headroom, place.length() - headroom, headroom);
    }

    private static byte[] octets(Packet packet) {
        byte[] octets = new byte[packet.length()];
        packet.buffer().get(packet.offset(), octets);
        return octets;
    }

    /** Overwrites packet and headroom, as the owner of the packet may. */
    private static void overwriteWindowAndHeadroom(Packet packet) {
        int start = packet.offset() - packet.headroom();
        packet.buffer().put(start, new byte[packet.end() - start]);
    }

    private static List<byte[]> rest(Predicate<Packet> fragmenter, int mtu) {
        List<byte[]> fragments = new ArrayList<>();
        GuardedOctets room = GuardedOctets.empty(mtu, 0);
        Packet place = room.packet();
        while (fragmenter.test(place)) {
            room.assertOnlyWritten(place.length());
            fragments.add(room.octets(place.length()));
            room = GuardedOctets.empty(mtu, fragments.size());
            place = room.packet();
        }
        return fragments;
    }

    private static void assertSame(List<byte[]> expected, byte[] first, List<byte[]> later) {
        assertEquals(expected.size(), 1 + later.size());
        assertArrayEquals(expected.get(0), first);
        for (int i = 1; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), later.get(i - 1), "fragment " + i);
        }
    }

    private void assertCutsIpv4(byte[] packet, int limit, int kind) {
        GuardedOctets place = guarded(packet, HEADROOM, kind);
        Packet window = window(place, HEADROOM);
        assertEquals(FragmentationResult.CUT, ipv4.start(window, limit, false));
        int octets = ipv4.nextOctets();
        List<byte[]> expected = NaiveFragments.fragmentIpv4(packet, limit);

        assertTrue(ipv4.firstInPlace(window));

        assertEquals(HEADROOM, window.headroom());
        assertEquals(place.offset() + HEADROOM, window.offset());
        assertEquals(octets, window.length());
        byte[] first = octets(window);
        place.assertOnlyWritten(HEADROOM + Sample.headerOctets(packet));
        overwriteWindowAndHeadroom(window);
        assertSame(expected, first, rest(ipv4::next, limit));
        place.assertOnlyWritten(HEADROOM + window.length());
        assertFalse(ipv4.firstInPlace(window));
    }

    @Test
    void ipv4FragmentsAreThoseThatAreCopied() {
        for (int total = 1461; total <= 4500; total += 7) {
            assertCutsIpv4(Sample.ipv4(total), 1460, total);
        }
        for (int limit = 68; limit < 250; limit++) {
            assertCutsIpv4(Sample.ipv4(250), limit, limit);
            assertCutsIpv4(Sample.ipv4(OPTIONS, 0, Sample.data(250, limit)), limit, limit);
            assertCutsIpv4(Sample.ipv4(OPTIONS, 0x2007, Sample.data(256, limit)), limit, limit);
            assertCutsIpv4(Sample.ipv4(new byte[0], 0x8007, Sample.data(251, limit)), limit, limit);
        }
        assertCutsIpv4(Sample.ipv4(65535), 68, 1);
    }

    private void assertCutsIpv6(byte[] packet, int mtu, int headroom, int kind) {
        GuardedOctets place = guarded(packet, headroom, kind);
        Packet window = window(place, headroom);
        assertEquals(FragmentationResult.CUT, ipv6.start(window, mtu, ID));
        int octets = ipv6.nextOctets();

        assertTrue(ipv6.firstInPlace(window));

        assertEquals(headroom - 8, window.headroom());
        assertEquals(place.offset() + headroom - 8, window.offset());
        assertEquals(octets, window.length());
        byte[] first = octets(window);
        byte[] before = new byte[headroom - 8];
        place.buffer().get(place.offset(), before);
        assertArrayEquals(GuardedOctets.canaries(headroom - 8), before);
        place.assertOnlyWritten(headroom + 40);
        overwriteWindowAndHeadroom(window);
        assertSame(NaiveFragments.fragmentIpv6(packet, mtu, ID), first, rest(ipv6::next, mtu));
        place.assertOnlyWritten(headroom - 8 + octets);
        assertFalse(ipv6.firstInPlace(window));
    }

    @Test
    void ipv6FragmentsAreThoseThatAreCopied() {
        for (int total = 1461; total <= 4500; total += 7) {
            assertCutsIpv6(Sample.ipv6(4, Sample.ipv4(total)), 1500, 8 + total % 3, total);
            assertCutsIpv6(Sample.ipv6(60, Bytes.concat(LIMIT, Sample.ipv4(total))), 1480, 48, total);
        }
        for (int mtu = 1280; mtu <= 1540; mtu++) {
            assertCutsIpv6(Sample.ipv6(4, Sample.ipv4(1501)), mtu, 8, mtu);
        }
        assertCutsIpv6(Sample.ipv6(4, Sample.ipv4(65535)), 1280, 8, 3);
    }

    @Test
    void tooLittleHeadroomForTheFragmentHeaderIsRefusedAndTheFragmentsCanBeCopied() {
        byte[] packet = Sample.ipv6(4, Sample.ipv4(1500));
        for (int headroom = 0; headroom < 8; headroom++) {
            GuardedOctets place = guarded(packet, headroom, 2);
            Packet window = window(place, headroom);
            ipv6.start(window, 1500, ID);

            assertFalse(ipv6.firstInPlace(window));

            place.assertUntouched();
            assertEquals(headroom, window.headroom());
            assertEquals(packet.length, window.length());
            assertArrayEquals(packet, ModelAssertions.reassembleIpv6(rest(ipv6::next, 1500), 1500));
        }
    }

    @Test
    void noFragmentIsMadeOfAPacketThatFits() {
        Packet window = new Packet().attach(ByteBuffer.allocate(0), 0, 0, 0);
        assertFalse(ipv4.firstInPlace(window));
        assertFalse(ipv6.firstInPlace(window));

        GuardedOctets fits = guarded(Sample.ipv4(1000), HEADROOM, 2);
        assertEquals(FragmentationResult.FITS, ipv4.start(window(fits, HEADROOM), 1460, false));
        assertFalse(ipv4.firstInPlace(window(fits, HEADROOM)));
        fits.assertUntouched();

        GuardedOctets tunnel = guarded(Sample.ipv6(4, Sample.ipv4(1000)), HEADROOM, 2);
        assertEquals(FragmentationResult.FITS, ipv6.start(window(tunnel, HEADROOM), 1500, ID));
        assertFalse(ipv6.firstInPlace(window(tunnel, HEADROOM)));
        tunnel.assertUntouched();
    }

    /** A fragmenter that forgot its packet, or never had it, must not write into another. */
    @Test
    void anotherWindowIsRefused() {
        byte[] v4 = Sample.ipv4(1500);
        byte[] v6 = Sample.ipv6(4, v4);
        GuardedOctets place4 = guarded(v4, HEADROOM, 2);
        GuardedOctets place6 = guarded(v6, HEADROOM, 2);
        ipv4.start(window(place4, HEADROOM), 1400, false);
        ipv6.start(window(place6, HEADROOM), 1400, ID);

        assertFalse(ipv4.firstInPlace(window(guarded(v4, HEADROOM, 2), HEADROOM)));
        assertFalse(ipv6.firstInPlace(window(guarded(v6, HEADROOM, 2), HEADROOM)));
        assertFalse(ipv4.firstInPlace(window(place4, HEADROOM - 1)));
        assertFalse(ipv6.firstInPlace(window(place6, HEADROOM - 1)));
        Packet short4 = window(place4, HEADROOM);
        short4.truncate(1395); // 20 + 1376 octets would be the fragment
        Packet short6 = window(place6, HEADROOM);
        short6.truncate(1391); // 40 + 1352
        assertFalse(ipv4.firstInPlace(short4));
        assertFalse(ipv6.firstInPlace(short6));

        place4.assertUntouched();
        place6.assertUntouched();
        assertArrayEquals(v4, ModelAssertions.reassembleIpv4(rest(ipv4::next, 1400), 1400));
        assertArrayEquals(v6, ModelAssertions.reassembleIpv6(rest(ipv6::next, 1400), 1400));
    }

    @Test
    void onlyTheFirstFragmentIsMadeInPlace() {
        GuardedOctets place4 = guarded(Sample.ipv4(5000), HEADROOM, 2);
        ipv4.start(window(place4, HEADROOM), 1400, false);
        assertTrue(ipv4.next(GuardedOctets.empty(1400, 0).packet()));
        assertFalse(ipv4.firstInPlace(window(place4, HEADROOM)));
        place4.assertUntouched();

        GuardedOctets place6 = guarded(Sample.ipv6(4, Sample.ipv4(5000)), HEADROOM, 2);
        ipv6.start(window(place6, HEADROOM), 1400, ID);
        assertTrue(ipv6.next(GuardedOctets.empty(1400, 0).packet()));
        assertFalse(ipv6.firstInPlace(window(place6, HEADROOM)));
        place6.assertUntouched();
    }

    /** The copy of the header that later fragments of one packet repeat is not used for the next packet. */
    @Test
    void packetsFragmentedInPlaceAndCopiedPacketsAlternate() {
        for (int i = 0; i < 4; i++) {
            assertCutsIpv4(Sample.ipv4(3000 + i), 1400, i);
            byte[] packet = Sample.ipv4(17, new byte[0], 0, Sample.data(3000 + i, i));
            Arrays.fill(packet, 16, 20, (byte) (i + 1));
            packet = Sample.withChecksum(packet);
            ipv4.start(guarded(packet, 0, i).packet(), 1400, false);
            assertArrayEquals(packet, ModelAssertions.reassembleIpv4(rest(ipv4::next, 1400), 1400));

            byte[] tunnel = Sample.ipv6(4, packet);
            assertCutsIpv6(tunnel, 1400, 8, i);
            tunnel[39] = (byte) i;
            ipv6.start(guarded(tunnel, 0, i).packet(), 1400, ID);
            assertArrayEquals(tunnel, ModelAssertions.reassembleIpv6(rest(ipv6::next, 1400), 1400));
        }
    }

    /** The window on the rest of the packet is not the packet, even if it begins as one would. */
    @Test
    void firstFragmentIsNotMadeOfTheRest() {
        byte[] packet = Sample.ipv4(5000);
        GuardedOctets place = guarded(packet, HEADROOM, 2);
        ipv4.start(window(place, HEADROOM), 1400, false);
        assertTrue(ipv4.next(GuardedOctets.empty(1400, 0).packet()));
        int written = (1400 - 20) / 8 * 8;
        assertFalse(ipv4.firstInPlace(window(place, HEADROOM + written)));
        place.assertUntouched();
    }

    @Test
    void noFragmentIsMadeOfAForgottenPacket() {
        GuardedOctets place4 = guarded(Sample.ipv4(5000), HEADROOM, 2);
        ipv4.start(window(place4, HEADROOM), 1400, false);
        ipv4.forget();
        assertFalse(ipv4.firstInPlace(window(place4, HEADROOM)));
        assertFalse(ipv4.next(GuardedOctets.empty(1400, 0).packet()));
        place4.assertUntouched();

        GuardedOctets place6 = guarded(Sample.ipv6(4, Sample.ipv4(5000)), HEADROOM, 2);
        ipv6.start(window(place6, HEADROOM), 1400, ID);
        ipv6.forget();
        assertFalse(ipv6.firstInPlace(window(place6, HEADROOM)));
        assertFalse(ipv6.next(GuardedOctets.empty(1400, 0).packet()));
        place6.assertUntouched();
    }

    @Test
    void windowAsLongAsTheFirstFragmentIsSufficient() {
        GuardedOctets place4 = guarded(Sample.ipv4(1500), HEADROOM, 2);
        ipv4.start(window(place4, HEADROOM), 1400, false);
        Packet short4 = window(place4, HEADROOM);
        short4.truncate(20 + 1376);
        assertTrue(ipv4.firstInPlace(short4));

        GuardedOctets place6 = guarded(Sample.ipv6(4, Sample.ipv4(1500)), HEADROOM, 2);
        ipv6.start(window(place6, HEADROOM), 1400, ID);
        Packet short6 = window(place6, HEADROOM);
        short6.truncate(40 + 1352); // the Fragment header needs headroom
        assertTrue(ipv6.firstInPlace(short6));
    }
}
