package io.softwire46.mape.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Checks of every sent packet: lengths (RFC 791, RFC 8200) and each checksum that can be computed from the octets
 * present (RFC 1071, RFC 4443 section 2.3). Independent of the library. Static methods only.
 */
public final class ValidPacket {
    private ValidPacket() {}

    /** An IPv4 or IPv6 packet that is exactly these octets. */
    public static void check(byte[] packet) {
        if (Bytes.u8(packet, 0) >>> 4 == 4) {
            checkIpv4(packet);
        } else {
            checkIpv6(packet);
        }
    }

    private static void checkIpv4(byte[] packet) {
        int header = (packet[0] & 15) * 4;
        assertTrue(header >= 20 && header <= packet.length, "IPv4 header length");
        assertEquals(packet.length, Bytes.u16(packet, 2), "IPv4 total length");
        assertEquals(0, Bytes.checksum(Bytes.part(packet, 0, header)), "IPv4 header checksum");
        boolean fragment = (Bytes.u16(packet, 6) & 0x3fff) != 0;
        byte[] payload = Bytes.part(packet, header, packet.length);
        byte[] pseudo = {0, packet[9], (byte) (payload.length >>> 8), (byte) payload.length};
        byte[] addresses = Bytes.part(packet, 12, 20);
        switch (fragment ? -1 : packet[9]) {
            case 1 -> assertEquals(0, Bytes.checksum(payload), "ICMP checksum");
            case 6 -> assertEquals(0, Bytes.checksum(Bytes.concat(addresses, pseudo, payload)), "TCP checksum");
            case 17 -> {
                assertEquals(payload.length, Bytes.u16(payload, 4), "UDP length");
                assertTrue(
                        Bytes.u16(payload, 6) == 0 || Bytes.checksum(Bytes.concat(addresses, pseudo, payload)) == 0,
                        "UDP checksum");
            }
            default -> {}
        }
    }

    private static void checkIpv6(byte[] packet) {
        assertEquals(6, Bytes.u8(packet, 0) >>> 4, "version");
        assertEquals(packet.length - 40, Bytes.u16(packet, 4), "IPv6 payload length");
        int at = packet[6] == 60 ? 48 : 40;
        int nextHeader = packet[6] == 60 ? packet[40] : packet[6];
        byte[] payload = Bytes.part(packet, at, packet.length);
        switch (nextHeader) {
            case 4 -> checkIpv4(payload);
            case 44 -> {
                assertEquals(0, payload[1], "reserved");
                assertEquals(0, payload[3] & 6, "reserved");
                boolean more = (payload[3] & 1) != 0;
                assertTrue(!more || (payload.length - 8) % 8 == 0, "all fragments but the last are multiples of 8");
                assertTrue(Bytes.u16(payload, 2) != 0, "an atomic fragment, RFC 8021");
            }
            case 58 -> {
                byte[] tail = {0, 0, (byte) (payload.length >>> 8), (byte) payload.length, 0, 0, 0, 58};
                byte[] addresses = Bytes.part(packet, 8, 40);
                assertEquals(0, Bytes.checksum(Bytes.concat(addresses, tail, payload)), "ICMPv6 checksum");
            }
            default -> throw new AssertionError("next header " + nextHeader);
        }
    }
}
