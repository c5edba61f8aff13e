package io.softwire46.mape.conformance.model;

import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks of an IPv4 header by RFC 1812, over whole arrays. */
final class NaiveIpv4Header {
    private static final Set<Integer> ICMP_ERRORS = Set.of(3, 4, 5, 11, 12);

    private NaiveIpv4Header() {}

    /** RFC 1812 section 5.2.2; null if all checks pass. */
    static @Nullable String refusal(byte[] packet) {
        if (packet.length < 20) {
            return "DROP_TRUNCATED";
        }
        int header = 4 * (packet[0] & 15);
        int total = u16(packet, 2);
        if (packet[0] >>> 4 != 4 || header < 20 || total < header) {
            return "DROP_BAD_IPV4_HEADER";
        }
        if (total > packet.length) {
            return "DROP_TRUNCATED";
        }
        // RFC 1624 section 3: both zeros of one's complement pass the sum over the whole header
        return Bytes.checksum(Arrays.copyOf(packet, header)) == 0 ? null : "DROP_BAD_CHECKSUM";
    }

    /** The inner header and its addresses (RFC 1812 sections 5.2.2 and 5.3.7); null if all checks pass. */
    static @Nullable String innerRefusal(byte[] inside) {
        String refusal = refusal(inside);
        if (refusal != null) {
            return refusal;
        }
        byte[] destination = Bytes.part(inside, 16, 20);
        if (isMulticast(destination)) {
            return "DROP_MULTICAST";
        }
        return isMartian(Bytes.part(inside, 12, 16), destination) ? "DROP_MARTIAN" : null;
    }

    static boolean isMulticast(byte[] address) {
        return u8(address, 0) / 16 == 14 || Arrays.equals(address, Bytes.ipv4(-1));
    }

    /** RFC 1812 section 5.3.7, after {@link #isMulticast} for the destination. */
    static boolean isMartian(byte[] source, byte[] destination) {
        return isBogus(u8(source, 0)) || u8(source, 0) / 16 == 14 || isBogus(u8(destination, 0));
    }

    private static boolean isBogus(int first) {
        return first == 0 || first == 127 || first >= 240;
    }

    static boolean dontFragment(byte[] packet) {
        return (packet[6] & 0x40) != 0;
    }

    static boolean isFragment(byte[] packet) {
        return (u16(packet, 6) & 0x3fff) != 0;
    }

    /** The packet with its TTL decremented, as a router forwards it. */
    static byte[] oneHopLess(byte[] ipv4) {
        byte[] copy = ipv4.clone();
        copy[8]--;
        return Bytes.withHeaderChecksum(copy, 0);
    }

    /** RFC 1812 section 4.3.2.7: no error about a packet whose header is valid and of which so much is there. */
    static boolean isSilent(byte[] packet) {
        int net = u8(packet, 12);
        int header = 4 * (packet[0] & 15);
        boolean later = u16(packet, 6) % 0x2000 != 0;
        boolean maybeError =
                u8(packet, 9) == 1 && (packet.length <= header || ICMP_ERRORS.contains(u8(packet, header)));
        return net == 0 || net == 127 || net >= 224 || isMulticast(Bytes.part(packet, 16, 20)) || later || maybeError;
    }
}
