package io.softwire46.mape.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.testing.Bytes;
import java.util.List;

/** IPv6 and IPv4 fragments, read octet by octet, and joined again as RFC 8200 section 4.5 and RFC 791 section 3.2 say. */
public final class Pieces {
    /** Octets of the whole packet, offset in units of 8 octets, whether more follow. */
    public record Piece(int octets, int offset, boolean more) {}

    private Pieces() {}

    /** IPv6 fragments, the Fragment header directly behind the IPv6 header. */
    public static List<Piece> ofIpv6(List<byte[]> packets) {
        return packets.stream()
                .map(packet -> {
                    assertEquals(44, packet[6], "Fragment header");
                    int word = Bytes.u16(packet, 42);
                    return new Piece(packet.length, word >>> 3, (word & 1) != 0);
                })
                .toList();
    }

    /** IPv4 fragments behind so many octets of tunnel headers. */
    public static List<Piece> ofIpv4(List<byte[]> packets, int headers) {
        return packets.stream()
                .map(packet -> {
                    int word = Bytes.u16(packet, headers + 6);
                    return new Piece(packet.length - headers, word & 0x1fff, (word & 0x2000) != 0);
                })
                .toList();
    }

    /** The IPv6 packet that was cut: one identification, headers alike, offsets without gap or overlap. */
    public static byte[] joinIpv6(List<byte[]> packets) {
        byte[] first = packets.get(0);
        byte[] data = {};
        for (byte[] packet : packets) {
            assertEquals(Bytes.hex(Bytes.part(first, 0, 4)), Bytes.hex(Bytes.part(packet, 0, 4)), "class and label");
            assertEquals(Bytes.hex(Bytes.part(first, 6, 42)), Bytes.hex(Bytes.part(packet, 6, 42)), "header");
            assertEquals(Bytes.int32(first, 44), Bytes.int32(packet, 44), "identification");
            assertEquals(data.length, Bytes.u16(packet, 42) & 0xfff8, "offset");
            data = Bytes.concat(data, Bytes.part(packet, 48, packet.length));
        }
        assertEquals(0, Bytes.u16(packets.get(packets.size() - 1), 42) & 1, "the last one is the last");
        byte[] whole = Bytes.concat(Bytes.part(first, 0, 40), data);
        Bytes.put16(whole, 4, data.length);
        whole[6] = first[40];
        return whole;
    }

    /** The IPv4 packet that was cut, with the header of its first fragment, and the last one's MF. */
    public static byte[] joinIpv4(List<byte[]> packets, int headers) {
        byte[] first = Bytes.part(packets.get(0), headers, packets.get(0).length);
        int headerOctets = (first[0] & 15) * 4;
        int begin = Bytes.u16(first, 6) & 0x1fff;
        byte[] data = {};
        int flags = 0;
        for (byte[] packet : packets) {
            byte[] piece = Bytes.part(packet, headers, packet.length);
            assertEquals(Bytes.u16(first, 4), Bytes.u16(piece, 4), "identification");
            assertEquals(Bytes.hex(Bytes.part(first, 8, 10)), Bytes.hex(Bytes.part(piece, 8, 10)), "TTL and protocol");
            assertEquals(Bytes.hex(Bytes.part(first, 12, 20)), Bytes.hex(Bytes.part(piece, 12, 20)), "addresses");
            assertEquals(begin + data.length / 8, Bytes.u16(piece, 6) & 0x1fff, "offset");
            flags = Bytes.u16(piece, 6) & 0xe000;
            data = Bytes.concat(data, Bytes.part(piece, (piece[0] & 15) * 4, piece.length));
        }
        byte[] whole = Bytes.concat(Bytes.part(first, 0, headerOctets), data);
        Bytes.put16(whole, 2, whole.length);
        Bytes.put16(whole, 6, flags | begin);
        return Bytes.withHeaderChecksum(whole, 0);
    }
}
