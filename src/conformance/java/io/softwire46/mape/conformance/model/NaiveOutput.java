package io.softwire46.mape.conformance.model;

import static io.softwire46.mape.conformance.model.Bytes.put16;
import static io.softwire46.mape.conformance.model.Bytes.u16;

import java.util.Arrays;

/**
 * A packet that a model sends. Flow labels and identifications are unknown to the model.
 *
 * @param octets the packet
 * @param originatedAt index of an IPv4 header that the node wrote itself, with an identification of its own; -1 for
 *     none
 */
@SuppressWarnings("ArrayRecordComponent") // no one compares outputs
public record NaiveOutput(byte[] octets, int originatedAt) {
    /** Placeholder for a flow label that the model cannot know. */
    static final int ANY_LABEL = 0xabcde;

    NaiveOutput(byte[] octets) {
        this(octets, -1);
    }

    /**
     * The kind of message that the node originated, "ICMP 3/4" or "ICMPv6 1/5", perhaps with "tunnelled" before it; "" for
     * a forwarded packet.
     */
    public String message() {
        if (originatedAt >= 0) {
            int icmp = originatedAt + 20;
            return (originatedAt > 0 ? "tunnelled " : "") + "ICMP " + octets[icmp] + "/" + octets[icmp + 1];
        }
        if (isOuterFragment() && octets[40] == 58) {
            return "ICMPv6 fragment";
        }
        return isIpv6() && octets[6] == 58 ? "ICMPv6 " + Bytes.u8(octets, 40) + "/" + octets[41] : "";
    }

    boolean isIpv6() {
        return octets[0] >>> 4 == 6;
    }

    /** Whether it is a part of a tunnel packet. */
    boolean isOuterFragment() {
        return isIpv6() && octets[6] == 44;
    }

    /**
     * Compares a packet with this one in all known octets, and checks all its checksums: returns the first difference, or
     * "" if there is none.
     */
    public String difference(byte[] actual) {
        byte[] expected = octets.clone();
        if (isIpv6() && label(expected) == ANY_LABEL && actual.length >= 4) {
            if (label(actual) == 0) {
                return "flow label 0";
            }
            expected[1] = (byte) ((expected[1] & 0xf0) | (actual[1] & 0x0f));
            expected[2] = actual[2];
            expected[3] = actual[3];
        }
        if (isOuterFragment() && actual.length >= 48) {
            System.arraycopy(actual, 44, expected, 44, 4);
        }
        if (originatedAt >= 0 && actual.length >= originatedAt + 20) {
            put16(expected, originatedAt + 4, u16(actual, originatedAt + 4));
            expected = Bytes.withHeaderChecksum(expected, originatedAt);
        }
        int same = Arrays.mismatch(expected, actual);
        return same >= 0
                ? "octet " + same + "\nexpected " + Bytes.shown(expected) + "\nbut was  " + Bytes.shown(actual)
                : badChecksum(actual);
    }

    /** Of the IPv4 header, wherever one starts, and of ICMPv6; "" if all are right. The ICMP of hosts may be wrong. */
    private static String badChecksum(byte[] packet) {
        if (packet[0] >>> 4 == 4) {
            return Bytes.checksum(Bytes.part(packet, 0, 4 * (packet[0] & 15))) == 0 ? "" : "header checksum";
        }
        int at = 40;
        int next = packet[6];
        if (next == 44 && packet[40] == 58) {
            return ""; // a part of an ICMPv6 message
        }
        while (next == 60 || next == 44) {
            if (next == 44 && u16(packet, at + 2) / 8 > 0) {
                return ""; // from the middle of a packet
            }
            next = packet[at];
            at += 8;
        }
        byte[] payload = Bytes.part(packet, at, packet.length);
        if (next == 4) {
            return badChecksum(payload);
        }
        boolean bad =
                next == 58 && NaiveIcmp.checksumV6(Bytes.part(packet, 8, 24), Bytes.part(packet, 24, 40), payload) != 0;
        return bad ? "ICMPv6 checksum" : "";
    }

    private static int label(byte[] ipv6) {
        return Bytes.int32(ipv6, 0) & 0xfffff;
    }
}
