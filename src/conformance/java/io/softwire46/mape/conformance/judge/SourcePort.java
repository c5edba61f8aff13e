package io.softwire46.mape.conformance.judge;

import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.judge.FactCheck.Difference;
import io.softwire46.mape.conformance.model.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The port that a NAPT chose: the source port of TCP and UDP, the Identifier of an ICMP query (RFC 7597 section 8.2).
 *
 * <p>Static methods only.
 */
final class SourcePort {
    private static final int NONE = -1;
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;

    private SourcePort() {}

    private static int header(byte[] ipv4) {
        int octets = ipv4.length >= 20 ? 4 * (ipv4[0] & 15) : 0;
        return octets >= 20 && ipv4.length >= octets + 8 && (u16(ipv4, 6) & 0x1fff) == 0 ? octets : NONE;
    }

    /** Where the checksum is in the transport header; -1 for a protocol without ports. */
    private static int checksumAt(int protocol) {
        return switch (protocol) {
            case ICMP -> 2;
            case TCP -> 16;
            case UDP -> 6;
            default -> NONE;
        };
    }

    /** The port or Identifier; -1 if there is none. */
    private static int of(byte @Nullable [] ipv4) {
        int header = ipv4 == null ? NONE : header(ipv4);
        if (ipv4 == null || header < 0 || checksumAt(u8(ipv4, 9)) < 0) {
            return NONE;
        }
        return u16(ipv4, header + (u8(ipv4, 9) == ICMP ? 4 : 0));
    }

    /** A copy with zero in the port or Identifier and in the transport checksum. */
    static byte[] without(byte[] ipv4) {
        byte[] copy = ipv4.clone();
        int checksum = of(ipv4) < 0 ? NONE : header(ipv4) + checksumAt(u8(ipv4, 9));
        if (checksum >= 0 && checksum + 2 <= copy.length) {
            Bytes.put16(copy, header(ipv4) + (u8(ipv4, 9) == ICMP ? 4 : 0), 0);
            Bytes.put16(copy, checksum, 0);
        }
        return copy;
    }

    /** The same, but a checksum that there is becomes 1: a NAPT neither adds nor removes the checksum of UDP (RFC 768). */
    static byte[] withoutValues(byte[] ipv4) {
        byte[] copy = without(ipv4);
        boolean isUdp = of(ipv4) >= 0 && u8(ipv4, 9) == UDP;
        if (isUdp && u16(ipv4, header(ipv4) + 6) != 0) {
            copy[header(ipv4) + 7] = 1;
        }
        return copy;
    }

    /** RFC 7597 section 5.1, figure 2. The transport checksum has to hold, too. */
    static @Nullable Difference check(List<Long> portSet, PacketView packet) {
        byte[] ipv4 = packet.ipv4();
        int port = of(ipv4);
        if (ipv4 == null || port < 0 || !isIn(portSet, port)) {
            return new Difference(
                    Mode.WRONG_INNER, Facts.SOURCE_PORT, text(portSet), port < 0 ? "none" : Integer.toString(port));
        }
        return isChecksumRight(ipv4)
                ? null
                : new Difference(Mode.WRONG_CHECKSUM, Facts.SOURCE_PORT, "a right transport checksum", "a wrong one");
    }

    /** Whether a number has the PSID, and an A that is not zero unless it has no bits. */
    static boolean isIn(List<Long> portSet, int number) {
        int first = 16 - portSet.get(0).intValue();
        int length = portSet.get(1).intValue();
        return number >= 0
                && (portSet.get(0) == 0 || number >>> first != 0)
                && (number & ((1 << first) - 1)) >>> (first - length) == portSet.get(2);
    }

    static String text(List<Long> portSet) {
        return "in the port set of PSID offset " + portSet.get(0) + ", length " + portSet.get(1) + ", PSID "
                + portSet.get(2);
    }

    private static boolean isChecksumRight(byte[] ipv4) {
        int header = header(ipv4);
        int protocol = u8(ipv4, 9);
        byte[] transport = part(ipv4, header, ipv4.length);
        if (protocol == ICMP) {
            return Bytes.checksum(transport) == 0;
        }
        if (protocol == UDP && u16(transport, 6) == 0) {
            return true; // RFC 768: there is none
        }
        byte[] pseudo = {0, (byte) protocol, (byte) (transport.length >>> 8), (byte) transport.length};
        return Bytes.checksum(Bytes.concat(part(ipv4, 12, 20), pseudo, transport)) == 0;
    }

    /** Whether the ports of each group of packets are all different. */
    static Judgement distinct(TestCase testCase, Map<Integer, List<Received>> outputs) {
        Map<String, Integer> steps = new HashMap<>();
        for (Map.Entry<Integer, List<Received>> each : outputs.entrySet()) {
            String group = group(testCase, each.getKey());
            for (Received output : group.isEmpty() ? List.<Received>of() : each.getValue()) {
                int port = of(new PacketView(output.octets()).ipv4());
                Integer before = steps.putIfAbsent(group + " " + port, each.getKey());
                if (before != null && !before.equals(each.getKey())) {
                    return new Judgement(
                            Mode.MERGED,
                            each.getKey(),
                            Facts.DISTINCT_PORT + ": allowed a port that no other flow of " + group + " has, seen "
                                    + port + " of step " + before);
                }
            }
        }
        return Judgement.PASSED;
    }

    private static String group(TestCase testCase, int step) {
        for (Outcome outcome : testCase.allowed(step)) {
            if (outcome instanceof Outcome.Packets packets) {
                for (Facts facts : packets.packets()) {
                    if (facts.has(Facts.DISTINCT_PORT)) {
                        return facts.text(Facts.DISTINCT_PORT);
                    }
                }
            }
        }
        return "";
    }
}
