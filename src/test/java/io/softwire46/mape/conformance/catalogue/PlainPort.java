package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import java.util.Set;

/**
 * The number of a packet that chooses a customer edge (RFC 7597 section 8.2), as plain products read it.
 *
 * <p>Static methods only.
 */
final class PlainPort {
    /** No port. */
    static final int NONE = -1;

    /** Offset of the source port in a transport header. */
    static final int SOURCE = 0;

    /** Offset of the destination port in a transport header. */
    static final int DESTINATION = 2;

    private static final Set<Integer> QUERIES = Set.of(0, 8, 13, 14, 15, 16, 17, 18);
    private static final Set<Integer> PROTOCOLS = Set.of(6, 17, 33, 132, 136);

    private PlainPort() {}

    /** Whether the headers of a protocol begin with two ports. */
    static boolean hasPorts(int protocol) {
        return PROTOCOLS.contains(protocol);
    }

    /** The transport header and what follows it. */
    static byte[] transport(byte[] packet) {
        return part(packet, Math.min(packet.length, 4 * (packet[0] & 15)), packet.length);
    }

    static boolean isLaterFragment(byte[] packet) {
        return (u16(packet, 6) & 0x1fff) != 0;
    }

    /** The port at an offset, the Identifier of an ICMP query, or the other port of what an ICMP error quotes; or -1. */
    static int of(byte[] packet, int at) {
        byte[] transport = transport(packet);
        int protocol = u8(packet, 9);
        if (isLaterFragment(packet) || transport.length < 8) {
            return NONE;
        }
        if (protocol == 1 && QUERIES.contains(u8(transport, 0))) {
            return u16(transport, 4);
        }
        if (Errors.isIcmpError(packet) && Errors.showsPort(packet)) {
            return of(Errors.quoteOf(packet), DESTINATION - at);
        }
        return hasPorts(protocol) ? u16(transport, at) : NONE;
    }
}
