package io.softwire46.mape.conformance.judge;

import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.put16;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.conformance.model.Bytes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a packet: of a tunnel packet by its Fragment header, or of an IPv4 datagram; a whole datagram is its only piece.
 *
 * @param key what the pieces of one packet have in common (RFC 8200 section 4.5, RFC 791 section 3.2)
 * @param start of the data in the packet, in octets
 * @param more whether another piece follows
 * @param head the headers in front of the data; of a tunnel packet, those in front of the Fragment header
 * @param data the octets
 */
@SuppressWarnings("ArrayRecordComponent") // no one compares them
record FragmentView(String key, int start, boolean more, byte[] head, byte[] data) {
    private static final int FRAGMENT = 44;

    int end() {
        return start + data.length;
    }

    /** Whether it is not a packet by itself. */
    boolean isPart() {
        return start > 0 || more;
    }

    /** The traffic class of a piece of an IPv6 packet. */
    int trafficClass() {
        return u16(head, 0) >>> 4 & 0xff;
    }

    boolean isSame(FragmentView other) {
        return start == other.start && Arrays.equals(data, other.data);
    }

    /** The piece that an IPv6 packet with a Fragment header is, or null. */
    static @Nullable FragmentView outer(byte[] octets) {
        if (octets.length < 40 || octets[0] >>> 4 != 6) {
            return null;
        }
        int end = Math.min(octets.length, 40 + u16(octets, 4));
        int at = 40;
        int namedAt = 6;
        // Hop-by-Hop, Routing and Destination Options may precede it (RFC 8200 section 4.1)
        while (List.of(0, 43, 60).contains(u8(octets, namedAt)) && at + 8 <= end) {
            namedAt = at;
            at += 8 * (u8(octets, at + 1) + 1);
        }
        if (u8(octets, namedAt) != FRAGMENT || at + 8 > end) {
            return null;
        }
        byte[] head = part(octets, 0, at);
        head[namedAt] = octets[at];
        int field = u16(octets, at + 2);
        String key = Bytes.hex(part(octets, 8, 40)) + Bytes.hex(part(octets, at + 4, at + 8));
        return new FragmentView(key, field & 0xfff8, (field & 1) != 0, head, part(octets, at + 8, end));
    }

    /** The piece that an IPv4 packet is, or null if its header is not all there. */
    static @Nullable FragmentView inner(byte @Nullable [] ipv4) {
        int header = ipv4 == null || ipv4.length < 20 ? 0 : 4 * (ipv4[0] & 15);
        if (ipv4 == null || header < 20 || header > ipv4.length) {
            return null;
        }
        int word = u16(ipv4, 6);
        int end = Math.max(header, Math.min(ipv4.length, u16(ipv4, 2)));
        String key = Bytes.hex(part(ipv4, 12, 20)) + u8(ipv4, 9) + "/" + u16(ipv4, 4);
        return new FragmentView(
                key, 8 * (word & 0x1fff), (word & 0x2000) != 0, part(ipv4, 0, header), part(ipv4, header, end));
    }

    /** The tunnel packet that starts with this first piece, with these data. */
    byte[] tunnelPacket(byte[] joined) {
        byte[] packet = Bytes.concat(head, joined);
        put16(packet, 4, Math.min(0xffff, packet.length - 40));
        return packet;
    }

    /** The IPv4 packet that starts with this first piece, with these data. */
    byte[] ipv4Packet(byte[] joined, boolean moreFollows) {
        byte[] packet = Bytes.concat(head, joined);
        put16(packet, 2, Math.min(0xffff, packet.length));
        put16(packet, 6, (u16(packet, 6) & ~0x2000) | (moreFollows ? 0x2000 : 0));
        return packet;
    }
}
