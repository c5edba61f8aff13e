package io.softwire46.mape.icmp;

import static io.softwire46.mape.conformance.model.Bytes.concat;
import static io.softwire46.mape.conformance.model.Bytes.counting;
import static io.softwire46.mape.conformance.model.Bytes.hex;
import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.put16;
import static io.softwire46.mape.conformance.model.Bytes.withHeaderChecksum;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.icmp.Messages.number;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.testing.GuardedOctets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Icmpv4ErrorTest {
    private static final int SOURCE = number("192.0.0.8");
    private static final int IDENTIFICATION = 0xbeef;

    private static byte[] packet(int octets) {
        return ipv4("198.51.100.7", "192.0.2.18")
                .payload(17, counting(octets - 20))
                .octets();
    }

    private static byte[] written(byte[] packet, int type, int code, int secondWord) {
        byte[] room = new byte[Icmpv4Error.MAXIMUM_OCTETS];
        int octets = new Icmpv4Error(type, code)
                .write(secondWord, Messages.window(packet), SOURCE, Messages.window(room), IDENTIFICATION);
        return Arrays.copyOf(room, octets);
    }

    /** RFC 791 and RFC 792 layouts by hand: 192.0.0.8 to 198.51.100.7, TTL 64, no DF. */
    private static byte[] expected(int typeOfService, byte[] icmp) {
        byte[] header = hex("45 00 0000 beef 0000 40 01 0000 c0000008 c6336407");
        header[1] = (byte) typeOfService;
        put16(header, 2, 20 + icmp.length);
        return concat(withHeaderChecksum(header, 0), icmp);
    }

    @Test
    void fragmentationNeededOctetByOctet() {
        byte[] packet = hex("4500 001d 0001 4000 3f 11 0000 c6336407 c0000212 04d20050 0009 0000 2a");
        byte[] valid = withHeaderChecksum(packet, 0);
        // 03 04, checksum, two zero octets, 1460: RFC 1191 section 4
        byte[] icmp = concat(hex("0304 0000 0000 05b4"), valid);
        put16(icmp, 2, Bytes.checksum(icmp));
        assertArrayEquals(expected(0xc0, icmp), written(valid, 3, 4, Icmpv4Error.nextHopMtu(1460)));
    }

    @Test
    void timeExceededHasAnUnusedWord() {
        byte[] packet = packet(60);
        assertArrayEquals(expected(0xc0, Messages.icmp(11, 0, 0, packet)), written(packet, 11, 0, 0));
    }

    @Test
    void parameterProblemHasItsPointerInTheFirstOctet() {
        byte[] packet = packet(60);
        byte[] icmp = Messages.icmp(12, 0, 0x9100_0000L, packet);
        assertArrayEquals(expected(0xc0, icmp), written(packet, 12, 0, Icmpv4Error.pointer(0x91)));
    }

    /** RFC 1812 section 4.3.2.3: as much as fits into 576 octets, whatever the length. */
    @Test
    void quotesUpTo576OctetsInAll() {
        IntStream.concat(IntStream.rangeClosed(20, 2000), IntStream.of(65535)).forEach(length -> {
            byte[] packet = packet(length);
            byte[] error = written(packet, 3, 1, 0);
            assertEquals(Math.min(576, 28 + length), error.length);
            byte[] icmp = Messages.icmp(3, 1, 0, part(packet, 0, Math.min(548, length)));
            assertArrayEquals(expected(0xc0, icmp), error, "length " + length);
        });
    }

    @Test
    void doesNotQuotePadding() {
        byte[] packet = packet(28);
        byte[] frame = concat(packet, counting(18));
        assertArrayEquals(written(packet, 3, 1, 0), written(frame, 3, 1, 0));
    }

    /** A packet that is itself a quote may be incomplete. */
    @Test
    void quotesTheAvailableOctetsOfATruncatedPacket() {
        byte[] packet = packet(400);
        for (int there = 20; there < 400; there++) {
            byte[] start = part(packet, 0, there);
            assertArrayEquals(expected(0xc0, Messages.icmp(3, 1, 0, start)), written(start, 3, 1, 0));
        }
    }

    @Test
    void writesNothingAboutLessThanAHeader() {
        byte[] packet = packet(20);
        for (int there = 0; there < 20; there++) {
            for (GuardedOctets in : GuardedOctets.all(part(packet, 0, there))) {
                for (GuardedOctets out : GuardedOctets.allEmpty(0)) {
                    assertEquals(0, new Icmpv4Error(3, 1).write(0, in.packet(), SOURCE, out.packet(), 1));
                }
            }
        }
    }

    /** RFC 1812 section 4.3.2.5: precedence 6 and the TOS bits of the packet; no ECN (RFC 3168). */
    @ParameterizedTest
    @CsvSource({"0x00,0xc0", "0x03,0xc0", "0xb8,0xd8", "0xbb,0xd8", "0x10,0xd0", "0xe0,0xc0", "0xff,0xdc", "0x02,0xc0"})
    void typeOfServiceIsInternetworkControlWithTheTosBitsOfThePacket(String trigger, String expected) {
        byte[] packet = ipv4("198.51.100.7", "192.0.2.18")
                .typeOfService(Integer.decode(trigger))
                .udp(1, 2)
                .octets();
        assertEquals(Integer.decode(expected), written(packet, 11, 0, 0)[1] & 0xff);
    }

    /** RFC 1191 section 4: 16 bits, and never less than 68. A value must not wrap around, nor lose its upper bits. */
    @ParameterizedTest
    @CsvSource({
        "1460,1460",
        "1240,1240",
        "68,68",
        "67,68",
        "0,68",
        "-20,68",
        "-9223372036854775808,68",
        "65535,65535",
        "65536,65535",
        "65576,65535",
        "4294967255,65535"
    })
    void nextHopMtuIsNeverOutsideItsField(long mtu, int expected) {
        assertEquals(expected, Icmpv4Error.nextHopMtu(mtu));
    }

    @Test
    void writesExactlyTheReturnedNumberOfOctets() {
        for (int length : new int[] {20, 21, 33, 547, 548, 549, 1500}) {
            byte[] packet = packet(length);
            byte[] expected = written(packet, 3, 4, 1240);
            for (GuardedOctets in : GuardedOctets.all(packet)) {
                for (GuardedOctets out : GuardedOctets.allEmpty(expected.length)) {
                    int octets = new Icmpv4Error(3, 4).write(1240, in.packet(), SOURCE, out.packet(), IDENTIFICATION);
                    assertEquals(expected.length, octets);
                    assertArrayEquals(expected, out.octets());
                    out.assertOnlyWritten();
                    in.assertUntouched();
                }
            }
        }
    }

    /** Options stay in the quote and do not appear in the error's own header. */
    @Test
    void quotesOptions() {
        byte[] packet = ipv4("198.51.100.7", "192.0.2.18")
                .options("94040000 01010101")
                .flagsOffset(Ipv4PacketBuilder.MORE_FRAGMENTS)
                .udp(5, 6)
                .octets();
        assertArrayEquals(expected(0xc0, Messages.icmp(11, 1, 0, packet)), written(packet, 11, 1, 0));
    }
}
