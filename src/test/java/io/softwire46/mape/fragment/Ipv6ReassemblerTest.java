package io.softwire46.mape.fragment;

import static io.softwire46.mape.conformance.model.Bytes.with;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.testing.GuardedOctets;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6ReassemblerTest {
    private static final int ID = 0x89abcdef;
    private static final long SECOND = 1_000_000_000L;

    private final ReassemblerHarness harness = new ReassemblerHarness(ReassemblyLimits.ipv6());
    private final byte[] packet = Sample.ipv6(4, Sample.ipv4(1500));
    private final List<byte[]> three = CraftedFragments.ipv6(packet, ID, 512, 1024);

    private FragmentResult add(byte[] fragment) {
        return harness.ipv6(fragment, 0);
    }

    /** RFC 8200 section 4.5, each octet of the headers by hand. */
    @Test
    void joinedPacketHasTheHeadersOfTheFirstFragmentWithoutTheFragmentHeader() {
        byte[] inner = Sample.ipv4(1300);
        String addresses = "20010db8ffff00000000000000000001 20010db800123400000000c000020034";
        byte[] first = Bytes.concat(
                Bytes.hex("6fe12345 04d8 2c 3f" + addresses + "04 00 0001 89abcdef"), Arrays.copyOf(inner, 1232));
        byte[] second = Bytes.concat(
                Bytes.hex("6fe54321 004c 2c 01" + addresses + "3b ff 04d0 89abcdef"),
                Arrays.copyOfRange(inner, 1232, 1300));

        assertEquals(FragmentResult.HELD, add(second));
        assertEquals(FragmentResult.COMPLETE, add(first));

        harness.assertReassembled(Bytes.concat(Bytes.hex("6fe12345 0514 04 3f" + addresses), inner));
    }

    @Test
    void extensionHeadersBeforeTheFragmentHeaderAreKept() {
        byte[] inner = Sample.ipv4(1500);
        for (int octets = 8; octets <= Ipv6Reassembler.MAXIMUM_EXTENSION_OCTETS; octets += 8) {
            byte[] headers = CraftedFragments.ipv6Headers(CraftedFragments.options(44, octets));
            byte[] first = CraftedFragments.ipv6(headers, 4, 0, true, ID, Arrays.copyOf(inner, 1000));
            byte[] last = CraftedFragments.ipv6(
                    CraftedFragments.ipv6Headers(), 4, 1000, false, ID, Arrays.copyOfRange(inner, 1000, 1500));

            assertEquals(FragmentResult.HELD, harness.ipv6(first, 40 + octets, 0));
            assertEquals(FragmentResult.COMPLETE, harness.ipv6(last, 0));

            byte[] expected = Bytes.concat(CraftedFragments.ipv6Headers(CraftedFragments.options(4, octets)), inner);
            Bytes.put16(expected, 4, octets + 1500);
            harness.assertReassembled(expected);
        }
    }

    @Test
    void moreExtensionHeadersThanThatAreRefused() {
        byte[] headers = CraftedFragments.ipv6Headers(CraftedFragments.options(44, 152));
        byte[] first = CraftedFragments.ipv6(headers, 4, 0, true, ID, Arrays.copyOf(packet, 1000));

        assertEquals(FragmentResult.HEADERS_TOO_LONG, harness.ipv6(first, 40 + 152, 0));
        assertEquals(0, harness.ipv6.statistics().pending());
    }

    /** RFC 6946 section 4. */
    @Test
    void atomicFragmentIsIndependentOfHeldFragmentsWithItsIdentification() {
        byte[] other = Sample.ipv6(4, Sample.ipv4(777));
        byte[] atomic = CraftedFragments.ipv6(other, ID).get(0);
        assertEquals(FragmentResult.HELD, add(three.get(0)));
        assertEquals(FragmentResult.HELD, add(three.get(1)));

        assertEquals(FragmentResult.COMPLETE, add(atomic));
        harness.assertReassembled(other);
        assertEquals(1, harness.ipv6.statistics().pending());

        assertEquals(FragmentResult.COMPLETE, add(three.get(2)));
        harness.assertReassembled(packet);
        assertEquals(1, harness.ipv6.statistics().whole());
        assertEquals(1, harness.ipv6.statistics().reassembledFull());
    }

    @Test
    void fragmentHeaderOfAnAtomicFragmentIsRemovedInPlace() {
        byte[] inner = Sample.ipv4(700);
        for (int octets = 0; octets <= 64; octets += 8) {
            byte[] headers = octets == 0
                    ? CraftedFragments.ipv6Headers()
                    : CraftedFragments.ipv6Headers(CraftedFragments.options(44, octets));
            byte[] atomic = CraftedFragments.ipv6(headers, 4, 0, false, ID, inner);
            for (GuardedOctets place : GuardedOctets.all(Bytes.concat(atomic, new byte[5]))) { // padding following it
                Packet window = place.packet();
                int fragmentHeader = place.offset() + 40 + octets;

                assertTrue(Ipv6Reassembler.removeAtomic(window, fragmentHeader));

                byte[] expected = Bytes.concat(headers, inner);
                expected[octets == 0 ? 6 : 40] = 4;
                Bytes.put16(expected, 4, octets + 700);
                assertArrayEquals(expected, ReassemblerHarness.octets(window));
                assertEquals(8, window.headroom());
                place.assertOnlyWritten(48 + octets);
            }
        }
    }

    @Test
    void nothingElseLosesItsFragmentHeaderInPlace() {
        byte[] atomic = CraftedFragments.ipv6(packet, ID).get(0);
        byte[] more = with(atomic, 43, 1);
        byte[] shifted = with(atomic, 43, 8);
        for (byte[] octets : List.of(more, shifted, Arrays.copyOf(atomic, 47), Arrays.copyOf(atomic, 1000))) {
            for (GuardedOctets place : GuardedOctets.all(octets)) {
                assertFalse(Ipv6Reassembler.removeAtomic(place.packet(), place.offset() + 40));
                place.assertUntouched();
            }
        }
        GuardedOctets place = GuardedOctets.of(atomic, 2);
        for (int wrong : new int[] {Integer.MIN_VALUE, -1, 0, 39, 41, 47, 1533, 1540, Integer.MAX_VALUE}) {
            assertFalse(Ipv6Reassembler.removeAtomic(place.packet(), place.offset() + wrong));
            place.assertUntouched();
        }
    }

    /** RFC 8200 section 4.5: the pointer is the Payload Length. */
    @Test
    void lengthThatIsNoMultipleOfEightIsAParameterProblem() {
        for (int octets = 505; octets < 512; octets++) {
            byte[] bad = CraftedFragments.ipv6(
                    CraftedFragments.ipv6Headers(), 4, 0, true, ID, Arrays.copyOfRange(packet, 40, 40 + octets));

            assertEquals(FragmentResult.BAD_LENGTH, add(bad));
            assertEquals(0, harness.ipv6.parameterProblemCode());
            assertEquals(4, harness.ipv6.parameterProblemPointer());
        }
        assertEquals(0, harness.ipv6.statistics().pending());
    }

    /** RFC 8200 section 4.5: the pointer is the Fragment Offset. */
    @Test
    void reachingBeyond65535OctetsIsAParameterProblem() {
        byte[] ends = CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), 4, 65528, false, ID, new byte[7]);
        byte[] beyond = CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), 4, 65528, false, ID, new byte[8]);
        byte[] headers = CraftedFragments.ipv6Headers(CraftedFragments.options(44, 16));
        byte[] longer = CraftedFragments.ipv6(headers, 4, 65512, true, ID, new byte[8]);

        assertEquals(FragmentResult.HELD, add(ends));
        assertEquals(Ipv6Reassembler.NONE, harness.ipv6.parameterProblemCode());
        assertEquals(FragmentResult.TOO_LONG, add(beyond));
        assertEquals(0, harness.ipv6.parameterProblemCode());
        assertEquals(42, harness.ipv6.parameterProblemPointer());
        assertEquals(FragmentResult.TOO_LONG, harness.ipv6(longer, 56, 0));
        assertEquals(58, harness.ipv6.parameterProblemPointer());
        assertEquals(1, harness.ipv6.statistics().pending());
    }

    /** RFC 7112 section 5: the header chain ends with the whole IPv4 header. */
    @Test
    void firstFragmentWithoutTheWholeHeaderChainIsAParameterProblem() {
        byte[] inner = Sample.ipv4(Bytes.hex("94040000".repeat(10)), 0, Sample.data(1400, 1));
        byte[] chain = Bytes.concat(CraftedFragments.options(60, 16), CraftedFragments.options(4, 8), inner);
        for (int octets = 8; octets <= 96; octets += 8) {
            byte[] first = CraftedFragments.ipv6(
                    CraftedFragments.ipv6Headers(), 60, 0, true, octets, Arrays.copyOf(chain, octets));
            boolean whole = octets >= 16 + 8 + 60;

            assertEquals(whole ? FragmentResult.HELD : FragmentResult.INCOMPLETE_HEADERS, add(first));
            assertEquals(whole ? Ipv6Reassembler.NONE : 3, harness.ipv6.parameterProblemCode());
            assertEquals(whole, harness.ipv6.statistics().pending() > 0);
            assertEquals(0, whole ? 0 : harness.ipv6.parameterProblemPointer());
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 24", "6, 24", "17, 8", "58, 8", "41, 40", "50, 8", "59, 8", "47, 8"})
    void upperLayerHeadersThatBelongIntoTheFirstFragment(int nextHeader, int least) {
        for (int octets = 8; octets <= 64; octets += 8) {
            byte[] data = new byte[octets];
            data[0] = 0x45;
            byte[] first = CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), nextHeader, 0, true, octets, data);

            assertEquals(octets >= least ? FragmentResult.HELD : FragmentResult.INCOMPLETE_HEADERS, add(first));
        }
    }

    /** RFC 5722 section 4: all that was received, and all that is still to come, and no ICMP error. */
    @Test
    void overlapEndsTheDatagramUntilItsTimeIsOver() {
        byte[] overlapping = CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), 4, 504, true, ID, new byte[16]);
        harness.ipv6(three.get(0), 0);

        assertEquals(FragmentResult.OVERLAP, harness.ipv6(overlapping, SECOND));
        assertEquals(Ipv6Reassembler.NONE, harness.ipv6.parameterProblemCode());
        assertEquals(0, harness.ipv6.statistics().pending());
        for (byte[] fragment : three) {
            assertEquals(FragmentResult.DISCARDED, harness.ipv6(fragment, 60 * SECOND - 1));
        }

        List<byte[]> expired = harness.expireIpv6(60 * SECOND);
        assertEquals(1, expired.size());
        assertEquals(0, expired.get(0).length, "no first fragment to quote");
        assertEquals(0, harness.ipv6.statistics().expired());
        assertEquals(FragmentResult.HELD, harness.ipv6(three.get(0), 60 * SECOND));
        assertEquals(FragmentResult.HELD, harness.ipv6(three.get(1), 60 * SECOND));
        assertEquals(FragmentResult.COMPLETE, harness.ipv6(three.get(2), 60 * SECOND));
    }

    /** RFC 8200 section 4.5: an exact duplicate may be dropped alone. */
    @Test
    void duplicatesAreNoOverlap() {
        byte[] otherHeaders = with(three.get(1), 7, 1);
        byte[] otherOctet = with(three.get(1), 48 + 511, 0x5a);

        assertEquals(FragmentResult.HELD, add(three.get(2)));
        assertEquals(FragmentResult.DUPLICATE, add(three.get(2)));
        assertEquals(FragmentResult.HELD, add(three.get(1)));
        assertEquals(FragmentResult.DUPLICATE, add(otherHeaders));
        assertEquals(FragmentResult.COMPLETE, add(three.get(0)));
        harness.assertReassembled(packet);

        add(three.get(1));
        assertEquals(FragmentResult.OVERLAP, add(otherOctet));
    }

    /** The same octets with other boundaries are no duplicate of any fragment. */
    @Test
    void sameOctetsInOtherFragmentsAreAnOverlap() {
        for (int[] range : new int[][] {{0, 1024}, {0, 256}, {256, 512}, {512, 1032}, {8, 16}, {504, 520}}) {
            ReassemblerHarness fresh = new ReassemblerHarness(ReassemblyLimits.ipv6());
            fresh.ipv6(three.get(0), 0);
            fresh.ipv6(three.get(1), 0);
            byte[] part = Arrays.copyOfRange(packet, 40 + range[0], 40 + range[1]);

            assertEquals(
                    FragmentResult.OVERLAP,
                    fresh.ipv6(CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), 4, range[0], true, ID, part), 0));
        }
    }

    @Test
    void lastFragmentsThatEndElsewhereEndTheDatagram() {
        add(three.get(2));
        byte[] longer = CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), 4, 1504, false, ID, new byte[8]);

        assertEquals(FragmentResult.TWO_ENDS, add(longer));
        assertEquals(FragmentResult.DISCARDED, add(three.get(0)));
    }

    @Test
    void dataBeyondTheEndDiscardsTheDatagram() {
        add(three.get(2));
        byte[] beyond = CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), 4, 1504, true, ID, new byte[8]);
        assertEquals(FragmentResult.BEYOND_END, add(beyond));

        byte[] other = CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), 4, 1504, true, 2, new byte[8]);
        byte[] end = CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), 4, 512, false, 2, new byte[8]);
        assertEquals(FragmentResult.HELD, add(other));
        assertEquals(FragmentResult.BEYOND_END, add(end));
        assertEquals(FragmentResult.DISCARDED, add(end));
    }

    /** RFC 8200 section 4.5: the last fragment has M 0, so octets at the end with M 1 contradict it. */
    @Test
    void lastFragmentRepeatedWithMoreFragmentsContradictsTheEnd() {
        byte[] data = Arrays.copyOfRange(packet, 40 + 1024, 40 + 1488); // a multiple of 8 octets, as M demands
        byte[] last = CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), 4, 1024, false, ID, data);
        assertEquals(FragmentResult.HELD, add(last));
        assertEquals(
                FragmentResult.BEYOND_END,
                add(CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), 4, 1024, true, ID, data)));
        assertEquals(FragmentResult.DISCARDED, add(three.get(0)), "the datagram is lost");
    }

    @Test
    void emptyFragmentsSayNothing() {
        assertEquals(
                FragmentResult.EMPTY,
                add(CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), 4, 1496, false, ID, new byte[0])));
        assertEquals(
                FragmentResult.EMPTY,
                add(CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), 4, 0, true, ID, new byte[0])));
        assertEquals(0, harness.ipv6.statistics().pending());
    }

    /** RFC 8200 section 4.5: source, destination and identification, not the next header. */
    @Test
    void keyIsAddressesAndIdentification() {
        for (int at : new int[] {8, 15, 16, 23, 24, 31, 32, 39, 44, 45, 46, 47}) {
            ReassemblerHarness fresh = new ReassemblerHarness(ReassemblyLimits.ipv6());
            fresh.ipv6(three.get(0), 0);
            fresh.ipv6(three.get(1), 0);

            assertEquals(
                    FragmentResult.HELD, fresh.ipv6(with(three.get(2), at, three.get(2)[at] ^ 1), 0), "octet " + at);
            assertEquals(FragmentResult.COMPLETE, fresh.ipv6(with(three.get(2), 40, 99), 0));
            fresh.assertReassembled(packet);
        }
    }

    /** 60 seconds from the fragment that arrived first, whichever that is. */
    @Test
    void timeRunsFromTheFirstArrival() {
        harness.ipv6(three.get(2), 5);
        harness.ipv6(three.get(0), 5 + 30 * SECOND);

        assertTrue(harness.expireIpv6(5 + 60 * SECOND - 1).isEmpty());
        List<byte[]> expired = harness.expireIpv6(5 + 60 * SECOND);

        assertEquals(1, expired.size());
        assertArrayEquals(three.get(0), expired.get(0), "as it arrived");
        assertEquals(1, harness.ipv6.statistics().expired());
        assertEquals(0, harness.ipv6.statistics().pending());
    }

    @Test
    void withoutTheFirstFragmentThereIsNothingToQuote() {
        harness.ipv6(three.get(1), 0);
        harness.ipv6(three.get(2), 0);

        assertEquals(0, harness.expireIpv6(60 * SECOND).get(0).length);
        assertFalse(harness.ipv6.expiredFirst(new Packet()));
    }

    @Test
    void longFirstFragmentsAreQuotedFromTheirBeginning() {
        byte[] first = CraftedFragments.ipv6(Sample.ipv6(4, Sample.ipv4(9000)), ID, 8000)
                .get(0);
        harness.ipv6(first, 0);

        byte[] quoted = harness.expireIpv6(60 * SECOND).get(0);

        assertTrue(quoted.length >= 1232, "RFC 4443 section 2.4 (c)");
        assertArrayEquals(Arrays.copyOf(first, quoted.length), quoted);
    }

    @Test
    void lateFragmentNeverCompletesWhatHasExpiredWithoutACallOfExpire() {
        harness.ipv6(three.get(0), 0);
        harness.ipv6(three.get(1), 0);

        assertEquals(FragmentResult.HELD, harness.ipv6(three.get(2), 60 * SECOND));
        assertEquals(1, harness.ipv6.statistics().expired());
        assertEquals(1, harness.ipv6.statistics().pending());
    }

    @Test
    void smallStepBackOfTimeIsHarmlessAndAWrongTimeStampExpires() {
        harness.ipv6(three.get(0), SECOND);
        harness.ipv6(three.get(1), 0);
        assertEquals(FragmentResult.COMPLETE, harness.ipv6(three.get(2), SECOND / 2));

        harness.ipv6(three.get(0), 1L << 60);
        harness.ipv6(CraftedFragments.ipv6(packet, 1, 512).get(0), 0);
        assertEquals(1, harness.expireIpv6(0).size());
        assertEquals(1, harness.expireIpv6(60 * SECOND).size());
    }

    /** RFC 3168 section 5.3; ECT(1) is 1, ECT(0) is 2, CE is 3. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "1, 1, 1",
        "2, 2, 2",
        "3, 3, 3",
        "3, 1, 3",
        "1, 3, 3",
        "2, 3, 3",
        "3, 2, 3",
        "1, 2, 1",
        "2, 1, 2",
        "0, 1, 0",
        "1, 0, 0",
        "0, 2, 0",
        "2, 0, 0",
        "0, 3, -1",
        "3, 0, -1"
    })
    void congestionFieldOfTheReassembledPacket(int first, int second, int expected) {
        List<byte[]> two = CraftedFragments.ipv6(packet, ID, 512);
        byte[] a = with(two.get(0), 1, 0xc1 | first << 4);
        byte[] b = with(two.get(1), 1, 0x05 | second << 4);

        assertEquals(FragmentResult.HELD, add(a));
        assertEquals(expected < 0 ? FragmentResult.ECN : FragmentResult.COMPLETE, add(b));
        if (expected >= 0) {
            harness.assertReassembled(with(packet, 1, 0xc1 | expected << 4));
        }
        assertEquals(0, harness.ipv6.statistics().pending());
    }

    @Test
    void largestPacketThereIs() {
        byte[] largest = Sample.ipv6(4, Sample.ipv4(65535));
        int[] places = new int[45];
        Arrays.setAll(places, i -> 1448 * (i + 1));
        List<byte[]> fragments = CraftedFragments.ipv6(largest, ID, places);
        for (byte[] fragment : fragments.subList(1, 46)) {
            assertEquals(FragmentResult.HELD, add(fragment));
        }
        assertEquals(FragmentResult.COMPLETE, add(fragments.get(0)));
        harness.assertReassembled(largest);
    }

    /** The first fragment alone says how long the headers are. */
    @Test
    void headersOfTheFirstFragmentCountForTheLength() {
        byte[] last = CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), 4, 65512, false, ID, new byte[23]);
        byte[] headers = CraftedFragments.ipv6Headers(CraftedFragments.options(44, 8));
        byte[] data = new byte[65512];
        data[0] = 0x45;
        byte[] first = CraftedFragments.ipv6(headers, 4, 0, true, ID, data);

        assertEquals(FragmentResult.HELD, add(last));
        assertEquals(FragmentResult.TOO_LONG, harness.ipv6(first, 48, 0));
        assertEquals(0, harness.ipv6.parameterProblemCode());
        assertEquals(50, harness.ipv6.parameterProblemPointer());
        assertEquals(0, harness.ipv6.statistics().pending());
    }

    /** RFC 8200 section 4.5: the pointer is into the fragment that is quoted, which is the last one. */
    @Test
    void thePointerIsIntoTheFragmentThatMakesThePacketTooLong() {
        byte[] headers = CraftedFragments.ipv6Headers(CraftedFragments.options(44, 8));
        byte[] data = new byte[65512];
        data[0] = 0x45;
        byte[] first = CraftedFragments.ipv6(headers, 4, 0, true, ID, data);
        byte[] last = CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), 4, 65512, false, ID, new byte[23]);

        for (int i = 0; i < 4; i++) { // wherever the window is in its buffer
            assertEquals(FragmentResult.HELD, harness.ipv6(first, 48, 0));
            assertEquals(FragmentResult.TOO_LONG, add(last));
            assertEquals(0, harness.ipv6.parameterProblemCode());
            assertEquals(42, harness.ipv6.parameterProblemPointer());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1540, 1541, 9000})
    void packetsUpToTheLimitAreReassembled(int limit) {
        ReassemblerHarness small =
                new ReassemblerHarness(new ReassemblyLimits(SECOND, 64, 10, 1 << 20, 1, limit, true));
        byte[] fits = Sample.ipv6(4, Sample.ipv4(limit - 40));
        byte[] beyond = Sample.ipv6(4, Sample.ipv4(limit - 39));

        List<byte[]> fragments = CraftedFragments.ipv6(fits, ID, 1000);
        assertEquals(FragmentResult.HELD, small.ipv6(fragments.get(1), 0));
        assertEquals(FragmentResult.COMPLETE, small.ipv6(fragments.get(0), 0));
        small.assertReassembled(fits);

        assertEquals(
                FragmentResult.OVER_LIMIT,
                small.ipv6(CraftedFragments.ipv6(beyond, ID, 1000).get(1), 0));
        assertEquals(Ipv6Reassembler.NONE, small.ipv6.parameterProblemCode());
    }

    @Test
    void windowsThatHoldNoFragmentAreRefused() {
        byte[] good = three.get(1);
        for (int length = 0; length < good.length; length++) {
            assertEquals(FragmentResult.MALFORMED, add(Arrays.copyOf(good, length)));
        }
        for (int wrong : new int[] {Integer.MIN_VALUE, -1, 0, 39, 553, 560, Integer.MAX_VALUE}) {
            assertEquals(FragmentResult.MALFORMED, harness.ipv6(good, wrong, 0));
        }
        Packet nothing = new Packet().attach(ByteBuffer.allocate(0), 0, 0, 0);
        assertEquals(FragmentResult.MALFORMED, harness.ipv6.add(nothing, 40, 0));
        assertEquals(0, harness.ipv6.statistics().pending());
    }

    @Test
    void octetsAfterThePayloadAreNotData() {
        for (byte[] fragment : three) {
            add(Bytes.concat(fragment, new byte[17]));
        }
        harness.assertReassembled(packet);
    }

    @Test
    void fragmentsAreCountedByTheirPlace() {
        three.forEach(this::add);
        three.forEach(this::add);
        add(three.get(1));
        add(Arrays.copyOf(three.get(1), 30));

        FragmentStatistics statistics = harness.ipv6.statistics();
        assertEquals(8, statistics.received());
        assertEquals(2, statistics.first());
        assertEquals(3, statistics.middle());
        assertEquals(2, statistics.last());
        assertEquals(2, statistics.reassembledFull());
        assertEquals(5, statistics.count(FragmentResult.HELD));
        assertEquals(1, statistics.dropped());
        assertEquals(1, statistics.count(FragmentResult.MALFORMED));
        assertEquals(1, statistics.pending());
    }

    private FragmentResult addFirst(int nextHeader, byte[] data) {
        return new ReassemblerHarness(ReassemblyLimits.ipv6())
                .ipv6(CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), nextHeader, 0, true, ID, data), 0);
    }

    /** An Authentication Header of that length, whose length field counts units of 4 octets (RFC 4302 section 2.2). */
    private static byte[] authentication(int nextHeader, int octets) {
        byte[] header = new byte[octets];
        header[0] = (byte) nextHeader;
        header[1] = (byte) (octets / 4 - 2);
        return header;
    }

    /** RFC 7112 section 5: a chain that ends with the fragment is complete, one that ends after it is not. */
    @Test
    void headerChainMayEndWithTheFirstFragment() {
        byte[] longer = CraftedFragments.options(59, 16);
        assertEquals(FragmentResult.HELD, addFirst(60, CraftedFragments.options(59, 8)));
        assertEquals(FragmentResult.HELD, addFirst(60, longer));
        assertEquals(FragmentResult.INCOMPLETE_HEADERS, addFirst(60, Arrays.copyOf(longer, 8)));
    }

    /** RFC 4302 section 2.2. */
    @Test
    void authenticationHeadersCountInUnitsOfFourOctets() {
        byte[] inner = new byte[20];
        inner[0] = 0x45;
        assertEquals(FragmentResult.HELD, addFirst(51, Bytes.concat(authentication(4, 12), inner)));
        inner[0] = 0x46; // 24 octets, of which 4 are missing
        assertEquals(FragmentResult.INCOMPLETE_HEADERS, addFirst(51, Bytes.concat(authentication(4, 12), inner)));
        assertEquals(FragmentResult.HELD, addFirst(51, authentication(59, 24)));
        assertEquals(FragmentResult.INCOMPLETE_HEADERS, addFirst(51, Arrays.copyOf(authentication(59, 28), 24)));
    }

    /** Eight extension headers are followed, the limit of the walk; the ninth is not. */
    @Test
    void headerChainsAreFollowedForEightHeaders() {
        byte[] options = CraftedFragments.options(60, 8);
        byte[] seven = Bytes.concat(options, options, options, options, options, options, options);
        assertEquals(FragmentResult.INCOMPLETE_HEADERS, addFirst(60, seven));
        assertEquals(FragmentResult.HELD, addFirst(60, Bytes.concat(seven, options)));
    }

    @Test
    void authenticationHeaderBeforeTheFragmentHeaderIsKept() {
        byte[] inner = Sample.ipv4(700);
        byte[] headers = CraftedFragments.ipv6Headers(authentication(44, 24));
        headers[6] = 51;
        byte[] expected = Bytes.concat(headers, inner);
        expected[40] = 4;
        Bytes.put16(expected, 4, 24 + 700);

        assertEquals(
                FragmentResult.COMPLETE,
                harness.ipv6(CraftedFragments.ipv6(headers, 4, 0, false, ID, inner), 40 + 24, 0));
        harness.assertReassembled(expected);
    }

    /** The extension headers end after the index of the Fragment header, so it is not one. */
    @Test
    void fragmentHeaderInsideAnotherHeaderIsMalformed() {
        byte[] headers = CraftedFragments.ipv6Headers(CraftedFragments.options(44, 8));
        headers[41] = 1; // 16 octets
        byte[] atomic = CraftedFragments.ipv6(headers, 4, 0, false, ID, Sample.ipv4(700));
        byte[] first = CraftedFragments.ipv6(headers, 4, 0, true, ID, Sample.ipv4(696));

        assertEquals(FragmentResult.MALFORMED, harness.ipv6(atomic, 48, 0));
        assertEquals(FragmentResult.MALFORMED, harness.ipv6(first, 48, 0));
        GuardedOctets place = GuardedOctets.of(atomic, 2);
        assertFalse(Ipv6Reassembler.removeAtomic(place.packet(), place.offset() + 48));
        place.assertUntouched();
        assertEquals(0, harness.ipv6.statistics().pending());
    }

    /** Extension headers count for the length of the packet: those of the fragment first, then those of the first one. */
    @Test
    void extensionHeadersCountForTheLimit() {
        ReassemblerHarness small = new ReassemblerHarness(new ReassemblyLimits(SECOND, 64, 10, 1 << 20, 1, 1540, true));
        byte[] headers = CraftedFragments.ipv6Headers(CraftedFragments.options(44, 16));
        byte[] first = CraftedFragments.ipv6(headers, 4, 0, true, ID, Arrays.copyOf(Sample.ipv4(1500), 1000));
        for (int missing = 0; missing <= 16; missing++) {
            byte[] last =
                    CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), 4, 1000, false, ID, new byte[500 - missing]);
            assertEquals(FragmentResult.HELD, small.ipv6(last, 0));
            assertEquals(missing < 16 ? FragmentResult.OVER_LIMIT : FragmentResult.COMPLETE, small.ipv6(first, 56, 0));
        }
        byte[] long16 = CraftedFragments.ipv6(headers, 4, 1000, false, ID, new byte[484]);
        byte[] beyond = CraftedFragments.ipv6(headers, 4, 1000, false, ID, new byte[485]);
        assertEquals(FragmentResult.OVER_LIMIT, small.ipv6(beyond, 56, 0));
        assertEquals(FragmentResult.HELD, small.ipv6(long16, 56, 0));
    }

    /** RFC 8200 section 4.5: M is part of what is compared, so the end of the datagram is new. */
    @Test
    void lastFragmentWithTheOctetsOfAMiddleOneIsAnOverlap() {
        byte[] data = Arrays.copyOfRange(packet, 40 + 512, 40 + 1024);
        assertEquals(FragmentResult.HELD, add(three.get(1)));
        assertEquals(
                FragmentResult.OVERLAP,
                add(CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), 4, 512, false, ID, data)));
    }

    /** A duplicate has the same boundaries, even if the octets following it are zeros like those in fresh memory. */
    @ParameterizedTest
    @CsvSource({"512, 1032", "256, 1024", "0, 1024", "256, 512", "504, 1024", "0, 256"})
    void zerosInOtherFragmentsAreAnOverlap(int from, int to) {
        byte[] headers = CraftedFragments.ipv6Headers();
        add(CraftedFragments.ipv6(headers, 59, 0, true, ID, new byte[512]));
        add(CraftedFragments.ipv6(headers, 59, 512, true, ID, new byte[512]));

        assertEquals(
                FragmentResult.OVERLAP, add(CraftedFragments.ipv6(headers, 59, from, true, ID, new byte[to - from])));
    }

    /** Data of 476 octets end with half a word. */
    @Test
    void eachOctetOfADuplicateIsCompared() {
        int octets = three.get(2).length;
        for (int at : new int[] {48, 55, 56, octets - 5, octets - 4, octets - 1}) {
            ReassemblerHarness fresh = new ReassemblerHarness(ReassemblyLimits.ipv6());
            fresh.ipv6(three.get(2), 0);
            assertEquals(FragmentResult.DUPLICATE, fresh.ipv6(three.get(2), 0));
            assertEquals(FragmentResult.OVERLAP, fresh.ipv6(with(three.get(2), at, three.get(2)[at] ^ 1), 0));
        }
    }

    /** Fragments in reverse order: each is compared with all that were received, not with the last one. */
    @Test
    void overlapWithTheFragmentBeforeTheLastIsFound() {
        byte[] overlapping = CraftedFragments.ipv6(CraftedFragments.ipv6Headers(), 4, 1016, true, ID, new byte[16]);
        byte[] middle = CraftedFragments.ipv6(
                CraftedFragments.ipv6Headers(), 4, 1024, true, ID, Arrays.copyOfRange(packet, 1064, 1264));
        assertEquals(FragmentResult.HELD, add(middle));
        assertEquals(FragmentResult.HELD, add(three.get(0)));
        assertEquals(FragmentResult.OVERLAP, add(overlapping));
    }

    @Test
    void quoteOfALongFirstFragmentIsFromItsBeginningWhereverItsChunksAre() {
        harness.ipv6(three.get(0), 0);
        harness.ipv6(with(three.get(0), 47, 1), 0);
        harness.expireIpv6(60 * SECOND); // returns the chunks in the other order
        byte[] first = CraftedFragments.ipv6(Sample.ipv6(4, Sample.ipv4(9000)), ID, 8000)
                .get(0);
        harness.ipv6(first, 60 * SECOND);

        byte[] quoted = harness.expireIpv6(120 * SECOND).get(0);

        assertTrue(quoted.length >= 1792);
        assertArrayEquals(Arrays.copyOf(first, quoted.length), quoted);
    }

    @Test
    void textHasTheCounters() {
        add(three.get(0));
        assertEquals(
                "Ipv6Reassembler[FragmentStatistics[received=1, dropped=0, reassembled=0, pending=1, evicted=0,"
                        + " expired=0]]",
                harness.ipv6.toString());
    }
}
