package io.softwire46.mape.icmp;

import static io.softwire46.mape.testing.Bytes.checksum;
import static io.softwire46.mape.testing.Bytes.int32;
import static io.softwire46.mape.testing.Bytes.part;
import static io.softwire46.mape.testing.Bytes.u16;
import static io.softwire46.mape.testing.Bytes.u8;

import java.util.Arrays;
import java.util.Set;

/** RFC 2473 section 8 on arrays that are cut apart as the layers of the packet are. */
final class NaiveTunnelError {
    private static final Set<Integer> ICMP_ERRORS = Set.of(3, 4, 5, 11, 12);

    private NaiveTunnelError() {}

    /** What becomes of an IPv6 packet with an ICMPv6 message behind the header: result, code and second word. */
    static String answer(byte[] packet) {
        byte[] source = part(packet, 8, 24);
        byte[] destination = part(packet, 24, 40);
        byte[] message = part(packet, 40, packet.length);
        if (message.length < 8) {
            return "TRUNCATED";
        }
        if (Messages.checksumV6(source, destination, message) != 0) {
            return "BAD_CHECKSUM";
        }
        int type = u8(message, 0);
        long word = int32(message, 4) & 0xffff_ffffL;
        if (type == 0 || type > 4 || (type == 3 && u8(message, 1) != 0)) {
            return "NOTHING";
        }
        if (type == 2 && word < 1280) {
            return "MTU_TOO_SMALL";
        }
        byte[] quote = part(message, 8, message.length);
        if ((type == 1 || type == 3) && message[4] != 0) {
            quote = start(quote, 8 * u8(message, 4));
        }
        if (quote.length < 40 || u8(quote, 0) / 16 != 6 || !Arrays.equals(part(quote, 8, 24), destination)) {
            return "BAD_QUOTE";
        }
        byte[] rest = part(start(quote, 40 + u16(quote, 4)), 40, Math.min(quote.length, 40 + u16(quote, 4)));
        int next = u8(quote, 6);
        int headers = 40;
        int zeroLimitAt = -1;
        String seen = "";
        while (next != 4) {
            if (rest.length < 8 || seen.contains("<" + next + ">")) {
                return "BAD_QUOTE";
            }
            boolean firstFragment = next == 44 && u16(rest, 2) / 8 == 0;
            boolean limit = next == 60 && u8(rest, 1) == 0 && u16(rest, 2) == 0x0401;
            if (!firstFragment && !limit) {
                return "BAD_QUOTE";
            }
            if (limit && rest[4] == 0) {
                zeroLimitAt = headers + 4;
            }
            seen += "<" + next + ">";
            next = u8(rest, 0);
            rest = part(rest, 8, rest.length);
            headers += 8;
        }
        if (rest.length < 28 || u8(rest, 0) / 16 != 4) {
            return "BAD_QUOTE";
        }
        int ihl = u8(rest, 0) % 16 * 4;
        byte[] inner = start(rest, u16(rest, 2));
        if (ihl < 20 || inner.length < ihl + 8 || checksum(part(inner, 0, ihl)) != 0) {
            return "BAD_QUOTE";
        }
        boolean dontFragment = (u8(inner, 6) & 0x40) != 0;
        if ((type == 2 && !dontFragment) || (type == 4 && (zeroLimitAt < 0 || word != zeroLimitAt))) {
            return "NOTHING";
        }
        if (isForbidden(inner, ihl)) {
            return "FORBIDDEN";
        }
        return type == 2 ? "RELAY 4 " + Math.min(65535, word - headers) : "RELAY 1 0";
    }

    /** RFC 1812 section 4.3.2.7 */
    static boolean isForbidden(byte[] inner, int ihl) {
        int net = u8(inner, 12);
        int to = u8(inner, 16);
        boolean later = u16(inner, 6) % 0x2000 != 0;
        boolean error = u8(inner, 9) == 1 && ICMP_ERRORS.contains(u8(inner, ihl));
        boolean many = (to >= 224 && to < 240) || int32(inner, 16) == -1;
        return net == 0 || net == 127 || net >= 224 || many || later || error;
    }

    private static byte[] start(byte[] octets, int length) {
        return part(octets, 0, Math.min(octets.length, length));
    }
}
