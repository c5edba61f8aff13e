package io.softwire46.mape.icmp;

import static io.softwire46.mape.conformance.model.Bytes.address;
import static io.softwire46.mape.conformance.model.Bytes.concat;
import static io.softwire46.mape.conformance.model.Bytes.counting;
import static io.softwire46.mape.conformance.model.Bytes.hex;
import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.put16;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.icmp.Messages.BR;
import static io.softwire46.mape.icmp.Messages.CE;
import static io.softwire46.mape.icmp.Messages.icmpv6;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.testing.GuardedOctets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Icmpv6ErrorTest {

    private static byte[] packet(int octets) {
        return ipv6(CE, BR)
                .trafficClass(0xbb)
                .flowLabel(0x12345)
                .payload(4, counting(octets - 40))
                .octets();
    }

    private static int write(GuardedOctets in, GuardedOctets out, int type, int code, int word) {
        return new Icmpv6Error(type, code).write(word, in.packet(), 63, out.packet());
    }

    private static byte[] written(byte[] packet, int type, int code, int word) {
        byte[] room = new byte[Icmpv6Error.MAXIMUM_OCTETS];
        int octets = new Icmpv6Error(type, code).write(word, Messages.window(packet), 63, Messages.window(room));
        return Arrays.copyOf(room, octets);
    }

    private static byte[] expected(int type, int code, long word, byte[] quote) {
        byte[] message = icmpv6(address(BR), address(CE), type, code, word, quote);
        byte[] start = hex("60000000 0000 3a 3f");
        put16(start, 4, message.length);
        return concat(start, address(BR), address(CE), message);
    }

    /** RFC 4443 sections 3.1 to 3.4; MTU and pointer fill 32 bits. */
    @ParameterizedTest
    @CsvSource({"1,5,0", "1,3,0", "2,0,1500", "2,0,4294967295", "3,0,0", "3,1,0", "4,0,44", "4,1,6", "4,2,65574"})
    void everyTypeOctetByOctet(int type, int code, long word) {
        byte[] packet = packet(100);
        assertArrayEquals(expected(type, code, word, packet), written(packet, type, code, (int) word));
    }

    /** RFC 4443 section 2.4 c: as much as fits into 1280 octets, whatever the length. */
    @Test
    void quotesUpTo1280OctetsInAll() {
        IntStream.concat(IntStream.rangeClosed(40, 2000), IntStream.of(65575)).forEach(length -> {
            byte[] packet = packet(length);
            byte[] error = written(packet, 1, 5, 0);
            assertEquals(Math.min(1280, 48 + length), error.length);
            assertArrayEquals(expected(1, 5, 0, part(packet, 0, Math.min(1232, length))), error, "length " + length);
        });
    }

    @Test
    void doesNotQuotePadding() {
        byte[] packet = packet(45);
        assertArrayEquals(written(packet, 3, 0, 0), written(concat(packet, counting(9)), 3, 0, 0));
    }

    @Test
    void writesNothingAboutLessThanAHeader() {
        for (int there = 0; there < 40; there++) {
            for (GuardedOctets in : GuardedOctets.all(part(packet(60), 0, there))) {
                for (GuardedOctets out : GuardedOctets.allEmpty(0)) {
                    assertEquals(0, write(in, out, 1, 5, 0));
                }
            }
        }
    }

    @Test
    void writesExactlyTheReturnedNumberOfOctets() {
        for (int length : new int[] {41, 47, 60, 1231, 1232, 1233, 1500}) {
            byte[] packet = packet(length);
            byte[] expected = expected(4, 1, 40, part(packet, 0, Math.min(1232, length)));
            for (GuardedOctets in : GuardedOctets.all(packet)) {
                for (GuardedOctets out : GuardedOctets.allEmpty(expected.length)) {
                    assertEquals(expected.length, write(in, out, 4, 1, 40));
                    assertArrayEquals(expected, out.octets());
                    out.assertOnlyWritten();
                    in.assertUntouched();
                }
            }
        }
    }
}
