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

class Ipv6HeaderTest {

    private static final byte[] PACKET =
            Bytes.hex("600000000021044020010db8ffff0000000000000000000120010db8001234000000c000"
                    + "0212003445000021432100003f11729301020304c0000212005004d0000d522d4d41502d45");

    @Test
    void acceptsAValidPacketAndPadding() {
        assertCheck(HeaderCheck.OK, PACKET);
        assertCheck(HeaderCheck.OK, Arrays.copyOf(PACKET, 80));
    }

    @Test
    void isTruncatedAtEveryShorterLength() {
        for (int length = 0; length < PACKET.length; length++) {
            assertCheck(HeaderCheck.TRUNCATED, Arrays.copyOf(PACKET, length));
        }
        assertEquals(HeaderCheck.TRUNCATED, Ipv6Header.check(Octets.buffer(PACKET), 0, PACKET.length - 1));
    }

    @Test
    void refusesOtherVersions() {
        for (int version = 0; version < 16; version++) {
            byte[] packet = PACKET.clone();
            packet[0] = (byte) (version << 4 | 0xf);
            assertCheck(version == 6 ? HeaderCheck.OK : HeaderCheck.BAD_HEADER, packet);
        }
    }

    /** A jumbogram (RFC 2675 section 3), or a header with nothing following it. */
    @Test
    void refusesAnEmptyPayload() {
        byte[] packet = PACKET.clone();
        packet[5] = 0;
        assertCheck(HeaderCheck.BAD_HEADER, packet);
        assertCheck(HeaderCheck.BAD_HEADER, Arrays.copyOf(packet, 40));
        packet[5] = 1;
        assertCheck(HeaderCheck.OK, Arrays.copyOf(packet, 41));
    }

    @Test
    void acceptsTheLargestPayload() {
        byte[] packet = Arrays.copyOf(PACKET, 40 + 65535);
        packet[4] = packet[5] = (byte) 0xff;
        assertCheck(HeaderCheck.OK, packet);
        assertCheck(HeaderCheck.TRUNCATED, Arrays.copyOf(packet, 40 + 65534));
    }

    @Test
    void readsEveryField() {
        ByteBuffer header = Octets.buffer(
                "ff 6fb9edcb fedc fd ee f1020304050607f8 a1020304050607a8 e1020304050607e8 d1020304050607d8");
        assertEquals(6, Ipv6Header.version(header, 1));
        assertEquals(0x6fb9edcb, Ipv6Header.versionClassLabel(header, 1));
        assertEquals(0xfb, Ipv6Header.trafficClass(header, 1));
        assertEquals(0x9edcb, Ipv6Header.flowLabel(header, 1));
        assertEquals(0xfedc, Ipv6Header.payloadLength(header, 1));
        assertEquals(0xfd, Ipv6Header.nextHeader(header, 1));
        assertEquals(0xee, Ipv6Header.hopLimit(header, 1));
        assertEquals(0xf1020304050607f8L, Ipv6Header.sourceHi(header, 1));
        assertEquals(0xa1020304050607a8L, Ipv6Header.sourceLo(header, 1));
        assertEquals(0xe1020304050607e8L, Ipv6Header.destinationHi(header, 1));
        assertEquals(0xd1020304050607d8L, Ipv6Header.destinationLo(header, 1));
    }

    @Test
    void writesEveryBitOfEveryFieldAndNothingElse() {
        for (GuardedOctets view : GuardedOctets.all(new byte[40])) {
            Ipv6Header.write(
                    view.buffer(),
                    view.offset(),
                    Ipv6Header.versionClassLabel(0xff, 0xfffff),
                    0xffff,
                    0xff,
                    0xff,
                    -1,
                    -1,
                    -1,
                    -1);
            byte[] expected = new byte[40];
            Arrays.fill(expected, (byte) 0xff);
            expected[0] = 0x6f;
            assertArrayEquals(expected, view.octets(), view.name());
            view.assertOnlyWritten();
        }
    }

    @ParameterizedTest
    @CsvSource({"00, 00000, 60000000", "b9, 00000, 6b900000", "01, 00000, 60100000", "00, fffff, 600fffff"})
    void makesTheFirstWord(String trafficClass, String flowLabel, String word) {
        assertEquals(
                Integer.parseUnsignedInt(word, 16),
                Ipv6Header.versionClassLabel(Integer.parseInt(trafficClass, 16), Integer.parseInt(flowLabel, 16)));
    }

    @Test
    void changesThePayloadAndNotTheHopLimit() {
        for (GuardedOctets view : GuardedOctets.all(PACKET)) {
            Ipv6Header.setPayload(view.buffer(), view.offset(), 0xfedc, 0xfb);
            byte[] expected = PACKET.clone();
            System.arraycopy(Bytes.hex("fedcfb"), 0, expected, 4, 3);
            assertArrayEquals(expected, view.octets(), view.name());
            view.assertOnlyWritten();
        }
    }

    /** RFC 4291 sections 2.7 and 2.5.2. */
    @Test
    void knowsMulticastAndUnspecified() {
        assertTrue(Ipv6Header.isMulticast(0xff00000000000000L));
        assertTrue(Ipv6Header.isMulticast(0xffffffffffffffffL));
        assertFalse(Ipv6Header.isMulticast(0xfeffffffffffffffL));
        assertFalse(Ipv6Header.isMulticast(0x00ff000000000000L));
        assertTrue(Ipv6Header.isUnspecified(0, 0));
        assertFalse(Ipv6Header.isUnspecified(0, 1));
        assertFalse(Ipv6Header.isUnspecified(Long.MIN_VALUE, 0));
    }

    /** RFC 4291 sections 2.5.2, 2.5.3, 2.5.5.2 and 2.7. */
    @Test
    void knowsAddressesThatNoNodeHas() {
        assertFalse(Ipv6Header.isNodeAddress(0, 0)); // ::
        assertFalse(Ipv6Header.isNodeAddress(0, 1)); // ::1
        assertTrue(Ipv6Header.isNodeAddress(0, 2));
        assertTrue(Ipv6Header.isNodeAddress(1, 1));
        assertFalse(Ipv6Header.isNodeAddress(0, 0x0000_ffff_0000_0000L)); // ::ffff:0.0.0.0
        assertFalse(Ipv6Header.isNodeAddress(0, 0x0000_ffff_c000_0201L)); // ::ffff:192.0.2.1
        assertFalse(Ipv6Header.isNodeAddress(0, 0x0000_ffff_ffff_ffffL));
        assertTrue(Ipv6Header.isNodeAddress(0, 0x0000_fffe_ffff_ffffL));
        assertTrue(Ipv6Header.isNodeAddress(0, 0x0001_ffff_c000_0201L));
        assertTrue(Ipv6Header.isNodeAddress(1L << 63, 0x0000_ffff_c000_0201L));
        assertFalse(Ipv6Header.isNodeAddress(0xff02_0000_0000_0000L, 1)); // ff02::1
        assertTrue(Ipv6Header.isNodeAddress(0xfe80_0000_0000_0000L, 1)); // fe80::1
    }

    private static void assertCheck(HeaderCheck expected, byte[] octets) {
        for (GuardedOctets view : GuardedOctets.all(octets)) {
            assertEquals(expected, Ipv6Header.check(view.buffer(), view.offset(), octets.length), view.name());
            view.assertUntouched();
        }
    }
}
