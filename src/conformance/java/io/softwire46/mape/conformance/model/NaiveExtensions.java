package io.softwire46.mape.conformance.model;

import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.conformance.model.NaiveIcmp.IcmpError;
import org.jspecify.annotations.Nullable;

/**
 * The walk along the extension headers of a packet to one node (RFC 8200 section 4), header by header on an array.
 *
 * @param refusal the verdict, or null where a payload was reached
 * @param error what the source receives as an error, or null
 * @param next the kind of the payload
 * @param payload its octets up to the end of the IPv6 payload
 * @param fragmentOctets of the Fragment header of a packet that was never fragmented, which is skipped (RFC 6946
 *     section 4); 0 for none
 */
@SuppressWarnings("ArrayRecordComponent") // no one compares walks
record NaiveExtensions(
        @Nullable String refusal, @Nullable IcmpError error, int next, byte[] payload, int fragmentOctets) {
    private static final int MOST = 8;

    private static NaiveExtensions bad(String reason, @Nullable IcmpError error) {
        return new NaiveExtensions("DROP_" + reason, error, -1, new byte[0], -1);
    }

    private static IcmpError problem(int code, int pointer) {
        return new IcmpError(4, code, pointer);
    }

    /** RFC 8200 section 3; null if all checks pass. */
    static @Nullable String headerRefusal(byte[] packet) {
        if (packet.length < 40) {
            return "DROP_TRUNCATED";
        }
        int payload = u16(packet, 4);
        if (u8(packet, 0) / 16 == 6 && payload > 0) {
            return payload > packet.length - 40 ? "DROP_TRUNCATED" : null;
        }
        return "DROP_BAD_IPV6_HEADER";
    }

    static NaiveExtensions of(byte[] ipv6) {
        int end = 40 + u16(ipv6, 4);
        int next = u8(ipv6, 6);
        int namedAt = 6;
        int at = 40;
        int fragmentOctets = 0;
        for (int passed = 0; next == 0 || next == 43 || next == 51 || next == 60 || next == 44; passed++) {
            if (next == 44 && fragmentOctets > 0) {
                return bad("BAD_EXTENSION_HEADER", null); // one inside another
            }
            if (next == 44 && end - at >= 8 && (u16(ipv6, at + 2) & 0xfff9) != 0) {
                break; // a fragment
            }
            if (next == 0 && at != 40) {
                return bad("UNSUPPORTED_NEXT_HEADER", problem(1, namedAt)); // section 4
            }
            if (passed == MOST || end - at < 8) {
                return bad("BAD_EXTENSION_HEADER", null);
            }
            int octets = next == 51 ? 4 * (u8(ipv6, at + 1) + 2) : next == 44 ? 8 : 8 * (u8(ipv6, at + 1) + 1);
            fragmentOctets += next == 44 ? 8 : 0;
            if (at + octets > end) {
                return bad("BAD_EXTENSION_HEADER", null);
            }
            if (next == 43 && ipv6[at + 3] != 0) {
                return bad("BAD_EXTENSION_HEADER", problem(0, at + 2)); // section 4.4
            }
            if (next == 0 || next == 60) {
                NaiveExtensions option = options(part(ipv6, at + 2, at + octets), at + 2);
                if (option != null) {
                    return option;
                }
            }
            next = u8(ipv6, at);
            namedAt = at;
            at += octets;
        }
        if (next != 4 && next != 44 && next != 58) {
            return bad("UNSUPPORTED_NEXT_HEADER", next == 59 ? null : problem(1, namedAt));
        }
        return new NaiveExtensions(null, null, next, part(ipv6, at, end), fragmentOctets);
    }

    /** Section 4.2; null where all may be skipped, as the Tunnel Encapsulation Limit may. */
    private static @Nullable NaiveExtensions options(byte[] options, int where) {
        byte[] rest = options;
        while (rest.length > 0) {
            int octets = rest[0] == 0 ? 1 : rest.length < 2 ? 999 : 2 + u8(rest, 1);
            if (octets > rest.length) {
                return bad("BAD_EXTENSION_HEADER", null);
            }
            int action = u8(rest, 0) / 64;
            if (action > 0) { // 1 is to discard silently; 2 and 3 determine a source that wrote to one node
                int pointer = where + options.length - rest.length;
                return bad("BAD_EXTENSION_HEADER", action == 1 ? null : problem(2, pointer));
            }
            rest = part(rest, octets, rest.length);
        }
        return null;
    }

    /**
     * RFC 4443 section 2.4 e: no ICMPv6 error about this packet to a unicast address, as far as its octets determine.
     */
    static boolean isSilent(byte[] ipv6) {
        String source = Bytes.bits(ipv6, 8, 24);
        if (!NaiveControl.isNodeAddress(source)) {
            return true;
        }
        byte[] rest = part(ipv6, 40, 40 + u16(ipv6, 4));
        int next = u8(ipv6, 6);
        for (int passed = 0; passed <= MOST; passed++) {
            if (next == 58) { // errors and redirects, and what may be one
                return rest.length == 0 || u8(rest, 0) < 128 || u8(rest, 0) == 137;
            }
            boolean extension = next == 0 || next == 43 || next == 44 || next == 51 || next == 60;
            if (!extension || rest.length < 8) {
                return false;
            }
            if (next == 44 && u16(rest, 2) / 8 > 0) {
                return u8(rest, 0) == 58;
            }
            int octets = next == 44 ? 8 : next == 51 ? 4 * (u8(rest, 1) + 2) : 8 * (u8(rest, 1) + 1);
            next = u8(rest, 0);
            rest = part(rest, Math.min(octets, rest.length), rest.length);
        }
        return true;
    }
}
