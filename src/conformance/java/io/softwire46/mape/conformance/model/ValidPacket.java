package io.softwire46.mape.conformance.model;

/**
 * Checks of every sent packet: lengths (RFC 791, RFC 8200) and each checksum that can be computed from the octets
 * present (RFC 1071, RFC 4443 section 2.3). Independent of the library. Static methods only.
 */
public final class ValidPacket {
    private ValidPacket() {}

    /** Checks an IPv4 or IPv6 packet that is exactly these octets: returns its first defect, or "" if it has none. */
    public static String defect(byte[] packet) {
        return Bytes.u8(packet, 0) >>> 4 == 4 ? ipv4Defect(packet) : ipv6Defect(packet);
    }

    private static String ipv4Defect(byte[] packet) {
        int header = (packet[0] & 15) * 4;
        if (header < 20 || header > packet.length) {
            return "IPv4 header length";
        }
        if (packet.length != Bytes.u16(packet, 2)) {
            return "IPv4 total length";
        }
        if (Bytes.checksum(Bytes.part(packet, 0, header)) != 0) {
            return "IPv4 header checksum";
        }
        boolean fragment = (Bytes.u16(packet, 6) & 0x3fff) != 0;
        byte[] payload = Bytes.part(packet, header, packet.length);
        byte[] pseudo = {0, packet[9], (byte) (payload.length >>> 8), (byte) payload.length};
        byte[] addresses = Bytes.part(packet, 12, 20);
        return switch (fragment ? -1 : packet[9]) {
            case 1 -> Bytes.checksum(payload) == 0 ? "" : "ICMP checksum";
            case 6 -> Bytes.checksum(Bytes.concat(addresses, pseudo, payload)) == 0 ? "" : "TCP checksum";
            case 17 -> {
                boolean right =
                        Bytes.u16(payload, 6) == 0 || Bytes.checksum(Bytes.concat(addresses, pseudo, payload)) == 0;
                yield payload.length != Bytes.u16(payload, 4) ? "UDP length" : right ? "" : "UDP checksum";
            }
            default -> "";
        };
    }

    private static String ipv6Defect(byte[] packet) {
        if (Bytes.u8(packet, 0) >>> 4 != 6) {
            return "version";
        }
        if (packet.length - 40 != Bytes.u16(packet, 4)) {
            return "IPv6 payload length";
        }
        int at = packet[6] == 60 ? 48 : 40;
        int nextHeader = packet[6] == 60 ? packet[40] : packet[6];
        byte[] payload = Bytes.part(packet, at, packet.length);
        return switch (nextHeader) {
            case 4 -> ipv4Defect(payload);
            case 44 -> fragmentDefect(payload);
            case 58 -> {
                byte[] tail = {0, 0, (byte) (payload.length >>> 8), (byte) payload.length, 0, 0, 0, 58};
                byte[] addresses = Bytes.part(packet, 8, 40);
                yield Bytes.checksum(Bytes.concat(addresses, tail, payload)) == 0 ? "" : "ICMPv6 checksum";
            }
            default -> "next header " + nextHeader;
        };
    }

    private static String fragmentDefect(byte[] fragment) {
        if (fragment[1] != 0 || (fragment[3] & 6) != 0) {
            return "reserved";
        }
        boolean more = (fragment[3] & 1) != 0;
        if (more && (fragment.length - 8) % 8 != 0) {
            return "all fragments but the last are multiples of 8";
        }
        return Bytes.u16(fragment, 2) == 0 ? "an atomic fragment, RFC 8021" : "";
    }
}
