package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveFragments;
import io.softwire46.mape.conformance.model.NaiveIpv4;
import io.softwire46.mape.testing.GuardedOctets;
import io.softwire46.mape.testing.ModelAssertions;
import io.softwire46.mape.wire.HeaderCheck;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4FragmenterTest {
    private static final byte[] NO_OPTIONS = {};
    private static final int DF = 0x4000;
    private static final int MF = 0x2000;

    private final Ipv4Fragmenter fragmenter = new Ipv4Fragmenter();
    private final Packet place = new Packet();

    private FragmentationResult start(byte[] packet, int limit) {
        return fragmenter.start(new Packet().attach(ByteBuffer.wrap(packet), 0, packet.length, 0), limit, false);
    }

    private List<byte[]> pull(int limit) {
        ByteBuffer buffer = ByteBuffer.allocate(limit);
        List<byte[]> fragments = new ArrayList<>();
        while (fragmenter.next(place.attach(buffer, 0, limit, 0))) {
            fragments.add(Arrays.copyOf(buffer.array(), place.length()));
        }
        return fragments;
    }

    private void assertFragmentedAsRfc791(byte[] packet, int limit) {
        assertEquals(packet.length <= limit ? FragmentationResult.FITS : FragmentationResult.CUT, start(packet, limit));
        if (packet.length > limit) {
            List<byte[]> expected = NaiveFragments.fragmentIpv4(packet, limit);
            List<byte[]> fragments = pull(limit);
            assertEquals(expected.size(), fragments.size(), () -> packet.length + " in " + limit);
            for (int i = 0; i < expected.size(); i++) {
                assertArrayEquals(expected.get(i), fragments.get(i));
            }
            int later = Sample.headerOctets(fragments.get(1));
            int header = Sample.headerOctets(packet);
            assertEquals(NaiveIpv4.fewest(packet.length - header, header, later, limit), fragments.size());
            assertArrayEquals(packet, ModelAssertions.reassembleIpv4(fragments, limit));
        }
    }

    /** The example of RFC 791, Appendix A, example 2: 472 octets for a network of 280. */
    @Test
    void exampleOfRfc791() {
        byte[] packet = Sample.ipv4(472);

        assertEquals(FragmentationResult.CUT, start(packet, 280));

        List<byte[]> fragments = pull(280);
        assertEquals(2, fragments.size());
        assertEquals(276, Bytes.u16(fragments.get(0), 2));
        assertEquals(MF, Bytes.u16(fragments.get(0), 6));
        assertEquals(216, Bytes.u16(fragments.get(1), 2));
        assertEquals(32, Bytes.u16(fragments.get(1), 6));
    }

    /**
     * RFC 791 section 3.1: security 130 and source route 131 have the copied flag, record route 7 and time stamp 68
     * not.
     */
    @Test
    void laterFragmentsHaveOnlyTheCopiedOptions() {
        byte[] options = Bytes.hex("01 070704c0000201 8204abcd 01 4408090000000000 01 8305040102 00");
        byte[] packet = Sample.ipv4(options, 0, Sample.data(200, 1));

        assertEquals(FragmentationResult.CUT, start(packet, 120));

        List<byte[]> fragments = pull(120);
        assertArrayEquals(options, Arrays.copyOfRange(fragments.get(0), 20, 20 + options.length));
        for (byte[] later : fragments.subList(1, fragments.size())) {
            assertEquals(0x48, later[0]);
            assertArrayEquals(Bytes.hex("8204abcd 8305040102 000000"), Arrays.copyOfRange(later, 20, 32));
        }
        // 48 octets of header and 72 of data; 32 and 88; 32 and 40
        assertEquals(
                List.of(120, 120, 72), fragments.stream().map(f -> f.length).toList());
    }

    @Test
    void optionsThatAreNotCopiedVanishAndTheHeaderIsShort() {
        byte[] options = Bytes.hex("07 27 04".concat("00".repeat(37)));

        assertEquals(FragmentationResult.CUT, start(Sample.ipv4(options, 0, Sample.data(57, 1)), 68));

        List<byte[]> fragments = pull(68);
        assertEquals(List.of(68, 68, 21), fragments.stream().map(f -> f.length).toList());
        assertEquals(0x45, fragments.get(1)[0]);
    }

    /** RFC 791 section 3.2: even the longest header leaves room for eight octets in 68. */
    @Test
    void packetWithLongestHeaderOfCopiedOptionsIsFragmentedIntoEightOctetsEach() {
        byte[] options = Bytes.hex("83 28".concat("00".repeat(38)));

        assertEquals(FragmentationResult.CUT, start(Sample.ipv4(options, 0, Sample.data(20, 1)), 68));

        assertEquals(List.of(68, 68, 64), pull(68).stream().map(f -> f.length).toList());
    }

    @Test
    void fragmentIsFragmentedWithItsOffsetAndItsMoreFlag() {
        assertEquals(FragmentationResult.CUT, start(Sample.ipv4(NO_OPTIONS, MF | 100, Sample.data(160, 1)), 100));
        assertEquals(
                List.of(MF | 100, MF | 110),
                pull(100).stream().map(f -> Bytes.u16(f, 6)).toList());

        assertEquals(FragmentationResult.CUT, start(Sample.ipv4(NO_OPTIONS, 0x8000 | 100, Sample.data(155, 1)), 100));
        assertEquals(
                List.of(0x8000 | MF | 100, 0x8000 | 110),
                pull(100).stream().map(f -> Bytes.u16(f, 6)).toList());
    }

    /** RFC 6864 section 4.3: neither fragmented nor cleared, in received fragments too. */
    @ParameterizedTest
    @ValueSource(ints = {DF, DF | MF, DF | 7, DF | MF | 7})
    void dontFragmentIsObeyed(int flags) {
        byte[] packet = Sample.ipv4(NO_OPTIONS, flags, Sample.data(800, 1));

        for (int limit = 68; limit < 820; limit++) {
            assertEquals(FragmentationResult.DONT_FRAGMENT, start(packet, limit));
            assertFalse(fragmenter.next(place.attach(ByteBuffer.allocate(820), 0, 820, 0)));
        }
        assertEquals(FragmentationResult.FITS, start(packet, 820));
    }

    @Test
    void dontFragmentCanBeIgnoredButStaysSet() {
        byte[] packet = Sample.ipv4(NO_OPTIONS, DF, Sample.data(160, 1));

        assertEquals(
                FragmentationResult.CUT,
                fragmenter.start(new Packet().attach(ByteBuffer.wrap(packet), 0, packet.length, 0), 100, true));

        assertEquals(
                List.of(DF | MF, DF | 10),
                pull(100).stream().map(f -> Bytes.u16(f, 6)).toList());
    }

    @Test
    void everyLimitGivesTheFragmentsOfRfc791() {
        byte[] record = Bytes.hex("07 0b 04 0000000000000000 01");
        byte[] route = Bytes.hex("83 07 04 00000000 94 04 0000 00");
        for (int limit = 68; limit <= 1500; limit++) {
            assertFragmentedAsRfc791(Sample.ipv4(1501), limit);
            assertFragmentedAsRfc791(Sample.ipv4(record, MF | 17, Sample.data(1560, limit)), limit);
            assertFragmentedAsRfc791(Sample.ipv4(route, 8000, Sample.data(1503, limit)), limit);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {68, 576, 1240, 1460, 1500, 9152, 65534})
    void everySizeAroundEveryBoundary(int limit) {
        byte[] all = Sample.data(65536, limit);
        int step = (limit - 20) / 8 * 8;
        // each boundary where that is few packets, a sample of them where it is many
        int stride = Math.max(1, 65535 / step / 20);
        for (int count = 1; 20 + count * step <= 65535 + 10; count += stride) {
            for (int around = -10; around <= 10; around++) {
                int data = Math.min(65535 - 20, Math.max(0, count * step + around));
                assertFragmentedAsRfc791(Sample.ipv4(NO_OPTIONS, 0, Arrays.copyOf(all, data)), limit);
            }
        }
        assertFragmentedAsRfc791(Sample.ipv4(NO_OPTIONS, 0, Arrays.copyOf(all, 65515)), limit);
    }

    @Test
    void everyShortPacketInTheSmallestLimit() {
        for (int size = 20; size <= 2000; size++) {
            assertFragmentedAsRfc791(Sample.ipv4(size), 68);
        }
    }

    @Test
    void limitBelow68IsRefusedUnlessThePacketFits() {
        assertEquals(FragmentationResult.LIMIT_TOO_SMALL, start(Sample.ipv4(100), 67));
        assertEquals(FragmentationResult.LIMIT_TOO_SMALL, start(Sample.ipv4(NO_OPTIONS, DF, Sample.data(80, 1)), 0));
        assertEquals(FragmentationResult.LIMIT_TOO_SMALL, start(Sample.ipv4(100), Integer.MIN_VALUE));
        assertEquals(FragmentationResult.FITS, start(Sample.ipv4(60), 67));
        assertEquals(FragmentationResult.FITS, start(Sample.ipv4(65535), Integer.MAX_VALUE));
    }

    /** RFC 791 section 3.2: only a datagram's last fragment may have another length. */
    @Test
    void fragmentThatBelongsToNoDatagramIsRefused() {
        assertEquals(FragmentationResult.BAD_FRAGMENT, start(Sample.ipv4(NO_OPTIONS, MF, Sample.data(83, 1)), 68));
        assertEquals(FragmentationResult.CUT, start(Sample.ipv4(NO_OPTIONS, MF, Sample.data(88, 1)), 68));
        // 8180 * 8 = 65440: 95 octets are left
        assertEquals(FragmentationResult.BAD_FRAGMENT, start(Sample.ipv4(NO_OPTIONS, 8180, Sample.data(96, 1)), 68));
        assertEquals(FragmentationResult.CUT, start(Sample.ipv4(NO_OPTIONS, 8180, Sample.data(95, 1)), 68));
    }

    @ParameterizedTest
    @CsvSource({
        "8300 0000", // length 0
        "0701 0000", // length 1
        "8305 0000", // one octet over the end
        "01010183", // no length
        "0704 0000 83ff 0000",
        "9404 0000 0100 0000 4409 0500" // options after the end of the list are ignored
    })
    void malformedOptionsAreRefused(String options) {
        byte[] octets = Bytes.hex(options);
        boolean endBefore = options.contains("0100");
        byte[] packet = Sample.ipv4(octets, 0, Sample.data(100, 1));

        assertEquals(endBefore ? FragmentationResult.CUT : FragmentationResult.BAD_OPTIONS, start(packet, 100));
        assertEquals(FragmentationResult.FITS, start(packet, packet.length));
    }

    @Test
    void incompleteIpv4PacketsAreRefused() {
        byte[] packet = Sample.ipv4(100);
        for (int length = 0; length < 100; length++) {
            assertEquals(
                    FragmentationResult.BAD_HEADER,
                    fragmenter.start(new Packet().attach(ByteBuffer.wrap(packet, 0, length), 0, length, 0), 68, false));
        }
        byte[] version6 = packet.clone();
        version6[0] = 0x65;
        assertEquals(FragmentationResult.BAD_HEADER, start(version6, 68));
        byte[] shortHeader = packet.clone();
        shortHeader[0] = 0x44;
        assertEquals(FragmentationResult.BAD_HEADER, start(shortHeader, 68));
        byte[] shortTotal = packet.clone();
        Bytes.put16(shortTotal, 2, 19);
        assertEquals(FragmentationResult.BAD_HEADER, start(shortTotal, 68));
    }

    /** Each octet of a header of 60 octets takes each value, with and without a right checksum. */
    @Test
    void everyWrongOctetGivesAnAnswer() {
        byte[] options = Bytes.hex(
                "8207 0000000000 01 830b 0400000000000000 00 0707 0400000000 44080900 00000000 9404 0000 00 00 0000");
        byte[] good = Sample.ipv4(options, 0, Sample.data(120, 9));
        assertEquals(60, Sample.headerOctets(good));
        GuardedOctets source = GuardedOctets.of(good, 2);
        GuardedOctets room = GuardedOctets.empty(100, 3);
        for (int i = 0; i < 60; i++) {
            for (int value = 0; value < 256; value++) {
                byte[] wrong = good.clone();
                wrong[i] = (byte) value;
                source.buffer()
                        .put(source.offset(), Sample.headerOctets(wrong) < 12 ? wrong : Sample.withChecksum(wrong));
                Packet packet = source.packet();
                boolean valid = Ipv4Header.check(source.buffer(), source.offset(), source.length()) == HeaderCheck.OK;
                FragmentationResult result = fragmenter.start(packet, 100, false);
                List<byte[]> fragments = new ArrayList<>();
                Packet window = room.packet();
                while (fragmenter.next(window)) {
                    fragments.add(room.octets(window.length()));
                    window = room.packet();
                }
                assertEquals(result == FragmentationResult.CUT, !fragments.isEmpty());
                if (valid && result == FragmentationResult.CUT) {
                    assertArrayEquals(
                            source.octets(Bytes.u16(wrong, 2)), ModelAssertions.reassembleIpv4(fragments, 100));
                }
                assertEquals(valid, result != FragmentationResult.BAD_HEADER);
                room.assertOnlyWritten(100);
            }
        }
        source.assertOnlyWritten(good.length);
    }

    @Test
    void fragmentKeepsTheHeadroomOfItsPlace() {
        assertEquals(FragmentationResult.CUT, start(Sample.ipv4(150), 100));
        ByteBuffer buffer = ByteBuffer.allocate(148);

        assertTrue(fragmenter.next(place.attach(buffer, 48, 100, 48)));

        assertEquals(48, place.offset());
        assertEquals(100, place.length());
        assertTrue(place.prepend(48));
    }

    @Test
    void placeThatIsTooSmallIsRefusedAndNothingIsLost() {
        byte[] packet = Sample.ipv4(150);
        assertEquals(FragmentationResult.CUT, start(packet, 100));
        GuardedOctets room = GuardedOctets.empty(99, 0);
        Packet window = room.packet();

        assertFalse(fragmenter.next(window));

        assertEquals(99, window.length());
        room.assertUntouched();
        assertEquals(100, fragmenter.nextOctets());
        assertArrayEquals(packet, ModelAssertions.reassembleIpv4(pull(100), 100));
        assertFalse(fragmenter.next(place.attach(ByteBuffer.allocate(100), 0, 100, 0)));
    }

    @Test
    void aNewPacketForgetsTheOldOne() {
        start(Sample.ipv4(500), 100);
        assertEquals(FragmentationResult.FITS, start(Sample.ipv4(100), 100));
        assertEquals(0, fragmenter.nextOctets());

        start(Sample.ipv4(500), 100);
        pull(100).clear();
        byte[] packet = Sample.ipv4(Bytes.hex("8304 0000"), 3, Sample.data(333, 1));
        start(Sample.ipv4(500), 100);
        fragmenter.next(place.attach(ByteBuffer.allocate(100), 0, 100, 0));
        assertFragmentedAsRfc791(packet, 100);
    }

    @Test
    void packetAndPlaceMayShareABuffer() {
        byte[] octets = Sample.ipv4(150);
        ByteBuffer buffer = ByteBuffer.allocateDirect(250).put(100, octets);
        assertEquals(FragmentationResult.CUT, fragmenter.start(place.attach(buffer, 100, 150, 0), 100, false));
        List<byte[]> fragments = new ArrayList<>();
        while (fragmenter.next(place.attach(buffer, 0, 100, 0))) {
            byte[] fragment = new byte[place.length()];
            buffer.get(0, fragment);
            fragments.add(fragment);
        }
        assertArrayEquals(octets, ModelAssertions.reassembleIpv4(fragments, 100));
    }

    @Test
    void octetsAfterTheTotalLengthAreNotData() {
        byte[] packet = Sample.ipv4(150);

        assertEquals(FragmentationResult.CUT, start(Bytes.concat(packet, new byte[40]), 100));

        assertArrayEquals(packet, ModelAssertions.reassembleIpv4(pull(100), 100));
    }

    @Test
    void beforeTheFirstPacketThereIsNothing() {
        assertEquals(0, fragmenter.nextOctets());
        assertFalse(fragmenter.next(place.attach(ByteBuffer.allocate(100), 0, 100, 0)));
    }

    @Test
    void textIsTheLengthOfTheNextFragment() {
        assertEquals("Ipv4Fragmenter[nextOctets=0]", fragmenter.toString());
        start(Sample.ipv4(150), 100);
        assertEquals("Ipv4Fragmenter[nextOctets=100]", fragmenter.toString());
    }
}
