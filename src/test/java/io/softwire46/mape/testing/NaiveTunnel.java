package io.softwire46.mape.testing;

import static io.softwire46.mape.testing.Bytes.u16;
import static io.softwire46.mape.testing.Bytes.u8;

import io.softwire46.mape.forward.EcnMode;
import io.softwire46.mape.forward.EgressDscp;
import io.softwire46.mape.forward.FlowLabel;
import io.softwire46.mape.forward.ForwardingOption;
import io.softwire46.mape.forward.ForwardingOptions;
import java.util.Arrays;

/** Into the tunnel and out of it over whole arrays: RFC 2473, RFC 8200 section 4, RFC 6040, RFC 1812 section 5. */
final class NaiveTunnel {
    /** RFC 6040 section 4.2, figure 4: rows inner, columns outer, both by the number on the wire; -1 is drop. */
    private static final int[][] EGRESS_ECN = {{0, 0, 0, -1}, {1, 1, 1, 3}, {2, 1, 2, 3}, {3, 3, 3, 3}};

    private NaiveTunnel() {}

    static NaiveOutcome drop(String reason) {
        return new NaiveOutcome("DROP_" + reason, null);
    }

    /** RFC 1812 section 5.2.2; null where nothing is wrong. */
    static String ipv4Refusal(byte[] packet) {
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
        byte[] octets = Arrays.copyOf(packet, header);
        return Arrays.equals(octets, Bytes.withHeaderChecksum(octets, 0)) || checksumIsOtherZero(octets)
                ? null
                : "DROP_BAD_CHECKSUM";
    }

    /** RFC 1624 section 3: both zeros of one's complement pass the sum over the whole header. */
    private static boolean checksumIsOtherZero(byte[] header) {
        return Bytes.checksum(header) == 0;
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

    /** A packet that came as octets and is forwarded by a router: one hop less. */
    static byte[] oneHopLess(byte[] ipv4) {
        byte[] copy = ipv4.clone();
        copy[8]--;
        // RFC 1141: what routers may do to a checksum that was right; computing it anew gives the same but for 0 and
        // ffff
        return Bytes.withHeaderChecksum(copy, 0);
    }

    static NaiveOutcome enter(byte[] ipv4, String source, String destination, ForwardingOptions options, int headroom) {
        if (u8(ipv4, 8) <= 1) {
            return drop("TTL_EXPIRED");
        }
        byte[] option = options.encapsulationLimit().isPresent()
                ? new byte[] {4, 0, 4, 1, (byte) options.encapsulationLimit().getAsInt(), 1, 1, 0}
                : new byte[0];
        if (40 + option.length + ipv4.length > options.mtuV6()) {
            return drop("TOO_BIG");
        }
        if (headroom < 40 + option.length) {
            return drop("NO_ROOM");
        }
        int dscp = options.trafficClass() == ForwardingOption.COPY ? u8(ipv4, 1) / 4 : options.trafficClass();
        int ecn = options.ecn() == EcnMode.COMPATIBILITY ? 0 : u8(ipv4, 1) % 4;
        byte[] outer = Ipv6PacketBuilder.ipv6(Bytes.ofBits(source), Bytes.ofBits(destination))
                .trafficClass(dscp * 4 + ecn)
                .flowLabel(options.flowLabel() == FlowLabel.ZERO ? 0 : NaiveOutcome.ANY_LABEL)
                .hopLimit(options.hopLimit())
                .payload(option.length > 0 ? 60 : 4, Bytes.concat(option, oneHopLess(ipv4)))
                .octets();
        return new NaiveOutcome("FORWARDED", outer);
    }

    /** What a tunnel packet carries: a refusal, or the octets from the inner packet to the end of the payload. */
    static NaiveOutcome inside(byte[] ipv6) {
        int end = 40 + u16(ipv6, 4);
        int next = u8(ipv6, 6);
        int at = 40;
        for (int passed = 0; next == 0 || next == 43 || next == 51 || next == 60; passed++) {
            if (next == 0 && at != 40) {
                return drop("UNSUPPORTED_NEXT_HEADER");
            }
            if (passed == 8 || end - at < 8) {
                return drop("BAD_EXTENSION_HEADER");
            }
            int octets = next == 51 ? 4 * (u8(ipv6, at + 1) + 2) : 8 * (u8(ipv6, at + 1) + 1);
            boolean bad = at + octets > end
                    || (next == 43 && ipv6[at + 3] != 0)
                    || ((next == 0 || next == 60) && !optionsPass(Bytes.part(ipv6, at + 2, at + octets)));
            if (bad) {
                return drop("BAD_EXTENSION_HEADER");
            }
            next = u8(ipv6, at);
            at += octets;
        }
        return switch (next) {
            case 4 -> new NaiveOutcome("FORWARDED", Bytes.part(ipv6, at, end));
            case 44 -> drop(end - at < 8 ? "BAD_EXTENSION_HEADER" : "FRAGMENT_IPV6");
            case 58 -> drop("ICMPV6");
            default -> drop("UNSUPPORTED_NEXT_HEADER");
        };
    }

    /** RFC 8200 section 4.2; the Tunnel Encapsulation Limit is an option that may be passed over. */
    private static boolean optionsPass(byte[] options) {
        byte[] rest = options;
        while (rest.length > 0) {
            if (rest[0] == 0) {
                rest = Bytes.part(rest, 1, rest.length);
            } else if (rest.length < 2 || 2 + u8(rest, 1) > rest.length || u8(rest, 0) >= 64) {
                return false;
            } else {
                rest = Bytes.part(rest, 2 + u8(rest, 1), rest.length);
            }
        }
        return true;
    }

    /** The inner header and its addresses (RFC 1812 sections 5.2.2 and 5.3.7); null where nothing is wrong. */
    static String innerRefusal(byte[] inside) {
        String refusal = ipv4Refusal(inside);
        if (refusal != null) {
            return refusal;
        }
        byte[] destination = Bytes.part(inside, 16, 20);
        if (isMulticast(destination)) {
            return "DROP_MULTICAST";
        }
        return isMartian(Bytes.part(inside, 12, 16), destination) ? "DROP_MARTIAN" : null;
    }

    /** ECN and DSCP at the exit, and nothing behind the inner total length. */
    static NaiveOutcome leave(byte[] ipv6, byte[] inside, ForwardingOptions options) {
        byte[] inner = Arrays.copyOf(inside, u16(inside, 2));
        int outerClass = Integer.parseInt(Bytes.bits(ipv6, 0, 2).substring(4, 12), 2);
        int ecn = EGRESS_ECN[inner[1] & 3][outerClass & 3];
        if (ecn < 0) {
            return drop("ECN");
        }
        int dscp = options.egressDscp() == EgressDscp.UNIFORM ? outerClass / 4 : u8(inner, 1) / 4;
        if (u8(inner, 1) == dscp * 4 + ecn) {
            return new NaiveOutcome("FORWARDED", inner);
        }
        inner[1] = (byte) (dscp * 4 + ecn);
        return new NaiveOutcome("FORWARDED", Bytes.withHeaderChecksum(inner, 0));
    }
}
