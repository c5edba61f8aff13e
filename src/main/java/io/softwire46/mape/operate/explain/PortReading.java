package io.softwire46.mape.operate.explain;

import static io.softwire46.mape.operate.explain.Octets.u16;
import static io.softwire46.mape.operate.explain.Octets.u32;
import static io.softwire46.mape.operate.explain.Octets.u8;

import io.softwire46.mape.forward.counter.Verdict;
import java.util.Set;

/**
 * The port or ICMP Identifier of an IPv4 packet (RFC 7597 section 8.2, RFC 7596 section 8.1, RFC 5508 section 4). Immutable.
 *
 * @param number 0 to 65,535, or {@link RuleReading#NONE}
 * @param refusal FORWARDED, or why a packet from or to a shared address is dropped
 * @param at index of the port in the packet
 * @param from what kind of number it is
 */
record PortReading(int number, Verdict refusal, int at, String from) {
    private static final Set<Integer> QUERIES = Set.of(0, 8, 13, 14, 15, 16, 17, 18);
    private static final Set<Integer> WITH_LENGTH = Set.of(3, 11, 12);

    static PortReading none(Verdict refusal) {
        return new PortReading(RuleReading.NONE, refusal, 0, "none");
    }

    /** Returns the minimum header octets of a protocol with ports; 0 for others. */
    static int minimumOctets(int protocol) {
        return switch (protocol) {
            case 17, 136 -> 8; // RFC 768, RFC 3828
            case 6 -> 20; // RFC 9293
            case 33, 132 -> 12; // RFC 4340, RFC 9260
            default -> 0;
        };
    }

    /** Returns whether packets of the protocol can have a port. */
    static boolean mayHavePort(byte[] packet) {
        return Ipv4Reading.protocol(packet) == Ipv4Reading.ICMP || minimumOctets(Ipv4Reading.protocol(packet)) > 0;
    }

    static boolean isQuery(int type) {
        return QUERIES.contains(type);
    }

    /**
     * Reads the port of a packet without octets following its total length, or of a first fragment.
     *
     * @param isDestination whether the CE is the destination
     */
    static PortReading of(byte[] packet, boolean isDestination, Trace trace) {
        if (Ipv4Reading.offsetOctets(packet) != 0) {
            return none(Verdict.DROP_FRAGMENT_IPV4);
        }
        int header = Ipv4Reading.headerOctets(packet);
        int octets = packet.length - header;
        int protocol = Ipv4Reading.protocol(packet);
        int minimum = minimumOctets(protocol);
        if (minimum > 0) {
            if (octets < 4 || trace.test(Check.PORT_OCTETS, octets < minimum)) {
                return none(Verdict.DROP_TRUNCATED);
            }
            int at = header + (isDestination ? 2 : 0);
            return new PortReading(
                    u16(packet, at), Verdict.FORWARDED, at, isDestination ? "destination port" : "source port");
        }
        if (trace.test(Check.PORT_PROTOCOL, protocol != Ipv4Reading.ICMP)) {
            return none(Verdict.DROP_UNSUPPORTED_PROTOCOL);
        }
        if (octets < 8) {
            return none(Verdict.DROP_TRUNCATED);
        }
        int type = u8(packet, header);
        if (trace.test(Check.ICMP_QUERY, isQuery(type))) {
            return new PortReading(u16(packet, header + 4), Verdict.FORWARDED, header + 4, "ICMP identifier");
        }
        if (!Ipv4Reading.isIcmpErrorType(type)) {
            return none(Verdict.DROP_UNSUPPORTED_PROTOCOL);
        }
        int end = packet.length;
        if (WITH_LENGTH.contains(type) && packet[header + 5] != 0) { // RFC 4884 section 4
            end = Math.min(end, header + 8 + 4 * u8(packet, header + 5));
        }
        int ce = isDestination ? Ipv4Reading.destination(packet) : Ipv4Reading.source(packet);
        int at = quotedAt(packet, header + 8, end, ce, isDestination, trace);
        return at < 0
                ? none(Verdict.DROP_ICMP_BAD_QUOTE)
                : new PortReading(u16(packet, at), Verdict.FORWARDED, at, "port in the quoted packet");
    }

    /**
     * Returns the index of the port of a CE in a packet of which only the start may be present, or {@link RuleReading#NONE}.
     *
     * @param isSource whether the CE is the source of this packet
     */
    private static int quotedAt(byte[] octets, int from, int end, int ce, boolean isSource, Trace trace) {
        if (end - from < 24 || u8(octets, from) >>> 4 != 4) {
            return RuleReading.NONE;
        }
        int header = 4 * (octets[from] & 15);
        boolean isReadable = header >= 20
                && end - from >= header + 4
                && (u16(octets, from + 6) & 0x1fff) == 0
                && trace.test(Check.QUOTED_ADDRESS, u32(octets, from + (isSource ? 12 : 16)) == ce);
        if (!isReadable) {
            return RuleReading.NONE;
        }
        int transport = from + header;
        int protocol = u8(octets, from + 9);
        if (protocol == Ipv4Reading.ICMP) {
            return end - transport >= 6 && isQuery(u8(octets, transport)) ? transport + 4 : RuleReading.NONE;
        }
        return minimumOctets(protocol) > 0 ? transport + (isSource ? 0 : 2) : RuleReading.NONE;
    }

    /** Returns the port of a packet of which only the start is present, or {@link RuleReading#NONE}. */
    static int ofStart(byte[] start, boolean isDestination, Trace trace) {
        if (start.length < 20) {
            return RuleReading.NONE;
        }
        int ce = isDestination ? Ipv4Reading.destination(start) : Ipv4Reading.source(start);
        int at = quotedAt(start, 0, start.length, ce, !isDestination, trace);
        return at < 0 ? RuleReading.NONE : u16(start, at);
    }
}
