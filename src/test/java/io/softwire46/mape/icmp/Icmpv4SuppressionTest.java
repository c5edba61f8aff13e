package io.softwire46.mape.icmp;

import static io.softwire46.mape.conformance.model.Bytes.counting;
import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.testing.GuardedOctets;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 1812 section 4.3.2.7, item by item. */
class Icmpv4SuppressionTest {
    private static final String HOST = "198.51.100.7";
    private static final String CE = "192.0.2.18";

    private static boolean forbids(byte[] packet) {
        return forbids(packet, false);
    }

    private static boolean forbids(byte[] packet, boolean linkLayerBroadcast) {
        boolean answer = Icmpv4Suppression.forbids(ByteBuffer.wrap(packet), 0, packet.length, linkLayerBroadcast);
        for (GuardedOctets view : GuardedOctets.all(packet)) {
            assertEquals(
                    answer, Icmpv4Suppression.forbids(view.buffer(), view.offset(), packet.length, linkLayerBroadcast));
            view.assertUntouched();
        }
        return answer;
    }

    @Test
    void linkLayerBroadcast() {
        byte[] packet = ipv4(HOST, CE).udp(1, 2).octets();
        assertEquals(true, forbids(packet, true));
        assertEquals(false, forbids(packet, false));
    }

    @ParameterizedTest
    @CsvSource({
        "224.0.0.1,true",
        "239.255.255.255,true",
        "255.255.255.255,true",
        "223.255.255.255,false",
        "240.0.0.1,false",
        "255.255.255.254,false",
        "192.0.2.255,false"
    })
    void destinationsThatAreMany(String destination, boolean forbidden) {
        assertEquals(forbidden, forbids(ipv4(HOST, destination).udp(1, 2).octets()));
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0,true", "0.255.255.255,true", "1.0.0.0,false", "126.255.255.255,false", "127.0.0.1,true",
        "127.255.255.255,true", "128.0.0.0,false", "223.255.255.255,false", "224.0.0.1,true", "239.1.2.3,true",
        "240.0.0.0,true", "255.255.255.254,true", "255.255.255.255,true", "10.0.0.1,false", "192.0.0.8,false"
    })
    void sourcesThatAreNotOneHost(String source, boolean forbidden) {
        assertEquals(forbidden, forbids(ipv4(source, CE).udp(1, 2).octets()));
    }

    @ParameterizedTest
    @CsvSource({
        "0x2000,false",
        "0x4000,false",
        "0x8000,false",
        "0x0001,true",
        "0x2001,true",
        "0x1fff,true",
        "0x6fff,true"
    })
    void fragmentsOtherThanTheFirst(String flagsOffset, boolean forbidden) {
        byte[] packet = ipv4(HOST, CE)
                .flagsOffset(Integer.decode(flagsOffset))
                .udp(1, 2)
                .octets();
        assertEquals(forbidden, forbids(packet));
    }

    /** RFC 1122 section 3.2.2 names the errors: 3, 4, 5, 11, 12. */
    @Test
    void icmpErrors() {
        Set<Integer> errors = Set.of(3, 4, 5, 11, 12);
        IntStream.range(0, 256).forEach(type -> {
            byte[] body = counting(16);
            body[0] = (byte) type;
            assertEquals(
                    errors.contains(type),
                    forbids(ipv4(HOST, CE).payload(1, body).octets()),
                    "type " + type);
            byte[] withOptions =
                    ipv4(HOST, CE).options("01010101").payload(1, body).octets();
            assertEquals(errors.contains(type), forbids(withOptions), "after options, type " + type);
            assertEquals(false, forbids(ipv4(HOST, CE).payload(17, body).octets()), "not ICMP");
        });
    }

    @Test
    void firstFragmentOfAnIcmpError() {
        byte[] packet = ipv4(HOST, CE)
                .flagsOffset(Ipv4PacketBuilder.MORE_FRAGMENTS)
                .icmpError(3, counting(40))
                .octets();
        assertEquals(true, forbids(packet));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "01010101"})
    void icmpWithoutType(String options) {
        byte[] packet = ipv4(HOST, CE).options(options).payload(1, counting(1)).octets();
        assertEquals(true, forbids(part(packet, 0, packet.length - 1)));
    }

    @Test
    void lessThanAHeader() {
        byte[] packet = ipv4(HOST, CE).udp(1, 2).octets();
        for (int there = 0; there < 20; there++) {
            assertEquals(true, forbids(part(packet, 0, there)));
        }
        assertEquals(false, forbids(part(packet, 0, 20)));
    }
}
