package io.softwire46.mape.icmp;

import static io.softwire46.mape.conformance.model.Bytes.concat;
import static io.softwire46.mape.conformance.model.Bytes.counting;
import static io.softwire46.mape.conformance.model.Bytes.hex;
import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.icmp.Messages.BR;
import static io.softwire46.mape.icmp.Messages.CE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.testing.GuardedOctets;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 4443 section 2.4 e, item by item. */
class Icmpv6SuppressionTest {
    private static final String OPTIONS = "00 00 01 04 00000000";
    private static final String ROUTING = "00 00 00 00 00000000";
    private static final String AUTHENTICATION = "00 01 0000 00000000 00000000"; // 4 * (1 + 2) octets
    private static final String FIRST_FRAGMENT = "00 00 0001 12345678";
    private static final String LATER_FRAGMENT = "00 00 0009 12345678";

    private static boolean forbids(byte[] packet) {
        return forbids(packet, 1, 5, false);
    }

    private static boolean forbids(byte[] packet, int type, int code, boolean linkLayerBroadcast) {
        ByteBuffer buffer = ByteBuffer.wrap(packet);
        boolean answer = Icmpv6Suppression.forbids(buffer, 0, packet.length, type, code, linkLayerBroadcast);
        for (GuardedOctets view : GuardedOctets.all(packet)) {
            boolean same = Icmpv6Suppression.forbids(
                    view.buffer(), view.offset(), packet.length, type, code, linkLayerBroadcast);
            assertEquals(answer, same);
            view.assertUntouched();
        }
        return answer;
    }

    private static byte[] tunnel(String source, String destination) {
        return ipv6(source, destination).payload(4, counting(30)).octets();
    }

    private static byte[] icmpv6(Ipv6PacketBuilder builder, int type) {
        byte[] message = counting(16);
        message[0] = (byte) type;
        return builder.payload(58, message).octets();
    }

    private static Ipv6PacketBuilder fromCe() {
        return ipv6(CE, BR);
    }

    /** e.1 and e.2: below 128 and 137. */
    @Test
    void errorsAndRedirects() {
        IntStream.range(0, 256).forEach(type -> {
            boolean forbidden = type < 128 || type == 137;
            assertEquals(forbidden, forbids(icmpv6(fromCe(), type)), "type " + type);
            assertEquals(forbidden, forbids(icmpv6(fromCe(), type), 2, 0, false), "packet too big about " + type);
        });
    }

    /** The type is read after the extension headers. */
    @ParameterizedTest
    @CsvSource({"1,true", "128,false", "137,true"})
    void errorsAfterExtensionHeaders(int type, boolean forbidden) {
        assertEquals(forbidden, forbids(icmpv6(fromCe().header(0, OPTIONS), type)));
        assertEquals(forbidden, forbids(icmpv6(fromCe().header(60, OPTIONS), type)));
        assertEquals(forbidden, forbids(icmpv6(fromCe().header(43, ROUTING), type)));
        assertEquals(forbidden, forbids(icmpv6(fromCe().header(51, AUTHENTICATION), type)));
        assertEquals(forbidden, forbids(icmpv6(fromCe().header(44, FIRST_FRAGMENT), type)));
        Ipv6PacketBuilder all = fromCe().header(0, OPTIONS)
                .header(43, ROUTING)
                .header(44, FIRST_FRAGMENT)
                .header(51, AUTHENTICATION)
                .header(60, "00 01 01 0c 000000000000000000000000");
        assertEquals(forbidden, forbids(icmpv6(all, type)));
        // an option that no one knows and a route still to go do not hide an error
        assertEquals(forbidden, forbids(icmpv6(fromCe().header(60, "00 00 fe 01 00 01 01 00"), type)));
        assertEquals(forbidden, forbids(icmpv6(fromCe().header(43, "00 00 00 01 00000000"), type)));
    }

    @Test
    void boundedNumberOfExtensionHeaders() {
        Ipv6PacketBuilder eight = fromCe();
        Ipv6PacketBuilder nine = fromCe().header(60, OPTIONS);
        for (int i = 0; i < 8; i++) {
            eight.header(60, OPTIONS);
            nine.header(60, OPTIONS);
        }
        assertEquals(false, forbids(icmpv6(eight, 128)));
        assertEquals(true, forbids(icmpv6(eight, 1)));
        assertEquals(true, forbids(icmpv6(nine, 128)), "it cannot be seen what it is");
    }

    @Test
    void laterFragments() {
        assertEquals(true, forbids(icmpv6(fromCe().header(44, LATER_FRAGMENT), 128)), "ICMPv6 of unknown type");
        assertEquals(
                false,
                forbids(fromCe().header(44, LATER_FRAGMENT)
                        .payload(4, counting(32))
                        .octets()));
    }

    /** The octets after a UDP header are data, even if it looks like an extension header and an ICMPv6 error. */
    @Test
    void onlyTheChainOfHeadersIsRead() {
        byte[] data = hex("3a 00 01 04 00000000 01 05 0000 00000000");
        assertEquals(false, forbids(fromCe().payload(17, data).octets()));
        assertEquals(false, forbids(fromCe().payload(59, data).octets()));
        assertEquals(true, forbids(fromCe().payload(60, data).octets()));
    }

    /** Octets beyond the payload length are not part of the packet: the type of an echo reply there is ignored. */
    @Test
    void icmpv6WithoutType() {
        byte[] reply = {(byte) 129, 0, 0, 0};
        assertEquals(true, forbids(concat(fromCe().payload(58, new byte[0]).octets(), reply)));
        Ipv6PacketBuilder optionsOnly = fromCe().header(60, OPTIONS);
        assertEquals(true, forbids(concat(optionsOnly.payload(58, new byte[0]).octets(), reply)));
    }

    @Test
    void chainsThatEndEarlyMayBeAnswered() {
        byte[] packet = fromCe().header(44, FIRST_FRAGMENT)
                .header(60, "00 01 01 0c 000000000000000000000000")
                .payload(4, counting(20))
                .octets();
        for (int there = 40; there < packet.length; there++) {
            assertEquals(false, forbids(part(packet, 0, there), 4, 3, false));
        }
    }

    /** e.3 to e.5 and their two exceptions. */
    @ParameterizedTest
    @CsvSource({
        "1,5,true",
        "1,0,true",
        "1,2,true",
        "3,2,true",
        "2,0,false",
        "3,0,true",
        "3,1,true",
        "4,0,true",
        "4,1,true",
        "4,2,false",
        "4,3,true"
    })
    void multicastAndLinkLayerBroadcast(int type, int code, boolean forbidden) {
        assertEquals(forbidden, forbids(tunnel(CE, "ff02::1"), type, code, false));
        assertEquals(forbidden, forbids(tunnel(CE, "ff0e::1"), type, code, false));
        assertEquals(forbidden, forbids(tunnel(CE, BR), type, code, true));
        assertEquals(false, forbids(tunnel(CE, BR), type, code, false));
        assertEquals(
                true, forbids(tunnel("::", "ff02::1"), type, code, false), "the exceptions are not for the source");
        assertEquals(true, forbids(icmpv6(ipv6(CE, "ff02::1"), 3), type, code, true), "nor for errors");
    }

    /** e.6 */
    @ParameterizedTest
    @CsvSource({
        "::,true",
        "::1,true",
        "::2,false",
        "::ffff:192.0.2.1,true", // RFC 4291 section 2.5.5.2
        "::ffff:0.0.0.0,true",
        "::1:ffff:c000:201,false",
        "0:0:0:1::,false",
        "0:0:0:1::1,false",
        "ff02::1,true",
        "ff00::,true",
        "feff::1,false",
        "fe80::1,false",
        "2001:db8::1,false"
    })
    void sourcesThatAreNotOneNode(String source, boolean forbidden) {
        assertEquals(forbidden, forbids(tunnel(source, BR)));
        assertEquals(forbidden, forbids(tunnel(source, BR), 2, 0, false));
    }

    @Test
    void lessThanAHeader() {
        byte[] packet = tunnel(CE, BR);
        for (int there = 0; there < 40; there++) {
            assertEquals(true, forbids(part(packet, 0, there)));
        }
    }
}
