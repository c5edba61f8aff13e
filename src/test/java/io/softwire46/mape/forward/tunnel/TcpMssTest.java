package io.softwire46.mape.forward.tunnel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMss;
import io.softwire46.mape.fragment.Sample;
import io.softwire46.mape.testing.GuardedOctets;
import io.softwire46.mape.wire.HeaderCheck;
import io.softwire46.mape.wire.Ipv4Header;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpMssTest {
    private static final int SYN = 0x02;
    private static final int SYN_ACK = 0x12;
    private static final int OPTIONS = 40;

    private static byte[] segment(int flags, int fragment, String options) {
        byte[] list = Bytes.hex(options);
        byte[] header = Bytes.hex("04d20050 01234567 89abcdef 0000 7fff 0000 0000");
        header[12] = (byte) ((5 + list.length / 4) << 4);
        header[13] = (byte) flags;
        return Sample.withTcpChecksum(Sample.ipv4(6, new byte[0], fragment, Bytes.concat(header, list)));
    }

    private static boolean clamp(byte[] packet, int maximum) {
        return TcpMss.clamp(ByteBuffer.wrap(packet), 0, packet.length, maximum);
    }

    private static void assertUntouched(byte[] packet) {
        byte[] copy = packet.clone();
        assertFalse(clamp(copy, 0));
        assertArrayEquals(packet, copy);
    }

    @ParameterizedTest
    @ValueSource(ints = {SYN, SYN_ACK, 0xc2})
    void synIsLowered(int flags) {
        byte[] packet = segment(flags, 0, "020405b4 0402080a 00112233 00000000 01030307");

        assertTrue(clamp(packet, 1420));

        assertArrayEquals(segment(flags, 0, "0204058c 0402080a 00112233 00000000 01030307"), packet);
    }

    /** RFC 9293 section 3.7.1: a smaller announcement is the host's own limit. */
    @Test
    void nothingIsRaised() {
        byte[] packet = segment(SYN, 0, "02040218");

        assertFalse(clamp(packet, 536));
        assertFalse(clamp(packet, 1420));
        assertArrayEquals(segment(SYN, 0, "02040218"), packet);

        assertTrue(clamp(packet, 535));
        assertArrayEquals(segment(SYN, 0, "02040217"), packet);
    }

    @Test
    void valueAtAnOddOffset() {
        byte[] packet = segment(SYN, 0, "01020405 b4030307");

        assertTrue(clamp(packet, 1420));

        assertArrayEquals(segment(SYN, 0, "01020405 8c030307"), packet);
    }

    @Test
    void valueOfLargeNumbersIsUnsigned() {
        byte[] packet = segment(SYN, 0, "0204ffff");

        assertTrue(clamp(packet, 40000));

        assertArrayEquals(segment(SYN, 0, "02049c40"), packet);
    }

    /** Each value and each limit, at an even and at an odd offset: the checksum is the one computed from scratch. */
    @Test
    void checksumIsRightForEveryValue() {
        for (int maximum : new int[] {0, 1, 255, 256, 536, 1220, 1420, 65534, 65535}) {
            for (int value = 0; value < 65536; value += 97) {
                byte[] even = segment(SYN, 0, String.format("0204%04x", value));
                byte[] odd =
                        segment(SYN, 0, String.format("010204%04x010101", value).substring(0, 16));
                assertEquals(value > maximum, clamp(even, maximum));
                assertEquals(value > maximum, clamp(odd, maximum));
                assertEquals(Math.min(value, maximum), Bytes.u16(even, OPTIONS + 2));
                assertEquals(Math.min(value, maximum), Bytes.u16(odd, OPTIONS + 3));
                assertArrayEquals(Sample.withTcpChecksum(even), even);
                assertArrayEquals(Sample.withTcpChecksum(odd), odd);
            }
        }
    }

    @Test
    void eachOfSeveralOptionsIsLowered() {
        byte[] packet = segment(SYN, 0, "020405b4 01020405 b4010101 02040064");

        assertTrue(clamp(packet, 1420));

        assertArrayEquals(segment(SYN, 0, "0204058c 01020405 8c010101 02040064"), packet);
    }

    @Test
    void firstFragmentIsLoweredLaterOnesAreData() {
        assertTrue(clamp(segment(SYN, 0x2000, "020405b4"), 1420));
        assertUntouched(segment(SYN, 0x2001, "020405b4"));
        assertUntouched(segment(SYN, 0x0001, "020405b4"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x01, 0x04, 0x10, 0x11, 0x14, 0x18, 0xfd})
    void withoutSynNothingIsAnnounced(int flags) {
        assertUntouched(segment(flags, 0, "020405b4"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // no options
                "01010101", // no MSS
                "00020405 b4000000", // after the end of the list
                "00020204 05b40000", // the same, if the end had a length
                "02030506", // MSS of another length
                "020605b4 00000000", // the same
                "08000204 05b40000", // length 0: no option can be found after it
                "08010204 05b40000", // length 1
                "08ff0204 05b40000", // beyond the end
                "01010102", // no length
                "01010204", // no value
                "01020405", // half a value
                "05080204 05b40000" // inside another option
            })
    void withoutAnOptionThatIsWholeNothingIsTouched(String options) {
        assertUntouched(segment(SYN, 0, options));
    }

    @Test
    void onlyTcp() {
        for (int protocol = 0; protocol < 256; protocol++) {
            byte[] packet = segment(SYN, 0, "020405b4");
            packet[9] = (byte) protocol;
            assertEquals(protocol == 6, clamp(Sample.withChecksum(packet), 1420));
        }
    }

    @Test
    void headerThatIsNotCompleteIsNotTouched() {
        byte[] packet = segment(SYN, 0, "020405b4");
        for (int total = 20; total < packet.length; total++) {
            byte[] copy = packet.clone();
            assertFalse(TcpMss.clamp(ByteBuffer.wrap(copy), 0, total, 0));
            assertArrayEquals(packet, copy);
        }
        for (int dataOffset = 0; dataOffset < 16; dataOffset++) {
            byte[] other = packet.clone();
            other[20 + 12] = (byte) (dataOffset << 4 | 15);
            assertEquals(dataOffset == 6, clamp(other, 1420), "data offset " + dataOffset);
        }
    }

    /** Each header octet takes each value. */
    @Test
    void everyWrongOctetGivesAnAnswer() {
        byte[] good = segment(SYN, 0, "01020405 b4080a00 11223300 00000001 03030700 020405b4");
        GuardedOctets guarded = GuardedOctets.of(good, 2);
        for (int i = 0; i < good.length; i++) {
            for (int value = 0; value < 256; value++) {
                byte[] wrong = good.clone();
                wrong[i] = (byte) value;
                int header = Sample.headerOctets(wrong);
                wrong = header >= 12 && header <= wrong.length ? Sample.withChecksum(wrong) : wrong;
                guarded.buffer().put(guarded.offset(), wrong);
                if (Ipv4Header.check(guarded.buffer(), guarded.offset(), guarded.length()) == HeaderCheck.OK) {
                    int total = Bytes.u16(wrong, 2);
                    TcpMss.clamp(guarded.buffer(), guarded.offset(), total, 1000);
                    byte[] clamped = guarded.octets(total);
                    byte[] whole = Arrays.copyOf(wrong, total);
                    for (int at : NaiveMss.values(whole)) {
                        assertTrue(Bytes.u16(clamped, at) <= 1000);
                        Bytes.put16(whole, at, Math.min(Bytes.u16(whole, at), 1000));
                    }
                    if (total >= header + 18) {
                        Bytes.put16(whole, header + 16, Bytes.u16(clamped, header + 16));
                    }
                    assertArrayEquals(whole, clamped); // except the checksum, which was wrong before
                }
                guarded.assertOnlyWritten(good.length);
            }
        }
    }

    /** RFC 6691 section 2: MTU less 20 and 20, with any options. */
    @Test
    void valueForAnMtu() {
        assertEquals(1460, TcpMss.forMtu(1500));
        assertEquals(1420, TcpMss.forMtu(1460)); // an IPv6 MTU of 1500
        assertEquals(1200, TcpMss.forMtu(1240));
    }
}
