package io.softwire46.mape.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InternetChecksumTest {

    /** RFC 1071 section 3: the words 0001 f203 f4f5 f6f7 sum to ddf2. */
    @Test
    void sumsTheExampleOfRfc1071() {
        ByteBuffer buffer = Octets.buffer("0001 f203 f4f5 f6f7");
        assertEquals(0xddf2, InternetChecksum.fold(InternetChecksum.sum(buffer, 0, 8)));
        assertEquals(0x220d, InternetChecksum.compute(buffer, 0, 8));
    }

    /** RFC 1624 section 4: equation 3 gives 0x0000 where the one of RFC 1141 gives 0xffff. */
    @Test
    void updatesTheExampleOfRfc1624() {
        assertEquals(0x0000, InternetChecksum.update(0xdd2f, 0x5555, 0x3285));
    }

    /** ffff + ffff + 1 is 1 in one's complement arithmetic, after two carries. */
    @Test
    void updateCarriesTwice() {
        assertEquals(0xfffe, InternetChecksum.update(0, 0, 1));
    }

    /** RFC 1071 section 4.1: an odd last octet is in the upper half of a word. */
    @Test
    void padsAnOddOctetWithZero() {
        assertEquals(0x1200, InternetChecksum.sum(Octets.buffer("12"), 0, 1));
        assertEquals(0x1234 + 0x5600, InternetChecksum.sum(Octets.buffer("123456"), 0, 3));
        assertEquals(0xff00, InternetChecksum.fold(InternetChecksum.sum(Octets.buffer("ff"), 0, 1)));
    }

    @Test
    void sumsNothingToZero() {
        assertEquals(0, InternetChecksum.sum(ByteBuffer.allocate(0), 0, 0));
        assertEquals(0xffff, InternetChecksum.compute(ByteBuffer.allocate(8), 3, 0));
    }

    @Test
    void foldsEveryCarry() {
        assertEquals(0, InternetChecksum.fold(0));
        assertEquals(0xffff, InternetChecksum.fold(0xffff));
        assertEquals(1, InternetChecksum.fold(0x1_0000));
        assertEquals(0xffff, InternetChecksum.fold(0xffff_ffffL));
        assertEquals(1, InternetChecksum.fold(0x1_0000_0000L));
        assertEquals(0xffff, InternetChecksum.fold(0x1_0000_fffeL)); // carry only after the second fold
        assertEquals(1, InternetChecksum.fold(0x1_ffff_ffffL));
        assertEquals(0x7fff, InternetChecksum.fold(Long.MAX_VALUE)); // 7fff ffff ffff ffff
    }

    @Test
    void isExactOverTheLargestPacketOfOnes() {
        byte[] ones = new byte[65535];
        Arrays.fill(ones, (byte) 0xff);
        // 32767 words of ffff, which is zero, and ff00
        assertEquals(0xff00, InternetChecksum.fold(InternetChecksum.sum(ByteBuffer.wrap(ones), 0, 65535)));
    }

    /**
     * An ICMPv6 echo request with sequence number 1 and without data, ::1 to ::2. The words that are not zero: 1 and 2
     * of the addresses, length 8, next header 58, type and code 8000, sequence number 1.
     */
    @Test
    void coversThePseudoHeaderOfRfc8200() {
        ByteBuffer packet = Octets.buffer("60000000 0008 3a 40 00000000000000000000000000000001"
                + "00000000000000000000000000000002 8000 0000 0000 0001");
        int expected = 0xffff - (1 + 2 + 8 + 58 + 0x8000 + 1);
        assertEquals(expected, InternetChecksum.computeIcmpv6(packet, 0, 40, 8));
        packet.putShort(42, (short) expected);
        assertEquals(0, InternetChecksum.computeIcmpv6(packet, 0, 40, 8));
        assertEquals(1 + 2 + 8 + 58, InternetChecksum.fold(InternetChecksum.pseudoHeaderSum(packet, 0, 8, 58)));
    }
}
