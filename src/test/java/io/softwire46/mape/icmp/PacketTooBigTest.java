package io.softwire46.mape.icmp;

import static io.softwire46.mape.conformance.model.Bytes.counting;
import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.icmp.Messages.BR;
import static io.softwire46.mape.icmp.Messages.CE;
import static io.softwire46.mape.icmp.Messages.ROUTER;
import static io.softwire46.mape.icmp.Messages.icmpv6Packet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.testing.GuardedOctets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketTooBigTest {
    private static final byte[] QUOTE = ipv6(BR, CE).inner(counting(60)).octets();

    private static int pathMtu(byte[] packet) {
        int mtu = PacketTooBig.pathMtu(GuardedOctets.all(packet).get(0).buffer(), 0, 40, packet.length - 40);
        for (GuardedOctets view : GuardedOctets.all(packet)) {
            int at = view.offset();
            assertEquals(mtu, PacketTooBig.pathMtu(view.buffer(), at, at + 40, packet.length - 40));
            view.assertUntouched();
        }
        return mtu;
    }

    private static byte[] tooBig(long mtu, byte[] quote) {
        return icmpv6Packet(ROUTER, BR, 2, 0, mtu, quote);
    }

    /** RFC 8201 section 4: less than 1280 is discarded; 32 bits that no packet reaches are fragmented, not wrapped. */
    @ParameterizedTest
    @CsvSource({
        "0,-1",
        "20,-1",
        "68,-1",
        "1279,-1",
        "1280,1280",
        "1320,1320",
        "1500,1500",
        "65535,65535",
        "65575,65575",
        "65576,65575",
        "65616,65575",
        "2147483647,65575",
        "2147483648,65575",
        "4294967295,65575"
    })
    void mtuWithin1280AndTheLargestPacket(long reported, int expected) {
        assertEquals(expected, pathMtu(tooBig(reported, QUOTE)));
    }

    /** RFC 4443 section 3.2 */
    @Test
    void codeIsIgnored() {
        for (int code = 0; code < 256; code++) {
            assertEquals(1400, pathMtu(icmpv6Packet(ROUTER, BR, 2, code, 1400, QUOTE)));
        }
    }

    @Test
    void otherTypesAreIgnored() {
        for (int type = 0; type < 256; type++) {
            assertEquals(
                    type == 2 ? 1400 : PacketTooBig.IGNORED, pathMtu(icmpv6Packet(ROUTER, BR, type, 0, 1400, QUOTE)));
        }
    }

    @Test
    void everyDamagedOctetIsNoticed() {
        byte[] packet = tooBig(1400, QUOTE);
        for (int at = 8; at < packet.length; at++) {
            byte[] damaged = packet.clone();
            damaged[at] ^= 0x41;
            assertEquals(PacketTooBig.IGNORED, pathMtu(damaged), "octet " + at);
        }
    }

    @Test
    void quoteIsTheStartOfATunnelPacket() {
        for (int next = 0; next < 256; next++) {
            byte[] quote = ipv6(BR, CE).payload(next, counting(60)).octets();
            boolean tunnel = next == 4 || next == 44 || next == 60;
            assertEquals(tunnel ? 1400 : PacketTooBig.IGNORED, pathMtu(tooBig(1400, quote)), "next header " + next);
        }
        byte[] version = QUOTE.clone();
        version[0] = 0x45;
        assertEquals(PacketTooBig.IGNORED, pathMtu(tooBig(1400, version)));
    }

    /** RFC 4443 section 3.2: the message goes to the source of the packet. */
    @Test
    void quoteWasSentByTheReceiver() {
        assertEquals(
                PacketTooBig.IGNORED,
                pathMtu(tooBig(1400, ipv6(CE, BR).inner(counting(60)).octets())));
        assertEquals(
                PacketTooBig.IGNORED,
                pathMtu(tooBig(
                        1400, ipv6("2001:db8:ffff::2", CE).inner(counting(60)).octets())));
        assertEquals(
                PacketTooBig.IGNORED,
                pathMtu(tooBig(
                        1400, ipv6("2001:db8:ffff:1::1", CE).inner(counting(60)).octets())));
    }

    @Test
    void quoteHoldsAnIpv6Header() {
        for (int there = 0; there <= QUOTE.length; there++) {
            assertEquals(
                    there < 40 ? PacketTooBig.IGNORED : 1400, pathMtu(tooBig(1400, part(QUOTE, 0, there))), "" + there);
        }
        byte[] packet = tooBig(1400, QUOTE);
        for (int there = 40; there < 88; there++) {
            assertEquals(PacketTooBig.IGNORED, pathMtu(part(packet, 0, there)));
        }
    }
}
