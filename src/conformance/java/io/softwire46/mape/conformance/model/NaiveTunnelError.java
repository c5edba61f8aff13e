package io.softwire46.mape.conformance.model;

import static io.softwire46.mape.conformance.model.Bytes.checksum;
import static io.softwire46.mape.conformance.model.Bytes.int32;
import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.conformance.model.NaiveIcmp.IcmpError;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * RFC 2473 section 8 on arrays, one per layer of the packet.
 *
 * @param result the result that the octets of the error determine
 * @param outerDestination destination of the quoted tunnel packet, empty if none is quoted
 * @param inner the quoted part of the IPv4 packet, empty if none is quoted
 * @param pathMtu MTU of a packet too big message, -1 for other messages
 * @param error the ICMPv4 error for the source of the IPv4 packet, if the result is RELAY
 */
@SuppressWarnings("ArrayRecordComponent") // no one compares them
public record NaiveTunnelError(String result, String outerDestination, byte[] inner, long pathMtu, IcmpError error) {
    private static final IcmpError NONE = new IcmpError(-1, 0, 0);

    private static final Map<String, String> VERDICTS = Map.of(
            "RELAY", "RELAYED",
            "TRUNCATED", "DROP_TRUNCATED",
            "BAD_CHECKSUM", "DROP_ICMPV6_BAD_CHECKSUM",
            "NOTHING", "DROP_ICMPV6",
            "MTU_TOO_SMALL", "DROP_ICMPV6_MTU_TOO_SMALL",
            "BAD_QUOTE", "DROP_ICMPV6_BAD_QUOTE",
            "FORBIDDEN", "DROP_ICMPV6_SUPPRESSED");

    private static NaiveTunnelError none(String result) {
        return new NaiveTunnelError(result, "", new byte[0], -1, NONE);
    }

    /**
     * Whether the IPv4 packet is a later fragment or an ICMP error (types 3, 4, 5, 11 and 12), so that it has no port.
     */
    boolean showsNoPort() {
        boolean later = (u16(inner, 6) & 0x1fff) != 0;
        int type = u8(inner, u8(inner, 0) % 16 * 4);
        return later || (u8(inner, 9) == 1 && (type == 3 || type == 4 || type == 5 || type == 11 || type == 12));
    }

    /** The verdict of a node that relays errors. */
    String verdict() {
        return Objects.requireNonNull(VERDICTS.get(result));
    }

    /** Result, and code and second word of the ICMP error. */
    public String answer() {
        return result.equals("RELAY") ? "RELAY " + error.code() + " " + error.word() : result;
    }

    /** Of a packet that carries this ICMPv6 message. */
    public static NaiveTunnelError of(byte[] packet, byte[] message) {
        byte[] source = part(packet, 8, 24);
        byte[] destination = part(packet, 24, 40);
        if (message.length < 8) {
            return none("TRUNCATED");
        }
        if (NaiveIcmp.checksumV6(source, destination, message) != 0) {
            return none("BAD_CHECKSUM");
        }
        int type = u8(message, 0);
        long word = int32(message, 4) & 0xffff_ffffL;
        if (type == 0 || type > 4 || (type == 3 && u8(message, 1) != 0)) {
            return none("NOTHING");
        }
        if (type == 2 && word < 1280) {
            return none("MTU_TOO_SMALL");
        }
        byte[] quote = part(message, 8, message.length);
        if ((type == 1 || type == 3) && message[4] != 0) {
            quote = start(quote, 8 * u8(message, 4)); // RFC 4884 section 4
        }
        if (quote.length < 40 || u8(quote, 0) / 16 != 6 || !Arrays.equals(part(quote, 8, 24), destination)) {
            return none("BAD_QUOTE");
        }
        byte[] rest = part(start(quote, 40 + u16(quote, 4)), 40, Math.min(quote.length, 40 + u16(quote, 4)));
        int next = u8(quote, 6);
        int headers = 40;
        int zeroLimitAt = -1;
        String seen = "";
        while (next != 4) {
            if (rest.length < 8 || seen.contains("<" + next + ">")) {
                return none("BAD_QUOTE");
            }
            boolean firstFragment = next == 44 && u16(rest, 2) / 8 == 0;
            boolean limit = next == 60 && u8(rest, 1) == 0 && u16(rest, 2) == 0x0401;
            if (!firstFragment && !limit) {
                return none("BAD_QUOTE");
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
            return none("BAD_QUOTE");
        }
        int ihl = u8(rest, 0) % 16 * 4;
        byte[] inner = start(rest, u16(rest, 2));
        if (ihl < 20 || inner.length < ihl + 8 || checksum(part(inner, 0, ihl)) != 0) {
            return none("BAD_QUOTE");
        }
        IcmpError error = type == 2 ? new IcmpError(3, 4, Math.min(65535, word - headers)) : new IcmpError(3, 1, 0);
        String result = NaiveIpv4Header.isSilent(inner) ? "FORBIDDEN" : "RELAY";
        if ((type == 2 && result.equals("RELAY") && !NaiveIpv4Header.dontFragment(inner))
                || (type == 4 && (zeroLimitAt < 0 || word != zeroLimitAt))) {
            result = "NOTHING";
        }
        return new NaiveTunnelError(result, Bytes.bits(quote, 24, 40), inner, type == 2 ? word : -1, error);
    }

    private static byte[] start(byte[] octets, int length) {
        return part(octets, 0, Math.min(octets.length, length));
    }
}
