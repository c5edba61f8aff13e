package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4ReassemblerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final byte[] RECORD_ROUTE = Bytes.hex("0727 04".concat("00".repeat(36)) + "00");
    private static final byte[] SECURITY = Bytes.hex("82040000");

    private final ReassemblerHarness harness = new ReassemblerHarness(ReassemblyLimits.ipv4());
    private final byte[] packet = Sample.ipv4(1500);
    private final List<byte[]> three = CraftedFragments.ipv4(packet, 512, 1024);

    private FragmentResult add(byte[] fragment) {
        return harness.ipv4(fragment, 0);
    }

    private static byte[] with(byte[] octets, int at, int value) {
        byte[] copy = octets.clone();
        copy[at] = (byte) value;
        return Sample.withChecksum(copy);
    }

    /** RFC 791 section 3.2: options that only the first fragment has are those of the datagram. */
    @Test
    void joinedPacketHasTheHeaderOfTheFirstFragment() {
        byte[] whole = Sample.ipv4(RECORD_ROUTE, 0x4000, Sample.data(1200, 1));
        byte[] first = CraftedFragments.ipv4(Arrays.copyOf(whole, 60), 0, true, Arrays.copyOfRange(whole, 60, 860));
        byte[] plain = Sample.ipv4(SECURITY, 0, new byte[0]); // DF not set, other TTL
        plain[8] = 3;
        byte[] last = CraftedFragments.ipv4(plain, 800, false, Arrays.copyOfRange(whole, 860, 1260));

        assertEquals(FragmentResult.HELD, add(last));
        assertEquals(FragmentResult.COMPLETE, add(first));

        harness.assertReassembled(whole);
        assertEquals(0xffff, Sample.onesComplementSum(Arrays.copyOf(harness.packet, 60)));
    }

    @Test
    void flagsOtherThanMoreFragmentsAreThoseOfTheFirstFragment() {
        for (int flags : new int[] {0, 0x4000, 0x8000, 0xc000}) {
            byte[] whole = Sample.ipv4(new byte[0], flags, Sample.data(100, 1));
            List<byte[]> two = CraftedFragments.ipv4(whole, 40);
            add(two.get(0));
            assertEquals(FragmentResult.COMPLETE, add(with(two.get(1), 6, (flags ^ 0xc000) >> 8)));
            harness.assertReassembled(whole);
        }
    }

    /** RFC 1191 section 3: a sender learns from errors about what it sent. */
    @Test
    void theLargestFragmentIsKnownInAnyOrder() {
        byte[] header = Sample.ipv4(20);
        byte[] df = Sample.ipv4(new byte[0], 0x4000, new byte[0]);
        for (boolean largestHasDf : new boolean[] {true, false}) {
            byte[][] fragments = {
                CraftedFragments.ipv4(largestHasDf ? header : df, 0, true, new byte[400]),
                CraftedFragments.ipv4(largestHasDf ? df : header, 400, true, new byte[800]),
                CraftedFragments.ipv4(largestHasDf ? header : df, 1200, false, new byte[799])
            };
            for (int[] order : new int[][] {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
                ReassemblerHarness fresh = new ReassemblerHarness(ReassemblyLimits.ipv4());
                fresh.ipv4(fragments[order[0]], 0);
                assertEquals(FragmentResult.DUPLICATE, fresh.ipv4(fragments[order[0]], 0));
                fresh.ipv4(fragments[order[1]], 0);
                assertEquals(FragmentResult.COMPLETE, fresh.ipv4(fragments[order[2]], 0));
                assertEquals(820, fresh.ipv4.largestFragmentOctets());
                assertEquals(largestHasDf, fresh.ipv4.largestFragmentHasDf());
            }
        }
    }

    @Test
    void theHeaderCountsForTheLargestFragment() {
        byte[] options = Sample.ipv4(SECURITY, 0x4000, new byte[0]);
        int octets = options.length + 80;
        assertEquals(FragmentResult.HELD, add(CraftedFragments.ipv4(options, 0, true, new byte[80])));
        assertEquals(FragmentResult.COMPLETE, add(CraftedFragments.ipv4(Sample.ipv4(20), 80, false, new byte[81])));
        assertEquals(octets, harness.ipv4.largestFragmentOctets());
        assertTrue(harness.ipv4.largestFragmentHasDf());
        // the next datagram knows nothing of it
        assertEquals(FragmentResult.HELD, add(CraftedFragments.ipv4(Sample.ipv4(20), 0, true, new byte[16])));
        assertEquals(FragmentResult.COMPLETE, add(CraftedFragments.ipv4(Sample.ipv4(20), 16, false, new byte[1])));
        assertEquals(36, harness.ipv4.largestFragmentOctets());
        assertFalse(harness.ipv4.largestFragmentHasDf());
    }

    /** RFC 791 section 3.2: the last fragment has MF 0, so octets at the end with MF 1 contradict it. */
    @Test
    void lastFragmentRepeatedWithMoreFragmentsContradictsTheEnd() {
        byte[] datagram = Sample.ipv4(20 + 1496); // the data are a multiple of 8 octets, as MF demands
        List<byte[]> two = CraftedFragments.ipv4(datagram, 512);
        byte[] last = two.get(1);
        assertEquals(FragmentResult.HELD, add(last));
        assertEquals(FragmentResult.BEYOND_END, add(with(last, 6, last[6] | 0x20)));
        assertEquals(FragmentResult.DISCARDED, add(two.get(0)), "the datagram is lost");
    }

    /** RFC 6864 section 4.1: the identification of what is no fragment has no effect. */
    @Test
    void packetThatIsNoFragmentFlushesNothing() {
        add(three.get(0));
        add(three.get(1));
        byte[] whole = Sample.ipv4(new byte[0], 0x4000, Sample.data(99, 1));

        assertEquals(FragmentResult.COMPLETE, add(whole));
        harness.assertReassembled(whole);
        assertEquals(FragmentResult.COMPLETE, add(three.get(2)));
        harness.assertReassembled(packet);
        assertEquals(1, harness.ipv4.statistics().whole());
    }

    /** RFC 791 section 3.2: source, destination, protocol and identification. */
    @Test
    void keyIsAddressesProtocolAndIdentification() {
        for (int at : new int[] {4, 5, 9, 12, 13, 14, 15, 16, 17, 18, 19}) {
            ReassemblerHarness fresh = new ReassemblerHarness(ReassemblyLimits.ipv4());
            fresh.ipv4(three.get(0), 0);
            fresh.ipv4(three.get(1), 0);

            byte[] other = with(three.get(2), at, three.get(2)[at] ^ 0x40);
            assertEquals(FragmentResult.HELD, fresh.ipv4(other, 0), "octet " + at);
            assertEquals(FragmentResult.COMPLETE, fresh.ipv4(with(three.get(2), 8, 1), 0));
            fresh.assertReassembled(packet);
        }
    }

    @Test
    void overlapEndsTheDatagram() {
        add(three.get(0));
        assertEquals(FragmentResult.DUPLICATE, add(three.get(0)));

        assertEquals(FragmentResult.OVERLAP, add(with(three.get(0), 20, packet[20] ^ 1)));
        assertEquals(FragmentResult.DISCARDED, add(three.get(1)));
        assertEquals(1, harness.expireIpv4(2 * SECOND).size());
        assertEquals(FragmentResult.HELD, harness.ipv4(three.get(1), 2 * SECOND));
    }

    /** The "ping of death": no more than 65535 octets with the header. */
    @ParameterizedTest
    @CsvSource({"0, 65512, 3", "40, 65472, 3", "4, 65504, 7"})
    void nothingReachesBeyond65535Octets(int optionOctets, int start, int octets) {
        byte[] header = Sample.ipv4(Arrays.copyOf(RECORD_ROUTE, optionOctets), 0, new byte[0]);

        assertEquals(FragmentResult.TOO_LONG, add(CraftedFragments.ipv4(header, start, false, new byte[octets + 1])));
        assertEquals(FragmentResult.HELD, add(CraftedFragments.ipv4(header, start, false, new byte[octets])));
    }

    @Test
    void headerOfTheFirstFragmentCountsForTheLength() {
        byte[] last = CraftedFragments.ipv4(Sample.ipv4(20), 65000, false, new byte[515]);
        byte[] first = CraftedFragments.ipv4(Sample.ipv4(SECURITY, 0, new byte[0]), 0, true, new byte[65000]);

        assertEquals(FragmentResult.HELD, add(last));
        assertEquals(FragmentResult.TOO_LONG, add(first));
        assertEquals(0, harness.ipv4.statistics().pending());
    }

    @Test
    void lengthsThatAreNoMultipleOfEightAndEmptyFragmentsAreRefused() {
        byte[] header = Sample.ipv4(20);
        assertEquals(FragmentResult.BAD_LENGTH, add(CraftedFragments.ipv4(header, 8, true, new byte[11])));
        assertEquals(FragmentResult.EMPTY, add(CraftedFragments.ipv4(header, 8, true, new byte[0])));
        assertEquals(FragmentResult.EMPTY, add(CraftedFragments.ipv4(header, 800, false, new byte[0])));
        assertEquals(0, harness.ipv4.statistics().pending());
    }

    /** RFC 1858 section 3, RFC 3128 section 3. */
    @ParameterizedTest
    @CsvSource({
        "6, 0, 8, true",
        "6, 0, 16, true",
        "6, 0, 24, false",
        "6, 8, 800, true",
        "6, 16, 8, false",
        "17, 0, 8, false",
        "17, 8, 8, false",
        "1, 0, 8, false",
        "1, 8, 8, false",
        "47, 0, 8, false",
        "47, 8, 8, false"
    })
    void tinyFragmentsAreRefused(int protocol, int start, int octets, boolean tiny) {
        byte[] header = Sample.ipv4(protocol, new byte[0], 0, new byte[0]);
        byte[] fragment = CraftedFragments.ipv4(header, start, true, new byte[octets]);
        ReassemblerHarness lenient =
                new ReassemblerHarness(new ReassemblyLimits(SECOND, 64, 10, 1 << 20, 1, 65575, false));

        assertEquals(tiny ? FragmentResult.TINY : FragmentResult.HELD, add(fragment));
        assertEquals(FragmentResult.HELD, lenient.ipv4(fragment, 0));
    }

    /** RFC 1122 section 3.3.2: the first fragment goes back in an ICMP time exceeded. */
    @Test
    void firstFragmentIsAvailableAfterTheTimeout() {
        harness.ipv4(three.get(1), 0);
        harness.ipv4(three.get(0), SECOND);

        assertTrue(harness.expireIpv4(2 * SECOND - 1).isEmpty());
        List<byte[]> expired = harness.expireIpv4(2 * SECOND);

        assertEquals(1, expired.size());
        assertArrayEquals(three.get(0), expired.get(0));
        assertEquals(1, harness.ipv4.statistics().expired());
    }

    /** RFC 3168 section 5.3. */
    @ParameterizedTest
    @CsvSource({"0, 0, 0", "3, 1, 3", "2, 3, 3", "1, 2, 1", "2, 1, 2", "0, 1, 0", "2, 0, 0", "0, 3, -1", "3, 0, -1"})
    void congestionFieldOfTheReassembledPacket(int first, int second, int expected) {
        add(with(three.get(0), 1, 0xb8 | first));
        add(with(three.get(1), 1, second));
        FragmentResult result = add(with(three.get(2), 1, 0x04 | second));

        assertEquals(expected < 0 ? FragmentResult.ECN : FragmentResult.COMPLETE, result);
        if (expected >= 0) {
            harness.assertReassembled(with(packet, 1, 0xb8 | expected));
        }
    }

    @Test
    void largestPacketAndSmallestFragments() {
        ReassemblerHarness patient =
                new ReassemblerHarness(new ReassemblyLimits(SECOND, 8192, 10, 1 << 20, 1, 65575, true));
        byte[] largest = Sample.ipv4(65535);
        int[] places = new int[8189];
        Arrays.setAll(places, i -> 8 * (i + 1));
        List<byte[]> fragments = CraftedFragments.ipv4(largest, places);
        for (int i = fragments.size() - 1; i > 0; i--) {
            assertEquals(FragmentResult.HELD, patient.ipv4(fragments.get(i), 0));
        }
        assertEquals(FragmentResult.COMPLETE, patient.ipv4(fragments.get(0), 0));
        patient.assertReassembled(largest);
    }

    @Test
    void windowsThatHoldNoPacketAreRefused() {
        byte[] good = three.get(1);
        for (int length = 0; length < good.length; length++) {
            assertEquals(FragmentResult.MALFORMED, add(Arrays.copyOf(good, length)));
        }
        byte[] version6 = good.clone();
        version6[0] = 0x65;
        byte[] shortHeader = good.clone();
        shortHeader[0] = 0x44;
        byte[] shortTotal = good.clone();
        Bytes.put16(shortTotal, 2, 19);
        for (byte[] bad : List.of(version6, shortHeader, shortTotal)) {
            assertEquals(FragmentResult.MALFORMED, add(bad));
        }
        assertEquals(
                FragmentResult.MALFORMED, harness.ipv4.add(new Packet().attach(ByteBuffer.allocate(0), 0, 0, 0), 0));
        assertEquals(0, harness.ipv4.statistics().pending());
    }

    private FragmentResult addFrom(long tunnelHi, long tunnelLo, byte[] fragment) {
        harness.window.attach(ByteBuffer.wrap(fragment), 0, fragment.length, 0);
        return harness.ipv4.add(harness.window, tunnelHi, tunnelLo, new FragmentSource().set(0, 0, 1), 0);
    }

    /** RFC 6864 section 4.1 and RFC 7597 section 8.3.3: CEs that share an address choose identifications apart. */
    @Test
    void fragmentsOfDifferentTunnelsAreKeptApart() {
        assertEquals(FragmentResult.HELD, addFrom(1, 2, three.get(0)));
        assertEquals(FragmentResult.HELD, addFrom(1, 2, three.get(1)));
        assertEquals(FragmentResult.HELD, addFrom(1, 3, three.get(2)));
        assertEquals(FragmentResult.HELD, addFrom(2, 2, three.get(2)));
        assertEquals(FragmentResult.HELD, add(three.get(2)));

        assertEquals(FragmentResult.COMPLETE, addFrom(1, 2, three.get(2)));
        assertArrayEquals(packet, ReassemblerHarness.octets(harness.window));
        assertEquals(3, harness.ipv4.statistics().pending());
    }

    /** RFC 1858 section 3.2: without it, a filter cannot inspect the datagram. */
    @Test
    void tinyFragmentDiscardsItsDatagram() {
        byte[] header = Sample.ipv4(6, new byte[0], 0, new byte[0]);
        byte[] tiny = CraftedFragments.ipv4(header, 8, true, new byte[8]);
        byte[] after = CraftedFragments.ipv4(header, 24, false, new byte[9]);

        assertEquals(FragmentResult.HELD, add(after));
        assertEquals(FragmentResult.TINY, add(tiny));
        assertEquals(FragmentResult.TINY, add(tiny));
        assertEquals(0, harness.ipv4.statistics().pending());
        assertEquals(FragmentResult.DISCARDED, add(after));

        tiny[5] ^= 1; // identification
        after[5] ^= 1;
        assertEquals(FragmentResult.TINY, add(tiny), "before any other fragment");
        assertEquals(FragmentResult.DISCARDED, add(after));
    }

    @ParameterizedTest
    @ValueSource(ints = {1540, 1541, 9000})
    void packetsUpToTheLimitAreReassembled(int limit) {
        ReassemblerHarness small =
                new ReassemblerHarness(new ReassemblyLimits(SECOND, 64, 10, 1 << 20, 1, limit, true));
        byte[] fits = Sample.ipv4(limit);
        List<byte[]> fragments = CraftedFragments.ipv4(fits, 1000);
        assertEquals(FragmentResult.HELD, small.ipv4(fragments.get(1), 0));
        assertEquals(FragmentResult.COMPLETE, small.ipv4(fragments.get(0), 0));
        small.assertReassembled(fits);

        List<byte[]> beyond = CraftedFragments.ipv4(Sample.ipv4(limit + 1), 1000);
        assertEquals(FragmentResult.OVER_LIMIT, small.ipv4(beyond.get(1), 0));

        // the header of the first fragment counts for the length
        byte[] first = CraftedFragments.ipv4(Sample.ipv4(SECURITY, 0, new byte[0]), 0, true, new byte[1000]);
        assertEquals(FragmentResult.HELD, small.ipv4(fragments.get(1), 0));
        assertEquals(FragmentResult.OVER_LIMIT, small.ipv4(first, 0));
        byte[] least = CraftedFragments.ipv4(Sample.ipv4(20), 1000, false, new byte[limit - 1024]);
        assertEquals(FragmentResult.HELD, small.ipv4(least, 0));
        assertEquals(FragmentResult.COMPLETE, small.ipv4(first, 0));
        assertEquals(limit, small.packet.length);
    }

    /** The longest packet: 60 octets of header and 65475 of data, though the last fragment has a header of 20. */
    @Test
    void longHeaderOfTheFirstFragmentMayFillThePacket() {
        byte[] whole = Sample.ipv4(RECORD_ROUTE, 0, Sample.data(65475, 1));
        byte[] last = CraftedFragments.ipv4(Sample.ipv4(20), 65000, false, Arrays.copyOfRange(whole, 65060, 65535));

        assertEquals(FragmentResult.HELD, add(last));
        assertEquals(
                FragmentResult.COMPLETE,
                add(CraftedFragments.ipv4(Arrays.copyOf(whole, 60), 0, true, Arrays.copyOfRange(whole, 60, 65060))));
        harness.assertReassembled(whole);
    }

    /** RFC 3168 section 5.3: CE of any fragment is that of the packet, with the DSCP of the first. */
    @ParameterizedTest
    @ValueSource(ints = {0, 0x28, 0xfc})
    void congestionIsMarkedWhateverTheDscp(int dscp) {
        add(with(three.get(0), 1, dscp | 1));
        add(with(three.get(1), 1, 3));
        assertEquals(FragmentResult.COMPLETE, add(with(three.get(2), 1, 2)));
        harness.assertReassembled(with(packet, 1, dscp | 3));
    }

    @Test
    void withoutTheFirstFragmentThereIsNothingToQuote() {
        harness.ipv4(three.get(0), 0);
        harness.ipv4(with(three.get(1), 5, 0), 1); // identification
        harness.ipv4.expire(2 * SECOND);
        assertTrue(harness.ipv4.expiredFirst(new Packet()));
        harness.ipv4.expire(2 * SECOND + 1);
        assertFalse(harness.ipv4.expiredFirst(new Packet()));
        assertEquals(
                "Ipv4Reassembler[FragmentStatistics[received=2, dropped=0, reassembled=0, pending=0, evicted=0,"
                        + " expired=2]]",
                harness.ipv4.toString());
    }

    /** The octets that are quoted are those of the fragment, wherever its chunks are. */
    @Test
    void longFirstFragmentsAreQuotedFromTheirBeginning() {
        byte[] one = three.get(0);
        byte[] two = with(one, 5, 1);
        harness.ipv4(one, 0);
        harness.ipv4(two, 0);
        harness.expireIpv4(2 * SECOND); // returns the chunks in the other order
        byte[] first = CraftedFragments.ipv4(Sample.ipv4(9000), 8000).get(0);
        harness.ipv4(first, 2 * SECOND);

        byte[] quoted = harness.expireIpv4(4 * SECOND).get(0);

        assertTrue(quoted.length >= 1920);
        assertArrayEquals(Arrays.copyOf(first, quoted.length), quoted);
    }

    /** Shares of memory: a chunk of 2048 octets contains 128 octets before the data. */
    @Test
    void fragmentThatStartsInTheSecondChunkNeedsOnlyThat() {
        ReassemblerHarness small =
                new ReassemblerHarness(new ReassemblyLimits(SECOND, 64, 10, 4 * 2048 - 256, 0.25, 4000, true));
        byte[] header = Sample.ipv4(20);
        byte[] inSecond = CraftedFragments.ipv4(header, 1920, true, new byte[2048]);
        byte[] across = CraftedFragments.ipv4(header, 1912, true, new byte[16]);
        byte[] first = CraftedFragments.ipv4(header, 0, true, new byte[1920]);
        byte[] longFirst = CraftedFragments.ipv4(header, 0, true, new byte[1928]);

        assertEquals(FragmentResult.SOURCE_SHARE, small.ipv4(across, 0));
        assertEquals(FragmentResult.SOURCE_SHARE, small.ipv4(longFirst, 0));
        assertEquals(FragmentResult.HELD, small.ipv4(inSecond, 0));
        assertEquals(FragmentResult.SOURCE_SHARE, small.ipv4(first, 0), "a second chunk");
        assertEquals(FragmentResult.DISCARDED, small.ipv4(first, 0));
        assertEquals(FragmentResult.HELD, small.ipv4(with(first, 5, 1), 0), "alone");
    }
}
