package io.softwire46.mape.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.testing.GuardedOctets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4HeaderTest {

    /** UDP 192.0.2.18:1232 to 1.2.3.4:80, 33 octets, TOS b9. */
    private static final byte[] PACKET =
            Bytes.hex("45b90021123400004011a1c7c00002120102030404d00050000d522d4d41502d45");
    /** The same with four octets of options (no operation three times, end), IHL 6. */
    private static final byte[] WITH_OPTIONS = Octets.withHeaderChecksum(
            Bytes.hex("46b900251234000040110000c000021201020304 01010100 04d00050000d522d4d41502d45"));

    @Test
    void acceptsAValidPacketWithAndWithoutOptionsAndPadding() {
        assertCheck(HeaderCheck.OK, PACKET);
        assertCheck(HeaderCheck.OK, WITH_OPTIONS);
        assertCheck(HeaderCheck.OK, Arrays.copyOf(PACKET, 46));
    }

    @Test
    void acceptsAHeaderWithoutData() {
        byte[] header = Arrays.copyOf(PACKET, 20);
        header[3] = 20;
        assertCheck(HeaderCheck.OK, Octets.withHeaderChecksum(header));
    }

    @Test
    void isTruncatedAtEveryShorterLength() {
        for (byte[] packet : new byte[][] {PACKET, WITH_OPTIONS}) {
            for (int length = 0; length < packet.length; length++) {
                assertCheck(HeaderCheck.TRUNCATED, Arrays.copyOf(packet, length));
            }
        }
    }

    @Test
    void believesTheLengthAndNotTheBuffer() {
        ByteBuffer buffer = Octets.buffer(PACKET);
        assertEquals(HeaderCheck.TRUNCATED, Ipv4Header.check(buffer, 0, 32));
        assertEquals(HeaderCheck.TRUNCATED, Ipv4Header.check(buffer, 0, 0));
        assertEquals(HeaderCheck.OK, Ipv4Header.check(buffer, 0, 33));
    }

    /** RFC 1812 section 5.2.2, each with a checksum that is right. */
    @ParameterizedTest
    @CsvSource({
        "0, 55", // version 5
        "0, 65", // version 6
        "0, 05", // version 0
        "0, c5", // version 12
        "0, 44", // IHL 4
        "0, 40", // IHL 0
        "3, 13", // total length 19
        "3, 00" // total length 0
    })
    void refusesHeadersThatContradictThemselves(int index, String octet) {
        byte[] bad = PACKET.clone();
        bad[index] = (byte) Integer.parseInt(octet, 16);
        assertCheck(HeaderCheck.BAD_HEADER, Octets.withHeaderChecksum(bad));
    }

    @Test
    void refusesATotalLengthBelowTheHeaderWithOptions() {
        byte[] bad = WITH_OPTIONS.clone();
        bad[3] = 23;
        assertCheck(HeaderCheck.BAD_HEADER, Octets.withHeaderChecksum(bad));
        bad[3] = 24;
        assertCheck(HeaderCheck.OK, Octets.withHeaderChecksum(bad));
    }

    @Test
    void isTruncatedIfTheOptionsAreNotThere() {
        byte[] longHeader = PACKET.clone();
        longHeader[0] = 0x4f;
        longHeader[3] = 60;
        assertCheck(HeaderCheck.TRUNCATED, longHeader);
    }

    @Test
    void noticesEveryFlippedBitOfAHeader() {
        for (byte[] packet : new byte[][] {PACKET, WITH_OPTIONS}) {
            for (int bit = 0; bit < (packet[0] & 15) * 4 * 8; bit++) {
                byte[] flipped = packet.clone();
                flipped[bit / 8] ^= (byte) (0x80 >>> bit % 8);
                HeaderCheck check = Ipv4Header.check(Octets.buffer(flipped), 0, flipped.length);
                assertFalse(check == HeaderCheck.OK, "bit " + bit);
                if (bit >= 32) {
                    assertEquals(HeaderCheck.BAD_CHECKSUM, check, "bit " + bit);
                }
            }
        }
    }

    /** RFC 1071: both zeros are the same number; 0xffff for 0x0000 is a correct checksum. */
    @Test
    void acceptsBothFormsOfZeroAsChecksum() {
        byte[] packet = PACKET.clone();
        packet[4] = packet[5] = packet[10] = packet[11] = 0;
        int identification = 0xffff - Octets.naiveOnesComplementSum(Arrays.copyOf(packet, 20));
        packet[4] = (byte) (identification / 256);
        packet[5] = (byte) identification;
        assertCheck(HeaderCheck.OK, packet);
        packet[10] = packet[11] = (byte) 0xff;
        assertCheck(HeaderCheck.OK, packet);
    }

    @Test
    void readsEveryField() {
        ByteBuffer header = Octets.buffer("ffff 4fb1 fedc 8765 9fff c811 f00d c0000212 f1020304");
        assertEquals(4, Ipv4Header.version(header, 2));
        assertEquals(60, Ipv4Header.headerOctets(header, 2));
        assertEquals(0xb1, Ipv4Header.typeOfService(header, 2));
        assertEquals(0xfedc, Ipv4Header.totalLength(header, 2));
        assertEquals(0x8765, Ipv4Header.identification(header, 2));
        assertEquals(0x9fff, Ipv4Header.flagsFragmentOffset(header, 2));
        assertEquals(65528, Ipv4Header.fragmentOffsetOctets(header, 2));
        assertEquals(200, Ipv4Header.timeToLive(header, 2));
        assertEquals(17, Ipv4Header.protocol(header, 2));
        assertEquals(0xf00d, Ipv4Header.headerChecksum(header, 2));
        assertEquals(0xc0000212, Ipv4Header.sourceAddress(header, 2));
        assertEquals(0xf1020304, Ipv4Header.destinationAddress(header, 2));
    }

    @ParameterizedTest
    @CsvSource({
        // word, DF, MF, offset, fragment, first fragment
        "0000, false, false, 0,     false, false",
        "4000, true,  false, 0,     false, false",
        "8000, false, false, 0,     false, false", // the reserved bit has no effect
        "2000, false, true,  0,     true,  true",
        "6000, true,  true,  0,     true,  true",
        "2001, false, true,  8,     true,  false",
        "0001, false, false, 8,     true,  false",
        "1fff, false, false, 65528, true,  false",
    })
    void readsFlagsAndFragmentOffset(
            String word, boolean df, boolean mf, int offset, boolean fragment, boolean firstFragment) {
        ByteBuffer header = Octets.buffer("45000014 0000" + word + "4011 0000 c0000212 01020304");
        assertEquals(df, Ipv4Header.dontFragment(header, 0));
        assertEquals(mf, Ipv4Header.moreFragments(header, 0));
        assertEquals(offset, Ipv4Header.fragmentOffsetOctets(header, 0));
        assertEquals(fragment, Ipv4Header.isFragment(header, 0));
        assertEquals(firstFragment, Ipv4Header.isFirstFragment(header, 0));
    }

    /** The inner packets of RFC 7597 Appendix A examples 3 and 2: only TTL and checksum change. */
    @ParameterizedTest
    @CsvSource({
        "45b90021123400004011a1c7c000021201020304, 45b90021123400003f11a2c7c000021201020304",
        "45000021432100004011719301020304c0000212, 45000021432100003f11729301020304c0000212",
    })
    void decrementsTtlAsInRfc1624(String before, String after) {
        for (GuardedOctets view : GuardedOctets.all(Bytes.hex(before))) {
            Ipv4Header.decrementTtl(view.buffer(), view.offset());
            assertArrayEquals(Bytes.hex(after), view.octets(), view.name());
            view.assertOnlyWritten();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 128, 255})
    void decrementsEveryTtlToAValidHeader(int ttl) {
        byte[] packet = PACKET.clone();
        packet[8] = (byte) ttl;
        ByteBuffer buffer = ByteBuffer.wrap(Octets.withHeaderChecksum(packet));
        Ipv4Header.decrementTtl(buffer, 0);
        assertEquals(ttl - 1, Ipv4Header.timeToLive(buffer, 0));
        assertEquals(17, Ipv4Header.protocol(buffer, 0));
        assertEquals(HeaderCheck.OK, Ipv4Header.check(buffer, 0, packet.length));
    }

    @Test
    void writesAHeader() {
        for (GuardedOctets view : GuardedOctets.all(new byte[20])) {
            Ipv4Header.write(view.buffer(), view.offset(), 0xb9, 33, 0x1234, 0, 64, 17, 0xc0000212, 0x01020304);
            assertArrayEquals(Arrays.copyOf(PACKET, 20), view.octets(), view.name());
            view.assertOnlyWritten();
        }
    }

    @Test
    void writesAHeaderWithEveryBitOfEveryFieldSet() {
        ByteBuffer buffer = ByteBuffer.allocate(20);
        Ipv4Header.write(buffer, 0, 0xff, 0xffff, 0xffff, 0xffff, 0xff, 0xff, -1, -1);
        byte[] expected = Bytes.hex("45ffffffffffffffffff0000ffffffffffffffff");
        assertArrayEquals(Octets.withHeaderChecksum(expected), Octets.octets(buffer));
    }

    @Test
    void computesTheChecksumIndependentlyOfItsOldValue() {
        for (byte[] packet : new byte[][] {PACKET, WITH_OPTIONS}) {
            for (int stale : new int[] {0, 0xffff, 0xa1c7, 1}) {
                ByteBuffer buffer = Octets.buffer(packet);
                buffer.putShort(Ipv4Header.HEADER_CHECKSUM, (short) stale);
                Ipv4Header.writeChecksum(buffer, 0);
                assertArrayEquals(packet, Octets.octets(buffer), "stale " + stale);
            }
        }
    }

    @Test
    void changesTypeOfServiceOnly() {
        ByteBuffer buffer = Octets.buffer(PACKET);
        Ipv4Header.setTypeOfService(buffer, 0, 0xbb); // ECT(1) becomes CE
        byte[] expected = PACKET.clone();
        expected[1] = (byte) 0xbb;
        assertArrayEquals(Octets.withHeaderChecksum(expected), Octets.octets(buffer));
        assertTrue(Ipv4Header.typeOfService(buffer, 0) == 0xbb);
    }

    private static void assertCheck(HeaderCheck expected, byte[] octets) {
        for (GuardedOctets view : GuardedOctets.all(octets)) {
            assertEquals(
                    expected,
                    Ipv4Header.check(view.buffer(), view.offset(), octets.length),
                    () -> view.name() + " " + Bytes.hex(octets));
            view.assertUntouched();
        }
    }
}
