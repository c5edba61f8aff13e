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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6FragmenterTest {
    private static final int ID = 0x89abcdef;
    private static final byte[] LIMIT = Bytes.hex("04 00 04 01 04 01 01 00"); // RFC 2473 section 4.1.1

    private final Ipv6Fragmenter fragmenter = new Ipv6Fragmenter();
    private final Packet place = new Packet();

    private FragmentationResult start(byte[] packet, int mtu) {
        return fragmenter.start(new Packet().attach(ByteBuffer.wrap(packet), 0, packet.length, 0), mtu, ID);
    }

    private List<byte[]> pull(int mtu) {
        List<byte[]> fragments = new ArrayList<>();
        GuardedOctets room = GuardedOctets.empty(mtu, fragments.size());
        Packet window = room.packet();
        int octets = fragmenter.nextOctets();
        while (fragmenter.next(window)) {
            assertEquals(octets, window.length());
            room.assertOnlyWritten(window.length());
            fragments.add(room.octets(window.length()));
            room = GuardedOctets.empty(mtu, fragments.size());
            window = room.packet();
            octets = fragmenter.nextOctets();
        }
        assertEquals(0, octets);
        return fragments;
    }

    private void assertFragmentedAsRfc8200(byte[] packet, int mtu) {
        assertEquals(packet.length <= mtu ? FragmentationResult.FITS : FragmentationResult.CUT, start(packet, mtu));
        if (packet.length > mtu) {
            List<byte[]> expected = NaiveFragments.fragmentIpv6(packet, mtu, ID);
            List<byte[]> fragments = pull(mtu);
            assertEquals(expected.size(), fragments.size());
            for (int i = 0; i < expected.size(); i++) {
                assertArrayEquals(expected.get(i), fragments.get(i));
            }
            assertArrayEquals(packet, ModelAssertions.reassembleIpv6(fragments, mtu));
            int afterLast = Math.max(0, packet.length - 40 - (mtu - 48));
            int each = (mtu - 48) / 8 * 8;
            assertEquals(1 + (afterLast + each - 1) / each, fragments.size(), "the fewest");
        }
    }

    /** RFC 8200 section 4.5, each octet of the headers by hand. */
    @Test
    void headersOfTheFragments() {
        byte[] inner = Sample.ipv4(1300);
        String start = "6fe12345";
        String rest = "2c 3f 20010db8ffff00000000000000000001 20010db800123400000000c000020034";

        assertEquals(FragmentationResult.CUT, start(Sample.ipv6(4, inner), 1280));

        List<byte[]> fragments = pull(1280);
        assertEquals(2, fragments.size());
        assertArrayEquals(
                Bytes.concat(
                        Bytes.hex(start + "04d8" + rest + "04 00 0001 89abcdef"), // 8 + 1232 octets
                        Arrays.copyOf(inner, 1232)),
                fragments.get(0));
        assertArrayEquals(
                Bytes.concat(
                        Bytes.hex(start + "004c" + rest + "04 00 04d0 89abcdef"), // 1232 = 154 * 8
                        Arrays.copyOfRange(inner, 1232, 1300)),
                fragments.get(1));
    }

    /** RFC 2473 section 5.1: the option is for the exit, so it follows the Fragment header and is part of the data. */
    @Test
    void destinationOptionsAreInTheFirstFragment() {
        byte[] inner = Sample.ipv4(1300);

        assertEquals(FragmentationResult.CUT, start(Sample.ipv6(60, Bytes.concat(LIMIT, inner)), 1280));

        List<byte[]> fragments = pull(1280);
        for (byte[] fragment : fragments) {
            assertEquals(60, fragment[40]);
        }
        assertArrayEquals(
                Bytes.concat(LIMIT, Arrays.copyOf(inner, 1224)), Arrays.copyOfRange(fragments.get(0), 48, 1280));
        assertEquals(154 << 3, Bytes.u16(fragments.get(1), 42));
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 1281, 1287, 1288, 1460, 1500, 1540, 9192, 65574})
    void everySizeAroundEveryBoundary(int mtu) {
        byte[] all = Sample.data(65536, mtu);
        int step = (mtu - 48) / 8 * 8;
        for (int count = 1; count * step <= 65535 + 10; count++) {
            for (int around = -10; around <= 10; around++) {
                int total = Math.min(65535, count * step + around);
                byte[] inner = Sample.ipv4(new byte[0], 0, Arrays.copyOf(all, total - 20));
                assertFragmentedAsRfc8200(Sample.ipv6(4, inner), mtu);
                if (total + LIMIT.length <= 65535) {
                    assertFragmentedAsRfc8200(Sample.ipv6(60, Bytes.concat(LIMIT, inner)), mtu);
                }
            }
        }
        assertFragmentedAsRfc8200(Sample.ipv6(4, Sample.ipv4(new byte[0], 0, Arrays.copyOf(all, 65515))), mtu);
    }

    @Test
    void everyMtuAndEverySizeOfTheOrdinaryLinks() {
        for (int mtu = 1280; mtu <= 1540; mtu++) {
            assertFragmentedAsRfc8200(Sample.ipv6(4, Sample.ipv4(1501)), mtu);
            assertFragmentedAsRfc8200(Sample.ipv6(60, Bytes.concat(LIMIT, Sample.ipv4(2 * mtu))), mtu);
        }
        for (int size = 20; size <= 3000; size++) {
            assertFragmentedAsRfc8200(Sample.ipv6(4, Sample.ipv4(size)), 1500);
        }
    }

    /** RFC 7112 section 5: the longest headers there are, in the smallest MTU. */
    @Test
    void firstFragmentHasTheWholeHeaderChain() {
        byte[] inner = Sample.ipv4(Bytes.hex("83 28".concat("00".repeat(38))), 0, Sample.data(1400, 1));

        assertEquals(FragmentationResult.CUT, start(Sample.ipv6(60, Bytes.concat(LIMIT, inner)), 1280));

        assertArrayEquals(
                Arrays.copyOf(inner, 60), Arrays.copyOfRange(pull(1280).get(0), 56, 116));
    }

    /** A Destination Options header of that size. */
    private static byte[] options(int octets) {
        byte[] options = new byte[octets];
        options[0] = 4;
        options[1] = (byte) (octets / 8 - 1);
        return options;
    }

    @Test
    void chainThatDoesNotFitIntoTheFirstFragmentIsRefused() {
        byte[] header24 = Sample.ipv4(new byte[4], 0, Sample.data(200, 1));
        byte[] header28 = Sample.ipv4(new byte[8], 0, Sample.data(200, 1));

        // the first fragment has room for 1232 octets
        assertEquals(FragmentationResult.CUT, start(Sample.ipv6(60, Bytes.concat(options(1208), header24)), 1280));
        assertEquals(
                FragmentationResult.BAD_HEADER, start(Sample.ipv6(60, Bytes.concat(options(1208), header28)), 1280));
        assertEquals(
                FragmentationResult.BAD_HEADER, start(Sample.ipv6(60, Bytes.concat(options(1216), header24)), 1280));
        assertEquals(FragmentationResult.BAD_HEADER, start(Sample.ipv6(60, options(1248)), 1280));
        assertEquals(0, fragmenter.nextOctets());
    }

    @Test
    void otherVersionsAreRefused() {
        byte[] packet = Sample.ipv6(4, Sample.ipv4(1400));
        for (int version = 0; version < 16; version++) {
            packet[0] = (byte) (version << 4);
            assertEquals(version == 6 ? FragmentationResult.CUT : FragmentationResult.BAD_HEADER, start(packet, 1280));
        }
    }

    @Test
    void onlyTunnelPacketsAndIcmpv6AreFragmented() {
        byte[] payload = Sample.data(1400, 1);
        payload[0] = 59;
        for (int nextHeader = 0; nextHeader < 256; nextHeader++) {
            assertEquals(
                    nextHeader == 4 || nextHeader == 58 ? FragmentationResult.CUT : FragmentationResult.BAD_HEADER,
                    start(Sample.ipv6(nextHeader, payload), 1280),
                    "next header " + nextHeader);
        }
    }

    /** RFC 8200 section 5: no link has less. */
    @Test
    void mtuBelow1280IsRefusedUnlessThePacketFits() {
        assertEquals(FragmentationResult.LIMIT_TOO_SMALL, start(Sample.ipv6(4, Sample.ipv4(1300)), 1279));
        assertEquals(FragmentationResult.LIMIT_TOO_SMALL, start(Sample.ipv6(4, Sample.ipv4(1300)), Integer.MIN_VALUE));
        assertEquals(FragmentationResult.FITS, start(Sample.ipv6(4, Sample.ipv4(1239)), 1279));
        assertEquals(FragmentationResult.FITS, start(Sample.ipv6(4, Sample.ipv4(65535)), Integer.MAX_VALUE));
    }

    /** Each octet of the headers takes each value: a result, and fragments that can be reassembled if the result has any. */
    @Test
    void everyWrongOctetGivesAnAnswer() {
        byte[] good = Sample.ipv6(60, Bytes.concat(LIMIT, Sample.ipv4(1400)));
        GuardedOctets source = GuardedOctets.of(good, 2);
        GuardedOctets room = GuardedOctets.empty(1280, 3);
        for (int i = 0; i < 40 + 8 + 20; i++) {
            for (int value = 0; value < 256; value++) {
                byte[] wrong = good.clone();
                wrong[i] = (byte) value;
                source.buffer().put(source.offset(), wrong);
                FragmentationResult result = fragmenter.start(source.packet(), 1280, ID);
                List<byte[]> fragments = new ArrayList<>();
                Packet window = room.packet();
                while (fragmenter.next(window)) {
                    fragments.add(room.octets(window.length()));
                    window = room.packet();
                }
                assertEquals(result == FragmentationResult.CUT, !fragments.isEmpty());
                if (result == FragmentationResult.CUT) {
                    byte[] whole = Arrays.copyOf(wrong, 40 + Bytes.u16(wrong, 4));
                    assertArrayEquals(whole, ModelAssertions.reassembleIpv6(fragments, 1280));
                }
                room.assertOnlyWritten(1280);
            }
        }
    }

    @Test
    void everyTruncatedPacketIsRefused() {
        byte[] good = Sample.ipv6(4, Sample.ipv4(1400));
        for (int length = 0; length < good.length; length++) {
            GuardedOctets source = GuardedOctets.of(Arrays.copyOf(good, length), length);
            assertEquals(FragmentationResult.BAD_HEADER, fragmenter.start(source.packet(), 1280, ID));
            source.assertUntouched();
        }
        assertEquals(FragmentationResult.BAD_HEADER, start(Sample.ipv6(4, new byte[0]), 1280));
    }

    @Test
    void placeThatIsTooSmallIsRefusedAndNothingIsLost() {
        byte[] packet = Sample.ipv6(4, Sample.ipv4(1400));
        assertEquals(FragmentationResult.CUT, start(packet, 1280));
        GuardedOctets room = GuardedOctets.empty(1279, 0);

        assertFalse(fragmenter.next(room.packet()));

        room.assertUntouched();
        assertArrayEquals(packet, ModelAssertions.reassembleIpv6(pull(1280), 1280));
        assertFalse(fragmenter.next(GuardedOctets.empty(1280, 0).packet()));
    }

    @Test
    void aNewPacketForgetsTheOldOne() {
        start(Sample.ipv6(4, Sample.ipv4(3000)), 1280);
        assertTrue(fragmenter.next(place.attach(ByteBuffer.allocate(1280), 0, 1280, 0)));

        assertEquals(FragmentationResult.FITS, start(Sample.ipv6(4, Sample.ipv4(300)), 1280));

        assertEquals(0, fragmenter.nextOctets());
    }

    @Test
    void packetIsNotChangedAndOctetsAfterItAreNotData() {
        byte[] packet = Sample.ipv6(4, Sample.ipv4(1400));
        for (GuardedOctets source : GuardedOctets.all(Bytes.concat(packet, new byte[9]))) {
            assertEquals(FragmentationResult.CUT, fragmenter.start(source.packet(), 1280, ID));
            assertArrayEquals(packet, ModelAssertions.reassembleIpv6(pull(1280), 1280));
            source.assertUntouched();
        }
    }

    /** RFC 7112 section 5: an ICMPv6 header has 8 octets, and the first fragment room for 1232. */
    @Test
    void icmpv6HeaderAfterOptionsIsInTheFirstFragment() {
        for (int octets = 1208; octets <= 1240; octets += 8) {
            byte[] options = options(octets);
            options[0] = 58;
            assertEquals(
                    octets + 8 <= 1232 ? FragmentationResult.CUT : FragmentationResult.BAD_HEADER,
                    start(Sample.ipv6(60, Bytes.concat(options, new byte[100])), 1280));
        }
    }

    @Test
    void textIsTheLengthOfTheNextFragment() {
        assertEquals("Ipv6Fragmenter[nextOctets=0]", fragmenter.toString());
        start(Sample.ipv6(4, Sample.ipv4(3000)), 1280);
        assertEquals("Ipv6Fragmenter[nextOctets=1280]", fragmenter.toString());
    }
}
