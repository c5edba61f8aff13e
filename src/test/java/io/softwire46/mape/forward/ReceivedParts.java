package io.softwire46.mape.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.model.Bytes;
import java.util.List;

/** Reads IPv6 and IPv4 fragments octet by octet, and reassembles them by RFC 8200 section 4.5 and RFC 791 section 3.2. */
public final class ReceivedParts {
    /** Octets of the whole packet, offset in units of 8 octets, and the More Fragments flag. */
    public record Part(int octets, int offset, boolean more) {}

    private ReceivedParts() {}

    /** Reads IPv6 fragments with the Fragment header directly following the IPv6 header. */
    public static List<Part> ofIpv6(List<byte[]> packets) {
        return packets.stream()
                .map(packet -> {
                    assertEquals(44, packet[6], "Fragment header");
                    int word = Bytes.u16(packet, 42);
                    return new Part(packet.length, word >>> 3, (word & 1) != 0);
                })
                .toList();
    }

    /** Reads IPv4 fragments that follow the given octets of tunnel headers. */
    public static List<Part> ofIpv4(List<byte[]> packets, int headers) {
        return packets.stream()
                .map(packet -> {
                    int word = Bytes.u16(packet, headers + 6);
                    return new Part(packet.length - headers, word & 0x1fff, (word & 0x2000) != 0);
                })
                .toList();
    }

    /** Reassembles an IPv6 packet. Asserts one identification, equal headers, and offsets without gap or overlap. */
    public static byte[] reassembleIpv6(List<byte[]> packets) {
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

    /** Reassembles an IPv4 packet, with the header of its first fragment and MF of the last one. */
    public static byte[] reassembleIpv4(List<byte[]> packets, int headers) {
        byte[] first = Bytes.part(packets.get(0), headers, packets.get(0).length);
        int headerOctets = (first[0] & 15) * 4;
        int begin = Bytes.u16(first, 6) & 0x1fff;
        byte[] data = {};
        int flags = 0;
        for (byte[] packet : packets) {
            byte[] part = Bytes.part(packet, headers, packet.length);
            assertEquals(Bytes.u16(first, 4), Bytes.u16(part, 4), "identification");
            assertEquals(Bytes.hex(Bytes.part(first, 8, 10)), Bytes.hex(Bytes.part(part, 8, 10)), "TTL and protocol");
            assertEquals(Bytes.hex(Bytes.part(first, 12, 20)), Bytes.hex(Bytes.part(part, 12, 20)), "addresses");
            assertEquals(begin + data.length / 8, Bytes.u16(part, 6) & 0x1fff, "offset");
            flags = Bytes.u16(part, 6) & 0xe000;
            data = Bytes.concat(data, Bytes.part(part, (part[0] & 15) * 4, part.length));
        }
        byte[] whole = Bytes.concat(Bytes.part(first, 0, headerOctets), data);
        Bytes.put16(whole, 2, whole.length);
        Bytes.put16(whole, 6, flags | begin);
        return Bytes.withHeaderChecksum(whole, 0);
    }
}
